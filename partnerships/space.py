"""Partnerships in a person's own space."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from members import waiting
from members.views.mixins import person
from members.waiting import Item
from partnerships.models import Partnership


def workspaces(request: HttpRequest) -> list[Item]:
    """The workspaces that an officer of a partner may enter; staff find them in the menu."""
    user = person(request)
    if user.is_staff:
        return []
    rows = Partnership.objects.worked_on_by(user)
    return [
        Item(
            _("Open the workspace: %(partnership)s") % {"partnership": row},
            reverse("partnerships:workspace", args=[row.slug]),
        )
        for row in rows
    ]


waiting.register(workspaces)
