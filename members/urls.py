from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from members.feeds import OrganisationFeed
from members.views import confirm, contact, directory, edit, history

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
    path("members/<slug:slug>/edit/", edit.EditView.as_view(), name="organisation_edit"),
    path(
        "members/<slug:slug>/edit/presence/",
        edit.PresenceView.as_view(),
        name="organisation_presence",
    ),
    path(
        "members/<slug:slug>/edit/logo/<int:pk>/",
        edit.WaitingLogoView.as_view(),
        name="organisation_waiting_logo",
    ),
    path(
        "members/<slug:slug>/history/", history.HistoryView.as_view(), name="organisation_history"
    ),
    path(
        "members/<slug:slug>/confirm/", confirm.ConfirmView.as_view(), name="organisation_confirm"
    ),
    path(
        "members/<slug:slug>/confirm/<str:signed>/",
        public(confirm.ConfirmByLetterView.as_view()),
        name="organisation_confirm_by_letter",
    ),
]
