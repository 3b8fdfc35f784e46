"""How the portal starts, what it refuses, and what a kill leaves behind."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from mot_portal import embedded
from mot_portal.environment import NEEDED, origins

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
PRODUCTION = {
    "SECRET_KEY": "a-secret-of-this-test-only-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgresql://nowhere/none",
}
MANAGE = ["manage.py", "check"]
GUNICORN = ["-m", "gunicorn", "-c", "python:mot_portal.gunicorn"]


def environment(**added):
    """The system's own variables, none of the portal's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"ENV_FILE": ""} | added


def python(arguments, cwd=ROOT, **env):
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=cwd, env=environment(**env), capture_output=True, text=True, timeout=SECONDS
    )


@pytest.mark.parametrize("command", [MANAGE, GUNICORN], ids=["manage.py", "gunicorn"])
@pytest.mark.parametrize("missing", [[name] for name in NEEDED] + [NEEDED], ids=str)
def test_a_real_site_lacks_nothing(command, missing):
    env = {name: value for name, value in PRODUCTION.items() if name not in missing}
    ended = python(command, **env)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The portal does not start: {', '.join(missing)} must be set")
    assert len(ended.stderr.splitlines()) == 1


def test_a_file_gives_what_the_environment_lacks(tmp_path):
    path = tmp_path / "env"
    lines = PRODUCTION | {"ALLOWED_HOSTS": "file.example", "CONTACT_EMAIL": "file@example.org"}
    path.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    code = "from django.conf import settings as s; print(s.ALLOWED_HOSTS, s.CONTACT_EMAIL)"
    told = python(
        ["-c", code],
        ENV_FILE=str(path),
        DJANGO_SETTINGS_MODULE="mot_portal.settings",
        ALLOWED_HOSTS="environment.example",
    )
    assert told.stdout == "['environment.example'] file@example.org\n", told.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "perhaps"),
        ("DATABASE_URL", "mysql://localhost/portal"),
        ("EMAIL_URL", "nonsense://localhost"),
        ("EMAIL_URL", "smtp://localhost:mail"),
        ("MAP_TILES_URL", "javascript:alert(1)"),
        ("SITE_URL", "portal.example"),
        ("MFA_REQUIRED", "0"),
        ("OIDC_SERVER_URL", "https://provider.example"),
        ("TRUSTED_PROXIES", "some"),
    ],
)
def test_what_cannot_be_is_named(name, value):
    ended = python(MANAGE, **PRODUCTION | {name: value})
    assert ended.returncode == 1
    assert name in ended.stderr
    assert "Traceback" not in ended.stderr


OIDC = {"OIDC_CLIENT_ID": "portal", "OIDC_CLIENT_SECRET": "secret"}
PRINT = "from django.conf import settings as s; print(s.MFA_REQUIRED, s.OIDC and s.OIDC.server_url)"


@pytest.mark.parametrize(
    ("env", "printed"),
    [
        (PRODUCTION, "True None"),
        (PRODUCTION | {"DEMO": "1"}, "False None"),
        (PRODUCTION | {"DEMO": "1", "MFA_REQUIRED": "1"}, "True None"),
        (
            PRODUCTION | OIDC | {"OIDC_SERVER_URL": "https://a.example/v2/"},
            "True https://a.example/v2",
        ),
    ],
    ids=["real", "demo", "demo with factor", "provider"],
)
def test_what_guards_accounts(env, printed):
    environment = {"DJANGO_SETTINGS_MODULE": "mot_portal.settings"}
    assert python(["-c", PRINT], **environment, **env).stdout.strip() == printed


def test_a_provider_over_an_open_line_is_refused():
    ended = python(MANAGE, **PRODUCTION | OIDC | {"OIDC_SERVER_URL": "http://a.example"})
    assert ended.returncode == 1
    assert "OIDC_SERVER_URL must be" in ended.stderr


def test_production_settings_pass_the_checks_of_django():
    ended = python([*MANAGE, "--deploy", "--fail-level", "WARNING"], **PRODUCTION)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", []),
        ("https://{s}.tiles.example/{z}/{x}/{y}.png", ["https://*.tiles.example"]),
        ("http://localhost:8080/{z}/{x}/{y}.png", ["http://localhost:8080"]),
        ("https://a.example; script-src *", []),
        ("/tiles/{z}/{x}/{y}.png", []),
    ],
)
def test_origins_of_tiles(url, found):
    assert origins(url) == found


@pytest.mark.parametrize(
    ("url", "tls", "ssl", "port"),
    [
        ("smtp+tls://user:p%40ss@mail.example:2525", True, False, 2525),
        ("smtp+tls://user:p%40ss@mail.example", True, False, 587),
        ("smtp+ssl://user:p%40ss@mail.example", False, True, 465),
        ("smtp://user:p%40ss@mail.example", False, False, 25),
    ],
)
def test_how_letters_travel(url, tls, ssl, port):
    lines = "; ".join(
        f"print(settings.EMAIL_{name})"
        for name in ("HOST", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL", "PORT")
    )
    code = f"from django.conf import settings; {lines}"
    told = python(
        ["-c", code],
        DJANGO_SETTINGS_MODULE="mot_portal.settings",
        EMAIL_URL=url,
        **PRODUCTION,
    )
    assert told.stdout.split() == ["mail.example", "user", "p@ss", str(tls), str(ssl), str(port)]


@pytest.fixture
def server(tmp_path):
    """Makes a server of the folder `name` and enters it; all are left at the end."""
    made = []

    def enter(name="postgres"):
        made.append(embedded.Server(tmp_path / name, durable=True))
        made[-1].data.parent.mkdir(parents=True, exist_ok=True)
        made[-1].enter()
        return made[-1]

    yield enter
    for one in made:
        one.leave()


def rows(url):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def kill_all(number):
    processes = [psutil.Process(number), *psutil.Process(number).children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=SECONDS)


def postmaster(data):
    path = data / "postmaster.pid"
    return int(path.read_text().split()[0]) if path.exists() else None


def test_the_last_to_leave_stops_the_database(server):
    first, second = server(), server()
    assert rows(first.url) == 1
    first.leave()
    assert rows(second.url) == 2
    second.leave()
    assert postmaster(first.data) is None


def test_a_killed_database_keeps_its_rows(server):
    first = server()
    assert rows(first.url) == 1
    kill_all(postmaster(first.data))
    first.revive()
    assert rows(first.url) == 2


def test_the_number_of_a_killed_database_may_be_another_process(server):
    first = server()
    rows(first.url)
    kill_all(postmaster(first.data))
    path = first.data / "postmaster.pid"
    path.write_text(path.read_text().replace(path.read_text().split()[0], str(os.getpid()), 1))
    assert rows(server().url) == 2


def test_a_database_in_a_long_and_odd_folder(server):
    assert rows(server(f"{'long' * 30}/it's an odd one, é/postgres").url) == 1


def test_a_folder_that_is_something_else_is_left_alone(server, tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "letter").write_text("Dear…")
    with pytest.raises(embedded.EmbeddedPostgresError, match="cannot be used"):
        server()
    assert (tmp_path / "postgres" / "letter").exists()


class Portal:
    """The portal in a copy of this folder, as `make run` starts it."""

    def __init__(self, folder):
        self.folder = folder
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "log"

    def start(self, port=None):
        """A process that serves, or that has ended."""
        env = environment(DEMO="1", PORT=str(port or self.port), PYTHONUNBUFFERED="1")
        command = [sys.executable, "manage.py", "serve", "--stop-with-parent"]
        with self.log.open("w") as log:
            process = subprocess.Popen(command, cwd=self.folder, env=env, stdout=log, stderr=log)
        deadline = time.monotonic() + SECONDS
        while process.poll() is None and "The portal is open" not in self.log.read_text():
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)
        return process

    def status(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        with closing(connection):
            connection.request("GET", "/readyz")
            return connection.getresponse().status

    def url(self):
        return embedded.Server(self.folder / "var" / "postgres", durable=True).url


@pytest.fixture
def portal(tmp_path):
    unwanted = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "tests")
    made = Portal(Path(shutil.copytree(ROOT, tmp_path / "portal", ignore=unwanted)))
    yield made
    number = postmaster(made.folder / "var" / "postgres")
    if number:
        kill_all(number)


@pytest.mark.slow
def test_the_portal_starts_stops_and_survives_kills(portal):
    first = portal.start()
    assert first.poll() is None, portal.log.read_text()
    assert "Demo password: " in portal.log.read_text()
    assert portal.status() == 200
    assert rows(portal.url()) == 1

    again = portal.start()
    assert again.wait() == 1
    assert f"already runs on port {portal.port}" in portal.log.read_text()

    with closing(socket.create_server(("127.0.0.1", 0))) as foreign:
        refused = portal.start(foreign.getsockname()[1])
        assert refused.wait() == 1
        assert "is in use; choose another, for example: make run PORT=" in portal.log.read_text()

    # Everything at once, as when the machine loses power.
    number = postmaster(portal.folder / "var" / "postgres")
    family = psutil.Process(first.pid).children(recursive=True)
    for process in [psutil.Process(first.pid), psutil.Process(number), *family]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    first.wait()

    began = time.monotonic()
    second = portal.start()
    assert second.poll() is None, portal.log.read_text()
    assert time.monotonic() - began < 15
    assert rows(portal.url()) == 2

    # The server's parent alone: what it leaves is ended by itself or by the next run.
    second.kill()
    second.wait()
    third = portal.start()
    assert third.poll() is None, portal.log.read_text()
    assert portal.status() == 200
    assert rows(portal.url()) == 3

    third.send_signal(signal.SIGINT)
    assert third.wait(SECONDS) == 0
    assert postmaster(portal.folder / "var" / "postgres") is None
    with pytest.raises(ConnectionRefusedError):
        portal.status()
