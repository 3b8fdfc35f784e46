"""What keeping a page adds to the space of a person, and to what is held about them."""

from typing import Any

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members import personal_data, waiting
from members.models import Organisation, ProfileChange, User
from members.models.organisation import NAMES, acted_for_by
from members.services.confirmation import YEAR


def pages_to_look_at(request: HttpRequest) -> list[waiting.Item]:
    """The pages one keeps that were not confirmed for a year, or that wait for a decision."""
    kept = Organisation.objects.filter(acted_for_by(request.user, edits_profile=True))
    rows = kept.only("slug", "confirmed_on", *NAMES).annotate(
        waiting=Count("profile_changes", filter=Q(profile_changes__decision="")),
        since=Min("profile_changes__proposed_at", filter=Q(profile_changes__decision="")),
    )
    stale = timezone.localdate() - YEAR
    items = []
    for row in rows:
        edit = reverse("members:organisation_edit", args=[row.slug])
        if row.confirmed_on is None or row.confirmed_on <= stale:
            words = _("Say whether the page of %s is still right.") % row
            items.append(waiting.Item(words, edit, row.confirmed_on))
        if row.waiting:
            words = ngettext(
                "%(organisation)s: %(count)d proposal waits for the MOT’s decision.",
                "%(organisation)s: %(count)d proposals wait for the MOT’s decision.",
                row.waiting,
            ) % {"organisation": row, "count": row.waiting}
            items.append(waiting.Item(words, edit, row.since))
    return items


def proposals_to_decide(request: HttpRequest) -> list[waiting.Item]:
    """For staff: how many proposals wait for them."""
    if not request.user.is_staff:
        return []
    found = ProfileChange.objects.waiting().aggregate(n=Count("pk"), since=Min("proposed_at"))
    if not found["n"]:
        return []
    words = ngettext(
        "%d proposed change of a page to decide.",
        "%d proposed changes of pages to decide.",
        found["n"],
    )
    url = reverse("admin:members_profilechange_changelist")
    return [waiting.Item(words % found["n"], url, found["since"])]


def proposals_of(user: User) -> list[dict[str, Any]]:
    """What a person proposed for pages, oldest first."""
    changes = ProfileChange.objects.filter(proposed_by=user).select_related("organisation")
    return [
        {
            "organisation": change.organisation.slug,
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "proposed_at": change.proposed_at.isoformat(),
            "decision": change.decision,
            "reason": change.reason,
        }
        for change in changes
    ]


waiting.register(pages_to_look_at, proposals_to_decide)
personal_data.register(personal_data.Holding("profile_changes", proposals_of))
