"""The history of a page, in words, for those who keep it."""

import pghistory
import pytest

from members.models import Mandate, Organisation
from members.services.changes import propose
from tests.browsing import typed
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
URL = "/fr/members/strasbourg/history/"


@pytest.fixture
def organisation():
    return OrganisationFactory(slug="strasbourg", name_fr="Strasbourg", city="Strasbourg")


@pytest.fixture
def editor(organisation, client):
    user = UserFactory(name="Anne Martin", email="anne.martin@example.org")
    MandateFactory(user=user, organisation=organisation, edits_profile=True)
    client.force_login(user)
    client.user = user
    return client


def test_it_says_who_what_when_from_what_to_what(organisation, editor):
    url = "/fr/members/strasbourg/edit/"
    editor.post(url, typed(editor.get(url), city="Kehl", name_fr="Strasbourg et Kehl"))
    page = editor.get(URL).content.decode()
    assert "Anne Martin, présidente, pour Strasbourg" in page
    assert "page du portail" in page
    for words in ["Ville", "Kehl", "Strasbourg et Kehl", "Attend la MOT", "La page a été créée"]:
        assert words in page


def test_codes_are_told_by_name(organisation, editor):
    health = ThemeFactory(code="health", name_fr="Santé")
    organisation.themes.add(health)
    organisation.borders.add(BorderFactory(code="FR-BE", name_fr="France–Belgique"))
    page = editor.get(URL).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Santé" in main
    assert "France–Belgique" in main
    assert "health" not in main
    assert "FR-BE" not in main
    assert "Thèmes" in main


def test_no_address_is_told(organisation, editor):
    editor.user.name = ""
    editor.user.save()
    url = "/fr/members/strasbourg/edit/"
    data = typed(editor.get(url), contact_email="secret@example.org", city="Kehl", acronym="X")
    assert editor.post(url, data).status_code == 302
    staff = UserFactory(name="", email="staff@example.org", is_staff=True)
    with pghistory.context(user=staff.pk, through="admin"):
        Organisation.objects.update(contact_email="other@example.org", city="Colmar")
    page = editor.get(URL).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Adresse pour les lettres" in main
    assert "Colmar" in main
    assert "@" not in main
    assert "une personne sans nom, présidente, pour Strasbourg" in main


def test_long_histories_come_in_pages(organisation, editor):
    for number in range(70):
        with pghistory.context(through="command", command="test"):
            Organisation.objects.update(city=f"Ville {number}")
    page = editor.get(URL).content.decode()
    assert "Ville 69" in page
    assert "Ville 20" not in page
    assert "Ville 20" in editor.get(f"{URL}?page=2").content.decode()
    assert editor.get(f"{URL}?page=x").status_code == 200
    assert editor.get(f"{URL}?page=99").status_code == 200


def test_cost_does_not_grow(organisation, editor, queries):
    mandate = Mandate.objects.get(user=editor.user)

    def more(number):
        user = UserFactory()
        with pghistory.context(user=user.pk, through="page"):
            Organisation.objects.update(city=f"Ville {number}")
        propose(organisation, {"acronym": str(number)}, by=user, mandate=mandate)

    more(1)
    costs = [queries(lambda: editor.get(URL))]
    for number in range(2, 51):
        more(number)
    costs.append(queries(lambda: editor.get(URL)))
    assert costs[0] == costs[1]
