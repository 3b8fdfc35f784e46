"""The list of projects, taken away: files, feed, map, search description."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from projects.models import Project
from tests.factories import (
    BorderFactory,
    FundingFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProgrammeFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
FORMATS = ["csv", "xlsx", "json", "geojson"]
# What the row repeats for lists and search, how it is kept, what only its keepers see.
NOT_EXPORTED = {
    "id", "version", "search", "names_text", "exact_names", "sort_fr", "sort_en", "raw", "loaded",
    "source_key", "owner", "publication", "is_published", "submitted_at", "published_at",
    "created_at", "confirmed_on", "programme", "programme_name", "programme_key", "border_codes",
    "theme_codes", "participant_slugs", "partner_names", "has_documents", "image", "image_credit",
}  # fmt: skip


def body(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def read_csv(raw, delimiter):
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=delimiter))


@pytest.fixture(autouse=True)
def rows():
    bridge = ProjectFactory(
        slug="a", title_fr="=1+1", city="Kehl; centre", lat=48.5, lon=7.8, place_is_seat=True,
        total_budget=1_250_000, eu_funding=0, start="2019-05", borders=[BorderFactory()],
        themes=[ThemeFactory(code="health")], territories=[TerritoryFactory(slug="place")],
        programme=ProgrammeFactory(cci="2021TC16RFCB036"),
    )  # fmt: skip
    lille = OrganisationFactory(slug="lille", name_fr="Ville de Lille", country="FR")
    ParticipationFactory(project=bridge, organisation=lille, role="lead", own_budget=5_000)
    ParticipationFactory(project=bridge, outside=True, name="Stad Kortrijk", country="BE")
    ParticipationFactory(project=bridge, outside=True, name="Ailleurs", country="", own_budget=0)
    ParticipationFactory(
        project=bridge, outside=True, name="Discret", is_named=False, own_budget=777
    )
    hidden = OrganisationFactory(name_fr="Organisme caché", draft=True)
    ParticipationFactory(project=bridge, organisation=hidden, own_budget=888)
    FundingFactory(project=bridge, source="interreg", amount=3_000, year=2020)
    FundingFactory(project=bridge, source="state")
    ProjectFactory(slug="b", title_fr="Bêta", summary_fr='deux\nlignes "dites"')
    ProjectFactory(slug="c", publication="draft")


def test_csv_is_for_french_spreadsheets_and_escapes_formulas(client):
    first, second = read_csv(body(client, "/fr/projects/export.csv"), ";")
    assert (first["slug"], first["title_fr"], first["city"]) == ("a", "'=1+1", "Kehl; centre")
    assert second["summary_fr"] == 'deux\nlignes "dites"'


def test_csv_takes_commas_in_english(client):
    assert len(read_csv(body(client, "/en/projects/export.csv"), ",")) == 2


def test_unknown_is_empty_and_zero_is_zero(client):
    first, second = read_csv(body(client, "/fr/projects/export.csv"), ";")
    assert (first["total_budget"], first["eu_funding"]) == ("1250000.0", "0.0")
    assert (second["total_budget"], second["eu_funding"], second["fundings"]) == ("", "", "")
    assert (second["lead"], second["own_budgets"], second["territories"]) == ("", "", "")


def test_what_hangs_on_a_project_is_told_in_its_row(client):
    (first, _second) = json.loads(body(client, "/fr/projects/export.json"))["projects"]
    assert first["lead"] == "Ville de Lille (FR)"
    assert first["partners"] == "Stad Kortrijk (BE);Ailleurs"
    assert first["own_budgets"] == "Ville de Lille: 5000.00;Ailleurs: 0.00"
    assert first["fundings"] == "interreg (2020): 3000.00;state"
    assert first["members"] == ["lille"]
    assert (first["borders"], first["themes"]) == (["FR-BE"], ["health"])
    assert first["territories"] == ["place"]
    assert first["programme"] == "2021TC16RFCB036"


@pytest.mark.parametrize("fmt", ["csv", "json", "geojson"])
def test_who_is_not_named_is_in_no_file(client, fmt):
    text = body(client, f"/fr/projects/export.{fmt}").decode()
    assert all(word not in text for word in ("Discret", "caché", "777", "888"))


def test_every_public_column_is_exported(client):
    (first, _second) = json.loads(body(client, "/fr/projects/export.json"))["projects"]
    columns = {field.name for field in Project._meta.fields}
    assert columns - NOT_EXPORTED - set(first) == set()
    assert set(first) & NOT_EXPORTED == {"programme"}


def test_xlsx_holds_the_same_rows(client):
    book = load_workbook(io.BytesIO(body(client, "/fr/projects/export.xlsx")))
    lines = list(book.active.values)
    assert [line[0] for line in lines] == ["slug", "a", "b"]
    assert lines[1][1] == "'=1+1"


def test_geojson_says_which_places_are_only_a_seat(client):
    first, second = json.loads(body(client, "/fr/projects/export.geojson"))["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [7.8, 48.5]}
    assert first["properties"]["place_is_seat"] is True
    assert second["geometry"] is None


@pytest.mark.parametrize(("fmt", "key"), [("json", "projects"), ("geojson", "features")])
def test_an_export_of_no_row_is_valid(client, fmt, key):
    assert json.loads(body(client, f"/fr/projects/export.{fmt}?stage=never"))[key] == []


@pytest.mark.parametrize(
    "query",
    ["", "?q=beta", "?border=FR-BE", "?stage=never", "?sort=budget", "?budget_min=1",
     "?participant=lille", "?start_after=2019", "?placed=1"],
)  # fmt: skip
def test_page_export_and_map_show_the_same_rows(client, query):
    entries = client.get(f"/fr/projects/{query}").context["listing"].entries
    exported = json.loads(body(client, f"/fr/projects/export.json{query}"))["projects"]
    assert [row["slug"] for row in exported] == [entry.project.slug for entry in entries]
    points = client.get(f"/fr/projects/map.geojson{query}").json()["features"]
    placed = [entry.project.slug for entry in entries if entry.project.is_placed]
    assert [point["id"] for point in points] == placed


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_export_costs_the_same_for_one_row_and_fifty(client, queries, fmt):
    costs = []
    for newcomers in (1, 50):
        for project in ProjectFactory.create_batch(newcomers, borders=[BorderFactory()]):
            ParticipationFactory(project=project)
            FundingFactory(project=project)
        costs.append(queries(lambda: body(client, f"/fr/projects/export.{fmt}?q=projet")))
    assert costs[0] == costs[1]


def test_the_feed_lists_changes_newest_first(client):
    ProjectFactory(slug="z", title_fr="Dernier", borders=[BorderFactory()])
    feed = ElementTree.fromstring(client.get("/fr/projects/feed.atom?border=FR-BE").content)
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")]
    assert titles == ["Dernier", "=1+1"]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


def test_browsers_are_told_how_to_search_the_list(client):
    assert 'href="/fr/projects/opensearch.xml"' in client.get("/fr/projects/").content.decode()
    description = ElementTree.fromstring(client.get("/fr/projects/opensearch.xml").content)
    urls = [url.get("template") for url in description.iter() if url.tag.endswith("Url")]
    assert "http://testserver/fr/projects/?q={searchTerms}" in urls


def test_robots_leave_the_exports_alone(client):
    assert "Disallow: /*/projects/export." in client.get("/robots.txt").content.decode()
