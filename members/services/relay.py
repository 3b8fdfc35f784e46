from django.conf import settings
from django.db import transaction

from members.letters.outbox import write
from members.models import Letter, Organisation


def relay_recipient(organisation: Organisation) -> str:
    """Where a letter to `organisation` goes: its own address, else MOT's."""
    return organisation.contact_email or settings.CONTACT_EMAIL


@transaction.atomic
def relay_letter(organisation: Organisation, *, token, name, email, subject, message) -> Letter:
    """Store a visitor's letter to `organisation`; the worker sends it after the commit.

    The same `token` twice stores one letter and returns it again. The recipient answers to the
    visitor directly; the visitor never sees the recipient's address.
    """
    return write(
        "relay",
        f"{organisation.pk}:{token}",
        relay_recipient(organisation),
        organisation=organisation,
        facts={
            "name": name,
            "email": email,
            "subject": " ".join(subject.split()),
            "message": message,
        },
    )
