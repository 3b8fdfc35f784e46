"""The import of projects, as `core.imports.work` runs it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.imports.columns import Mapping
from core.imports.models import Verdict
from core.imports.readers import Table
from core.imports.work import JUDGED, WRITTEN, Importer
from projects.imports import questions, undoing, writing
from projects.imports.comparing import Plan, plan, refusals
from projects.imports.folding import fold
from projects.imports.matching import Bodies, Match, match
from projects.imports.reading import WHOLE, Reader, Reading
from projects.imports.vocabulary import Vocabulary
from projects.models import ImportBatch, ImportRow, Project

UNREAD = ["search", "names_text", "sort_fr", "sort_en", "raw"]


class ProjectImporter(Importer):
    batch_model = ImportBatch
    row_model = ImportRow
    judged = [*JUDGED, "project"]
    written = [*WRITTEN, "project"]

    def __init__(self, batch: ImportBatch):
        super().__init__(batch)
        self.vocabulary = Vocabulary()
        self.reader = Reader(batch, self.vocabulary)
        self.taken: dict[int, int] = {}  # projects, and the row of the file that changes each
        self.plans: dict[str, Plan] = {}
        self.writer: writing.Writer | None = None

    def fold(self, file_tables: Iterable[Table], mapping: Mapping) -> Iterator[ImportRow]:
        for row in fold(file_tables, mapping, self.batch.source):
            row.batch = self.batch
            yield row

    # Verdicts

    def judge(self, rows: list[ImportRow]) -> None:
        readings = [self.reader.read(row) for row in rows]
        matches = match(self.batch, rows, readings)
        bodies = Bodies.of(readings)
        for row, found in zip(rows, matches, strict=True):
            row.project_id = found.pk or _chosen(row, found)
        pks = {row.project_id for row in rows} - {None}
        projects = Project.objects.defer(*UNREAD).prefetch_related(
            "territories", "participations__organisation"
        )
        there = projects.in_bulk(pks)
        self.plans = {}
        for row, reading, found in zip(rows, readings, matches, strict=True):
            project = there.get(row.project_id)
            row.label = _label(row, reading, project)
            row.candidates = found.candidates
            row.questions = questions.of(row, reading, bodies, self.batch, project)
            row.problems, row.differences = reading.problems, []
            row.verdict = self._verdict(row, reading, found, project)

    def _verdict(
        self, row: ImportRow, reading: Reading, found: Match, project: Project | None
    ) -> str:
        if row.choice == "skip":
            return Verdict.SKIPPED
        if found.conflict:
            reading.refuse(WHOLE, found.conflict)
        made = plan(reading, project, self.batch.policies)
        for code, sentence in refusals(made):
            reading.refuse_field(code, sentence)
        row.differences = made.differences
        if row.problems:
            return Verdict.INVALID
        if (found.candidates and not (project or row.choice == "create")) or row.questions:
            return Verdict.AMBIGUOUS
        if project and self._is_taken(row, project):
            return Verdict.INVALID
        self.plans[row.key] = made
        if project is None:
            return Verdict.CREATE
        return Verdict.UNCHANGED if made.is_empty else Verdict.UPDATE

    def _is_taken(self, row: ImportRow, project: Project) -> bool:
        other = self.taken.setdefault(project.pk, row.number)
        if other != row.number:
            row.problems.append([*WHOLE, _("Row %d of the file is the same project.") % other])
        return other != row.number

    # Writing

    def apply(self, rows: list[ImportRow]) -> None:
        if self.writer is None:
            self.writer = writing.Writer(self.batch, self.vocabulary)
        self.writer.write([(row, self.plans[row.key]) for row in rows])

    def obstacles(self, rows: list[ImportRow]) -> list[str]:
        return undoing.obstacles(rows)

    def undo(self, rows: list[ImportRow]) -> None:
        undoing.undo(rows, self.vocabulary)


def _chosen(row: ImportRow, found: Match) -> int | None:
    """The candidate that staff chose, if it is still one."""
    return next((one["pk"] for one in found.candidates if str(one["pk"]) == row.choice), None)


def _label(row: ImportRow, reading: Reading, project: Project | None) -> str:
    titles: Any = (value for code, value in reading.facts.items() if code.startswith("title_"))
    words = next(titles, "") or reading.facts.get("acronym") or (str(project) if project else "")
    return words[:300]
