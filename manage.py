#!/usr/bin/env python
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mot_portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, RuntimeError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
