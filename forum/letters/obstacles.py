"""The letter about an obstacle that waits for the staff; the others are those of who follows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute
from forum.models import Obstacle
from forum.models.kinds import Status
from members.letters.registry import Kind, Withheld, register
from members.models import Letter


def _reported(letter: Letter) -> dict[str, Any]:
    rows = Obstacle.objects.select_related("raised_by", "opened_by")
    row = rows.filter(pk=letter.subject_key, status=Status.REPORTED, is_reading=False).first()
    if row is None:
        raise Withheld(_("It does not wait any more."))
    return {
        "obstacle": row,
        "who": row.opened_by.shown_name if row.opened_by else "",
        "organisation": row.raised_by,
        "link": absolute(reverse("forum:obstacle_manage", args=[row.reference])),
    }


register(Kind("obstacle_reported", gettext_lazy("obstacle to triage"), _reported))
