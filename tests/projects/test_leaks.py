"""What is not for a reader is in nothing that the reader can open."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.factories import (
    BorderFactory,
    DocumentFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MARK = "xyloglotte"
ADDRESSES = [
    "/fr/",
    "/fr/projects/",
    "/fr/projects/?view=table",
    f"/fr/projects/?q={MARK}",
    "/fr/projects/?border=FR-BE",
    "/fr/projects/?participant=lille",
    "/fr/projects/?documents=1",
    "/fr/projects/?budget_min=1",
    "/fr/projects/map.geojson",
    "/fr/projects/export.csv",
    "/fr/projects/export.json",
    "/fr/projects/export.geojson",
    "/fr/projects/feed.atom",
    "/fr/projects/shown/",
    "/fr/members/lille/",
    "/fr/borders/FR-BE/",
    "/fr/territories/place/",
    f"/fr/search/?q={MARK}",
    "/fr/site-map/",
    "/sitemap.xml",
]
STATES = ["draft", "submitted", "archived", "refused"]


@pytest.fixture
def portal():
    border, theme = BorderFactory(code="FR-BE"), ThemeFactory(code="health")
    place = TerritoryFactory(slug="place", borders=[border])
    lille = OrganisationFactory(slug="lille", borders=[border])
    common = {"borders": [border], "themes": [theme], "territories": [place], "owner": lille}
    shown = ProjectFactory(slug="shown", title_fr="Un projet", **common)
    ParticipationFactory(project=shown, organisation=lille)
    for number, state in enumerate(STATES):
        hidden = ProjectFactory(
            slug=f"{MARK}-{state}",
            title_fr=f"Projet {MARK} {number}",
            summary_fr=MARK,
            city=MARK,
            lat=50.0,
            lon=3.0,
            total_budget=77_777_777,
            publication=state,
            **common,
        )
        ParticipationFactory(project=hidden, organisation=lille)
        DocumentFactory(project=hidden, title_fr=MARK)
    DocumentFactory(project=shown, title_fr=MARK, access="staff")
    return lille


def body(client, url):
    response = client.get(url)
    assert response.status_code == 200
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return raw.decode().replace(f"q={MARK}", "").replace(f'value="{MARK}"', "").replace(
        f">{MARK} <", "><"
    ).replace(f"« {MARK} »", "")  # fmt: skip


def people(lille):
    return {
        "visitor": None,
        "stranger": UserFactory(),
        "member elsewhere": MandateFactory(proposes_projects=True).user,
        "colleague": MandateFactory(organisation=lille, edits_profile=True).user,
    }


@pytest.mark.parametrize("who", ["visitor", "stranger", "member elsewhere", "colleague"])
@pytest.mark.parametrize("url", ADDRESSES)
def test_what_is_not_published_is_nowhere(client, portal, url, who):
    user = people(portal)[who]
    if user:
        client.force_login(user)
    html = body(client, url)
    assert MARK not in html
    assert "77" not in html.replace("\N{NO-BREAK SPACE}", "") or "77777777" not in html


@pytest.mark.parametrize("url", ["/fr/projects/", "/fr/projects/?border=FR-BE"])
def test_counts_and_sums_leave_it_out(client, portal, url):
    found = client.get(url).context["listing"]
    assert (found.counts.total, found.budget_sum, found.with_budget) == (1, 0, 0)
    options = {one.name: rows for one, rows in found.facets}
    assert [option.count for option in options["border"]] == [1]
    assert options["documents"] == []


@pytest.mark.parametrize("state", STATES)
def test_its_page_is_not_there(client, portal, state):
    assert client.get(f"/fr/projects/{MARK}-{state}/").status_code == 404


def test_its_keeper_sees_it(client, portal):
    keeper = MandateFactory(organisation=portal, proposes_projects=True).user
    client.force_login(keeper)
    assert MARK in body(client, "/fr/projects/")
    assert client.get(f"/fr/projects/{MARK}-draft/").status_code == 200


ACCESS = {
    "public": [200] * 7,
    "members": [404, 404, 404, 200, 200, 200, 200],
    "staff": [404, 404, 404, 404, 404, 404, 200],
}


@pytest.mark.parametrize("access", ACCESS)
def test_who_may_open_a_file(people, access):
    file = default_storage.save("documents/x.pdf", ContentFile(b"%PDF-1.7"))
    shown = DocumentFactory(access=access, link="", file=file)
    hidden = DocumentFactory(
        access=access, link="", file=file, project=ProjectFactory(publication="draft")
    )
    answers = [
        [
            client.get(f"/fr/projects/{one.project.slug}/documents/{one.pk}/")
            for one in (shown, hidden)
        ]
        for client in people.values()
    ]
    assert [answer.status_code for answer, _hidden in answers] == ACCESS[access]
    assert [answer.status_code for _shown, answer in answers] == [404] * 6 + [200]


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_document_for_members_is_named_on_the_page_alone(client, url):
    border = BorderFactory(code="FR-BE")
    place = TerritoryFactory(slug="place", borders=[border])
    shown = ProjectFactory(slug="shown", borders=[border], territories=[place], total_budget=2)
    lille = OrganisationFactory(slug="lille", borders=[border])
    ParticipationFactory(project=shown, organisation=lille)
    DocumentFactory(project=shown, title_fr=MARK, access="members")
    assert MARK not in body(client, url)
    client.force_login(MandateFactory(organisation=lille).user)
    assert (MARK in body(client, url)) == (url == "/fr/projects/shown/")


def test_staff_see_the_document_that_others_do_not(client, portal):
    client.force_login(UserFactory(is_staff=True))
    assert MARK in body(client, "/fr/projects/shown/")
