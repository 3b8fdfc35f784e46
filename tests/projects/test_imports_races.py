"""Real connections: one batch is applied once, and a killed process leaves nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.utils.translation import activate

from core.imports import work
from core.imports.progress import heard, told
from projects.imports import service, writing
from projects.models import ImportBatch, Project
from tests.projects.import_files import csv_file, staged, verdicts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def batch():
    return staged(
        csv_file([["titre", "partenaire"], *([f"Projet {n}", "Ville"] for n in range(30))])
    )


def at_once(call, number):
    start = Barrier(number)

    def one(index):
        try:
            activate("fr")
            connection.ensure_connection()
            start.wait(timeout=60)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def test_several_who_apply_one_batch_apply_it_once(batch):
    def apply():
        try:
            service.apply(ImportBatch.objects.get(pk=batch.pk))
        except ValidationError:
            return "refused"
        service.run(batch)
        return "done"

    assert sorted(at_once(apply, 6)) == ["done"] + ["refused"] * 5
    assert Project.objects.count() == 30


def test_several_workers_do_a_step_once(batch):
    service.apply(batch)
    at_once(service.run_waiting, 4)
    assert Project.objects.count() == 30
    batch.refresh_from_db()
    assert (batch.task, bool(batch.applied_at)) == ("", True)


def while_held(sql, params, call):
    """`call` while another connection holds what `sql` locks; waiting for it would fail."""

    def one():
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return call()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return at_once(one, 1)


def test_a_page_does_not_wait_for_another_import_to_be_written(batch):
    service.apply(batch)
    lock = "SELECT pg_advisory_xact_lock(%s)"
    while_held(lock, [work.LOCK], lambda: service.run_if_free(batch))
    batch.refresh_from_db()
    assert (batch.task, batch.failure, Project.objects.count()) == ("apply", "", 0)
    assert service.run_waiting() == 1
    assert Project.objects.count() == 30


@pytest.mark.parametrize("late", ["apply", "decide"])
def test_who_comes_while_a_batch_is_worked_on_is_told_at_once(batch, late):
    row = batch.rows.first()
    calls = {
        "apply": lambda: service.apply(batch),
        "decide": lambda: service.decide(row, choice="skip"),
    }
    service.apply(batch)
    held = "SELECT 1 FROM projects_importbatch WHERE id = %s FOR UPDATE"
    with pytest.raises(ValidationError, match="en cours"):
        while_held(held, [batch.pk], calls[late])


def test_a_process_that_is_killed_leaves_nothing_and_the_batch_waits(batch, monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 10)
    write, seen = writing.Writer.write, []

    def killed(self, pairs):
        write(self, pairs)
        seen.append(len(pairs))
        if len(seen) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(writing.Writer, "write", killed)
    service.apply(batch)
    with pytest.raises(KeyboardInterrupt):
        service.run(batch)
    batch.refresh_from_db()
    assert (Project.objects.count(), batch.task, batch.applied_at) == (0, "apply", None)
    monkeypatch.setattr(writing.Writer, "write", write)
    service.run(batch)
    assert Project.objects.count() == 30


def test_an_error_nobody_foresaw_changes_nothing_and_is_said(batch, monkeypatch):
    def broken(self, pairs):
        raise ZeroDivisionError

    monkeypatch.setattr(writing.Writer, "write", broken)
    service.apply(batch)
    failed = service.run(batch)
    assert (failed.task, failed.applied_at, Project.objects.count()) == ("", None, 0)
    assert "ZeroDivisionError" in failed.failure
    assert verdicts(failed) == {"create": 30}


def test_others_hear_how_far_a_step_is():
    with told("import 7") as progress:
        for _chunk in progress.over([[1, 2], [3]], 3, "words"):
            said = at_once(lambda: heard("import 7"), 1)
        assert said == [(2, 3)]
        assert at_once(lambda: heard("import 71"), 1) == [None]
    assert at_once(lambda: heard("import 7"), 1) == [None]
