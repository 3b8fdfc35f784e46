import os
import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from post_office.models import STATUS, Attachment, Email

from members.letters import wording
from members.letters.delivery import hand_over
from members.letters.outbox import write
from members.letters.registry import KINDS, Kind, Withheld, register
from members.letters.retention import ROW_KEPT, TEXT_KEPT, forget_letters
from members.letters.sending import send_what_is_due
from members.models import DueRun, Letter
from tests.factories import UserFactory
from tests.forum.following_samples import SAMPLES as OF_FOLLOWING
from tests.forum.letter_samples import SAMPLES as OF_FORUM
from tests.members.letter_samples import SAMPLES as OF_PEOPLE
from tests.members.letter_samples import reader
from tests.partnerships.letter_samples import SAMPLES as OF_PARTNERSHIPS
from tests.projects.letter_samples import SAMPLES as OF_PROJECTS

pytestmark = pytest.mark.django_db
SAMPLES = OF_PEOPLE | OF_PROJECTS | OF_PARTNERSHIPS | OF_FORUM | OF_FOLLOWING
SNAPSHOTS = Path(__file__).parent / "letters"
LANGUAGES = ["fr", "en"]


def send_all():
    hand_over()
    send_what_is_due()
    return mail.outbox


def html_of(message):
    (part,) = message.alternatives
    assert part.mimetype == "text/html"
    return part.content


@pytest.fixture
def news(monkeypatch):
    """A kind of letter that can be done without; `facts` may be replaced."""
    monkeypatch.setitem(KINDS, "relay", Kind("relay", "news", lambda letter: dict(NEWS), False))
    return lambda **changes: monkeypatch.setitem(
        KINDS, "relay", Kind("relay", "news", **{"facts": lambda letter: dict(NEWS)} | changes)
    )


NEWS = {"subject": "News", "organisation": "MOT", "name": "N", "email": "n@e.org", "message": "M"}


# What each kind says


# Their words are read in the tests of their subjects: accounts, people, changes, adhesion.
HELD_BY_THEIR_SUBJECT = {
    "application_accepted",
    "application_received",
    "application_refused",
    "application_to_staff",
    "applications_waiting",
    "call",
    "changes_decided",
    "changes_proposed",
    "confirm_address",
    "confirm_facts",
    "handover",
    "invitation",
    "invitation_accepted",
    "invitation_address",
    "invitation_declined",
    "invitation_lapsed",
    "join_from_account",
    "join_request",
    "join_request_answered",
    "join_request_late",
    "mandate_changed",
    "mandate_ended",
    "mandate_left",
    "password_reset",
    "reminder",
    "security",
    "unknown_account",
}


def test_every_kind_has_a_sample_or_is_held_by_its_subject():
    assert set(SAMPLES) | HELD_BY_THEIR_SUBJECT == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_what_a_letter_says(kind, language):
    """Written with WRITE_LETTERS=1, to be read before they are committed."""
    letter = SAMPLES[kind](language)
    with override("de"):
        words = wording.words_of(letter)
    said = re.sub(
        r"(?<=/)[\w:-]*[\w-]{20,}(?=/|$)", "TOKEN", f"{words.subject}\n\n{words.text}", flags=re.M
    )
    path = SNAPSHOTS / f"{kind}.{language}.txt"
    if os.environ.get("WRITE_LETTERS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, "utf-8")
    assert said == path.read_text("utf-8"), f"WRITE_LETTERS=1 writes {path.name} again"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_letter_is_whole_and_in_one_language(kind, language):
    words = wording.words_of(SAMPLES[kind](language))
    assert words.subject.strip()
    assert "\n" not in words.subject
    for address in re.findall(r"http://testserver(/\S*)", words.text):
        assert address.startswith((f"/{language}/", "/admin/"))
    assert "None" not in words.text
    assert f'<html lang="{language}">' in words.html
    assert not re.search(r"<(img|script|link|iframe)|src=", words.html)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_letter_is_translated(kind):
    french, english = (
        (SNAPSHOTS / f"{kind}.{language}.txt").read_text("utf-8") for language in LANGUAGES
    )
    assert french != english


# The two parts


def test_the_html_part_says_the_same_and_runs_nothing():
    SAMPLES["relay"]("fr")
    (message,) = send_all()
    html = html_of(message)
    assert "Le tram &lt;T&gt;" in html
    assert "Jean d’Arc &amp; fils" in html
    assert '<a href="https://tram.example/?a=1&amp;b=2" rel="nofollow">' in html
    assert "{{ user }}" in html
    assert "{{ user }}" in message.body
    assert "Jean d’Arc & fils <jean@example.org>" in message.body
    raw = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert raw.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in raw.iter_parts()] == ["text/plain", "text/html"]
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["Content-Language"] == "fr"
    assert raw["Message-ID"].endswith("@testserver>")


def test_what_a_visitor_types_is_never_a_template():
    letter = SAMPLES["relay"]("fr")
    letter.facts["message"] = "{% include 'base.html' %} {% nothing %}"
    letter.save()
    (message,) = send_all()
    assert "{% include 'base.html' %} {% nothing %}" in message.body


def test_files_go_along(news):
    news(attachments=lambda letter: {"appel.pdf": b"%PDF-1.7"})
    write("relay", 1, "lille@example.org")
    (message,) = send_all()
    assert message.attachments == [("appel.pdf", b"%PDF-1.7", "application/pdf")]


# Once, and to whom


def test_the_same_letter_twice_is_one():
    person = UserFactory()
    first = write("message", "key", person, facts={"subject": "S", "text": "T"})
    assert write("message", "key", person, facts={"subject": "Other", "text": "T"}) == first
    assert Letter.objects.get().facts["subject"] == "S"


def test_a_letter_is_in_the_language_of_the_person():
    assert write("message", 1, UserFactory(language="en")).language == "en"
    assert write("message", 2, "a@example.org").language == "fr"


def test_rights_are_checked_again_when_it_is_written(news):
    def no_longer(letter):
        raise Withheld("No right any more.")

    news(facts=no_longer)
    letter = write("relay", 1, UserFactory())
    assert send_all() == []
    letter.refresh_from_db()
    assert (letter.status, letter.withheld_because) == ("withheld", "No right any more.")


def test_rights_are_checked_again_at_each_attempt(news):
    news()
    letter = write("relay", 1, UserFactory())
    hand_over()

    def no_longer(letter):
        raise Withheld("No right any more.")

    news(facts=no_longer)
    assert send_what_is_due() == 0
    letter.refresh_from_db()
    assert (letter.status, letter.email) == ("withheld", None)
    assert mail.outbox == []


def test_a_closed_account_gets_nothing(news):
    letter = write("relay", 1, UserFactory(is_active=False))
    assert send_all() == []
    letter.refresh_from_db()
    assert letter.status == "withheld"


def test_a_letter_that_cannot_be_written_stops_no_other(news):
    news(facts=lambda letter: {} if letter.subject_key == "2" else 1 / 0)
    bad, good = write("message", 1, "a@example.org"), write("message", 2, "b@example.org")
    news(facts=lambda letter: 1 / 0)
    broken = write("relay", 3, "c@example.org")
    good.facts = bad.facts = {"subject": "S", "text": "T"}
    good.save()
    bad.save()
    assert sorted(message.to[0] for message in send_all()) == ["a@example.org", "b@example.org"]
    broken.refresh_from_db()
    assert (broken.status, broken.error) == ("broken", "ZeroDivisionError: division by zero")


def test_two_kinds_cannot_have_one_name():
    with pytest.raises(ValueError, match="relay"):
        register(KINDS["relay"])


# What can be done without


def test_who_does_not_want_news_gets_none(news):
    unwilling = write("relay", 1, UserFactory(wants_news=False))
    write("relay", 1, UserFactory(email="willing@example.org"))
    assert [message.to for message in send_all()] == [["willing@example.org"]]
    unwilling.refresh_from_db()
    assert unwilling.status == "withheld"
    assert "se passer" in unwilling.withheld_because


def test_who_does_not_want_news_gets_what_is_necessary():
    write("message", 1, UserFactory(wants_news=False), facts={"subject": "S", "text": "T"})
    assert len(send_all()) == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_news_go_to_people_only(news):
    with pytest.raises(ValueError, match="not to addresses"):
        write("relay", 1, "somebody@example.org")


@pytest.fixture
def stop_link(news):
    """The person, and the path of the link in their letter."""
    person = reader("en")
    write("relay", 1, person)
    (message,) = send_all()
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.body.rstrip().endswith(link)
    assert f'<a href="{link}"' in html_of(message)
    assert link.startswith("http://testserver/en/letters/stop/")
    return person, link.removeprefix("http://testserver")


def wants_news(person):
    person.refresh_from_db()
    return person.wants_news


def test_reading_the_link_changes_nothing(client, stop_link):
    person, path = stop_link
    response = client.get(path)
    assert response.status_code == 200
    assert response.cookies == {}
    assert "anne@example.org" not in response.content.decode()
    assert wants_news(person)


def test_the_button_stops_and_starts_again(stop_link):
    person, path = stop_link
    client = Client(enforce_csrf_checks=True)
    response = client.post(path)
    assert response.status_code == 200
    assert response.cookies == {}
    assert not wants_news(person)
    assert b'name="again"' in client.get(path).content
    assert client.post(path, {"again": ""}).status_code == 200
    assert wants_news(person)


def test_a_mail_program_stops_with_one_click(client, stop_link):
    person, path = stop_link
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not wants_news(person)


@pytest.mark.parametrize("token", ["1", "1:x", "0:", "é", "1:1:1"])
def test_a_forged_link_is_refused(client, token):
    assert client.post(f"/en/letters/stop/{token}/").status_code == 404


# Django's own


def test_what_django_sends_goes_through_the_outbox(settings):
    settings.EMAIL_BACKEND = "members.letters.backend.OutboxBackend"
    person = UserFactory(email="anne@example.org")
    assert mail.send_mail("Le sujet", "Le texte {{ x }}", None, ["Anne@example.org"]) == 1
    letter = Letter.objects.get()
    assert (letter.kind, letter.user, letter.recipient) == ("message", person, "anne@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    (message,) = send_all()
    assert message.subject == "Le sujet"
    assert "Le texte {{ x }}" in message.body


# Late


def ready(client):
    response = client.get("/readyz")
    return response.status_code, response.json()


def test_what_monitoring_sees(client):
    assert ready(client)[0] == 200
    letter = write("message", 1, "a@example.org", facts={"subject": "S", "text": "T"})
    status, facts = ready(client)
    assert (status, facts["unsent_letters"], facts["last_run_seconds"]) == (200, 1, None)
    Letter.objects.update(written_at=timezone.now() - timedelta(hours=2))
    status, facts = ready(client)
    assert status == 503
    assert 7200 <= facts["oldest_unsent_letter_seconds"] < 7300
    hand_over()
    assert ready(client)[0] == 503
    Email.objects.update(status=STATUS.requeued)
    assert ready(client)[0] == 503
    Email.objects.update(status=STATUS.queued)
    assert send_what_is_due() == 1
    status, facts = ready(client)
    assert (status, facts["unsent_letters"], facts["oldest_unsent_letter_seconds"]) == (200, 0, 0)
    letter.refresh_from_db()
    assert letter.status == "sent"


def test_monitoring_sees_when_nothing_runs(client):
    ended = timezone.now() - timedelta(minutes=50)
    run = DueRun.objects.create(ended_at=ended, failures=1)
    status, facts = ready(client)
    assert (status, facts["last_run_failures"]) == (200, 1)
    assert 3000 <= facts["last_run_seconds"] < 3100
    run.ended_at -= timedelta(minutes=20)
    run.save()
    DueRun.objects.create()
    assert ready(client)[0] == 503


# Status and time


def test_the_status_of_a_letter_has_a_twin():
    rows = [{}, {"withheld_because": "W"}, {"error": "E"}, {"sent_at": timezone.now()}, {}]
    rows = [{"handled_at": timezone.now()} | row for row in rows]
    for number, row in enumerate([{}, *rows]):
        Letter.objects.create(kind="message", subject_key=number, recipient="a@e.org", **row)
    for status in STATUS:
        email = Email.objects.create(from_email="a@e.org", to=["a@e.org"], status=status)
        row = {"email": email, "handled_at": timezone.now()}
        Letter.objects.create(kind="message", subject_key=f"e{status}", recipient="a@e.org", **row)
    letters = list(Letter.objects.with_status().select_related("email"))
    assert [letter.status for letter in letters] == [letter.status_now for letter in letters]
    assert {letter.status for letter in letters} == set(Letter.Status)
    unsent = [letter for letter in letters if letter.status in ("waiting", "delayed")]
    assert set(Letter.objects.unsent()) == set(unsent)


def test_texts_are_forgotten_and_the_letter_is_not_sent_again():
    letter = SAMPLES["relay"]("fr")
    send_all()
    assert forget_letters() == 0
    old = timezone.now() - TEXT_KEPT - timedelta(days=1)
    Email.objects.update(created=old)
    Letter.objects.update(handled_at=old, written_at=old)
    assert forget_letters() == 1
    assert Email.objects.count() == 0
    letter.refresh_from_db()
    assert (letter.facts, letter.email, letter.status) == ({}, None, "sent")
    write("relay", letter.subject_key, letter.recipient)
    assert len(send_all()) == 1
    Letter.objects.update(written_at=timezone.now() - ROW_KEPT - timedelta(days=1))
    forget_letters()
    assert Letter.objects.count() == 0


def test_files_are_forgotten_with_the_text(news):
    news(attachments=lambda letter: {"appel.pdf": b"%PDF-1.7"})
    write("relay", 1, UserFactory())
    send_all()
    name = Attachment.objects.get().file.name
    assert default_storage.exists(name)
    Email.objects.update(created=timezone.now() - TEXT_KEPT - timedelta(days=1))
    forget_letters()
    assert not default_storage.exists(name)
