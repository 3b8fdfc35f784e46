"""What members have done in time; imported once, when the app is ready."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.due import Stage, Step, register
from members.letters.delivery import hand_over
from members.letters.retention import forget_letters
from members.letters.sending import send_what_is_due
from members.logos import forget_strays
from members.models import DueRun, ProfileChange, Tally
from members.services import applications, invitations, join_requests
from members.services.confirmation import ask
from members.services.mandate_ends import announce_ends, tell_ends
from members.services.reminders import write_reminders
from members.services.sessions import forget_ended_sessions

QUIET_RUNS_KEPT = timedelta(days=1)
RUNS_KEPT = timedelta(days=90)


def add_up_counts() -> int:
    Tally.objects.compact()
    return 0


def end_sessions() -> int:
    ended, _details = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    forget_ended_sessions()
    return ended


def forget_runs() -> int:
    """Most runs find nothing to do, once a minute."""
    runs, now = DueRun.objects.all(), timezone.now()
    quiet = runs.filter(done=0, failures=0, started_at__lt=now - QUIET_RUNS_KEPT)
    return (quiet | runs.filter(started_at__lt=now - RUNS_KEPT)).delete()[0]


def forget_stray_logos() -> int:
    waiting = ProfileChange.objects.waiting().filter(field="logo")
    return forget_strays(set(waiting.values_list("new", flat=True)))


register(
    Step("announce_mandate_ends", _("mandates that end soon: letters"), announce_ends),
    Step("tell_mandate_ends", _("mandates that are over: letters"), tell_ends),
    Step("ask_for_confirmation", _("organisations asked whether their facts are right"), ask),
    Step(
        "tell_of_applications", _("letters about applications that wait"), applications.tell_staff
    ),
    Step("write_reminders", _("reminders of contributions written"), write_reminders),
    Step(
        "forget_applications", _("old applications forgotten"), applications.forget, Stage.TIDYING
    ),
    Step("hand_over_letters", _("letters written"), hand_over, Stage.LETTERS, is_atomic=False),
    Step("send_letters", _("letters sent"), send_what_is_due, Stage.LETTERS, is_atomic=False),
    Step("forget_letters", _("old letters forgotten"), forget_letters, Stage.TIDYING),
    Step("add_up_counts", _("counts of the directory added up"), add_up_counts, Stage.TIDYING),
    Step("end_sessions", _("sessions that were over"), end_sessions, Stage.TIDYING),
    Step("forget_logos", _("logos that waited for nothing"), forget_stray_logos, Stage.TIDYING),
    Step("forget_runs", _("old runs forgotten"), forget_runs, Stage.TIDYING),
)
register(
    Step("lapse_invitations", _("invitations lapsed"), invitations.lapse_overdue),
    Step("late_requests", _("requests that came to staff"), join_requests.tell_staff),
    Step("forget_invited", _("invitations forgotten"), invitations.forget, Stage.TIDYING),
    Step("forget_requests", _("requests forgotten"), join_requests.forget, Stage.TIDYING),
)
