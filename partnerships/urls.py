from django.contrib.auth.decorators import login_not_required as public
from django.urls import include, path

from partnerships.views.consents import PartnersView
from partnerships.views.public import (
    ActionDetailView,
    ActionListView,
    NoteListView,
    PartnershipDetailView,
    PartnershipListView,
    deliverable,
    document,
    points,
)

app_name = "partnerships"
urlpatterns = [
    path("partnerships/", public(PartnershipListView.as_view()), name="list"),
    path("partnerships/<slug:slug>/", public(PartnershipDetailView.as_view()), name="detail"),
    path("partnerships/<slug:slug>/map.geojson", public(points), name="map"),
    path("partnerships/<slug:slug>/actions/", public(ActionListView.as_view()), name="actions"),
    path(
        "partnerships/<slug:slug>/actions/<int:pk>/",
        public(ActionDetailView.as_view()),
        name="action",
    ),
    path(
        "partnerships/<slug:slug>/actions/<int:pk>/file/", public(deliverable), name="deliverable"
    ),
    path("partnerships/<slug:slug>/notes/", public(NoteListView.as_view()), name="notes"),
    path("partnerships/<slug:slug>/documents/<int:pk>/", public(document), name="document"),
    path("partnerships/<slug:slug>/workspace/", include("partnerships.workspace_urls")),
    path("partnerships/<slug:slug>/consents/", include("partnerships.consent_urls")),
    path("partnerships/<slug:slug>/report/", include("partnerships.report_urls")),
    path("members/<slug:slug>/shared/", PartnersView.as_view(), name="shared"),
]
