"""Addresses below `/forum/`."""

from django.contrib.auth.decorators import login_not_required as public
from django.http import HttpResponse
from django.urls import include, path


def _soon(request, pk=0):  # until the pages for readers are here
    return HttpResponse()


urlpatterns = [
    path("", public(_soon), name="topic_list"),
    path("<int:pk>/", public(_soon), name="topic"),
    path("posts/<int:pk>/", public(_soon), name="post"),
    path("", include("forum.writing_urls")),
]
