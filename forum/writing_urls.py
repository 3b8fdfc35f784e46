"""Addresses below `/forum/`: writing, changing, translating, reporting."""

from django.contrib.auth.decorators import login_not_required as public
from django.urls import path

from forum.views import posts, translating, writing

urlpatterns = [
    path("new/", writing.TopicNewView.as_view(), name="topic_new"),
    path("mine/", posts.MineView.as_view(), name="mine"),
    path("<int:pk>/answer/", writing.AnswerView.as_view(), name="answer"),
    path("posts/<int:pk>/edit/", writing.PostEditView.as_view(), name="post_edit"),
    path("posts/<int:pk>/discard/", posts.discard, name="post_discard"),
    path("posts/<int:pk>/accept/", posts.accept, name="post_accept"),
    path("posts/<int:pk>/report/", posts.ReportView.as_view(), name="post_report"),
    path("posts/<int:pk>/history/", public(posts.HistoryView.as_view()), name="post_history"),
    path(
        "posts/<int:pk>/translate/<slug:language>/",
        translating.TranslateView.as_view(),
        name="post_translate",
    ),
    path("files/<int:pk>/", public(posts.post_file), name="post_file"),
]
