"""Proposed changes: what the staff decide of them, and who is told."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from post_office.models import Email

from members import logos
from members.letters.delivery import hand_over
from members.logos import clean_logo
from members.models import Letter, Organisation, ProfileChange
from members.services.changes import Decision, decide, propose, withdraw
from tests.browsing import typed
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    TerritoryFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BOTH = [True, False]


@pytest.fixture
def organisation():
    return OrganisationFactory(
        slug="strasbourg",
        name_fr="Strasbourg",
        acronym="EMS",
        borders=[BorderFactory(code="FR-DE")],
    )


@pytest.fixture
def mandate(organisation):
    return MandateFactory(
        organisation=organisation, edits_profile=True, user=UserFactory(name="Anne Martin")
    )


@pytest.fixture
def staff():
    return UserFactory(name="Équipe", is_staff=True, is_superuser=True)


def picture():
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), (9, 9, 9)).save(stream, "PNG")
    return clean_logo(SimpleUploadedFile("logo.png", stream.getvalue()))


@pytest.fixture
def proposed(organisation, mandate):
    """`proposed(name_fr="…")` proposes, and returns the changes by field."""

    def make(**values):
        found = propose(organisation, values, by=mandate.user, mandate=mandate)
        return {change.field: change for change in found}

    return make


def accept(change, reason=""):
    return Decision(change, is_accepted=True, reason=reason)


def refuse(change, reason="Non."):
    return Decision(change, is_accepted=False, reason=reason)


class TestDeciding:
    def test_every_field_takes_its_place(self, organisation, proposed, staff):
        BorderFactory(code="FR-CH")
        place = TerritoryFactory(slug="pamina")
        values = {
            "name_fr": "Strasbourg et Kehl", "name_en": "Strasbourg and Kehl", "acronym": "",
            "kind": "municipality", "legal_form": "association", "country": "DE",
            "has_legal_personality": False, "territory": "pamina",
            "borders": ["FR-CH", "FR-DE"],
        }  # fmt: skip
        changes = proposed(**values)
        assert set(changes) == set(values)
        decide(organisation, [accept(change) for change in changes.values()], by=staff)
        organisation.refresh_from_db()
        assert organisation.name_fr == "Strasbourg et Kehl"
        assert organisation.acronym == ""
        assert organisation.country == "DE"
        assert organisation.has_legal_personality is False
        assert organisation.territory == place
        assert organisation.border_codes == ["FR-CH", "FR-DE"]
        for change in ProfileChange.objects.all():
            assert (change.decision, change.decided_by) == ("accepted", staff)
            assert change.decided_at

    def test_field_by_field(self, organisation, proposed, staff):
        changes = proposed(name_fr="Strasbourg et Kehl", acronym="ESK", kind="state")
        done = decide(
            organisation, [accept(changes["name_fr"]), refuse(changes["acronym"])], by=staff
        )
        organisation.refresh_from_db()
        assert (organisation.name_fr, organisation.acronym) == ("Strasbourg et Kehl", "EMS")
        assert [change.decision for change in done] == ["accepted", "refused"]
        assert [change.field for change in ProfileChange.objects.waiting()] == ["kind"]

    def test_a_refusal_needs_a_reason_and_then_nothing_is_done(self, organisation, proposed, staff):
        changes = proposed(name_fr="Strasbourg et Kehl", acronym="ESK")
        decisions = [accept(changes["name_fr"]), refuse(changes["acronym"], " ")]
        with pytest.raises(ValidationError, match="l’organisme le lit"):
            decide(organisation, decisions, by=staff)
        organisation.refresh_from_db()
        assert organisation.name_fr == "Strasbourg"
        assert ProfileChange.objects.waiting().count() == 2
        assert Letter.objects.filter(kind="changes_decided").count() == 0

    def test_what_the_page_may_not_be_is_refused_in_words(self, organisation, proposed, staff):
        changes = proposed(name_fr="")
        with pytest.raises(ValidationError, match="une langue au moins"):
            decide(organisation, [accept(changes["name_fr"])], by=staff)
        changes = proposed(kind="nonsense")
        with pytest.raises(ValidationError, match="choix"):
            decide(organisation, [accept(changes["kind"])], by=staff)
        assert ProfileChange.objects.waiting().count() == 2

    def test_what_is_gone_since_is_refused_in_words(self, organisation, proposed, staff):
        border, place = BorderFactory(code="FR-CH"), TerritoryFactory(slug="pamina")
        changes = proposed(borders=["FR-CH"], territory="pamina", logo=picture())
        border.delete()
        place.delete()
        default_storage.delete(logos.WAITING + changes["logo"].new)
        for change in changes.values():
            with pytest.raises(ValidationError, match="n’existe plus"):
                decide(organisation, [accept(change)], by=staff)
        assert ProfileChange.objects.waiting().count() == 3

    def test_twice_is_once_and_otherwise_is_refused(self, organisation, proposed, staff):
        change = proposed(name_fr="Strasbourg et Kehl")["name_fr"]
        assert decide(organisation, [accept(change)], by=staff) == [change]
        assert decide(organisation, [accept(change)], by=staff) == []
        assert Letter.objects.filter(kind="changes_decided").count() == 1
        with pytest.raises(ValidationError, match="entre-temps"):
            decide(organisation, [refuse(change)], by=staff)

    def test_withdrawn_or_replaced_meanwhile(self, organisation, proposed, mandate, staff):
        old = proposed(name_fr="Un")["name_fr"]
        new = proposed(name_fr="Deux")["name_fr"]
        with pytest.raises(ValidationError, match="entre-temps"):
            decide(organisation, [accept(old)], by=staff)
        withdraw(new, by=mandate.user)
        with pytest.raises(ValidationError, match="entre-temps"):
            decide(organisation, [accept(new)], by=staff)
        organisation.refresh_from_db()
        assert organisation.name_fr == "Strasbourg"

    def test_of_another_organisation_is_not_decided(self, proposed, staff):
        change = proposed(name_fr="Un")["name_fr"]
        with pytest.raises(KeyError):
            decide(OrganisationFactory(), [accept(change)], by=staff)


class TestProposing:
    def test_what_stands_or_waits_already_is_not_proposed(self, proposed):
        assert proposed(name_fr="Strasbourg", borders=["FR-DE"]) == {}
        assert set(proposed(name_fr="Un")) == {"name_fr"}
        assert proposed(name_fr="Un") == {}
        assert Letter.objects.count() == 1

    def test_another_value_replaces_the_one_that_waits(self, proposed, mandate):
        proposed(name_fr="Un")
        proposed(name_fr="Deux")
        found = [(one.new, one.decision, one.decided_by) for one in ProfileChange.objects.all()]
        assert found == [("Un", "withdrawn", mandate.user), ("Deux", "", None)]

    def test_a_decided_one_is_not_withdrawn(self, organisation, proposed, mandate, staff):
        change = proposed(name_fr="Un")["name_fr"]
        decide(organisation, [accept(change)], by=staff)
        with pytest.raises(ValidationError, match="n’attend plus"):
            withdraw(change, by=mandate.user)


class TestFiles:
    def names(self, folder):
        try:
            return set(default_storage.listdir(folder)[1])
        except FileNotFoundError:
            return set()

    def test_an_accepted_logo_moves_and_the_old_one_goes(
        self, organisation, proposed, staff, django_capture_on_commit_callbacks, client
    ):
        old = default_storage.save("logos/old.png", ContentFile(b"old"))
        Organisation.objects.update(logo=old)
        change = proposed(logo=picture())["logo"]
        assert client.get(f"/media/logos/{change.new}").status_code == 404
        with django_capture_on_commit_callbacks(execute=True):
            decide(organisation, [accept(change)], by=staff)
            assert default_storage.exists(old)
        organisation.refresh_from_db()
        assert organisation.logo.name == f"logos/{change.new}"
        assert client.get(f"/media/logos/{change.new}").status_code == 200
        assert not default_storage.exists(old)
        assert change.new not in self.names("logos-waiting")

    def test_the_logo_can_be_taken_away(
        self, organisation, proposed, staff, django_capture_on_commit_callbacks
    ):
        old = default_storage.save("logos/old.png", ContentFile(b"old"))
        Organisation.objects.update(logo=old)
        with django_capture_on_commit_callbacks(execute=True):
            decide(organisation, [accept(proposed(logo="")["logo"])], by=staff)
        organisation.refresh_from_db()
        assert not organisation.logo
        assert not default_storage.exists(old)

    @pytest.mark.parametrize("how", ["refused", "withdrawn", "replaced"])
    def test_one_that_waits_no_more_is_deleted(
        self, organisation, proposed, staff, mandate, how, django_capture_on_commit_callbacks
    ):
        change = proposed(logo=picture())["logo"]
        assert change.new in self.names("logos-waiting")
        with django_capture_on_commit_callbacks(execute=True):
            if how == "refused":
                decide(organisation, [refuse(change)], by=staff)
            elif how == "withdrawn":
                withdraw(change, by=mandate.user)
            else:
                proposed(logo=picture())
        assert change.new not in self.names("logos-waiting")

    def test_strays_are_forgotten_after_a_day(self, proposed, monkeypatch):
        kept = proposed(logo=picture())["logo"].new
        stray = logos.keep_for_decision(picture())
        logos.forget_strays({kept})
        assert stray in self.names("logos-waiting")
        tomorrow = timezone.now() + 2 * logos.FORGOTTEN_AFTER
        monkeypatch.setattr(timezone, "now", lambda: tomorrow)
        assert logos.forget_strays({kept}) >= 1
        names = self.names("logos-waiting")
        assert kept in names
        assert stray not in names


class TestLetters:
    def text(self):
        hand_over()
        email = Email.objects.order_by("pk").last()
        return email and (email.to, email.subject, email.message)

    def test_the_staff_get_one_for_all_that_is_proposed_at_once(self, proposed, settings):
        proposed(name_fr="Strasbourg et Kehl", acronym="ESK")
        to, subject, text = self.text()
        assert to == ["mot@example.org"]
        assert "Strasbourg" in subject
        assert "Anne Martin, présidente, pour Strasbourg" in text
        assert "Nom (français) : Strasbourg → Strasbourg et Kehl" in text.replace("\xa0", " ")
        assert "Sigle : EMS → ESK" in text.replace("\xa0", " ")
        assert f"{settings.SITE_URL}/admin/members/profilechange/decide/" in text
        assert Email.objects.count() == 1

    def test_none_when_nothing_waits_any_more(self, proposed, mandate):
        withdraw(proposed(acronym="ESK")["acronym"], by=mandate.user)
        hand_over()
        assert Email.objects.count() == 0
        assert Letter.objects.get().withheld_because

    def test_who_proposed_reads_the_decision_and_the_reason_of_each(
        self, organisation, proposed, mandate, staff
    ):
        mandate.user.language = "en"
        mandate.user.save()
        changes = proposed(name_fr="Strasbourg et Kehl", acronym="ESK")
        Letter.objects.all().delete()
        decide(
            organisation,
            [accept(changes["name_fr"]), refuse(changes["acronym"], "C’est celui d’un autre.")],
            by=staff,
        )
        to, _subject, text = self.text()
        assert to == [mandate.user.email]
        assert "Accepted" in text
        assert "Refused. C’est celui d’un autre." in text

    def test_each_proposer_gets_their_own(self, organisation, proposed, staff):
        colleague = MandateFactory(organisation=organisation, edits_profile=True)
        mine = proposed(name_fr="Un")["name_fr"]
        [theirs] = propose(organisation, {"acronym": "X"}, by=colleague.user, mandate=colleague)
        Letter.objects.all().delete()
        decide(organisation, [accept(mine), accept(theirs)], by=staff)
        recipients = {letter.user for letter in Letter.objects.all()}
        assert recipients == {mine.proposed_by, colleague.user}

    def test_not_to_one_who_no_longer_keeps_the_page(self, organisation, proposed, mandate, staff):
        change = proposed(name_fr="Un")["name_fr"]
        Letter.objects.all().delete()
        decide(organisation, [accept(change)], by=staff)
        mandate.edits_profile = False
        mandate.save()
        hand_over()
        assert Email.objects.count() == 0
        assert "ne tient plus" in Letter.objects.get().withheld_because

    def test_without_automatic_letters(self, organisation, proposed, staff):
        change = proposed(name_fr="Un")["name_fr"]
        Letter.objects.all().delete()
        decide(organisation, [accept(change)], by=staff, tells=False)
        assert Letter.objects.count() == 0


class TestBackOffice:
    LIST = "/admin/members/profilechange/"

    @pytest.fixture
    def browser(self, client, staff):
        staff.language = "fr"
        client.force_login(staff)
        client.cookies["django_language"] = "fr"
        return client

    def url(self, organisation):
        return f"{self.LIST}decide/{organisation.pk}/"

    def test_the_queue_is_by_age_and_leads_to_the_decision(self, browser, organisation, proposed):
        proposed(name_fr="Un")
        page = browser.get(self.LIST).content.decode()
        assert self.url(organisation) in page
        assert "0 jour" in page
        change = ProfileChange.objects.get()
        response = browser.get(f"{self.LIST}{change.pk}/change/")
        assert response["Location"] == self.url(organisation)

    def test_what_waits_for_long_is_told_apart(self, browser, organisation, proposed):
        proposed(name_fr="Un")
        assert self.url(organisation) not in browser.get(f"{self.LIST}?gap=late").content.decode()
        ProfileChange.objects.update(proposed_at=timezone.now() - timedelta(days=11))
        page = browser.get(f"{self.LIST}?gap=late").content.decode()
        assert self.url(organisation) in page
        assert "11 jours" in page

    def test_decided_ones_are_found_by_the_filter(self, browser, organisation, proposed, staff):
        decide(organisation, [refuse(proposed(name_fr="Un")["name_fr"])], by=staff)
        assert self.url(organisation) not in browser.get(self.LIST).content.decode()
        for decision in ["refused", "all"]:
            page = browser.get(f"{self.LIST}?decision={decision}").content.decode()
            assert self.url(organisation) in page

    def test_old_and_new_side_by_side_then_each_is_decided(self, browser, organisation, proposed):
        changes = proposed(name_fr="Strasbourg et Kehl", acronym="ESK", logo=picture())
        page = browser.get(self.url(organisation))
        text = page.content.decode()
        for words in ["Strasbourg et Kehl", "ESK", "EMS", "Anne Martin"]:
            assert words in text
        name, acronym = changes["name_fr"].pk, changes["acronym"].pk
        answers = {
            f"decision_{name}": "accept",
            f"decision_{acronym}": "refuse",
            f"reason_{acronym}": "Déjà pris.",
        }
        response = browser.post(self.url(organisation), typed(page, "class", **answers))
        assert response.status_code == 302
        organisation.refresh_from_db()
        assert (organisation.name_fr, organisation.acronym) == ("Strasbourg et Kehl", "EMS")
        assert ProfileChange.objects.get(pk=acronym).reason == "Déjà pris."
        assert [one.field for one in ProfileChange.objects.waiting()] == ["logo"]
        assert Letter.objects.filter(kind="changes_decided").count() == 1
        event = Organisation.pgh_event_models["update"].objects.order_by("pgh_id").last()
        assert event.pgh_context.metadata["through"] == "admin"

    def test_without_automatic_letters(self, browser, organisation, proposed):
        change = proposed(name_fr="Un")["name_fr"]
        page = browser.get(self.url(organisation))
        answers = {f"decision_{change.pk}": "accept", "is_silent": "on"}
        browser.post(self.url(organisation), typed(page, "class", **answers))
        assert Letter.objects.filter(kind="changes_decided").count() == 0

    def test_a_refusal_without_reason_keeps_the_page_as_typed(
        self, browser, organisation, proposed
    ):
        changes = proposed(name_fr="Un", acronym="X")
        page = browser.get(self.url(organisation))
        name, acronym = changes["name_fr"].pk, changes["acronym"].pk
        answers = {f"decision_{name}": "accept", f"decision_{acronym}": "refuse",
                   f"reason_{name}": "Bienvenue."}  # fmt: skip
        response = browser.post(self.url(organisation), typed(page, "class", **answers))
        assert response.status_code == 422
        again = typed(response, "class")
        assert again[f"decision_{name}"] == ["accept"]
        assert again[f"reason_{name}"] == ["Bienvenue."]
        assert ProfileChange.objects.waiting().count() == 2

    def test_nothing_chosen(self, browser, organisation, proposed):
        proposed(name_fr="Un")
        page = browser.get(self.url(organisation))
        response = browser.post(self.url(organisation), typed(page, "class"))
        assert response.status_code == 422
        assert "Rien n’est encore décidé" in response.content.decode()

    def test_three_values_when_the_page_changed_since(self, browser, organisation, proposed):
        change = proposed(name_fr="Un")["name_fr"]
        assert "a changé entre-temps" not in browser.get(self.url(organisation)).content.decode()
        page = browser.get(self.url(organisation))
        Organisation.objects.update(name_fr="Troisième")
        answers = {f"decision_{change.pk}": "accept"}
        response = browser.post(self.url(organisation), typed(page, "class", **answers))
        assert response.status_code == 422
        text = response.content.decode()
        for words in ["Troisième", "Strasbourg", "Un", "a changé entre-temps"]:
            assert words in text
        assert ProfileChange.objects.waiting().count() == 1
        response = browser.post(self.url(organisation), typed(response, "class"))
        assert response.status_code == 302
        organisation.refresh_from_db()
        assert organisation.name_fr == "Un"

    def test_a_double_click_decides_once(self, browser, organisation, proposed):
        change = proposed(name_fr="Un")["name_fr"]
        data = typed(
            browser.get(self.url(organisation)), "class", **{f"decision_{change.pk}": "accept"}
        )
        statuses = [browser.post(self.url(organisation), data).status_code for _click in range(2)]
        assert statuses == [302, 302]
        assert Letter.objects.filter(kind="changes_decided").count() == 1

    def test_replaced_meanwhile(self, browser, organisation, proposed):
        change = proposed(name_fr="Un")["name_fr"]
        page = browser.get(self.url(organisation))
        proposed(name_fr="Deux")
        answers = {f"decision_{change.pk}": "accept"}
        response = browser.post(self.url(organisation), typed(page, "class", **answers))
        assert response.status_code == 422
        assert "entre-temps" in response.content.decode()
        assert "Deux" in response.content.decode()

    def test_what_is_not_valid_is_said_beside_the_field(self, browser, organisation, proposed):
        change = proposed(name_fr="")["name_fr"]
        page = browser.get(self.url(organisation))
        answers = {f"decision_{change.pk}": "accept"}
        response = browser.post(self.url(organisation), typed(page, "class", **answers))
        assert response.status_code == 422
        assert "une langue au moins" in response.content.decode()

    @pytest.mark.parametrize("junk", [{"decision_x": "accept"}, {"decision_999": "accept"}, {}])
    def test_junk_is_no_failure(self, browser, organisation, junk):
        response = browser.post(self.url(organisation), {"version": "x"} | junk)
        assert response.status_code == 422
        assert browser.get(f"{self.LIST}decide/999999/").status_code == 404
        assert browser.get(f"{self.LIST}x/change/").status_code == 404

    def test_only_staff(self, organisation, mandate, client):
        for user in [None, mandate.user]:
            if user:
                client.force_login(user)
            assert client.get(self.url(organisation)).status_code == 302
            assert client.post(self.url(organisation)).status_code == 302

    def test_cost_does_not_grow(self, browser, queries):
        def more(number):
            organisation = OrganisationFactory()
            mandate = MandateFactory(organisation=organisation, edits_profile=True)
            propose(organisation, {"acronym": "X"}, by=mandate.user, mandate=mandate)

        more(1)
        costs = [queries(lambda: browser.get(self.LIST))]
        for number in range(49):
            more(number)
        costs.append(queries(lambda: browser.get(self.LIST)))
        assert costs[0] == costs[1]
