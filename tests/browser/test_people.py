"""Journeys of those who act for an organisation, without scripts and without a mouse."""

import re

import pytest
from django.core.management import call_command

from members.models import Mandate, Organisation
from tests.browser.axe import problems, violations
from tests.browser.keyboard import fill, press
from tests.factories import InvitationFactory, MandateFactory

PASSWORD = "quatre mots bien secrets"


@pytest.fixture
def pamina(network):
    return Organisation.objects.get(slug="eurodistrict-pamina")


@pytest.fixture
def accounts(pamina):
    manager = MandateFactory(organisation=pamina, manages_people=True, user__name="Rosa Muster")
    return {"manager": manager.user}


def path_of(letter):
    return re.search(r"https?://[^/]+(/\S+/invitations/\S+)", letter.body)[1]


def test_a_handover_from_the_invitation_to_the_first_day(window, log_in, pamina, mailoutbox):
    manager = window(scripts=False)
    log_in(manager, "manager")
    page = manager.open(f"members/{pamina.slug}/people/")
    press(page, "Passer la main")
    fill(page, "email", "anne@example.org")
    press(page, "Envoyer l’invitation")
    assert "Invitation envoyée à anne@example.org" in page.locator(".messages").inner_text()

    call_command("run_due", verbosity=0)
    successor = window(width=360, scripts=False)
    page = successor.page
    page.goto(successor.origin + path_of(mailoutbox[-1]))
    assert "Rosa Muster" in page.locator("main").inner_text()
    fill(page, "name", "Anne Martin")
    fill(page, "password", PASSWORD)
    press(page, "Créer mon compte et accepter")
    assert "vous agissez pour" in page.locator("main").inner_text()
    old, new = Mandate.objects.filter(organisation=pamina).order_by("starts_on")
    assert (old.end_reason, (new.starts_on - old.ends_on).days) == ("handed_over", 1)


def test_the_page_of_an_invitation_passes_for_who_has_no_account(window, pamina):
    InvitationFactory(organisation=pamina, token="waits", edits_profile=True)
    reader = window(width=320, scheme="dark")
    reader.open("invitations/waits/")
    assert problems(reader) == []
    assert [cookie["name"] for cookie in reader.context.cookies()] == ["csrftoken"]


def test_two_managers_change_one_mandate(window, log_in, pamina):
    mandate = MandateFactory(organisation=pamina, function="trésorière")
    first, second = window(), window()
    for reader in (first, second):
        log_in(reader, "manager")
        reader.open(f"members/{pamina.slug}/people/{mandate.pk}/edit/")
    first.page.check("[name=edits_profile]")
    first.page.click("main button[type=submit]")
    first.page.wait_for_url("**/people/")
    second.refused.add(second.page.url)
    second.page.check("[name=speaks_for]")
    second.page.click("main button[type=submit]")
    second.page.wait_for_selector("[role=alert]")
    assert second.page.is_checked("[name=edits_profile]")
    assert second.page.is_checked("[name=speaks_for]")
    assert violations(second) == []
    second.page.click("main button[type=submit]")
    second.page.wait_for_url("**/people/")
    mandate.refresh_from_db()
    assert (mandate.edits_profile, mandate.speaks_for) == (True, True)


def test_mistakes_in_an_invitation_are_listed_and_nothing_is_lost(window, log_in, pamina):
    reader = window()
    log_in(reader, "manager")
    page = reader.open(f"members/{pamina.slug}/people/invite/")
    reader.refused.add(page.url)
    page.fill("[name=email]", "nowhere")
    page.fill("[name=function]", "élue")
    page.check("[name=speaks_for]")
    page.click("main button[type=submit]")
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=function]") == "élue"
    assert page.is_checked("[name=speaks_for]")
    assert page.locator("[name=email]").get_attribute("aria-invalid") == "true"
    assert violations(reader) == []
