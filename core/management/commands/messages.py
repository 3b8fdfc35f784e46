from django.core.management.base import BaseCommand

from core.catalogues import compile_catalogues, missing, update


class Command(BaseCommand):
    help = "Collect the words of code and templates into locale/, and compile them."
    requires_system_checks = ()

    def handle(self, **options):
        update("fr")
        compile_catalogues()
        for message in missing("fr"):
            self.stdout.write(f"to translate: {message}")
