from urllib.parse import urlencode

import pytest
from django.urls import reverse

from core.directory import facets, filters
from members.models import Organisation, Tally
from tests.factories import BorderFactory, OrganisationFactory, ThemeFactory

pytestmark = pytest.mark.django_db
URL = "/fr/members/"


def listing(client, **params):
    return client.get(f"{URL}?{urlencode(params, doseq=True)}").context["listing"]


def slugs(found):
    return [entry.organisation.slug for entry in found.entries]


@pytest.fixture
def network_of_four():
    belgium, germany = BorderFactory(code="FR-BE"), BorderFactory(code="FR-DE")
    health = ThemeFactory(code="health")
    OrganisationFactory(slug="a", name_fr="Alpha", borders=[belgium], themes=[health])
    OrganisationFactory(slug="b", name_fr="Bêta", country="BE", kind="state", borders=[belgium])
    OrganisationFactory(slug="c", name_fr="Gamma", country="DE", borders=[belgium, germany])
    OrganisationFactory(slug="d", name_fr="Delta", draft=True, borders=[germany])


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["a", "b", "c"]),
        ({"kind": "state"}, ["b"]),
        ({"kind": ["state", "region"]}, ["a", "b", "c"]),
        ({"country": ["BE", "DE"]}, ["b", "c"]),
        ({"border": "FR-DE"}, ["c"]),
        ({"border": ["FR-DE", "FR-BE"], "country": "FR"}, ["a"]),
        ({"theme": "health"}, ["a"]),
        ({"q": "beta"}, ["b"]),
        ({"q": "beta", "country": "DE"}, []),
    ],
)
def test_filters_narrow_the_published_rows(client, network_of_four, params, expected):
    assert slugs(listing(client, **params)) == expected


@pytest.mark.parametrize(
    ("params", "facet", "expected"),
    [
        ({}, "country", {"FR": 1, "BE": 1, "DE": 1}),
        ({}, "border", {"FR-BE": 3, "FR-DE": 1}),
        ({"border": "FR-DE"}, "border", {"FR-BE": 3, "FR-DE": 1}),
        ({"border": "FR-DE"}, "country", {"DE": 1}),
        ({"border": "FR-DE", "kind": "region"}, "border", {"FR-BE": 2, "FR-DE": 1}),
        ({"q": "alpha"}, "theme", {"health": 1}),
        ({"kind": "state"}, "theme", {}),
    ],
)
def test_the_count_beside_a_choice_is_under_the_other_filters(
    client, network_of_four, params, facet, expected
):
    options = {f.name: options for f, options in listing(client, **params).facets}[facet]
    assert {option.value: option.count for option in options if option.count} == expected


def test_a_choice_in_force_stays_even_without_rows(client, network_of_four):
    found = listing(client, q="alpha", kind="state")
    options = {option.value: option for option in {f.name: o for f, o in found.facets}["kind"]}
    assert (options["state"].count, options["state"].is_selected) == (0, True)
    assert found.counts.total == 0


def test_staff_count_drafts_too(network_of_four, people):
    found = listing(people["staff"])
    assert "d" in slugs(found)
    assert found.counts.total == len(found.entries)


def test_an_exact_acronym_or_name_comes_first(client):
    OrganisationFactory(slug="text", name_fr="Abc", description_fr="EMS EMS EMS de la ville EMS")
    OrganisationFactory(slug="name", name_fr="Zed EMS EMS EMS")
    OrganisationFactory(slug="acronym", name_fr="Zyx", acronym="EMS")
    assert slugs(listing(client, q="ems"))[0] == "acronym"


def test_rows_whose_name_holds_the_words_come_before_those_whose_text_does(client):
    said = "transport urbain. " * 60
    OrganisationFactory(slug="text", name_fr="Abc", description_fr=said)
    OrganisationFactory(
        slug="name", name_fr="Urbain, syndicat des communes et des villes pour le transport"
    )
    assert slugs(listing(client, q="transport urbain")) == ["name", "text"]


def test_the_usual_order_has_no_value_so_that_it_follows_the_words(client, network_of_four):
    for params, usual in (({}, "Nom"), ({"q": "alpha"}, "Pertinence")):
        found = listing(client, **params)
        assert dict(found.sorts)[""] == usual
        assert found.sort == ""
    assert listing(client, q="alpha", sort="name").sort == "name"


def test_a_name_is_shown_whole_where_words_match(client):
    name = "Groupement européen " + "de coopération territoriale " * 5 + "du fleuve Rhin"
    OrganisationFactory(name_fr=name)
    for view in ("cards", "table"):
        text = client.get(f"{URL}?q=rhin&view={view}").content.decode()
        assert name.replace("Rhin", "<mark>Rhin</mark>") in text


def test_order_by_name_follows_the_language_of_the_page(client):
    OrganisationFactory(slug="x", name_fr="École", name_en="Zone")
    OrganisationFactory(slug="y", name_fr="Ferme", name_en="Arch")
    assert slugs(listing(client)) == ["x", "y"]
    assert slugs(client.get("/en/members/").context["listing"]) == ["y", "x"]


def test_order_by_change(client, network_of_four):
    Organisation.objects.filter(slug="b").update(city="Namur")
    assert slugs(listing(client, sort="updated"))[0] == "b"


def test_an_unknown_order_is_the_usual_one(client, network_of_four):
    assert slugs(listing(client, sort="nothing")) == ["a", "b", "c"]


def test_near_spellings_are_found_and_said(client):
    OrganisationFactory(slug="s", name_fr="Eurodistrict Strasbourg-Ortenau")
    found = listing(client, q="eurodistict Strasburg")
    assert (slugs(found), found.filter.is_near) == (["s"], True)


def test_near_spellings_are_filtered_and_counted_however_many(client, monkeypatch):
    for kind in ("region", "state", "state"):
        OrganisationFactory(name_fr="Eurodistrict", kind=kind)
    for limit in (1_000, 1):
        monkeypatch.setattr(filters, "NAMED_LIMIT", limit)
        found = listing(client, q="eurodistict", kind="state")
        assert (len(found.entries), found.counts.total, found.filter.is_near) == (2, 2, True)
        assert found.counts.choices["kind"] == {"state": 2, "region": 1}


def test_what_matched_is_marked_in_its_own_language(client):
    OrganisationFactory(slug="s", name_fr="Nom", description_de="Ein <b>Krankenhaus</b> & mehr")
    response = client.get(f"{URL}?q=krankenh%C3%A4user")
    text = response.content.decode()
    assert 'lang="de"' in text
    assert "<mark>Krankenhaus</mark>" in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("page", "number"),
    [("1", 1), ("2", 2), ("0", 1), ("99999999999999999999", 2), ("abc", 1), ("", 1), ("-1", 1)],
)
def test_an_absurd_page_is_the_nearest(client, page, number):
    OrganisationFactory.create_batch(25)
    assert listing(client, page=page).page.number == number


@pytest.mark.parametrize(
    "query",
    [
        "kind=nothing",
        "border=XX-YY",
        "country=ZZ",
        "q=" + "x" * 10_000,
        "kind=%00&q=zzzzzz",
    ],
)
def test_what_nothing_can_match_is_an_empty_page_with_words(client, network_of_four, query):
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    assert response.context["listing"].entries == []
    assert "Aucun" in response.content.decode()


def test_a_nul_byte_is_left_out_of_the_words(client, network_of_four):
    assert slugs(listing(client, q="al\x00pha")) == ["a"]


def test_chips_take_one_thing_away_and_keep_the_rest(client, network_of_four):
    found = listing(client, q="alpha", kind=["region", "state"], page=1)
    queries = [chip.query for chip in found.chips]
    assert queries == ["?kind=region&kind=state", "?q=alpha&kind=state", "?q=alpha&kind=region"]


def test_more_rows_than_are_counted_are_more_than(client, network_of_four, monkeypatch):
    monkeypatch.setattr(facets, "COUNT_LIMIT", 2)
    found = listing(client, border="FR-BE", country=["FR", "BE", "DE"])
    assert (found.counts.total, found.counts.is_exact) == (2, False)
    assert "Plus de 2" in client.get(f"{URL}?border=FR-BE&kind=region&kind=state").content.decode()


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"border": "FR-BE"}, (3, True)),
        ({"country": ["FR", "DE", "BE"]}, (3, True)),
        ({"country": ["FR", "FR"]}, (1, True)),
        ({"border": ["FR-BE", "FR-DE"]}, (2, False)),
    ],
)
def test_the_total_under_one_filter_is_kept_where_no_row_counts_twice(
    client, network_of_four, monkeypatch, params, expected
):
    monkeypatch.setattr(facets, "COUNT_LIMIT", 2)
    found = listing(client, **params)
    assert (found.counts.total, found.counts.is_exact) == expected


@pytest.mark.parametrize("view", ["cards", "table", "map", "nothing"])
@pytest.mark.parametrize("query", ["", "q=organisme", "border=FR-BE&kind=region", "sort=updated"])
def test_the_cost_is_the_same_for_one_row_and_fifty(client, queries, view, query):
    costs = []
    for newcomers in (1, 50):
        OrganisationFactory.create_batch(
            newcomers, borders=[BorderFactory()], themes=[ThemeFactory()]
        )
        costs.append(queries(lambda: client.get(f"{URL}?view={view}&{query}")))
    assert costs[0] == costs[1]
    assert costs[0] <= 12


def truth() -> dict[str, dict[str, int]]:
    """The counts of everything published, counted afresh."""
    answer: dict[str, dict[str, int]] = {}
    for row in Organisation.objects.filter(is_published=True):
        facts = [("total", ""), ("kind", row.kind), ("country", row.country.code)]
        facts += [("border", code) for code in row.border_codes]
        facts += [("theme", code) for code in row.theme_codes]
        facts += [("placed", "")] if row.is_placed else []
        for facet, value in facts:
            answer.setdefault(facet, {}).setdefault(value, 0)
            answer[facet][value] += 1
    return answer


def kept() -> dict[str, dict[str, int]]:
    counts = Tally.objects.counts()
    return {
        facet: {value: n for value, n in values.items() if n}
        for facet, values in counts.items()
        if any(values.values())
    }


def test_kept_counts_follow_every_change(network_of_four):
    assert kept() == truth()
    Organisation.objects.filter(slug="d").update(is_published=True, lat=48.5, lon=7.5)
    assert kept() == truth()
    Organisation.objects.get(slug="a").borders.clear()
    Organisation.objects.filter(slug="b").update(kind="region", country="NL")
    assert kept() == truth()
    Organisation.objects.get(slug="c").delete()
    Organisation.objects.filter(slug="a").update(is_published=False)
    assert kept() == truth()
    Tally.objects.compact()
    assert kept() == truth()
    assert truth()["total"] == {"": 2}


def test_the_addresses_are_those_of_the_design():
    names = ["organisation_list", "organisation_map", "organisation_feed", "opensearch"]
    assert [reverse(f"members:{name}") for name in names] == [
        "/fr/members/",
        "/fr/members/map.geojson",
        "/fr/members/feed.atom",
        "/fr/members/opensearch.xml",
    ]
