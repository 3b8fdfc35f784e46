from typing import Any, ClassVar

from django import forms
from django.contrib.postgres.search import SearchRank, TrigramWordSimilarity
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters import FilterSet, MultipleChoiceFilter
from django_filters.filters import CharFilter

from core.directory.facets import COUNT_LIMIT, Counts, Facet, Selection, count, narrowed
from core.directory.tally import DirectoryTally
from core.search import (
    MAX_WORDS_LENGTH,
    Fold,
    NamesQuery,
    WordsQuery,
    clean_words,
    has_any,
)

NAMED_LIMIT = 1_000  # rows whose keys a query may list


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

    def filter(self, qs, value):
        return qs


class ChoicesField(forms.MultipleChoiceField):
    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not one of the choices, so no row can match it.")
    }

    def to_python(self, value):
        """What is empty is no choice: `?border=` asks for nothing."""
        return [one for one in super().to_python(value) if one]


class FacetFilter(MultipleChoiceFilter):
    field_class = ChoicesField

    def filter(self, qs, value):
        return qs


class DirectoryFilter(FilterSet):
    """Words, facets, other filters and order of a directory: one for page, map, export and feed.

    `queryset` is what the reader of `request` may see; its rows have the columns `search`,
    `names_text`, `exact_names`, `sort_fr`, `sort_en`, `updated_at`. `qs` is empty when a value is
    not one that a filter takes. A subclass names its facets and declares a `FacetFilter` for each;
    what else it declares narrows the rows that the words find.
    """

    facets: ClassVar[list[Facet]]
    figures: ClassVar[list[Facet]] = []
    tally: ClassVar[type[DirectoryTally]]
    sorts: ClassVar[list[tuple[str, Any]]] = [
        ("relevance", _("Relevance")),
        ("name", _("Name")),
        ("updated", _("Recently updated")),
    ]

    q = WordsFilter(label=_("Words"))

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.labels: dict[str, dict[str, str]] = {facet.name: {} for facet in self.facets}
        self._found = self._counts = None
        self.is_near = False

    def offer(self, name: str, labels: dict[str, str]) -> None:
        """Say what the choices of a facet are, and what a reader calls them."""
        self.labels[name] = labels
        self.filters[name].extra["choices"] = labels.items

    def label(self, name: str, value: str) -> str:
        """What a reader calls a value of a facet; the value itself when it is unknown."""
        known = self.labels[name]
        if name == "country" and value not in known:
            known[value] = countries.name(value) or value
        return known.get(value, value)

    @cached_property
    def others(self) -> list[str]:
        """The names of the filters that are neither words nor facets."""
        facets = {facet.name for facet in self.facets}
        return [name for name in self.filters if name != "q" and name not in facets]

    @property
    def words(self) -> str:
        return self.form.cleaned_data.get("q", "") if self.is_valid() else ""

    @property
    def accepted(self) -> dict[str, Any]:
        """What the form took, by the names of the filters; what it refused is absent."""
        self.is_valid()
        return self.form.cleaned_data

    @property
    def selected(self) -> Selection:
        """The choices in force: `{"kind": ["region"]}`; a facet without choice is absent."""
        data = self.accepted
        return {facet.name: data[facet.name] for facet in self.facets if data.get(facet.name)}

    @property
    def is_everything(self) -> bool:
        """Whether neither words nor another filter than facets is in force."""
        if not self.is_valid() or self.words:
            return False
        data = self.form.cleaned_data
        return not any(data.get(name) or data.get(name) == 0 for name in self.others)

    @property
    def usual_sort(self) -> str:
        return "relevance" if self.words else "name"

    @property
    def sort(self) -> str:
        """The order asked for; without words, or for an unknown one, the usual one."""
        asked = self.data.get("sort")
        if asked in dict(self.sorts) and not (asked == "relevance" and not self.words):
            return asked
        return self.usual_sort

    @property
    def found(self):
        """Rows before the facets. `is_near` says that words are not found, but near spellings."""
        if self._found is None:
            self._found = self.queryset
            if not self.is_valid():
                self._found = self.queryset.none()
            elif self.words:
                self._found = self.queryset.matching(self.words)
                if not has_any(self._found):
                    self.is_near = True
                    self._found = self._near()
            if self.is_valid():
                for name in self.others:
                    value = self.form.cleaned_data[name]
                    self._found = self.filters[name].filter(self._found, value)
        return self._found

    def _near(self):
        """Rows with a near spelling: looked for once, when they are few enough to be named."""
        rows = self.queryset.near(self.words)
        keys = list(rows.order_by().values_list("pk", flat=True)[: NAMED_LIMIT + 1])
        return rows if len(keys) > NAMED_LIMIT else self.queryset.filter(pk__in=keys)

    @property
    def counts(self) -> Counts:
        if self._counts is None:
            if not self.is_valid():
                return Counts(choices={facet.name: {} for facet in self.facets})
            kept = None
            if self.is_everything and self.request.user.is_anonymous:
                kept = self.tally.objects.kept_counts(self.facets, self.figures)
            self._counts = count(
                self.found, self.facets, self.selected, figures=self.figures, kept=kept
            )
        return self._counts

    @property
    def qs(self):
        """The rows under everything in force, not ordered."""
        return narrowed(self.found, self.facets, self.selected)

    def ordered(self):
        """`qs` in the order asked for. More rows than are counted are not all weighed."""
        is_weighed = self.sort != "relevance" or self.counts.is_exact
        return self.in_order(self.qs if is_weighed else self._first_matches())

    def in_order(self, rows):
        """`rows`, some of `qs`, in the order asked for."""
        by_name = f"sort_{get_language()}" if get_language() in ("fr", "en") else "sort_fr"
        if self.sort == "relevance":
            ranked = rows.annotate(
                is_exact=self._exact(), is_named=self._named(), rank=self._rank()
            )
            return ranked.order_by("-is_exact", "-is_named", "-rank", by_name, "pk")
        if self.sort == "name":
            return rows.order_by(by_name, "pk")
        return rows.order_by(*self.orders[self.sort], "pk")

    orders: ClassVar[dict[str, list[Any]]] = {"updated": [F("updated_at").desc()]}

    def exported(self):
        """Every row of `qs`, in the page's order; ranks are left aside when there are too many."""
        if self.sort == "relevance" and not self.counts.is_exact:
            return self.qs.order_by("pk")
        return self.ordered()

    def _exact(self):
        words = Fold(Value(self.words.strip('"')))
        return ExpressionWrapper(Q(exact_names__contains=[words]), BooleanField())

    def _named(self):
        return ExpressionWrapper(Q(search=NamesQuery(self.words)), BooleanField())

    def _rank(self):
        if self.is_near:
            near = Fold(Value(self.words))
            return TrigramWordSimilarity(near, "names_text")  # type: ignore[arg-type]
        return SearchRank(F("search"), WordsQuery(self.words))

    def _first_matches(self):
        """The rows that bear the words as a name, and the `COUNT_LIMIT` others known longest."""
        exact = self.qs.filter(exact_names__contains=[Fold(Value(self.words.strip('"')))])
        some = self.qs.order_by("pk")[:COUNT_LIMIT]
        keys = exact.order_by().values("pk").union(some.values("pk"))
        return self.queryset.model.objects.filter(pk__in=keys)
