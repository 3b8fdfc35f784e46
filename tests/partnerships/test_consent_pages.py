"""The pages of consents: who reaches them, what is typed, what officers fetch, who looked."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from members.models import Mandate
from partnerships.models import Consent, ConsentAccess, ConsentRequest
from partnerships.services import consents
from partnerships.services.accesses import record
from tests.factories import (
    DocumentFactory,
    InvestmentFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    UserFactory,
)
from tests.partnerships.consenting import in_days, logged_in, scene, typed, values

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return scene()


@pytest.fixture
def speaker(here):
    return logged_in(here.speaks.user)


def give(here):
    return consents.give(here.partnership, here.project, by=here.speaks, values=values())


def text(answer):
    return answer.content.decode()


def test_the_list_says_what_the_partner_sees_in_words(here, speaker):
    ProjectFactory(owner=here.organisation)
    ProjectFactory(title_fr="Le projet d’un autre")
    before = text(speaker.get(here.home))
    assert before.count("que ce que voit tout visiteur") == 2
    assert "Le projet d’un autre" not in before
    assert "dans le portefeuille" in before
    give(here)
    after = text(speaker.get(here.home))
    assert after.count("que ce que voit tout visiteur") == 1
    assert "le budget et le plan de financement" in after


def test_a_consent_is_given_and_withdrawn_by_its_form_and_its_button(here, speaker):
    answer = speaker.post(here.url, typed(), follow=True)
    assert answer.redirect_chain == [(here.url, 302)]
    row = Consent.objects.get()
    assert (row.given_by, row.organisation) == (here.speaks.user, here.organisation)
    assert "Anne Martin, 03 20 00 00 00" in text(answer)
    assert speaker.get(f"{here.url}withdraw/").status_code == 405
    answer = speaker.post(f"{here.url}withdraw/", follow=True)
    assert "que ce que voit tout visiteur" in text(answer)
    row.refresh_from_db()
    assert row.withdrawn_by == here.speaks.user
    assert speaker.post(f"{here.url}withdraw/", follow=True).status_code == 200


def test_history_says_for_which_organisation_it_was_given(here, speaker):
    speaker.post(here.url, typed())
    event = Consent.pgh_event_models["insert"].objects.get()
    assert event.pgh_context.metadata["organisation"] == "Ville de Lille"
    assert event.pgh_context.metadata["user"] == here.speaks.user.pk


@pytest.mark.parametrize(
    ("changes", "beside"),
    [
        ({"ends_on": in_days(0).isoformat()}, "ends_on"),
        ({"ends_on": "2000-01-01"}, "ends_on"),
        ({"ends_on": "9999-12-31"}, "ends_on"),
        ({"ends_on": "tomorrow"}, "ends_on"),
        ({"ends_on": None}, "ends_on"),
        ({"contact": "  "}, "contact"),
        ({"contact": "a" * 301}, "contact"),
        ({"contact": "a\x00b"}, "contact"),
        ({"is_confirmed": None}, "is_confirmed"),
    ],
)
def test_a_mistake_gets_a_sentence_beside_its_field_and_loses_nothing(
    here, speaker, changes, beside
):
    answer = speaker.post(here.url, typed(**changes))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert list(form.errors) == [beside]
    kept = {"contact": "Anne Martin, 03 20 00 00 00", "ends_on": in_days(365).isoformat()}
    for name, value in kept.items():
        if name != beside:
            assert f'value="{value}"' in text(answer)
    assert text(answer).count("checked") >= 4
    assert not Consent.objects.exists()


def test_who_only_takes_part_is_offered_no_more_than_a_contact(here):
    guest = MandateFactory(organisation=OrganisationFactory(slug="guest"), speaks_for=True)
    here.project.participations.create(organisation=guest.organisation)
    url = "/fr/partnerships/bank/consents/guest/projects/lys/"
    client = logged_in(guest.user)
    page = text(client.get(url))
    assert 'name="shares_contact"' in page
    assert 'name="shares_budget"' not in page
    assert client.post(url, typed()).status_code == 302
    assert not Consent.objects.get().shares_budget


def test_a_mandate_that_ended_neither_gives_nor_withdraws_nor_reads(here, speaker):
    give(here)
    Mandate.objects.filter(pk=here.speaks.pk).update(ends_on=in_days(-1))
    for url in (here.home, here.url, f"{here.home}accesses/"):
        assert speaker.get(url).status_code == 404
    for url in (here.url, f"{here.url}withdraw/"):
        assert speaker.post(url, typed()).status_code == 404
    assert Consent.objects.in_force().count() == 1


def test_who_acts_for_one_organisation_goes_straight_to_it_and_for_two_chooses(here, speaker):
    root = "/fr/partnerships/bank/consents/"
    assert speaker.get(root)["Location"] == here.home
    assert speaker.get("/fr/members/lille/shared/")["Location"] == here.home
    MandateFactory(user=here.speaks.user, organisation=OrganisationFactory(slug="other"))
    page = text(speaker.get(root))
    assert here.home in page
    assert "/fr/partnerships/bank/consents/other/" in page
    PartnershipFactory(slug="second")
    assert "/fr/partnerships/second/consents/lille/" in text(
        speaker.get("/fr/members/lille/shared/")
    )


def test_what_the_staff_ask_waits_in_the_space_until_it_is_answered(here, speaker):
    staff = logged_in(UserFactory(is_staff=True))
    assert here.url not in text(speaker.get("/fr/me/"))
    answer = staff.post(f"{here.url}ask/", follow=True)
    assert answer.status_code == 200
    assert here.url in text(speaker.get("/fr/me/"))
    assert "/fr/members/lille/shared/" in text(speaker.get("/fr/me/"))
    speaker.post(f"{here.url}refuse/")
    assert ConsentRequest.objects.get().is_refused
    assert here.url not in text(speaker.get("/fr/me/"))
    assert speaker.post(f"{here.url}ask/").status_code == 403


def test_an_officer_fetches_a_document_for_members_under_consent_alone(here, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    linked = DocumentFactory(project=here.project, access="members")
    filed = DocumentFactory(
        project=here.project, access="members", link="", file_name="plan.pdf",
        file=ContentFile(b"%PDF", "plan.pdf"),
    )  # fmt: skip
    secret = DocumentFactory(project=here.project, access="staff")
    officer = logged_in(here.officer)

    def fetch(row, client=officer, partnership="bank"):
        return client.get(f"/fr/partnerships/{partnership}/consents/documents/{row.pk}/")

    assert fetch(filed).status_code == fetch(linked).status_code == 404
    give(here)
    assert b"".join(fetch(filed).streaming_content) == b"%PDF"
    assert fetch(linked)["Location"] == linked.link
    assert fetch(secret).status_code == 404
    looks = ConsentAccess.objects.values_list("user", "where", "parts")
    assert list(looks) == [(here.officer.pk, "page", "documents")] * 2
    other = PartnershipFactory(slug="other")
    outsider = logged_in(MandateFactory(organisation=other.partner).user)
    assert fetch(filed, outsider).status_code == 404
    assert fetch(filed, outsider, "other").status_code == 404
    MandateFactory(user=here.officer, organisation=other.partner)
    assert fetch(filed, partnership="other").status_code == 404
    consents.withdraw(here.partnership, here.project, by=here.speaks)
    assert fetch(filed).status_code == 404
    assert ConsentAccess.objects.count() == 2


def test_a_file_that_is_gone_is_not_found(here):
    row = DocumentFactory(project=here.project, access="members", link="", file="gone.pdf")
    give(here)
    url = f"/fr/partnerships/bank/consents/documents/{row.pk}/"
    assert logged_in(here.officer).get(url).status_code == 404


def test_the_organisation_reads_who_looked_also_after_it_withdrew(here, speaker):
    give(here)
    for where in ("page", "export", "letter"):
        record(here.officer, [here.investment], where)
    consents.withdraw(here.partnership, here.project, by=here.speaks)
    page = text(speaker.get(f"{here.home}accesses/"))
    assert here.officer.name in page
    assert here.officer.email not in page
    assert "courriel" in page or "lettre" in page
    assert page.count("la personne à appeler") == 3


def test_looks_are_read_by_pages(here, speaker):
    row = give(here)
    ConsentAccess.objects.bulk_create(
        ConsentAccess(consent=row, user=here.officer, where="page", at=timezone.now())
        for _look in range(31)
    )
    url = f"{here.home}accesses/"
    assert text(speaker.get(url)).count("<tr>") == 31
    assert text(speaker.get(f"{url}?page=2")).count("<tr>") == 2
    assert speaker.get(f"{url}?page=none").status_code == 200


def test_pages_cost_the_same_for_one_row_and_for_many(here, speaker, queries):
    row = give(here)
    urls = [here.home, here.url, f"{here.home}accesses/", "/fr/projects/lys/"]
    record(here.officer, [here.investment], "page")
    few = [queries(lambda url=url: speaker.get(url)) for url in urls]
    for _more in range(10):
        project = ProjectFactory(owner=here.organisation)
        InvestmentFactory(
            partnership=here.partnership, organisation=here.organisation, project=project
        )
        consents.give(here.partnership, project, by=here.speaks, values=values())
        Consent.objects.create(
            partnership=here.partnership, organisation=here.organisation, project=here.project,
            given_by=here.speaks.user, withdrawn_by=here.speaks.user, withdrawn_at=timezone.now(),
            ends_on=row.ends_on,
        )  # fmt: skip
    record(here.officer, here.partnership.investments.all(), "page")
    assert [queries(lambda url=url: speaker.get(url)) for url in urls] == few


def test_the_page_of_a_project_leads_who_speaks_for_it_to_its_consent(here, speaker):
    assert here.url in text(speaker.get("/fr/projects/lys/"))
    reader = logged_in(MandateFactory(organisation=here.organisation).user)
    assert here.url not in text(reader.get("/fr/projects/lys/"))
