from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils.translation import override
from post_office import mail

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
    recipient = relay_recipient(organisation)
    key = {"kind": "relay", "subject_key": f"{organisation.pk}:{token}", "recipient": recipient}
    try:
        with transaction.atomic():
            letter = Letter.objects.create(**key)
    except IntegrityError:
        return Letter.objects.get(**key)
    with override(settings.LANGUAGE_CODE):
        facts = {"organisation": organisation, "name": name, "email": email, "message": message}
        text = render_to_string("members/relay_letter.txt", facts)
    letter.email = mail.send(
        recipient,
        settings.DEFAULT_FROM_EMAIL,
        subject=" ".join(subject.split()),
        message=text,
        headers={"Reply-To": email},
    )
    letter.save()
    return letter
