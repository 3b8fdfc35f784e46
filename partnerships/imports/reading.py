"""What the cells of a row say of an action."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.imports import values
from core.imports.columns import plain
from members.models import Organisation
from partnerships.imports.fields import KEYS, LINKS, fields
from partnerships.models import ActionBatch, ActionRow, Directorate, Workstream
from projects.models import Project
from territories.models import Border, Territory

WHOLE = (-1, -1)


@dataclass
class Reading:
    """`facts` by the fields of an action; what the file does not say is absent."""

    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[list[Any]] = field(default_factory=list)
    spots: dict[str, int] = field(default_factory=dict)

    def refuse(self, code: str, sentence: str) -> None:
        spot = (0, self.spots[code]) if code in self.spots else WHOLE
        self.problems.append([*spot, sentence])


class Reader:
    """Reads the rows of one batch: columns, then the rows of other tables that cells name."""

    def __init__(self, batch: ActionBatch):
        self.known = {one.code: one for one in fields()}
        self.columns = [batch.mapping.get(table["name"], {}) for table in batch.tables]
        self.headers = [table["header"] for table in batch.tables]
        self.names = _names(batch)

    def read(self, row: ActionRow) -> Reading:
        reading = Reading()
        table = row.lines[0][0]
        for spot, header in enumerate(self.headers[table]):
            known = self.known.get(self.columns[table].get(header, ""))
            cell = row.cell(0, spot)
            if known is None or values.is_empty(cell):
                continue
            reading.spots.setdefault(known.code, spot)
            try:
                value = known.read(cell)
            except ValidationError as error:
                reading.problems.append([0, spot, " ".join(error.messages)])
                continue
            self._keep(reading, known.code, value)
        reading.facts.setdefault("code", row.key)
        return reading

    def _keep(self, reading: Reading, code: str, value: Any) -> None:
        if code not in [*KEYS, *LINKS]:
            reading.facts[code] = value
            return
        words = value if code in LINKS else [value]
        found = [self.names[code].get(plain(one)) for one in words]
        if unknown := [one for one, pk in zip(words, found, strict=True) if pk is None]:
            reading.refuse(code, _("Not known here: %s.") % ", ".join(unknown))
        elif code in LINKS:
            reading.facts[code] = sorted({*reading.facts.get(code, []), *found})
        else:
            reading.facts[code] = found[0]


def code_of(said: dict[str, Any]) -> str:
    """The code of a row, or one made of what tells an action from another: the same each time."""
    if code := values.line(said.get("code")):
        return code[:120]
    words = [values.line(said.get(name)) for name in sorted(said) if _tells(name)]
    return f"import-{hashlib.sha256('|'.join(words).encode()).hexdigest()[:16]}"


def _tells(name: str) -> bool:
    return name.startswith("title_") or name in ("workstream", "planned", "done")


def _names(batch: ActionBatch) -> dict[str, dict[str, int]]:
    """For each field that names rows of another table, the key of each name."""
    partnership = batch.partnership
    workstreams = Workstream.objects.filter(axis__partnership=partnership)
    directorates = Directorate.objects.filter(partner=partnership.partner_id)
    return {
        "workstream": _keys(workstreams.values_list("pk", "code", "title_fr", "title_en")),
        "directorates": _keys(directorates.values_list("pk", "code", "name_fr", "name_en")),
        "project": _keys(Project.objects.values_list("pk", "slug")),
        "organisations": _keys(Organisation.objects.values_list("pk", "slug", "name_fr")),
        "borders": _keys(Border.objects.values_list("pk", "code", "name_fr")),
        "territories": _keys(Territory.objects.values_list("pk", "slug", "name_fr")),
    }


def _keys(rows: Iterable[tuple]) -> dict[str, int]:
    """A name that two rows have is nobody's."""
    found: dict[str, int] = {}
    shared = set()
    for pk, *names in rows:
        for name in {plain(one) for one in names if one}:
            if found.setdefault(name, pk) != pk:
                shared.add(name)
    return {name: pk for name, pk in found.items() if name not in shared}
