"""The published projects of an organisation, a border, a territory or a theme, on their pages."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, IntegerField, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from members.models import Organisation
from projects.models import Participation, Project
from territories.models import Border, Territory, Theme

LENGTH, PARTNERS_LENGTH, MOST = 6, 5, 1_000
NAMES = [
    "organisation__slug",
    *(f"organisation__name_{code}" for code in settings.CONTENT_LANGUAGES),
]


@dataclass(frozen=True)
class Partner:
    """Another body, and in how many projects it takes part too."""

    name: str
    url: str
    count: int


@dataclass(frozen=True)
class Panel:
    """The first projects, how many there are (counted up to `MOST`), where all are listed.

    `partners` are those with whom an organisation works most.
    """

    projects: list[Project]
    count: int
    url: str
    partners: list[Partner] = field(default_factory=list)

    @property
    def is_at_least(self) -> bool:
        return self.count >= MOST


def of(row: Organisation | Border | Territory | Theme) -> Panel:
    published = Project.objects.filter(is_published=True)
    if isinstance(row, Organisation):
        rows = published.filter(participant_slugs__contains=[row.slug])
        panel = _panel(rows, "participant", row.slug)
        panel.partners.extend(_partners(row) if panel.count else [])
        return panel
    if isinstance(row, Border):
        return _panel(published.filter(border_codes__contains=[row.code]), "border", row.code)
    if isinstance(row, Theme):
        return _panel(published.filter(theme_codes__contains=[row.code]), "theme", row.code)
    return _panel(published.filter(territories=row), "territory", row.slug)


def _panel(rows: QuerySet, name: str, value: str) -> Panel:
    counted = ArraySubquery(rows.order_by().values("pk")[:MOST])
    n = Func(counted, function="cardinality", output_field=IntegerField())
    first = rows.order_by("-start", "sort_fr", "pk").for_links()  # type: ignore[attr-defined]
    found = list(first.annotate(n=n)[:LENGTH])
    count = found[0].n if found else 0
    return Panel(found, count, f"{reverse('projects:project_list')}?{urlencode({name: value})}")


def _partners(organisation: Organisation) -> list[Partner]:
    """Those of more than one common project first named; all others by their number."""
    shared = Project.objects.filter(
        is_published=True, participant_slugs__contains=[organisation.slug]
    )
    parts = Participation.objects.shown().filter(project__in=shared.order_by().values("pk"))
    others = parts.exclude(organisation=organisation).order_by().values("name", *NAMES)
    most = others.annotate(n=Count("pk")).order_by("-n", F("name"))
    return [_partner(one) for one in most[:PARTNERS_LENGTH]]


def _partner(line: dict) -> Partner:
    if not line["organisation__slug"]:
        return Partner(line["name"], "", line["n"])
    known = Organisation(**{name.removeprefix("organisation__"): line[name] for name in NAMES})
    return Partner(str(known), known.get_absolute_url(), line["n"])
