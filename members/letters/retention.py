"""How long letters are kept: texts for a while, that one was sent for as long as it may matter."""

from datetime import timedelta

from django.utils import timezone
from post_office.utils import cleanup_expired_mails

from members.models import Letter

TEXT_KEPT = timedelta(days=90)
# A row is what prevents the same letter from being sent again: longer than any reminder looks back.
ROW_KEPT = timedelta(days=5 * 365)


def forget_letters() -> int:
    """Erase texts, files and what visitors wrote, then rows; return how many texts went."""
    now = timezone.now()
    forgotten, _files = cleanup_expired_mails(now - TEXT_KEPT)
    bare = Letter.objects.filter(email=None, handled_at__lt=now - TEXT_KEPT)
    bare.exclude(facts={}).update(facts={})
    Letter.objects.filter(written_at__lt=now - ROW_KEPT).delete()
    return forgotten
