import logging
import time
from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.utils import timezone
from post_office.mail import send_queued
from post_office.models import STATUS, Email

from members.letters.delivery import hand_over
from members.models import Letter, Tally

logger = logging.getLogger(__name__)
KEPT = timedelta(days=90)


class Command(BaseCommand):
    help = (
        "Do what is due: send letters, forget old ones, tidy up. It can be run at any time, twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="Run again and again.")

    def handle(self, *, every, verbosity, **options):
        self.do_what_is_due(verbosity)
        while every:
            time.sleep(every)
            try:
                self.do_what_is_due(verbosity)
            except DatabaseError:
                logger.exception("What is due was not done; it will be tried again.")
            connection.close()

    def do_what_is_due(self, verbosity: int) -> None:
        hand_over()
        sent, failed, requeued = send_queued()
        day = timezone.now() - KEPT
        forgotten, _details = Email.objects.filter(created__lt=day, status=STATUS.sent).delete()
        Letter.objects.filter(handled_at__lt=day, email=None).delete()
        Tally.objects.compact()
        call_command("clearsessions", verbosity=0)
        if verbosity and (sent or failed or requeued or forgotten):
            self.stdout.write(
                f"letters: {sent} sent, {failed} failed, {requeued} to try again,"
                f" {forgotten} forgotten"
            )
