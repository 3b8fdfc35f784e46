from django.contrib.auth.decorators import login_not_required as public
from django.urls import include, path

from partnerships.views.public import PartnershipDetailView, PartnershipListView

app_name = "partnerships"
urlpatterns = [
    path("partnerships/", public(PartnershipListView.as_view()), name="list"),
    path("partnerships/<slug:slug>/", public(PartnershipDetailView.as_view()), name="detail"),
    path("partnerships/<slug:slug>/workspace/", include("partnerships.workspace_urls")),
    path("partnerships/<slug:slug>/consents/", include("partnerships.consent_urls")),
    path("partnerships/<slug:slug>/report/", include("partnerships.report_urls")),
]
