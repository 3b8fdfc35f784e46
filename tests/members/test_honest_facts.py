"""What staff and members type about numbers and days: kept bare, and never before it can be."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from members.forms.application import OrganisationStep
from members.models import Application, Organisation, Payment
from members.reports import member_tables
from tests.factories import (
    ApplicationFactory,
    ContributionFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.forms import admin_form, as_sent

pytestmark = pytest.mark.django_db
NUMBERS = {
    "siren": "303 265 045",
    "siret": "303.265.045\u202f00003",
    "vat": "fr 40 303 265 045",
    "pic": "999 999\u00a0999",
}
BARE = ("303265045", "30326504500003", "FR40303265045", "999999999")


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    return browser


def kept(organisation):
    return Organisation.objects.values_list("siren", "siret", "vat", "pic").get(pk=organisation.pk)


def test_the_back_office_keeps_identifiers_bare(staff):
    organisation = OrganisationFactory()
    url = f"/admin/members/organisation/{organisation.pk}/change/"
    response = staff.post(url, admin_form(staff, url, **NUMBERS))
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert kept(organisation) == BARE


def test_the_page_of_an_organisation_keeps_them_bare(staff):
    organisation = OrganisationFactory(slug="lille")
    form = staff.get("/fr/members/lille/edit/").context["form"]
    response = staff.post("/fr/members/lille/edit/", as_sent(form, **NUMBERS))
    assert response.status_code == 302, response.context["form"].errors
    assert kept(organisation) == BARE


@pytest.mark.parametrize("page", ["edit", "history"])
def test_pages_about_an_organisation_say_for_which_and_as_what_one_acts(staff, page):
    mandate = MandateFactory(organisation__slug="lille", edits_profile=True, function="maire")
    editor = Client()
    editor.force_login(mandate.user)
    url = f"/fr/members/lille/{page}/"
    said = f"{mandate.user.name}, maire, pour {mandate.organisation}"
    assert said in editor.get(url).content.decode()
    assert "Vous êtes ici au titre de l’équipe de la MOT" in staff.get(url).content.decode()


def test_an_application_keeps_them_bare():
    data = {"name": "Ville", "kind": "municipality", "country": "FR", "siren": NUMBERS["siren"]}
    form = OrganisationStep(data)
    assert form.is_valid(), form.errors
    assert form.save().siren == BARE[0]


def payments(staff, **facts):
    """The page of a contribution as it comes back, after a payment was noted."""
    row = ContributionFactory(called=True)
    url = f"/admin/members/contribution/{row.pk}/change/"
    first = {"amount": "40", "received_on": "2026-06-01", "contribution": row.pk} | facts
    data = {"payments-TOTAL_FORMS": "1", "payments-INITIAL_FORMS": "0"}
    data |= {f"payments-0-{name}": value for name, value in first.items()}
    return staff.post(url, admin_form(staff, url, **data))


def test_a_payment_is_typed_as_on_the_statement(staff):
    assert payments(staff, amount="1\u202f040,50 €").status_code == 302
    assert Payment.objects.get().amount == Decimal("1040.50")


def test_a_payment_to_come_is_refused_in_words(staff):
    tomorrow = timezone.localdate() + timedelta(days=1)
    response = payments(staff, received_on=tomorrow.isoformat())
    assert response.status_code == 422
    assert "Ce jour est encore à venir." in response.content.decode()
    assert not Payment.objects.exists()


@pytest.mark.parametrize("verb", ["accept", "refuse"])
def test_the_board_decides_on_the_day_of_the_application_or_later(staff, verb):
    application = ApplicationFactory()  # sent on 2 January 2026
    url = f"/admin/members/application/{application.pk}/{verb}/"
    data = {"kind": "member", "target": "new", "reason": "Trop loin."}
    early = staff.post(url, data | {"decided_on": "2026-01-01"})
    assert early.status_code == 422
    assert "2 janvier 2026" in str(early.context["form"].errors["decided_on"])
    assert staff.post(url, data | {"decided_on": "2026-01-02"}).status_code == 302


def test_the_database_refuses_a_decision_before_the_application():
    application = ApplicationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(board_decided_on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"joined_on": "1996-12-31"}, "joined_on"),
        ({"joined_on": "0019"}, "joined_on"),
        ({"joined_on": "", "left_on": date(202, 1, 1), "leaving_reason": "x"}, "left_on"),
    ],
)
def test_nobody_joined_or_left_before_there_was_an_association(facts, field):
    membership = MembershipFactory.build(organisation=OrganisationFactory(), **facts)
    with pytest.raises(ValidationError) as error:
        membership.full_clean()
    assert list(error.value.message_dict) == [field]
    with pytest.raises(IntegrityError), transaction.atomic():
        membership.save()


def test_the_report_begins_with_the_association():
    MembershipFactory(joined_on="1997")
    years = next(table for table in member_tables(date(2026, 7, 15)) if table.key == "years")
    assert years.rows[0][0] == 1997
