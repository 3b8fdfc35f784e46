"""Compile translations and collect static files, as for a portal that is served."""

from pathlib import Path

import django
from django.conf import settings

from core.catalogues import compile_catalogues

if __name__ == "__main__":
    django.setup()
    from mot_portal.management.commands.serve import collect_static

    compile_catalogues()
    collect_static(Path(settings.STATIC_ROOT))
