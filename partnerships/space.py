"""Partnerships in a person's own space: what waits, what is held of them, where they go on."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import event_model
from members import personal_data, waiting
from members.models import Mandate, User
from members.views.me import PAGES, Page
from members.views.mixins import person
from members.waiting import Item
from partnerships.models import (
    CalendarKey,
    Comment,
    Consent,
    ConsentAccess,
    ConsentRequest,
    Follow,
    Partnership,
)

QUESTIONS = 20  # that wait for staff and are named at once


def asked_consents(request: HttpRequest) -> list[Item]:
    """What the staff ask of who speaks for an organisation, until it is answered."""
    mandates = Mandate.objects.in_force().filter(user_id=person(request).pk, speaks_for=True)
    rows = ConsentRequest.objects.waiting().filter(
        investment__organisation__in=mandates.values("organisation"),
        investment__partnership__is_published=True,
    )
    rows = rows.select_related(
        "investment__partnership__partner", "investment__project", "investment__organisation"
    )
    return [_item(row) for row in rows.order_by("asked_at", "pk")]


def _item(row: ConsentRequest) -> Item:
    one = row.investment
    words = _("Say whether %(partner)s may see more of the project “%(project)s”")
    return Item(
        words % {"partner": one.partnership.partner, "project": one.project},
        reverse(
            "partnerships:consent",
            args=[one.partnership.slug, one.organisation.slug, one.project.slug],
        ),
        row.asked_at,
    )


def workspaces(request: HttpRequest) -> list[Item]:
    """The workspaces that an officer of a partner may enter."""
    user = person(request)
    if user.is_staff:
        return []
    return [
        Item(
            _("Open the workspace: %(partnership)s") % {"partnership": row},
            reverse("partnerships:workspace", args=[row.slug]),
        )
        for row in Partnership.objects.worked_on_by(user)
    ]


def _consents_of(user: User) -> list[dict[str, Any]]:
    """What a person gave or withdrew for their organisations, oldest first."""
    rows = Consent.objects.filter(Q(given_by=user) | Q(withdrawn_by=user))
    return [
        {
            "partnership": row.partnership.slug,
            "organisation": row.organisation.slug,
            "project": row.project.slug,
            "contact": row.contact if row.given_by_id == user.pk else "",
            "given_at": row.given_at if row.given_by_id == user.pk else None,
            "ends_on": row.ends_on,
            "withdrawn_at": row.withdrawn_at if row.withdrawn_by_id == user.pk else None,
        }
        for row in rows.select_related("partnership", "organisation", "project").order_by("pk")
    ]


def _accesses_of(user: User) -> list[dict[str, Any]]:
    rows = ConsentAccess.objects.filter(user=user).order_by("at", "pk")
    return [dict(row) for row in rows.values("at", "where", "parts", "consent__project__slug")]


def _forget_contacts(user: User, placeholder: str) -> None:
    """Whom to call is taken out, now and in history, where the person gave it or is named."""
    named = Q(given_by=user) | Q(contact__icontains=user.email)
    if user.name:
        named |= Q(contact__icontains=user.name)
    rows: list[QuerySet[Any]] = [
        Consent.objects.filter(named),
        event_model(Consent)._default_manager.filter(named),
    ]
    for found in rows:
        found.exclude(contact="").update(contact="", shares_contact=False)


def open_questions(request: HttpRequest) -> list[Item]:
    """For staff: what officers of partners say and nobody of the MOT answered yet."""
    if not person(request).is_staff:
        return []
    rows = Comment.objects.filter(answers=None, author__is_staff=False)
    rows = rows.exclude(replies__author__is_staff=True).order_by("at", "pk")
    rows = rows.select_related(
        "author",
        "action__workstream__axis__partnership",
        "investment__partnership",
        "workstream__axis__partnership",
    )
    words = _("Answer %(name)s, in the workspace")
    return [
        Item(words % {"name": row.author.shown_name}, f"{row.about.workspace_url}#comments", row.at)
        for row in rows[:QUESTIONS]
    ]


def _comments_of(user: User) -> list[dict[str, Any]]:
    """What a person said in workspaces, oldest first."""
    rows = Comment.objects.filter(author=user).order_by("at", "pk")
    return [{"text": row.text, "at": row.at} for row in rows]


def _follows_of(user: User) -> dict[str, Any]:
    follows = Follow.objects.filter(user=user).select_related("axis", "directorate", "border")
    keys = CalendarKey.objects.filter(user=user)
    return {
        "followed": [{"name": str(row), "since": row.since} for row in follows],
        "calendars": list(keys.values("partnership__slug", "made_at")),
    }


def _follow_no_more(user: User, placeholder: str) -> None:
    Follow.objects.filter(user=user).delete()
    CalendarKey.objects.filter(user=user).delete()


waiting.register(asked_consents, workspaces, open_questions)
personal_data.register(
    personal_data.Holding("consents", _consents_of, _forget_contacts),
    personal_data.Holding("consents_looked_at", _accesses_of),
    personal_data.Holding("workspace_comments", _comments_of),
    personal_data.Holding("workspace_follows", _follows_of, _follow_no_more),
)
PAGES.append(Page("partnerships:shared", gettext_lazy("What it shares with partners")))
