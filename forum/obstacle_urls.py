"""Addresses below `/obstacles/`: the public register."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from forum.feeds import ObstacleFeed
from forum.register import DIRECTORY
from forum.schema import schema_json
from forum.views.obstacle import ObstacleDetailView, document, step_document
from forum.views.scoreboard import ScoreboardView, scoreboard_json
from forum.views.support import SupportView, WithdrawView, support_map

urlpatterns = [
    path(
        "",
        public(DIRECTORY.list_view("forum/obstacles/obstacle_list.html")),
        name="obstacle_list",
    ),
    path("map.geojson", public(DIRECTORY.map_view()), name="obstacle_map"),
    path("export.<str:fmt>", public(DIRECTORY.export_view()), name="obstacle_export"),
    path("feed.atom", public(ObstacleFeed()), name="obstacle_feed"),
    path("schema.json", public(schema_json), name="obstacle_schema"),
    path("scoreboard/", public(ScoreboardView.as_view()), name="scoreboard"),
    path("scoreboard.json", public(scoreboard_json), name="scoreboard_json"),
    path("scoreboard/<int:year>/", public(ScoreboardView.as_view()), name="scoreboard_year"),
    path("<str:reference>/", public(ObstacleDetailView.as_view()), name="obstacle_detail"),
    path("<str:reference>/support.geojson", public(support_map), name="support_map"),
    path("<str:reference>/support/<slug:slug>/", SupportView.as_view(), name="support"),
    path(
        "<str:reference>/support/<slug:slug>/withdraw/",
        WithdrawView.as_view(),
        name="support_withdraw",
    ),
    path("<str:reference>/documents/<int:pk>/", public(document), name="obstacle_document"),
    path("<str:reference>/steps/<int:pk>/document/", public(step_document), name="step_document"),
]
