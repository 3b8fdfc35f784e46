from django.core.management.base import BaseCommand, CommandError

from core.catalogues import broken, compile_catalogues, languages, missing, update


class Command(BaseCommand):
    help = (
        "Collect the words of code and templates into locale/, and compile them. English is what"
        " the code says: it needs no catalogue."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "languages", nargs="*", help="Also these; else those there are, and fr."
        )
        parser.add_argument("--compile", action="store_true", help="Collect nothing.")

    def handle(self, **options):
        if not options["compile"]:
            for language in sorted({"fr", *languages(), *options["languages"]}):
                update(language)
                for message in missing(language):
                    self.stdout.write(f"to translate, {language}: {message}")
        wrong = [f"{language}: {text}" for language in languages() for text in broken(language)]
        if wrong:
            raise CommandError("\n".join(wrong))
        compile_catalogues()
