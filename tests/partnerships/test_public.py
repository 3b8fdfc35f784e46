"""What everyone reads of a partnership."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from partnerships.models import Document
from tests.factories import (
    ActionFactory,
    AxisFactory,
    BorderFactory,
    ConventionFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    SchemeFactory,
    TerritoryFactory,
    UserFactory,
    WatchNoteFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    partner = OrganisationFactory(slug="partner", name_fr="La Banque")
    row = PartnershipFactory(slug="shown", partner=partner, title_fr="Avec la Banque")
    AxisFactory(partnership=row, number=1)
    return row


@pytest.fixture
def workstream(partnership):
    return WorkstreamFactory(axis=partnership.axes.get(), mot_lead="Anne Martin", state="running")


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def test_what_is_not_published_is_said(client, partnership):
    html = read(client, "/fr/partnerships/shown/")
    assert html.lower().count("non publié") == 2  # the convention and its amount
    ConventionFactory(partnership=partnership, amount=0)
    html = read(client, "/fr/partnerships/shown/")
    assert "1 janvier 2026 – 31 décembre 2026" in html
    assert re.search(r"<dd>0(,00)?\s€</dd>", html)


def test_a_workstream_says_its_state_and_hides_its_leads(client, workstream):
    html = read(client, "/fr/partnerships/shown/")
    assert "En cours" in html
    assert "Anne Martin" not in html


def test_the_newest_first_and_the_rest_a_link_away(client, workstream):
    for year in range(2010, 2018):
        ActionFactory(workstream=workstream, is_done=True, done=str(year), title_fr=f"Fait {year}")
    html = read(client, "/fr/partnerships/shown/")
    assert re.findall(r"Fait (\d+)<", html) == ["2017", "2016", "2015", "2014", "2013"]
    html = read(client, f"/fr/partnerships/shown/actions/?workstream={workstream.pk}")
    assert re.findall(r"<h2>(\d+)</h2>", html) == [str(year) for year in range(2017, 2009, -1)]


@pytest.mark.parametrize(
    "query", ["year=x", "year=1900", "kind=x", "workstream=99999999", "year=²"]
)
def test_an_unknown_filter_gives_an_empty_list(client, workstream, query):
    ActionFactory(workstream=workstream)
    html = read(client, f"/fr/partnerships/shown/actions/?{query}")
    assert 'class="empty"' in html


def test_years_without_an_action_are_counted_too(client, workstream):
    for done in ("2020", "2022-05", "2022", ""):
        ActionFactory(workstream=workstream, state="done", done=done, planned="")
    years = client.get("/fr/partnerships/shown/").context["years"]
    assert years.rows == [(2020, 1), (2021, 0), (2022, 2)]
    assert years.undated == 1


def test_the_map_and_the_list_say_the_same(client, workstream):
    links = {
        "organisations": [OrganisationFactory(slug="lille", lat=50.6, lon=3.0)],
        "territories": [TerritoryFactory(slug="place", lat=48.5, lon=7.7)],
        "borders": [BorderFactory(code="FR-BE")],
        "project": ProjectFactory(slug="tram", lat=48.6, lon=7.8),
    }
    ActionFactory.create_batch(2, workstream=workstream, **links)
    drawn = client.get("/fr/partnerships/shown/map.geojson").json()["features"]
    points = {one["properties"]["url"]: one["properties"]["city"] for one in drawn}
    listed = client.get("/fr/partnerships/shown/").context["places"]
    rows = {place.url: place.count for _title, places in listed for place in places}
    assert rows == {
        "/fr/borders/FR-BE/": 2,
        "/fr/territories/place/": 2,
        "/fr/members/lille/": 2,
        "/fr/projects/tram/": 2,
    }
    assert points == {url: "2 actions" for url in rows if url != "/fr/borders/FR-BE/"}


def test_publications_are_those_that_can_be_read(client, workstream, partnership):
    for title, link in [("Un cahier", "https://example.org/cahier"), ("Sans adresse", "")]:
        ActionFactory(
            workstream=workstream, kind="publication", title_fr=title, deliverable_link=link
        )
    ActionFactory(workstream=workstream, deliverable_link="https://example.org/autre")
    Document.objects.create(
        partnership=partnership, title_fr="La convention", audience="public", link="https://e.org/"
    )
    html = read(client, "/fr/partnerships/shown/").split('id="publications"')[1]
    assert "Un cahier" in html
    assert "La convention" in html
    assert "Sans adresse" not in html
    assert "autre" not in html


def test_schemes_are_told_whole(client, partnership):
    SchemeFactory(
        partnership=partnership,
        authority="Nice",
        legal_basis="CGCT, art. L. 5217-2",
        state="adopted",
        adopted="2020-07",
        financing_fr="Banque",
        document="https://example.org/sct",
        source="https://loi.example.org/x",
    )
    html = read(client, "/fr/partnerships/shown/").split('id="schemes"')[1]
    for said in ("Nice", "Prévu par la loi", "CGCT, art. L. 5217-2", "Adopté", "juillet 2020",
                 "Banque", "https://example.org/sct", "loi.example.org"):  # fmt: skip
        assert said in html, said


def test_watch_notes_with_their_source(client, partnership):
    WatchNoteFactory(partnership=partnership, title_fr="InvestEU", text_fr="Un texte.",
                     source="https://europa.eu/x", audience="public")  # fmt: skip
    assert "/fr/partnerships/shown/notes/" in read(client, "/fr/partnerships/shown/")
    html = read(client, "/fr/partnerships/shown/notes/")
    for said in ("InvestEU", "Un texte.", "février 2026", "https://europa.eu/x"):
        assert said in html


def test_what_is_missing_in_a_language_is_marked(client, workstream):
    ActionFactory(workstream=workstream, title_fr="En français")
    assert '<span lang="fr">En français</span>' in read(client, "/en/partnerships/shown/")


def test_machines_read_it_too(client, partnership):
    ConventionFactory(partnership=partnership, amount=12)
    html = client.get("/fr/partnerships/shown/").content.decode()
    facts = json.loads(re.search(r'application/ld\+json"[^>]*>(.*?)</script>', html, re.S)[1])
    assert facts["@type"] == "MonetaryGrant"
    assert facts["funder"]["name"] == "La Banque"
    assert facts["amount"]["value"].startswith("12")


class TestElsewhere:
    """On the pages of what actions name, in the search and in the maps of the site."""

    def test_panels(self, client, workstream):
        links = {
            "organisations": [OrganisationFactory(slug="lille")],
            "territories": [TerritoryFactory(slug="place")],
            "borders": [BorderFactory(code="FR-BE")],
            "project": ProjectFactory(slug="tram"),
        }
        action = ActionFactory(workstream=workstream, title_fr="Une étude", **links)
        for url in ("members/lille", "territories/place", "borders/FR-BE", "projects/tram"):
            assert f'href="{action.get_absolute_url()}"' in read(client, f"/fr/{url}/"), url
        for url in ("members/lille", "members/partner"):
            assert 'href="/fr/partnerships/shown/"' in read(client, f"/fr/{url}/")

    def test_search(self, client, workstream):
        action = ActionFactory(workstream=workstream, title_fr="Une étude des échanges")
        found = read(client, "/fr/search/?q=etudes")
        assert f'href="{action.get_absolute_url()}"' in found
        assert f'href="{action.get_absolute_url()}"' in read(client, "/fr/partnerships/?q=etudes")
        assert 'href="/fr/partnerships/shown/"' in read(client, "/fr/search/?q=banque")

    def test_maps_of_the_site(self, client, workstream):
        action = ActionFactory(workstream=workstream)
        assert 'href="/fr/partnerships/shown/"' in read(client, "/fr/site-map/")
        found = read(client, "/sitemap.xml")
        assert "/en/partnerships/shown/" in found
        assert action.get_absolute_url() in found


FILES = {"public": [200, 200, 200, 200], "partner": [404, 404, 200, 200],
         "staff": [404, 404, 404, 200]}  # fmt: skip


@pytest.mark.parametrize("audience", FILES)
def test_who_may_open_a_file(client, partnership, workstream, audience):
    file = default_storage.save("documents/x.pdf", ContentFile(b"%PDF-1.7"))
    facts = {"audience": audience}
    action = ActionFactory(
        workstream=workstream, deliverable_file=file, deliverable_name="x.pdf", **facts
    )
    document = Document.objects.create(partnership=partnership, file=file, file_name="x", **facts)
    other = MandateFactory(organisation=PartnershipFactory().partner).user
    officer = MandateFactory(organisation=partnership.partner).user
    urls = [f"{action.get_absolute_url()}file/", f"/fr/partnerships/shown/documents/{document.pk}/"]
    for user, status in zip(
        [None, other, officer, UserFactory(is_staff=True)], FILES[audience], strict=True
    ):
        client.logout()
        if user:
            client.force_login(user)
        for answer in map(client.get, urls):
            assert answer.status_code == status
            if status == 200:
                assert answer["Content-Disposition"].startswith("attachment")
                assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_file_no_page(client, workstream):
    action = ActionFactory(workstream=workstream, deliverable_link="https://example.org/")
    assert client.get(f"{action.get_absolute_url()}file/").status_code == 404
