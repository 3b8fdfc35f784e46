from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef
from django.http import FileResponse, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from core.files import sent_file
from core.search import MAX_WORDS_LENGTH, clean_words
from members.models import User
from partnerships import page, places
from partnerships.models import Action, Document, Partnership, WatchNote, Workstream
from partnerships.models.kinds import Audience

PER_PAGE = 25


def visible_or_404(request: HttpRequest, slug: str) -> Partnership:
    rows = Partnership.objects.visible_to(request.user).select_related("partner")
    return get_object_or_404(rows, slug=slug)


def works_on(user: User | AnonymousUser, partnership: Partnership) -> bool:
    """Whether the workspace is open to `user`; a visitor costs no query."""
    rows = Partnership.objects.worked_on_by(user)
    return user.is_authenticated and rows.filter(pk=partnership.pk).exists()


class PartnershipListView(ListView):
    """All partnerships; with `q` the actions that hold the words, twenty-five a page."""

    template_name = "partnerships/partnership_list.html"

    def get_queryset(self):
        rows = Partnership.objects.visible_to(self.request.user).select_related("partner")
        done = Count("axes__workstreams__actions", filter=page.PUBLIC_ACTION)
        return rows.annotate(action_count=done).prefetch_related("conventions", "axes")

    def get_context_data(self, **kwargs):
        words = clean_words(self.request.GET.get("q", ""))[:MAX_WORDS_LENGTH]
        found = self._found(words) if words else None
        return super().get_context_data(**kwargs) | {"words": words, "shown": found} | _pages(found)

    def _found(self, words: str) -> Page:
        rows = Action.objects.visible_to(self.request.user).matching(words)
        rows = rows.select_related("workstream__axis__partnership").defer("search", "loaded")
        return _page_of(rows.order_by(*page.NEWEST), self.request)


def _page_of(rows: Any, request: HttpRequest) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _pages(shown: Page | None) -> dict[str, Any]:
    return {"pages": shown.paginator.get_elided_page_range(shown.number) if shown else []}


class PartnershipDetailView(DetailView):
    """What everyone reads of a partnership; officers and staff have the way to the workspace."""

    template_name = "partnerships/partnership_detail.html"

    def get_queryset(self):
        rows = Partnership.objects.visible_to(self.request.user).select_related("partner")
        notes = WatchNote.objects.visible_to(page.VISITOR).filter(partnership=OuterRef("pk"))
        return rows.annotate(has_notes=Exists(notes))

    def get_context_data(self, **kwargs):
        row, user = self.object, self.request.user
        url = self.request.build_absolute_uri(row.get_absolute_url())
        works = works_on(user, row)
        return super().get_context_data(**kwargs) | page.context(row, url) | {"works_on_it": works}


class ActionListView(ListView):
    """All that was done and is planned, newest first; of one workstream or year when asked."""

    template_name = "partnerships/action_list.html"
    partnership: Partnership

    def get_queryset(self):
        self.partnership = visible_or_404(self.request, self.kwargs["slug"])
        rows = page.with_links(page.public_actions(self.partnership))
        for name in ("workstream", "year"):
            if value := self.request.GET.get(name, ""):
                rows = rows.filter(**{name: int(value)}) if _is_number(value) else rows.none()
        if kind := self.request.GET.get("kind", ""):
            rows = rows.filter(kind=kind)
        return rows.order_by(*page.NEWEST)

    def get_context_data(self, **kwargs):
        shown = _page_of(self.object_list, self.request)
        context = {
            "partnership": self.partnership,
            "shown": shown,
            "years": page.years_of(self.partnership),
            "year": self.request.GET.get("year", ""),
            "workstream": self._workstream(),
            "kind": dict(Action.Kind.choices).get(self.request.GET.get("kind", "")),
        }
        return super().get_context_data(**kwargs) | context | _pages(shown)

    def _workstream(self) -> Workstream | None:
        value = self.request.GET.get("workstream", "")
        if not _is_number(value):
            return None
        rows = Workstream.objects.visible_to(page.VISITOR)
        return rows.filter(axis__partnership=self.partnership, pk=int(value)).first()


class ActionDetailView(DetailView):
    """One action; officers and staff read here those that are not for everyone too."""

    template_name = "partnerships/action_detail.html"

    def get_queryset(self):
        rows = Action.objects.visible_to(self.request.user)
        rows = rows.filter(workstream__axis__partnership__slug=self.kwargs["slug"])
        rows = page.with_links(rows).prefetch_related("borders", "territories")
        return rows.select_related("project", "workstream__axis__partnership")

    def get_context_data(self, **kwargs):
        way = self.object.workstream
        is_public = (
            way.axis.partnership.is_published
            and self.object.audience == way.audience == Audience.PUBLIC
        )
        return super().get_context_data(**kwargs) | {
            "partnership": way.axis.partnership,
            "is_public": is_public,
            "works_on_it": works_on(self.request.user, way.axis.partnership),
        }


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 9


class NoteListView(ListView):
    """The watch notes of a partnership that everyone may read."""

    template_name = "partnerships/note_list.html"

    def get_queryset(self):
        self.partnership = visible_or_404(self.request, self.kwargs["slug"])
        return page.notes(self.partnership)

    def get_context_data(self, **kwargs):
        shown = _page_of(self.object_list, self.request)
        context = {"partnership": self.partnership, "shown": shown} | _pages(shown)
        return super().get_context_data(**kwargs) | context


@require_safe
def points(request: HttpRequest, slug: str) -> JsonResponse:
    found = places.of(page.public_actions(visible_or_404(request, slug)))
    return JsonResponse(places.geojson(found))


@require_safe
def deliverable(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    rows = Action.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk, workstream__axis__partnership__slug=slug)
    return sent_file(row.deliverable_file, row.deliverable_name)


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    rows = Document.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk, partnership__slug=slug)
    return sent_file(row.file, row.file_name)
