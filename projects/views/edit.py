"""The page of a project, kept by the organisation that proposed it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.forms import whole_number
from core.history import Entry, entries, entries_of_rows
from members import presence, profile
from members.letters.changes import SIGNED
from members.models import User
from projects import page
from projects.forms.layout import problems, sections
from projects.forms.parts import DocumentFormSet, FundingFormSet, PartnerFormSet, touched
from projects.forms.project import ProjectForm
from projects.models import Funding, Participation, Project, ProjectChange, ProjectDocument
from projects.reviewed_rows import sent
from projects.services.changes import save_page, withdraw
from projects.services.proposing import like
from projects.services.publication import missing, submit, take_back, tell_participants
from projects.views.mixins import KeepingMixin

ENTRIES_PER_PAGE = 30
CHANGEABLE = [Project.Publication.DRAFT, Project.Publication.PUBLISHED]


@dataclass
class Forms:
    """The form of a page with its rows."""

    page: ProjectForm
    partners: "BaseInlineFormSet[Any, Any, Any]"
    fundings: "BaseInlineFormSet[Any, Any, Any]"
    documents: "BaseInlineFormSet[Any, Any, Any]"

    @property
    def rows(self) -> list[BaseInlineFormSet]:
        return [self.partners, self.fundings, self.documents]

    def are_valid(self) -> bool:
        return all([self.page.is_valid(), *(one.is_valid() for one in self.rows)])


class EditView(KeepingMixin):
    """The form, in which one saves as one goes; partners, fundings and documents are rows of it.

    Buttons: save, save and submit, take a submission back, withdraw a proposal. What was typed
    comes back unless it was saved.
    """

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self._page(self._forms())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        rows = Project.objects.select_for_update(of=["self"]).select_related("owner")
        self.project = rows.get(pk=self.project.pk)
        action = request.POST.get("action", "")
        if "withdraw" in request.POST:
            return self._withdraw(request.POST["withdraw"])
        if action == "take_back":
            return self._step(take_back, _("It is a draft again: change it, then submit it."))
        if not self.may_change:
            messages.warning(request, _("It cannot be changed now: see where it stands."))
            return redirect("projects:project_edit", self.project.slug)
        return self._save(action)

    @property
    def may_change(self) -> bool:
        return self.mandate is None or self.project.publication in CHANGEABLE

    @property
    def decides(self) -> bool:
        """Whether what is written is on the page at once."""
        return self.mandate is None or not self.project.is_published

    def _forms(self, data=None, files=None) -> Forms:
        self.waiting = list(self.project.changes.waiting().select_related(*SIGNED))
        form = ProjectForm(data, files, instance=self.project, decides=self.decides)
        return Forms(
            form,
            PartnerFormSet(data, files, instance=self.project, prefix="partners"),
            FundingFormSet(data, files, instance=self.project, prefix="fundings"),
            DocumentFormSet(data, files, instance=self.project, prefix="documents"),
        )

    def _save(self, action: str) -> HttpResponse:
        forms = self._forms(self.request.POST, self.request.FILES)
        if not forms.are_valid():
            return self._page(forms, status=422)
        try:
            with transaction.atomic():
                proposed = self._write(forms)
        except ValidationError as error:  # what only the row as a whole shows
            forms.page.add_error(None, error)
            return self._page(forms, status=422)
        presence.leave(self.project, self._person)
        self.project = self._fresh()
        if action == "submit":
            return self._step(submit, _("It is submitted: a letter will tell you what is decided."))
        messages.success(self.request, self._told(len(proposed)))
        return redirect("projects:project_edit", self.project.slug)

    def _write(self, forms: Forms) -> list[ProjectChange]:
        """Write what is decided here; return what is proposed."""
        values = forms.page.changes()
        if not self.decides:
            values["participations"] = sent(forms.partners.forms, "participations")
            values["fundings"] = sent(forms.fundings.forms, "fundings")
        proposed = save_page(self._fresh(), values, by=self.actor)
        for rows in forms.rows if self.decides else [forms.documents]:
            rows.save()
        if self.decides:
            tell_participants(self._fresh(), touched(forms.partners))
        return proposed

    def _fresh(self) -> Project:
        return Project.objects.select_related("owner").get(pk=self.project.pk)

    def _told(self, proposed: int) -> str:
        if not proposed:
            return _("Saved.")
        words = ngettext(
            "%d change is proposed to the MOT: a letter will tell you what is decided.",
            "%d changes are proposed to the MOT: a letter will tell you what is decided.",
            proposed,
        )
        return words % proposed

    def _step(self, step: Callable, told: str) -> HttpResponse:
        try:
            step(self.project, by=self.actor)
            messages.success(self.request, told)
        except ValidationError as error:
            messages.warning(self.request, " ".join(error.messages))
        return redirect("projects:project_edit", self.project.slug)

    def _withdraw(self, pk: str) -> HttpResponse:
        changes = self.project.changes.all()
        change = get_object_or_404(changes, pk=whole_number(pk, otherwise=0))
        try:
            withdraw(change, by=self.actor)
            messages.success(self.request, _("The proposal is withdrawn."))
        except ValidationError as error:
            messages.warning(self.request, " ".join(error.messages))
        return redirect("projects:project_edit", self.project.slug)

    @property
    def _person(self) -> User:
        return self.request.user  # type: ignore[return-value]

    def _page(self, forms: Forms, status: int = 200) -> HttpResponse:
        row = self._fresh()
        proposals = page.in_words(self.waiting, row)
        is_draft = row.publication == Project.Publication.DRAFT
        context = {
            "waiting": dict.fromkeys(page.ROWS) | {one.change.field: one for one in proposals},
            "project": row,
            "mandate": self.mandate,
            "form": forms.page,
            "partners": forms.partners,
            "fundings": forms.fundings,
            "documents": forms.documents,
            "sections": sections(forms.page, proposals),
            "problems": problems(forms.page),
            "has_wrong_rows": any(rows.is_bound and not rows.is_valid() for rows in forms.rows),
            "may_change": self.may_change,
            "decides": self.decides,
            "missing": missing(row) if is_draft else [],
            "alike": like(row.title, self.request.user, but=row) if is_draft else [],
            "last_step": row.transitions.select_related("by").first(),
            "others": presence.others(row, self._person),
            "is_typed": forms.page.is_bound and forms.page.is_typed,
        }
        return render(self.request, "projects/project_edit.html", context, status=status)


class PresenceView(KeepingMixin):
    """The form of the page is open here; the answer says who else has it open."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> JsonResponse:
        presence.announce(self.project, request.user)  # type: ignore[arg-type]
        return JsonResponse({"others": presence.others(self.project, request.user)})  # type: ignore[arg-type]


class HistoryView(KeepingMixin):
    """What happened to the page, newest first; its steps and what was proposed above."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        told = sorted(self._told(), key=lambda one: one[1].at, reverse=True)
        found = Paginator(told, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
        changes = ProjectChange.objects.visible_to(request.user).filter(project=self.project)
        latest = changes.select_related(*SIGNED, "decided_by").order_by("-proposed_at", "-pk")
        context = {
            "project": self.project,
            "page": found,
            "pages": found.paginator.get_elided_page_range(found.number),
            "steps": self.project.transitions.select_related("by", "under__organisation"),
            "proposals": page.in_words(latest[:ENTRIES_PER_PAGE], self.project),
        }
        return render(request, "projects/project_history.html", context)

    def _told(self) -> list[tuple[str, Entry]]:
        """What was done to the page ("") and to its rows, each with what such a row is called."""
        of_page = entries(Project, self.project.pk, names=profile.code_names())
        rows = [
            (Participation, _("Partner")),
            (Funding, _("Who pays")),
            (ProjectDocument, _("Document")),
        ]
        return [("", entry) for entry in of_page] + [
            (name, entry)
            for model, name in rows
            for entry in entries_of_rows(model, project_id=self.project.pk)
        ]
