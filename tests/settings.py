"""Settings of the tests: the portal's own, without what only slows them down."""

import os

os.environ.setdefault("DEMO", "1")

from mot_portal.settings import *  # noqa: E402, F403

DEMO = MFA_REQUIRED = False  # tests/members/test_second_factor.py turns it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
SECURE_SSL_REDIRECT = False
# The browser tests serve a thread of their own: connections are not shared through a pool.
DATABASES["default"]["OPTIONS"].pop("pool")  # noqa: F405
POST_OFFICE["BACKENDS"] = {"default": "django.core.mail.backends.locmem.EmailBackend"}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CONTACT_EMAIL = DEFAULT_FROM_EMAIL = "mot@example.org"
# Static files are served from where they are written, none is collected.
STATIC_ROOT = BASE_DIR / "var" / "test-static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
