"""What differs between machines, read from the environment; `.env.example` says what each means."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv
from environs import Env, EnvError

from mot_portal.embedded import EmbeddedPostgresError, embedded_postgres_url

BASE_DIR = Path(__file__).resolve().parent.parent
NEEDED = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"]
ENCRYPTIONS = {"smtp+tls": ("EMAIL_USE_TLS", 587), "smtp+ssl": ("EMAIL_USE_SSL", 465)}
OIDC_NEEDED = ["OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"]
HERE = ["localhost", "127.0.0.1", "[::1]"]


class EnvironmentRefused(ImproperlyConfigured):
    """The portal does not start with this environment; the message is for who started it."""


@dataclass(frozen=True, kw_only=True)
class OpenIDConnect:
    """A provider that people may log in through."""

    server_url: str
    client_id: str
    client_secret: str
    name: str  # as the button says it
    scopes: list[str]
    checks_addresses: bool  # it gives only addresses that it checked, and does not say so each time


@dataclass(frozen=True, kw_only=True)
class Environment:
    debug: bool
    demo: bool
    secure: bool
    secret_key: str
    secret_key_fallbacks: list[str]
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    database_url: str
    email: dict[str, Any]  # Django's settings EMAIL_…
    contact_email: str
    media_root: Path
    map_tiles_url: str  # empty: no tiles
    site_url: str  # `https://portail.example`, without a slash at the end
    mfa_required: bool
    trusted_proxies: int
    oidc: OpenIDConnect | None


def load() -> Environment:
    """Read `.env` (or the file that `ENV_FILE` names), then the environment, which wins.

    Raises `EnvironmentRefused`. Starts the embedded database when it may and no other is named.
    """
    read_env_file()
    try:
        return _load(Env())
    except EnvError as error:
        raise EnvironmentRefused(
            f"{error} (.env.example says what each variable means)."
        ) from error
    except EmbeddedPostgresError as error:
        raise EnvironmentRefused(str(error)) from error


def read_env_file() -> None:
    """Fill what the environment lacks from the file; an empty `ENV_FILE` means none."""
    path = os.environ.get("ENV_FILE", str(BASE_DIR / ".env"))
    if path:
        load_dotenv(path)


def _load(env: Env) -> Environment:
    debug, demo = env.bool("DEBUG", False), env.bool("DEMO", False)
    at_home = debug or demo
    if not at_home:
        required(os.environ)
    tiles = env.str("MAP_TILES_URL", "")
    email = _email(env.str("EMAIL_URL", "") or ("file:" if at_home else "smtp://localhost:25"))
    database_url = env.str("DATABASE_URL", "")
    if tiles and not origins(tiles):
        raise EnvironmentRefused("MAP_TILES_URL must be an address that begins with https://.")
    if "EMAIL_BACKEND" not in email:
        raise EnvironmentRefused("EMAIL_URL must look like smtp+tls://user:password@host:587.")
    if database_url and not database_url.startswith(("postgresql://", "postgres://")):
        raise EnvironmentRefused(
            "DATABASE_URL must look like postgresql://user:password@host/name."
        )
    hosts = _words(env, "ALLOWED_HOSTS") or HERE
    secure = env.bool("SECURE", not at_home)
    return Environment(
        debug=debug,
        demo=demo,
        secure=secure,
        secret_key=env.str("SECRET_KEY", "") or _kept_secret_key(),
        secret_key_fallbacks=_words(env, "SECRET_KEY_FALLBACKS"),
        allowed_hosts=hosts,
        csrf_trusted_origins=_words(env, "CSRF_TRUSTED_ORIGINS"),
        email=email,
        contact_email=env.str("CONTACT_EMAIL", "") or "contact@portal.invalid",
        media_root=Path(env.str("MEDIA_ROOT", "") or BASE_DIR / "var" / "media").absolute(),
        map_tiles_url=tiles,
        site_url=_site_url(env, hosts, at_home),
        mfa_required=_mfa_required(env, demo),
        trusted_proxies=env.int("TRUSTED_PROXIES", 1 if secure else 0),
        oidc=_oidc(env, at_home),
        # Last, so that no server is started for an environment that is refused.
        database_url=database_url or _embedded_url(env.str("EMBEDDED_POSTGRES", "")),
    )


def required(env: Mapping[str, str]) -> None:
    """Raise `EnvironmentRefused`, naming all variables that a real site needs and lacks."""
    missing = [name for name in NEEDED if not env.get(name, "").strip()]
    if missing:
        raise EnvironmentRefused(
            f"The portal does not start: {', '.join(missing)} must be set"
            " (see .env.example), or DEMO=1 for a demonstration."
        )


def origins(url: str) -> list[str]:
    """Where tiles at the address pattern `url` come from, for a content policy; empty if nowhere.

    `https://{s}.tiles.example/{z}/{x}/{y}.png` gives `["https://*.tiles.example"]`.
    """
    parts = urlsplit(re.sub(r"^(https?://)\{s\}\.", r"\1*.", url))
    known = parts.scheme in ("https", "http") and re.fullmatch(r"[\w.*:\[\]-]+", parts.netloc)
    return [f"{parts.scheme}://{parts.netloc}"] if known else []


def _email(url: str) -> dict[str, Any]:
    """Django's settings `EMAIL_…`; without a backend when `url` is nothing we know.

    `smtp+tls` starts in clear and goes on encrypted (STARTTLS), `smtp+ssl` is encrypted at once.
    """
    scheme, _colon, rest = url.partition(":")
    try:
        if scheme not in ENCRYPTIONS:
            return dj_email_url.parse(url)
        setting, port = ENCRYPTIONS[scheme]
        email = dj_email_url.parse(f"smtp:{rest}")
        return email | {setting: True, "EMAIL_PORT": urlsplit(url).port or port}
    except ValueError:  # a port that is no number
        return {}


def _site_url(env: Env, hosts: list[str], at_home: bool) -> str:
    """Where links in letters lead: what `SITE_URL` says, else the first of `ALLOWED_HOSTS`."""
    url = env.str("SITE_URL", "").rstrip("/")
    if not url and at_home:
        return f"http://127.0.0.1:{env.str('PORT', '') or 8000}"
    url = url or f"https://{hosts[0].lstrip('.*')}"
    if origins(url) != [url] or not urlsplit(url).hostname:
        raise EnvironmentRefused("SITE_URL must look like https://portail.example.")
    return url


def _mfa_required(env: Env, demo: bool) -> bool:
    is_required = env.bool("MFA_REQUIRED", not demo)
    if not (is_required or demo):
        raise EnvironmentRefused("MFA_REQUIRED can be turned off only in a demonstration, DEMO=1.")
    return is_required


def _oidc(env: Env, at_home: bool) -> OpenIDConnect | None:
    """The provider that `OIDC_…` name; None when none is named."""
    given = {name: env.str(name, "").strip() for name in OIDC_NEEDED}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return None
    if missing:
        there = [name for name in OIDC_NEEDED if name not in missing]
        raise EnvironmentRefused(f"With {', '.join(there)}, {', '.join(missing)} must be set too.")
    server_url = given["OIDC_SERVER_URL"].rstrip("/")
    if not origins(server_url) or not (at_home or server_url.startswith("https://")):
        raise EnvironmentRefused("OIDC_SERVER_URL must be an address that begins with https://.")
    return OpenIDConnect(
        server_url=server_url,
        client_id=given["OIDC_CLIENT_ID"],
        client_secret=given["OIDC_CLIENT_SECRET"],
        name=env.str("OIDC_NAME", "") or "ProConnect",
        scopes=env.str("OIDC_SCOPES", "").split() or ["openid", "profile", "email"],
        checks_addresses=env.bool("OIDC_CHECKS_ADDRESSES", False),
    )


def _words(env: Env, name: str) -> list[str]:
    return [word.strip() for word in env.str(name, "").split(",") if word.strip()]


def _embedded_url(name: str) -> str:
    """The portal's own database, else one that may be lost."""
    return embedded_postgres_url(name, durable=False) if name else embedded_postgres_url()


def _kept_secret_key() -> str:
    """A random key, the same from start to start. Two processes that make one agree on it."""
    path = BASE_DIR / "var" / "secret_key"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
