"""From an obstacle that is raised to its outcome, in two languages; axe on each page."""

import pytest

from forum.models import Addressee, Obstacle
from members.models import Organisation
from territories.models import Border
from tests.browser.axe import problems, violations
from tests.factories import MandateFactory, UserFactory


@pytest.fixture
def accounts(network):
    pamina = Organisation.objects.get(slug="eurodistrict-pamina")
    return {
        "speaker": MandateFactory(organisation=pamina, speaks_for=True).user,
        "staff": UserFactory(is_staff=True, is_superuser=True),
    }


def is_fine(reader):
    for width in (1280, 320):
        reader.page.set_viewport_size({"width": width, "height": 800})
        assert problems(reader) == []
    reader.page.set_viewport_size({"width": 1280, "height": 800})


def go(reader, name):
    """Follow a link or press a button of the page, by its words."""
    with reader.page.expect_navigation():
        reader.page.locator("main").get_by_text(name, exact=False).first.click()


def send(reader):
    reader.page.locator("main form button.button--primary").last.click()
    reader.page.wait_for_selector(".messages")


def raise_it(reader):
    page = reader.open("obstacles/new/")
    page.fill("[name=title_fr]", "Vignettes antipollution")
    page.wait_for_selector("#similar a")
    is_fine(reader)
    page.fill("[name=title_fr]", "Billets refusés à Wissembourg")
    page.fill("[name=summary_fr]", "Le billet ne vaut plus après la frontière.")
    page.select_option("[name=main_border]", str(Border.objects.get(code="FR-DE").pk))
    page.locator("main form button.button--primary").click()
    page.check("[name=is_new]")
    page.locator("main form button.button--primary").click()
    page.wait_for_url("**/manage/")
    is_fine(reader)
    return page.url.rstrip("/").split("/")[-2]


def describe(reader, reference):
    for country in ("FR", "DE"):
        page = reader.open(f"obstacles/{reference}/manage/sides/{country}/")
        page.fill("[name=practice_fr]", "Le billet de l’autre réseau est refusé.")
        is_fine(reader)
        send(reader)
    page = reader.open(f"obstacles/{reference}/manage/edit/")
    is_fine(reader)
    page.fill("[name=hindered_fr]", "Une ligne de car.")
    send(reader)


def triage(reader, reference):
    page = reader.open(f"obstacles/{reference}/manage/triage/", "en")
    is_fine(reader)
    page.check("[name=way_out][value=obstacle]")
    page.select_option("[name=nature]", "rule")
    send(reader)


def send_and_answer(reader, reference):
    body = Addressee.objects.filter(level="bilateral").first()
    page = reader.open(f"obstacles/{reference}/manage/steps/?to=addressee-{body.pk}")
    is_fine(reader)
    page.fill("[name=text]", "Le dossier.")
    send(reader)
    is_fine(reader)
    go(reader, "Enregistrer l’envoi")
    is_fine(reader)
    send(reader)
    go(reader, "Enregistrer la réponse")
    is_fine(reader)
    page.check("[name=meaning][value=administrative]")
    page.fill("[name=answer]", "Nous modifierons le règlement.")
    send(reader)


def test_an_obstacle_is_raised_sorted_carried_sent_answered_and_closed(window, log_in):
    speaker, staff = window(), window()
    log_in(speaker, "speaker")
    log_in(staff, "staff")
    reference = raise_it(speaker)
    describe(speaker, reference)
    triage(staff, reference)
    speaker.open(f"obstacles/{reference}/")
    is_fine(speaker)
    go(speaker, "le porte")
    is_fine(speaker)
    speaker.page.locator("main form button.button--primary").click()
    speaker.page.wait_for_url("**/manage/")
    send_and_answer(speaker, reference)
    page = speaker.open(f"obstacles/{reference}/manage/outcome/", "en")
    is_fine(speaker)
    page.check("[name=outcome][value=act]")
    send(speaker)
    is_fine(speaker)
    row = Obstacle.objects.get(reference=reference)
    assert (row.status, row.outcome) == ("closed", "act")
    assert [change.new for change in row.changes.all()] == [
        "reported",
        "preparation",
        "carried",
        "sent",
        "administrative",
        "closed",
    ]
    visitor = window()
    page = visitor.open(f"obstacles/{reference}/")
    assert "Nous modifierons le règlement." in page.inner_text("main")


def test_the_back_office_of_obstacles_is_accessible(window, log_in):
    staff = window()
    log_in(staff, "staff")
    row = Obstacle.objects.first()
    for address in ("obstacle/", f"obstacle/{row.pk}/change/", "addressee/", "clockrule/", "step/"):
        staff.page.goto(f"{staff.origin}/admin/forum/{address}")
        assert violations(staff) == []
