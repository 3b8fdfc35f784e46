"""Actions from files: compared, applied whole, the same after a second time, undone."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from partnerships.models import Action, ActionBatch, Comment
from tests.browsing import typed
from tests.factories import (
    ActionFactory,
    BorderFactory,
    DirectorateFactory,
    ProjectFactory,
    UserFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
HEADER = ["code", "chantier", "titre", "type", "état", "date prévue", "jours prévus", "coût prévu"]
MEETING = [
    "reunion",
    "Formations",
    "Une réunion",
    "formation",
    "prévue",
    "03/2098",
    "1,5",
    "1 200 €",
]


@pytest.fixture
def workstream():
    return WorkstreamFactory(title_fr="Formations")


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True))
    return client


def at(name, *args):
    return reverse(f"admin:partnerships_actionbatch_{name}", args=args)


def written(rows):
    text = io.StringIO()
    for row in rows:
        text.write(";".join(row) + "\n")
    return text.getvalue().encode()


def sent(staff, workstream, content, name="actions.csv", policy="follow"):
    """The batch of a file that was sent, its columns as guessed."""
    file = SimpleUploadedFile(name, content)
    partnership = workstream.axis.partnership_id
    answer = staff.post(at("add"), {"partnership": partnership, "file": file})
    assert answer.status_code == 302
    columns = typed(staff.get(answer["Location"]), "novalidate", policy=policy)
    assert staff.post(answer["Location"], columns).status_code == 302
    batch = ActionBatch.objects.first()
    assert batch.failure == ""
    return batch


def verdicts(batch):
    return [row.verdict for row in batch.rows.all()]


def test_a_file_is_compared_applied_and_undone(staff, workstream):
    batch = sent(staff, workstream, written([HEADER, MEETING]))
    assert verdicts(batch) == ["create"]
    assert "Une réunion" in staff.get(at("change", batch.pk)).text
    assert not Action.objects.exists()
    staff.post(at("apply", batch.pk))
    action = Action.objects.get()
    assert (action.code, action.workstream, action.kind) == ("reunion", workstream, "training")
    assert (action.planned, str(action.days_planned)) == ("2098-03", "1.5")
    assert str(action.forecast_cost) == "1200.00"
    staff.post(at("undo", batch.pk))
    assert not Action.objects.exists()
    assert staff.get(at("change", batch.pk)).status_code == 200
    assert staff.get(at("changelist")).status_code == 200


@pytest.mark.parametrize("with_code", [True, False])
def test_the_same_file_twice_changes_nothing(staff, workstream, with_code):
    start = 0 if with_code else 1
    content = written([HEADER[start:], MEETING[start:]])
    staff.post(at("apply", sent(staff, workstream, content).pk))
    again = sent(staff, workstream, content)
    assert verdicts(again) == ["unchanged"]
    staff.post(at("apply", again.pk))
    assert Action.objects.count() == 1


def test_what_staff_corrected_stays_unless_the_policy_says_otherwise(staff, workstream):
    staff.post(at("apply", sent(staff, workstream, written([HEADER, MEETING])).pk))
    Action.objects.update(title_fr="Corrigé ici")
    changed = written([HEADER, [*MEETING[:2], "Autre titre", *MEETING[3:5], "2099", *MEETING[6:]]])
    batch = sent(staff, workstream, changed)
    assert verdicts(batch) == ["update"]
    staff.post(at("apply", batch.pk))
    action = Action.objects.get()
    assert (action.title_fr, action.planned) == ("Corrigé ici", "2099")
    staff.post(at("undo", batch.pk))
    assert Action.objects.get().planned == "2098-03"
    staff.post(at("apply", sent(staff, workstream, changed, policy="overwrite").pk))
    assert Action.objects.get().title_fr == "Autre titre"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (0, "pas un code"),
        (1, "Chantier inconnu"),
        (1, ""),
        (2, ""),
        (3, "danse"),
        (4, "reportée"),
        (5, "bientôt"),
        (6, "-1"),
        (7, "beaucoup"),
    ],
)
def test_a_row_that_cannot_be_stays_behind_with_its_reason(staff, workstream, column, value):
    row = [*MEETING]
    row[column] = value
    batch = sent(staff, workstream, written([HEADER, row, ["autre", *MEETING[1:]]]))
    assert verdicts(batch) == ["invalid", "create"]
    assert batch.rows.first().problems[0][2]
    staff.post(at("apply", batch.pk))
    assert [action.code for action in Action.objects.all()] == ["autre"]


def test_two_rows_of_one_action_are_not_both_written(staff, workstream):
    batch = sent(staff, workstream, written([HEADER, MEETING, MEETING]))
    assert verdicts(batch) == ["create", "invalid"]


def test_the_action_of_another_partnership_is_left_alone(staff, workstream):
    ActionFactory(code="reunion")
    assert verdicts(sent(staff, workstream, written([HEADER, MEETING]))) == ["invalid"]


def test_an_import_that_was_touched_since_is_not_undone(staff, workstream):
    batch = sent(staff, workstream, written([HEADER, MEETING]))
    staff.post(at("apply", batch.pk))
    Comment.objects.create(action=Action.objects.get(), author=UserFactory(), text="Merci.")
    page = staff.post(at("undo", batch.pk), follow=True)
    assert Action.objects.exists()
    assert "errornote" in page.text
    Comment.objects.all().delete()
    Action.objects.update(reason="Touchée")
    staff.post(at("undo", batch.pk))
    assert Action.objects.exists()


def test_workbooks_and_json_name_rows_of_other_tables(staff, workstream):
    border = BorderFactory(code="FR-BE")
    near = DirectorateFactory(partner=workstream.axis.partnership.partner, name_fr="Nord")
    DirectorateFactory(name_fr="Ailleurs")
    project = ProjectFactory(slug="un-pont")
    facts = {
        "Code": "a",
        "Chantier": "Formations",
        "Titre": "=1+1",
        "Frontières": "FR-BE",
        "Directions régionales": "Nord",
        "Projet": "un-pont",
        "Participants": 12,
    }
    book = Workbook()
    book.active.append([*facts])
    book.active.append([str(value) for value in facts.values()])
    book.active["C2"].data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    for name, content in (
        ("a.xlsx", stream.getvalue()),
        ("a.json", json.dumps([facts]).encode()),
    ):
        staff.post(at("apply", sent(staff, workstream, content, name).pk))
        action = Action.objects.get()
        assert (action.title_fr, action.project, action.participants) == ("=1+1", project, 12)
        assert [*action.borders.all(), *action.directorates.all()] == [border, near]
    elsewhere = json.dumps([facts | {"Directions régionales": "Ailleurs"}]).encode()
    assert verdicts(sent(staff, workstream, elsewhere, "a.json")) == ["invalid"]


def test_what_cannot_be_read_is_said_beside_the_file(staff, workstream):
    file = SimpleUploadedFile("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    sent_facts = {"partnership": workstream.axis.partnership_id, "file": file}
    answer = staff.post(at("add"), sent_facts)
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors


def test_columns_without_title_nor_code_are_refused(staff, workstream):
    file = SimpleUploadedFile("a.csv", written([["couleur"], ["bleu"]]))
    url = staff.post(at("add"), {"partnership": workstream.axis.partnership_id, "file": file})[
        "Location"
    ]
    answer = staff.post(url, typed(staff.get(url), "novalidate"))
    assert answer.status_code == 422
    twice = {"policy": "follow", "column-0-0": "nothing"}
    assert staff.post(url, twice).status_code == 422


def test_the_command_compares_then_writes(workstream, tmp_path):
    path = tmp_path / "actions.csv"
    path.write_bytes(written([HEADER, MEETING]))
    out = io.StringIO()
    call_command("import_actions", path, stdout=out)
    assert not Action.objects.exists()
    call_command("import_actions", path, "--apply", verbosity=0)
    assert Action.objects.get().code == "reunion"
    with pytest.raises(CommandError):
        call_command("import_actions", tmp_path / "nothing.csv")
    with pytest.raises(CommandError):
        call_command("import_actions", path, "--partnership", "nothing")
