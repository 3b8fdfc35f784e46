"""What an organisation owes, as its people see it."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from members.dues import outstanding_dues
from members.models import Contribution
from tests.factories import (
    ContributionFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    PageFactory,
    PaymentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
URL = "/fr/members/lille/dues/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None, tz=None: date(2026, 7, 15))


@pytest.fixture
def lille():
    return OrganisationFactory(slug="lille", name_fr="Ville de Lille")


@pytest.fixture
def membership(lille):
    return MembershipFactory(organisation=lille, joined_on="2019-04")


@pytest.fixture
def login(lille):
    def client(**mandate):
        browser = Client()
        user = UserFactory(is_staff=mandate.pop("is_staff", False))
        if mandate:
            MandateFactory(organisation=lille, user=user, **mandate)
        browser.force_login(user)
        return browser

    return client


def html(client, url=URL):
    return client.get(url).content.decode()


PEOPLE = [
    ({}, 403, 403),
    ({"edits_profile": True}, 403, 403),
    ({"receives_dues": True, "ends_on": "2026-07-14"}, 403, 403),
    ({"manages_people": True}, 200, 403),
    ({"receives_dues": True}, 200, 302),
    ({"is_staff": True}, 200, 302),
]


@pytest.mark.parametrize(("who", "reads", "writes"), PEOPLE)
def test_who_reads_and_who_writes(login, membership, who, reads, writes):
    contribution = ContributionFactory(membership=membership, called=True)
    client = login(**who)
    one = f"{URL}{contribution.pk}/"
    for url in (URL, one, f"{one}call.pdf"):
        assert client.get(url).status_code == reads
    data = {"purchase_order": "ENG-12", "version": contribution.version}
    assert client.post(one, data).status_code == writes
    contribution.refresh_from_db()
    assert contribution.purchase_order == ("ENG-12" if writes == 302 else "")
    assert client.post(URL).status_code == (405 if reads == 200 else reads)


def test_visitors_log_in_first(membership):
    assert Client().get(URL).status_code == 302


def test_contributions_of_another_organisation_are_not_found(login, membership):
    other = ContributionFactory(called=True)
    client = login(receives_dues=True)
    for tail in ("", "call.pdf"):
        assert client.get(f"{URL}{other.pk}/{tail}").status_code == 404
    assert client.post(f"{URL}{other.pk}/", {"purchase_order": "x"}).status_code == 404
    assert client.get(f"{URL}99999999999999999999/").status_code == 404


def test_the_page_says_what_is_due_and_what_to_do(login, membership):
    ContributionFactory(membership=membership, year=2025, called=True, amount=Decimal(80))
    overdue = ContributionFactory(membership=membership, called=True, purchase_order="ENG-7")
    PaymentFactory(contribution=overdue)
    page = html(login(receives_dues=True))
    document = f"{URL}{overdue.pk}/call.pdf"
    for part in ("avril 2019", "60,00\xa0€", "en retard depuis le 30 juin 2026", "ENG-7",
                 overdue.reference, document, "Cotisation en retard"):  # fmt: skip
        assert part in page
    assert page.index(overdue.reference) < page.index("Cotisations, année par année")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "la cotisation 2026 n’est pas encore appelée"),
        ({"called": True, "waived_on": "2026-06-01", "waiver_decision": "x"}, "aucune cotisation"),
        ({"called": True, "due_on": date(2026, 7, 31)}, "à payer avant le 31 juillet 2026"),
    ],
)
def test_what_to_do_next(login, membership, facts, sentence):
    ContributionFactory(membership=membership, **facts)
    assert sentence in html(login(receives_dues=True))


def test_nothing_is_recorded(login):
    page = html(login(receives_dues=True))
    assert "aucune adhésion de cet organisme n’est enregistrée" in page


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"joined_on": ""}, "date non enregistrée"),
        ({"left_on": date(2026, 1, 1), "leaving_reason": "x"}, "1 janvier 2026"),
        (
            {
                "suspended_on": date(2026, 7, 1),
                "suspended_until": date(2026, 8, 1),
                "suspension_reason": "à sa demande",
            },
            "à sa demande",
        ),
        ({"kind": "national_supporter"}, "soutien national"),
    ],
)
def test_the_state_of_the_membership_is_in_words(login, lille, facts, words):
    MembershipFactory(organisation=lille, **facts)
    assert words in html(login(receives_dues=True))


def test_it_says_that_nobody_receives_the_calls(login, membership, lille):
    client = login(manages_people=True)
    assert "Personne ici ne reçoit les appels. Qui dit" in html(client)
    lille.contact_email = "mairie@example.org"
    lille.save()
    page = html(client)
    assert "ils vont à l’adresse de l’organisme" in page
    assert "mairie@example.org" not in page


def test_how_to_pay_is_what_staff_wrote_or_that_they_did_not(login, membership):
    client = login(receives_dues=True)
    assert "n’a pas encore dit ici comment payer" in html(client)
    PageFactory(key="dues", title_fr="Payer", body_fr="Par **virement**.")
    assert "Par <strong>virement</strong>." in html(client)


def test_the_document_is_an_attachment_and_only_of_what_is_called(login, membership):
    contribution = ContributionFactory(membership=membership, called=True)
    client = login(receives_dues=True)
    response = client.get(f"{URL}{contribution.pk}/call.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'attachment; filename="{contribution.reference}.pdf"'
    )
    assert response.content.startswith(b"%PDF-")
    to_call = ContributionFactory(membership=membership, year=2027)
    assert client.get(f"{URL}{to_call.pk}/call.pdf").status_code == 404


class TestPurchaseOrder:
    def test_a_colleague_is_not_overwritten(self, login, membership):
        contribution = ContributionFactory(membership=membership, called=True)
        client, url = login(receives_dues=True), f"{URL}{contribution.pk}/"
        seen = contribution.version
        assert client.post(url, {"purchase_order": "A", "version": seen}).status_code == 302
        response = client.post(
            url, {"purchase_order": "B", "initial-purchase_order": "", "version": seen}
        )
        assert response.status_code == 422
        page = response.content.decode()
        assert 'value="B"' in page
        assert "A" in str(response.context["form"].errors)
        assert Contribution.objects.get().purchase_order == "A"

    @pytest.mark.parametrize("value", ["x" * 61, "a\x00b"])
    def test_bad_input_gets_a_sentence(self, login, membership, value):
        contribution = ContributionFactory(membership=membership, called=True)
        response = login(receives_dues=True).post(
            f"{URL}{contribution.pk}/",
            {"purchase_order": value, "version": contribution.version},
        )
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["purchase_order"]


def test_a_page_costs_the_same_for_one_year_and_fifty(login, membership, queries):
    client, costs, year = login(receives_dues=True), [], 2000
    for count in (1, 49):
        for _number in range(count):
            PaymentFactory(
                contribution=ContributionFactory(membership=membership, year=year, called=True)
            )
            year += 1
        costs.append(queries(lambda: client.get(URL)))
    assert costs[0] == costs[1]


def test_what_is_outstanding_waits_for_who_receives_the_calls(rf, membership, lille, queries):
    anne = MandateFactory(organisation=lille, receives_dues=True).user
    ContributionFactory(membership=membership, called=True)
    ContributionFactory(membership=membership, year=2027)
    ContributionFactory(called=True)
    request = rf.get("/fr/me/")
    request.user = anne
    (item,) = outstanding_dues(request)
    assert item.url == URL
    assert "100,00\xa0€ à payer avant le 30 juin 2026" in item.text
    request.user = MandateFactory(organisation=lille, edits_profile=True).user
    assert outstanding_dues(request) == []
