from typing import Any

from django.conf import settings

from members.letters.registry import KINDS
from members.models import Letter, Organisation, User


def write(
    kind: str,
    subject: Any,
    to: User | str,
    *,
    organisation: Organisation | None = None,
    language: str = "",
    facts: dict[str, Any] | None = None,
) -> Letter:
    """Put a letter into the outbox, in the transaction of the fact it tells; it leaves afterwards.

    `subject` tells letters of a kind apart (`f"{invitation.pk}:{invitation.sendings}"`): the same
    kind, subject and recipient twice is one letter, the first. `to` is a person, or an address with
    its `language`. `facts` are JSON values that are kept nowhere else. `KeyError` for an unknown
    kind, `ValueError` for a letter that can be done without to a mere address, which could not stop
    it.
    """
    person = to if isinstance(to, User) else None
    if person is None and not KINDS[kind].is_necessary:
        raise ValueError(f"Letters of the kind {kind} go to people, not to addresses.")
    letter, _new = Letter.objects.get_or_create(
        kind=kind,
        subject_key=str(subject),
        recipient=person.email if person else str(to),
        defaults={
            "user": person,
            "organisation": organisation,
            "language": language or (person.language if person else settings.LANGUAGE_CODE),
            "facts": facts or {},
        },
    )
    return letter
