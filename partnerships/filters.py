"""What the board and the pipeline of a workspace are filtered by; one set for page and export."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.search import MAX_WORDS_LENGTH, WordsQuery, clean_words
from partnerships.models import Action, Axis, Directorate, Investment, Partnership
from partnerships.models.kinds import InvestmentStage, State
from partnerships.services.following import KINDS
from territories.models import Border

ALL = _("all")


def of_directorate(field: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label=_("Regional directorate"),
        queryset=Directorate.objects.all(),
        field_name=field,
        empty_label=ALL,
    )


def of_border(field: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label=_("Border"),
        queryset=Border.objects.for_labels(),
        field_name=field,
        to_field_name="code",
        empty_label=ALL,
    )


class WorkspaceFilter(django_filters.FilterSet):
    """A filter whose choices are those of one partnership; an unknown value finds nothing."""

    q = django_filters.CharFilter(
        label=_("Words"), method="with_words", max_length=MAX_WORDS_LENGTH
    )
    directorate = of_directorate("directorate")
    border = of_border("border")

    def __init__(self, data, queryset, *, partnership: Partnership):
        super().__init__(data, queryset)
        self.filters["directorate"].queryset = Directorate.objects.filter(
            partner=partnership.partner_id
        )

    @property
    def found(self) -> QuerySet:
        return self.qs if self.form.is_valid() else self.queryset.none()

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.filters)

    @property
    def chosen(self) -> list[tuple[str, Axis | Directorate | Border]]:
        """What is chosen and can be followed, with its kind: `("border", <Border>)`."""
        if not self.form.is_valid():
            return []
        values = self.form.cleaned_data
        return [(kind, values[kind]) for kind in KINDS if values.get(kind)]

    def with_words(self, rows, name, value):
        raise NotImplementedError


class ActionFilter(WorkspaceFilter):
    directorate = of_directorate("directorates")
    border = of_border("borders")
    axis = django_filters.ModelChoiceFilter(
        label=_("Axis"),
        queryset=Axis.objects.all(),
        field_name="workstream__axis",
        to_field_name="number",
        empty_label=ALL,
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=State, empty_label=ALL)
    year = django_filters.NumberFilter(
        label=_("Year"), method="in_year", min_value=1900, max_value=2100
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def __init__(self, data, queryset, *, partnership: Partnership):
        super().__init__(data, queryset, partnership=partnership)
        self.filters["axis"].queryset = Axis.objects.filter(partnership=partnership)

    def with_words(self, rows, name, value):
        return rows.matching(clean_words(value))

    def in_year(self, rows, name, value):
        return rows.in_year(int(value))


class InvestmentFilter(WorkspaceFilter):
    border = of_border("project__borders")
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=InvestmentStage, empty_label=ALL)

    class Meta:
        model = Investment
        fields: list[str] = []

    def with_words(self, rows, name, value):
        words = WordsQuery(clean_words(value))
        return rows.filter(Q(project__search=words) | Q(organisation__search=words))
