"""Applications to join: the service."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.models import CAPABILITIES, Application, Invitation, Letter, Membership, Organisation
from members.services import applications
from tests.factories import (
    ApplicationFactory,
    BorderFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BOARD = date(2026, 3, 12)


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def letters():
    rows = Letter.objects.order_by("pk").values_list("kind", "recipient", "language")
    return [tuple(row) for row in rows]


def accept(application, staff, **changes):
    facts = {"organisation": None, "kind": "member", "joined_on": "2026-03-12"}
    return applications.accept(application, by=staff, decided_on=BOARD, **facts | changes)


class TestSend:
    def test_it_is_confirmed_to_the_contact_and_told_to_staff(self):
        draft = ApplicationFactory(draft=True, language="en")
        applications.send(draft)
        sent = applications.send(draft)
        assert sent.submitted_at
        assert letters() == [
            ("application_received", draft.contact_email, "en"),
            ("application_to_staff", "mot@example.org", "fr"),
        ]

    @pytest.mark.parametrize(
        "field", ["name", "kind", "country", "motivation", "contact_email", "consented_at"]
    )
    def test_it_needs_what_the_board_needs(self, field):
        empty = None if field == "consented_at" else ""
        draft = ApplicationFactory(draft=True, **{field: empty})
        assert applications.lacking(draft) == [field]
        with pytest.raises(ValidationError, match="manque"):
            applications.send(draft)
        assert letters() == []


class TestAccept:
    def test_it_makes_organisation_membership_and_invitation(self, staff):
        border = BorderFactory(code="FR-DE")
        application = ApplicationFactory(
            name="Ville d’Exemple", acronym="VE", city="Exemple", siren="246700488",
            website="https://exemple.example", borders=[border],
        )  # fmt: skip
        application = accept(application, staff, joined_on="2026-03")
        organisation = application.organisation
        assert (organisation.slug, organisation.name_fr) == ("ville-dexemple", "Ville d’Exemple")
        assert (organisation.acronym, organisation.siren) == ("VE", "246700488")
        assert list(organisation.borders.all()) == [border]
        assert not organisation.is_published
        assert organisation.contact_email == ""
        membership = organisation.memberships.get()
        assert (membership.kind, membership.joined_on) == ("member", "2026-03")
        assert (membership.decided_on, membership.language) == (BOARD, "fr")
        invitation = organisation.invitations.get()
        assert invitation.email == application.contact_email
        assert invitation.function == "directrice"
        assert all(invitation.capabilities[name] for name in CAPABILITIES)
        assert (application.outcome, application.decided_by) == ("accepted", staff)
        assert application.board_decided_on == BOARD
        assert [kind for kind, *_rest in letters()] == ["invitation", "application_accepted"]

    def test_twice_is_once(self, staff):
        application = ApplicationFactory()
        accept(application, staff)
        accept(application, staff, kind="associate")
        assert Organisation.objects.count() == Membership.objects.count() == 1
        assert Invitation.objects.count() == 1
        assert len(letters()) == 2

    def test_it_attaches_to_an_organisation_that_is_there(self, staff):
        organisation = OrganisationFactory(draft=True, name_fr="Ville d’Exemple")
        accept(ApplicationFactory(name="Exemple"), staff, organisation=organisation)
        organisation.refresh_from_db()
        assert organisation.name_fr == "Ville d’Exemple"
        assert organisation.memberships.count() == organisation.applications.count() == 1
        assert not organisation.is_published

    def test_one_that_is_a_member_already_is_refused_and_nothing_is_written(self, staff):
        organisation = MembershipFactory().organisation
        application = ApplicationFactory()
        with pytest.raises(ValidationError, match="une autre adhésion"):
            accept(application, staff, organisation=organisation)
        application.refresh_from_db()
        assert application.outcome == ""
        assert letters() == []

    def test_a_former_member_may_come_back(self, staff):
        former = MembershipFactory(left_on=date(2021, 1, 1), leaving_reason="x").organisation
        accept(ApplicationFactory(), staff, organisation=former)
        assert former.memberships.count() == 2

    def test_a_siren_of_another_one_is_refused(self, staff):
        OrganisationFactory(siren="246700488")
        with pytest.raises(ValidationError, match="porte ce numéro"):
            accept(ApplicationFactory(siren="246700488"), staff)
        assert Organisation.objects.count() == 1

    def test_without_automatic_letters_the_invitation_still_waits(self, staff):
        accept(ApplicationFactory(), staff, letters=False)
        assert letters() == []
        assert Invitation.objects.get().status == "waiting"

    def test_whose_contact_was_erased_invites_nobody(self, staff):
        accept(ApplicationFactory(contact_email=""), staff)
        assert not Invitation.objects.exists()
        assert letters() == []

    def test_addresses_of_new_organisations_do_not_collide(self, staff):
        OrganisationFactory(slug="exemple")
        OrganisationFactory(slug="exemple-2")
        assert accept(ApplicationFactory(name="Exemple"), staff).organisation.slug == "exemple-3"
        assert accept(ApplicationFactory(name="中文"), staff).organisation.slug == "organisation"


class TestRefuse:
    def test_it_has_a_reason_and_a_day_and_is_told_once(self, staff):
        application = ApplicationFactory()
        for reason in ("Hors de l’objet.", "Autre raison."):
            applications.refuse(application, by=staff, reason=reason, decided_on=BOARD)
        application.refresh_from_db()
        assert (application.outcome, application.reason) == ("refused", "Hors de l’objet.")
        assert application.board_decided_on == BOARD
        assert letters() == [("application_refused", application.contact_email, "fr")]
        assert not Organisation.objects.exists()

    def test_without_reason_it_is_not_taken(self, staff):
        with pytest.raises(ValidationError, match="pourquoi"):
            applications.refuse(ApplicationFactory(), by=staff, reason=" ", decided_on=BOARD)

    def test_without_automatic_letters(self, staff):
        applications.refuse(
            ApplicationFactory(), by=staff, reason="x", decided_on=BOARD, letters=False
        )
        assert letters() == []


def test_a_decision_is_taken_once_and_only_about_what_was_sent(staff):
    refused = ApplicationFactory()
    applications.refuse(refused, by=staff, reason="x", decided_on=BOARD)
    with pytest.raises(ValidationError, match="déjà"):
        accept(refused, staff)
    withdrawn = applications.withdraw(ApplicationFactory())
    with pytest.raises(ValidationError, match="déjà"):
        applications.refuse(withdrawn, by=staff, reason="x", decided_on=BOARD)
    accepted = accept(ApplicationFactory(), staff)
    with pytest.raises(ValidationError, match="déjà"):
        applications.withdraw(accepted)
    with pytest.raises(ValidationError, match="pas encore"):
        accept(ApplicationFactory(draft=True), staff)


class TestForget:
    def age(self, application, days):
        moment = timezone.now() - timedelta(days=days)
        Application.objects.filter(pk=application.pk).update(decided_at=moment)
        return application

    def test_drafts_go_after_thirty_days_without_a_change(self, monkeypatch):
        ApplicationFactory(draft=True)
        sent = ApplicationFactory()
        assert applications.forget() == 0
        later = timezone.now() + timedelta(days=31)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert applications.forget() == 1
        assert list(Application.objects.all()) == [sent]
        assert applications.forget() == 0

    def test_contacts_of_what_was_not_accepted_go_after_a_year(self, staff):
        refused = applications.refuse(ApplicationFactory(), by=staff, reason="x", decided_on=BOARD)
        accepted = accept(ApplicationFactory(), staff)
        self.age(refused, 364)
        self.age(accepted, 800)
        assert applications.forget() == 0
        self.age(refused, 366)
        assert applications.forget() == 1
        refused.refresh_from_db()
        assert (refused.contact_name, refused.contact_email) == ("", "")
        assert refused.name
        assert applications.forget() == 0


def test_staff_are_told_once_a_week_of_what_waits():
    application = ApplicationFactory(submitted_at=timezone.now() - timedelta(days=6))
    assert applications.tell_staff() == 0
    Application.objects.update(submitted_at=timezone.now() - timedelta(days=7))
    assert applications.tell_staff() == 1
    assert applications.tell_staff() == 0
    assert letters() == [("applications_waiting", "mot@example.org", "fr")]
    assert application.days_waiting in (6, 7)
