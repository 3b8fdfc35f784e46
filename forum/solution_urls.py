"""Addresses below `/solutions/`."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from forum.solutions.directory import DIRECTORY, SolutionFeed
from forum.views import solutions

urlpatterns = [
    path("", public(DIRECTORY.list_view("forum/solutions/list.html")), name="solution_list"),
    path("map.geojson", public(DIRECTORY.map_view()), name="solution_map"),
    path("export.<str:fmt>", public(DIRECTORY.export_view()), name="solution_export"),
    path("feed.atom", public(SolutionFeed()), name="solution_feed"),
    path("<slug:slug>/", public(solutions.SolutionDetailView.as_view()), name="solution_detail"),
    path("<slug:slug>/reuse/<slug:of>/", solutions.ReuseView.as_view(), name="reuse"),
    path(
        "<slug:slug>/reuse/<slug:of>/withdraw/",
        solutions.WithdrawView.as_view(),
        name="reuse_withdraw",
    ),
]
