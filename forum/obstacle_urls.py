"""Addresses below `/obstacles/`: the public register."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from forum.feeds import ObstacleFeed
from forum.register import DIRECTORY
from forum.views.obstacle import ObstacleDetailView

urlpatterns = [
    path(
        "",
        public(DIRECTORY.list_view("forum/obstacles/obstacle_list.html")),
        name="obstacle_list",
    ),
    path("map.geojson", public(DIRECTORY.map_view()), name="obstacle_map"),
    path("export.<str:fmt>", public(DIRECTORY.export_view()), name="obstacle_export"),
    path("feed.atom", public(ObstacleFeed()), name="obstacle_feed"),
    path("<str:reference>/", public(ObstacleDetailView.as_view()), name="obstacle_detail"),
]
