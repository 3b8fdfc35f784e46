"""The pages of the import: send, map, check, correct, apply, undo; mistakes lose nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects.imports import service
from projects.models import ImportBatch, ImportMapping, Project
from tests.browsing import typed
from tests.factories import OrganisationFactory, ProjectFactory, UserFactory
from tests.projects.import_files import CITY, csv_file, keep_workbook, received, staged

pytestmark = pytest.mark.django_db
ROWS = [["titre", "fin", "budget"], ["Un pont", "2020", "10,5"], ["Un bac", "bientôt", ""]]


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True))
    return client


def at(name, *args):
    return reverse(f"admin:projects_importbatch_{name}", args=args)


def send(staff, content, source="csv", **facts):
    file = SimpleUploadedFile("projets.csv", content)
    return staff.post(at("add"), {"source": source, "file": file, **facts})


def test_a_file_goes_from_sending_to_undoing(staff):
    answer = send(staff, csv_file(ROWS))
    batch = ImportBatch.objects.get()
    assert answer["Location"] == at("columns", batch.pk)
    page = staff.get(answer["Location"])
    assert page.status_code == 200
    data = typed(page, "novalidate", name="ma source")
    assert data["column-0-0"] == ["title_fr"]
    preview = staff.post(at("columns", batch.pk), data, follow=True)
    assert "Un pont" in preview.content.decode()
    assert ImportMapping.objects.get().name == "ma source"
    row = batch.rows.get(verdict="invalid")
    page = staff.get(at("row", batch.pk, row.pk))
    data = typed(page, "novalidate") | {"cell-0:1": "2021"}
    assert staff.post(at("row", batch.pk, row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.verdict == "create"
    assert Project.objects.count() == 0
    assert staff.post(at("apply", batch.pk)).status_code == 302
    assert Project.objects.count() == 2
    staff.post(at("undo", batch.pk))
    assert Project.objects.count() == 0
    assert staff.get(at("change", batch.pk)).status_code == 200
    assert staff.get(at("changelist")).status_code == 200


def test_what_cannot_be_read_is_said_beside_the_file(staff):
    answer = send(staff, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    assert answer.status_code == 422
    assert ".xls" in answer.content.decode()
    assert ImportBatch.objects.count() == 0
    assert send(staff, csv_file(ROWS), mapping="99").status_code == 422
    assert send(staff, csv_file(ROWS), source="elsewhere").status_code == 422


def test_two_columns_cannot_hold_the_same_and_one_must_hold_the_title(staff):
    batch = received(csv_file(ROWS))
    page = staff.get(at("columns", batch.pk))
    twice = typed(page, "novalidate") | {"column-0-1": "title_fr"}
    assert staff.post(at("columns", batch.pk), twice).status_code == 422
    none = typed(page, "novalidate") | {"column-0-0": ""}
    assert staff.post(at("columns", batch.pk), none).status_code == 422
    unknown = typed(page, "novalidate") | {"column-0-0": "nothing"}
    assert staff.post(at("columns", batch.pk), unknown).status_code == 422


def test_columns_are_found_again_under_their_name(staff):
    batch = received(csv_file(ROWS))
    ImportMapping.objects.create(
        source="csv", name="autre", mapping={"": {"fin": "start", "gone": "title_fr"}}
    )
    again = received(csv_file(ROWS), mapping=ImportMapping.objects.get())
    assert (batch.mapping[""]["fin"], again.mapping[""]["fin"]) == ("end", "start")
    assert "gone" not in again.mapping[""]


def test_partners_are_recognised_for_the_whole_file(staff):
    likely = OrganisationFactory(name_fr="Kreis", country="DE")
    batch = staged(keep_workbook(), "keep")
    row = batch.rows.get(verdict="ambiguous")
    assert at("bodies", batch.pk) in staff.get(at("row", batch.pk, row.pk)).content.decode()
    page = staff.get(at("bodies", batch.pk))
    assert "Kreis" in page.content.decode()
    assert staff.post(at("bodies", batch.pk), {}).status_code == 422
    staff.post(at("bodies", batch.pk), {"body-0": str(likely.pk)})
    assert batch.rows.filter(verdict="create").count() == 2


def test_an_ambiguous_row_is_decided(staff):
    known = ProjectFactory(title_fr="Un pont")
    batch = staged(csv_file(ROWS))
    row = batch.rows.get(verdict="ambiguous")
    page = staff.get(at("row", batch.pk, row.pk) + "?cells=all")
    data = typed(page, "novalidate") | {"choice": str(known.pk)}
    staff.post(at("row", batch.pk, row.pk) + "?cells=all", data)
    row.refresh_from_db()
    assert (row.verdict, row.project, row.corrections) == ("update", known, {})
    assert "2020" in staff.get(at("row", batch.pk, row.pk)).content.decode()
    wrong = staff.post(at("row", batch.pk, row.pk), {"choice": "777"})
    assert wrong.status_code == 422


def test_rejected_rows_come_back_as_a_file_without_formulas(staff):
    batch = staged(csv_file([*ROWS, ["=cmd()", "bientôt", ""]]))
    answer = staff.get(at("rejected", batch.pk, "csv"))
    assert f"import-{batch.pk}-rejets.csv" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("titre;fin;budget;")
    assert len(text.splitlines()) == 3
    assert "'=cmd()" in text
    assert b"".join(staff.get(at("rejected", batch.pk, "xlsx")).streaming_content)[:2] == b"PK"
    assert staff.get(at("rejected", batch.pk, "pdf")).status_code == 404


def test_a_large_file_waits_for_the_worker(staff, monkeypatch):
    monkeypatch.setattr(service, "QUICK_BYTES", 1)
    batch = received(csv_file(ROWS))
    page = staff.get(at("columns", batch.pk))
    answer = staff.post(at("columns", batch.pk), typed(page, "novalidate"), follow=True)
    assert 'http-equiv="refresh"' in answer.content.decode()
    assert staff.get(at("columns", batch.pk)).status_code == 404
    assert service.run_waiting() == 1
    assert "Un pont" in staff.get(at("change", batch.pk)).content.decode()


def test_what_was_applied_is_not_applied_again_nor_corrected(staff):
    batch = staged(keep_workbook(partners=[CITY]), "keep")
    staff.post(at("apply", batch.pk), {"publishes": "on"})
    answer = staff.post(at("apply", batch.pk), follow=True)
    assert "messagelist" in answer.content.decode()
    row = batch.rows.first()
    assert staff.post(at("row", batch.pk, row.pk), {"choice": "skip"}).status_code == 422
    assert staff.get(at("delete", batch.pk)).status_code == 403
    assert staff.get(at("apply", batch.pk)).status_code == 405


def test_the_preview_costs_the_same_for_many_rows(staff, queries):
    few = staged(csv_file(ROWS))
    many = staged(csv_file([ROWS[0], *([f"Projet {n}", "2020", ""] for n in range(50))]))
    costs = [queries(lambda b=b: staff.get(at("change", b.pk))) for b in (few, many)]
    assert costs[0] == costs[1]
