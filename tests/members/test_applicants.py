"""Applications in people's own space, in a demonstration, and sent many times at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from members.applicants import applications_to_decide
from members.models import (
    Application,
    Contribution,
    Invitation,
    Letter,
    Membership,
    Organisation,
)
from members.personal_data import HOLDINGS
from members.services import applications
from tests.factories import (
    ApplicationFactory,
    MandateFactory,
    OrganisationFactory,
    UserFactory,
)


@pytest.mark.django_db
class TestOwnSpace:
    def test_staff_see_how_many_wait_since_when(self, rf):
        request = rf.get("/fr/me/")
        request.user = UserFactory(is_staff=True)
        assert applications_to_decide(request) == []
        for day in (3, 2):
            ApplicationFactory(submitted_at=datetime(2026, 1, day, tzinfo=UTC))
        ApplicationFactory(draft=True)
        (item,) = applications_to_decide(request)
        assert item.text.startswith("2 demandes d’adhésion attendent")
        assert item.since_day == date(2026, 1, 2)
        assert item.url == reverse("admin:members_application_changelist")
        request.user = UserFactory()
        assert applications_to_decide(request) == []

    def test_who_applied_takes_it_away_and_is_forgotten(self):
        user = UserFactory(email="anne@example.org")
        mine = ApplicationFactory(contact_email="Anne@example.org", name="Ville d’Exemple")
        other = ApplicationFactory()
        holding = HOLDINGS["applications"]
        (row,) = holding.export(user)
        assert (row["name"], row["contact_name"]) == ("Ville d’Exemple", "Anne Martin")
        assert row["submitted_at"].startswith("2026-01-02")
        holding.erase(user, "nobody@example.invalid")
        mine.refresh_from_db()
        other.refresh_from_db()
        assert (mine.name, mine.contact_name, mine.contact_email) == ("Ville d’Exemple", "", "")
        assert other.contact_name == "Anne Martin"

    @pytest.mark.parametrize("state", ["acts", "is invited"])
    def test_who_acts_there_already_is_not_invited_again(self, state):
        organisation, staff = OrganisationFactory(), UserFactory(is_staff=True)
        if state == "acts":
            user = UserFactory(email="anne@example.org")
            MandateFactory(user=user, organisation=organisation, manages_people=True)
        else:
            Invitation.objects.create(
                organisation=organisation, email="anne@example.org", function="x"
            )
        before = Invitation.objects.count()
        applications.accept(
            ApplicationFactory(contact_email="anne@example.org"),
            by=staff,
            organisation=organisation,
            kind="member",
            joined_on="2026",
            decided_on=date(2026, 3, 12),
        )
        assert Invitation.objects.count() == before
        assert organisation.memberships.count() == 1


@pytest.mark.django_db
class TestFacts:
    def test_memberships_of_the_network_are_loaded_once_without_an_invented_date(self, network):
        kinds = Membership.objects.values_list("kind", flat=True)
        assert sum(kind == "national_supporter" for kind in kinds) == 4
        assert sum(kind == "member" for kind in kinds) == 40
        assert Membership.objects.filter(left_on=date(2016, 1, 1)).count() == 3
        dated = Membership.objects.exclude(joined_on="").values_list("joined_on", flat=True)
        assert sorted(dated) == ["2005", "2012", "2014", "2019", "2019", "2022-01", "2022-01"]
        assert not Contribution.objects.exists()
        call_command("load_network", verbosity=0)
        assert Membership.objects.count() == 44

    def test_what_staff_made_of_them_stays(self, network):
        changed, gone = Membership.objects.order_by("pk")[:2]
        changed.kind = "associate"
        changed.save()
        gone.delete()
        call_command("load_network", verbosity=0)
        changed.refresh_from_db()
        assert changed.kind == "associate"
        assert not Membership.objects.filter(organisation=gone.organisation).exists()

    def test_a_demonstration_has_applications_and_no_amount(self, network, settings, client):
        settings.DEMO = True
        before = set(Organisation.objects.values_list("slug", flat=True))
        for _run in range(2):
            call_command("create_demo")
        names = list(Application.objects.waiting().values_list("name", flat=True))
        assert len(names) == 3
        assert all("démonstration" in name or "demonstration" in name for name in names)
        assert set(Organisation.objects.values_list("slug", flat=True)) == before
        assert Contribution.objects.count() == 2
        assert not Contribution.objects.exclude(amount=None).exists()
        assert not Letter.objects.filter(kind__startswith="application").exists()
        for url in ("/fr/members/?q=exemple", "/fr/search/?q=démonstration"):
            assert not [name for name in names if name in client.get(url).content.decode()]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def many(self, call):
        def alone(_number):
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(alone, range(8)))

    def test_sent_many_times_at_once_is_one_application_and_one_letter(self):
        draft = ApplicationFactory(draft=True)
        self.many(lambda: applications.send(draft))
        assert Letter.objects.count() == 2
        assert Application.objects.get().version == 1

    def test_accepted_many_times_at_once_is_one_membership(self):
        application, staff = ApplicationFactory(), UserFactory(is_staff=True)
        self.many(
            lambda: applications.accept(
                application,
                by=staff,
                organisation=None,
                kind="member",
                joined_on="2026",
                decided_on=date(2026, 3, 12),
            )
        )
        assert Organisation.objects.count() == Membership.objects.count() == 1
        assert Invitation.objects.count() == 1
        assert Letter.objects.filter(kind="application_accepted").count() == 1
