from django.contrib.auth.decorators import login_not_required as public
from django.urls import include, path

from members.feeds import OrganisationFeed
from members.views import (
    applications,
    confirm,
    contact,
    directory,
    dues,
    edit,
    history,
    kept_words,
    letters,
    me,
)

app_name = "members"
urlpatterns = [
    path(
        "members/",
        public(directory.DIRECTORY.list_view("members/organisation_list.html")),
        name="organisation_list",
    ),
    path("members/map.geojson", public(directory.DIRECTORY.map_view()), name="organisation_map"),
    path(
        "members/export.<str:fmt>",
        public(directory.DIRECTORY.export_view()),
        name="organisation_export",
    ),
    path("members/feed.atom", public(OrganisationFeed()), name="organisation_feed"),
    path(
        "members/opensearch.xml",
        public(directory.DIRECTORY.opensearch_view("members/opensearch.xml")),
        name="opensearch",
    ),
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
    path("me/kept/", kept_words.KeptWordsView.as_view(), name="kept_words"),
    path("letters/stop/<str:token>/", public(letters.StopView.as_view()), name="letters_stop"),
    path("", include("members.people_urls")),
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
    path("me/", me.MeView.as_view(), name="me"),
    path("me/preferences/", me.PreferencesView.as_view(), name="preferences"),
    path("me/data/", me.DataView.as_view(), name="my_data"),
    path("me/data/download.json", me.download, name="my_data_download"),
    path("me/data/erase/", me.EraseView.as_view(), name="erase_account"),
]
