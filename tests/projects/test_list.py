"""The list of projects: filters, counts, figures, orders, chips."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from core.directory import facets
from projects.filters import ProjectFilter
from projects.models import Project, ProjectTally
from tests.factories import (
    BorderFactory,
    DocumentFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProgrammeFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def listing(client, **params):
    return client.get(f"/fr/projects/?{urlencode(params, doseq=True)}").context["listing"]


def slugs(found):
    return [entry.project.slug for entry in found.entries]


@pytest.fixture
def four():
    belgium, germany = BorderFactory(code="FR-BE"), BorderFactory(code="FR-DE")
    health = ThemeFactory(code="health")
    ProgrammeFactory(cci="2021TC16RFCB040")
    lille = OrganisationFactory(slug="lille", country="FR")
    hospital = ProjectFactory(
        slug="a", title_fr="Un hôpital", borders=[belgium], themes=[health], start="2019-05",
        total_budget=1_000_000, stage="completed",
        programme=ProgrammeFactory(cci="2021TC16RFCB006"),
    )  # fmt: skip
    ParticipationFactory(project=hospital, organisation=lille)
    ParticipationFactory(project=hospital, outside=True, name="Stad Kortrijk", country="BE")
    DocumentFactory(project=hospital)
    ProjectFactory(
        slug="b", title_fr="Béton", borders=[belgium, germany], start="2014", total_budget=0,
        kind="infrastructure", lat=50.0, lon=3.0, programme_name="Interreg V-A",
    )  # fmt: skip
    ProjectFactory(slug="c", title_fr="Chemin", borders=[germany], start="2021", city="Kehl")
    draft = ProjectFactory(slug="d", title_fr="Dossier", publication="draft", borders=[germany])
    ParticipationFactory(project=draft, organisation=lille)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["b", "c", "a"]),
        ({"stage": "completed"}, ["a"]),
        ({"stage": ["completed", "ongoing"]}, ["b", "c", "a"]),
        ({"border": "FR-DE"}, ["b", "c"]),
        ({"border": ["FR-DE", "FR-BE"], "theme": "health"}, ["a"]),
        ({"country": "BE"}, ["a"]),
        ({"programme": "2021TC16RFCB006"}, ["a"]),
        ({"programme": "Interreg V-A"}, ["b"]),
        ({"programme": "2021TC16RFCB040"}, []),
        ({"kind": "infrastructure"}, ["b"]),
        ({"participant": "lille"}, ["a"]),
        ({"participant": "nobody"}, []),
        ({"documents": "1"}, ["a"]),
        ({"placed": "1"}, ["b"]),
        ({"start_after": "2019"}, ["c", "a"]),
        ({"start_after": "2019-06"}, ["c"]),
        ({"start_before": "2019"}, ["b", "a"]),
        ({"start_before": "2019-04"}, ["b"]),
        ({"budget_min": "0"}, ["b", "a"]),
        ({"budget_min": "1 000"}, ["a"]),
        ({"budget_max": "999999,99"}, ["b"]),
        ({"q": "hopital"}, ["a"]),
        ({"q": "kortrijk"}, ["a"]),
        ({"q": "kehl"}, ["c"]),
        ({"q": "hospitol"}, []),
        ({"q": "hopitl"}, ["a"]),
        ({"q": "hopital", "border": "FR-DE"}, []),
        ({"border": "", "participant": "", "budget_min": "", "start_after": ""}, ["b", "c", "a"]),
        ({"sort": "start"}, ["c", "a", "b"]),
        ({"sort": "budget"}, ["a", "b", "c"]),
        ({"sort": "anything"}, ["b", "c", "a"]),
    ],
)
def test_filters_and_orders(client, four, params, expected):
    assert slugs(listing(client, **params)) == expected


@pytest.mark.parametrize(
    "params",
    [
        {"stage": "never"},
        {"border": "XX-YY"},
        {"documents": "2"},
        {"start_after": "hier"},
        {"budget_min": "beaucoup"},
        {"budget_min": "-1"},
        {"participant": "nobody"},
    ],
)
def test_a_value_that_is_none_gives_no_row_and_a_sentence(client, four, params):
    response = client.get("/fr/projects/", params)
    found = response.context["listing"]
    assert (response.status_code, found.entries, found.counts.total) == (200, [], 0)
    (name,) = params
    (error,) = response.context["filter"].form.errors[name]
    assert error in response.content.decode().replace("&#x27;", "'")
    assert [chip.query for chip in found.chips] == ["?"]


@pytest.mark.parametrize(
    ("params", "facet", "expected"),
    [
        ({}, "stage", {"completed": 1, "ongoing": 2}),
        ({}, "country", {"FR": 1, "BE": 1}),
        ({}, "documents", {"1": 1}),
        ({"documents": "1"}, "placed", {}),
        ({"border": "FR-DE"}, "border", {"FR-BE": 2, "FR-DE": 2}),
        ({"border": "FR-DE"}, "kind", {"infrastructure": 1}),
        ({"q": "hopital"}, "theme", {"health": 1}),
        ({"budget_min": "0"}, "programme", {"2021TC16RFCB006": 1, "Interreg V-A": 1}),
    ],
)
@pytest.mark.parametrize("who", ["visitor", "staff"])
def test_counts_beside_the_choices(client, four, who, params, facet, expected):
    if who == "staff":
        Project.objects.filter(slug="d").delete()
        client.force_login(UserFactory(is_staff=True))
    options = {one.name: found for one, found in listing(client, **params).facets}[facet]
    assert {option.value: option.count for option in options} == expected


@pytest.mark.parametrize(
    ("params", "total", "known", "unknown"),
    [
        ({}, 1_000_000, 2, 1),
        ({"border": "FR-DE"}, 0, 1, 1),
        ({"q": "chemin"}, 0, 0, 1),
        ({"stage": "completed"}, 1_000_000, 1, 0),
        ({"stage": "completed", "border": "FR-DE"}, 0, 0, 0),
    ],
)
def test_figures_are_of_the_rows_in_force(client, four, params, total, known, unknown):
    found = listing(client, **params)
    assert found.budget_sum == Decimal(total)
    assert (found.with_budget, found.without_budget) == (known, unknown)
    assert found.figures_are_exact


def test_charts_have_the_figures_of_their_tables(client, four):
    found = listing(client, border="FR-DE")
    rows = {figure.key: dict(figure.rows) for figure in found.figures}
    assert rows["border"] == {"Frontière FR-DE": 2, "Frontière FR-BE": 1}
    assert rows["stage"] == {"En cours": 2}
    assert rows["year"] == {"2014": 1, "2021": 1}
    for figure in found.figures:
        assert all(str(n) in figure.chart.description for _label, n in figure.rows)


def test_the_chart_of_years_draws_the_empty_ones_and_says_who_tells_none(client, four):
    ProjectFactory(start="2016-02")
    ProjectFactory(start="")
    figure = {one.key: one for one in listing(client).figures}["year"]
    drawn = dict(zip([one.text for one in figure.chart.labels], figure.chart.marks, strict=True))
    assert list(drawn) == [str(year) for year in range(2014, 2022)]
    assert [year for year, mark in drawn.items() if mark.height] == ["2014", "2016", "2019", "2021"]
    assert figure.note == "1 projet ne l’indique pas."
    assert ("non publié", 1) in figure.rows


def test_only_the_last_years_are_drawn_and_all_are_in_the_table(client, four):
    ProjectFactory(start="1990")
    figure = {one.key: one for one in listing(client).figures}["year"]
    assert figure.chart.labels[0].text == "2002"
    assert figure.rows[0] == ("1990", 1)


def test_a_part_that_is_not_counted_whole_says_so(client, four, monkeypatch):
    monkeypatch.setattr(facets, "COUNT_LIMIT", 1)
    found = listing(client, border="FR-DE", stage="ongoing")
    assert not found.figures_are_exact
    assert "Plus de 1 projets" in found.count_text
    assert (
        "Compté sur 1 des projets"
        in client.get("/fr/projects/?border=FR-DE&stage=ongoing").content.decode()
    )


def test_counting_reads_one_index():
    (index,) = [one for one in Project._meta.indexes if one.name == "project_counted"]
    counted = {facet.column for facet in (*ProjectFilter.facets, *ProjectFilter.figures)}
    assert counted == {"stage", *index.include}


def test_kept_counts_follow_every_change(four):
    ProjectTally.objects.compact()
    assert ProjectTally.objects.counts()["total"] == {"": 3}
    Project.objects.filter(slug="d").update(publication="published", total_budget=5)
    counts = ProjectTally.objects.counts()
    assert (counts["total"], counts["budget"]) == ({"": 4}, {"known": 3, "unknown": 1})
    Project.objects.filter(slug="a").update(publication="archived")
    assert "documents" not in ProjectTally.objects.counts()
    assert ProjectTally.objects.counts()["border"] == {"FR-BE": 1, "FR-DE": 3}


def test_a_wrong_amount_is_said_with_its_field(client, four):
    html = client.get("/fr/projects/", {"budget_min": "beaucoup"}).content.decode()
    (described,) = re.findall(r'name="budget_min"[^>]*aria-describedby="([^"]+)"', html)
    assert re.search(rf'id="{described}">[^<]*euros', html)


def test_chips_name_what_is_in_force(client, four):
    found = listing(client, participant="lille", start_after="2014", border="FR-BE", q="hôpital")
    assert [chip.label for chip in found.chips] == [
        "hôpital",
        "Frontière FR-BE",
        "Organisme lille",
        "Commencé à partir de 2014",
    ]


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ({"budget_min": "1200000"}, ["Budget ≥ 1 200 000 €"]),
        ({"budget_max": "2 000 000,50"}, ["Budget ≤ 2 000 000,50 €"]),
        ({"budget_min": "0"}, ["Budget ≥ 0 €"]),
        ({"budget_min": "beaucoup"}, ["Budget à partir de (€) beaucoup"]),
        ({"budget_min": ["5", "6"]}, ["Budget à partir de (€) 5", "Budget ≥ 6 €"]),
        ({"budget_min": " "}, []),
    ],
)
def test_chips_of_budgets_read_as_amounts(client, asked, read):
    chips = listing(client, **asked).chips
    assert [chip.label.replace("\N{NO-BREAK SPACE}", " ") for chip in chips] == read


def test_a_mistake_in_one_field_leaves_the_other_filters_in_the_form(client, four):
    html = client.get(
        "/fr/projects/", {"border": "FR-DE", "participant": "lille", "budget_min": "beaucoup"}
    ).content.decode()
    assert re.search(r'<input type="checkbox" name="border" value="FR-DE"[^>]* checked>', html)
    assert '<input type="hidden" name="participant" value="lille">' in html
    assert "Organisme lille" in html


def test_what_was_typed_stays_in_the_form(client, four):
    html = client.get("/fr/projects/?budget_min=beaucoup&start_after=2019").content.decode()
    assert 'value="beaucoup"' in html
    assert 'value="2019"' in html
