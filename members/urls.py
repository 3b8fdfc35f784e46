from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from members.feeds import OrganisationFeed
from members.views import applications, contact, directory, dues

app_name = "members"
urlpatterns = [
    path("members/", public(directory.OrganisationListView.as_view()), name="organisation_list"),
    path("members/map.geojson", public(directory.organisation_map), name="organisation_map"),
    path(
        "members/export.<str:fmt>",
        public(directory.organisation_export),
        name="organisation_export",
    ),
    path("members/feed.atom", public(OrganisationFeed()), name="organisation_feed"),
    path("members/opensearch.xml", public(directory.opensearch), name="opensearch"),
    path(
        "members/<slug:slug>/",
        public(directory.OrganisationDetailView.as_view()),
        name="organisation_detail",
    ),
    path(
        "members/<slug:slug>/contact/",
        public(contact.ContactView.as_view()),
        name="organisation_contact",
    ),
    path(
        "members/<slug:slug>/contact/sent/",
        public(contact.ContactSentView.as_view()),
        name="organisation_contact_sent",
    ),
    path("members/<slug:slug>/dues/", dues.DuesView.as_view(), name="dues"),
    path(
        "members/<slug:slug>/dues/<int:pk>/", dues.ContributionView.as_view(), name="contribution"
    ),
    path(
        "members/<slug:slug>/dues/<int:pk>/call.pdf",
        dues.CallDocumentView.as_view(),
        name="call_document",
    ),
    path("join/", public(applications.StartView.as_view()), name="application_start"),
    path(
        "join/<str:token>/",
        public(applications.StatusView.as_view()),
        name="application_status",
    ),
    path(
        "join/<str:token>/check/",
        public(applications.CheckView.as_view()),
        name="application_check",
    ),
    path(
        "join/<str:token>/<slug:step>/",
        public(applications.StepView.as_view()),
        name="application_step",
    ),
]
