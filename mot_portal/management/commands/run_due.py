import logging
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from members.services.due import run_what_is_due

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Do what is due: what the calendar changes, letters, tidying up. It can be run at any time,"
        " twice, and beside itself: one run does it, the others leave."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Run again and again.")

    def handle(self, *, every, verbosity, **options):
        if not every:
            self.do_what_is_due(verbosity)
        while every:
            try:
                self.do_what_is_due(verbosity)
            except DatabaseError:
                logger.exception("What is due was not done; it will be tried again.")
            except CommandError as error:
                self.stderr.write(str(error))
            connection.close()
            time.sleep(every)

    def do_what_is_due(self, verbosity: int) -> None:
        """Say what each step did. `CommandError` when one failed: all others are done."""
        run = run_what_is_due()
        if run is None:
            if verbosity:
                self.stdout.write("Another run does what is due.")
            return
        for line in run.report:
            if verbosity and line["done"]:
                self.stdout.write(f"{line['step']}: {line['done']}")
        if run.failures:
            failed = [f"{line['step']} ({line['error']})" for line in run.report if line["error"]]
            raise CommandError(f"Failed: {', '.join(failed)}")
