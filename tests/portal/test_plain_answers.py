"""What Django answers bare is told in words; English dates are those of Europe."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import override

from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title"), [("fr", "Cela ne peut pas se faire ici"), ("en", "This cannot be done")]
)
def test_what_is_only_for_reading_says_so(language, title):
    answer = Client().post(f"/{language}/members/")
    html = answer.content.decode()
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert title in html
    assert f'<html lang="{language}">' in html
    assert f'href="/{language}/members/"' in html


def test_what_only_takes_a_button_offers_no_page():
    OrganisationFactory(slug="lille")
    staff = Client()
    staff.force_login(UserFactory(is_staff=True))
    url = "/fr/members/lille/edit/presence/"
    answer = staff.get(url)
    assert answer.status_code == 405
    assert url not in answer.content.decode()


def test_who_comes_too_often_is_told_when_to_come_again():
    OrganisationFactory(slug="lille", contact_email="lille@example.org")
    good = {
        "name": "Anne Martin",
        "email": "anne@example.org",
        "function": "directrice",
        "message": "Bonjour",
    }
    answers = [Client().post("/fr/members/lille/join/", good) for _again in range(6)]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "3600")
    login = {"login": "anne@example.org", "password": "wrong"}
    answers = [Client().post("/fr/accounts/login/", login) for _again in range(6)]
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "300")


def test_english_dates_have_the_day_first_and_24_hours():
    moment = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)
    with override("en"):
        assert date_format(moment, "DATETIME_FORMAT") == "28 November 2026, 14:05"
        assert date_format(moment, "SHORT_DATE_FORMAT") == "28/11/2026"
        assert forms.DateField().clean("03/12/2026").month == 12
        assert forms.DecimalField(localize=True).clean("1,200.50") == 1200.5
