"""The facts of a file in the order in which they are read: titled parts, made of blocks.

A block is a `text`, `facts` (labels with what is said), a `heading`, a `table` or a `list`. What is
said is always `{"text": …, "lang": …}`; without text it was not stated.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import override

from forum.files.collect import Facts
from forum.files.words import label, words
from forum.models.kinds import FileKind, Nature

Said = dict[str, str]
Block = dict[str, Any]
Part = dict[str, Any]
ADMINISTRATIVE = [Nature.INFORMATION, Nature.PRACTICE, Nature.RULE]


def parts(facts: Facts) -> list[Part]:
    """The parts of a file of the kind and in the language that `facts` name."""
    with override(facts["lang"]):
        return MAKERS[facts["kind"]](Writer(facts))


class Writer:
    """Writes blocks of `facts` in their language."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.lang = facts["lang"]
        self.w = words(self.lang)
        self.label: Callable[[str, Any], str] = partial(label, self.lang)

    def said(self, value: Any) -> Said:
        if isinstance(value, dict):
            return value
        text = number_format(value, force_grouping=True) if isinstance(value, int) else value
        return {"text": str(text or ""), "lang": self.lang}

    def day(self, value: str | None) -> str:
        return date_format(date.fromisoformat(value)) if value else ""

    def yes_or_no(self, value: bool | None) -> str:
        return "" if value is None else self.w["yes" if value else "no"]

    def part(self, key: str, *blocks: Block | None) -> Part:
        return {"key": key, "title": self.w[key], "blocks": [one for one in blocks if one]}

    def text(self, name: str) -> Block:
        return {"kind": "text", "said": self.facts["texts"][name]}

    def plain(self, value: str) -> Block:
        return {"kind": "text", "said": self.said(value)}

    def rows(self, *pairs: tuple[str, Any], only_known: bool = False) -> Block | None:
        """Labels, by their keys, with what is said of each."""
        said = [(self.w[key], self.said(value)) for key, value in pairs]
        kept = [[name, one] for name, one in said if one["text"] or not only_known]
        return {"kind": "facts", "rows": kept} if kept else None

    def table(self, header: Iterable[str], rows: list[list[Any]]) -> Block | None:
        if not rows:
            return None
        cells = [[self.said(cell) for cell in row] for row in rows]
        return {"kind": "table", "header": [self.w[key] for key in header], "rows": cells}


def cross_border(w: Writer) -> list[Part]:
    """What article 8 of Regulation (EU) 2025/925 asks of a file, then what supports it."""
    facts = w.facts
    found = [
        w.part("initiator", _organisation(w)),
        w.part(
            "interaction",
            w.rows(("hinders", w.label("interaction", facts["interaction"]))),
            w.text("hindered"),
        ),
        w.part("obstacle", w.text("summary"), _nature_and_reach(w)),
        w.part("sides", *_sides(w)),
        w.part("why", w.text("why")),
        w.part("effect", w.text("effect")),
        w.part("area", w.text("area"), _places(w)),
        w.part("duration", w.plain(facts["duration"])),
        w.part("proposal", w.text("proposal")),
        w.part("filed_elsewhere", w.plain(facts["filed_elsewhere"])),
    ]
    return found + _supporting(w)


def b_solutions(w: Writer) -> list[Part]:
    """What an application for the advice of a b-solutions expert says."""
    facts, answers = w.facts, w.facts["answers"]
    nature = facts["nature"]
    legal = nature and ("administrative" if nature in ADMINISTRATIVE else "legal")
    found = [
        w.part("applicant", _organisation(w), _behalf(w)),
        w.part("territory", *_borders(w), w.text("area"), _places(w)),
        w.part(
            "obstacle",
            w.rows(
                ("title", facts["texts"]["title"]),
                ("area_of", w.label("area_of", answers["area_of"])),
                ("nature", w.label("legal_nature", legal)),
                ("cause", w.label("cause", answers["cause"])),
                ("structural", w.yes_or_no(answers["is_structural"])),
            ),
            w.text("summary"),
            w.text("hindered"),
        ),
        w.part("effect", w.text("effect"), w.rows(*_reach(w), only_known=True)),
        w.part("sides", *_sides(w)),
        w.part("proposal", w.text("proposal")),
        w.part("expected", w.plain(answers["expected"])),
        w.part("filed_elsewhere", w.plain(facts["filed_elsewhere"])),
    ]
    return found + _supporting(w)


MAKERS = {FileKind.CROSS_BORDER: cross_border, FileKind.B_SOLUTIONS: b_solutions}


def _organisation(w: Writer) -> Block | None:
    one = w.facts["initiator"] or {}
    numbers = one.get("identifiers", {}).items()
    return w.rows(
        ("name", one.get("name")),
        ("legal_kind", w.label("kind", one.get("kind"))),
        ("personality", w.yes_or_no(one.get("has_legal_personality"))),
        ("country", one.get("country_name")),
        ("identifiers", ", ".join(f"{name} {number}" for name, number in numbers)),
        ("seat", one.get("seat")),
        ("website", one.get("website")),
        ("contact", one.get("contact")),
        only_known=True,
    ) or w.plain("")


def _behalf(w: Writer) -> Block | None:
    return w.rows(("on_behalf", w.facts["answers"]["on_behalf"]), only_known=True)


def _reach(w: Writer) -> list[tuple[str, Any]]:
    facts = w.facts
    return [
        ("people", facts["people_affected"]),
        ("firms", facts["firms_affected"]),
        ("estimate_source", facts["affected_source"]),
    ]


def _nature_and_reach(w: Writer) -> Block | None:
    nature = w.label("nature", w.facts["nature"])
    return w.rows(("nature", nature), *_reach(w), only_known=True)


def _sides(w: Writer) -> list[Block | None]:
    found: list[Block | None] = []
    for side in w.facts["sides"]:
        found.append({"kind": "heading", "said": w.said(side["country_name"])})
        found.append(
            w.rows(
                ("authority", side["authority"]),
                ("provision", side["provision"]),
                ("provision_link", side["provision_link"]),
                ("practice", side["practice"]),
                ("effect_there", side["effect"]),
                only_known=True,
            )
        )
    return found or [w.plain("")]


def _places(w: Writer) -> Block | None:
    facts = w.facts
    return w.rows(
        ("borders", ", ".join(row["name"] for row in facts["borders"])),
        ("territory", ", ".join(facts["territories"])),
        only_known=True,
    )


def _borders(w: Writer) -> list[Block | None]:
    kinds = [f"{row['name']}, {w.label('border_kind', row['kind'])}" for row in w.facts["borders"]]
    return [_list(w, kinds)]


def _list(w: Writer, items: list[Any]) -> Block | None:
    return {"kind": "list", "items": [w.said(one) for one in items]} if items else None


def _supporting(w: Writer) -> list[Part]:
    """Parts that are left out when there is nothing to put in them."""
    facts = w.facts
    found = [
        w.part("elsewhere", _list(w, [_solution(one) for one in facts["solutions"]])),
        w.part(
            "support",
            w.table(
                ("organisation", "where", "people", "cost", "how"),
                [_supporter(one) for one in facts["support"]],
            ),
        ),
        w.part(
            "steps",
            w.table(
                ("day", "what", "addressee", "answer"),
                [_step(w, one) for one in facts["steps"]],
            ),
        ),
        w.part("documents", _list(w, [_document(w, one) for one in facts["documents"]])),
    ]
    return [part for part in found if part["blocks"]]


def _solution(one: Facts) -> Said:
    title = one["title"]
    return title | {"text": f"{title['text']} – {one['address']}"}


def _supporter(one: Facts) -> list[Any]:
    cost = one["cost"] and number_format(Decimal(one["cost"]), 0, force_grouping=True)
    return [one["organisation"], one["place"], one["people"], cost, one["text"]]


def _step(w: Writer, one: Facts) -> list[Any]:
    answer = one["answer"]
    if not answer["text"]:
        answer = w.day(one["answered_on"]) or w.w["no_answer"]
    return [w.day(one["sent_on"]), w.label("step", one["kind"]), one["addressee"], answer]


def _document(w: Writer, one: Facts) -> Said:
    text = f"{one['title']} – {one['link']}" if one["link"] else one["title"]
    return {"text": text, "lang": one["lang"] or w.lang}
