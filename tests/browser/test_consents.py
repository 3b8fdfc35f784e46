"""The MOT asks, a member gives and withdraws its consent, an officer sees and sees no more."""

import pytest

from members.models import Organisation
from partnerships.models import Investment, Partnership
from projects.models import Project
from tests.browser.axe import problems
from tests.factories import DocumentFactory, MandateFactory, UserFactory
from tests.partnerships.consenting import in_days

TRAM = "extension-of-strasbourg-tram-line-d-to-kehl"
PAMINA = "partnerships/banque-des-territoires/consents/eurodistrict-pamina/"


@pytest.fixture
def accounts(network):
    pamina = Organisation.objects.get(slug="eurodistrict-pamina")
    partnership = Partnership.objects.get(slug="banque-des-territoires")
    project = Project.objects.get(slug=TRAM)
    Investment.objects.create(
        partnership=partnership, organisation=pamina, project=project, amount=100
    )
    DocumentFactory(project=project, access="members", title_fr="Étude de faisabilité")
    return {
        "speaker": MandateFactory(organisation=pamina, speaks_for=True, function="présidente").user,
        "officer": MandateFactory(organisation=partnership.partner).user,
        "staff": UserFactory(is_staff=True, is_superuser=True),
    }


def ask(reader):
    page = reader.open(f"{PAMINA}projects/{TRAM}/")
    assert problems(reader) == []
    page.click("text=Demander son consentement")
    page.wait_for_selector(".messages")


def give(reader):
    """From one's space; a mistake first, which loses nothing."""
    page = reader.open("me/")
    page.click("text=Dites si Banque des Territoires")
    page.check("[name=shares_contact]")
    page.check("[name=shares_documents]")
    page.fill("[name=ends_on]", in_days(-1).isoformat())
    page.check("[name=is_confirmed]")
    reader.refused.add(page.url)
    page.click("text=Donner le consentement")
    page.wait_for_selector("[aria-invalid=true]")
    assert page.is_checked("[name=shares_documents]")
    assert "Indiquez un jour à venir." in page.inner_text("main")
    assert problems(reader) == []
    page.fill("[name=contact]", "Anne Martin, présidente, 03 88 00 00 00")
    page.fill("[name=ends_on]", in_days(400).isoformat())
    page.click("text=Donner le consentement")
    page.wait_for_selector(".messages")
    assert "Anne Martin" in page.inner_text("#now >> xpath=..")
    assert problems(reader) == []


def look(reader):
    page = reader.open("partnerships/banque-des-territoires/workspace/investments/")
    page.click(f"main a[href$='/investments/{Investment.objects.get().pk}/']")
    page.wait_for_selector("text=Étude de faisabilité")
    assert "Anne Martin" in page.inner_text("main")
    return page


def withdraw(reader):
    page = reader.open(f"{PAMINA}projects/{TRAM}/")
    page.click("text=Retirer le consentement immédiatement")
    page.wait_for_selector(".messages")
    assert "que ce que voit tout visiteur" in page.inner_text("#now >> xpath=..")
    assert problems(reader) == []


def test_a_member_gives_and_withdraws_its_consent(window, log_in, accounts):
    staff, speaker, officer = window(), window(), window()
    for reader, who in ((staff, "staff"), (speaker, "speaker"), (officer, "officer")):
        log_in(reader, who)
    ask(staff)
    give(speaker)
    page = look(officer)
    withdraw(speaker)
    officer.refused.add(page.url)
    assert page.reload().status == 404
    for width in (1280, 320):
        speaker.page.set_viewport_size({"width": width, "height": 740})
        for tail in ("", f"projects/{TRAM}/", "accesses/"):
            shown = speaker.open(f"{PAMINA}{tail}")
            assert problems(speaker) == []
    assert accounts["officer"].name in shown.inner_text("main")
