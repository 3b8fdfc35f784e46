"""Stopping letters that can be done without, by a signed link that asks for no login."""

from django.core.signing import BadSignature, Signer

from core.addresses import site_url
from members.models import User

SIGNER = Signer(salt="members.letters.stop")


def stop_url(person: User) -> str:
    """The address, in the reader's language, where `person` stops these letters. It never ends."""
    return site_url("members:letters_stop", SIGNER.sign(str(person.pk)))


def person_of(token: str) -> User | None:
    """Who a link was written to; None when it was not written by the portal, or nobody is left."""
    try:
        return User.objects.filter(pk=SIGNER.unsign(token)).first()
    except BadSignature:
        return None


def stop_headers(person: User) -> dict[str, str]:
    """What lets a mail program offer to stop them with one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_url(person)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
