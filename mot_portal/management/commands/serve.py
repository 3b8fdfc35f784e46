import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from core.catalogues import compile_catalogues
from mot_portal.processes import end_previous, port_is_free, run_together

WORKER_SECONDS = 60


class Command(BaseCommand):
    help = "Prepare everything and serve the portal: database, words, static files, facts, worker."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--prepare-only", action="store_true", help="Serve nothing.")

    def handle(self, *, prepare_only, **options):
        if prepare_only:
            self.prepare()
            return
        host = os.environ.get("HOST", "127.0.0.1")
        port = int(os.environ.get("PORT", "8000"))
        pid_file = settings.BASE_DIR / "var" / "run.pid"
        end_previous(pid_file)
        if not port_is_free(host, port):
            raise CommandError(f"Port {port} is in use: choose another one with PORT=… make run")
        self.prepare()
        self.stdout.write(self.style.SUCCESS(f"The portal: http://{host}:{port}  (Ctrl-C stops it)"))
        self.stdout.flush()
        status = run_together(
            [
                [sys.executable, "-m", "gunicorn", "-c", "mot_portal/gunicorn.py"],
                [sys.executable, "manage.py", "run_due", "--every", str(WORKER_SECONDS)],
            ],
            pid_file,
            {"DATABASE_URL": settings.ENV.database_url},
        )
        if status:
            raise CommandError(f"A process of the portal ended with status {status}.")

    def prepare(self) -> None:
        """Bring database, words, static files and facts up to date. Cheap when they are."""
        compile_catalogues()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        collect_static(Path(settings.STATIC_ROOT))
        call_command("load_network", verbosity=1 if sys.stderr.isatty() else 0)
        if settings.DEMO:
            call_command("create_demo", stdout=self.stdout)
        connections.close_all()


def collect_static(target: Path) -> None:
    """Collect static files when one is newer than the last collection."""
    stamp = target / ".collected"
    newest = max(path.stat().st_mtime for path in _sources())
    if stamp.exists() and stamp.stat().st_mtime >= newest:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=UNUSED)
    stamp.touch()


# What packages carry and no page asks for.
UNUSED = ["flags", "draw", "*.map", "Control.MiniMap*", "proj4*", "htmax*", "htmx-4*", "ext"]


def _sources():
    own = settings.BASE_DIR / "static"
    yield from (path for path in own.rglob("*") if path.is_file())
    yield settings.BASE_DIR / "requirements" / "base.txt"
    yield Path(__file__)
