"""The page of one obstacle."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView

from core.files import sent_file
from forum.elsewhere import solved_elsewhere
from forum.models import Obstacle, ObstacleDocument, Step, Topic
from forum.structured import obstacle_json_ld
from members.models import Organisation, User
from members.models.organisation import acted_for_by


class ObstacleDetailView(DetailView):
    """What gets in the way, on both sides; who is affected; what was asked and answered."""

    template_name = "forum/obstacles/obstacle_detail.html"
    slug_field = slug_url_kwarg = "reference"

    def get(self, request, *args, reference: str, **kwargs):
        if reference != reference.upper():
            return redirect("forum:obstacle_detail", reference.upper(), permanent=True)
        return super().get(request, *args, reference=reference, **kwargs)

    def get_queryset(self):
        rows = Obstacle.objects.visible_to(self.request.user)
        rows = rows.defer("search", "names_text", "exact_names", "loaded")
        rows = rows.select_related("carrier", "raised_by", "main_border")
        return rows.prefetch_related("borders", "themes", "territories", "sides")

    def get_context_data(self, **kwargs):
        row = self.object
        url = self.request.build_absolute_uri(row.get_absolute_url())
        return super().get_context_data(**kwargs) | detail_context(row, self.request.user, url)


def detail_context(row: Obstacle, user: User | AnonymousUser, url: str) -> dict[str, Any]:
    """What the page of an obstacle, at `url`, shows to `user` beside the row itself."""
    endorsements = list(row.endorsements.in_force().select_related("organisation"))
    topic = row.topic_id and Topic.objects.visible_to(user).filter(pk=row.topic_id).first()
    return {
        "obstacle": row,
        "address": url,
        "sides": _sides(row),
        "silent_days": _silent_days(row),
        "steps": Step.objects.visible_to(user)
        .filter(obstacle=row)
        .select_related("point", "addressee"),
        "documents": ObstacleDocument.objects.visible_to(user).filter(obstacle=row),
        "endorsements": endorsements,
        "supporters": {one.organisation_id for one in endorsements},
        "speaks_for": _speaks_for(user, row) if user.is_authenticated else [],
        "topic_url": topic.get_absolute_url() if topic else "",
        "structured": obstacle_json_ld(row, url),
        "solutions": solved_elsewhere(row),
    }


def _speaks_for(user, row: Obstacle) -> list[Organisation]:
    """The organisations that `user` speaks for and that can say that it affects them too."""
    if row.status == Obstacle.Status.CLOSED:
        return []
    rows = Organisation.objects.filter(acted_for_by(user, speaks_for=True)).for_links()
    return [one for one in rows if one.pk not in (row.carrier_id, row.raised_by_id)]


@require_safe
def document(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """The file of a document, to those who may read it; 404 otherwise."""
    rows = ObstacleDocument.objects.visible_to(request.user).filter(obstacle__reference=reference)
    row = get_object_or_404(rows, pk=pk)
    return sent_file(row.file, row.file_name)


@require_safe
def step_document(request: HttpRequest, reference: str, pk: int) -> FileResponse:
    """What was received or sent in a step, to those who may read it; 404 otherwise."""
    rows = Step.objects.visible_to(request.user).filter(obstacle__reference=reference)
    row = get_object_or_404(rows, pk=pk)
    return sent_file(row.document, row.document_name)


def _silent_days(row: Obstacle) -> int | None:
    """Days without an answer; None when none is awaited."""
    if row.silent_since is None or row.status == Obstacle.Status.CLOSED:
        return None
    return (timezone.localdate() - row.silent_since).days


def _sides(row: Obstacle) -> list:
    """The sides in the order of the countries of the main border; the others behind."""
    order = row.main_border.countries if row.main_border else []
    last = len(order)
    place = {code: number for number, code in enumerate(order)}
    return sorted(row.sides.all(), key=lambda side: (place.get(side.country, last), side.pk))
