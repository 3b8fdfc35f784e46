"""Letters arrive, once each, whatever happens to the mail server and to our processes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone
from post_office.models import STATUS, Email

from members.letters import sending
from members.letters.delivery import hand_over
from members.letters.outbox import write
from members.letters.sending import delay, send_what_is_due
from members.models import DueRun, Letter

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
SECONDS = 60


class MailServer:
    """A real SMTP server that keeps what it accepts; `answers` are its replies to an address."""

    def __init__(self):
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.messages = []
        self.answers = {}
        self.controller = None
        self.asked = threading.Event()  # somebody spoke of an address
        self.may_answer = threading.Event()
        self.may_answer.set()

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.asked.set()
        assert self.may_answer.wait(SECONDS)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        return "250 OK"

    @property
    def arrived(self):
        """How often each address got a letter."""
        return Counter(str(message["To"]) for message in self.messages)


@pytest.fixture
def server(settings):
    made = MailServer()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    backend = "django.core.mail.backends.smtp.EmailBackend"
    settings.POST_OFFICE = settings.POST_OFFICE | {"BACKENDS": {"default": backend}}
    yield made
    made.may_answer.set()
    made.stop()


def write_letters(number):
    facts = {"subject": "Objet à lire", "text": "Texte"}
    addresses = [f"reader-{n}@example.org" for n in range(number)]
    for address in addresses:
        write("message", "a-key", address, facts=facts)
    return Counter(addresses)


def send_all():
    hand_over()
    return send_what_is_due()


def wait_for_the_next_attempt():
    later = timezone.now() - timedelta(seconds=1)
    Email.objects.filter(status=STATUS.requeued).update(scheduled_time=later)


def statuses():
    return sorted(letter.status for letter in Letter.objects.select_related("email"))


# The server


def test_the_server_is_down_then_up(server):
    addresses = write_letters(5)
    assert send_all() == 0
    assert statuses() == ["delayed", *["waiting"] * 4]
    assert send_all() == 0
    server.start()
    wait_for_the_next_attempt()
    assert send_all() == 5
    assert send_all() == 0
    assert server.arrived == addresses
    assert statuses() == ["sent"] * 5


def test_the_server_goes_away_in_the_middle(server, monkeypatch):
    addresses = write_letters(4)
    server.start()
    kept = sending._note_success

    def stop_after_two(email):
        kept(email)
        if len(server.messages) == 2:
            server.stop()

    monkeypatch.setattr(sending, "_note_success", stop_after_two)
    assert send_all() == 2
    server.start()
    wait_for_the_next_attempt()
    assert send_all() == 2
    assert server.arrived == addresses


def test_delays_grow_and_a_letter_is_given_up_with_the_answer(server):
    server.start()
    server.answers["reader-0@example.org"] = "451 mailbox busy"
    write_letters(2)
    waits = []
    for _attempt in range(17):
        send_all()
        email = Email.objects.get(to="reader-0@example.org")
        if email.status == STATUS.requeued:
            waits.append(round((email.scheduled_time - email.last_updated).total_seconds() / 60))
        wait_for_the_next_attempt()
    assert waits == [5, 10, 20, 40, 80, 160, 320, *[360] * 9]
    assert email.status == STATUS.failed
    assert email.logs.filter(status=STATUS.failed).count() == 17
    assert email.logs.first().message == "451 mailbox busy"
    assert statuses() == ["given_up", "sent"]
    assert server.arrived == {"reader-1@example.org": 1}


def test_an_address_that_does_not_exist_is_given_up_at_once(server):
    server.start()
    server.answers["reader-0@example.org"] = "550 no such user"
    write_letters(2)
    assert send_all() == 1
    assert statuses() == ["given_up", "sent"]


@pytest.mark.parametrize(("tries", "minutes"), [(0, 5), (1, 10), (6, 320), (7, 360), (15, 360)])
def test_delay(tries, minutes):
    assert delay(tries) == timedelta(minutes=minutes)


# Our processes


def database_url():
    facts = connection.settings_dict
    where = {"host": facts["HOST"], "port": facts["PORT"]} | facts["OPTIONS"]
    where = {name: value for name, value in where.items() if value and isinstance(value, str | int)}
    login = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'] or '')}"
    return f"postgresql://{login}@/{quote(facts['NAME'])}?{urlencode(where)}"


def process(server, *arguments):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    env = kept | {
        "ENV_FILE": "",
        "DEMO": "1",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "DJANGO_SETTINGS_MODULE": "mot_portal.settings",
    }
    command = [sys.executable, *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run_due(server):
    """Start `run_due` and wait for it; what it says."""
    started = process(server, "manage.py", "run_due")
    said, wrong = started.communicate(timeout=SECONDS)
    assert started.returncode == 0, wrong
    return said


def killed(server, code):
    """Run `code` in a process of its own that kills itself with its last line."""
    lines = ["import django", "django.setup()", code, "import os", "os.kill(os.getpid(), 9)"]
    started = process(server, "-c", "\n".join(lines))
    _said, wrong = started.communicate(timeout=SECONDS)
    assert started.returncode == -signal.SIGKILL, wrong


WRITE = """
from django.db import transaction
from members.letters.outbox import write
with transaction.atomic():
    write("message", "a-key", "reader@example.org", facts={"subject": "S", "text": "T"})
"""
HAND_OVER = "from members.letters.delivery import hand_over\nassert hand_over() == 1"
SEND = """
import os
from members.letters import sending
sending._note_success = lambda email: os.kill(os.getpid(), 9)
sending.send_what_is_due()
"""


def test_killed_between_the_commit_and_sending(server):
    server.start()
    killed(server, WRITE)
    assert Letter.objects.count() == 1
    assert server.messages == []
    run_due(server)
    run_due(server)
    assert server.arrived == {"reader@example.org": 1}


def test_killed_before_the_commit(server):
    server.start()
    killed(server, WRITE + "    import os; os.kill(os.getpid(), 9)")
    run_due(server)
    assert server.messages == []


def test_killed_between_handing_over_and_sending(server):
    server.start()
    killed(server, WRITE + HAND_OVER)
    assert Email.objects.count() == 1
    run_due(server)
    run_due(server)
    assert server.arrived == {"reader@example.org": 1}


def test_killed_while_it_speaks_with_the_server(server):
    server.start()
    addresses = write_letters(2)
    server.may_answer.clear()
    first = process(server, "manage.py", "run_due")
    assert server.asked.wait(SECONDS)
    first.kill()
    first.communicate(timeout=SECONDS)
    server.may_answer.set()
    assert run_due(server).count("send_letters: 2") == 1
    assert server.arrived == addresses
    assert [run.ended_at is None for run in DueRun.objects.order_by("pk")] == [True, False]


def test_killed_before_it_noted_the_servers_yes(server):
    """The one gap that SMTP leaves: it comes again, and mail programs see that it is the same."""
    server.start()
    killed(server, WRITE + HAND_OVER + SEND)
    run_due(server)
    assert server.arrived == {"reader@example.org": 2}
    assert len({message["Message-ID"] for message in server.messages}) == 1


def test_two_runs_at_once_send_one_letter_each(server):
    server.start()
    addresses = write_letters(20)
    server.may_answer.clear()
    runs = [process(server, "manage.py", "run_due") for _run in range(2)]
    assert server.asked.wait(SECONDS)
    deadline = time.monotonic() + SECONDS
    while all(run.poll() is None for run in runs):  # one leaves while the other sends
        assert time.monotonic() < deadline
        time.sleep(0.1)
    server.may_answer.set()
    said = [run.communicate(timeout=SECONDS) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert sorted(out for out, _wrong in said) == [
        "Another run does what is due.\n",
        "hand_over_letters: 20\nsend_letters: 20\n",
    ]
    assert server.arrived == addresses


def test_even_without_the_lock_no_letter_leaves_twice(server):
    server.start()
    addresses = write_letters(20)

    def send():
        try:
            send_all()
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_all()
    assert server.arrived == addresses
    assert statuses() == ["sent"] * 20
