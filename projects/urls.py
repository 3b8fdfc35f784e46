from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from projects.feeds import ProjectFeed
from projects.views.detail import ProjectDetailView, document
from projects.views.lists import DIRECTORY

app_name = "projects"
urlpatterns = [
    path(
        "projects/",
        public(DIRECTORY.list_view("projects/project_list.html")),
        name="project_list",
    ),
    path("projects/map.geojson", public(DIRECTORY.map_view()), name="project_map"),
    path("projects/export.<str:fmt>", public(DIRECTORY.export_view()), name="project_export"),
    path("projects/feed.atom", public(ProjectFeed()), name="project_feed"),
    path(
        "projects/opensearch.xml",
        public(DIRECTORY.opensearch_view("projects/opensearch.xml")),
        name="opensearch",
    ),
    path("projects/<slug:slug>/", public(ProjectDetailView.as_view()), name="project_detail"),
    path("projects/<slug:slug>/documents/<int:pk>/", public(document), name="document"),
]
