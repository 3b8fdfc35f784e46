from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from projects.feeds import ProjectFeed
from projects.views import edit, participation, propose
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
    path("projects/propose/", propose.ProposeView.as_view(), name="propose"),
    path("projects/propose/alike/", propose.alike, name="alike"),
    path("projects/<slug:slug>/", public(ProjectDetailView.as_view()), name="project_detail"),
    path("projects/<slug:slug>/documents/<int:pk>/", public(document), name="document"),
    path("projects/<slug:slug>/edit/", edit.EditView.as_view(), name="project_edit"),
    path(
        "projects/<slug:slug>/edit/presence/",
        edit.PresenceView.as_view(),
        name="project_presence",
    ),
    path("projects/<slug:slug>/history/", edit.HistoryView.as_view(), name="project_history"),
    path(
        "projects/<slug:slug>/participation/<slug:of>/",
        participation.ParticipationView.as_view(),
        name="participation",
    ),
]
