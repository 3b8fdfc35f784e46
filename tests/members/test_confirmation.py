"""“Everything is still right”: the button, the yearly letter, its link."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from post_office.models import Email

from members.letters.delivery import hand_over
from members.models import ConfirmationRequest, Letter, Organisation
from members.services import confirmation
from members.services.confirmation import ask, link
from tests.factories import MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def dated(facts):
    """`facts` where a number of days ago stands for a date."""
    return {
        name: today() - timedelta(days=value)
        if name.endswith("_on") and type(value) is int
        else value
        for name, value in facts.items()
    }


@pytest.fixture
def mandate():
    organisation = OrganisationFactory(slug="strasbourg", name_fr="Strasbourg", city="Kehl")
    return MandateFactory(
        organisation=organisation, edits_profile=True, user=UserFactory(name="Anne Martin")
    )


def writes():
    return (
        list(Organisation.objects.values()),
        Letter.objects.count(),
        Organisation.pgh_event_models["update"].objects.count(),
    )


class TestButton:
    URL = "/fr/members/strasbourg/confirm/"

    def test_one_click_and_the_public_page_shows_the_day(self, mandate, client):
        client.force_login(mandate.user)
        response = client.post(self.URL)
        assert response.status_code == 302
        assert Organisation.objects.get().confirmed_on == today()
        client.logout()
        page = client.get("/fr/members/strasbourg/").content.decode()
        assert "Données confirmées par l’organisme le" in page

    def test_opening_it_writes_nothing(self, mandate, client):
        client.force_login(mandate.user)
        before = writes()
        assert client.get(self.URL).status_code == 405
        assert writes() == before

    @pytest.mark.parametrize(
        ("who", "published", "draft"),
        [
            ("anonymous", 302, 302), ("stranger", 403, 404), ("former", 403, 404),
            ("member", 403, 403), ("editor", 302, 302), ("staff", 403, 403),
        ],
    )  # fmt: skip
    def test_who_may(self, people, organisations, who, published, draft):
        urls = [f"/fr/members/{row.slug}/confirm/" for row in organisations]
        assert [people[who].post(url).status_code for url in urls] == [published, draft]
        confirmed = Organisation.objects.filter(confirmed_on=today()).count()
        assert confirmed == (2 if who == "editor" else 0)


class TestAsking:
    def letters(self):
        return sorted(Letter.objects.values_list("recipient", flat=True))

    def test_all_who_keep_the_page_get_a_letter_once_a_year(self, mandate, monkeypatch):
        second = MandateFactory(organisation=mandate.organisation, edits_profile=True)
        MandateFactory(organisation=mandate.organisation, speaks_for=True)
        assert ask() == 1
        assert self.letters() == sorted([mandate.user.email, second.user.email])
        assert ask() == 0
        day = today()
        for days, asked in [(364, 0), (365, 1), (366, 0), (729, 0), (730, 1)]:
            later = day + timedelta(days=days)
            monkeypatch.setattr(timezone, "localdate", lambda later=later: later)
            assert ask() == asked, days
        assert len(self.letters()) == 6

    @pytest.mark.parametrize(
        ("fact", "is_asked"),
        [
            ({}, True),
            ({"is_published": False}, False),
            ({"ended_on": "2020"}, False),
            ({"confirmed_on": 364}, False),
            ({"confirmed_on": 366}, True),
        ],
    )  # fmt: skip
    def test_who_is_asked(self, mandate, fact, is_asked):
        Organisation.objects.update(**dated(fact))
        assert ask() == is_asked
        assert len(self.letters()) == is_asked

    @pytest.mark.parametrize(
        ("mandated", "is_asked"),
        [
            ({"edits_profile": False}, False),
            ({"ends_on": 1}, False),
            ({"starts_on": 29}, False),
            ({"starts_on": 30}, True),
        ],
    )
    def test_only_of_those_who_keep_its_page_for_a_month(self, mandate, mandated, is_asked):
        for name, value in dated(mandated).items():
            setattr(mandate, name, value)
        mandate.save()
        assert ask() == is_asked

    def test_asking_does_not_touch_the_page(self, mandate):
        before = Organisation.objects.values().get()
        ask()
        assert Organisation.objects.values().get() == before
        assert ConfirmationRequest.objects.get().asked_on == today()

    def test_cost_is_not_one_page_more(self, mandate, queries):
        assert ask() == 1
        assert ask() == 0
        assert queries(ask) == 1


class TestLetter:
    def test_it_leads_to_a_button_that_works_without_login(self, mandate, client, settings):
        ask()
        hand_over()
        email = Email.objects.get()
        assert email.to == [mandate.user.email]
        [address] = re.findall(r"http\S+/confirm/\S+", email.message)
        assert address.startswith(f"{settings.SITE_URL}/fr/members/strasbourg/confirm/")
        path = address.removeprefix(settings.SITE_URL)
        before = writes()
        page = client.get(path)
        assert page.status_code == 200
        assert "Kehl" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert "sessionid" not in page.cookies
        assert writes() == before
        response = client.post(path)
        assert (response.status_code, response["Location"]) == (302, path)
        assert Organisation.objects.get().confirmed_on == today()
        assert "Confirmé aujourd’hui" in client.get(path).content.decode()

    def test_history_says_who_and_how(self, mandate, client):
        client.post(link(mandate.organisation, mandate.user))
        event = Organisation.pgh_event_models["update"].objects.order_by("pgh_id").last()
        metadata = event.pgh_context.metadata
        assert metadata["user"] == mandate.user.pk
        assert metadata["through"] == "letter"
        assert metadata["function"] == mandate.function
        client.force_login(mandate.user)
        page = client.get("/fr/members/strasbourg/history/").content.decode()
        assert "Anne Martin, présidente, pour Strasbourg" in page
        assert "lien d’un courriel" in page

    def test_in_the_readers_language(self, mandate):
        mandate.user.language = "en"
        mandate.user.save()
        ask()
        hand_over()
        email = Email.objects.get()
        assert "still right" in email.subject
        assert "/en/members/" in email.message

    def test_not_sent_once_confirmed_or_when_the_right_is_lost(self, mandate):
        second = MandateFactory(organisation=mandate.organisation, edits_profile=True)
        ask()
        second.edits_profile = False
        second.save()
        Organisation.objects.update(confirmed_on=today())
        hand_over()
        assert Email.objects.count() == 0
        reasons = dict(Letter.objects.values_list("user", "withheld_because"))
        assert "ne tient plus" in reasons[second.user.pk]
        assert "confirmée entre-temps" in reasons[mandate.user.pk]


class TestLink:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_not_when_the_right_is_lost(self, mandate, client, method):
        path = link(mandate.organisation, mandate.user)
        mandate.ends_on = today() - timedelta(days=1)
        mandate.save()
        response = getattr(client, method)(path)
        assert response.status_code == 403
        assert "ne tient plus" in response.content.decode()
        assert Organisation.objects.get().confirmed_on is None

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_not_when_the_account_is_closed(self, mandate, client, method):
        path = link(mandate.organisation, mandate.user)
        type(mandate.user).objects.update(is_active=False)
        assert getattr(client, method)(path).status_code == 403

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_not_when_it_is_too_old(self, mandate, client, method, monkeypatch):
        path = link(mandate.organisation, mandate.user)
        monkeypatch.setattr(confirmation, "LINK_DAYS", -1)
        response = getattr(client, method)(path)
        assert response.status_code == 410
        assert "plus de deux mois" in response.content.decode()
        assert Organisation.objects.get().confirmed_on is None

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_not_when_it_is_not_ours(self, mandate, client, method):
        other = OrganisationFactory(slug="other")
        path = link(mandate.organisation, mandate.user)
        forged = [
            path.replace("strasbourg", "other"),
            path[:-2] + "x/",
            path.replace("/confirm/", "/confirm/x"),
            f"/fr/members/strasbourg/confirm/{signing.dumps([other.pk, mandate.user.pk])}/",
            "/fr/members/strasbourg/confirm/x/",
        ]
        for one in forged:
            assert getattr(client, method)(one).status_code == 404, one
        assert not Organisation.objects.exclude(confirmed_on=None).exists()
