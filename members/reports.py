"""What the association reports of its members: tables, with a chart of the same figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.charts import Chart, bar_chart, column_chart
from core.partial_dates import first_day
from members.models import Contribution, Kind, Membership, MembershipKind
from territories.models import Border

MEMBERS = [MembershipKind.MEMBER, MembershipKind.ASSOCIATE]


@dataclass(frozen=True)
class Table:
    """Rows of text, numbers, dates and amounts in euros (`Decimal`) under `headers`.

    `key` names the table in addresses. `chart` shows the same figures, where a picture helps.
    """

    key: str
    title: str
    headers: list[str]
    rows: list[list[Any]]
    note: str = ""
    chart: Chart | None = None


@dataclass(frozen=True)
class Fact:
    """A membership, with what reports count of its organisation."""

    kind: str
    begun: date | None
    left: date | None
    family: str
    borders: list[str]

    def runs(self, day: date) -> bool:
        """Whether it ran on `day`; one whose beginning is not recorded ran until it ended."""
        return (not self.begun or self.begun <= day) and (not self.left or self.left >= day)


def member_tables(on: date | None = None) -> list[Table]:
    """The report on a day, today unless said, in a constant number of queries."""
    day = on or timezone.localdate()
    facts, contributions = list(_facts()), _contributions(day)
    running = [fact for fact in facts if fact.runs(day)]
    return [
        _by_kind(running),
        _by_family(running),
        _by_border(running),
        *_by_year(facts, day),
        _dues(contributions),
        _outstanding(contributions),
    ]


def _facts() -> Iterable[Fact]:
    rows = Membership.objects.order_by("pk").values_list(
        "kind", "joined_on", "left_on", "organisation__kind", "organisation__border_codes"
    )
    for kind, joined, left, family, borders in rows:
        yield Fact(kind, first_day(joined), left, family, borders)


def _counted(key: str, title: str, header: str, counts: list[tuple[str, int]], note="") -> Table:
    rows = [(capfirst(str(label)), count) for label, count in counts]
    return Table(
        key,
        title,
        [header, _("Organisations")],
        [list(row) for row in rows],
        note,
        bar_chart(title, rows) if rows else None,
    )


def _by_kind(running: list[Fact]) -> Table:
    counts = Counter(fact.kind for fact in running)
    rows = [(str(kind.label), counts[kind]) for kind in MembershipKind]
    return _counted("kinds", _("As what they belong"), _("Kind of membership"), rows)


def _by_family(running: list[Fact]) -> Table:
    counts = Counter(fact.family for fact in running if fact.kind in MEMBERS)
    rows = [(str(label), counts[value]) for value, label in Kind.choices if counts[value]]
    rows.sort(key=lambda row: -row[1])
    note = _("Members and associate members; national supporters are not counted.")
    return _counted("families", _("Members by kind of organisation"), _("Kind"), rows, note)


def _by_border(running: list[Fact]) -> Table:
    members = [fact for fact in running if fact.kind in MEMBERS]
    counts = Counter(code for fact in members for code in fact.borders)
    names = {border.code: str(border) for border in Border.objects.for_labels()}
    rows = [(names.get(code, code), count) for code, count in counts.most_common()]
    if nowhere := sum(not fact.borders for fact in members):
        rows.append((_("without border"), nowhere))
    note = _("Members and associate members. One that works on several borders counts for each.")
    return _counted("borders", _("Members by border"), _("Border"), rows, note)


def _by_year(facts: list[Fact], day: date) -> list[Table]:
    members = [fact for fact in facts if fact.kind in MEMBERS]
    joined = Counter(fact.begun.year for fact in members if fact.begun and fact.begun <= day)
    left = Counter(fact.left.year for fact in members if fact.left and fact.left < day)
    years = list(range(min([*joined, *left], default=day.year), day.year + 1))
    ends = [min(date(year, 12, 31), day) for year in years]
    known = [sum(bool(fact.begun) and fact.runs(end) for fact in members) for end in ends]
    undated = [sum(not fact.begun and fact.runs(end) for fact in members) for end in ends]
    names = [str(year) for year in years]
    totals = Table(
        "years",
        _("Members at the end of each year"),
        [_("Year"), _("Members whose joining is dated"), _("Joining not dated")],
        [list(row) for row in zip(years, known, undated, strict=True)],
        _("Those whose joining is not dated may have joined later than the year of the line."),
        column_chart(_("Members whose joining is dated"), names, [(_("members"), known)]),
    )
    moves = [(joined[year], left[year]) for year in years]
    movements = Table(
        "movements",
        _("Joined and left, year by year"),
        [_("Year"), _("Joined"), _("Left")],
        [[year, *move] for year, move in zip(years, moves, strict=True)],
        _("Members and associate members, as far as the dates are recorded."),
        column_chart(
            _("Joined and left, year by year"),
            names,
            [
                (_("joined"), [up for up, _down in moves]),
                (_("left"), [-down for _up, down in moves]),
            ],
        ),
    )
    return [totals, movements]


def _contributions(day: date) -> list[Any]:
    rows = Contribution.objects.with_status(day).select_related("membership__organisation")
    return list(rows.order_by("-year", "membership__organisation__sort_fr", "pk"))


def _owed(one: Any) -> Decimal:
    return one.amount - one.paid_sum


def _dues(contributions: list[Any]) -> Table:
    by_year: dict[int, list[Any]] = {}
    for one in contributions:
        by_year.setdefault(one.year, []).append(one)
    return Table(
        "dues",
        _("Contributions, year by year"),
        [_("Year"), _("Not called yet"), _("Called"), _("Waived"), _("Paid in full"), _("Overdue"),
         _("Amount called (€)"), _("Amount paid (€)"), _("Still to pay (€)")],
        [[year, *_sums(rows)] for year, rows in by_year.items()],
    )  # fmt: skip


def _sums(rows: list[Any]) -> list[Any]:
    states = Counter(one.status_now for one in rows)
    called = [one for one in rows if one.status_now not in ("waived", "to_call")]
    return [
        states["to_call"],
        len(called),
        states["waived"],
        states["paid"],
        states["overdue"],
        sum((one.amount for one in called), Decimal(0)),
        sum((one.paid_sum for one in rows), Decimal(0)),
        sum((max(_owed(one), Decimal(0)) for one in called), Decimal(0)),
    ]


def _outstanding(contributions: list[Any]) -> Table:
    owed = [one for one in contributions if one.status_now in ("called", "partly_paid", "overdue")]
    owed.sort(key=lambda one: (one.due_on, one.pk))
    states: dict[str, str | Promise] = dict(Contribution.Status.choices)
    return Table(
        "outstanding",
        _("Dues outstanding"),
        [_("Organisation"), _("Year"), _("State"), _("Due day"), _("Reference"),
         _("Amount called (€)"), _("Amount paid (€)"), _("Still to pay (€)")],
        [
            [str(one.membership.organisation), one.year, capfirst(str(states[one.status_now])),
             one.due_on, one.reference, one.amount, one.paid_sum, _owed(one)]
            for one in owed
        ],
    )  # fmt: skip
