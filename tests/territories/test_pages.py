import pytest
from django.core.exceptions import ValidationError

from core.partial_dates import validate_partial_date
from territories import views
from territories.models import validate_geojson
from tests.factories import (
    BorderFactory,
    OrganisationFactory,
    ProgrammeFactory,
    TerritoryFactory,
)

SQUARE = {"type": "Polygon", "coordinates": [[[3, 50], [4, 50], [4, 51], [3, 50]]]}


@pytest.mark.parametrize(
    ("value", "good"),
    [
        (SQUARE, True),
        ({"type": "Feature", "properties": {}, "geometry": SQUARE}, True),
        (
            {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": SQUARE}]},
            True,
        ),
        ({"type": "Point", "coordinates": [7.5, 48.5]}, True),
        ({"type": "Point", "coordinates": [652000, 6862000]}, False),
        ({"type": "Polygon", "coordinates": []}, False),
        ({"type": "Polygon"}, False),
        ({"type": "Nothing", "coordinates": [1, 2]}, False),
        ({"type": "Polygon", "coordinates": "text"}, False),
        ([], False),
        ("text", False),
        ({"type": "MultiPoint", "coordinates": [[1, 2]] * 40_000}, False),
    ],
)
def test_a_footprint_is_geojson_in_degrees(value, good):
    try:
        validate_geojson(value)
    except ValidationError:
        assert not good
    else:
        assert good


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("2019", True),
        ("2019-12", True),
        ("2019-12-05", True),
        ("2019-02-30", False),
        ("2019-13", False),
        ("19", False),
        ("2019-1", False),
        ("2019-12-05-01", False),
        ("٢٠١٩", False),
        ("hier", False),
    ],
)
def test_a_partial_date_is_a_year_a_month_or_a_day(value, good):
    try:
        validate_partial_date(value)
    except ValidationError:
        assert not good
    else:
        assert good


@pytest.mark.django_db
def test_a_border_tells_what_holds_on_it_and_who_is_on_each_side(client):
    border = BorderFactory(
        code="FR-CH",
        name_fr="France–Suisse",
        is_internal_eu=False,
        languages=["fr", "de"],
        agreement_fr="Accord de Karlsruhe",
        obstacle_note_fr="BRIDGEforEU ne s’applique pas.",
    )
    ProgrammeFactory(name_fr="France-Suisse").borders.add(border)
    OrganisationFactory(name_fr="Besançon", country="FR", borders=[border])
    OrganisationFactory(name_fr="Genève", country="CH", borders=[border])
    OrganisationFactory(name_fr="Brouillon", draft=True, borders=[border])
    TerritoryFactory(name_fr="Grand Genève", borders=[border])
    response = client.get("/fr/borders/FR-CH/")
    text = response.content.decode()
    for part in ("français, allemand", "Karlsruhe", "BRIDGEforEU", "Pas une frontière intérieure"):
        assert part in text
    sides = [(code, [str(row) for row in rows]) for code, rows in response.context["sides"]]
    assert sides == [("FR", ["Besançon"]), ("CH", ["Genève"])]
    assert "Grand Genève" in text
    assert "Brouillon" not in text


@pytest.mark.django_db
def test_a_border_names_the_first_of_many_and_leads_to_all(client, monkeypatch):
    border = BorderFactory(code="FR-BE")
    for name in ("C", "A", "B"):
        OrganisationFactory(name_fr=name, borders=[border])
    assert "Au plus" not in client.get("/fr/borders/FR-BE/").content.decode()
    monkeypatch.setattr(views, "SIDE_LENGTH", 2)
    response = client.get("/fr/borders/FR-BE/")
    (_french, rows), (_belgian, none) = response.context["sides"]
    assert ([str(row) for row in rows], none) == (["A", "B"], [])
    assert "Au plus 2" in response.content.decode()
    assert "/fr/members/?border=FR-BE" in response.content.decode()


def test_borders_are_counted_as_each_reader_may_see_them(people):
    border = BorderFactory(code="FR-BE")
    OrganisationFactory(borders=[border])
    OrganisationFactory(borders=[border], draft=True)
    OrganisationFactory(draft=True)
    TerritoryFactory.create_batch(3, borders=[border, BorderFactory(code="FR-DE")])
    counts = {
        who: [
            (row.code, row.organisation_count, row.territory_count)
            for _title, rows in people[who].get("/fr/borders/").context["groups"]
            for row in rows
        ]
        for who in ("anonymous", "stranger", "staff")
    }
    assert counts["anonymous"] == [("FR-BE", 1, 3), ("FR-DE", 0, 3)]
    assert counts["stranger"] == counts["anonymous"]
    assert counts["staff"] == [("FR-BE", 2, 3), ("FR-DE", 0, 3)]


@pytest.mark.django_db
def test_a_territory_says_what_is_not_known(client):
    TerritoryFactory(slug="place", legal_form="egtc", partners=["Région flamande"])
    text = client.get("/fr/territories/place/").content.decode()
    for part in ("GECT", "non connu", "non publiée", "Région flamande"):
        assert part in text


@pytest.mark.django_db
def test_the_footprint_is_served_as_it_was_given(client):
    TerritoryFactory(slug="place", footprint=SQUARE)
    assert client.get("/fr/territories/place/footprint.geojson").json() == SQUARE
    TerritoryFactory(slug="bare")
    assert client.get("/fr/territories/bare/footprint.geojson").status_code == 404


@pytest.mark.django_db
def test_search_goes_across_everything_five_of_each(client):
    border = BorderFactory(code="FR-CH", name_fr="France–Suisse romande")
    for number in range(7):
        OrganisationFactory(name_fr=f"Commune romande {number}", borders=[border])
    TerritoryFactory(name_fr="Espace romand")
    OrganisationFactory(name_fr="Romande brouillon", draft=True)
    groups = client.get("/fr/search/?q=romande").context["groups"]
    assert [(str(group.searched.title), len(group.rows), group.count) for group in groups] == [
        ("Membres", 5, 7),
        ("Territoires", 1, 1),
        ("Frontières", 1, 1),
    ]
    assert groups[0].url == "/fr/members/?q=romande"


def test_a_code_in_small_letters_leads_to_its_border(client, db):
    BorderFactory(code="FR-BE")
    answer = client.get("/fr/borders/fr-be/", follow=True)
    assert answer.redirect_chain == [("/fr/borders/FR-BE/", 301)]
    assert answer.status_code == 200
