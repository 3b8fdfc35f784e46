from django.core.management.base import BaseCommand
from django.db import transaction

from core.loading import context
from forum.facts import load_forum
from forum.models import ObstacleTally, SolutionTally
from members.facts import load_members, load_memberships
from members.models import Tally
from pages.facts import load_pages
from partnerships.facts import load_partnerships
from projects.facts import load_projects
from projects.models import ProjectTally
from territories.facts import load_territories


class Command(BaseCommand):
    help = (
        "Load the network's facts from the files of the repository. A second run changes nothing,"
        " and no run undoes what staff edited."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Check the files, write nothing."
        )

    @transaction.atomic
    def handle(self, *, dry_run, verbosity, **options):
        quiet = verbosity == 0
        with context("load_network"):
            counts = load_territories(quiet=quiet)
            counts["members.csv"] = load_members(quiet=quiet)
            counts["memberships"] = load_memberships()
            counts["projects.csv"] = load_projects(quiet=quiet)
            counts |= load_partnerships(quiet=quiet)
            counts |= load_forum(quiet=quiet)
            counts["pages"] = load_pages(quiet=quiet)
        Tally.objects.compact()
        ProjectTally.objects.compact()
        ObstacleTally.objects.compact()
        SolutionTally.objects.compact()
        transaction.set_rollback(dry_run)
        for part, outcome in counts.items():
            if not quiet:
                self.stdout.write(
                    f"{part}: {', '.join(f'{n} {what}' for what, n in outcome.items())}"
                )
