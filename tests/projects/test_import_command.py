"""`import_projects` compares unless told to write, and says what is wrong in a sentence."""

import pytest
from django.core.management import CommandError, call_command

from projects.models import ImportBatch, ImportMapping, Project
from tests.projects.import_files import csv_file, keep_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(tmp_path):
    path = tmp_path / "keep.xlsx"
    path.write_bytes(keep_workbook())
    return path


def test_it_is_dry_unless_told_to_write(keep, capsys):
    call_command("import_projects", keep, source="keep")
    assert Project.objects.count() == 0
    call_command("import_projects", keep, source="keep", apply=True)
    assert Project.objects.count() == 2
    assert ImportBatch.objects.first().created_by is None
    assert "2 nouvelle" in capsys.readouterr().out


def test_it_uses_remembered_columns(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(csv_file([["Chose"], ["Un pont"]]))
    ImportMapping.objects.create(source="csv", name="x", mapping={"": {"Chose": "title_fr"}})
    with pytest.raises(CommandError, match=r"titre.*import.*\d"):
        call_command("import_projects", path, source="csv", verbosity=0)
    call_command("import_projects", path, source="csv", mapping="x", apply=True, verbosity=0)
    assert Project.objects.get().title_fr == "Un pont"


@pytest.mark.parametrize("content", [b"", b"a;b\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_cannot_be_read_ends_with_a_sentence(tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="x.csv: "):
        call_command("import_projects", path, source="csv", verbosity=0)
    with pytest.raises(CommandError, match="gone.csv n’est pas"):
        call_command("import_projects", tmp_path / "gone.csv", source="csv")
    with pytest.raises(CommandError):
        call_command("import_projects", path, source="csv", mapping="nothing")
