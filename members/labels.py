"""As what an organisation belongs to the association, where that is not plainly as a member."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Membership, MembershipKind

KINDS: dict[str, str | Promise] = {
    MembershipKind.ASSOCIATE: MembershipKind.ASSOCIATE.label,
    MembershipKind.SUPPORTER: MembershipKind.SUPPORTER.label,
}
FORMER: dict[str, str | Promise] = {MembershipKind.SUPPORTER: _("former national supporter")}


def membership_labels(organisation_ids: Iterable[int]) -> dict[int, str | Promise]:
    """`{organisation: "national supporter"}`, in one query; plain members have none.

    What they owe is not looked at. The one that runs decides, else the last that ended.
    """
    rows = Membership.objects.filter(organisation__in=[*organisation_ids]).ended_last()
    labels: dict[int, str | Promise] = {}
    decided: set[int] = set()
    for membership in rows:
        if membership.organisation_id in decided:
            continue
        decided.add(membership.organisation_id)
        if label := _label(membership):
            labels[membership.organisation_id] = label
    return labels


def _label(membership: Membership) -> str | Promise:
    if membership.has_ended():
        return FORMER.get(membership.kind, _("former member"))
    return KINDS.get(membership.kind, "")
