import http.client
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.catalogues import compile_catalogues
from mot_portal import embedded
from mot_portal.processes import Refused, Run, end, wait_for_port

DUE_SECONDS = 60
LONGEST_DUE_SECONDS = 900
BOOT_SECONDS = 60
LEFTOVER_SECONDS = 5  # a killed server's children let the port go
# What packages carry and no page asks for.
UNUSED = ["flags", "draw", "leaflet-src*", "Control.MiniMap*", "proj4*", "htmax*", "htmx-4*", "ext"]


class Command(BaseCommand):
    help = "Prepare everything, then serve the portal and do what is due every minute."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prepare-only", action="store_true", help="Serve nothing.")
        parser.add_argument(
            "--stop-with-parent", action="store_true", help="Stop when who started this is gone."
        )

    def handle(self, *, prepare_only: bool, stop_with_parent: bool, **options) -> None:
        self.stopped = False
        if prepare_only:
            self.prepare()
            return
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        address, port = os.environ.get("BIND") or "127.0.0.1", port_number()
        run = Run(
            settings.BASE_DIR / "var", port, parent=os.getppid() if stop_with_parent else None
        )
        try:
            left = run.claim()
            wait_for_port(address, port, seconds=LEFTOVER_SECONDS if left else 0)
            self.prepare()
            self.serve(run, address, port)
        except (Refused, embedded.EmbeddedPostgresError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except psycopg.OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        except KeyboardInterrupt:
            pass
        finally:
            run.release()

    def stop(self, number: int, frame: object) -> None:
        """Stop where it is safe: at once while preparing, in order once there are processes."""
        preparing, self.stopped = not getattr(self, "is_serving", False), True
        if preparing:
            raise KeyboardInterrupt

    def prepare(self) -> None:
        """Bring database, words, static files and facts up to date. Cheap when they are."""
        psycopg.connect(settings.ENV.database_url, connect_timeout=10).close()  # or says why not
        compile_catalogues()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        collect_static(Path(settings.STATIC_ROOT))
        call_command("load_network", verbosity=1 if sys.stderr.isatty() else 0)
        if settings.DEMO:
            call_command("create_demo", stdout=self.stdout)
        connection.close()
        if settings.DATABASES["default"].get("OPTIONS", {}).get("pool"):
            connection.close_pool()  # type: ignore[attr-defined]

    def serve(self, run: Run, address: str, port: int) -> None:
        """Keep gunicorn up, and do what is due, until told to stop. Raises `Refused` if it ends."""
        self.is_serving = True
        env = os.environ | {
            "DATABASE_URL": settings.ENV.database_url,
            "SERVE_PROCESS": str(os.getpid()),
        }
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:mot_portal.gunicorn"]
        server = run.start(gunicorn, env)
        due = Due(run, env)
        try:
            self.say_when_ready(server, address, port)
            while not self.stopped and not run.lost_its_parent():
                if server.poll() is not None:
                    raise Refused(f"gunicorn ended with status {server.returncode}.")
                due.tick()
                embedded.revive()
                time.sleep(0.3)
        finally:
            end(server, gently=False)
            due.end()

    def say_when_ready(self, server: subprocess.Popen[bytes], address: str, port: int) -> None:
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)
        deadline = time.monotonic() + BOOT_SECONDS
        while not answers(here, port) and server.poll() is None and not self.stopped:
            if time.monotonic() > deadline:
                raise Refused("The server does not answer.")
            time.sleep(0.05)
        if server.poll() is None and not self.stopped:
            shown = f"[{here}]" if ":" in here else here
            words = f"The portal is open: http://{shown}:{port}/ (Ctrl-C stops it)"
            self.stdout.write(self.style.SUCCESS(words))
            self.stdout.flush()


class Due:
    """`run_due` every minute, in a process of its own, one at a time."""

    def __init__(self, run: Run, env: dict[str, str]):
        self.run = run
        self.env = env
        self.process: subprocess.Popen[bytes] | None = None
        self.started = -float(DUE_SECONDS)

    def tick(self) -> None:
        age = time.monotonic() - self.started
        if self.process and self.process.poll() is None:
            if age > LONGEST_DUE_SECONDS:
                end(self.process, gently=False)
        elif age >= DUE_SECONDS:
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_due"]
            self.process = self.run.start(command, self.env)
            self.started = time.monotonic()

    def end(self) -> None:
        """A letter on its way is waited for: cut short, it might be sent again."""
        if self.process:
            end(self.process)


def port_number() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CommandError(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def answers(address: str, port: int) -> bool:
    """Whether something speaks HTTP there, whatever it says."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True


def collect_static(target: Path) -> None:
    """Collect static files when one is newer than the last collection."""
    stamp = target / ".collected"
    if stamp.exists() and stamp.stat().st_mtime >= max(path.stat().st_mtime for path in sources()):
        return
    call_command(
        "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED
    )
    stamp.touch()


def sources() -> Iterator[Path]:
    """What static files come from: ours and their folders (one may be removed), the packages."""
    own = settings.BASE_DIR / "static"
    yield own
    yield from own.rglob("*")
    yield settings.BASE_DIR / "requirements" / "base.txt"
    yield Path(__file__)
