"""What differs between machines, read from the environment (and a `.env` file beside `manage.py`).

Unset is safe: without `DEMO=1` or `DEBUG=1`, a missing secret stops the start with a sentence.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environs
from django.core.exceptions import ImproperlyConfigured

from mot_portal.embedded import embedded_postgres_url

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
REQUIRED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"]


@dataclass(frozen=True)
class Environment:
    """The settings of one machine. `secure` is true where pages are served over https."""

    debug: bool
    demo: bool
    secure: bool
    secret_key: str
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    database_url: str
    email: dict[str, Any]
    media_root: Path
    map_tiles_url: str
    contact_email: str


def load() -> Environment:
    """Read the environment. `ImproperlyConfigured` names each variable that is missing."""
    env = environs.Env()
    env.read_env(BASE_DIR / ".env", recurse=False)
    debug, demo = env.bool("DEBUG", False), env.bool("DEMO", False)
    relaxed = debug or demo
    missing = [name for name in REQUIRED if not env.str(name, "")]
    if missing and not relaxed:
        raise ImproperlyConfigured(
            f"The portal does not start: set {', '.join(missing)} (see .env.example),"
            " or DEMO=1 for a demonstration."
        )
    VAR.mkdir(exist_ok=True)
    return Environment(
        debug=debug,
        demo=demo,
        secure=env.bool("SECURE", not relaxed),
        secret_key=env.str("SECRET_KEY", "") or _kept_secret(),
        allowed_hosts=env.list("ALLOWED_HOSTS", []) or ["localhost", "127.0.0.1", "[::1]"],
        csrf_trusted_origins=env.list("CSRF_TRUSTED_ORIGINS", []),
        database_url=env.str("DATABASE_URL", "") or embedded_postgres_url(VAR / "postgres"),
        email=_email(env),
        media_root=Path(env.str("MEDIA_ROOT", "") or VAR / "media"),
        map_tiles_url=env.str("MAP_TILES_URL", ""),
        contact_email=env.str("CONTACT_EMAIL", "contact@portal.invalid"),
    )


def _email(env: environs.Env) -> dict[str, Any]:
    """Django's settings for `EMAIL_URL`; letters are written to files in `var/mail` without it."""
    if not env.str("EMAIL_URL", ""):
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    return env.dj_email_url("EMAIL_URL")


def _kept_secret() -> str:
    """A random key for this clone alone, the same at each start."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def origins(url: str) -> list[str]:
    """The origin of an address, for a content security policy; empty for an empty address."""
    parts = urlsplit(url.replace("{s}.", "*."))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
