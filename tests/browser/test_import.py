"""Staff import a file in Chromium: mapped, corrected, decided, applied, undone; axe, 360 px."""

from pathlib import Path

import pytest

from members.models import Organisation
from projects.models import ImportBatch, Project
from tests.browser.axe import problems
from tests.projects.import_files import csv_file

HEADER = ["Titre", "Début", "Budget", "Partenaire", "Couleur"]


@pytest.fixture
def file(tmp_path, network) -> Path:
    name = Organisation.objects.get(slug="eurodistrict-pamina").name_fr
    known = Project.objects.order_by("pk").first()
    rows = [
        ["Passerelle d’essai", "2019", "1 000,50 €", name, "bleu"],
        ["Bac d’essai", "au printemps", "", "", ""],
        [known.title_fr, "", "", "", ""],
    ]
    path = tmp_path / "projets.csv"
    path.write_bytes(csv_file([HEADER, *rows], encoding="cp1252"))
    return path


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_file_is_imported_and_undone(window, log_in, file, width, scripts):
    reader = window(width=width, scripts=scripts)
    log_in(reader, "staff")
    page = reader.page
    before = Project.objects.count()
    found = {}

    def look(name):
        if scripts:
            found[name] = problems(reader)
            page.set_viewport_size({"width": 360, "height": 740})
            found[f"{name}, narrow"] = problems(reader)
            page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{reader.origin}/admin/projects/project/")
    reader.follow("text=Importer un fichier")
    look("upload")
    page.select_option("[name=source]", "csv")
    page.set_input_files("[name=file]", file)
    reader.follow(".submit-row input")
    assert page.input_value("[name=column-0-0]") == "title_fr"
    assert page.input_value("[name=column-0-4]") == ""
    look("columns")
    page.fill("[name=name]", "essai")
    reader.follow(".submit-row input")
    look("preview")
    reader.follow("text=Bac d’essai")
    look("invalid")
    page.fill("[name='cell-0:1']", "04/2019")
    reader.follow(".submit-row input")
    assert "Nouvelle" in page.inner_text("#content-main")
    look("corrected")
    batch = ImportBatch.objects.get()
    start = f"{reader.origin}/admin/projects/importbatch/{batch.pk}"
    page.goto(f"{start}/change/?verdict=ambiguous")
    reader.follow("text=Partenaires à reconnaître")
    look("partners")
    pamina = Organisation.objects.get(slug="eurodistrict-pamina")
    page.select_option("[name=body-0]", str(pamina.pk))
    reader.follow(".submit-row input")
    page.goto(f"{start}/change/?verdict=ambiguous")
    reader.follow("th[scope=row] a")
    page.check("[name=choice][value=skip]")
    reader.follow(".submit-row input")
    page.goto(f"{start}/change/")
    reader.follow("text=Tout appliquer")
    assert "2 projets ont été écrits" in page.inner_text("#content-main")
    look("applied")
    assert Project.objects.count() == before + 2
    made = Project.objects.get(title_fr="Passerelle d’essai")
    assert made.participations.get().organisation == pamina
    reader.follow("text=Annuler l’import")
    assert Project.objects.count() == before
    look("undone")
    page.goto(f"{reader.origin}/admin/projects/importbatch/")
    look("list")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
