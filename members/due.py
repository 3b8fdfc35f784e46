"""What members have done in time; imported once, when the app is ready."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from post_office.mail import send_queued
from post_office.models import STATUS, Email

from core.due import Stage, Step, register
from members.letters.delivery import hand_over
from members.models import DueRun, Letter, Tally
from members.services.sessions import forget_ended_sessions

KEPT = timedelta(days=90)
RUNS_KEPT = timedelta(days=7)


def send() -> int:
    return send_queued()[0]


def forget_letters() -> int:
    day = timezone.now() - KEPT
    forgotten, _details = Email.objects.filter(created__lt=day, status=STATUS.sent).delete()
    Letter.objects.filter(handled_at__lt=day, email=None).delete()
    return forgotten


def add_up_counts() -> int:
    Tally.objects.compact()
    return 0


def end_sessions() -> int:
    ended, _details = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    forget_ended_sessions()
    return ended


def forget_runs() -> int:
    """Runs that failed are kept as long as letters."""
    runs, now = DueRun.objects.all(), timezone.now()
    old = runs.filter(failures=0, started_at__lt=now - RUNS_KEPT)
    return (old | runs.filter(started_at__lt=now - KEPT)).delete()[0]


register(
    Step("hand_over_letters", _("letters written"), hand_over, Stage.LETTERS, is_atomic=False),
    Step("send_letters", _("letters sent"), send, Stage.LETTERS, is_atomic=False),
    Step("forget_letters", _("old letters forgotten"), forget_letters, Stage.TIDYING),
    Step("add_up_counts", _("counts of the directory added up"), add_up_counts, Stage.TIDYING),
    Step("end_sessions", _("sessions that were over"), end_sessions, Stage.TIDYING),
    Step("forget_runs", _("old runs forgotten"), forget_runs, Stage.TIDYING),
)
