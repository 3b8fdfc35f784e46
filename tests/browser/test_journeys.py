"""From the application of an organisation to its public page, without a mouse; and two at once."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.utils import timezone

from members.models import Application, Organisation
from tests.browser.axe import violations
from tests.browser.keyboard import fill, press
from tests.factories import MandateFactory, UserFactory
from tests.members.test_second_factor import SECRET, current_code

PASSWORD = "cinq mots bien tenus secrets"
NAME = "Organisme qui demande"
TEXT = "Une commune à la frontière."


@pytest.fixture(autouse=True)
def _required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def accounts(network):
    pamina = Organisation.objects.get(slug="eurodistrict-pamina")
    staff = UserFactory(is_staff=True)
    editors = [MandateFactory(organisation=pamina, edits_profile=True).user for _each in range(2)]
    TOTP.activate(staff, SECRET)
    return {"staff": staff, "editor": editors[0], "colleague": editors[1]}


def choose(page, name):
    """Tick a box or a button with the space bar."""
    page.locator(name).focus()
    page.keyboard.press("Space")


def send(page, button):
    page.locator(button).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def apply(reader):
    """Fill in the application, step by step; return its row."""
    page = reader.open("join/")
    fill(page, "name", NAME)
    page.select_option("[name=kind]", "municipality")
    page.select_option("[name=country]", "FR")
    assert violations(reader) == []
    press(page, "Garder et continuer")
    fill(page, "motivation", "Nous construisons une école avec la commune d’en face.")
    assert violations(reader) == []
    press(page, "Garder et continuer")
    fill(page, "contact_name", "Anne Martin")
    fill(page, "contact_function", "maire")
    fill(page, "contact_email", "anne@example.org")
    choose(page, "[name=consent]")
    assert violations(reader) == []
    press(page, "Garder et continuer")
    assert violations(reader) == []
    press(page, "Envoyer la demande")
    return Application.objects.get(name=NAME)


def accept(reader, application):
    page = reader.page
    page.goto(f"{reader.origin}/admin/members/application/{application.pk}/change/")
    press(page, "Accepter…")
    page.fill("[name=decided_on]", timezone.localdate().isoformat())
    assert violations(reader) == []
    send(page, ".submit-row input")
    application.refresh_from_db()
    return application.organisation


def accept_invitation(reader, letter):
    """Choose a password and add a second factor, which is asked for at once."""
    page = reader.page
    path = re.search(r"https?://[^/]+(/\S+/invitations/\S+)", letter.body)[1]
    page.goto(reader.origin + path)
    fill(page, "name", "Anne Martin")
    fill(page, "password", PASSWORD)
    assert violations(reader) == []
    press(page, "Créer mon compte et accepter")
    page.goto(f"{reader.origin}/fr/me/")
    assert page.inner_text("h1") == "Sécurité"
    press(page, "Ajouter une application")
    page.locator("summary").first.press("Enter")
    fill(page, "code", current_code(page.inner_text(".secret")))
    assert violations(reader) == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes code")
    press(page, "Je les ai gardés")


def edit(reader, organisation):
    """A description is public at once, an acronym is proposed."""
    page = reader.open(f"members/{organisation.slug}/edit/")
    fill(page, "description_fr", TEXT)
    fill(page, "acronym", "OQD")
    assert violations(reader) == []
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/edit/" not in url)


def decide(reader, organisation):
    page = reader.page
    page.goto(f"{reader.origin}/admin/members/profilechange/decide/{organisation.pk}/")
    choose(page, "[type=radio][value=accept]")
    assert violations(reader) == []
    send(page, ".submit-row input")


def publish(reader, organisation):
    page = reader.page
    page.goto(f"{reader.origin}/admin/members/organisation/{organisation.pk}/change/")
    choose(page, "[name=is_published]")
    send(page, "[name=_save]")
    assert page.locator(".messagelist .success").count() == 1


def test_from_the_application_to_the_public_page(window, log_in, mailoutbox):
    visitor = window()
    application = apply(visitor)
    staff = window()
    log_in(staff, "staff")
    organisation = accept(staff, application)
    assert not organisation.is_published
    call_command("run_due", verbosity=0)
    [invitation] = [letter for letter in mailoutbox if "/invitations/" in letter.body]
    member = window(width=360, height=740)
    accept_invitation(member, invitation)
    edit(member, organisation)
    organisation.refresh_from_db()
    assert (organisation.description_fr, organisation.acronym) == (
        "Une commune à la frontière.",
        "",
    )
    decide(staff, organisation)
    publish(staff, organisation)
    page = visitor.open(f"members/{organisation.slug}/")
    text = page.inner_text("main")
    assert all(words in text for words in (NAME, "OQD", TEXT))
    assert "anne@example.org" not in page.content()
    assert violations(visitor) == []


def test_two_people_on_one_page_lose_no_word(window, log_in):
    first, second = window(), window(width=360)
    for reader, who in ((first, "editor"), (second, "colleague")):
        log_in(reader, who)
        reader.open("members/eurodistrict-pamina/edit/")
    fill(first.page, "city", "Lauterbourg")
    fill(first.page, "description_fr", "Écrit par la première.")
    first.page.keyboard.press("Tab")
    press(first.page, "Enregistrer")
    second.refused.add(second.page.url)
    fill(second.page, "address", "2 rue du Général Mittelhauser")
    fill(second.page, "description_fr", "Écrit par le second.")
    press(second.page, "Enregistrer")
    page = second.page
    assert page.input_value("[name=description_fr]") == "Écrit par le second."
    assert page.input_value("[name=city]") == "Lauterbourg"
    assert "Écrit par la première." in page.inner_text("main")
    assert violations(second) == []
    press(page, "Enregistrer")
    row = Organisation.objects.get(slug="eurodistrict-pamina")
    assert (row.city, row.description_fr) == ("Lauterbourg", "Écrit par le second.")
    assert row.address == "2 rue du Général Mittelhauser"
