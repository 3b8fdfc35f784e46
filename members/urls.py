from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from members.feeds import OrganisationFeed
from members.views import contact, directory, me

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
    path("me/", me.MeView.as_view(), name="me"),
    path("me/preferences/", me.PreferencesView.as_view(), name="preferences"),
    path("me/data/", me.DataView.as_view(), name="my_data"),
    path("me/data/download.json", me.download, name="my_data_download"),
    path("me/data/erase/", me.EraseView.as_view(), name="erase_account"),
]
