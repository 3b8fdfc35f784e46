import os
import sys

from django.core.wsgi import get_wsgi_application

from mot_portal.environment import EnvironmentRefused

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mot_portal.settings")
try:
    application = get_wsgi_application()
except EnvironmentRefused as refusal:
    sys.stderr.write(f"{refusal}\n")
    sys.exit(4)  # "the application cannot be loaded": gunicorn then gives up, and says so
