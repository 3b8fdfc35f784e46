"""What becomes of a file: verdicts, what is written, twice as once, undone as before."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.imports.policies import Policy
from projects.imports import service
from projects.imports.telling import summary
from projects.models import ImportRow, Participation, Project
from tests.factories import BorderFactory, OrganisationFactory, ProjectFactory, ThemeFactory
from tests.projects.import_files import (
    CITY,
    CLINIC,
    HEALTH,
    KREIS,
    TRAM,
    applied,
    csv_file,
    done,
    keep_workbook,
    staged,
    undone,
    verdicts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _themes():
    ThemeFactory(code="mobility", keep_topics=["Transport and mobility"])
    ThemeFactory(code="health", keep_topics=["Health and social services"])


def test_a_keep_workbook_makes_projects_with_their_partners():
    batch = applied(keep_workbook(), "keep")
    assert verdicts(batch) == {"create": 2}
    tram, health = Project.objects.order_by("-acronym")
    assert (tram.title_en, tram.title_fr) == ("A tram across the river", "Un tramway sur le fleuve")
    assert (tram.start, tram.end, health.start, health.end) == (
        "2019-03-01",
        "2022-03-01",
        "2015",
        "",
    )
    assert (tram.total_budget, tram.eu_funding) == (Decimal("3445423.00"), Decimal("2000000.50"))
    assert (health.total_budget, health.eu_funding) == (Decimal("572937.30"), None)
    assert (health.title_en, health.title_fr) == ("", "Un hôpital pour les deux rives")
    assert (tram.theme_codes, health.theme_codes) == (["mobility"], ["health"])
    assert tram.publication == "draft"
    assert tram.raw["Colour"] == "blue"
    assert tram.source == "https://keep.eu"
    city, kreis = tram.participations.all()
    assert (city.name, city.role, city.country, city.own_budget) == ("City", "lead", "FR", 100)
    assert (kreis.name, kreis.role, kreis.own_budget) == ("Kreis", "partner", 200)
    assert [one.name for one in health.participations.all()] == ["Clinic"]


def test_the_same_file_twice_changes_nothing():
    applied(keep_workbook(), "keep")
    before = list(Project.objects.order_by("pk").values("pk", "version"))
    again = staged(keep_workbook(), "keep")
    assert verdicts(again) == {"unchanged": 2}
    service.apply(again)
    done(again)
    assert list(Project.objects.order_by("pk").values("pk", "version")) == before
    assert Participation.objects.count() == 3


def test_what_the_source_changed_is_followed_and_what_staff_corrected_is_kept():
    applied(keep_workbook(), "keep")
    Project.objects.filter(acronym="TRAM").update(title_en="A better title", end="")
    changed = [*TRAM[:4], "Another title", *TRAM[5:7], "2020-01-01", "2023", *TRAM[9:]]
    batch = staged(keep_workbook([changed, HEALTH]), "keep")
    row = batch.rows.get(verdict="update")
    assert {(one["field"], one["applies"]) for one in row.differences} == {
        ("title_en", False), ("start", True), ("end", False)
    }  # fmt: skip
    service.apply(batch)
    done(batch)
    tram = Project.objects.get(acronym="TRAM")
    assert (tram.title_en, tram.start, tram.end) == ("A better title", "2020-01-01", "")


def test_policies_say_what_a_file_may_replace():
    applied(keep_workbook(), "keep")
    Project.objects.filter(acronym="TRAM").update(title_en="A better title")
    changed = [*TRAM[:4], "Another title", *TRAM[5:7], "2020-01-01", *TRAM[8:]]
    policies = {"title_en": Policy.OVERWRITE, "start": Policy.NEVER}
    applied(keep_workbook([changed]), "keep", policies)
    tram = Project.objects.get(acronym="TRAM")
    assert (tram.title_en, tram.start) == ("Another title", "2019-03-01")


def test_a_partner_that_staff_took_out_does_not_come_back():
    applied(keep_workbook(), "keep")
    Participation.objects.get(name="Kreis").delete()
    assert verdicts(staged(keep_workbook(), "keep")) == {"unchanged": 2}


def test_lines_of_partners_fold_into_one_project():
    rows = [
        ["Titre", "Budget", "Partenaire", "Country code"],
        ["Un pont", "1 000,50 €", "Ville A", "FR"],
        ["Un pont", "1 000,50 €", "Ville B", "BE"],
        ["Un bac", "", "Ville C", "BE"],
    ]
    batch = applied(csv_file(rows))
    assert verdicts(batch) == {"create": 2}
    bridge = Project.objects.get(title_fr="Un pont")
    assert [one.name for one in bridge.participations.all()] == ["Ville A", "Ville B"]
    assert verdicts(staged(csv_file(rows))) == {"unchanged": 2}


def test_kohesio_folds_beneficiaries():
    header = [
        "Operation_Unique_Identifier", "Operation_Name_English", "Operation_Start_Date",
        "Total_Eligible_Expenditure_amount", "Total_Eligible_Expenditure_Currency",
        "Project_EU_Budget", "Beneficiary_Name", "Country", "Location_Indicator_latitude_longitude",
    ]  # fmt: skip
    row = ["Q1", "A bridge", "31/12/2018", "1000.5", "EUR", "800", "City", "FR", "48.5,7.7"]
    batch = applied(
        csv_file([header, row, [*row[:6], "Kreis", *row[7:]]], delimiter=","), "kohesio"
    )
    assert verdicts(batch) == {"create": 1}
    project = Project.objects.get()
    assert (project.kohesio_id, project.start, project.lat) == ("Q1", "2018-12-31", 48.5)
    assert project.participations.count() == 2


def test_cells_that_say_nothing_readable_are_invalid_with_their_reason():
    wrong = [*TRAM[:7], "March 2019", *TRAM[8:9], "a lot", *TRAM[10:]]
    batch = staged(keep_workbook([wrong, HEALTH]), "keep")
    row = batch.rows.get(verdict="invalid")
    assert [(line, column) for line, column, _said in row.problems] == [(0, 7), (0, 9)]
    service.correct(row, {"0:7": "2019-03", "0:9": "1000"})
    row.refresh_from_db()
    assert (row.verdict, row.problems) == ("invalid", [[0, 10, row.problems[0][2]]])  # EU > total
    row = service.correct(row, {"0:9": "3000000"})
    assert row.verdict == "create"


@pytest.mark.parametrize("cell", ["javascript://x%0aalert(1)", "not an address", "ftp://x.example"])
def test_only_web_addresses_become_links(cell):
    batch = staged(csv_file([["titre", "site"], ["Un pont", cell]]))
    assert verdicts(batch) == {"invalid": 1}


def test_lines_that_disagree_and_partners_without_project_are_invalid():
    other = [*TRAM[:7], "2020", *TRAM[8:]]
    lost = ["Upper Rhine", "B9", "LOST", *CITY[3:]]
    batch = staged(keep_workbook([TRAM, other], [lost]), "keep")
    assert verdicts(batch) == {"invalid": 2}
    service.apply(batch)
    done(batch)
    assert Project.objects.count() == 0


def test_partners_join_whatever_the_case_of_their_programme_and_acronym():
    kreis = ["upper  RHINE", "a1", "Tram", *KREIS[3:]]
    batch = staged(keep_workbook([TRAM], [kreis]), "keep")
    assert verdicts(batch) == {"create": 1}


def test_a_list_tells_the_column_of_the_first_problem_and_how_many_more_there_are():
    content = csv_file([["Titre", "Début", "Budget"], ["Un pont", "hier", "beaucoup"]])
    said = summary(staged(content).rows.get())
    assert said.startswith("Début\N{NO-BREAK SPACE}: Ce n’est pas une date")
    assert said.endswith("Et 1 autre motif.")


def test_a_project_with_the_same_title_is_a_candidate():
    known = ProjectFactory(title_fr="Un pont", start="2019")
    batch = staged(csv_file([["titre", "fin"], ["UN PONT", "2020"]]))
    row = batch.rows.get()
    assert (row.verdict, row.candidates[0]["pk"]) == ("ambiguous", known.pk)
    assert service.decide(row, choice="create").verdict == "create"
    assert service.decide(row, choice="skip").verdict == "skipped"
    assert service.decide(row, choice=str(known.pk)).verdict == "update"
    with pytest.raises(ValidationError):
        service.decide(row, choice="999")
    service.apply(batch)
    done(batch)
    known.refresh_from_db()
    assert (known.title_fr, known.end) == ("Un pont", "2020")
    assert verdicts(staged(csv_file([["titre", "fin"], ["UN PONT", "2020"]]))) == {"unchanged": 1}


def test_an_identifier_makes_sure_of_a_partner_and_a_name_asks():
    sure = OrganisationFactory(pic="999999999")
    likely = OrganisationFactory(name_fr="Kreis", country="DE")
    batch = staged(keep_workbook(), "keep")
    row = batch.rows.get(verdict="ambiguous")
    (question,) = row.questions
    assert [one["pk"] for one in question["organisations"]] == [likely.pk]
    service.set_bodies(batch, {question["key"]: likely.pk})
    batch = done(batch)
    assert verdicts(batch) == {"create": 2}
    service.apply(batch)
    done(batch)
    tram = Project.objects.get(acronym="TRAM")
    assert [one.organisation for one in tram.participations.all()] == [sure, likely]
    assert verdicts(staged(keep_workbook(), "keep")) == {"unchanged": 2}


def test_a_partner_that_carries_the_whole_total_is_asked_about():
    whole = [*CITY[:11], "3445423"]
    batch = staged(keep_workbook(partners=[whole, KREIS, CLINIC]), "keep")
    row = batch.rows.get(verdict="ambiguous")
    assert row.questions[0]["kind"] == "amounts"
    assert service.decide(row, choice="", amounts="drop").verdict == "create"
    service.apply(batch)
    done(batch)
    assert Participation.objects.get(name="City").own_budget is None


def test_an_import_is_undone():
    known = ProjectFactory(title_fr="Un pont", slug="pont", start="2019")
    batch = applied(
        csv_file([["slug", "titre", "fin"], ["pont", "Un pont", "2020"], ["", "Bac", ""]])
    )
    assert verdicts(batch) == {"create": 1, "update": 1}
    undone(batch)
    known.refresh_from_db()
    assert (known.end, known.loaded, Project.objects.count()) == ("", {}, 1)
    with pytest.raises(ValidationError):
        service.undo(batch)


def test_what_was_touched_since_is_not_undone_and_is_named():
    batch = applied(keep_workbook(), "keep")
    Project.objects.filter(acronym="TRAM").update(stage="ongoing")
    service.undo(batch)
    batch = service.run(batch)
    assert batch.undone_at is None
    assert "A tram" in batch.failure or "tramway" in batch.failure
    assert Project.objects.count() == 2


def test_a_batch_is_applied_once():
    batch = staged(keep_workbook(), "keep")
    service.apply(batch)
    with pytest.raises(ValidationError):
        service.apply(batch)
    done(batch)
    with pytest.raises(ValidationError):
        service.apply(batch)
    assert ImportRow.objects.filter(is_applied=True).count() == 2


def test_complete_projects_may_be_published():
    BorderFactory(code="FR-BE")
    header = ["titre", "résumé", "stade", "frontière", "thème", "partenaire"]
    rows = [header, ["Un pont", "Il relie.", "en cours", "FR-BE", "mobility", "Ville"]]
    applied(csv_file([*rows, ["Un bac", *[""] * 5]]), publishes=True)
    found = dict(Project.objects.values_list("title_fr", "publication"))
    assert found == {"Un pont": "published", "Un bac": "draft"}
    assert Project.objects.get(title_fr="Un pont").transitions.count() == 1
