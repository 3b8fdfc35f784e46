"""Applications to join: what waits for staff, and what is held about who applied."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from members import personal_data, waiting
from members.models import Application, User
from members.services.applications import CONTACT


def applications_to_decide(request: HttpRequest) -> list[waiting.Item]:
    """One line for staff: how many applications wait, since the oldest."""
    if not request.user.is_staff:
        return []
    sent = list(Application.objects.waiting().values_list("submitted_at", flat=True))
    if not sent:
        return []
    words = ngettext(
        "%(number)s application to join waits for a decision",
        "%(number)s applications to join wait for a decision",
        len(sent),
    )
    url = reverse("admin:members_application_changelist")
    return [waiting.Item(words % {"number": len(sent)}, url, sent[0])]


def _of(user: User):
    return Application.objects.filter(contact_email__iexact=user.email)


def _export(user: User) -> list[dict]:
    rows = _of(user).values("name", "language", "outcome", "started_at", "submitted_at", *CONTACT)
    days = ("started_at", "submitted_at")
    return [row | {day: row[day] and row[day].isoformat() for day in days} for row in rows]


def _erase(user: User, placeholder: str) -> None:
    _of(user).update(**dict.fromkeys(CONTACT, ""))


waiting.register(applications_to_decide)
personal_data.register(personal_data.Holding("applications", _export, _erase))
