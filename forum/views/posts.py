"""What is done with a post beside writing it: accepted, reported, looked at as it was."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView, View

from core.files import sent_file
from core.history import Change, events_of
from forum.forms.reporting import ReportForm
from forum.models import Post, PostFile, Topic
from forum.models.kinds import State
from forum.services import flags, writing
from members.models import User
from members.views.mixins import person

PER_PAGE = 30


class MineView(TemplateView):
    """What one wrote and what became of it, drafts first."""

    template_name = "forum/mine.html"

    def get_context_data(self, **kwargs):
        rows = Post.objects.filter(author=person(self.request)).select_related("topic")
        rows = rows.defer("search", "topic__search", "topic__names_text")
        drafts = rows.filter(state=State.DRAFT).order_by("-updated_at")
        sent = rows.exclude(state=State.DRAFT).order_by("-created_at", "-pk")
        page = Paginator(sent, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "drafts": drafts,
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number),
        }


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one's own draft away."""
    post = get_object_or_404(Post, pk=pk, author=person(request))
    try:
        writing.throw_away(post)
        messages.success(request, _("The draft is thrown away."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("forum:mine")


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The author of a question, or the staff, accept an answer; `accept=no` takes it back."""
    user = person(request)
    rows = Post.objects.visible_to(user).select_related("topic")
    post = get_object_or_404(rows, pk=pk)
    is_theirs = post.topic.author_id == user.pk and not post.topic.is_locked
    if not (is_theirs or user.is_staff):
        raise PermissionDenied
    if request.POST.get("accept") == "no":
        writing.take_back_acceptance(post)
        return redirect(post.get_absolute_url())
    try:
        writing.accept(post)
        messages.success(request, _("The answer is accepted: it is shown first."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect(post.get_absolute_url())


class ReportView(View):
    """Tell the staff about a post that one may read."""

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if request.user.is_authenticated:
            rows = Post.objects.visible_to(request.user).shown().select_related("topic")
            self.post_row = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(ReportForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        flags.report(self.post_row, **form.cleaned_data, by=person(request))
        messages.success(request, _("The staff are told. Thank you."))
        return redirect(self.post_row.get_absolute_url())

    def _page(self, form: ReportForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "post": self.post_row, "topic": self.post_row.topic}
        return render(self.request, "forum/report.html", context, status=status)


@dataclass(frozen=True)
class Wording:
    """What a post said from a moment on; `change` tells it from the wording before."""

    at: datetime
    who: str
    language: str
    change: Change | None
    text: str


class HistoryView(View):
    """The wordings of a post since it is shown, the newest first.

    What it said before a moderator showed it (again) is for nobody: so words are taken out.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rows = Post.objects.visible_to(request.user).shown()
        post = get_object_or_404(rows.select_related("topic", "author"), pk=pk)
        context = {
            "post": post,
            "topic": post.topic,
            "wordings": wordings(post),
            "titles": former_titles(post.topic) if post.is_first else [],
        }
        return render(request, "forum/post_history.html", context)


def former_titles(topic: Topic) -> list[str]:
    """What its readers of today could read as its title before, the first one first."""
    events = events_of(Topic, topic.pk).filter(
        state=State.SHOWN, shown_at=topic.shown_at, audience=topic.audience
    )
    titles = dict.fromkeys(event.title for event in events)
    return [title for title in titles if title != topic.title]


def wordings(post: Post) -> list[Wording]:
    events: list[Any] = list(
        events_of(Post, post.pk).filter(state=State.SHOWN, shown_at=post.shown_at)
    )
    keys = {(one.pgh_context.metadata if one.pgh_context else {}).get("user") for one in events}
    people = User.objects.in_bulk({key for key in keys if key})
    found: list[Wording] = []
    for event in events:
        before = found[-1].text if found else None
        if event.text == before:
            continue
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        who = people.get(metadata.get("user")) if found else post.author
        change = None if before is None else Change("", before, event.text)
        found.append(
            Wording(
                event.pgh_created_at if found else post.created_at,
                who.shown_name if who else _("somebody"),
                event.language,
                change,
                event.text,
            )
        )
    return found[::-1]


@require_safe
def post_file(request: HttpRequest, pk: int) -> FileResponse:
    """A picture, to be shown, or a document, to be kept; 404 for who may not read its post."""
    posts = Post.objects.visible_to(request.user).order_by()
    row = get_object_or_404(PostFile, pk=pk, post__in=posts.values("pk"))
    if not row.is_picture:
        return sent_file(row.file, row.file_name)
    if not default_storage.exists(row.file.name or ""):
        raise Http404
    answer = FileResponse(row.file.open("rb"))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
