from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from core.files import sent_file
from members.models import Mandate, User
from projects.budget import budget
from projects.models import FormerAddress, Participation, Project, ProjectDocument
from projects.sides import shown_participants, sides
from projects.similar import similar
from projects.structured import json_ld
from projects.timeline import timeline


class ProjectDetailView(DetailView):
    """The page of one project; a former address leads to the one it has now."""

    template_name = "projects/project_detail.html"

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if url := new_address(kwargs["slug"], request.user):
                return HttpResponsePermanentRedirect(url)
            raise

    def seen(self):
        return Project.objects.visible_to(self.request.user)

    def get_queryset(self):
        rows = self.seen().defer("search", "raw", "loaded").select_related("programme", "owner")
        return rows.prefetch_related("borders", "themes", "territories")

    def get_context_data(self, **kwargs):
        row, user = self.object, self.request.user
        url = self.request.build_absolute_uri(row.get_absolute_url())
        return super().get_context_data(**kwargs) | detail_context(row, user, url)


def new_address(slug: str, user: User | AnonymousUser) -> str:
    """Where the project of a former address is now; "" when the reader may see none."""
    former = FormerAddress.objects.filter(
        slug=slug, project__in=Project.objects.visible_to(user).values("pk")
    )
    found = former.select_related("project").first()
    return found.project.get_absolute_url() if found else ""


def detail_context(row: Project, user: User | AnonymousUser, url: str) -> dict[str, Any]:
    """What the page of a project, at `url`, shows to `user` beside the row itself."""
    participants = shown_participants(row)
    return {
        "project": row,
        "address": url,
        "sides": sides(list(row.borders.all()), participants),
        "participants": participants,
        "timeline": timeline(row),
        "budget": budget(row),
        "documents": ProjectDocument.objects.visible_to(user).filter(project=row),
        "similar": similar(row),
        "structured": json_ld(row, participants, url),
        "keeps": user.is_authenticated and _keeps(row, user),
        "own_parts": _own_parts(row, user) if user.is_authenticated else [],
    }


def _keeps(row: Project, user) -> bool:
    return Project.objects.editable_by(user).filter(pk=row.pk).exists()


def _own_parts(row: Project, user) -> list[Participation]:
    """The participations of the organisations that `user` proposes projects for."""
    if not row.is_published:
        return []
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, proposes_projects=True)
    parts = row.participations.filter(organisation__in=mandates.values("organisation"))
    return list(parts.select_related("organisation"))


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    """The file of a document, to those who may read it; 404 otherwise."""
    documents = ProjectDocument.objects.visible_to(request.user).filter(project__slug=slug)
    row = get_object_or_404(documents, pk=pk)
    return sent_file(row.file, row.file_name)
