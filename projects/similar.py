"""Projects that resemble one: by themes, borders, partners and words."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When

from core.search import Fold
from projects.models import Project

CANDIDATES, SHOWN = 200, 4


def similar(project: Project) -> QuerySet:
    """At most `SHOWN` published projects that share a border and a theme, or a partner.

    The closest first, among the `CANDIDATES` that changed last.
    """
    near = Q(participant_slugs__overlap=project.participant_slugs)
    near |= Q(border_codes__overlap=project.border_codes, theme_codes__overlap=project.theme_codes)
    recent = Project.objects.filter(near, is_published=True).exclude(pk=project.pk)
    keys = recent.order_by(F("updated_at").desc(), "pk").values("pk")[:CANDIDATES]
    rows = Project.objects.filter(pk__in=keys).annotate(
        closeness=_shared("participant_slugs", project.participant_slugs, 3.0)
        + _shared("theme_codes", project.theme_codes, 1.0)
        + _shared("border_codes", project.border_codes, 1.0)
        + TrigramSimilarity("names_text", Fold(Value(project.names_text)))  # type: ignore[arg-type]
    )
    return rows.order_by("-closeness", "pk").for_links()[:SHOWN]


def _shared(column: str, values: list[str], weight: float):
    """`weight` when one of `values` is in the column; 0 otherwise."""
    return Case(
        When(Q(**{f"{column}__overlap": values}), then=Value(weight)),
        default=Value(0.0),
        output_field=FloatField(),
    )
