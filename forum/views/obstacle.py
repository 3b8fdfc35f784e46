"""The page of one obstacle."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.views.generic import DetailView

from forum.models import Obstacle, ObstacleDocument, Step
from members.models import User


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
        rows = rows.select_related("carrier", "raised_by", "topic", "main_border")
        return rows.prefetch_related("borders", "themes", "territories", "sides")

    def get_context_data(self, **kwargs):
        row = self.object
        url = self.request.build_absolute_uri(row.get_absolute_url())
        return super().get_context_data(**kwargs) | detail_context(row, self.request.user, url)


def detail_context(row: Obstacle, user: User | AnonymousUser, url: str) -> dict[str, Any]:
    """What the page of an obstacle, at `url`, shows to `user` beside the row itself."""
    endorsements = row.endorsements.in_force().select_related("organisation")
    return {
        "obstacle": row,
        "address": url,
        "sides": _sides(row),
        "steps": Step.objects.visible_to(user).filter(obstacle=row).select_related("file"),
        "documents": ObstacleDocument.objects.visible_to(user).filter(obstacle=row),
        "endorsements": list(endorsements),
    }


def _sides(row: Obstacle) -> list:
    """The sides in the order of the countries of the main border; the others behind."""
    order = row.main_border.countries if row.main_border else []
    last = len(order)
    place = {code: number for number, code in enumerate(order)}
    return sorted(row.sides.all(), key=lambda side: (place.get(side.country, last), side.pk))
