"""Contributions: prepared, called, taken back; the call as a letter and as a document."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from post_office.models import Email
from pypdf import PdfReader

from members.dues_document import call_document
from members.letters.delivery import hand_over
from members.models import Contribution, Letter, MembershipKind, Payment
from members.services.contributions import call, prepare, recipients, take_back
from tests.factories import (
    ContributionFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    PageFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)
DUE = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None, tz=None: TODAY)


@pytest.fixture
def organisation():
    return OrganisationFactory(
        slug="lille", name_fr="Ville de Lille", name_en="City of Lille", city="Lille",
        postal_code="59000", address="Place A. Laurent", siren="246700488",
    )  # fmt: skip


def receiver(organisation, **facts):
    return MandateFactory(organisation=organisation, receives_dues=True, **facts).user


def text(document: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)


class TestRecipients:
    def test_those_who_receive_the_calls_today(self, organisation):
        anne, paul = receiver(organisation), receiver(organisation)
        MandateFactory(organisation=organisation, edits_profile=True)
        receiver(organisation, ends_on=TODAY - timedelta(days=1))
        receiver(organisation, starts_on=TODAY + timedelta(days=1))
        receiver(OrganisationFactory())
        organisation.contact_email = "mairie@example.org"
        assert set(recipients(organisation)) == {anne, paul}

    def test_else_the_address_of_the_organisation_else_nobody(self, organisation):
        assert recipients(organisation) == []
        organisation.contact_email = "mairie@example.org"
        assert recipients(organisation) == ["mairie@example.org"]

    def test_somebody_with_two_functions_gets_one_letter(self, organisation):
        anne = receiver(organisation)
        receiver(organisation, user=anne, function="trésorière")
        assert recipients(organisation) == [anne]


class TestPrepare:
    def test_each_running_membership_of_the_kinds_gets_one_without_amount(self):
        member = MembershipFactory()
        undated = MembershipFactory(joined_on="")
        MembershipFactory(kind=MembershipKind.SUPPORTER)
        MembershipFactory(left_on=date(2025, 12, 31), leaving_reason="x")
        MembershipFactory(joined_on="2027")
        assert prepare(2026, ["member", "associate"]) == 2
        assert prepare(2026, ["member", "associate"]) == 0
        rows = Contribution.objects.all()
        assert {row.membership for row in rows} == {member, undated}
        assert {(row.year, row.amount, row.called_on) for row in rows} == {(2026, None, None)}

    @pytest.mark.parametrize(("year", "count"), [(2025, 0), (2026, 0), (2027, 1)])
    def test_for_another_year_its_nearest_day_counts(self, year, count):
        MembershipFactory(joined_on="2026-05-05")
        assert prepare(year, ["member"]) == count

    def test_it_costs_the_same_for_one_and_fifty(self, queries):
        costs = []
        for year, count in ((2026, 1), (2027, 50)):
            MembershipFactory.create_batch(count)
            costs.append(queries(lambda year=year: prepare(year, ["member"])))
        assert costs[0] == costs[1]


class TestCall:
    def test_it_is_dated_and_written_to_its_recipients(self, organisation):
        anne = receiver(organisation)
        contribution = ContributionFactory(membership__organisation=organisation)
        assert call(contribution, amount=Decimal(100), due_on=DUE) == [anne]
        contribution.refresh_from_db()
        assert (contribution.called_on, contribution.calls) == (TODAY, 1)
        assert (contribution.amount, contribution.due_on) == (Decimal(100), DUE)
        letter = Letter.objects.get()
        assert (letter.kind, letter.user, letter.organisation) == ("call", anne, organisation)

    def test_what_the_row_holds_already_is_kept(self):
        contribution = ContributionFactory(amount=Decimal(70), due_on=DUE)
        call(contribution, amount=Decimal(100), due_on=date(2026, 12, 31))
        contribution.refresh_from_db()
        assert (contribution.amount, contribution.due_on) == (Decimal(70), DUE)

    def test_without_receiver_the_address_gets_it_in_the_language_of_the_membership(self):
        contribution = ContributionFactory(
            membership__language="en", membership__organisation__contact_email="a@example.org"
        )
        assert call(contribution, amount=Decimal(1), due_on=DUE) == ["a@example.org"]
        assert Letter.objects.get().language == "en"

    def test_without_anybody_it_is_called_and_says_so(self):
        assert call(ContributionFactory(), amount=Decimal(1), due_on=DUE) == []
        assert Contribution.objects.get().called_on == TODAY
        assert not Letter.objects.exists()

    def test_without_automatic_letters(self, organisation):
        receiver(organisation)
        contribution = ContributionFactory(membership__organisation=organisation)
        assert call(contribution, amount=Decimal(1), due_on=DUE, letters=False)
        assert not Letter.objects.exists()

    @pytest.mark.parametrize(
        ("facts", "asked", "sentence"),
        [
            ({}, {}, "pas encore de montant"),
            ({}, {"amount": Decimal(0), "due_on": DUE}, "pas encore de montant"),
            ({}, {"amount": Decimal(1)}, "pas encore d’échéance"),
            ({}, {"amount": Decimal(1), "due_on": date(2026, 5, 3)}, "échéance est passée"),
            ({"called": True}, {}, "déjà appelée"),
            ({"waived_on": TODAY, "waiver_decision": "x"}, {}, "dispensée"),
        ],
    )
    def test_what_cannot_be_called_is_refused_in_words(self, facts, asked, sentence):
        contribution = ContributionFactory(**facts)
        with pytest.raises(ValidationError, match=sentence):
            call(contribution, **asked)
        assert not Letter.objects.exists()

    def test_called_twice_is_one_call_and_one_letter(self, organisation):
        receiver(organisation)
        contribution = ContributionFactory(membership__organisation=organisation)
        call(contribution, amount=Decimal(1), due_on=DUE)
        with pytest.raises(ValidationError):
            call(contribution, amount=Decimal(2), due_on=DUE)
        assert Letter.objects.count() == 1


class TestTakeBack:
    def test_it_can_be_corrected_and_called_again(self, organisation):
        receiver(organisation)
        contribution = ContributionFactory(membership__organisation=organisation)
        call(contribution, amount=Decimal(1), due_on=DUE)
        take_back(contribution)
        contribution.refresh_from_db()
        assert (contribution.called_on, contribution.calls) == (None, 1)
        call(contribution)
        assert Letter.objects.count() == 2
        hand_over()
        first, second = Letter.objects.order_by("pk")
        assert first.withheld_because
        assert second.email

    def test_not_once_money_came(self):
        contribution = ContributionFactory(called=True)
        Payment.objects.create(contribution=contribution, amount=1)
        with pytest.raises(ValidationError, match="argent"):
            take_back(contribution)
        with pytest.raises(ValidationError, match="pas appelée"):
            take_back(ContributionFactory())


class TestLetter:
    def called(self, organisation, **facts):
        contribution = ContributionFactory(membership__organisation=organisation, **facts)
        call(contribution, amount=Decimal("1234.50"), due_on=DUE)
        return contribution

    def test_it_says_how_much_until_when_and_holds_the_document(self, organisation):
        receiver(organisation)
        contribution = self.called(organisation)
        hand_over()
        email = Email.objects.get()
        assert email.subject == "Cotisation 2026 : Ville de Lille"
        for part in ("1\xa0234,50\xa0€", "30 juin 2026", contribution.reference,
                     "/fr/members/lille/dues/"):  # fmt: skip
            assert part in email.message
        attachment = email.attachments.get()
        assert attachment.name == f"{contribution.reference}.pdf"
        assert "1\xa0234,50\xa0€" in text(attachment.file.read())

    def test_it_is_in_the_readers_language_and_the_document_in_the_organisations(
        self, organisation
    ):
        anne = receiver(organisation)
        anne.language = "en"
        anne.save()
        self.called(organisation)
        hand_over()
        email = Email.objects.get()
        assert email.subject == "Contribution of 2026: City of Lille"
        assert "€1,234.50" in email.message
        assert "Appel de la cotisation 2026" in text(email.attachments.get().file.read())

    @pytest.mark.parametrize("change", ["waived", "mandate"])
    def test_it_is_withheld_when_it_is_not_right_any_more(self, organisation, change):
        anne = receiver(organisation)
        contribution = self.called(organisation)
        if change == "waived":
            Contribution.objects.update(waived_on=TODAY, waiver_decision="Bureau")
        else:
            anne.mandates.update(ends_on=TODAY - timedelta(days=1))
        hand_over()
        assert Letter.objects.get(subject_key=f"{contribution.pk}:1").withheld_because
        assert not Email.objects.exists()


class TestDocument:
    def test_it_says_who_calls_what_from_whom_and_how_to_pay(self, organisation):
        PageFactory(key="letterhead", title_fr="La MOT", lede_fr="23, rue des Bourdonnais\nParis")
        PageFactory(key="dues", title_fr="Moyens", body_fr="- par **virement**\n\n<b>x</b>")
        contribution = ContributionFactory(
            membership__organisation=organisation, called=True, purchase_order="ENG #12",
            amount=Decimal("1234.5"),
        )  # fmt: skip
        words = text(call_document(contribution))
        for part in (
            "La MOT", "23, rue des Bourdonnais", "Ville de Lille", "Place A. Laurent",
            "59000 Lille", "France", "1 mai 2026", "1\xa0234,50\xa0€", "30 juin 2026",
            contribution.reference, "246700488", "ENG #12", "Moyens", "par virement", "<b>x</b>",
        ):  # fmt: skip
            assert part in words

    def test_without_terms_it_says_so_and_invents_none(self):
        words = text(call_document(ContributionFactory(called=True)))
        assert "ne sont pas encore indiqués" in " ".join(words.split())
        assert "IBAN" not in words

    @pytest.mark.parametrize(("language", "title"), [("fr", "Appel de la"), ("en", "Call for the")])
    def test_it_is_tagged_in_the_language_of_the_membership(self, language, title):
        contribution = ContributionFactory(called=True, membership__language=language)
        reader = PdfReader(io.BytesIO(call_document(contribution)))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert reader.metadata.title.startswith(title)

    @pytest.mark.parametrize("name", ['#panic("x")', "*x* $y$ 🏔 中", "a" * 200, "\\ ` @x <y>"])
    def test_hostile_names_stay_text(self, name):
        contribution = ContributionFactory(called=True, membership__organisation__name_fr=name)
        assert text(call_document(contribution))
