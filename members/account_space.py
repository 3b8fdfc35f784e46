"""A person's account, in their own space: what waits for them, what is held of them."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from pghistory.models import Context
from post_office.models import Email

from members import second_factor, waiting
from members.letters.registry import KINDS
from members.models import Letter, User
from members.personal_data import Holding, register
from members.services.sessions import end_sessions
from members.views.mixins import person
from members.waiting import Item

ACCOUNT = ["email", "name", "language", "wants_news", "is_staff", "joined_at", "last_login"]
# Rows of the back office whose name is, or has in it, that of a person.
NAMED_AFTER_PEOPLE = ["user", "mandate", "invitation", "joinrequest"]


def missing_factor(request: HttpRequest) -> list[Item]:
    """Where none is required (a demonstration), who should have one is asked to add it."""
    user = person(request)
    if second_factor.factors_of(user).exists() or not second_factor.is_expected(user):
        return []
    return [Item(_("Add a second factor to your account"), reverse("mfa_index"))]


waiting.register(missing_factor)


def _account(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in ACCOUNT}


def _factors(user: User) -> list[dict[str, Any]]:
    """Without their secrets: these are good for nothing but entering."""
    return [
        {"kind": one.type, "name": str(one), "added": one.created_at, "used": one.last_used_at}
        for one in Authenticator.objects.filter(user=user).order_by("pk")
    ]


def _sessions(user: User) -> list[dict[str, Any]]:
    rows = UserSession.objects.filter(user=user).order_by("pk")
    return list(rows.values("created_at", "ip", "user_agent"))


def _linked(user: User) -> list[dict[str, Any]]:
    rows = SocialAccount.objects.filter(user=user).order_by("pk")
    return list(rows.values("provider", "uid", "extra_data", "date_joined", "last_login"))


def _letters_of(user: User) -> QuerySet[Letter]:
    return Letter.objects.filter(Q(user=user) | Q(recipient__iexact=user.email))


def _letters(user: User) -> list[dict[str, Any]]:
    """What is still kept of them; the text while it is."""
    with override(user.language):
        return [
            {
                "kind": str(KINDS[letter.kind].label) if letter.kind in KINDS else letter.kind,
                "to": letter.recipient,
                "written": letter.written_at,
                "subject": letter.email.subject if letter.email else None,
                "text": letter.email.message if letter.email else None,
            }
            for letter in _letters_of(user).select_related("email").order_by("written_at", "pk")
        ]


def _acts(user: User) -> list[dict[str, Any]]:
    """When the person changed something, and where; what was changed is the organisation's."""
    rows = Context.objects.filter(metadata__user=user.pk).order_by("created_at")
    return [
        {"at": row.created_at, "page": row.metadata.get("url"), **_capacity(row.metadata)}
        for row in rows.only("created_at", "metadata")
    ]


def _capacity(metadata: dict[str, Any]) -> dict[str, Any]:
    return {name: metadata[name] for name in ("function", "organisation") if name in metadata}


def _back_office(user: User) -> list[dict[str, Any]]:
    return [
        {"at": row.action_time, "what": row.object_repr, "change": row.get_change_message()}
        for row in LogEntry.objects.filter(user=user).order_by("action_time")
    ]


def _forget_factors(user: User, placeholder: str) -> None:
    Authenticator.objects.filter(user=user).delete()


def _forget_sessions(user: User, placeholder: str) -> None:
    end_sessions(user)


def _forget_linked(user: User, placeholder: str) -> None:
    SocialAccount.objects.filter(user=user).delete()


def _forget_letters(user: User, placeholder: str) -> None:
    letters = _letters_of(user)
    Email.objects.filter(Q(letter__in=letters) | Q(to__iexact=user.email)).delete()
    letters.delete()


def _forget_in_back_office(user: User, placeholder: str) -> None:
    about = Q(content_type__model="user", object_id=str(user.pk))
    for words in filter(None, [user.name, user.email]):
        about |= Q(object_repr__icontains=words)
    rows = LogEntry.objects.filter(about, content_type__app_label="members")
    rows = rows.filter(content_type__model__in=NAMED_AFTER_PEOPLE)
    LogEntry.objects.filter(pk__in=rows.values("pk")).update(object_repr=placeholder)


register(
    Holding("account", _account),
    Holding("second_factors", _factors, _forget_factors),
    Holding("sessions", _sessions, _forget_sessions),
    Holding("linked_accounts", _linked, _forget_linked),
    Holding("letters", _letters, _forget_letters),
    Holding("acts", _acts),
    Holding("back_office", _back_office, _forget_in_back_office),
)
