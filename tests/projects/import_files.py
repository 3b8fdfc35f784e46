"""Small files as keep.eu, Kohesio and others write them."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from projects.imports import service
from projects.models import ImportBatch

KEEP_PROJECTS = [
    "Period", "Programme", "Project ID (2021-2027 only)", "Project acronym",
    "Project name in English", "Project name in language 2", "Description in English",
    "Project start", "Project end", "Project’s total budget / expenditure",
    "Project's EU funding", "Union co-financing rate", "Website", "Theme 1", "Theme 2", "Colour",
]  # fmt: skip
KEEP_PARTNERS = [
    "Programme", "Project ID (2021-2027 only)", "Project acronym", "Lead partner (Yes/No)",
    "Organisation in English", "Organisation in language 2", "Country code",
    "Participant Identification Code", "Partner’s ID if not PIC", "Town", "Website",
    "Partner's total eligible budget / expenditure",
]  # fmt: skip
TRAM = [
    "2021-2027", "Upper Rhine", "A1", "TRAM", "A tram across the river",
    "Un tramway sur le fleuve", "It crosses.", "2019-03-01", "01/03/2022", "3 445 423 €",
    "2.000.000,50 €", "80%", "https://tram.example", "Transport and mobility", "N.a.", "blue",
]  # fmt: skip
HEALTH = [
    "2014-2020", "Upper Rhine", "N.a.", "HEAL", "N.a.", "Un hôpital pour les deux rives", "n/a",
    "2015", "-", "572937,3", "NA", "0.8", "", "Health and social services", "", "",
]  # fmt: skip
CITY = [
    "Upper Rhine",
    "A1",
    "TRAM",
    "Yes",
    "City",
    "Ville",
    "FR",
    "999999999",
    "",
    "Ville",
    "",
    100,
]
KREIS = ["Upper Rhine", "A1", "TRAM", "No", "N.a.", "Kreis", "DE", "", "DE1|DE2", "", "", "200"]
CLINIC = ["Upper Rhine", "", "HEAL", "Yes", "Clinic", "", "CH", "", "", "", "", ""]


def workbook(**sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def keep_workbook(projects=(TRAM, HEALTH), partners=(CITY, KREIS, CLINIC)) -> bytes:
    return workbook(
        Info=[["Extracted from keep.eu"]],
        Projects=[KEEP_PROJECTS, *projects],
        Partners=[KEEP_PARTNERS, *partners],
    )


def csv_file(rows, encoding="utf-8", delimiter=";") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode(encoding)


def received(content: bytes, source="csv", **facts) -> ImportBatch:
    return service.receive(SimpleUploadedFile("rows.bin", content), source=source, **facts)


def staged(content: bytes, source="csv", policies=None, **facts) -> ImportBatch:
    """A file that was read and compared, its columns as they are guessed."""
    batch = received(content, source, **facts)
    service.set_columns(batch, batch.mapping, policies or {}, facts.get("name", ""))
    return done(batch)


def done(batch: ImportBatch) -> ImportBatch:
    batch = service.run(batch)
    assert batch.failure == ""
    return batch


def applied(content: bytes, source="csv", policies=None, publishes=False) -> ImportBatch:
    batch = staged(content, source, policies)
    service.apply(batch, publishes=publishes)
    return done(batch)


def undone(batch: ImportBatch) -> ImportBatch:
    service.undo(batch)
    return done(batch)


def verdicts(batch: ImportBatch) -> dict[str, int]:
    return {verdict: count for verdict, count in batch.counts().items() if count}
