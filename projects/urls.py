from django.http import Http404
from django.urls import path

app_name = "projects"


def project_detail(request, slug):
    raise Http404


urlpatterns = [path("projects/<slug:slug>/", project_detail, name="project_detail")]
