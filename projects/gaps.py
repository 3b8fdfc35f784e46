"""What waits, or cannot be right, among projects."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.gaps import Gap, lacks
from projects.models import LinkCheck, Participation, ProjectDocument
from projects.models.kinds import Publication, Stage
from territories.gaps import NAME_LABELS, PLACE_GAPS, SOURCE_GAP, WEBSITE_GAP, text_gaps

OLD = timedelta(days=730)
# Less than this, in euros, is likely to be thousands or millions.
SMALL = 1_000
UNDER_WAY = [Stage.IDEA, Stage.STUDY, Stage.SEEKING_FUNDING, Stage.ONGOING]
BEGUN = [Stage.ONGOING, Stage.COMPLETED]
SUMMARY_LABELS = {"fr": _("without summary in French"), "en": _("without summary in English")}
# What is put away is nobody's work.
KEPT = ~Q(publication__in=[Publication.ARCHIVED, Publication.REFUSED])
PUBLISHED = Q(publication=Publication.PUBLISHED)


def over() -> Q:
    """The last day has passed, and the stage says that it goes on."""
    return Q(stage__in=UNDER_WAY) & ~Q(end="") & _before_today("end")


def to_come() -> Q:
    """The first day has not come, and the stage says that it began."""
    return Q(stage__in=BEGUN, start__gt=timezone.localdate().isoformat())


def _before_today(field: str) -> Q:
    """The whole of a partial date is past: `2026` is not before the year ends."""
    today = timezone.localdate().isoformat()
    return Q(**{f"{field}__lt": today}) & ~Q(**{f"{field}__in": [today[:4], today[:7]]})


def odd_budget() -> Q:
    """A total that is surely not in euros, or that a partner's own part exceeds."""
    more = Participation.objects.filter(own_budget__gt=F("project__total_budget"))
    return Q(total_budget__gt=0, total_budget__lt=SMALL) | Q(pk__in=more.values("project"))


def odd_eu_funding() -> Q:
    """A partner gets more of it than the project."""
    more = Participation.objects.filter(eu_share__gt=F("project__eu_funding"))
    return Q(pk__in=more.values("project"))


def broken_links() -> Q:
    """An address that did not open when it was tried last."""
    broken = LinkCheck.objects.broken().values("url")
    documents = ProjectDocument.objects.filter(link__in=broken)
    return (
        Q(website__in=broken) | Q(source__in=broken) | Q(pk__in=documents.values("project"))
    )  # fmt: skip


def without_network() -> Q:
    """No organisation of the network takes part."""
    theirs = Participation.objects.filter(organisation__isnull=False)
    return ~Q(pk__in=theirs.values("project"))


def not_updated() -> Q:
    """Published, and neither written nor confirmed for two years."""
    today = timezone.localdate()
    is_old = Q(updated_at__date__lt=today - OLD)
    return PUBLISHED & is_old & (Q(confirmed_on=None) | Q(confirmed_on__lt=today - OLD))


def _kept(gap: Gap) -> Gap:
    return Gap(gap.key, gap.label, lambda: KEPT & gap.rows(), gap.is_error)


SUBMITTED = Gap("submitted", _("submitted, waiting for a decision"), Q(publication="submitted"))
PROPOSED = Gap("proposed", _("with proposed changes to decide"), Q(changes__decision=""))

GAPS = [
    SUBMITTED,
    PROPOSED,
    *(_kept(gap) for gap in [
        *PLACE_GAPS[:2],
        WEBSITE_GAP,
        Gap("over", _("end past, and still under way"), over, is_error=True),
        Gap("to-come", _("begun before its start"), to_come, is_error=True),
        Gap("odd-budget", _("budget that cannot be right"), odd_budget, is_error=True),
        Gap("odd-eu", _("partner with more EU funding than the project"), odd_eu_funding,
            is_error=True),
        Gap("broken-links", _("with a broken link"), broken_links, is_error=True),
        Gap("not-updated", _("not updated for two years"), not_updated),
        Gap("without-network", _("without partner of the network"), without_network),
        Gap("without-border", _("without border"), Q(border_codes=[])),
        Gap("without-theme", _("without theme"), Q(theme_codes=[])),
        Gap("without-stage", _("without stage"), lacks("stage")),
        PLACE_GAPS[2],
        *text_gaps("title", NAME_LABELS),
        *text_gaps("summary", SUMMARY_LABELS),
        SOURCE_GAP,
    ]),
]  # fmt: skip
