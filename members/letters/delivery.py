"""Letters leave: their subject is read again, their words are written, post_office sends them."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from post_office import mail

from members.letters.registry import KINDS, Withheld
from members.models import Letter


def hand_over(limit: int = 500) -> int:
    """Give the letters that wait to post_office, or withhold them; return how many were handled.

    Each is handled in a transaction of its own; two processes never handle the same one.
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
        _post(letter)
    except Withheld as reason:
        letter.withheld_because = str(reason)[:200]
    letter.handled_at = timezone.now()
    letter.save()
    return True


def _post(letter: Letter) -> None:
    kind = KINDS[letter.kind]
    with override(letter.language):
        facts = kind.facts(letter) | {"letter": letter}
        words = render_to_string(f"letters/{letter.kind}.txt", facts)
        subject, _blank, text = words.strip().partition("\n")
        letter.email = mail.send(
            letter.recipient,
            settings.DEFAULT_FROM_EMAIL,
            subject=" ".join(subject.split()),
            message=text.strip() + "\n",
            headers=kind.headers(letter),
            attachments={
                name: ContentFile(body) for name, body in kind.attachments(letter).items()
            },
        )
