"""The open sessions of a person: where they are logged in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from members.models import User


def open_sessions(user: User) -> list[UserSession]:
    """Where `user` is logged in now, latest first; nothing is written."""
    rows = UserSession.objects.filter(user=user).order_by("-created_at", "-pk")
    living = Session.objects.filter(expire_date__gt=timezone.now())
    return list(rows.filter(session_key__in=living.values("session_key")))


def end_sessions(user: User, *, only: int | None = None, but: str | None = None) -> int:
    """Log `user` out: everywhere, in the session `only`, or everywhere `but` in the one of a key.

    Return the number of sessions that ended.
    """
    rows = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    if only is not None:
        rows = rows.filter(pk=only)
    keys = list(rows.values_list("session_key", flat=True))
    rows.delete()
    ended, _details = Session.objects.filter(session_key__in=keys).delete()
    return ended


def forget_ended_sessions() -> int:
    """Delete what is known of sessions that are over; return how many."""
    living = Session.objects.filter(expire_date__gt=timezone.now())
    ended = UserSession.objects.exclude(session_key__in=living.values("session_key"))
    return ended.delete()[0]
