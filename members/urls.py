from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from members import views
from members.feeds import OrganisationFeed

app_name = "members"
urlpatterns = [
    path("members/", public(views.OrganisationListView.as_view()), name="organisation_list"),
    path("members/map.geojson", public(views.organisation_map), name="organisation_map"),
    path("members/export.<str:fmt>", public(views.organisation_export), name="organisation_export"),
    path("members/feed.atom", public(OrganisationFeed()), name="organisation_feed"),
    path("members/opensearch.xml", public(views.opensearch), name="opensearch"),
    path(
        "members/<slug:slug>/",
        public(views.OrganisationDetailView.as_view()),
        name="organisation_detail",
    ),
    path(
        "members/<slug:slug>/contact/",
        public(views.ContactView.as_view()),
        name="organisation_contact",
    ),
    path(
        "members/<slug:slug>/contact/sent/",
        public(views.ContactSentView.as_view()),
        name="organisation_contact_sent",
    ),
]
