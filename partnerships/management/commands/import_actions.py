from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from core.imports.models import Verdict
from core.imports.policies import Policy
from partnerships.imports import service
from partnerships.imports.importer import ALL
from partnerships.models import ActionBatch, Partnership


class Command(BaseCommand):
    help = (
        "Read actions from a file and say what each row would do; --apply does it, whole or not at"
        " all. The file stays in the back office, where an import is undone."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--partnership", metavar="SLUG", help="Not needed when there is one.")
        parser.add_argument("--policy", choices=Policy.values, default=Policy.FOLLOW.value)
        parser.add_argument("--apply", action="store_true", help="Write; without it, only compare.")

    def handle(self, *, file, partnership, policy, apply, verbosity, **options):
        quiet = not verbosity
        batch = self._received(file, self._partnership(partnership), policy)
        self._do(
            batch, lambda: service.set_columns(batch, batch.mapping, batch.policies[ALL]), quiet
        )
        if apply:
            self._do(batch, lambda: service.apply(batch), quiet)
        if verbosity:
            self._report(batch, apply)

    def _partnership(self, slug: str | None) -> Partnership:
        rows = Partnership.objects.filter(slug=slug) if slug else Partnership.objects.all()
        try:
            return rows.get()
        except (Partnership.DoesNotExist, Partnership.MultipleObjectsReturned) as error:
            raise CommandError("Name one partnership by its address: --partnership.") from error

    def _received(self, path: Path, partnership: Partnership, policy: str) -> ActionBatch:
        try:
            with path.open("rb") as stream:
                return service.receive(
                    File(stream, path.name), partnership=partnership, policy=policy
                )
        except ValidationError as error:
            raise CommandError(f"{path.name}: {' '.join(error.messages)}") from error
        except OSError as error:
            raise CommandError(str(error)) from error

    def _do(self, batch: ActionBatch, ask, quiet: bool) -> None:
        try:
            ask()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if failure := service.run(batch, quiet=quiet).failure:
            raise CommandError(failure)

    def _report(self, batch: ActionBatch, applied: bool) -> None:
        for verdict, count in batch.counts().items():
            if count:
                self.stdout.write(f"{Verdict(verdict).label}: {count}")
        for row in batch.rows.filter(verdict=Verdict.INVALID)[:20]:
            said = " ".join(sentence for _line, _column, sentence in row.problems)
            self.stdout.write(f"  {row}: {said}")
        done = "applied" if applied else "nothing was written, --apply writes"
        self.stdout.write(self.style.SUCCESS(f"Import no. {batch.pk}: {done}."))
