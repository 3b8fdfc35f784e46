from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.imports.models import Verdict
from projects.imports import service
from projects.models import ImportBatch, ImportMapping
from projects.models.imports import ImportSource


class Command(BaseCommand):
    help = (
        "Read projects from a file and say what each row would do; --apply does it, whole or not"
        " at all. The file stays in the back office, where rows are decided and corrected, and an"
        " import is undone."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", choices=ImportSource.values, required=True)
        parser.add_argument("--apply", action="store_true", help="Write; without it, only compare.")
        parser.add_argument("--mapping", metavar="NAME", help="Columns remembered under this name.")

    def handle(self, *, file, source, apply, mapping, verbosity, **options):
        quiet = not verbosity
        batch = self._received(file, source, mapping)
        self._do(batch, lambda: service.set_columns(
            batch, batch.mapping, batch.policies, batch.mapping_name
        ), quiet)  # fmt: skip
        if apply:
            self._do(batch, lambda: service.apply(batch), quiet)
        if verbosity:
            self._report(batch, apply)

    def _received(self, path: Path, source: str, name: str | None) -> ImportBatch:
        try:
            saved = ImportMapping.objects.get(source=source, name=name) if name else None
            with path.open("rb") as stream:
                return service.receive(File(stream, path.name), source=source, mapping=saved)
        except ImportMapping.DoesNotExist as error:
            raise CommandError(_("No columns are remembered as “%s”.") % name) from error
        except ValidationError as error:
            raise CommandError(f"{path.name}: {' '.join(error.messages)}") from error
        except OSError as error:
            raise CommandError(_("%s is no file that can be read.") % path) from error

    def _do(self, batch: ImportBatch, ask, quiet: bool) -> None:
        try:
            ask()
        except ValidationError as error:
            raise self._stopped(batch, " ".join(error.messages)) from error
        failure = service.run(batch, quiet=quiet).failure
        if failure:
            raise self._stopped(batch, failure)

    def _stopped(self, batch: ImportBatch, words: str) -> CommandError:
        waits = _("Nothing was written; import no. %d waits in the back office.") % batch.pk
        return CommandError(f"{words} {waits}")

    def _report(self, batch: ImportBatch, applied: bool) -> None:
        for verdict, count in batch.counts().items():
            if count:
                self.stdout.write(f"{count:>7} {Verdict(verdict).label}")
        if applied:
            said = _("Import no. %d: applied.")
        else:
            said = _("Import no. %d: nothing was written yet; --apply writes.")
        self.stdout.write(self.style.SUCCESS(said % batch.pk))
