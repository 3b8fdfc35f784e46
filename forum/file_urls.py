"""Addresses below `/obstacles/<reference>/files/`."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from forum.views import files

START = "<str:reference>/files/"
urlpatterns = [
    path(f"{START}<int:pk>/", public(files.FileView.as_view()), name="file"),
    path(f"{START}<int:pk>/attach/", files.AttachView.as_view(), name="file_attach"),
    path(f"{START}<int:pk>.pdf", public(files.DownloadView.as_view()), name="file_pdf"),
    path(
        f"{START}<int:pk>.json",
        public(files.DownloadView.as_view(fmt=files.JSON)),
        name="file_json",
    ),
    path(f"{START}<slug:kind>/", files.MakeView.as_view(), name="file_make"),
    path(f"{START}<slug:kind>/draft.pdf", files.DraftView.as_view(), name="file_draft"),
]
