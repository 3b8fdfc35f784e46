"""Every address by every kind of person; the list of what is public is reviewed here."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.factories import BorderFactory, PageFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
PEOPLE = ["anonymous", "stranger", "former", "member", "editor", "staff"]
ALL = [200] * 6
OWN = [404, 404, 404, 200, 200, 200]
LOGGED_IN = [302] + [200] * 5
NOBODY = [302] * 6

TABLE = {
    "/fr/": ALL,
    "/fr/search/": ALL,
    "/fr/search/?q=organisme": ALL,
    "/fr/site-map/": ALL,
    "/fr/about/": ALL,
    "/fr/members/": ALL,
    "/fr/members/map.geojson": ALL,
    "/fr/members/export.csv": ALL,
    "/fr/members/export.xlsx": ALL,
    "/fr/members/export.json": ALL,
    "/fr/members/export.geojson": ALL,
    "/fr/members/feed.atom": ALL,
    "/fr/members/opensearch.xml": ALL,
    "/fr/members/published/": ALL,
    "/fr/members/published/contact/": ALL,
    "/fr/members/published/contact/sent/": ALL,
    "/fr/members/published/people/": [302, 403, 403, 200, 200, 200],
    "/fr/members/published/people/invite/": [302, 403, 403, 403, 403, 200],
    "/fr/members/published/join/": ALL,
    "/fr/members/published/join/sent/": ALL,
    "/fr/members/draft/": OWN,
    "/fr/members/draft/people/": [302, 404, 404, 200, 200, 200],
    "/fr/members/draft/people/invite/": [302, 404, 404, 403, 403, 200],
    "/fr/members/draft/join/": [404] * 6,
    "/fr/invitations/none/": [404] * 6,
    "/fr/members/draft/contact/": OWN,
    "/fr/members/draft/contact/sent/": OWN,
    "/fr/members/none/": [404] * 6,
    "/fr/members/published/edit/": [302, 403, 403, 403, 200, 200],
    "/fr/members/draft/edit/": [302, 404, 404, 403, 200, 200],
    "/fr/members/published/edit/logo/1/": [302, 403, 403, 403, 404, 404],
    "/fr/members/draft/edit/logo/1/": [302, 404, 404, 403, 404, 404],
    "/fr/members/published/edit/presence/": [302, 403, 403, 403, 405, 405],
    "/fr/members/draft/edit/presence/": [302, 404, 404, 403, 405, 405],
    "/fr/members/published/history/": [302, 403, 403, 403, 200, 200],
    "/fr/members/draft/history/": [302, 404, 404, 403, 200, 200],
    "/fr/members/published/confirm/": [302, 403, 403, 403, 405, 403],
    "/fr/members/draft/confirm/": [302, 404, 404, 403, 405, 403],
    "/fr/members/published/confirm/forged/": [404] * 6,
    "/fr/borders/": ALL,
    "/fr/borders/map.json": ALL,
    "/fr/borders/FR-BE/": ALL,
    "/fr/borders/FR-XX/": [404] * 6,
    "/fr/territories/": ALL,
    "/fr/territories/place/": ALL,
    "/fr/territories/place/footprint.geojson": ALL,
    "/fr/style/": [302, 403, 403, 403, 403, 200],
    "/fr/accounts/login/": [200, 302, 302, 302, 302, 302],
    "/fr/accounts/password/reset/": [200] * 6,
    "/fr/accounts/signup/": [200, 302, 302, 302, 302, 302],
    "/fr/accounts/password/change/": LOGGED_IN,
    "/fr/accounts/password/set/": NOBODY,
    "/fr/accounts/password/reset/done/": ALL,
    "/fr/accounts/password/reset/key/1-x/": ALL,
    "/fr/accounts/password/reset/key/done/": ALL,
    "/fr/accounts/email/": LOGGED_IN,
    "/fr/accounts/email/confirm/x/": ALL,
    "/fr/accounts/inactive/": ALL,
    "/fr/accounts/logout/": LOGGED_IN,
    "/fr/accounts/reauthenticate/": LOGGED_IN,
    "/fr/accounts/security/": LOGGED_IN,
    "/fr/accounts/security/sessions/": LOGGED_IN,
    "/fr/accounts/security/linked/": LOGGED_IN,
    "/fr/accounts/security/code/": NOBODY,
    "/fr/accounts/security/code/again/": NOBODY,
    "/fr/accounts/security/application/add/": NOBODY,
    "/fr/accounts/security/application/remove/": [302] + [404] * 5,
    "/fr/accounts/security/codes/": [302] + [404] * 5,
    "/fr/accounts/security/codes/new/": NOBODY,
    "/fr/accounts/security/passkeys/": NOBODY,
    "/fr/accounts/security/passkeys/add/": NOBODY,
    "/fr/accounts/security/passkeys/login/": NOBODY,
    "/fr/accounts/security/passkeys/again/": NOBODY,
    "/fr/accounts/security/passkeys/1/rename/": NOBODY,
    "/fr/accounts/security/passkeys/1/remove/": NOBODY,
    "/fr/accounts/oidc/login/": [404] * 6,
    "/fr/accounts/oidc/cancelled/": ALL,
    "/oidc/callback/": [404] * 6,
    "/fr/me/": LOGGED_IN,
    "/fr/me/preferences/": LOGGED_IN,
    "/fr/me/data/": LOGGED_IN,
    "/fr/me/data/download.json": LOGGED_IN,
    "/fr/me/data/erase/": NOBODY,
    "/admin/": [302, 302, 302, 302, 302, 200],
    "/admin/login/": [302, 403, 403, 403, 403, 302],
    "/": [302] * 6,
    "/healthz": ALL,
    "/readyz": ALL,
    "/robots.txt": ALL,
    "/sitemap.xml": ALL,
    "/.well-known/security.txt": ALL,
    "/media/logos/none.png": [404] * 6,
    "/fr/letters/stop/1:forged/": [404] * 6,
    "/fr/nothing/": [404] * 6,
}

PUBLIC = {
    "choose_language", "healthz", "readyz", "robots", "security", "logo",
    "django.contrib.sitemaps.views.sitemap", "home", "search", "sitemap_page", "pages:page",
    "territories:border_list", "territories:border_signs", "territories:border_detail",
    "territories:territory_list", "territories:territory_detail",
    "territories:territory_footprint",
    "members:organisation_list", "members:organisation_map", "members:organisation_export",
    "members:organisation_feed", "members:opensearch", "members:organisation_detail",
    "members:organisation_contact", "members:organisation_contact_sent", "members:letters_stop",
    "members:organisation_confirm_by_letter",
    "members:join", "members:join_sent", "members:invitation", "members:invitation_decline",
    "account_login", "account_logout", "account_signup", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_email", "mfa_authenticate",
    "mfa_login_webauthn", "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _rows(organisations):
    BorderFactory(code="FR-BE")
    PageFactory(key="about")
    square = [[[3.0, 50.0], [4.0, 50.0], [4.0, 51.0], [3.0, 50.0]]]
    TerritoryFactory(slug="place", footprint={"type": "Polygon", "coordinates": square})


@pytest.mark.parametrize("url", TABLE)
def test_who_may_read(people, url):
    assert [people[who].get(url).status_code for who in PEOPLE] == TABLE[url]


# What staff may open before they have the second factor that they must have.
BEFORE_THE_FACTOR = {
    "/fr/about/", "/fr/accounts/logout/", "/fr/accounts/reauthenticate/", "/fr/accounts/security/",
    "/fr/accounts/security/application/add/", "/fr/accounts/security/codes/",
    "/fr/accounts/security/passkeys/add/",
}  # fmt: skip


@pytest.mark.parametrize("url", TABLE)
def test_what_staff_may_read_without_second_factor(people, settings, url):
    settings.MFA_REQUIRED = True
    status = TABLE[url][-1]
    answer = people["staff"].get(url)
    if url in BEFORE_THE_FACTOR or url == "/fr/nothing/":
        assert answer.status_code == status
    else:
        assert answer["Location"].startswith("/fr/accounts/security/?next=")


@pytest.mark.parametrize(
    "url", ["/fr/members/", "/fr/members/export.json", "/fr/members/feed.atom"]
)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_draft_is_listed_only_to_those_who_act_for_it(people, who, url):
    response = people[who].get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert (b"draft" in body) == (who in {"member", "editor", "staff"})


def named_patterns(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == "admin":
                continue
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named_patterns(pattern.url_patterns, namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern.callback


def test_the_public_pages_are_those_of_the_reviewed_list():
    found = {
        name
        for name, view in named_patterns(get_resolver().url_patterns)
        if not getattr(view, "login_required", True)
    }
    assert found - PUBLIC == set()
    assert PUBLIC - found == set()


def test_the_style_page_is_not_public():
    assert getattr(resolve("/fr/style/").func, "login_required", True)
