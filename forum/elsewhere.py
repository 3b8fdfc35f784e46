"""What solved obstacles that resemble one."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Exists, FloatField, OuterRef, Q, QuerySet, Value, When

from core.search import Fold
from forum.models import Obstacle, Solution
from forum.models.obstacles import TITLES

SHOWN = 4
RESEMBLING = 0.25  # of two titles, between 0 and 1
OWN, THEME, NATURE, BORDER = 10.0, 1.0, 0.5, 0.5


def solved_elsewhere(obstacle: Obstacle) -> QuerySet[Solution]:
    """At most `SHOWN` published solutions, the closest first.

    They are tied to `obstacle`, or share a theme with it, or their title resembles its own.
    """
    links = Solution.obstacles.through.objects.filter(solution=OuterRef("pk"))
    own = Exists(links.filter(obstacle=obstacle))
    alike = Exists(links.filter(obstacle__nature=obstacle.nature)) if obstacle.nature else Q(pk=0)
    title = " ".join(filter(None, (getattr(obstacle, name) for name in TITLES)))
    rows = Solution.objects.filter(is_published=True).annotate(
        resemblance=TrigramSimilarity("names_text", Fold(Value(title))),  # type: ignore[arg-type]
    )
    near = Q(theme_codes__overlap=obstacle.theme_codes) | Q(resemblance__gte=RESEMBLING)
    rows = rows.filter(own | near).annotate(
        closeness=_weighed(own, OWN)
        + _weighed(Q(theme_codes__overlap=obstacle.theme_codes), THEME)
        + _weighed(alike, NATURE)
        + _weighed(Q(border_codes__overlap=obstacle.border_codes), BORDER)
        + TrigramSimilarity("names_text", Fold(Value(title)))  # type: ignore[arg-type]
    )
    return rows.order_by("-closeness", "pk").for_links()[:SHOWN]  # type: ignore[attr-defined]


def _weighed(condition, weight: float) -> Case:
    return Case(When(condition, then=Value(weight)), default=Value(0.0), output_field=FloatField())
