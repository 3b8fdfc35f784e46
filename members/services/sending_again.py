"""Staff send letters again that were given up, wait for their next attempt, or broke."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from members.models import Letter

STUCK = [STATUS.failed, STATUS.requeued]


@transaction.atomic
def send_again(letter: Letter) -> None:
    """Let the next run write or send `letter`, with all its attempts before it.

    `ValidationError` when it was sent, waits already, is withheld, or its text is forgotten.
    """
    broken = Letter.objects.filter(pk=letter.pk).exclude(error="")
    if broken.update(error="", handled_at=None):
        return
    # A process that sends it holds the row: it is not waited for.
    rows = Email.objects.select_for_update(skip_locked=True, of=["self"])
    email = rows.filter(letter=letter, status__in=STUCK).first()
    if email is None:
        raise ValidationError(_("This letter needs no sending again: look at its state."))
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.queued, number_of_retries=None, scheduled_time=None
    )


def stuck_letters() -> QuerySet[Letter]:
    """Those that `send_again` takes."""
    return Letter.objects.filter(~Q(error="") | Q(email__status__in=STUCK))


def send_all_again() -> list[Letter]:
    """Send again what can be; return which. What is just being sent is left."""
    sent = []
    for letter in stuck_letters().order_by("pk"):
        try:
            send_again(letter)
        except ValidationError:
            continue
        sent.append(letter)
    return sent
