"""A member proposes a project, the MOT asks for changes, then publishes it; axe on each page."""

import pytest
from django.core.management import call_command

from members.models import Organisation
from projects.models import Project, ProjectChange
from tests.browser.axe import problems
from tests.factories import MandateFactory, UserFactory


@pytest.fixture
def accounts(network):
    pamina = Organisation.objects.get(slug="eurodistrict-pamina")
    return {
        "keeper": MandateFactory(organisation=pamina, proposes_projects=True).user,
        "staff": UserFactory(is_staff=True, is_superuser=True),
    }


def propose(reader):
    """Titles alike are shown while one types; the draft begins with another one."""
    page = reader.open("projects/propose/")
    page.fill("[name=title_fr]", "Tramway de Strasbourg à Kehl")
    page.wait_for_selector("#alike a")
    assert problems(reader) == []
    page.fill("[name=title_fr]", "Bacs publics sur le Rhin")
    page.wait_for_selector("#alike:not(:has(a))", state="attached")
    page.fill("[name=summary_fr]", "Deux bacs relient les rives.")
    page.click("main button[type=submit]")
    page.wait_for_url("**/bacs-publics-sur-le-rhin/edit/")
    assert problems(reader) == []


def submit(reader):
    """First it lacks something, and nothing typed is lost; then it waits."""
    page = reader.page
    page.select_option("[name=stage]", "study")
    page.fill("[name=partners-1-name]", "Gemeinde Plittersdorf")
    page.select_option("[name=partners-1-country]", "DE")
    page.click("text=Enregistrer et soumettre à la MOT >> nth=0")
    page.wait_for_selector(".messages")
    assert "une frontière" in page.inner_text("#stands >> xpath=..")
    assert problems(reader) == []
    page.get_by_label("Allemagne", exact=False).first.check()
    page.locator("[name=themes]").first.check()
    page.click("text=Enregistrer et soumettre à la MOT >> nth=0")
    page.wait_for_selector("text=Le reprendre")
    assert problems(reader) == []


def decide(reader, project, act, words=""):
    page = reader.page
    page.goto(f"{reader.origin}/admin/projects/project/?gap=submitted")
    reader.follow(f"text={project}")
    assert problems(reader) == []
    page.check(f"[name=act][value={act}]")
    page.fill("[name=comment]", words)
    page.click("text=Décider >> nth=-1")
    page.wait_for_selector(".messagelist .success")


def test_a_project_is_proposed_changed_and_published(window, log_in, mailoutbox):
    keeper, staff = window(), window()
    log_in(keeper, "keeper")
    log_in(staff, "staff")
    propose(keeper)
    submit(keeper)
    project = Project.objects.get(slug="bacs-publics-sur-le-rhin")
    assert project.publication == "submitted"

    decide(staff, project, "ask", "Qui paie les bacs ?")
    call_command("run_due", verbosity=0)
    assert any("Qui paie les bacs ?" in letter.body for letter in mailoutbox)
    page = keeper.open("me/")
    keeper.follow("text=La MOT demande des modifications")
    assert "Qui paie les bacs ?" in page.inner_text("main")
    page.fill("[name=total_budget]", "1 200 000")
    page.click("text=Enregistrer et soumettre à la MOT >> nth=0")
    page.wait_for_selector("text=Le reprendre")

    decide(staff, project, "publish")
    visitor = window()
    page = visitor.open(f"projects/{project.slug}/", "fr")
    assert "Gemeinde Plittersdorf" in page.inner_text("main")
    assert problems(visitor) == []

    page = keeper.open(f"projects/{project.slug}/edit/")
    page.fill("[name=acronym]", "BACS")
    page.fill("[name=description_fr]", "Toute l’année, gratuits.")
    page.click("text=Enregistrer >> nth=0")
    page.wait_for_selector(".messages")
    assert problems(keeper) == []
    assert ProjectChange.objects.get().field == "acronym"
    page.set_viewport_size({"width": 320, "height": 740})
    for tail in ("edit/", "history/", "participation/eurodistrict-pamina/"):
        keeper.open(f"projects/{project.slug}/{tail}")
        assert problems(keeper) == []

    page = staff.page
    page.goto(f"{staff.origin}/admin/projects/project/?gap=proposed")
    staff.follow(f"text={project}")
    page.check("[type=radio][value=accept]")
    assert problems(staff) == []
    page.click("text=Prendre ces décisions")
    page.wait_for_selector(".messagelist .success")
    project.refresh_from_db()
    assert (project.acronym, project.description_fr) == ("BACS", "Toute l’année, gratuits.")
