"""What a report lacks, listed before it is frozen."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from partnerships.models import Action, Report
from partnerships.models.kinds import ActionKind, State
from partnerships.reports.collect import in_languages, year_actions, year_targets

SHOWN = 10


@dataclass(frozen=True)
class Lack:
    """A sentence, and the first rows that it is about: what each is called, where it is changed."""

    text: str
    rows: list[tuple[str, str]]


def missing(report: Report) -> list[Lack]:
    """The gaps of a report; empty when it is complete."""
    actions = list(year_actions(report.partnership, report.year))
    done = [action for action in actions if action.state == State.DONE]
    lacks = [
        _actions(
            [a for a in actions if not (a.done or a.planned or a.begun)],
            lambda n: ngettext("%d action has no date", "%d actions have no date", n),
        ),
        _actions(
            [a for a in done if not (a.deliverable_link or a.deliverable_file)],
            lambda n: ngettext(
                "%d action done has no deliverable", "%d actions done have no deliverable", n
            ),
        ),
        _actions(
            [a for a in actions if not a.directorates.all()],
            lambda n: ngettext(
                "%d action names no regional directorate",
                "%d actions name no regional directorate",
                n,
            ),
        ),
        _actions(
            [a for a in done if a.days_used is None],
            lambda n: ngettext(
                "%d action done does not say its days of expertise",
                "%d actions done do not say their days of expertise",
                n,
            ),
        ),
        _actions(
            [
                a
                for a in done
                if a.kind == ActionKind.TRAINING
                and (a.participants is None or a.satisfaction is None)
            ],
            lambda n: ngettext(
                "%d training session does not say its people or their satisfaction",
                "%d training sessions do not say their people or their satisfaction",
                n,
            ),
        ),
    ]
    return [lack for lack in lacks if lack.rows] + _others(report)


def _actions(rows: list[Action], words: Callable[[int], str]) -> Lack:
    links = [
        (str(row), reverse("admin:partnerships_action_change", args=[row.pk]))
        for row in rows[:SHOWN]
    ]
    return Lack(words(len(rows)) % len(rows), links)


def _others(report: Report) -> list[Lack]:
    partnership, year = report.partnership, report.year
    found = []
    if rows := list(year_targets(partnership, year).filter(reached=None)):
        links = [
            (str(row), reverse("admin:partnerships_workstream_change", args=[row.workstream_id]))
            for row in rows[:SHOWN]
        ]
        words = ngettext("%d indicator has no value", "%d indicators have no value", len(rows))
        found.append(Lack(words % len(rows), links))
    page = reverse("admin:partnerships_partnership_change", args=[partnership.pk])
    years = set(partnership.programmes.values_list("year", flat=True))
    for wanted in (year, year + 1):
        if wanted not in years:
            text = _("The programme of %(year)s is not recorded") % {"year": wanted}
            found.append(Lack(text, [(str(partnership), page)]))
    return found + _texts(report)


def _texts(report: Report) -> list[Lack]:
    """By language: texts that nobody read again, and sections without any."""
    edit = reverse("partnerships:report_edit", args=[report.partnership.slug, report.year])
    found = []
    for code, data in in_languages(report).items():
        words = {"language": get_language_info(code)["name_translated"]}
        if not report.sections.get(code):
            text = _("No text was read again in this language: %(language)s") % words
            found.append(Lack(text, [(_("Correct the texts"), edit)]))
        empty = [section["title"] for section in data["sections"] if not section["text"]]
        if empty:
            text = _("Sections without a text in this language: %(language)s") % words
            found.append(Lack(text, [(title, edit) for title in empty]))
    return found
