"""An organisation gives and withdraws its consent: services, and what officers then see."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.history import event_model
from members.models import Letter
from members.services.erasing import erase_account
from partnerships.models import Consent, ConsentRequest, Investment
from partnerships.services import consents
from partnerships.sharing import shared_documents, shared_project
from projects.models import ProjectDocument
from tests.factories import (
    DocumentFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    UserFactory,
)
from tests.partnerships.consenting import in_days, scene, values

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return scene()


def give(here, **changes):
    return consents.give(here.partnership, here.project, by=here.speaks, values=values(**changes))


def seen(here, user=None):
    """What each queryset shows an officer of the project."""
    user = user or here.officer
    shared = shared_project(user, here.project)
    flags = Investment.objects.visible_to(user).with_shared().values("shares_budget")
    return [
        bool(flags),
        shared.budget,
        shared.gap,
        bool(shared.contacts),
        bool(shared.documents),
        shared_documents(user).exists(),
    ]


def test_what_is_opened_is_seen_and_what_is_withdrawn_is_gone_from_every_queryset(here):
    DocumentFactory(project=here.project, access="members")
    DocumentFactory(project=here.project, access="staff")
    assert seen(here) == [False] * 6
    give(here)
    assert seen(here) == [True] * 6
    assert len(shared_project(here.officer, here.project).documents) == 1
    stranger = MandateFactory(organisation=OrganisationFactory()).user
    assert seen(here, stranger) == [False] * 6
    consents.withdraw(here.partnership, here.project, by=here.speaks)
    assert seen(here) == [False] * 6


def test_only_what_is_ticked_is_opened(here):
    DocumentFactory(project=here.project, access="members")
    give(here, shares_budget=False, shares_contact=False, contact="kept nowhere")
    assert seen(here) == [True, False, True, False, True, True]
    assert Consent.objects.get().contact == ""
    give(here, shares_documents=False, shares_gap=False)
    assert seen(here) == [True, True, False, True, False, False]


def test_an_officer_alone_reads_no_document_for_members_without_consent(here):
    document = DocumentFactory(project=here.project, access="members")
    assert document in ProjectDocument.objects.visible_to(here.speaks.user)
    assert document not in ProjectDocument.objects.visible_to(here.officer)
    MandateFactory(user=here.officer, organisation=OrganisationFactory())
    assert document in ProjectDocument.objects.visible_to(here.officer)


def test_a_new_consent_withdraws_the_one_before_and_both_stay_recorded(here):
    first = give(here)
    colleague = MandateFactory(organisation=here.organisation, speaks_for=True)
    second = consents.give(
        here.partnership, here.project, by=colleague, values=values(shares_gap=False)
    )
    first.refresh_from_db()
    assert (first.withdrawn_by, second.given_by) == (colleague.user, colleague.user)
    assert first.withdrawn_at
    assert Consent.objects.in_force().get() == second
    labels = event_model(Consent)._default_manager.order_by("pgh_id").values_list("pgh_label")
    assert [label for (label,) in labels] == ["insert", "update", "insert"]


def test_the_same_given_twice_is_given_once(here):
    assert give(here) == give(here)
    assert Consent.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            partnership=here.partnership, organisation=here.organisation, project=here.project,
            given_by=here.officer, ends_on=in_days(9),
        )  # fmt: skip


def test_withdrawing_what_is_not_open_changes_nothing(here):
    assert consents.withdraw(here.partnership, here.project, by=here.speaks) is None
    row = give(here)
    Consent.objects.filter(pk=row.pk).update(ends_on=in_days(-1))
    assert consents.withdraw(here.partnership, here.project, by=here.speaks) is None
    assert give(here).pk != row.pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": in_days(0)}, "ends_on"),
        ({"ends_on": date(2099, 1, 1)}, "ends_on"),
        ({"contact": ""}, "contact"),
    ],
)
def test_what_cannot_be_given_is_said_beside_its_field(here, changes, field):
    with pytest.raises(ValidationError) as refused:
        give(here, **changes)
    assert list(refused.value.message_dict) == [field]
    assert not Consent.objects.exists()


def test_a_leap_day_lets_one_consent_for_five_years(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2028, 2, 29))
    assert consents.last_possible_day() == date(2033, 2, 28)
    consents.check_end(date(2033, 2, 28))
    with pytest.raises(ValidationError):
        consents.check_end(date(2033, 3, 1))


def test_who_only_takes_part_opens_no_more_than_a_contact(here):
    guest = MandateFactory(organisation=OrganisationFactory(), speaks_for=True)
    ParticipationFactory(project=here.project, organisation=guest.organisation)
    with pytest.raises(ValidationError):
        consents.give(here.partnership, here.project, by=guest, values=values())
    only = values(shares_budget=False, shares_gap=False, shares_documents=False)
    assert consents.give(here.partnership, here.project, by=guest, values=only).pk
    assert seen(here)[:3] == [False, False, False]
    orphan = ProjectFactory()
    assert consents.give(here.partnership, orphan, by=guest, values=values()).pk


def test_an_expired_consent_opens_nothing(here, monkeypatch):
    row = give(here, ends_on=in_days(10))
    last = row.ends_on
    monkeypatch.setattr(timezone, "localdate", lambda *args: last)
    assert seen(here)[0]
    monkeypatch.setattr(timezone, "localdate", lambda *args: last + timedelta(days=1))
    assert seen(here) == [False] * 6


def readers(kind):
    return sorted(Letter.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_who_speaks_for_the_organisation_and_the_staff_get_a_letter(here, settings):
    MandateFactory(organisation=here.organisation)
    give(here)
    consents.withdraw(here.partnership, here.project, by=here.speaks)
    both = sorted([here.speaks.user.email, settings.CONTACT_EMAIL])
    assert readers("consent_given") == readers("consent_withdrawn") == both


def test_the_end_is_announced_once_a_month_before(here, monkeypatch):
    row = give(here, ends_on=in_days(60))
    assert consents.announce_ends() == 0
    monkeypatch.setattr(timezone, "localdate", lambda *args: row.ends_on - timedelta(days=30))
    assert [consents.announce_ends(), consents.announce_ends()] == [1, 0]
    assert readers("consent_ends_soon") == [here.speaks.user.email]


def test_the_end_of_a_short_or_withdrawn_consent_is_not_announced(here):
    give(here, ends_on=in_days(20))
    assert consents.announce_ends() == 0


def test_staff_ask_once_and_a_consent_answers(here):
    staff = UserFactory(is_staff=True)
    request = consents.ask_consent(here.investment, by=staff)
    assert consents.ask_consent(here.investment, by=staff) == request
    assert readers("consent_asked") == [here.speaks.user.email]
    give(here)
    request.refresh_from_db()
    assert (request.answered_by, request.is_refused) == (here.speaks.user, False)
    with pytest.raises(ValidationError):
        consents.ask_consent(here.investment, by=staff)


def test_a_no_is_told_to_the_staff(here, settings):
    consents.ask_consent(here.investment, by=UserFactory(is_staff=True))
    assert consents.refuse(here.partnership, here.project, by=here.speaks).is_refused
    assert consents.refuse(here.partnership, here.project, by=here.speaks) is None
    assert readers("consent_refused") == [settings.CONTACT_EMAIL]
    assert not ConsentRequest.objects.waiting().exists()


def test_nobody_to_answer_or_a_page_that_is_not_there_is_said(here):
    staff = UserFactory(is_staff=True)
    here.speaks.speaks_for = False
    here.speaks.save()
    with pytest.raises(ValidationError, match="porte-parole|parle"):
        consents.ask_consent(here.investment, by=staff)
    here.partnership.is_published = False
    here.partnership.save()
    with pytest.raises(ValidationError, match="[Pp]ubli"):
        consents.ask_consent(here.investment, by=staff)


def test_erasing_an_account_takes_out_whom_to_call_and_keeps_the_consent(here):
    other = MandateFactory(organisation=here.organisation, speaks_for=True, manages_people=True)
    row = give(here, contact="03 20 00 00 00")
    named = ProjectFactory(owner=here.organisation)
    consents.give(
        here.partnership, named, by=other, values=values(contact=f"{here.speaks.user.name}, maire")
    )
    erase_account(here.speaks.user)
    assert not Consent.objects.exclude(contact="").exists()
    assert not event_model(Consent)._default_manager.exclude(contact="").exists()
    row.refresh_from_db()
    assert row.given_by.shown_name == "ancien représentant"
    assert row.is_in_force
