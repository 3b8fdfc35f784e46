"""Addresses below `/forum/`: reading."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import include, path

from forum.feeds import TopicFeed
from forum.topics import DIRECTORY
from forum.views.topic import TopicDetailView, post_place

urlpatterns = [
    path("", public(DIRECTORY.list_view("forum/topics/topic_list.html")), name="topic_list"),
    path("map.geojson", public(DIRECTORY.map_view()), name="topic_map"),
    path("export.<str:fmt>", public(DIRECTORY.export_view()), name="topic_export"),
    path("feed.atom", public(TopicFeed()), name="topic_feed"),
    path("<int:pk>/", public(TopicDetailView.as_view()), name="topic"),
    path("posts/<int:pk>/", public(post_place), name="post"),
    path("", include("forum.writing_urls")),
]
