"""What the cells of a row say: the facts of a project, its partners, what is kept aside."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.imports import values
from core.imports.columns import Field, plain
from projects.imports import languages
from projects.imports.fields import ANY_LANGUAGE, PARTNER, PLAIN
from projects.imports.folding import fields_by_code, is_of_partners, number_of
from projects.imports.vocabulary import Vocabulary
from projects.models import ImportBatch, ImportRow, Participation, Project
from projects.models.imports import ImportSource
from projects.models.kinds import Role

Spot = tuple[int, int]  # line of the row, column; (-1, -1) is the whole row
BODY = re.compile(r"(?P<name>.*?)(?: \((?P<country>[A-Z]{2})\))?", re.DOTALL)
WHOLE: Spot = (-1, -1)
LINKS = ("themes", "borders", "territories", "participants")


@dataclass
class Reading:
    """`facts` by the names of `fields.PLAIN` and `LINKED`; what is unknown is absent."""

    facts: dict[str, Any] = field(default_factory=dict)
    partners: list[dict[str, Any]] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)
    problems: list[list[Any]] = field(default_factory=list)
    spots: dict[str, Spot] = field(default_factory=dict)

    def refuse(self, spot: Spot, sentence: str) -> None:
        self.problems.append([*spot, sentence])

    def refuse_field(self, code: str, sentence: str) -> None:
        self.refuse(self.spots.get(code, WHOLE), sentence)


class Reader:
    """Reads the rows of one batch."""

    def __init__(self, batch: ImportBatch, vocabulary: Vocabulary):
        self.batch = batch
        self.vocabulary = vocabulary
        known = fields_by_code()
        self.columns: list[list[tuple[int, str, Field | None]]] = []
        self.of_partners: list[bool] = []
        for table in batch.tables:
            mapping = batch.mapping.get(table["name"], {})
            self.of_partners.append(is_of_partners(mapping))
            self.columns.append(
                [
                    (spot, name, known.get(mapping.get(name, "")))
                    for spot, name in enumerate(table["header"])
                ]
            )

    def read(self, row: ImportRow) -> Reading:
        reading = Reading()
        said: dict[str, Any] = {}
        for line, (table, _number, _cells) in enumerate(row.lines):
            partner: dict[str, Any] = {}
            aside: dict[str, Any] = {}
            for column, name, known in self.columns[table]:
                cell = row.cell(line, column)
                if values.is_empty(cell):
                    continue
                if known is None:
                    aside[name] = cell
                    continue
                value = self._value(known, cell, (line, column), reading)
                if known.code.startswith(PARTNER):
                    _put_partner(partner, known.code.removeprefix(PARTNER), value)
                else:
                    _put(said, known, value, (line, column), reading)
            self._keep_aside(aside, line, reading)
            self._keep_partner(partner, line, reading)
        if all(self.of_partners[table] for table, _number, _cells in row.lines):
            reading.refuse(WHOLE, _("No project of the file has this programme and number."))
        self._settle(said, reading)
        return reading

    def _value(self, known: Field, cell: Any, spot: Spot, reading: Reading) -> Any:
        try:
            return known.read(cell)
        except ValidationError as error:
            reading.refuse(spot, " ".join(error.messages))
            return None

    def _keep_aside(self, aside: dict[str, Any], line: int, reading: Reading) -> None:
        if aside and line == 0:
            reading.raw = aside
        elif aside:
            reading.raw.setdefault("lines", []).append(aside)

    def _keep_partner(self, partner: dict[str, Any], line: int, reading: Reading) -> None:
        if partner.get("name") or partner.get("organisation"):
            reading.partners.append({"line": line, **partner})

    def _settle(self, said: dict[str, Any], reading: Reading) -> None:
        """From what columns say to facts: languages, places, vocabularies, numbers."""
        for stem in ("title", "description"):
            _spread(said, stem)
        if place := said.pop("place", None):
            said["lat"], said["lon"] = place
        reading.facts = {code: said[code] for code in PLAIN if code in said}
        self._number(said, reading)
        if programme := said.get("programme"):
            reading.facts["programme"] = self.vocabulary.programme(programme)
        for code, role in (("lead_listed", Role.LEAD), ("partners_listed", Role.PARTNER)):
            reading.partners += [_body(one, role) for one in said.get(code, [])]
        for code in LINKS:
            self._link(code, said.get(code), reading)
        if said.get("rate"):
            reading.raw["rate"] = said["rate"]
        check_lengths(reading)

    def _number(self, said: dict[str, Any], reading: Reading) -> None:
        source = self.batch.source
        if source != ImportSource.TABLE:
            words = {
                code: str(said.get(code, "")) for code in ("programme", "source_id", "acronym")
            }
            own = "keep_id" if source == ImportSource.KEEP else "kohesio_id"
            reading.facts.setdefault(own, number_of(words, source))
        if slug := said.get("slug"):
            reading.facts["slug"] = slug

    def _link(self, code: str, words: list[str] | None, reading: Reading) -> None:
        if not words:
            return
        found, unknown = self.vocabulary.link(code, words)
        if code == "participants":
            reading.partners += [{"line": -1, "organisation": slug} for slug in found]
        else:
            reading.facts[code] = found
        if unknown and code == "themes":
            reading.raw["themes"] = unknown  # vocabularies vary: no reason to refuse a project
        elif unknown:
            reading.refuse_field(code, _("Not known here: %s.") % ", ".join(unknown))


def _put(said: dict[str, Any], known: Field, value: Any, spot: Spot, reading: Reading) -> None:
    if value in (None, "", []):
        return
    code = known.code
    if known.many:
        items = value if isinstance(value, list) else [value]
        said[code] = [*said.get(code, []), *(one for one in items if one not in said.get(code, []))]
        reading.spots.setdefault(code, spot)
    elif code not in said:
        said[code] = value
        reading.spots[code] = spot
    elif plain(str(said[code])) != plain(str(value)):
        reading.refuse(spot, _("Another line of this project says: %s") % str(said[code])[:100])


def _put_partner(partner: dict[str, Any], code: str, value: Any) -> None:
    """The first of the names that exists is the partner's."""
    if value not in (None, ""):
        partner.setdefault(code.removesuffix(ANY_LANGUAGE), value)


def _body(words: str, role: str) -> dict[str, Any]:
    """`Ville de Kehl (DE)` is a name and a country."""
    found = BODY.fullmatch(words)
    assert found
    return {"line": -1, "name": found["name"], "country": found["country"] or "", "role": role}


def _spread(said: dict[str, Any], stem: str) -> None:
    """Give texts in an unknown language to the first language that has none."""
    for text in said.pop(f"{stem}{ANY_LANGUAGE}", []):
        if text not in [said.get(f"{stem}_{one}") for one in languages.WORDS]:
            said.setdefault(f"{stem}_{languages.guess(text)}", text)


def check_lengths(reading: Reading) -> None:
    """What no column can hold is a problem of its cell."""
    for code in PLAIN:
        value = reading.facts.get(code)
        most = _most(Project, code)
        if isinstance(value, str) and most and len(value) > most:
            reading.refuse_field(code, _("More than %d characters.") % most)
    for partner in reading.partners:
        for code in ("name", "city", "pic", "other_id", "website"):
            most = _most(Participation, code)
            if most and len(partner.get(code, "")) > most:
                reading.refuse(
                    (partner["line"], -1),
                    _("Partner %(name)s: more than %(most)d characters.")
                    % {"name": partner.get("name", "")[:50], "most": most},
                )


def _most(model: type[models.Model], code: str) -> int | None:
    """How many characters a column holds."""
    column: Any = model._meta.get_field(code)
    return column.max_length
