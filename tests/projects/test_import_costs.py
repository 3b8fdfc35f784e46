"""What keeps the time of an import in proportion to its file."""

import pytest
from django.db import connection

from projects.imports.importer import ProjectImporter
from tests.projects.import_files import applied, csv_file, undone

pytestmark = pytest.mark.django_db
ROWS = [["title_fr", "acronym"], ["Pont", "P"]]


def test_triggers_need_not_catch_an_error_to_learn_that_none_is_ignored(monkeypatch):
    answers = []

    def spy_on(step):
        real = getattr(ProjectImporter, step)

        def spied(self, rows):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('pgtrigger.ignore', true)")
                answers.append((step, *cursor.fetchone()))
            real(self, rows)

        monkeypatch.setattr(ProjectImporter, step, spied)

    spy_on("apply")
    spy_on("undo")
    undone(applied(csv_file(ROWS)))
    assert answers == [("apply", "{}"), ("undo", "{}")]
