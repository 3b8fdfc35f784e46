import csv
import html
import io
import json
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from tests.factories import BorderFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def body(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.fixture(autouse=True)
def rows():
    OrganisationFactory(
        slug="a", name_fr="=1+1", city="Liège; centre", lat=50.6, lon=5.5, borders=[BorderFactory()]
    )
    OrganisationFactory(slug="b", name_fr="Bêta", description_fr='deux\nlignes "dites"')
    OrganisationFactory(slug="c", draft=True)


def read_csv(raw, delimiter):
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=delimiter))


def test_csv_is_for_french_spreadsheets_and_escapes_formulas(client):
    first, second = read_csv(body(client, "/fr/members/export.csv"), ";")
    assert (first["slug"], first["name_fr"], first["city"]) == ("a", "'=1+1", "Liège; centre")
    assert (first["borders"], first["lat"]) == ("FR-BE", "50.6")
    assert second["description_fr"] == 'deux\nlignes "dites"'


def test_csv_takes_commas_in_english(client):
    assert len(read_csv(body(client, "/en/members/export.csv"), ",")) == 2


def test_xlsx_holds_the_same_rows(client):
    book = load_workbook(io.BytesIO(body(client, "/fr/members/export.xlsx")))
    lines = list(book.active.values)
    assert [line[0] for line in lines] == ["slug", "a", "b"]
    assert lines[1][1] == "'=1+1"


def test_json_holds_the_same_rows_and_the_licence(client):
    data = json.loads(body(client, "/fr/members/export.json"))
    assert [row["slug"] for row in data["organisations"]] == ["a", "b"]
    assert data["organisations"][0]["borders"] == ["FR-BE"]
    assert "licence-ouverte" in data["licence"]


def test_geojson_is_longitude_first_and_null_without_place(client):
    data = json.loads(body(client, "/fr/members/export.geojson"))
    assert data["type"] == "FeatureCollection"
    assert [feature["geometry"] for feature in data["features"]] == [
        {"type": "Point", "coordinates": [5.5, 50.6]},
        None,
    ]


@pytest.mark.parametrize(("fmt", "key"), [("json", "organisations"), ("geojson", "features")])
def test_an_export_of_no_row_is_valid(client, fmt, key):
    assert json.loads(body(client, f"/fr/members/export.{fmt}?kind=nothing"))[key] == []


@pytest.mark.parametrize("query", ["", "?q=beta", "?border=FR-BE", "?kind=nothing", "?q=liege"])
def test_page_export_and_map_show_the_same_rows(client, query):
    entries = client.get(f"/fr/members/{query}").context["listing"].entries
    rows = json.loads(body(client, f"/fr/members/export.json{query}"))["organisations"]
    assert [row["slug"] for row in rows] == [entry.organisation.slug for entry in entries]
    points = client.get(f"/fr/members/map.geojson{query}").json()["features"]
    placed = [entry.organisation.slug for entry in entries if entry.organisation.is_placed]
    assert [point["id"] for point in points] == placed


@pytest.mark.parametrize("fmt", ["csv", "xlsx", "json", "geojson"])
def test_an_export_costs_the_same_for_one_row_and_fifty(client, queries, fmt):
    costs = []
    for newcomers in (1, 50):
        OrganisationFactory.create_batch(newcomers, borders=[BorderFactory()])
        costs.append(queries(lambda: body(client, f"/fr/members/export.{fmt}?q=organisme")))
    assert costs[0] == costs[1]


def test_no_export_tells_a_private_address(client):
    OrganisationFactory(slug="d", contact_email="secret@example.org")
    for fmt in ("csv", "json", "geojson"):
        assert b"secret@example.org" not in body(client, f"/fr/members/export.{fmt}")


def test_an_unknown_format_is_not_found(client):
    assert client.get("/fr/members/export.pdf").status_code == 404


def test_the_feed_lists_changes_newest_first(client):
    OrganisationFactory(slug="z", name_fr="Dernier", borders=[BorderFactory()])
    response = client.get("/fr/members/feed.atom?border=FR-BE")
    feed = ElementTree.fromstring(response.content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == ["Dernier", "=1+1"]
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert feed.findtext("{http://www.w3.org/2005/Atom}author/{http://www.w3.org/2005/Atom}name")


def test_the_feed_says_marks_and_ampersands_as_they_were_written(client):
    OrganisationFactory(name_fr="Ville & <b>port</b>", description_fr="L'eau & <b>l'air</b>")
    feed = ElementTree.fromstring(client.get("/fr/members/feed.atom").content)
    entry = feed.findall(f"{ATOM}entry")[0]
    assert entry.findtext(f"{ATOM}title") == "Ville & <b>port</b>"  # plain text
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), html.unescape(summary.text)) == ("html", "L'eau & <b>l'air</b>")
    assert "<" not in summary.text


def test_the_opensearch_description_leads_to_the_directory(client):
    description = ElementTree.fromstring(client.get("/fr/members/opensearch.xml").content)
    urls = [url.get("template") for url in description.iter() if url.tag.endswith("Url")]
    assert "http://testserver/fr/members/?q={searchTerms}" in urls
