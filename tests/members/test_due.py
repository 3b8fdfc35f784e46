import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core import due
from members.models import DueRun, Tally
from members.services.due import run_what_is_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(monkeypatch):
    """Only the steps that a test adds."""
    monkeypatch.setattr(due, "STEPS", {})
    return lambda *added: due.register(*added)


def write_a_line():
    Tally.objects.create(facet="test", value="", n=1)
    return 1


def fail_after_writing():
    write_a_line()
    raise RuntimeError("no luck")


def test_a_step_that_fails_is_undone_and_stops_no_other(steps, capsys):
    steps(
        due.Step("tidy", "tidy", write_a_line, due.Stage.TIDYING),
        due.Step("breaks", "breaks", fail_after_writing),
        due.Step("works", "works", write_a_line),
    )
    with pytest.raises(CommandError, match="breaks \\(RuntimeError: no luck\\)"):
        call_command("run_due")
    assert capsys.readouterr().out.splitlines() == ["works: 1", "tidy: 1"]
    run = DueRun.objects.get()
    assert run.report == [
        {"step": "breaks", "done": 0, "error": "RuntimeError: no luck"},
        {"step": "works", "done": 1, "error": ""},
        {"step": "tidy", "done": 1, "error": ""},
    ]
    assert run.failures == 1
    assert run.ended_at > run.started_at
    assert Tally.objects.count() == 2


def test_two_steps_cannot_have_one_name(steps):
    steps(due.Step("one", "one", write_a_line))
    with pytest.raises(ValueError, match="one"):
        steps(due.Step("one", "another", write_a_line))


@pytest.mark.django_db(transaction=True)
def test_a_run_beside_another_leaves_and_says_so(steps, capsys):
    begun, may_end = threading.Event(), threading.Event()

    def last_long():
        begun.set()
        assert may_end.wait(30)
        return write_a_line()

    def first():
        try:
            run_what_is_due()
        finally:
            connection.close()

    steps(due.Step("long", "long", last_long))
    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(30)
    call_command("run_due")
    may_end.set()
    thread.join()
    assert capsys.readouterr().out == "Another run does what is due.\n"
    assert Tally.objects.count() == DueRun.objects.count() == 1
    call_command("run_due")
    assert Tally.objects.count() == DueRun.objects.count() == 2


def test_what_the_portal_has_to_do_can_be_done_twice(db):
    for _time in range(2):
        run = run_what_is_due()
        assert run.failures == 0, run.report
        assert [line["step"] for line in run.report] == [step.code for step in due.in_order()]
