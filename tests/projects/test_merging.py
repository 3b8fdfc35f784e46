"""Two projects become one, and two again."""

from datetime import date

import pghistory
import pytest
from django.core.exceptions import ValidationError

from core.history import entries
from projects.models import (
    FormerAddress,
    Funding,
    Merge,
    NotDuplicate,
    Participation,
    Project,
    ProjectDocument,
)
from projects.services.duplicates import tell_apart
from projects.services.merge_undo import hindrances, undo
from projects.services.merging import differences, merge
from tests.factories import (
    BorderFactory,
    DocumentFactory,
    FundingFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TABLES = [
    Project, Participation, Funding, ProjectDocument, FormerAddress, NotDuplicate,
    Project.borders.through, Project.themes.through, Project.territories.through,
]  # fmt: skip
# What the database counts by itself.
COUNTED = {"version", "updated_at"}


def everything():
    """What the tables of projects hold, but the counts and the keys of plain links."""
    held = {}
    for model in TABLES:
        left_out = COUNTED | ({"id"} if model._meta.auto_created else set())
        names = [one.attname for one in model._meta.fields if one.attname not in left_out]
        held[model] = sorted(model.objects.values_list(*names), key=str)
    return held


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def two():
    city = OrganisationFactory(slug="lille", name_fr="Lille")
    kept = ProjectFactory(
        slug="kept",
        title_fr="Un pont",
        total_budget=100,
        borders=[BorderFactory(code="FR-BE")],
        themes=[ThemeFactory(code="health")],
        keep_id="K1",
    )
    lost = ProjectFactory(
        slug="lost",
        title_fr="Le pont",
        title_en="The bridge",
        total_budget=0,
        city="Lille",
        lat=50.6,
        lon=3.1,
        borders=[BorderFactory(code="FR-LU")],
        territories=[TerritoryFactory()],
        keep_id="K2",
        kohesio_id="Q2",
        retrieved_on=date(2026, 1, 2),
        raw={"colonne": "valeur"},
        owner=city,
        publication="published",
    )
    ParticipationFactory(project=kept, organisation=city)
    ParticipationFactory(
        project=lost, organisation=city, part="Il construit", own_budget=40, is_named=False
    )
    ParticipationFactory(project=lost, outside=True, name="Stad Kortrijk")
    FundingFactory(project=kept, amount=10)
    FundingFactory(project=lost, amount=10)
    FundingFactory(project=lost, amount=20)
    DocumentFactory(project=lost)
    FormerAddress.objects.create(slug="older", project=lost)
    tell_apart(lost, ProjectFactory(slug="other"), by=None)
    return Project.objects.get(pk=kept.pk), Project.objects.get(pk=lost.pk)


def test_staff_choose_between_what_differs(two):
    found = {one.key: one for one in differences(*two)}
    assert {key: one.default for key, one in found.items()} == {
        "title_fr": "kept", "title_en": "lost", "total_budget": "kept", "keep_id": "kept",
        "kohesio_id": "lost", "place": "lost", "source": "lost", "owner": "lost",
        "borders": "both", "themes": "both", "territories": "both",
    }  # fmt: skip
    assert (found["title_fr"].label, found["title_fr"].lost) == ("Titre (français)", "Le pont")
    assert (found["total_budget"].kept, found["total_budget"].lost) == ("100,00", "0,00")
    assert found["title_en"].kept == "–"


def test_what_belongs_to_the_one_moves_to_the_other(two, staff):
    kept, lost = two
    merge(kept, lost, {"title_fr": "lost", "keep_id": "lost", "borders": "kept"}, by=staff)
    assert not Project.objects.filter(slug="lost").exists()
    row = Project.objects.get(slug="kept")
    assert (row.title_fr, row.title_en, row.total_budget) == ("Le pont", "The bridge", 100)
    assert (row.keep_id, row.kohesio_id, row.city, row.lat) == ("K2", "Q2", "Lille", 50.6)
    assert (row.border_codes, row.theme_codes) == (["FR-BE"], ["health"])
    assert row.territories.count() == 1
    assert sorted(one.amount for one in row.fundings.all()) == [10, 20]
    assert row.documents.count() == 1
    assert {one.slug for one in row.former_addresses.all()} == {"lost", "older"}
    assert {str(one) for one in row.participations.all()} == {"Lille", "Stad Kortrijk"}


def test_a_partner_of_both_is_one_and_still_declines_to_be_named(two, staff):
    merge(*two, {}, by=staff)
    part = Participation.objects.get(organisation__slug="lille")
    assert (part.part, part.own_budget, part.is_named) == ("Il construit", 40, False)
    assert Project.objects.get(slug="kept").participant_slugs == []


@pytest.mark.parametrize("choice", ["kept", "lost", None])
def test_undoing_gives_every_table_back(two, staff, choice):
    before = everything()
    choices = {one.key: choice for one in differences(*two) if choice}
    row = merge(*two, choices, by=staff)
    assert everything() != before
    undo(Merge.objects.get(pk=row.pk), by=staff)
    assert everything() == before
    row.refresh_from_db()
    assert (row.undone_by, row.undone_at is not None) == (staff, True)
    with pytest.raises(ValidationError):
        undo(row, by=staff)


def test_two_merges_are_undone_from_the_last(two, staff):
    before = everything()
    first = merge(*two, {}, by=staff)
    other = Project.objects.get(slug="other")
    second = merge(other, Project.objects.get(slug="kept"), {}, by=staff)
    assert {one.slug for one in other.former_addresses.all()} == {"kept", "lost", "older"}
    assert (
        "«\N{NO-BREAK SPACE}Un pont\N{NO-BREAK SPACE}» a été fusionné à son tour"
        in hindrances(first)[0]
    )
    undo(second, by=staff)
    undo(first, by=staff)
    assert everything() == before


def _change_title(kept):
    Project.objects.filter(pk=kept.pk).update(title_en="Later")


def _delete_partner(kept):
    kept.participations.filter(name="Stad Kortrijk").delete()


def _take_address(kept):
    ProjectFactory(slug="lost")


def _take_number(kept):
    ProjectFactory(keep_id="K2")


def _change_part(kept):
    Participation.objects.filter(organisation__slug="lille").update(part="Autre chose")


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        (_change_title, "Titre (anglais)"),
        (_delete_partner, "Participations"),
        (_take_address, "lost"),
        (_take_number, "K2"),
        (_change_part, "Sa part dans le projet"),
        (lambda kept: Project.objects.filter(pk=kept.pk).delete(), "Un pont"),
    ],
)
def test_what_was_touched_since_is_said_and_nothing_is_undone(two, staff, touch, said):
    row = merge(*two, {}, by=staff)
    touch(two[0])
    before = everything()
    with pytest.raises(ValidationError) as refused:
        undo(row, by=staff)
    assert said in " ".join(refused.value.messages)
    assert everything() == before


def test_what_else_was_changed_since_stays(two, staff):
    kept, _lost = two
    row = merge(*two, {}, by=staff)
    Project.objects.filter(pk=kept.pk).update(acronym="PONT")
    kept.borders.add(BorderFactory(code="FR-ES"))
    undo(row, by=staff)
    kept.refresh_from_db()
    assert (kept.acronym, kept.border_codes) == ("PONT", ["FR-BE", "FR-ES"])


def test_a_pair_told_apart_from_what_is_gone_is_forgotten(two, staff):
    row = merge(*two, {}, by=staff)
    Project.objects.filter(slug="other").delete()
    undo(row, by=staff)
    assert not NotDuplicate.objects.exists()


def test_an_organisation_that_kept_the_page_and_is_gone_hinders(two, staff):
    owner = OrganisationFactory()
    Project.objects.filter(slug="lost").update(owner=owner)
    row = merge(*two, {"owner": "kept"}, by=staff)
    owner.delete()
    assert hindrances(row) == [
        "«\N{NO-BREAK SPACE}Organisme qui tient la page\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}:"
        " ce qui y était indiqué a été supprimé depuis."
    ]


def test_the_published_one_is_kept(two, staff):
    kept, lost = two
    Project.objects.filter(pk=kept.pk).update(publication="draft")
    with pytest.raises(ValidationError):
        merge(kept, lost, {}, by=staff)
    assert Project.objects.filter(slug="lost").exists()


def test_what_would_be_wrong_is_refused_whole(two, staff):
    kept, lost = two
    Project.objects.filter(pk=lost.pk).update(total_budget=900, eu_funding=500)
    before = everything()
    with pytest.raises(ValidationError, match="financement de l’UE"):
        merge(kept, lost, {"eu_funding": "lost", "total_budget": "kept"}, by=staff)
    assert everything() == before


def test_who_compared_older_versions_looks_again(two, staff):
    kept, lost = two
    seen = (kept.version, lost.version)
    Project.objects.filter(pk=lost.pk).update(acronym="PONT")
    with pytest.raises(ValidationError):
        merge(kept, lost, {}, by=staff, seen=seen)
    with pytest.raises(ValidationError):
        merge(kept, kept, {}, by=staff)


def test_both_histories_tell_it(two, staff):
    kept, lost = two
    with pghistory.context(user=staff.pk):
        row = merge(kept, lost, {}, by=staff)
    assert entries(Project, lost.pk)[0].what == "deleted"
    assert "Titre (anglais)" in [one.label for one in entries(Project, kept.pk)[0].changes]
    with pghistory.context(user=staff.pk):
        undo(row, by=staff)
    assert entries(Project, lost.pk)[0].what == "created"
