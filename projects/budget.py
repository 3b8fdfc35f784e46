"""The money of a project: what is published of it, and what is not."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.charts import Chart, bar_chart
from projects.models import Funding, Project


@dataclass(frozen=True)
class Budget:
    """`lines` are those of the fundings; `chart` shows the amounts published, None when few are."""

    total: Decimal | None
    eu_funding: Decimal | None
    lines: list[Funding]
    chart: Chart | None

    @property
    def rate(self) -> int | None:
        """EU funding in hundredths of the total; None unless both are published and not 0."""
        if not self.total or self.eu_funding is None:
            return None
        return round(100 * self.eu_funding / self.total)

    @property
    def says_nothing(self) -> bool:
        return self.total is None and self.eu_funding is None and not self.lines


def _figure(amount: Decimal | None) -> float:
    """Without cents where there are none."""
    value = amount or Decimal()
    return int(value) if value == value.to_integral() else float(value)


def budget(project: Project) -> Budget:
    lines = list(project.fundings.all())
    known = [
        (capfirst(str(line)), _figure(line.amount)) for line in lines if line.amount is not None
    ]
    title = _("Who pays, in euros")
    chart = bar_chart(title, known) if len(known) > 1 else None
    return Budget(project.total_budget, project.eu_funding, lines, chart)
