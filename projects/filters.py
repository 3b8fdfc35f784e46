from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters import ModelMultipleChoiceFilter
from django_filters.filters import CharFilter, NumberFilter

from core.amounts import AmountField
from core.directory.facets import Facet, Flag
from core.directory.filters import ChoicesField, DirectoryFilter, FacetFilter
from core.partial_dates import validate_partial_date
from members.models import Organisation
from projects.models import Project, ProjectTally
from territories.models import Border, Programme, Territory, Theme

LAST = "~"  # after every digit and hyphen: `2019~` is behind all days of 2019


class Year(Facet):
    """The first four characters of a partial date; empty when it is unknown."""

    @property
    def sql(self) -> str:
        return f"left(s.{self.column}, 4)"


class PublishedAmount(Facet):
    """Whether an amount is published, and the sum of those that are."""

    @property
    def sql(self) -> str:
        return f"CASE WHEN s.{self.column} IS NULL THEN 'unknown' ELSE 'known' END"

    @property
    def amount_sql(self) -> str:
        return f"COALESCE(sum(s.{self.column}), 0)"


class DateField(forms.CharField):
    default_validators = [validate_partial_date]


class DateFilter(CharFilter):
    field_class = DateField


class AmountFilter(NumberFilter):
    field_class = AmountField

    def get_max_validator(self):
        return None


class SlugsField(forms.ModelMultipleChoiceField):
    default_error_messages = {
        "invalid_choice": ChoicesField.default_error_messages["invalid_choice"]
    }

    def clean(self, value):
        return super().clean([slug for slug in value or [] if slug])


class SlugsFilter(ModelMultipleChoiceFilter):
    """Rows tied to others, which an address names by their slugs."""

    field_class = SlugsField


STAGE = Facet("stage", _("Stage"), "stage")
THEME = Facet("theme", _("Theme"), "theme_codes", holds_many=True)
BORDER = Facet("border", _("Border"), "border_codes", holds_many=True)


class ProjectFilter(DirectoryFilter):
    """The list of projects."""

    facets = [
        STAGE,
        THEME,
        BORDER,
        Facet("country", _("Country of a partner"), "partner_countries", holds_many=True),
        Facet("programme", _("Programme"), "programme_key"),
        Facet("kind", _("Kind"), "kind"),
        Flag(
            "documents",
            _("Documents"),
            "has_documents",
            test="s.has_documents",
            asked=Q(has_documents=True),
        ),
        Flag("placed", _("Place"), "lat", test="s.lat IS NOT NULL", asked=Q(lat__isnull=False)),
    ]
    figures = [
        THEME,
        BORDER,
        STAGE,
        Year("year", _("Year it begins"), "start"),
        PublishedAmount("budget", _("Budget"), "total_budget"),
    ]
    tally = ProjectTally
    sorts = [
        ("relevance", _("Relevance")),
        ("name", _("Title")),
        ("updated", _("Recently updated")),
        ("start", _("Last begun")),
        ("budget", _("Largest budget")),
    ]
    orders = {
        "updated": [F("updated_at").desc()],
        "start": [F("start").desc()],
        "budget": [F("total_budget").desc(nulls_last=True)],
    }

    stage = FacetFilter(label=_("Stage"), choices=list)
    theme = FacetFilter(label=_("Theme"), choices=list)
    border = FacetFilter(label=_("Border"), choices=list)
    country = FacetFilter(
        label=_("Country of a partner"), choices=lambda: [(c, c) for c in countries.countries]
    )
    programme = FacetFilter(label=_("Programme"), choices=list)
    kind = FacetFilter(label=_("Kind"), choices=list)
    documents = FacetFilter(label=_("Documents"), choices=list)
    placed = FacetFilter(label=_("Place"), choices=list)
    participant = SlugsFilter(
        label=_("Participant"),
        to_field_name="slug",
        queryset=lambda request: Organisation.objects.filter(is_published=True).for_links(),
        method="with_participants",
    )
    territory = SlugsFilter(
        label=_("Territory"),
        to_field_name="slug",
        queryset=lambda request: Territory.objects.for_pages(),
        method="on_territories",
    )
    start_after = DateFilter(label=_("Begun from"), method="begun_from")
    start_before = DateFilter(label=_("Begun until"), method="begun_until")
    budget_min = AmountFilter(
        label=_("Budget from (€)"), field_name="total_budget", lookup_expr="gte"
    )
    budget_max = AmountFilter(
        label=_("Budget up to (€)"), field_name="total_budget", lookup_expr="lte"
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.borders = {border.code: border for border in Border.objects.for_labels()}
        self.offer("border", {code: str(border) for code, border in self.borders.items()})
        self.offer("stage", {stage.value: str(stage.label) for stage in Project.Stage})
        self.offer("kind", {kind.value: str(kind.label) for kind in Project.Kind})
        self.offer("theme", {theme.code: str(theme) for theme in Theme.objects.for_labels()})
        self.offer("documents", {"1": str(_("with documents"))})
        self.offer("placed", {"1": str(_("with a place"))})
        self._offer_programmes()

    def _offer_programmes(self) -> None:
        """Programmes of the list by their code; those of the past by the name a source gives."""
        listed = {row.cci: str(row) for row in Programme.objects.all()}
        asked = self.data.getlist("programme") if hasattr(self.data, "getlist") else []
        self.offer("programme", listed | {name: name for name in asked if name not in listed})

    def with_participants(self, rows, name, organisations):
        slugs = [organisation.slug for organisation in organisations]
        return rows.filter(participant_slugs__overlap=slugs) if slugs else rows

    def on_territories(self, rows, name, territories):
        links = Project.territories.through.objects.filter(territory__in=territories)
        return rows.filter(pk__in=links.values("project")) if territories else rows

    def begun_from(self, rows, name, value):
        return rows.filter(start__gte=value) if value else rows

    def begun_until(self, rows, name, value):
        return rows.exclude(start="").filter(start__lt=value + LAST) if value else rows

    def linked(self, name: str) -> list[Organisation] | list[Territory]:
        """The organisations or the territories asked for."""
        return list(self.accepted.get(name, []))
