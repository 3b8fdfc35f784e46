"""What waits, or cannot be right, in the partnerships."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.gaps import Gap
from partnerships.models import Action, Consent
from partnerships.models.kinds import OPEN, InvestmentStage, State
from territories.gaps import text_gaps

LIVE = ~Q(state=State.DROPPED)
ENDED = [InvestmentStage.CLOSED, InvestmentStage.ABANDONED]
TITLE_LABELS = {"fr": _("without title in French"), "en": _("without title in English")}


def late() -> Q:
    return Q(pk__in=Action.objects.late().values("pk"))


def without_directorate() -> Q:
    named = Action.directorates.through.objects.filter(action=OuterRef("pk"))
    return LIVE & ~Q(Exists(named))


def step_past() -> Q:
    """The next step was to be taken on a day that is over."""
    return ~Q(stage__in=ENDED) & Q(next_step_on__lt=timezone.localdate())


def unopened() -> Q:
    """No consent in force opens the project to the partner."""
    consents = Consent.objects.in_force().filter(
        partnership=OuterRef("partnership"),
        project=OuterRef("project"),
        organisation=OuterRef("organisation"),
    )
    return ~Q(stage__in=ENDED) & ~Q(Exists(consents))


ACTION_GAPS = [
    Gap("late", _("late"), late, is_error=True),
    Gap("undated", _("without date"), Q(state__in=OPEN, planned="", begun="")
        | Q(state=State.DONE, done="")),
    Gap("without-deliverable", _("done, without deliverable"),
        Q(state=State.DONE, deliverable_link="", deliverable_file="")),
    Gap("without-directorate", _("without regional directorate"), without_directorate),
    *text_gaps("title", TITLE_LABELS),
]  # fmt: skip
INVESTMENT_GAPS = [
    Gap("step-past", _("next step past"), step_past, is_error=True),
    Gap("unopened", _("without consent in force"), unopened),
    Gap("without-directorate", _("without regional directorate"), Q(directorate=None)),
]
DIRECTORATE_GAPS = [
    Gap("without-border", _("without border"), Q(borders=None)),
]  # fmt: skip
