"""The filters of the public register of obstacles."""

from datetime import timedelta

from django import forms
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.filters import NumberFilter

from core.directory.facets import Facet
from core.directory.filters import DirectoryFilter, FacetFilter
from forum.models import Obstacle, ObstacleTally
from forum.models.kinds import Level, Nature, Outcome, Status
from projects.filters import Year
from territories.models import Border, Theme

MOST_DAYS = 36_500


class YearChoice(Year):
    """A year that is a choice too, not a figure alone."""

    def condition(self, values: list[str]) -> Q:
        asked = Q()
        for value in values:
            asked |= Q(**{f"{self.column}__startswith": value})
        return asked


class DaysFilter(NumberFilter):
    """A whole number of days, from 0 to a hundred years."""

    def __init__(self, **kwargs):
        typed = forms.TextInput(attrs={"inputmode": "numeric"})  # what is no number comes back too
        super().__init__(min_value=0, max_value=MOST_DAYS, decimal_places=0, widget=typed, **kwargs)


THEME = Facet("theme", _("Theme"), "theme_codes", holds_many=True)
BORDER = Facet("border", _("Border"), "border_codes", holds_many=True)
LEVEL = Facet("level", _("Level"), "level")
NATURE = Facet("nature", _("Nature"), "nature")
STATUS = Facet("status", _("Status"), "status")
OUTCOME = Facet("outcome", _("Outcome"), "outcome")
ADDRESSEE = Facet("addressee", _("Before whom"), "addressee")
YEAR = YearChoice("year", _("Year"), "raised_on")


class ObstacleFilter(DirectoryFilter):
    """The register: words, facets, age and silence."""

    facets = [STATUS, OUTCOME, BORDER, THEME, LEVEL, NATURE, ADDRESSEE, YEAR]
    tally = ObstacleTally
    sorts = [
        ("relevance", _("Relevance")),
        ("name", _("Title")),
        ("updated", _("Recently updated")),
        ("raised", _("Last raised")),
        ("support", _("Most organisations affected")),
        ("silent", _("Longest without an answer")),
    ]
    orders = {
        "updated": [F("updated_at").desc()],
        "raised": [F("raised_on").desc()],
        "support": [F("support_count").desc()],
        "silent": [F("silent_since").asc(nulls_last=True)],
    }

    status = FacetFilter(label=_("Status"), choices=list)
    outcome = FacetFilter(label=_("Outcome"), choices=list)
    border = FacetFilter(label=_("Border"), choices=list)
    theme = FacetFilter(label=_("Theme"), choices=list)
    level = FacetFilter(label=_("Level"), choices=list)
    nature = FacetFilter(label=_("Nature"), choices=list)
    addressee = FacetFilter(label=_("Before whom"), choices=list)
    year = FacetFilter(label=_("Year"), choices=list)
    age_min = DaysFilter(label=_("Raised at least … days ago"), method="raised_before")
    silent_min = DaysFilter(label=_("Without an answer for … days"), method="silent_for")

    class Meta:
        model = Obstacle
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.borders = {border.code: border for border in Border.objects.for_labels()}
        self.offer("border", {code: str(border) for code, border in self.borders.items()})
        self.offer("theme", {theme.code: str(theme) for theme in Theme.objects.for_labels()})
        for name, kind in (
            ("level", Level),
            ("nature", Nature),
            ("status", Status),
            ("outcome", Outcome),
        ):
            self.offer(name, {one.value: str(one.label) for one in kind})
        for name in ("addressee", "year"):  # as they come: what is asked for is a choice
            asked = self.data.getlist(name) if hasattr(self.data, "getlist") else []
            self.offer(name, {value: value for value in asked})

    def raised_before(self, rows, name, value):
        """Raised so many days ago; a month or a year counts from its last day."""
        if value is None:
            return rows
        day = (timezone.localdate() - timedelta(days=int(value))).isoformat()
        whole = Q(raised_on__lte=day) & ~Q(raised_on="")
        # `2026-03` sorts before `2026-03-10`, yet is not over before the month is.
        part = Q(raised_on=day[:7]) | Q(raised_on=day[:4])
        return rows.filter(whole).exclude(part)

    def silent_for(self, rows, name, value):
        """Open, and waiting for an answer for so many days."""
        if value is None:
            return rows
        day = timezone.localdate() - timedelta(days=int(value))
        return rows.filter(silent_since__lte=day).exclude(status=Status.CLOSED)
