"""The back office of borders, territories, themes and programmes."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from territories.gaps import BORDER_GAPS, PROGRAMME_GAPS, TERRITORY_GAPS, THEME_GAPS
from territories.models import Border, Programme, Territory, Theme
from tests.factories import (
    BorderFactory,
    OrganisationFactory,
    ProgrammeFactory,
    TerritoryFactory,
    ThemeFactory,
)
from tests.forms import admin_form

pytestmark = pytest.mark.django_db
SQUARE = [[3.0, 50.0], [4.0, 50.0], [4.0, 51.0], [3.0, 50.0]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.fixture
def staff(people):
    return people["staff"]


def url_of(row, view="change"):
    return f"/admin/territories/{row._meta.model_name}/{row.pk}/{view}/"


def found(row, gaps):
    rows = type(row).objects
    return {gap.key for gap in gaps if rows.filter(gap.rows(), pk=row.pk).exists()}


# Footprints


def sent(value, name="lieu.geojson"):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return {"footprint_file": SimpleUploadedFile(name, content)}


def test_a_footprint_is_sent_seen_and_taken_away(staff, client):
    row = TerritoryFactory(slug="lieu", name_fr="Lieu")
    url = url_of(row)
    assert "Aucune pour l’instant" in staff.get(url).content.decode()
    feature = {"type": "Feature", "properties": {}, "geometry": POLYGON}
    assert staff.post(url, admin_form(staff, url) | sent(feature)).status_code == 302
    row.refresh_from_db()
    assert row.footprint == feature
    page = staff.get(url).content.decode()
    assert '<svg class="footprint" role="img" aria-label="Périmètre de Lieu"' in page
    assert client.get("/fr/territories/lieu/footprint.geojson").json() == feature
    staff.post(url, admin_form(staff, url, seat_city="Lille"))
    row.refresh_from_db()
    assert (row.footprint, row.seat_city) == (feature, "Lille")
    staff.post(url, admin_form(staff, url, forget_footprint="on"))
    row.refresh_from_db()
    assert row.footprint is None


GOOD = {
    "point": {"type": "Point", "coordinates": [3, 50]},
    "points": {"type": "MultiPoint", "coordinates": [[3, 50], [4, 51]]},
    "line": {"type": "LineString", "coordinates": [[3, 50, 12.5], [4, 51, 3]]},
    "areas": {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]},
    "features": {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"a": [1]}, "geometry": POLYGON}],
    },
}


@pytest.mark.parametrize("kind", GOOD)
def test_every_kind_of_geometry_is_drawn(staff, kind):
    row = TerritoryFactory()
    url = url_of(row)
    assert staff.post(url, admin_form(staff, url) | sent(GOOD[kind])).status_code == 302
    assert "<path" in staff.get(url).content.decode()


BAD = {
    "not json": (b"{", "pas du GeoJSON"),
    "not text": (b"\xff\xfe\x00", "pas du GeoJSON"),
    "nan": (b'{"type": "Point", "coordinates": [NaN, 1]}', "pas du GeoJSON"),
    "nul": ({"type": "Point", "coordinates": [1, 2], "a": "\x00"}, "pas du GeoJSON"),
    "deep": (b"[" * 100_000, "pas du GeoJSON"),
    "a list": ([1, 2], "géométrie GeoJSON"),
    "a number": (1, "géométrie GeoJSON"),
    "no geometry": ({"type": "Feature", "geometry": None}, "géométrie GeoJSON"),
    "unknown": ({"type": "Circle", "coordinates": [3, 50]}, "géométrie GeoJSON"),
    "odd type": ({"type": ["Point"], "coordinates": [3, 50]}, "géométrie GeoJSON"),
    "empty": ({"type": "Polygon", "coordinates": []}, "géométrie GeoJSON"),
    "no feature": ({"type": "FeatureCollection", "features": []}, "géométrie GeoJSON"),
    "one number": ({"type": "Point", "coordinates": [3]}, "géométrie GeoJSON"),
    "too deep": ({"type": "Polygon", "coordinates": [[SQUARE]]}, "géométrie GeoJSON"),
    "mixed": ({"type": "LineString", "coordinates": [[1, 2], [[3, 4]]]}, "géométrie GeoJSON"),
    "hole": ({"type": "Polygon", "coordinates": [[], SQUARE]}, "géométrie GeoJSON"),
    "words": ({"type": "Point", "coordinates": ["3", "50"]}, "géométrie GeoJSON"),
    "truth": ({"type": "Point", "coordinates": [True, False]}, "géométrie GeoJSON"),
    "lambert": ({"type": "Point", "coordinates": [700_000, 6_600_000]}, "autre projection"),
    "heavy": ({"type": "MultiPoint", "coordinates": [[3.1, 50.1]] * 20_000}, "200 ko"),
    "huge": (b" " * 30_000_000, "200 ko"),
    "svg": (b"<svg/>", "pas du GeoJSON"),
    "no file": (b"", "vide"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_footprint_gets_a_sentence_and_nothing_typed_is_lost(staff, kind):
    row = TerritoryFactory(footprint=POLYGON)
    url = url_of(row)
    value, sentence = BAD[kind]
    answer = staff.post(url, admin_form(staff, url, seat_city="Lille") | sent(value))
    assert answer.status_code == 422
    form = answer.context["adminform"].form
    assert list(form.errors) == ["footprint_file"]
    assert sentence in form.errors["footprint_file"][0]
    assert form["seat_city"].value() == "Lille"
    row.refresh_from_db()
    assert (row.footprint, row.seat_city) == (POLYGON, "")


# Forms


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"countries": "FR,XX"}, "countries"),
        ({"countries": "FR,DE"}, "countries"),
        ({"countries": "FR"}, "countries"),
        ({"kind": "moon"}, "kind"),
    ],
)
def test_a_border_has_the_countries_of_its_code(staff, typed, field):
    row = BorderFactory(code="FR-BE")
    url = url_of(row)
    answer = staff.post(url, admin_form(staff, url, **typed))
    assert answer.status_code == 422
    assert list(answer.context["adminform"].form.errors) == [field]


def test_codes_are_written_as_they_should(staff):
    row = BorderFactory(code="FR-UK", countries=["FR", "GB"])
    url = url_of(row)
    assert staff.post(url, admin_form(staff, url, countries="gb, fr, FR")).status_code == 302
    row.refresh_from_db()
    assert row.countries == ["GB", "FR"]


def test_a_new_border_and_its_code_for_ever(staff):
    add = "/admin/territories/border/add/"
    wrong = admin_form(staff, add, code="france", countries="FR,AD", kind="land")
    assert staff.post(add, wrong).status_code == 422
    data = admin_form(staff, add, code="FR-AD", countries="FR,AD", kind="land")
    assert staff.post(add, data).status_code == 302
    row = Border.objects.get(code="FR-AD")
    staff.post(url_of(row), admin_form(staff, url_of(row), code="FR-ES"))
    row.refresh_from_db()
    assert row.code == "FR-AD"


def test_lists_of_texts_are_typed_one_a_line(staff):
    row = TerritoryFactory(partners=["Ville, et région"])
    url = url_of(row)
    data = admin_form(staff, url)
    assert data["partners"] == "Ville, et région"
    staff.post(url, data | {"partners": "Ville, et région\r\n\r\nÉtat"})
    row.refresh_from_db()
    assert row.partners == ["Ville, et région", "État"]


def test_what_others_are_tied_to_is_not_deleted(staff):
    border, free = BorderFactory(code="FR-BE"), BorderFactory(code="FR-AD")
    theme = ThemeFactory()
    OrganisationFactory(borders=[border], themes=[theme])
    for row in (border, theme):
        assert staff.post(url_of(row, "delete"), {"post": "yes"}).status_code == 403
    assert staff.post(url_of(free, "delete"), {"post": "yes"}).status_code == 302
    territory = TerritoryFactory()
    OrganisationFactory(territory=territory)
    page = staff.post(url_of(territory, "delete"), {"post": "yes"}).content.decode()
    assert "La suppression est impossible" in page
    assert Territory.objects.filter(pk=territory.pk).exists()


@pytest.mark.parametrize("factory", [BorderFactory, TerritoryFactory, ThemeFactory])
def test_the_list_counts_and_finds(staff, factory):
    row = factory(name_fr="Forêt d’Ardenne") if factory is not BorderFactory else factory()
    name = row._meta.model_name
    words = "FR-BE" if name == "border" else getattr(row, "code", "foret ardenne")
    listed = staff.get(f"/admin/territories/{name}/?q={words}").context["cl"].result_list
    assert [one.pk for one in listed] == [row.pk]


def test_organisations_are_counted_beside_borders_and_themes(staff):
    theme = ThemeFactory(code="health")
    OrganisationFactory.create_batch(2, borders=[BorderFactory()], themes=[theme])
    page = staff.get("/admin/territories/border/").content.decode()
    assert '<a href="/admin/members/organisation/?border=FR-BE">2</a>' in page
    page = staff.get("/admin/territories/theme/").content.decode()
    assert '<a href="/admin/members/organisation/?theme=health">2</a>' in page


def test_pages_are_seen_as_a_visitor(staff, client):
    for row in (BorderFactory(), TerritoryFactory()):
        page = staff.get(url_of(row, "preview")).content.decode()
        assert "Cette page est publique" in page
        assert row.get_absolute_url() in page
        assert "Se déconnecter" not in page
        assert f'href="{url_of(row, "preview")}"' in staff.get(url_of(row)).content.decode()
    assert staff.get(url_of(ThemeFactory(), "preview")).status_code == 302


# What waits


COMPLETE = {
    Border: {
        "name_en": "x", "agreement_fr": "x", "agreement_en": "x", "languages": ["fr"],
        "source": "x", "lat": 50, "lon": 4,
    },
    Territory: {
        "name_en": "x", "description_fr": "x", "description_en": "x", "countries": ["FR", "BE"],
        "source": "x", "lat": 50, "lon": 4,
    },
    Theme: {"name_en": "x", "keep_topics": ["Health"]},
    Programme: {"name_en": "x", "source": "x", "strand": "VI-A"},
}  # fmt: skip
GAPS = {
    Border: BORDER_GAPS,
    Territory: TERRITORY_GAPS,
    Theme: THEME_GAPS,
    Programme: PROGRAMME_GAPS,
}
BROKEN = [
    (Border, "other-countries", {"countries": ["FR", "DE"]}),
    (Border, "other-countries", {"countries": ["FR"], "is_internal_eu": True}),
    (Border, "union", {"is_internal_eu": False}),
    (Border, "reversed", {"lat": 4.0, "lon": 50.0}),
    (Border, "far", {"lat": -33.0, "lon": 151.0}),
    (Border, "without-place", {"lat": None, "lon": None}),
    (Border, "without-name-fr", {"name_fr": ""}),
    (Border, "without-agreement-en", {"agreement_en": ""}),
    (Border, "without-language", {"languages": []}),
    (Border, "without-source", {"source": ""}),
    (Territory, "reversed", {"lat": 4.0, "lon": 50.0}),
    (Territory, "foreign-border", {"countries": ["ES", "PT"]}),
    (Territory, "one-country", {"countries": ["FR"]}),
    (Territory, "wrong-website", {"website": "ftp://example.org"}),
    (Territory, "without-description-fr", {"description_fr": ""}),
    (Theme, "without-name-en", {"name_en": ""}),
    (Theme, "without-topic", {"keep_topics": []}),
    (Programme, "wrong-cci", {"cci": "none"}),
    (Programme, "wrong-period", {"period": "2027-2021"}),
    (Programme, "wrong-website", {"website": "https://"}),
    (Programme, "without-source", {"source": ""}),
]


@pytest.fixture
def complete():
    border = BorderFactory(code="FR-BE")
    rows = {
        Border: border,
        Territory: TerritoryFactory(borders=[border]),
        Theme: ThemeFactory(),
        Programme: ProgrammeFactory(),
    }
    rows[Programme].borders.set([border])
    for model, row in rows.items():
        model.objects.filter(pk=row.pk).update(**COMPLETE[model])
    return rows


def test_nothing_waits_for_complete_rows(complete):
    assert {model: found(row, GAPS[model]) for model, row in complete.items()} == dict.fromkeys(
        complete, set()
    )


@pytest.mark.parametrize(("model", "gap", "wrong"), BROKEN)
def test_what_is_missing_or_wrong_is_found(complete, model, gap, wrong):
    model.objects.filter(pk=complete[model].pk).update(**wrong)
    assert gap in found(complete[model], GAPS[model])


def test_relations_that_are_missing_are_found(complete):
    complete[Programme].borders.clear()
    complete[Territory].borders.clear()
    assert found(complete[Programme], PROGRAMME_GAPS) == {"without-border"}
    assert found(complete[Territory], TERRITORY_GAPS) == {"without-border"}
    assert found(complete[Border], BORDER_GAPS) == {"without-programme"}


def test_the_real_network_holds_nothing_broken(network):
    wrong = {
        (model.__name__, gap.key): [str(row) for row in model.objects.filter(gap.rows())]
        for model, gaps in GAPS.items()
        for gap in gaps
        if gap.is_error
    }
    assert wrong == dict.fromkeys(wrong, [])
