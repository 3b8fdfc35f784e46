"""A real Chromium in front of the real network, served by a thread of the test."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from members.models import Organisation
from tests.browser.pages import Kind
from tests.factories import InvitationFactory, JoinRequestFactory, MandateFactory, UserFactory
from tests.forum.filed import make_files

# What the browser says about the page's own doing; told apart from a status the test asked for.
WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`Policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
"""

BUSY_SESSIONS = """
SELECT 1 FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND backend_type = 'client backend' AND state <> 'idle'
"""


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.fail("CHROMIUM must name a browser: `make test` finds or installs one.")
    # The browser's library keeps an event loop running in this thread; Django would refuse queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Reader:
    """One browser window, what it was made to fetch and what it complained about."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)  # addresses that should answer 4xx

    def __post_init__(self):
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _console(self, message) -> None:
        if message.type in {"error", "warning"} and message.location["url"] not in self.refused:
            self.complaints.append(message.text)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def elsewhere(self) -> list[str]:
        """Requests that left for another host."""
        own = urlsplit(self.origin).netloc
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != own
        ]

    def open(self, kind: Kind | str, language: str = "fr") -> Page:
        """Open a page and wait until it is ready; an unexpected status fails."""
        kind = kind if isinstance(kind, Kind) else Kind(kind)
        url = f"{self.origin}/{language}/{kind.path}"
        if kind.status >= 400:
            self.refused.add(url)
        answer = self.page.goto(url)
        assert answer is not None
        assert answer.status == kind.status, f"{kind}: {answer.status}"
        for map_ in self.page.locator("[data-map]").all():
            if map_.is_visible():
                map_.scroll_into_view_if_needed()
        self.page.wait_for_selector(kind.ready, state="attached")
        return self.page

    def follow(self, selector: str) -> None:
        """Follow the first link, or press the first button, until the page it leads to is there."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()


Window = Callable[..., Reader]


def wait_until_answered(seconds: float = 10) -> None:
    """Wait for the server's last answer: a page may close while it is made, and hold its tables."""
    limit = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < limit:
            cursor.execute(BUSY_SESSIONS)
            if not cursor.fetchone():
                return
            time.sleep(0.05)


@pytest.fixture
def window(chromium: Browser, live_server, network):
    """Open a window: `window(width=360, scheme="dark", scripts=False)`.

    At the end of the test no window may have complained (console, policy) or left for another host.
    """
    readers: list[Reader] = []

    def open_window(
        *, width: int = 1280, height: int = 800, scheme: str = "light", scripts: bool = True
    ) -> Reader:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH_POLICY)
        readers.append(Reader(context.new_page(), live_server.url))
        return readers[-1]

    yield open_window
    for reader in readers:
        reader.context.close()
    wait_until_answered()
    assert [complaint for reader in readers for complaint in reader.complaints] == []
    assert [url for reader in readers for url in reader.elsewhere] == []


@pytest.fixture
def accounts(network):
    """Those who log in, by the name that `Kind.who` gives, and what waits for them."""
    pamina = Organisation.objects.get(slug="eurodistrict-pamina")
    manager = MandateFactory(organisation=pamina, manages_people=True, edits_profile=True)
    MandateFactory(user=manager.user, organisation=Organisation.objects.exclude(pk=pamina.pk)[0])
    MandateFactory(organisation=pamina, function="trésorier", ends_on=date(2021, 1, 1))
    InvitationFactory(organisation=pamina, token="waits", **manager.capabilities)
    InvitationFactory(organisation=pamina, token="lapsed", expires_at=timezone.now())
    JoinRequestFactory(organisation=pamina, message="Bonjour")
    make_files(pamina)
    return {"staff": UserFactory(is_staff=True, is_superuser=True), "manager": manager.user}


@pytest.fixture
def log_in(live_server, accounts):
    """Log a window in as one of `accounts`; None logs out."""

    def enter(reader: Reader, who: str | None) -> None:
        reader.context.clear_cookies()
        if who is None:
            return
        client = Client()
        client.force_login(accounts[who])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        reader.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return enter
