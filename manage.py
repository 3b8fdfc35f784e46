#!/usr/bin/env python3
import os
import signal
import sys


def main() -> None:
    # Told to stop, a command leaves in order, and its database is stopped if it was the last.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mot_portal.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from mot_portal.environment import EnvironmentRefused

    try:
        settings._setup()  # type: ignore[misc]
    except EnvironmentRefused as refusal:
        sys.exit(str(refusal))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
