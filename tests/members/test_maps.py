import pytest

from core.directory import maps
from members.models import Organisation
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
URL = "/fr/members/map.geojson"


@pytest.fixture(autouse=True)
def places():
    for number in range(6):
        OrganisationFactory(slug=f"s-{number}", lat=48.58 + number / 1000, lon=7.75)
    OrganisationFactory(slug="lille", name_fr="Lille", lat=50.6, lon=3.05)
    OrganisationFactory(slug="nowhere")
    OrganisationFactory(slug="draft", draft=True, placed=True)


def test_points_tell_name_kind_and_page(client):
    data = client.get(f"{URL}?q=lille").json()
    assert data["features"] == [
        {
            "type": "Feature",
            "id": "lille",
            "geometry": {"type": "Point", "coordinates": [3.05, 50.6]},
            "properties": {
                "name": "Lille",
                "kind": "region",
                "kind_label": "région ou province",
                "city": "",
                "country": "FR",
                "url": "/fr/members/lille/",
            },
        }
    ]
    assert data["clustered"] is False


@pytest.mark.parametrize("query", ["", "&kind=region"])
def test_many_points_are_clustered_and_none_is_lost(client, monkeypatch, query):
    monkeypatch.setattr(maps, "POINT_LIMIT", 3)
    data = client.get(f"{URL}?zoom=5{query}").json()
    assert data["clustered"] is True
    assert sorted(f["properties"]["count"] for f in data["features"]) == [1, 6]
    for feature in data["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        west, south, east, north = feature["properties"]["bbox"]
        assert west <= lon <= east
        assert south <= lat <= north


def test_kept_clusters_follow_what_moves_and_what_leaves(client, monkeypatch):
    monkeypatch.setattr(maps, "POINT_LIMIT", 0)
    Organisation.objects.filter(slug="lille").update(lat=48.58, lon=7.75)
    Organisation.objects.filter(slug="s-0").update(is_published=False)
    counts = [f["properties"]["count"] for f in client.get(f"{URL}?zoom=5").json()["features"]]
    assert counts == [6]


@pytest.mark.parametrize("window", ["2,48,8,51&zoom=5", "7.75,48.58,7.9,48.7&zoom=10", "8,0,2,1"])
def test_kept_clusters_of_a_window_are_those_one_would_count(client, monkeypatch, window):
    monkeypatch.setattr(maps, "POINT_LIMIT", 0)
    kept, counted = (
        client.get(f"{URL}?bbox={window}{query}").json()["features"]
        for query in ("", "&kind=region")
    )
    assert kept == counted


def test_a_window_holds_only_what_is_in_it(client):
    features = client.get(f"{URL}?bbox=2,50,4,51&zoom=9").json()["features"]
    assert [feature["id"] for feature in features] == ["lille"]


@pytest.mark.parametrize(
    "window", ["bbox=1,2,3", "bbox=a,b,c,d", "zoom=x", "bbox=nan,0,1,1", "bbox=1e9,0,1,1"]
)
def test_a_malformed_window_is_refused_with_a_sentence(client, window):
    response = client.get(f"{URL}?{window}")
    assert response.status_code == 400
    assert response.json()["error"]


@pytest.mark.parametrize("limit", [3, 500])
def test_the_cost_is_the_same_for_one_point_and_fifty(client, queries, monkeypatch, limit):
    monkeypatch.setattr(maps, "POINT_LIMIT", limit)
    costs = []
    for newcomers in (1, 50):
        OrganisationFactory.create_batch(newcomers, placed=True)
        costs.append(queries(lambda: client.get(URL)))
    assert costs[0] == costs[1]
