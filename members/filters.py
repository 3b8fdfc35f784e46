from typing import Any

from django import forms
from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters import FilterSet, MultipleChoiceFilter
from django_filters.filters import CharFilter

from core.search import MAX_WORDS_LENGTH, Fold, WordsQuery, clean_words, has_any
from members.facets import COUNT_LIMIT, FACETS, Counts, Selection, count, narrowed
from members.models import Organisation
from territories.models import Border, Theme

SORTS: list[tuple[str, Any]] = [
    ("relevance", _("Relevance")),
    ("name", _("Name")),
    ("updated", _("Recently updated")),
]


class WordsField(forms.CharField):
    """What a visitor types; the empty string for nothing. Too long is a sentence, not an error."""

    def clean(self, value):
        words = clean_words(super().clean(value))
        if len(words) > MAX_WORDS_LENGTH:
            raise ValidationError(
                ngettext(
                    "Type at most %d character.",
                    "Type at most %d characters.",
                    MAX_WORDS_LENGTH,
                )
                % MAX_WORDS_LENGTH
            )
        return words


class WordsFilter(CharFilter):
    field_class = WordsField


class ChoicesField(forms.MultipleChoiceField):
    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not one of the choices, so no row can match it.")
    }


class FacetFilter(MultipleChoiceFilter):
    field_class = ChoicesField

    def filter(self, qs, value):
        return qs


class OrganisationFilter(FilterSet):
    """The directory's words, facets and order: one for page, map, export and feed.

    `queryset` is what the reader of `request` may see. `qs` is empty when a value is not one of the
    choices.
    """

    q = WordsFilter(label=_("Words"), method="keep")
    kind = FacetFilter(label=_("Kind"), choices=lambda: Organisation.Kind.choices)
    country = FacetFilter(label=_("Country"), choices=lambda: [(c, c) for c in countries.countries])
    border = FacetFilter(label=_("Border"), choices=lambda: [])
    theme = FacetFilter(label=_("Theme"), choices=lambda: [])

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.borders = {border.code: border for border in Border.objects.for_labels()}
        themes = {theme.code: str(theme) for theme in Theme.objects.for_labels()}
        self.labels: dict[str, dict[str, str]] = {
            "kind": {kind.value: str(kind.label) for kind in Organisation.Kind},
            "country": {},
            "border": {code: str(border) for code, border in self.borders.items()},
            "theme": themes,
        }
        for name in ("kind", "border", "theme"):
            self.filters[name].extra["choices"] = self.labels[name].items
        self._found = self._counts = None
        self.is_near = False

    def keep(self, rows, name, value):
        return rows

    def label(self, name: str, value: str) -> str:
        """What a reader calls a value of a facet; the value itself when it is unknown."""
        known = self.labels[name]
        if name == "country" and value not in known:
            known[value] = countries.name(value) or value
        return known.get(value, value)

    @property
    def words(self) -> str:
        return self.form.cleaned_data.get("q", "") if self.is_valid() else ""

    @property
    def selected(self) -> Selection:
        """The choices in force: `{"kind": ["region"]}`; a facet without choice is absent."""
        if not self.is_valid():
            return {}
        data = self.form.cleaned_data
        return {facet.name: data[facet.name] for facet in FACETS if data.get(facet.name)}

    @property
    def sort(self) -> str:
        """The order asked for; without words, or for an unknown one, the one that makes sense."""
        asked = self.data.get("sort")
        if asked in dict(SORTS) and not (asked == "relevance" and not self.words):
            return asked
        return "relevance" if self.words else "name"

    @property
    def found(self):
        """Rows that the words find, before the facets. `is_near` says that spellings are near."""
        if self._found is None:
            self._found = self.queryset
            if not self.is_valid():
                self._found = self.queryset.none()
            elif self.words:
                self._found = self.queryset.matching(self.words)
                if not has_any(self._found):
                    self.is_near = True
                    self._found = self.queryset.near(self.words)
        return self._found

    @property
    def counts(self) -> Counts:
        if self._counts is None:
            if not self.is_valid():
                return Counts(choices={facet.name: {} for facet in FACETS})
            everything = not self.words and self.request.user.is_anonymous
            self._counts = count(self.found, self.selected, is_everything_published=everything)
        return self._counts

    @property
    def qs(self):
        """The rows under everything in force, not ordered."""
        return narrowed(self.found, self.selected)

    def ordered(self):
        """`qs` in the order asked for. More rows than are counted are not all weighed."""
        is_weighed = self.sort != "relevance" or self.counts.is_exact
        return self.in_order(self.qs if is_weighed else self._first_matches())

    def in_order(self, rows):
        """`rows`, some of `qs`, in the order asked for."""
        by_name = f"sort_{get_language()}" if get_language() in ("fr", "en") else "sort_fr"
        if self.sort == "updated":
            return rows.order_by(F("updated_at").desc(), "pk")
        if self.sort == "name":
            return rows.order_by(by_name, "pk")
        return rows.annotate(is_exact=self._exact(), rank=self._rank()).order_by(
            "-is_exact", "-rank", by_name, "pk"
        )

    def exported(self):
        """Every row of `qs`, in the page's order; ranks are left aside when there are too many."""
        if self.sort == "relevance" and not self.counts.is_exact:
            return self.qs.order_by("pk")
        return self.ordered()

    def _exact(self):
        words = Fold(Value(self.words.strip('"')))
        return ExpressionWrapper(Q(exact_names__contains=[words]), BooleanField())

    def _rank(self):
        if self.is_near:
            near = Fold(Value(self.words))
            return TrigramWordSimilarity(near, "names_text")  # type: ignore[arg-type]
        return SearchRank(F("search"), WordsQuery(self.words))

    def _first_matches(self):
        """The rows that bear the words as a name, and the `COUNT_LIMIT` others known longest."""
        exact = self.qs.filter(exact_names__contains=[Fold(Value(self.words.strip('"')))])
        some = self.qs.order_by("pk")[:COUNT_LIMIT]
        return Organisation.objects.filter(
            pk__in=exact.order_by().values("pk").union(some.values("pk"))
        )
