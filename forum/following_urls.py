"""Addresses below `/following/`."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from forum.views import following

urlpatterns = [
    path("", following.FollowingView.as_view(), name="following"),
    path("languages/", following.languages, name="languages"),
    path("calendar/", following.calendar_key, name="calendar_key"),
    path("calendar/<str:key>.ics", public(following.calendar_file), name="calendar"),
]
