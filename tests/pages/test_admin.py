"""The back office of the portal's own texts."""

import pytest

from pages.models import Page
from tests.factories import PageFactory
from tests.forms import admin_form

pytestmark = pytest.mark.django_db
LIST = "/admin/pages/page/"


@pytest.fixture
def staff(people):
    return people["staff"]


def test_a_text_is_edited_and_read_at_once(staff, client):
    page = PageFactory(key="about", title_fr="Avant")
    url = f"{LIST}{page.pk}/change/"
    data = admin_form(staff, url, title_fr="Après", body_fr="Un *mot*.\r\n\r\nDeux.")
    assert staff.post(url, data).status_code == 302
    page.refresh_from_db()
    assert page.body_fr == "Un *mot*.\n\nDeux."
    assert "<h1>Après</h1>" in client.get("/fr/about/").content.decode().replace(' lang="fr"', "")
    assert "<em>mot</em>" in client.get("/fr/about/").content.decode()


@pytest.mark.parametrize(("key", "address"), [("about", "/fr/about/"), ("home", "/fr/")])
def test_a_text_is_seen_as_a_visitor(staff, key, address):
    page = PageFactory(key=key)
    shown = staff.get(f"{LIST}{page.pk}/preview/").content.decode()
    assert f'<a href="{address}">{address}</a>' in shown
    assert "Se déconnecter" not in shown


def test_a_text_without_page_has_no_preview(staff):
    page = PageFactory(key="other")
    assert staff.get(f"{LIST}{page.pk}/preview/").status_code == 404
    assert "/preview/" not in staff.get(f"{LIST}{page.pk}/change/").content.decode()


def test_texts_are_neither_added_nor_deleted(staff):
    page = PageFactory(key="about")
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{page.pk}/delete/", {"post": "yes"}).status_code == 403
    data = admin_form(staff, f"{LIST}{page.pk}/change/", key="else")
    staff.post(f"{LIST}{page.pk}/change/", data)
    assert Page.objects.get().key == "about"


def test_what_is_not_translated_waits(staff):
    PageFactory(key="about")
    PageFactory(key="legal", title_en="Title", body_en="Text")
    listed = staff.get(f"{LIST}?gap=without-en").context["cl"].result_list
    assert [page.key for page in listed] == ["about"]
    assert staff.get(f"{LIST}?gap=without-fr").context["cl"].result_count == 0


def test_a_mistake_keeps_what_was_typed(staff):
    page = PageFactory(key="about")
    url = f"{LIST}{page.pk}/change/"
    answer = staff.post(url, admin_form(staff, url, title_fr="x" * 201, body_fr="Tapé"))
    assert answer.status_code == 422
    assert answer.context["adminform"].form["body_fr"].value() == "Tapé"
