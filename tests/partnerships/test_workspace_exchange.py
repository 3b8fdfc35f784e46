"""The workspace once people use it: letters, buttons, answers, what a page opens and to whom."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email

from members.letters.delivery import hand_over
from members.models import Letter
from members.personal_data import HOLDINGS
from partnerships.digests import write_digests
from partnerships.models import Action, Comment, ConsentAccess, Follow
from tests.browsing import client_of
from tests.factories import (
    ActionFactory,
    AxisFactory,
    BorderFactory,
    ConsentFactory,
    DocumentFactory,
    InvestmentFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    UserFactory,
    WatchNoteFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return PartnershipFactory(slug="bdt")


@pytest.fixture
def workstream(partnership):
    return WorkstreamFactory(axis=AxisFactory(partnership=partnership, number=1))


@pytest.fixture
def officer(partnership):
    return MandateFactory(organisation=partnership.partner).user


@pytest.fixture
def browser(officer):
    return client_of(officer)


def url(name, *args):
    return reverse(f"partnerships:{name}", args=["bdt", *args])


@pytest.fixture
def border():
    return BorderFactory(code="FR-DE")


@pytest.fixture
def opened(partnership, border, officer):
    """A consent for an investment on a border that the officer follows since before."""
    Follow.objects.create(user=officer, partnership=partnership, border=border)
    investment = InvestmentFactory(partnership=partnership)
    investment.project.borders.add(border)
    return ConsentFactory(of=investment)


class TestDigest:
    def test_it_tells_actions_notes_and_opened_investments(
        self, opened, workstream, border, mailoutbox
    ):
        ActionFactory(workstream=workstream, borders=[border], title_fr="Atelier")
        WatchNoteFactory(partnership=opened.partnership, borders=[border], title_fr="Règlement")
        WatchNoteFactory(partnership=opened.partnership, title_fr="Ailleurs")
        call_command("run_due", verbosity=0)
        [letter] = [one for one in mailoutbox if "/workspace/" in one.body]
        for title in ("Atelier", "Règlement", str(opened.project)):
            assert title in letter.body
        assert "Ailleurs" not in letter.body
        assert "List-Unsubscribe" in letter.extra_headers

    def test_a_look_is_recorded_once_a_letter(self, opened, mailoutbox):
        call_command("run_due", verbosity=0)
        assert [one.where for one in ConsentAccess.objects.all()] == ["letter"]

    def test_what_is_withdrawn_before_it_leaves_does_not_leave(
        self, opened, workstream, border, mailoutbox
    ):
        ActionFactory(workstream=workstream, borders=[border], title_fr="Atelier")
        assert write_digests() == 1
        hand_over()
        assert str(opened.project) in Email.objects.get().message
        opened.withdrawn_at, opened.withdrawn_by = timezone.now(), opened.given_by
        opened.save()
        call_command("run_due", verbosity=0)
        assert not [one for one in mailoutbox if str(opened.project) in one.body]
        # The day after, another letter tells the rest.
        Letter.objects.update(subject_key=f"{opened.partnership_id}:yesterday")
        call_command("run_due", verbosity=0)
        [letter] = [one for one in mailoutbox if "/workspace/" in one.body]
        assert "Atelier" in letter.body
        assert str(opened.project) not in letter.body

    def test_not_to_who_wants_no_news(self, opened, officer):
        type(officer).objects.update(wants_news=False)
        assert write_digests() == 0


class TestButtons:
    def test_one_follows_what_a_page_shows_and_comes_back_to_it(
        self, browser, workstream, border, officer
    ):
        page = f"{url('workspace_actions')}?border=FR-DE"
        assert f'value="border:{border.pk}"' in browser.get(page).text
        answer = browser.post(
            url("following"), {"follow": f"border:{border.pk}", "next": page}, follow=True
        )
        assert answer.redirect_chain == [(page, 302)]
        assert 'name="stop"' in answer.text
        assert Follow.objects.get(user=officer).border == border

    def test_but_never_to_another_site(self, browser, workstream):
        key = f"axis:{workstream.axis_id}"
        answer = browser.post(url("following"), {"follow": key, "next": "https://evil.example/"})
        assert answer.url == url("following")


class TestComments:
    def test_a_mistake_in_an_answer_stays_in_that_answer(self, browser, workstream, officer):
        action = ActionFactory(workstream=workstream)
        asked = Comment.objects.create(action=action, author=officer, text="Quand ?")
        typed = "x" * 5001
        answer = browser.post(
            url("workspace_action", action.pk), {"text": typed, "answers": asked.pk}
        )
        assert answer.status_code == 422
        assert answer.text.count(typed) == 1
        assert f'aria-describedby="answer-{asked.pk}-error"' in answer.text

    def test_an_investment_in_a_letter_is_a_look(self, opened, officer, mailoutbox):
        investment = opened.partnership.investments.get()
        asked = Comment.objects.create(investment=investment, author=officer, text="Quand ?")
        staff = client_of(UserFactory(is_staff=True))
        Follow.objects.all().delete()
        staff.post(url("investment", investment.pk), {"text": "Bientôt.", "answers": asked.pk})
        call_command("run_due", verbosity=0)
        assert [one.subject for one in mailoutbox if "Bientôt." in one.body]
        assert [one.where for one in ConsentAccess.objects.all()] == ["letter"]

    def test_staff_find_what_waits_for_an_answer(self, browser, workstream):
        action = ActionFactory(workstream=workstream)
        where = url("workspace_action", action.pk)
        browser.post(where, {"text": "Quand ?"})
        staff = client_of(UserFactory(is_staff=True))
        assert where in staff.get("/fr/me/").text
        staff.post(where, {"text": "Demain.", "answers": Comment.objects.get().pk})
        assert where not in staff.get("/fr/me/").text


def test_an_action_says_how_it_went_and_names_published_organisations_alone(browser, workstream):
    rows = [OrganisationFactory(name_fr="Ville visible"), OrganisationFactory(draft=True)]
    action = ActionFactory(workstream=workstream, organisations=rows)
    Action.objects.filter(pk=action.pk).update(state="postponed", reason="Attente des élus.")
    Action.objects.filter(pk=action.pk).update(state="planned", planned="2031")
    answer = browser.get(url("workspace_action", action.pk))
    states = [step.state for step in answer.context["steps"]]
    assert states == ["planned", "postponed", "planned"]
    assert "Attente des élus." in answer.text
    assert "Ville visible" in answer.text
    assert str(rows[1]) not in answer.text


@pytest.mark.parametrize("ticked", [True, False])
def test_the_documents_of_an_investment_are_those_the_consent_opens(browser, partnership, ticked):
    investment = InvestmentFactory(partnership=partnership)
    ConsentFactory(of=investment, shares_documents=ticked)
    DocumentFactory(project=investment.project, access="members", title_fr="Plan de financement")
    text = browser.get(url("investment", investment.pk)).text
    assert ("Plan de financement" in text) == ticked


def test_a_step_is_late_until_the_investment_is_over(browser, partnership):
    yesterday = timezone.localdate() - timedelta(days=1)
    for stage in ("study", "closed", "abandoned"):
        ConsentFactory(
            of=InvestmentFactory(partnership=partnership, stage=stage, next_step_on=yesterday)
        )
    context = browser.get(url("pipeline")).context
    assert context["totals"].late == 1
    assert sorted(row.stage for row in context["investments"] if row.is_late) == ["study"]


def test_the_ledger_adds_up_what_is_done(browser, workstream):
    session = {"workstream": workstream, "kind": "training"}
    ActionFactory(**session, is_done=True, participants=10, days_used=2, satisfaction=4)
    ActionFactory(**session, is_done=True, participants=30, satisfaction=5)
    ActionFactory(**session, planned="2026-11", participants=99)
    [year] = browser.get(url("trainings")).context["years"]
    assert (year["sessions"], year["people"], year["days"]) == (2, 40, 2)
    assert float(year["satisfaction"]) == 4.75


def test_a_person_takes_away_and_erases_what_they_follow(partnership, border, officer):
    Follow.objects.create(user=officer, partnership=partnership, border=border)
    held = HOLDINGS["workspace_follows"]
    assert [row["name"] for row in held.export(officer)["followed"]] == [str(border)]
    held.erase(officer, "gone@example.org")
    assert not Follow.objects.exists()
