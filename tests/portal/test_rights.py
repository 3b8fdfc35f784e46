"""Every address by every kind of person; the list of what is public is reviewed here."""

import re
from itertools import groupby

import pytest
from django.contrib import admin
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.factories import (
    ApplicationFactory,
    BorderFactory,
    PageFactory,
    ParticipationFactory,
    PartnershipFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
)
from tests.forum.factories import SolutionFactory
from tests.forum.filed import make_files
from tests.members.test_people_rights import READ as PEOPLE_OF_AN_ORGANISATION
from tests.portal.forum_rights import FORUM, READABLE, make_topics

pytestmark = pytest.mark.django_db
PEOPLE = ["anonymous", "stranger", "former", "member", "editor", "manager", "staff"]
ALL = [200] * 7
OWN = [404, 404, 404, 200, 200, 200, 200]
LOGGED_IN = [302] + [200] * 6
NOBODY = [302] * 7

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
    "/fr/members/published/people/": [302, 403, 403, 200, 200, 200, 200],
    "/fr/members/published/people/invite/": [302, 403, 403, 403, 403, 200, 200],
    "/fr/members/published/join/": ALL,
    "/fr/members/published/join/sent/": ALL,
    "/fr/members/draft/": OWN,
    "/fr/members/draft/people/": [302, 404, 404, 200, 200, 200, 200],
    "/fr/members/draft/people/invite/": [302, 404, 404, 403, 403, 200, 200],
    "/fr/members/draft/join/": [404] * 7,
    "/fr/invitations/none/": [404] * 7,
    "/fr/members/draft/contact/": OWN,
    "/fr/members/draft/contact/sent/": OWN,
    "/fr/members/none/": [404] * 7,
    "/fr/members/published/edit/": [302, 403, 403, 403, 200, 403, 200],
    "/fr/members/draft/edit/": [302, 404, 404, 403, 200, 403, 200],
    "/fr/members/published/edit/logo/1/": [302, 403, 403, 403, 404, 403, 404],
    "/fr/members/draft/edit/logo/1/": [302, 404, 404, 403, 404, 403, 404],
    "/fr/members/published/edit/presence/": [302, 403, 403, 403, 405, 403, 405],
    "/fr/members/draft/edit/presence/": [302, 404, 404, 403, 405, 403, 405],
    "/fr/members/published/history/": [302, 403, 403, 403, 200, 403, 200],
    "/fr/members/draft/history/": [302, 404, 404, 403, 200, 403, 200],
    "/fr/members/published/confirm/": [302, 403, 403, 403, 405, 403, 403],
    "/fr/members/draft/confirm/": [302, 404, 404, 403, 405, 403, 403],
    "/fr/members/published/confirm/forged/": [404] * 7,
    "/fr/members/published/dues/": [302, 403, 403, 403, 403, 200, 200],
    "/fr/members/draft/dues/": [302, 404, 404, 403, 403, 200, 200],
    "/fr/members/none/dues/": [302] + [404] * 6,
    "/fr/members/published/dues/1/": [302, 403, 403, 403, 403, 404, 404],
    "/fr/members/draft/dues/1/": [302, 404, 404, 403, 403, 404, 404],
    "/fr/members/published/dues/1/call.pdf": [302, 403, 403, 403, 403, 404, 404],
    "/fr/members/draft/dues/1/call.pdf": [302, 404, 404, 403, 403, 404, 404],
    "/fr/obstacles/": ALL,
    "/fr/obstacles/map.geojson": ALL,
    "/fr/obstacles/export.csv": ALL,
    "/fr/obstacles/export.xlsx": ALL,
    "/fr/obstacles/export.json": ALL,
    "/fr/obstacles/export.geojson": ALL,
    "/fr/obstacles/export.pdf": [404] * 7,
    "/fr/obstacles/feed.atom": ALL,
    "/fr/obstacles/schema.json": ALL,
    "/fr/obstacles/scoreboard/": ALL,
    "/fr/obstacles/scoreboard.json": ALL,
    "/fr/obstacles/scoreboard/2025/": ALL,
    "/fr/obstacles/scoreboard/2019/": [404] * 7,
    "/fr/obstacles/FR-BE-2026-90000900/": ALL,
    # Staff and, of members, those that speak for who raised or carries it: test_support.py.
    "/fr/obstacles/FR-BE-2026-90000902/": [404] * 6 + [200],
    "/fr/obstacles/FR-BE-2026-90000903/": [404] * 3 + [200] * 4,
    "/fr/obstacles/FR-BE-2026-90000900/support.geojson": ALL,
    "/fr/obstacles/FR-BE-2026-90000902/support.geojson": [404] * 6 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/support/published/": [302] + [403] * 6,
    "/fr/obstacles/FR-BE-2026-90000902/support/published/": [302] + [404] * 5 + [403],
    "/fr/obstacles/FR-BE-2026-90000900/support/published/withdraw/": [302] + [403] * 6,
    "/fr/obstacles/FR-BE-2026-90000900/documents/1/": [404] * 7,
    "/fr/obstacles/FR-BE-2026-90000900/steps/1/document/": [404] * 7,
    "/fr/obstacles/new/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/edit/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/sides/FR/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/triage/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/carrier/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/outcome/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/reopen/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/steps/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/steps/90000902/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/steps/90000902/send/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/steps/90000902/answer/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/manage/sides/IT/": [302] + [403] * 5 + [404],
    "/fr/obstacles/FR-BE-2026-90000900/manage/steps/90000903/": [302] + [404] * 6,
    "/fr/obstacles/FR-BE-2026-90000900/manage/move/": [302] + [403] * 5 + [405],
    "/fr/obstacles/FR-BE-2026-90000900/manage/take-up/": [302] + [403] * 5 + [405],
    "/fr/obstacles/FR-BE-2026-90000900/manage/steps/90000902/discard/": [302] + [403] * 5 + [405],
    "/fr/obstacles/FR-BE-2026-90000900/carry/published/": [302] + [403] * 6,
    "/fr/obstacles/FR-BE-2026-90000901/manage/": [302] + [404] * 6,
    "/fr/obstacles/FR-BE-2026-90000900/files/cross_border/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/files/cross_border/draft.pdf": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/files/b_solutions/": [302] + [403] * 5 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/files/none/": [302] + [404] * 6,
    "/fr/obstacles/FR-BE-2026-90000900/files/90000900/": ALL,
    "/fr/obstacles/FR-BE-2026-90000900/files/90000900.pdf": ALL,
    "/fr/obstacles/FR-BE-2026-90000900/files/90000900.json": ALL,
    "/fr/obstacles/FR-BE-2026-90000900/files/90000901/": [404] * 6 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/files/90000901.pdf": [404] * 6 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/files/90000901.json": [404] * 6 + [200],
    "/fr/obstacles/FR-BE-2026-90000900/files/90000900/attach/": [302] + [405] * 6,
    "/fr/solutions/": ALL,
    "/fr/solutions/map.geojson": ALL,
    "/fr/solutions/export.csv": ALL,
    "/fr/solutions/export.xlsx": ALL,
    "/fr/solutions/export.json": ALL,
    "/fr/solutions/export.geojson": ALL,
    "/fr/solutions/export.pdf": [404] * 7,
    "/fr/solutions/feed.atom": ALL,
    "/fr/solutions/known/": ALL,
    "/fr/solutions/secret/": [404] * 6 + [200],
    "/fr/solutions/known/reuse/published/": [302] + [403] * 5 + [200],
    "/fr/solutions/known/reuse/draft/": [302] + [404] * 6,
    "/fr/solutions/secret/reuse/published/": [302] + [404] * 6,
    "/fr/solutions/known/reuse/published/withdraw/": [302] + [403] * 5 + [405],
    "/fr/projects/": ALL,
    "/fr/projects/map.geojson": ALL,
    "/fr/projects/export.csv": ALL,
    "/fr/projects/export.xlsx": ALL,
    "/fr/projects/export.json": ALL,
    "/fr/projects/export.geojson": ALL,
    "/fr/projects/export.pdf": [404] * 7,
    "/fr/projects/feed.atom": ALL,
    "/fr/projects/opensearch.xml": ALL,
    "/fr/projects/known/": ALL,
    "/fr/projects/secret/": [404, 404, 404, 404, 404, 404, 200],
    "/fr/projects/none/": [404] * 7,
    "/fr/projects/known/documents/1/": [404] * 7,
    # Nobody here proposes projects: tests/projects/test_rights.py has those who do.
    "/fr/projects/propose/": [302] + [403] * 6,
    "/fr/projects/propose/alike/": LOGGED_IN,
    "/fr/projects/known/edit/": [302] + [403] * 5 + [200],
    "/fr/projects/secret/edit/": [302] + [404] * 5 + [200],
    "/fr/projects/none/edit/": [302] + [404] * 6,
    "/fr/projects/known/edit/presence/": [302] + [403] * 5 + [405],
    "/fr/projects/secret/edit/presence/": [302] + [404] * 5 + [405],
    "/fr/projects/known/history/": [302] + [403] * 5 + [200],
    "/fr/projects/secret/history/": [302] + [404] * 5 + [200],
    "/fr/projects/known/participation/published/": [302] + [403] * 5 + [200],
    "/fr/projects/known/participation/draft/": [302] + [404] * 6,
    "/fr/projects/secret/participation/published/": [302] + [404] * 6,
    # What an organisation shares: tests/partnerships/test_consent_rights.py has all people.
    # It leads to the one partner there is.
    "/fr/members/published/shared/": [302, 404, 404, 302, 302, 302, 200],
    "/fr/partnerships/none/consents/": [302] + [404] * 6,
    "/fr/partnerships/none/consents/documents/1/": [302] + [404] * 6,
    "/fr/partnerships/none/consents/published/": [302] + [404] * 6,
    "/fr/partnerships/none/consents/published/accesses/": [302] + [404] * 6,
    "/fr/partnerships/none/consents/published/projects/known/": [302] + [404] * 6,
    "/fr/partnerships/none/consents/published/projects/known/withdraw/": [302] + [404] * 6,
    "/fr/partnerships/none/consents/published/projects/known/refuse/": [302] + [404] * 6,
    "/fr/partnerships/none/consents/published/projects/known/ask/": [302] + [404] * 6,
    "/fr/partnerships/": ALL,
    "/fr/partnerships/?q=action": ALL,
    "/fr/partnerships/known/": ALL,
    "/fr/partnerships/known/actions/": ALL,
    "/fr/partnerships/known/actions/1/": [404] * 7,
    "/fr/partnerships/known/actions/1/file/": [404] * 7,
    "/fr/partnerships/known/documents/1/": [404] * 7,
    "/fr/partnerships/known/notes/": ALL,
    "/fr/partnerships/known/map.geojson": ALL,
    "/fr/partnerships/secret/": [404] * 6 + [200],
    "/fr/partnerships/secret/actions/": [404] * 6 + [200],
    "/fr/partnerships/secret/notes/": [404] * 6 + [200],
    "/fr/partnerships/secret/map.geojson": [404] * 6 + [200],
    # Officers of the partner: tests/partnerships/test_workspace.py and test_reports.py.
    "/fr/partnerships/known/workspace/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/actions/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/timeline/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/investments/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/investments/export.csv": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/trainings/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/texts/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/conventions.csv": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/following/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/report/": [302] + [404] * 5 + [200],
    "/fr/partnerships/known/workspace/actions/1/": [302] + [404] * 6,
    "/fr/partnerships/known/workspace/investments/1/": [302] + [404] * 6,
    "/fr/partnerships/known/report/2026/": [302] + [404] * 6,
    "/fr/partnerships/known/report/2026.pdf": [302] + [404] * 6,
    "/fr/partnerships/known/report/2026.json": [302] + [404] * 6,
    "/fr/partnerships/known/workspace/calendar/": [302] + [404] * 5 + [405],
    "/fr/partnerships/known/workspace/calendar/none.ics": [404] * 7,
    "/fr/partnerships/known/report/2026/edit/": [302] + [404] * 6,
    "/fr/partnerships/known/report/2026/freeze/": [302] + [404] * 5 + [405],
    "/fr/partnerships/none/": [404] * 7,
    # Of a person's own posts: tests/forum/test_writing_pages.py and test_posts_pages.py.
    "/fr/forum/": ALL,
    "/fr/forum/map.geojson": ALL,
    "/fr/forum/export.csv": ALL,
    "/fr/forum/feed.atom": ALL,
    "/fr/forum/new/": [302, 403, 403, 200, 200, 200, 200],
    "/fr/forum/mine/": LOGGED_IN,
    "/fr/forum/files/1/": [404] * 7,
    "/fr/join/": ALL,
    "/fr/join/draft/": [302] * 7,
    "/fr/join/draft/organisation/": ALL,
    "/fr/join/draft/why/": ALL,
    "/fr/join/draft/contact/": ALL,
    "/fr/join/draft/check/": ALL,
    "/fr/join/sent/": ALL,
    "/fr/join/sent/why/": [302] * 7,
    "/fr/join/sent/check/": [302] * 7,
    "/fr/join/none/": [404] * 7,
    "/fr/join/none/why/": [404] * 7,
    "/fr/borders/": ALL,
    "/fr/borders/map.json": ALL,
    "/fr/borders/FR-BE/": ALL,
    "/fr/borders/FR-XX/": [404] * 7,
    "/fr/territories/": ALL,
    "/fr/territories/place/": ALL,
    "/fr/territories/place/footprint.geojson": ALL,
    "/fr/style/": [302, 403, 403, 403, 403, 403, 200],
    "/fr/accounts/login/": [200, 302, 302, 302, 302, 302, 302],
    "/fr/accounts/password/reset/": [200] * 7,
    "/fr/accounts/signup/": [200, 302, 302, 302, 302, 302, 302],
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
    "/fr/accounts/security/application/remove/": [302] + [404] * 6,
    "/fr/accounts/security/codes/": [302] + [404] * 6,
    "/fr/accounts/security/codes/new/": NOBODY,
    "/fr/accounts/security/passkeys/": NOBODY,
    "/fr/accounts/security/passkeys/add/": NOBODY,
    "/fr/accounts/security/passkeys/login/": NOBODY,
    "/fr/accounts/security/passkeys/again/": NOBODY,
    "/fr/accounts/security/passkeys/1/rename/": NOBODY,
    "/fr/accounts/security/passkeys/1/remove/": NOBODY,
    "/fr/accounts/oidc/login/": [404] * 7,
    "/fr/accounts/oidc/cancelled/": ALL,
    "/oidc/callback/": [404] * 7,
    "/fr/me/": LOGGED_IN,
    "/fr/me/kept/": LOGGED_IN,
    "/fr/me/preferences/": LOGGED_IN,
    "/fr/me/data/": LOGGED_IN,
    "/fr/me/data/download.json": LOGGED_IN,
    "/fr/me/data/erase/": NOBODY,
    "/admin/reports/members/": [302, 302, 302, 302, 302, 302, 200],
    "/admin/reports/members.xlsx": [302, 302, 302, 302, 302, 302, 200],
    "/admin/reports/members/kinds.csv": [302, 302, 302, 302, 302, 302, 200],
    "/admin/": [302, 302, 302, 302, 302, 302, 200],
    "/admin/login/": [302, 403, 403, 403, 403, 403, 302],
    "/": [302] * 7,
    "/healthz": ALL,
    "/readyz": ALL,
    "/robots.txt": ALL,
    "/sitemap.xml": ALL,
    "/.well-known/security.txt": ALL,
    "/media/logos/none.png": [404] * 7,
    "/media/projects/none.png": [404] * 7,
    "/fr/letters/stop/1:forged/": [404] * 7,
    "/fr/themes/health/": ALL,
    "/fr/themes/none/": [404] * 7,
    "/fr/nothing/": [404] * 7,
} | FORUM

PUBLIC = {
    "choose_language", "healthz", "readyz", "robots", "security", "logo",
    "project_picture",
    "django.contrib.sitemaps.views.sitemap", "home", "search", "sitemap_page", "pages:page",
    "territories:border_list", "territories:border_signs", "territories:border_detail",
    "territories:territory_list", "territories:territory_detail", "territories:theme_detail",
    "territories:territory_footprint",
    "projects:project_list", "projects:project_map", "projects:project_export",
    "projects:project_feed", "projects:opensearch", "projects:project_detail",
    "projects:document",
    "partnerships:list", "partnerships:detail", "partnerships:map", "partnerships:actions",
    "partnerships:action", "partnerships:deliverable", "partnerships:document",
    "partnerships:notes", "partnerships:calendar",
    "forum:topic_list", "forum:topic_map", "forum:topic_export", "forum:topic_feed",
    "forum:topic", "forum:post", "forum:post_history", "forum:post_file",
    "forum:obstacle_list", "forum:obstacle_map", "forum:obstacle_export", "forum:obstacle_feed",
    "forum:obstacle_detail", "forum:obstacle_document", "forum:obstacle_schema",
    "forum:scoreboard", "forum:scoreboard_json", "forum:scoreboard_year", "forum:step_document",
    "forum:support_map",
    "forum:file", "forum:file_pdf", "forum:file_json",
    "forum:solution_list", "forum:solution_map", "forum:solution_export", "forum:solution_feed",
    "forum:solution_detail",
    "members:organisation_list", "members:organisation_map", "members:organisation_export",
    "members:organisation_feed", "members:opensearch", "members:organisation_detail",
    "members:organisation_contact", "members:organisation_contact_sent", "members:letters_stop",
    "members:organisation_confirm_by_letter",
    "members:join", "members:join_sent", "members:invitation", "members:invitation_decline",
    "members:application_start", "members:application_status", "members:application_step",
    "members:application_check",
    "account_login", "account_logout", "account_signup", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_email", "mfa_authenticate",
    "mfa_login_webauthn", "openid_connect_login", "openid_connect_callback",
    "socialaccount_login_cancelled",
} | {f"forum:{name}" for name in READABLE}  # fmt: skip


@pytest.fixture(autouse=True)
def _rows(organisations):
    BorderFactory(code="FR-BE")
    ThemeFactory(code="health")
    known = ProjectFactory(slug="known", owner=organisations[0])
    ParticipationFactory(project=known, organisation=organisations[0])
    ProjectFactory(slug="secret", owner=organisations[0], publication="draft")
    PartnershipFactory(slug="known")
    PartnershipFactory(slug="secret", is_published=False)
    ApplicationFactory(token="draft", draft=True)
    ApplicationFactory(token="sent")
    PageFactory(key="about")
    SolutionFactory(slug="known")
    SolutionFactory(slug="secret", is_draft=True)
    make_files(organisations[0])
    make_topics()
    square = [[[3.0, 50.0], [4.0, 50.0], [4.0, 51.0], [3.0, 50.0]]]
    TerritoryFactory(slug="place", footprint={"type": "Polygon", "coordinates": square})


def part_of(url):
    """The part of the portal where an address is: its rows are made once for all of them."""
    first, _slash, rest = url.removeprefix("/fr").strip("/").partition("/")
    return f"{first}/{rest.split('/')[0]}" if first == "admin" else first


def parts(urls):
    """Each part with its addresses, as the parameters of a test."""
    return [
        pytest.param(list(found), id=part or "home")
        for part, found in groupby(sorted(urls, key=part_of), part_of)
    ]


@pytest.mark.parametrize("urls", parts(TABLE))
def test_who_may_read(people, urls):
    found = {url: [people[who].get(url).status_code for who in PEOPLE] for url in urls}
    assert found == {url: TABLE[url] for url in urls}


# What staff may open before they have the second factor that they must have.
BEFORE_THE_FACTOR = {
    "/fr/about/", "/fr/accounts/logout/", "/fr/accounts/reauthenticate/", "/fr/accounts/security/",
    "/fr/accounts/security/application/add/", "/fr/accounts/security/codes/",
    "/fr/accounts/security/passkeys/add/",
}  # fmt: skip


@pytest.mark.parametrize("urls", parts(TABLE))
def test_what_staff_may_read_without_second_factor(people, settings, urls):
    settings.MFA_REQUIRED = True
    for url in urls:
        answer = people["staff"].get(url)
        if url in BEFORE_THE_FACTOR or url == "/fr/nothing/":
            assert answer.status_code == TABLE[url][-1], url
        else:
            assert answer["Location"].startswith("/fr/accounts/security/?next="), url


@pytest.mark.parametrize(
    "url", ["/fr/members/", "/fr/members/export.json", "/fr/members/feed.atom"]
)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_draft_is_listed_only_to_those_who_act_for_it(people, who, url):
    response = people[who].get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert (b"draft" in body) == (who in {"member", "editor", "manager", "staff"})


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


def name_of(url):
    try:
        return resolve(re.sub(r"{\w+}", "1", url).split("?")[0]).view_name
    except Resolver404:
        return None


def test_no_address_is_missing_from_the_tables():
    found = {name for name, _view in named_patterns(get_resolver().url_patterns)}
    assert found - {name_of(url) for url in [*TABLE, *PEOPLE_OF_AN_ORGANISATION]} == set()


def admin_addresses(patterns, prefix="/admin/"):
    """Every address of the back office, whatever it is about having the key 1."""
    for pattern in patterns:
        address = prefix + re.sub(r"<[^>]+>", "1", str(pattern.pattern)).removesuffix("$")
        if isinstance(pattern, URLResolver):
            yield from admin_addresses(pattern.url_patterns, address)
        elif "(" not in address:  # what catches all is no address
            yield address


BACK_OFFICE = sorted(set(admin_addresses(admin.site.urls[0])) - {"/admin/login/", "/admin/logout/"})


@pytest.mark.parametrize("urls", parts(BACK_OFFICE))
def test_the_back_office_is_for_staff(people, settings, urls):
    for url in urls:
        answers = [people[who].get(url) for who in PEOPLE[:-1]]
        assert [answer.status_code for answer in answers] == [302] * 6, url
        logins = {answer["Location"].split("?")[0] for answer in answers}
        assert logins <= {"/fr/accounts/login/", "/admin/login/"}, url
        assert people["staff"].get(url).status_code in {200, 302, 403, 404, 405}, url
    settings.MFA_REQUIRED = True
    for url in urls:
        answer = people["staff"].get(url)
        assert answer["Location"].startswith("/fr/accounts/security/?next="), url


def test_the_style_page_is_not_public():
    assert getattr(resolve("/fr/style/").func, "login_required", True)
