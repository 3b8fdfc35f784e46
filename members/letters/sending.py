"""post_office's letters leave one at a time, each attempt noted before the next begins.

A process that is killed loses none: what is not noted as sent leaves with the next run, under the
same Message-ID. Only a kill between the server's yes and our note of it can send a letter twice.
"""

from contextlib import suppress
from datetime import timedelta
from enum import Enum, auto
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import override
from post_office.models import STATUS, Email
from post_office.settings import get_backend, get_max_retries, get_retry_timedelta

from members.letters.registry import Withheld, facts_of
from members.models import Letter

LONGEST_DELAY = timedelta(hours=6)


class Attempt(Enum):
    NOTHING_IS_DUE = auto()
    SENT = auto()
    WITHHELD = auto()
    REFUSED = auto()  # this letter; the next may fare better
    NO_SERVER = auto()


def send_what_is_due() -> int:
    """Send what waits and is due; return how many left. Stops when the server does not answer."""
    connection, sent = get_connection(get_backend()), 0
    while True:
        attempt = _attempt_next(connection)
        sent += attempt is Attempt.SENT
        if attempt in (Attempt.REFUSED, Attempt.NO_SERVER, Attempt.NOTHING_IS_DUE):
            with suppress(Exception):  # it may be broken, or never have been open
                connection.close()
        if attempt in (Attempt.NO_SERVER, Attempt.NOTHING_IS_DUE):
            return sent


@transaction.atomic
def _attempt_next(connection: BaseEmailBackend) -> Attempt:
    email = _due().select_for_update(skip_locked=True).first()
    if email is None:
        return Attempt.NOTHING_IS_DUE
    letter = Letter.objects.select_related("user", "organisation").filter(email=email).first()
    try:
        if letter:
            _check(letter)
        connection.open()
        email.dispatch(commit=False, disconnect_after_delivery=False, connection=connection)
    except Withheld as reason:
        _withhold(email, reason)
        return Attempt.WITHHELD
    except Exception as error:
        _note_failure(email, error)
        is_answer = isinstance(error, SMTPRecipientsRefused | SMTPDataError)
        is_no_server = isinstance(error, OSError) and not is_answer
        return Attempt.NO_SERVER if is_no_server else Attempt.REFUSED
    _note_success(email)
    return Attempt.SENT


def _due():
    is_time = Q(scheduled_time=None) | Q(scheduled_time__lte=timezone.now())
    waiting = Email.objects.filter(is_time, status__in=[STATUS.queued, STATUS.requeued])
    return waiting.order_by("-priority", "created", "pk")


def _check(letter: Letter) -> None:
    """Raise `Withheld` when the reader lost the right to see it since it was written."""
    with transaction.atomic(), override(letter.language):
        facts_of(letter)


def _withhold(email: Email, reason: Withheld) -> None:
    Letter.objects.filter(email=email).update(withheld_because=str(reason)[:200])
    email.delete()


def _note_success(email: Email) -> None:
    now = timezone.now()
    Email.objects.filter(pk=email.pk).update(status=STATUS.sent, last_updated=now)
    Letter.objects.filter(email=email).update(sent_at=now)
    email.logs.create(status=STATUS.sent)


def _note_failure(email: Email, error: Exception) -> None:
    now, tries = timezone.now(), email.number_of_retries or 0
    if tries >= get_max_retries() or _is_final(error):
        facts = {"status": STATUS.failed}
    else:
        facts = {
            "status": STATUS.requeued,
            "number_of_retries": tries + 1,
            "scheduled_time": now + delay(tries),
        }
    Email.objects.filter(pk=email.pk).update(last_updated=now, **facts)
    email.logs.create(
        status=STATUS.failed, exception_type=type(error).__name__, message=_answer(error)
    )


def delay(tries: int) -> timedelta:
    """How long to wait after one more failure: 5 minutes, 10, 20… up to `LONGEST_DELAY`."""
    return min(get_retry_timedelta() * 2**tries, LONGEST_DELAY)


def _is_final(error: Exception) -> bool:
    """Whether the server says that the address does not exist, or takes no letters."""
    refused = error.recipients.values() if isinstance(error, SMTPRecipientsRefused) else []
    return bool(refused) and all(code >= 500 for code, _words in refused)


def _answer(error: Exception) -> str:
    """What the server said, else what went wrong."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(error, SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    if not answers:
        return f"{type(error).__name__}: {error}"
    return "; ".join(
        f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
        for code, words in answers
    )
