"""Letters are given to post_office: their subject is read again, their words are written."""

import logging
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from post_office.models import PRIORITY, STATUS, Email
from post_office.utils import create_attachments

from members.letters.registry import KINDS, Kind, Withheld
from members.letters.unsubscribing import stop_headers
from members.letters.wording import words_of
from members.models import Letter

logger = logging.getLogger(__name__)


def hand_over(limit: int = 500) -> int:
    """Give the letters that wait to post_office, or withhold them; return how many were handled.

    Each is handled in a transaction of its own; two processes never handle the same one. One that
    cannot be written keeps the error, and stops no other.
    """
    handled = 0
    while handled < limit and _hand_over_one():
        handled += 1
    return handled


@transaction.atomic
def _hand_over_one() -> bool:
    waiting = Letter.objects.select_for_update(skip_locked=True, of=["self"])
    letter = waiting.filter(handled_at=None).order_by("written_at", "pk").first()
    if letter is None:
        return False
    try:
        with transaction.atomic():
            letter.email = _post(letter)
    except Withheld as reason:
        letter.withheld_because = str(reason)[:200]
    except Exception as error:
        logger.exception("Letter %s could not be written.", letter.pk)
        letter.error = f"{type(error).__name__}: {error}"[:500]
    letter.handled_at = timezone.now()
    letter.save()
    return True


def _post(letter: Letter) -> Email:
    """Make the row that post_office sends. Its own `send` would read our text as a template."""
    kind, words = KINDS[letter.kind], words_of(letter)
    email = Email(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[letter.recipient],
        subject=words.subject,
        message=words.text,
        html_message=words.html,
        headers=_headers(letter, kind),
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
        priority=PRIORITY.medium,
        status=STATUS.queued,
    )
    email.save()
    files = {name: ContentFile(content) for name, content in kind.attachments(letter).items()}
    if files:
        email.attachments.add(*create_attachments(files))
    return email


def _headers(letter: Letter, kind: Kind) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated", "Content-Language": letter.language}
    if letter.user and not kind.is_necessary:
        with override(letter.language):
            headers |= stop_headers(letter.user)
    return headers | kind.headers(letter)
