"""The staff's page of letters: what is due, what failed, what was sent to whom."""

import threading
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Email

from core import due
from members.letters import sending
from members.letters.delivery import hand_over
from members.letters.outbox import write
from members.letters.sending import send_what_is_due
from members.models import DueRun, Letter
from members.services.sending_again import send_again, send_all_again
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/members/letter/"
NOW = timezone.now()


@pytest.fixture
def staff():
    client = Client()
    client.force_login(UserFactory(email="staff@example.org", is_staff=True, language="en"))
    return client


def page(client, url=LIST):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def write_one(key="1", **facts):
    facts = {"subject": "Objet", "name": "Léa", "email": "l@e.org", "message": "Bonjour !"} | facts
    place = OrganisationFactory(name_fr="Lille", contact_email="lille@example.org")
    return write("relay", key, "lille@example.org", organisation=place, facts=facts)


def given_up(key="1"):
    letter = write_one(key)
    hand_over()
    email = Email.objects.get(letter=letter)
    Email.objects.filter(pk=email.pk).update(status=STATUS.failed, number_of_retries=16)
    email.logs.create(status=STATUS.failed, message="550 no such user")
    return letter


def broken(key="1"):
    letter = write_one(key)
    letter.error, letter.handled_at = "KeyError: 'x'", NOW
    letter.save()
    return letter


def delayed(key="1"):
    letter = write_one(key)
    hand_over()
    facts = {"number_of_retries": 3, "scheduled_time": NOW + timedelta(hours=1)}
    Email.objects.filter(letter=letter).update(status=STATUS.requeued, **facts)
    return letter


STUCK = {"given up": given_up, "could not be written": broken, "will be tried again": delayed}


# What is due


def test_before_the_first_run(staff):
    assert "never done yet" in page(staff)


def test_when_it_ran_and_what_each_step_did(staff):
    write_one()
    call_command("run_due", verbosity=0)
    html = page(staff)
    assert "Last done on " in html
    assert "No letter waits." in html
    assert "errornote" not in html
    (run,) = DueRun.objects.all()
    assert "letters sent: 1" in page(staff, "/admin/members/duerun/?work=done")
    assert "letters sent" in page(staff, f"/admin/members/duerun/{run.pk}/change/")
    assert f"/duerun/{run.pk}/" not in page(staff, "/admin/members/duerun/?work=failed")


def test_a_step_that_failed_is_in_sight(staff, monkeypatch):
    monkeypatch.setattr(due, "STEPS", {})
    due.register(due.Step("breaks", "breaks", lambda: 1 / 0))
    with pytest.raises(CommandError):
        call_command("run_due", verbosity=0)
    html = page(staff)
    assert "1 step failed" in html
    assert "ZeroDivisionError: division by zero" in html


def test_the_alarm_when_letters_are_due_and_none_leaves(staff):
    DueRun.objects.create(ended_at=NOW)
    write_one()
    assert "errornote" not in page(staff)
    Letter.objects.update(written_at=NOW - timedelta(hours=2))
    html = page(staff)
    assert "1 letter is due, since 2\xa0hours" in html
    assert "None ever left." in html
    assert "waiting for more than an hour" in page(staff, "/admin/")


def test_the_alarm_when_nothing_runs(staff):
    DueRun.objects.create(ended_at=NOW - timedelta(hours=3))
    assert "Nothing was done for 3\xa0hours" in page(staff)


# What was sent to whom


def test_a_letter_can_be_found_and_read(staff):
    letter = write_one()
    hand_over()
    send_what_is_due()
    for query in ("", "?q=lille@example.org", "?q=Objet", "?state=sent", "?kind=relay"):
        html = page(staff, LIST + query)
        assert "lille@example.org" in html
        assert f"/letter/{letter.pk}/change/" in html
    for query in ("?state=waiting", "?kind=message", "?q=nobody"):
        assert f"/letter/{letter.pk}/change/" not in page(staff, LIST + query)
    html = page(staff, f"{LIST}{letter.pk}/change/")
    assert "Bonjour !" in html
    assert "<strong>Objet</strong>" in html
    assert "Send again" not in html


def test_what_is_withheld_says_why(staff):
    write("message", 1, UserFactory(is_active=False), facts={"subject": "S", "text": "T"})
    hand_over()
    assert "Le compte est fermé." in page(staff, f"{LIST}?state=withheld")


@pytest.mark.parametrize(("is_demo", "is_open"), [(False, False), (True, True)])
def test_keys_are_read_by_their_reader_only(staff, settings, is_demo, is_open):
    settings.DEMO = is_demo
    letter = write("message", 1, UserFactory(), facts={"subject": "S", "text": "key/abc"})
    hand_over()
    assert ("key/abc" in page(staff, f"{LIST}{letter.pk}/change/")) == is_open
    assert "key/abc" not in page(staff)


def test_what_is_typed_by_visitors_is_escaped(staff):
    letter = write_one(message="<script>1</script>", subject="<b>")
    hand_over()
    html = page(staff) + page(staff, f"{LIST}{letter.pk}/change/")
    assert "<script>1" not in html
    assert "<b>" not in html


# Send again


@pytest.mark.parametrize("state", STUCK)
def test_a_letter_is_sent_again(staff, mailoutbox, state):
    letter = STUCK[state]()
    url = f"{LIST}{letter.pk}/change/"
    assert state in page(staff)
    assert "Send again" in page(staff, url)
    assert staff.get(f"{LIST}{letter.pk}/again/").status_code == 405
    assert staff.post(f"{LIST}{letter.pk}/again/")["Location"] == url
    assert "1 letter leaves with the next run" in page(staff, url)
    hand_over()
    assert send_what_is_due() == 1
    assert len(mailoutbox) == 1
    entry = LogEntry.objects.get()
    assert (entry.user.email, entry.object_id) == ("staff@example.org", str(letter.pk))
    assert "staff@example.org" in page(staff, f"{LIST}{letter.pk}/history/")


def test_all_its_attempts_are_before_it_again():
    letter = given_up()
    send_again(letter)
    email = Email.objects.get()
    assert (email.status, email.number_of_retries, email.scheduled_time) == (
        STATUS.queued,
        None,
        None,
    )
    assert email.logs.count() == 1


def test_all_that_failed_is_sent_again(staff, mailoutbox):
    for number, make in enumerate(STUCK.values()):
        make(str(number))
    sent = write_one("sent")
    hand_over()
    send_what_is_due()
    assert len(mailoutbox) == 1
    assert "Send again all that failed or are delayed (3)" in page(staff)
    assert staff.get(f"{LIST}again/").status_code == 405
    assert staff.post(f"{LIST}again/")["Location"] == LIST
    html = page(staff)
    assert "3 letters leave with the next run" in html
    assert "Send again all" not in html
    hand_over()
    assert send_what_is_due() == 3
    assert str(sent.pk) not in LogEntry.objects.values_list("object_id", flat=True)


def test_what_waits_was_sent_or_is_withheld_is_not_sent_again(staff, mailoutbox):
    waiting = write_one()
    with pytest.raises(ValidationError):
        send_again(waiting)
    hand_over()
    send_what_is_due()
    waiting.refresh_from_db()
    with pytest.raises(ValidationError):
        send_again(waiting)
    assert send_all_again() == []
    staff.post(f"{LIST}{waiting.pk}/again/")
    assert "needs no sending again" in page(staff)
    assert send_what_is_due() == 0
    assert len(mailoutbox) == 1
    assert not LogEntry.objects.exists()


def test_the_answer_of_the_server_is_shown(staff):
    letter = given_up()
    html = page(staff, f"{LIST}{letter.pk}/change/")
    assert "550 no such user" in html
    assert "given up" in html


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_is_just_being_sent_is_left(mailoutbox, monkeypatch):
    letter = delayed()
    Email.objects.update(scheduled_time=None)
    refused = []

    def while_it_is_sent(email):
        def try_to():
            try:
                send_again(letter)
            except ValidationError as error:
                refused.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=try_to)
        thread.start()
        thread.join()
        kept(email)

    kept = sending._note_success
    monkeypatch.setattr(sending, "_note_success", while_it_is_sent)
    assert send_what_is_due() == 1
    assert send_what_is_due() == 0
    assert len(mailoutbox) == len(refused) == 1


@pytest.mark.parametrize(
    "url", [LIST, f"{LIST}again/", f"{LIST}1/again/", "/admin/members/duerun/"]
)
def test_nobody_but_staff_enters(people, url):
    for who in ("anonymous", "stranger", "former", "member", "editor"):
        assert people[who].get(url).status_code == 302
        assert people[who].post(url).status_code == 302
