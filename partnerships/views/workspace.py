"""The workspace of a partnership, for the officers of the partner and the staff."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from members.views.mixins import person
from partnerships.board import lanes, shown, steps, timeline
from partnerships.exports import scdl_csv
from partnerships.filters import ActionFilter
from partnerships.forms.comment import CommentForm
from partnerships.models import Action, Comment, Document, Follow, Partnership, WatchNote
from partnerships.models.kinds import ActionKind, Side, State
from partnerships.page import with_links
from partnerships.services.comments import say

PER_PAGE = 50


class WorkspaceMixin(View):
    """A page of the workspace: 404 for who is neither an officer of the partner nor staff."""

    partnership: Partnership

    def dispatch(self, request, *args, **kwargs):
        rows = Partnership.objects.worked_on_by(request.user).select_related("partner")
        self.partnership = get_object_or_404(rows, slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        followed = Follow.objects.filter(user=person(self.request), partnership=self.partnership)
        return super().get_context_data(**kwargs) | {  # type: ignore[misc]
            "partnership": self.partnership,
            "followed": {
                (name, getattr(row, f"{name}_id"))
                for row in followed
                for name in ("axis", "directorate", "border")
                if getattr(row, f"{name}_id")
            },
        }

    def actions(self) -> QuerySet[Action]:
        rows = Action.objects.visible_to(person(self.request))
        return rows.filter(workstream__axis__partnership=self.partnership)

    def filtered_actions(self) -> ActionFilter:
        return ActionFilter(self.request.GET, self.actions(), partnership=self.partnership)

    def page(self, rows: QuerySet) -> dict[str, Any]:
        """`shown` and `pages`: the page that is asked for, else the nearest one that there is."""
        found = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return {"shown": found, "pages": found.paginator.get_elided_page_range(found.number)}


class BoardView(WorkspaceMixin, TemplateView):
    template_name = "partnerships/workspace/board.html"

    def get_context_data(self, **kwargs):
        chosen = self.filtered_actions()
        return super().get_context_data(**kwargs) | {
            "filter": chosen,
            "lanes": lanes(self.partnership, chosen.found),
        }


class ActionsView(WorkspaceMixin, TemplateView):
    """The same actions as one list, those without a date last."""

    template_name = "partnerships/workspace/actions.html"

    def get_context_data(self, **kwargs):
        chosen = self.filtered_actions()
        rows = shown(chosen.found).next_first()  # type: ignore[attr-defined]
        return super().get_context_data(**kwargs) | self.page(rows) | {"filter": chosen}


class TimelineView(WorkspaceMixin, TemplateView):
    template_name = "partnerships/workspace/timeline.html"

    def get_context_data(self, **kwargs):
        chosen = self.filtered_actions()
        return super().get_context_data(**kwargs) | {
            "filter": chosen,
            "periods": timeline(chosen.found),
        }


class CommentedView(WorkspaceMixin, TemplateView):
    """The page of one row, under which people talk; a POST says something."""

    about: Any

    def row(self) -> Any:
        raise NotImplementedError

    def comments(self) -> QuerySet[Comment]:
        rows = self.about.comments.select_related("author")
        return rows.prefetch_related("replies__author")

    def get(self, request, *args, **kwargs):
        self.about = self.row()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.about = self.row()
        form = CommentForm(request.POST, comments=self.comments())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        data = form.cleaned_data
        say(self.about, person(request), data["text"], data["answers"])
        messages.success(request, _("It is written, and those concerned are told."))
        return redirect(f"{request.path}#comments")

    def get_context_data(self, **kwargs):
        context = {"about": self.about, "comments": self.comments().filter(answers=None)}
        form = kwargs.pop("form", None) or CommentForm(comments=self.comments())
        context |= {"form": form, "answered": str(form["answers"].value() or "")}
        context["new_form"] = CommentForm(comments=self.comments())
        return super().get_context_data(**kwargs) | context


class ActionView(CommentedView):
    template_name = "partnerships/workspace/action.html"

    def row(self) -> Action:
        rows = with_links(self.actions()).select_related("workstream__axis", "project")
        rows = rows.prefetch_related("directorates", "borders")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"steps": steps(self.about)}


class TrainingsView(WorkspaceMixin, TemplateView):
    """The ledger of training sessions, the newest first, with the totals of those done by year."""

    template_name = "partnerships/workspace/trainings.html"

    def get_context_data(self, **kwargs):
        rows = self.actions().filter(kind=ActionKind.TRAINING)
        rated = Q(satisfaction__isnull=False, participants__gt=0)
        done = rows.filter(state=State.DONE)
        years = done.order_by().values("year").annotate(
            sessions=Count("pk"),
            people=Sum("participants"),
            days=Sum("days_used"),
            rated=Sum("participants", filter=rated),
            points=Sum(F("satisfaction") * F("participants"), filter=rated),
        )  # fmt: skip
        found: list[Any] = list(years.order_by(F("year").desc(nulls_last=True)))
        for year in found:
            year["satisfaction"] = year["points"] / year["rated"] if year["rated"] else None
        listed = shown(rows).order_by(F("year").desc(nulls_last=True), "-done", "-planned", "pk")
        listed = listed.prefetch_related("territories")
        return super().get_context_data(**kwargs) | self.page(listed) | {"years": found}


class TextsView(WorkspaceMixin, TemplateView):
    """Watch notes and documents that the reader may read, and who to call."""

    template_name = "partnerships/workspace/texts.html"

    def get_context_data(self, **kwargs):
        user = person(self.request)
        notes = WatchNote.objects.visible_to(user).filter(partnership=self.partnership)
        documents = Document.objects.visible_to(user).filter(partnership=self.partnership)
        contacts = list(self.partnership.contacts.all())  # type: ignore[attr-defined]
        return (
            super().get_context_data(**kwargs)
            | self.page(notes.prefetch_related("borders"))
            | {
                "documents": documents,
                "ours": [one for one in contacts if one.side == Side.MOT],
                "theirs": [one for one in contacts if one.side == Side.PARTNER],
                "conventions": self.partnership.conventions.all(),
            }
        )


class ConventionsExportView(WorkspaceMixin):
    """The conventions under the names of the schema SCDL “Subventions”."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        conventions = self.partnership.conventions.select_related("partnership__partner")
        answer = HttpResponse(scdl_csv(conventions), content_type="text/csv; charset=utf-8")
        name = f"subventions-{self.partnership.slug}.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
