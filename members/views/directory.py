from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.views.generic import DetailView

from core.directory.views import Directory
from members.acting import mandate_of, sees_dues
from members.exports import EXPORT
from members.filters import OrganisationFilter
from members.labels import membership_labels
from members.listing import OrganisationListing
from members.models import Mandate, Organisation, User
from members.structured import json_ld
from members.views.mixins import OrganisationMixin


def tell(row: Organisation) -> dict[str, str]:
    """What a point of the map says of a member."""
    return {
        "name": str(row),
        "kind": row.kind,
        "kind_label": row.get_kind_display(),
        "city": row.city,
        "country": str(row.country),
        "url": row.get_absolute_url(),
    }


DIRECTORY = Directory(OrganisationFilter, OrganisationListing, EXPORT, tell)


class OrganisationDetailView(OrganisationMixin, DetailView):
    template_name = "members/organisation_detail.html"

    def get_queryset(self):
        successors = Organisation.objects.visible_to(self.request.user).for_links()
        rows = super().get_queryset().select_related("territory")
        return rows.prefetch_related("borders", "themes", Prefetch("successor", successors))

    def get_context_data(self, **kwargs):
        row, user = self.object, self.request.user
        url = self.request.build_absolute_uri(row.get_absolute_url())
        return super().get_context_data(**kwargs) | detail_context(row, user, url)


def detail_context(row: Organisation, user: User | AnonymousUser, url: str) -> dict[str, Any]:
    """What the page of an organisation, at `url`, shows to `user` beside the row itself."""
    return {
        "organisation": row,
        "membership": membership_labels([row.pk]).get(row.pk),
        "logo_url": row.logo.url if row.logo else "",
        "structured": json_ld(row, url),
        "predecessors": Organisation.objects.visible_to(user).filter(successor=row),
        "people": _shown_people(row),
        "acts_here": user.is_authenticated and mandate_of(user, row) is not None,
        "sees_dues": sees_dues(user, row),
        "keeping": keeping(row, user),
    }


def _shown_people(row: Organisation):
    """Mandates in force of the people who are shown to visitors, by function."""
    shown = row.mandates.in_force().filter(is_public=True).exclude(user__name="")
    return shown.select_related("user").order_by("function", "user__name")


@dataclass(frozen=True)
class Keeping:
    """What one who keeps the page sees above it: the mandate (None for staff), what waits."""

    mandate: Mandate | None
    waiting: int


def keeping(row: Organisation, user: User | AnonymousUser) -> Keeping | None:
    """None for those who do not keep the page: visitors all get the same one."""
    if not user.is_authenticated:
        return None
    mandate = mandate_of(user, row, edits_profile=True)
    if mandate is None and not user.is_staff:
        return None
    return Keeping(mandate, row.profile_changes.waiting().count())
