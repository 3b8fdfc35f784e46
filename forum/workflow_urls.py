"""Addresses below `/obstacles/`: raising, triage, route, steps."""

from django.urls import path

from forum.views import manage, steps
from forum.views.obstacle_edit import EditView, SideView
from forum.views.raising import RaiseView

ROW = "<str:reference>/manage/"
urlpatterns = [
    path("new/", RaiseView.as_view(), name="obstacle_new"),
    path(ROW, manage.ManageView.as_view(), name="obstacle_manage"),
    path(f"{ROW}edit/", EditView.as_view(), name="obstacle_edit"),
    path(f"{ROW}sides/<str:country>/", SideView.as_view(), name="obstacle_side"),
    path(f"{ROW}triage/", manage.TriageView.as_view(), name="obstacle_triage"),
    path(f"{ROW}carrier/", manage.CarrierView.as_view(), name="obstacle_carrier"),
    path(f"{ROW}move/", manage.MoveView.as_view(), name="obstacle_move"),
    path(f"{ROW}take-up/", manage.TakeUpView.as_view(), name="obstacle_take_up"),
    path(f"{ROW}outcome/", manage.CloseView.as_view(), name="obstacle_close"),
    path(f"{ROW}reopen/", manage.ReopenView.as_view(), name="obstacle_reopen"),
    path(f"{ROW}steps/", steps.PrepareView.as_view(), name="step_new"),
    path(f"{ROW}steps/<int:pk>/", steps.PrepareView.as_view(), name="step_edit"),
    path(f"{ROW}steps/<int:pk>/send/", steps.SendView.as_view(), name="step_send"),
    path(f"{ROW}steps/<int:pk>/answer/", steps.AnswerView.as_view(), name="step_answer"),
    path(f"{ROW}steps/<int:pk>/discard/", steps.DiscardView.as_view(), name="step_discard"),
    path("<str:reference>/carry/<slug:slug>/", manage.CarryView.as_view(), name="obstacle_carry"),
]
