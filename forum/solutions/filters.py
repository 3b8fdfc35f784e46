from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django_filters import MultipleChoiceFilter

from core.directory.facets import Facet
from core.directory.filters import ChoicesField, DirectoryFilter, FacetFilter
from forum.models import Obstacle, Reuse, Solution, SolutionTally
from forum.models.kinds import Nature
from members.models import Organisation
from projects.filters import AmountFilter, SlugsFilter
from territories.models import Border, Theme


class NatureFilter(MultipleChoiceFilter):
    """Solutions of obstacles of a nature."""

    field_class = ChoicesField


class SolutionFilter(DirectoryFilter):
    """The list of solutions."""

    facets = [
        Facet("theme", _("Theme"), "theme_codes", holds_many=True),
        Facet("border", _("Border"), "border_codes", holds_many=True),
    ]
    tally = SolutionTally
    sorts = [
        ("relevance", _("Relevance")),
        ("name", _("Title")),
        ("updated", _("Recently updated")),
        ("cost", _("Lowest cost")),
    ]
    orders = {
        "updated": [F("updated_at").desc()],
        "cost": [F("cost").asc(nulls_last=True)],
    }

    theme = FacetFilter(label=_("Theme"), choices=list)
    border = FacetFilter(label=_("Border"), choices=list)
    nature = NatureFilter(
        label=_("Nature of the obstacle"), choices=Nature.choices, method="of_nature"
    )
    obstacle = SlugsFilter(
        label=_("Obstacle"),
        to_field_name="reference",
        queryset=lambda request: Obstacle.objects.visible_to(request.user).for_links(),
        method="of_obstacles",
    )
    user = SlugsFilter(
        label=_("Applied by"),
        to_field_name="slug",
        queryset=lambda request: Organisation.objects.filter(is_published=True).for_links(),
        method="applied_by",
    )
    cost_max = AmountFilter(label=_("Cost up to (€)"), field_name="cost", lookup_expr="lte")

    class Meta:
        model = Solution
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.borders = {border.code: border for border in Border.objects.for_labels()}
        self.offer("border", {code: str(border) for code, border in self.borders.items()})
        self.offer("theme", {theme.code: str(theme) for theme in Theme.objects.for_labels()})

    @property
    def natures(self) -> list[str]:
        """The natures asked for."""
        return self.accepted.get("nature") or []

    def of_nature(self, rows, name, natures):
        links = Solution.obstacles.through.objects.filter(
            obstacle__nature__in=natures,
            obstacle__in=Obstacle.objects.visible_to(self.request.user).values("pk"),
        )
        return rows.filter(pk__in=links.values("solution")) if natures else rows

    def of_obstacles(self, rows, name, obstacles):
        links = Solution.obstacles.through.objects.filter(obstacle__in=obstacles)
        return rows.filter(pk__in=links.values("solution")) if obstacles else rows

    def applied_by(self, rows, name, organisations):
        uses = Reuse.objects.in_force().filter(organisation__in=organisations)
        return rows.filter(pk__in=uses.values("solution")) if organisations else rows
