"""What waits, or cannot be right, among obstacles, steps and those they are sent to."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.gaps import Gap
from forum.models import CountrySide, Step
from forum.models.kinds import Audience, Status
from partnerships.gaps import TITLE_LABELS
from territories.gaps import NAME_LABELS, text_gaps

OURS = Q(is_reading=False) & ~Q(status=Status.CLOSED)


def late() -> Q:
    return Q(pk__in=Step.objects.late().values("pk"))


def with_late_step() -> Q:
    return Q(pk__in=Step.objects.late().values("obstacle"))


def one_sided() -> Q:
    """Triaged, and the sides of fewer than two countries are described."""
    described = (
        CountrySide.objects.filter(obstacle=OuterRef("pk")).order_by().values("obstacle")
    ).annotate(n=Count("pk"))
    full = Subquery(described.filter(n__gte=2).values("obstacle"))
    return OURS & ~Q(triage="") & ~Q(pk__in=full)


def out_of_office() -> Q:
    return Q(ends_on__lt=timezone.localdate())


OBSTACLE_GAPS = [
    Gap("late", _("an answer is late"), with_late_step, is_error=True),
    Gap("to-triage", _("to triage"), OURS & Q(status__in=[Status.REPORTED, Status.TRIAGE])),
    Gap("without-carrier", _("triaged, nobody carries it"),
        OURS & ~Q(triage="") & Q(carrier=None, is_carried_by_mot=False)),
    Gap("one-sided", _("triaged, one side is missing"), one_sided),
    Gap("unpublished", _("triaged, visitors do not see it"),
        OURS & ~Q(triage="") & ~Q(audience=Audience.PUBLIC)),
    Gap("stale", _("a translation is out of date"), ~Q(stale_languages=[])),
    *text_gaps("title", TITLE_LABELS),
]  # fmt: skip
STEP_GAPS = [
    Gap("late", _("an answer is late"), late, is_error=True),
    Gap("unsent", _("prepared, not sent"), Q(sent_on=None)),
    Gap("undated", _("sent, without a day for the answer"),
        Q(sent_on__isnull=False, due_on=None, answered_on=None,
          kind__in=["file", "completed", "committee", "completion"])),
]  # fmt: skip
ADDRESSED_GAPS = [
    Gap("over", _("no longer in office"), out_of_office),
    Gap("without-contact", _("without contact"), Q(contact="", website="")),
    *text_gaps("name", NAME_LABELS),
]
