"""Whether the addresses that projects give still open: tried when staff ask, never otherwise."""

import http.client
import ipaddress
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.encoding import iri_to_uri

from projects.models import LinkCheck, Project
from projects.models.links import Problem

MOST = 20
SECONDS = 5
AGENT = "Mozilla/5.0 (compatible; MOT portal, link check)"
# What some servers answer to HEAD although they have the page.
ASK_AGAIN = range(400, 600)

Answer = tuple[int | None, str]


class NotPublicError(OSError):
    """The name leads to an address that is not one of the public internet."""


def addresses(project: Project) -> list[str]:
    """What `project` links to: its website, its source and its documents, each once."""
    found = [project.website, project.source if project.source_is_address else ""]
    found += [document.link for document in project.documents.all()]
    return list(dict.fromkeys(filter(None, found)))


def check(urls: Iterable[str]) -> int:
    """Try at most `MOST` of `urls`, those never tried or tried longest ago first; count them."""
    urls = list(dict.fromkeys(urls))
    known = dict(LinkCheck.objects.filter(url__in=urls).values_list("url", "checked_at"))
    due = [one for one in urls if one not in known] + sorted(known, key=lambda one: known[one])
    chosen = due[:MOST]
    with ThreadPoolExecutor(max_workers=10) as workers:
        answers = list(workers.map(_tried, chosen))
    LinkCheck.objects.bulk_create(
        [
            LinkCheck(url=url, status=status, problem=problem, checked_at=timezone.now())
            for url, (status, problem) in zip(chosen, answers, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["status", "problem", "checked_at"],
    )
    return len(chosen)


def _tried(url: str) -> Answer:
    """The status that `url` answers, or the problem; never raises."""
    status, problem = _asked("HEAD", url)
    return _asked("GET", url) if status in ASK_AGAIN else (status, problem)


def _asked(method: str, url: str) -> Answer:
    try:
        if urlsplit(url).scheme not in ("http", "https"):
            return None, Problem.NOT_PUBLIC
        request = urllib.request.Request(_ascii(url), method=method, headers={"User-Agent": AGENT})
        with _opener().open(request, timeout=SECONDS) as response:
            return response.status, ""
    except urllib.error.HTTPError as error:
        error.close()
        return error.code, ""
    except Exception as error:  # hostile servers make libraries raise anything
        return None, _problem(error.reason if isinstance(error, urllib.error.URLError) else error)


def _ascii(url: str) -> str:
    """The address as it travels: names and paths with accents are written out."""
    parts = urlsplit(url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    return iri_to_uri(parts._replace(netloc=host).geturl())


def _problem(error: Any) -> str:
    kinds: list[tuple[type[Exception], str]] = [
        (NotPublicError, Problem.NOT_PUBLIC),
        (TimeoutError, Problem.TOO_SLOW),
        (ssl.SSLError, Problem.CERTIFICATE),
        (socket.gaierror, Problem.UNKNOWN_HOST),
    ]
    return next((name for kind, name in kinds if isinstance(error, kind)), Problem.NO_ANSWER)


def _opener() -> urllib.request.OpenerDirector:
    """HTTP and HTTPS alone, redirections included; no proxy and no other scheme."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        _Http(), _Https(), urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody reaches, so that no inner server is asked."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return (mapped or ip).is_global and not ip.is_multicast


def _connected(address: tuple[str, int], timeout: Any = SECONDS, source: Any = None) -> Any:
    """A connection to the very address that was looked at: a name may lead elsewhere next time."""
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(is_public(str(one[4][0])) for one in found):
        raise NotPublicError(host)
    return socket.create_connection((str(found[0][4][0]), port), timeout, source)


class _Connection(http.client.HTTPConnection):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._create_connection = _connected


class _SecureConnection(http.client.HTTPSConnection):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._create_connection = _connected


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req):
        return self.do_open(_Connection, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req):
        return self.do_open(_SecureConnection, req)
