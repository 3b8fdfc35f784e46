import gzip
import re

import pytest

from tests.factories import (
    ApplicationFactory,
    BorderFactory,
    OrganisationFactory,
    PageFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PAGES = [
    "/fr/",
    "/en/",
    "/fr/members/?q=organisme&border=FR-BE",
    "/fr/members/one/",
    "/fr/borders/",
    "/fr/borders/FR-BE/",
    "/fr/territories/",
    "/fr/territories/place/",
    "/fr/search/?q=organisme",
    "/fr/about/",
    "/fr/site-map/",
]
FORMS = ["/fr/join/", "/fr/join/draft/why/", "/fr/join/draft/check/", "/fr/join/sent/"]
FORMS += ["/fr/members/one/contact/", "/fr/accounts/login/", "/fr/accounts/password/reset/"]
SPACE = [
    "/fr/me/",
    "/fr/me/kept/",
    "/fr/me/preferences/",
    "/fr/me/data/",
    "/fr/accounts/security/",
    "/fr/accounts/security/sessions/",
    "/fr/accounts/security/application/add/",
    "/fr/accounts/security/passkeys/add/",
    "/fr/accounts/email/",
]


@pytest.fixture(autouse=True)
def _rows():
    border = BorderFactory(code="FR-BE")
    territory = TerritoryFactory(slug="place", borders=[border], lat=50.6, lon=3.0)
    OrganisationFactory(slug="one", borders=[border], territory=territory, placed=True)
    PageFactory(key="about", body_fr="Un [lien](https://example.org) et <b>du HTML</b>.")
    PageFactory(key="home")
    ApplicationFactory(token="draft", draft=True)
    ApplicationFactory(token="sent")


@pytest.mark.parametrize("url", [*PAGES, *FORMS, *SPACE, "/admin/", "/fr/nothing/"])
def test_the_policy_is_strict_and_no_page_asks_for_more(client, url):
    if url in SPACE or url == "/admin/":
        user = UserFactory(is_staff=True, is_superuser=True)
        user.set_unusable_password()
        user.save()
        client.force_login(user)
    response = client.get(url)
    assert response.status_code == (404 if "nothing" in url else 200)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    html = response.content.decode()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script or 'type="application/' in script
    for address in re.findall(r'(?:src|action|poster)="([^"]*)"', html):
        assert not re.match(r"(https?:)?//", address)


@pytest.mark.parametrize("url", PAGES)
def test_a_visitor_gets_no_cookie_and_no_token(client, url):
    response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.parametrize("url", FORMS)
def test_a_page_made_to_send_sets_the_token_alone(client, url):
    assert set(client.get(url).cookies) == {"csrftoken"}


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_the_same_for_every_visitor(client, url):
    assert client.get(url).content == client.get(url, HTTP_USER_AGENT="other").content


@pytest.mark.parametrize("url", PAGES)
def test_a_page_names_its_other_languages(client, url):
    html = client.get(url).content.decode()
    found = dict(re.findall(r'hreflang="([a-z-]+)" href="([^"]+)"', html))
    path = url.replace("&", "&amp;")
    assert found["fr"] == "http://testserver" + path.replace("/en/", "/fr/", 1)
    assert found["en"] == "http://testserver" + path.replace("/fr/", "/en/", 1)
    assert found["x-default"] == found["fr"]


@pytest.mark.parametrize(
    ("accepted", "home"),
    [("", "/fr/"), ("en-GB,en;q=0.8", "/en/"), ("de", "/fr/"), ("fr,en", "/fr/"), ("§", "/fr/")],
)
def test_the_root_leads_to_a_language_without_a_cookie(client, accepted, home):
    response = client.get("/", HTTP_ACCEPT_LANGUAGE=accepted)
    assert (response.status_code, response["Location"]) == (302, home)
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_markdown_lets_no_html_through(client):
    html = client.get("/fr/about/").content.decode()
    assert "&lt;b&gt;du HTML" in html
    assert 'href="https://example.org"' in html


@pytest.mark.parametrize(("url", "part"), [("/robots.txt", "Sitemap: "), ("/healthz", "ok")])
def test_addresses_for_machines(client, url, part):
    assert part in client.get(url).content.decode()


def test_the_sitemap_names_languages(client):
    xml = client.get("/sitemap.xml").content.decode()
    assert "http://testserver/fr/members/one/" in xml
    assert 'hreflang="en" href="http://testserver/en/members/one/"' in xml


def test_security_txt_has_its_two_required_fields(client):
    text = client.get("/.well-known/security.txt").content.decode()
    assert re.search(r"^Contact: mailto:", text, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-01T00:00:00Z$", text, re.MULTILINE)


def test_a_page_and_a_file_leave_compressed(client):
    for url in ("/fr/members/", "/fr/members/export.json"):
        response = client.get(url, HTTP_ACCEPT_ENCODING="gzip")
        assert response["Content-Encoding"] == "gzip"
        body = b"".join(response) if response.streaming else response.content
        assert "organisme" in gzip.decompress(body).decode().lower()
