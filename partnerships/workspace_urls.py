"""Addresses below `/partnerships/<slug>/workspace/`."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from partnerships.views import following, pipeline, workspace

urlpatterns = [
    path("", workspace.BoardView.as_view(), name="workspace"),
    path("actions/", workspace.ActionsView.as_view(), name="workspace_actions"),
    path("actions/<int:pk>/", workspace.ActionView.as_view(), name="workspace_action"),
    path("timeline/", workspace.TimelineView.as_view(), name="timeline"),
    path("investments/", pipeline.PipelineView.as_view(), name="pipeline"),
    path(
        "investments/export.<str:fmt>",
        pipeline.PipelineExportView.as_view(),
        name="pipeline_export",
    ),
    path("investments/<int:pk>/", pipeline.InvestmentView.as_view(), name="investment"),
    path("trainings/", workspace.TrainingsView.as_view(), name="trainings"),
    path("texts/", workspace.TextsView.as_view(), name="texts"),
    path("conventions.csv", workspace.ConventionsExportView.as_view(), name="conventions_export"),
    path("following/", following.FollowingView.as_view(), name="following"),
    path("calendar/", following.CalendarKeyView.as_view(), name="calendar_key"),
    path("calendar/<str:key>.ics", public(following.calendar_file), name="calendar"),
]
