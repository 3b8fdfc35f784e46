"""What a file lacks, listed before it is made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django_countries import countries

from core.templatetags.ui import ISO_ALIASES
from forum.files.collect import SIDE_TEXTS, Facts
from forum.files.document import is_under_regulation
from forum.models.kinds import Exit, FileKind, Interaction
from territories.gaps import UNION


class Weight(IntEnum):
    """What comes of a lack; the heaviest first."""

    STOPS = 0  # the file cannot be made
    CLOSES = 1  # who reads it may close it as incomplete: article 8(1), or a condition of the call
    HELPS = 2  # it would be stronger


@dataclass(frozen=True)
class Lack:
    weight: Weight
    text: str

    @property
    def stops(self) -> bool:
        return self.weight == Weight.STOPS


TEXTS = {
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary of the obstacle"),
    "hindered": gettext_lazy("cross-border interaction and its context"),
    "why": gettext_lazy("why the obstacle should be removed"),
    "effect": gettext_lazy("effect on people and on the border region"),
    "area": gettext_lazy("area concerned"),
    "proposal": gettext_lazy("proposed solution"),
}
OWED = ("summary", "hindered", "why", "effect", "area")
B_SOLUTIONS_OWED = ("summary", "effect")
# The Union, EFTA and the candidate countries: b-solutions covers the borders between them.
COVERED = {
    *UNION, "AL", "BA", "CH", "GE", "IS", "LI", "MD", "ME", "MK", "NO", "RS", "TR", "UA", "XK",
}  # fmt: skip


def missing(facts: Facts) -> list[Lack]:
    """The lacks of what `collect` gave, in the language in force, the heaviest first."""
    own = {FileKind.CROSS_BORDER: _cross_border, FileKind.B_SOLUTIONS: _b_solutions}
    makers: list[Callable[[Facts], Iterator[Lack]]] = [
        _guards,
        _sides,
        own[FileKind(facts["kind"])],
        _helpful,
        _languages,
    ]
    found = [lack for make in makers for lack in make(facts)]
    return sorted(found, key=lambda lack: lack.weight)


def _guards(facts: Facts) -> Iterator[Lack]:
    """What the database refuses too when a step is sent."""
    if facts["is_reading"]:
        yield _stops(_("It is the reading of a source: staff take it up first."))
    if not facts["initiator"]:
        yield _stops(_("No organisation carries it: a natural person cannot open a file."))
    if facts["triage"] != Exit.OBSTACLE:
        yield _stops(_("The triage does not say that it is a real obstacle."))
    if len(facts["sides"]) < 2:
        yield _stops(_("Both sides of the border are not described."))


def _sides(facts: Facts) -> Iterator[Lack]:
    for side in facts["sides"]:
        name = {"country": side["country_name"]}
        if not side["authority"]["text"]:
            yield _closes(_("Side of %(country)s: no competent authority is named.") % name)
        if not (side["provision"]["text"] or side["practice"]["text"]):
            yield _closes(_("Side of %(country)s: neither provision nor practice is named.") % name)


def _cross_border(facts: Facts) -> Iterator[Lack]:
    yield from _owed(facts, OWED)
    if not facts["filed_elsewhere"]:
        yield _closes(_("It is not said whether it was filed elsewhere: write “no” if it was not."))
    if not facts["interaction"]:
        yield _closes(_("It is not said what is hindered: an infrastructure or a public service."))
    elif facts["interaction"] == Interaction.OTHER and is_under_regulation(facts):
        yield _closes(_("The Regulation covers infrastructure and public services only."))
    if not facts["duration"]:
        yield _helps(_("It is not said how long the obstacle may last."))


def _b_solutions(facts: Facts) -> Iterator[Lack]:
    yield from _owed(facts, B_SOLUTIONS_OWED)
    answers = facts["answers"]
    if not answers["is_structural"]:
        yield _closes(_("Only a lasting obstacle is admitted, not a temporary crisis measure."))
    for name, text in (
        ("area_of", _("Thematic area is not chosen.")),
        ("cause", _("The cause is not chosen.")),
        ("expected", _("It is not said what is expected of the expert.")),
    ):
        if not answers[name]:
            yield _closes(text)
    if not facts["nature"]:
        yield _closes(_("The nature is not said: legal or administrative."))
    yield from _eligible(facts)


def _eligible(facts: Facts) -> Iterator[Lack]:
    initiator = facts["initiator"] or {}
    is_legal = initiator.get("has_legal_personality")
    if is_legal is False and not facts["answers"]["on_behalf"]:
        yield _closes(_("Without legal personality, a member applies: join its letter, name it."))
    if initiator.get("kind") == "natural_persons_association":
        yield _closes(_("The call is for public bodies: check with its office first."))
    outside = {code for row in facts["borders"] for code in row["countries"]} - COVERED
    for code in sorted(outside):
        name = countries.name(ISO_ALIASES.get(code, code)) or code
        yield _closes(_("The call does not cover the borders of this country: %s.") % name)


def _owed(facts: Facts, names: tuple[str, ...]) -> Iterator[Lack]:
    for name in names:
        if not facts["texts"][name]["text"]:
            yield _closes(_("A text is missing: %s.") % TEXTS[name])


def _helpful(facts: Facts) -> Iterator[Lack]:
    if not facts["addressee"]:
        yield _helps(_("No step is chosen: the file names no addressee."))
    if not facts["texts"]["proposal"]["text"]:
        yield _helps(_("No solution is proposed."))
    if facts["people_affected"] is None and facts["firms_affected"] is None:
        yield _helps(_("Nobody estimated how many people or firms are affected."))
    elif not facts["affected_source"]:
        yield _helps(_("The source of the estimates is not named."))
    if not facts["support"]:
        yield _helps(_("No other organisation says that it is affected too."))
    if not facts["documents"]:
        yield _helps(_("No document for everyone goes with it."))


def _languages(facts: Facts) -> Iterator[Lack]:
    """Texts that exist, but not in the language of the file."""
    language = facts["lang"]
    texts = [(str(TEXTS[name]), facts["texts"][name]) for name in TEXTS]
    sides = _("sides of the countries")
    texts += [(sides, side[name]) for side in facts["sides"] for name in SIDE_TEXTS]
    names = dict.fromkeys(name for name, one in texts if one["text"] and one["lang"] != language)
    if names:
        words = {
            "language": get_language_info(language)["name_translated"].lower(),
            "names": ", ".join(names),
        }
        yield _helps(
            _("Not written in the language of the file (%(language)s): %(names)s.") % words
        )


def _stops(text: str) -> Lack:
    return Lack(Weight.STOPS, text)


def _closes(text: str) -> Lack:
    return Lack(Weight.CLOSES, text)


def _helps(text: str) -> Lack:
    return Lack(Weight.HELPS, text)
