"""What the staff decide of one project: its publication, and the changes that are proposed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin import StaffRights
from members.acting import Actor
from members.forms.decision import DecisionForm
from members.letters.changes import SIGNED, signature_of
from projects import page
from projects.forms.decision import PublicationForm
from projects.models import Project, ProjectChange
from projects.services import publication
from projects.services.changes import decide


class Decides(StaffRights):
    """An admin of projects with the page where they are decided."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.decide_view)
        return [
            path("<int:key>/decide/", view, name=f"{self.url_name}_decide"),
            *super().get_urls(),
        ]

    def decide_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """Two forms: of the whole (`what=publication`), of proposed fields (`what=changes`)."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = Project.objects.select_related("owner", "programme")
        if request.method == "POST":
            rows = rows.select_for_update(of=["self"])
        project = get_object_or_404(rows, pk=key)
        what = request.POST.get("what")
        whole = PublicationForm(request.POST if what == "publication" else None, project=project)
        fields = DecisionForm(
            request.POST if what == "changes" else None,
            row=project,
            changes=_looked_at(project, request.POST),
        )
        actor = Actor(request.user)  # type: ignore[arg-type]
        try:
            if what == "publication" and whole.is_valid():
                return self._whole(request, project, whole, actor)
            if what == "changes" and fields.is_valid():
                return self._fields(request, project, fields, actor)
        except ValidationError as error:
            if what == "changes":
                fields.refuse(error)
            else:
                whole.add_error(None, error)
        return self._decide_page(request, project, whole, fields)

    def _whole(self, request, project, form: PublicationForm, actor: Actor) -> HttpResponse:
        act, words = form.cleaned_data["act"], form.cleaned_data["comment"]
        steps = {
            "publish": lambda: publication.publish(project, by=actor, comment=words),
            "ask": lambda: publication.ask_for_changes(project, words, by=actor),
            "refuse": lambda: publication.refuse(project, words, by=actor),
            "archive": lambda: publication.archive(project, words, by=actor),
        }
        row = steps[act]()
        told = _("“%(project)s”: %(state)s. Its organisation gets a letter.") % {
            "project": row,
            "state": row.get_publication_display(),
        }
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:projects_project_decide", project.pk)

    def _fields(self, request, project, form: DecisionForm, actor: Actor) -> HttpResponse:
        done = decide(project, form.decisions(), by=actor)
        words = ngettext("%d change decided.", "%d changes decided.", len(done)) % len(done)
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:projects_project_decide", project.pk)

    def _decide_page(self, request, project, whole, fields) -> HttpResponse:
        proposals = page.in_words(fields.changes.values(), project)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Decide: %s") % project,
            "opts": self.opts,
            "project": project,
            "missing": publication.missing(project),
            "form": whole,
            "fields": fields,
            "steps": project.transitions.select_related("by", "under__organisation"),
            "rows": [
                (
                    proposal,
                    signature_of(proposal.change),  # type: ignore[arg-type]
                    fields[f"decision_{proposal.change.pk}"],
                    fields[f"reason_{proposal.change.pk}"],
                )
                for proposal in proposals
            ],
        }
        request.current_app = self.admin_site.name
        status = 422 if whole.errors or fields.errors else 200
        return TemplateResponse(request, "admin/projects/decide.html", context, status=status)


def _looked_at(project: Project, data) -> list[ProjectChange]:
    """What waits, and what the staff saw waiting when it was decided or replaced meanwhile."""
    sent = [key.removeprefix("decision_") for key in data if key.startswith("decision_")]
    seen = Q(pk__in=[int(pk) for pk in sent if pk.isdecimal()])
    changes = project.changes.filter(Q(decision="") | seen)
    return list(changes.select_related(*SIGNED))
