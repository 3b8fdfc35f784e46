"""The workspace: who enters, what the board and the pipeline show, what is said and followed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from members.models import Letter
from partnerships.models import CalendarKey, Comment, ConsentAccess, Follow, Investment
from tests.browsing import client_of
from tests.factories import (
    ActionFactory,
    AxisFactory,
    BorderFactory,
    ConsentFactory,
    ConventionFactory,
    DirectorateFactory,
    InvestmentFactory,
    MandateFactory,
    PartnershipFactory,
    UserFactory,
    WatchNoteFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    row = PartnershipFactory(slug="bdt")
    AxisFactory(partnership=row, number=1)
    return row


@pytest.fixture
def workstream(partnership):
    return WorkstreamFactory(axis=partnership.axes.get())


@pytest.fixture
def investment(partnership):
    return InvestmentFactory(partnership=partnership, amount=1_200_000, gap=300_000)


def officer_of(partnership):
    return MandateFactory(organisation=partnership.partner).user


@pytest.fixture
def officer(partnership):
    return officer_of(partnership)


@pytest.fixture
def browser(officer):
    return client_of(officer)


@pytest.fixture
def people(partnership, officer, investment):
    ended = MandateFactory(
        organisation=partnership.partner, ends_on=timezone.localdate() - timedelta(days=1)
    )
    return {
        "anonymous": client_of(),
        "stranger": client_of(UserFactory()),
        "former officer": client_of(ended.user),
        "officer of another": client_of(officer_of(PartnershipFactory())),
        "member": client_of(MandateFactory(organisation=investment.organisation).user),
        "officer": client_of(officer),
        "staff": client_of(UserFactory(is_staff=True)),
    }


ADDRESSES = [
    "workspace", "workspace_actions", "timeline", "pipeline", "trainings", "texts",
    "conventions_export", "following",
]  # fmt: skip
STATUS = {"anonymous": 302, "officer": 200, "staff": 200}


def url(name, *args):
    return reverse(f"partnerships:{name}", args=["bdt", *args])


@pytest.mark.parametrize("name", ADDRESSES)
def test_officers_and_staff_alone_enter(people, name):
    answers = {who: browser.get(url(name)).status_code for who, browser in people.items()}
    assert answers == {who: STATUS.get(who, 404) for who in people}


def test_the_same_for_one_action_and_one_investment(people, workstream, investment):
    ConsentFactory(of=investment)
    action = ActionFactory(workstream=workstream, audience="partner")
    for name, row in (("workspace_action", action), ("investment", investment)):
        answers = {who: b.get(url(name, row.pk)).status_code for who, b in people.items()}
        assert answers == {who: STATUS.get(who, 404) for who in people}


def test_an_officer_reads_what_is_shared_and_nothing_of_the_staff(browser, workstream):
    shown = [ActionFactory(workstream=workstream, audience=a) for a in ("public", "partner")]
    hidden = ActionFactory(workstream=workstream, audience="staff", title_fr="Pour l’équipe")
    WatchNoteFactory(partnership=workstream.axis.partnership, audience="staff", title_fr="Secret")
    pages = "".join(browser.get(url(name)).text for name in ADDRESSES)
    assert all(action.title_fr in pages for action in shown)
    assert "Pour l’équipe" not in pages
    assert "Secret" not in pages
    assert browser.get(url("workspace_action", hidden.pk)).status_code == 404


def test_the_board_says_what_is_late_next_and_done(browser, workstream):
    late = ActionFactory(workstream=workstream, planned="2020-01")
    soon = ActionFactory(workstream=workstream, planned="2099")
    done = ActionFactory(workstream=workstream, is_done=True)
    [lane] = browser.get(url("workspace")).context["lanes"]
    assert (lane.late, lane.next, lane.done) == ([late], [soon], [done])
    ActionFactory.create_batch(2, workstream=workstream, planned="2099")
    [lane] = browser.get(url("workspace")).context["lanes"]
    assert lane.counts == {"late": 1, "next": 3, "done": 1}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("state=planned", True),
        ("state=done", False),
        ("axis=1", True),
        ("axis=7", False),
        ("border=FR-DE", True),
        ("border=FR-ES", False),
        ("border=<script>", False),
        ("year=2031", True),
        ("year=2030", False),
        ("year=deux", False),
        ("directorate=x", False),
        ("q=tramway", True),
        ("q=avion", False),
        ("q=%00", True),
    ],
)
def test_actions_are_filtered(browser, workstream, query, found):
    border = BorderFactory(code="FR-DE")
    BorderFactory(code="FR-ES")
    ActionFactory(
        workstream=workstream, borders=[border], planned="2031-02", title_fr="Les tramways du Rhin"
    )
    answer = browser.get(f"{url('workspace_actions')}?{query}")
    assert answer.status_code == 200
    assert ("Les tramways du Rhin" in answer.text) == found


class TestConsent:
    def test_without_it_an_officer_sees_no_investment(self, browser, investment):
        assert investment.project.title_fr not in browser.get(url("pipeline")).text
        assert browser.get(url("investment", investment.pk)).status_code == 404
        assert not ConsentAccess.objects.exists()

    @pytest.mark.parametrize(
        ("ticked", "amount", "gap"),
        [({}, False, False), ({"shares_budget": True}, True, False),
         ({"shares_gap": True}, False, True)],
    )  # fmt: skip
    def test_it_opens_what_is_ticked_everywhere(self, browser, investment, ticked, amount, gap):
        ConsentFactory(of=investment, **ticked)
        page = browser.get(url("pipeline")).text
        own = browser.get(url("investment", investment.pk)).text
        export = browser.get(url("pipeline_export", "csv")).content.decode()
        assert investment.project.title_fr in page
        for text in (page, own):
            assert ("1,2" in text) == amount
            assert ("300 " in text.replace("\xa0", " ").replace("\u202f", " ")) == gap
        assert ("1200000" in export) == amount
        assert ("300000" in export) == gap

    def test_it_is_gone_at_the_next_request(self, browser, investment, officer):
        consent = ConsentFactory(of=investment)
        Follow.objects.create(
            user=officer, partnership=investment.partnership, axis=investment.partnership.axes.get()
        )
        assert investment.project.title_fr in browser.get(url("pipeline")).text
        consent.withdrawn_at, consent.withdrawn_by = timezone.now(), consent.given_by
        consent.save()
        for name in ("pipeline", "workspace"):
            assert investment.project.title_fr not in browser.get(url(name)).text
        export = browser.get(url("pipeline_export", "csv")).content.decode()
        assert investment.project.title_fr not in export

    def test_every_look_of_an_officer_is_recorded(self, people, investment):
        consent = ConsentFactory(of=investment, shares_budget=True)
        for who in ("officer", "staff"):
            people[who].get(url("pipeline"))
            people[who].get(url("investment", investment.pk))
            people[who].get(url("pipeline_export", "xlsx"))
        seen = ConsentAccess.objects.filter(consent=consent).order_by("pk")
        assert list(seen.values_list("where", "parts")) == [
            ("page", "budget"), ("page", "budget"), ("export", "budget"),
        ]  # fmt: skip

    def test_sums_count_what_is_opened_alone(self, browser, partnership):
        for ticked in ({"shares_budget": True}, {}):
            ConsentFactory(
                of=InvestmentFactory(partnership=partnership, amount=100, gap=50), **ticked
            )
        totals = browser.get(url("pipeline")).context["totals"]
        assert (totals.count, totals.amount, totals.without_amount) == (2, Decimal(100), 1)
        assert (totals.gap, totals.without_gap) == (None, 2)


class TestComments:
    def test_an_officer_asks_and_staff_answer(self, people, officer, workstream):
        action = ActionFactory(workstream=workstream)
        where = url("workspace_action", action.pk)
        for _twice in range(2):
            people["officer"].post(where, {"text": "Qui anime la séance ?"})
        question = Comment.objects.get()
        staff = Letter.objects.filter(kind="partnership_comment")
        assert [letter.user.is_staff for letter in staff] == [True]
        people["staff"].post(where, {"text": "La MOT.", "answers": question.pk})
        assert "La MOT." in people["officer"].get(where).text
        assert Letter.objects.filter(kind="partnership_comment", user=officer).count() == 1

    @pytest.mark.parametrize("text", ["", " ", "x" * 5001])
    def test_bad_words_get_a_sentence_and_are_kept(self, browser, workstream, text):
        action = ActionFactory(workstream=workstream)
        answer = browser.post(url("workspace_action", action.pk), {"text": text})
        assert answer.status_code == 422
        assert answer.context["form"].errors["text"]
        assert not Comment.objects.exists()

    def test_an_answer_stays_on_its_page(self, browser, workstream, officer):
        one, other = (ActionFactory(workstream=workstream) for _each in range(2))
        comment = Comment.objects.create(action=one, author=officer, text="Ici")
        answer = browser.post(
            url("workspace_action", other.pk), {"text": "Là", "answers": comment.pk}
        )
        assert answer.status_code == 422


class TestFollowing:
    def follow(self, browser, kind, row, name="follow"):
        return browser.post(url("following"), {name: f"{kind}:{row.pk}"})

    def test_one_follows_and_stops(self, browser, partnership):
        directorate = DirectorateFactory(partner=partnership.partner)
        for _twice in range(2):
            assert self.follow(browser, "directorate", directorate).status_code == 302
        assert Follow.objects.get().directorate == directorate
        self.follow(browser, "directorate", directorate, "stop")
        assert not Follow.objects.exists()

    @pytest.mark.parametrize("value", ["", "x", "axis:", "axis:x", "axis:99999", "user:1"])
    def test_what_is_not_there_cannot_be_followed(self, browser, partnership, value):
        assert browser.post(url("following"), {"follow": value}).status_code == 404

    def test_nor_a_directorate_of_another_partner(self, browser, partnership):
        assert self.follow(browser, "directorate", DirectorateFactory()).status_code == 404

    def digest(self, mailoutbox):
        call_command("run_due", verbosity=0)
        return [letter for letter in mailoutbox if "/workspace/" in letter.body]

    def test_a_letter_tells_what_changed_once_a_week(
        self, browser, workstream, mailoutbox, officer
    ):
        self.follow(browser, "axis", workstream.axis)
        assert self.digest(mailoutbox) == []
        ActionFactory(workstream=workstream, title_fr="Nouvelle action")
        ActionFactory(workstream=workstream, title_fr="Pour l’équipe", audience="staff")
        [letter] = self.digest(mailoutbox)
        assert "Nouvelle action" in letter.body
        assert "Pour l’équipe" not in letter.body
        ActionFactory(workstream=workstream)
        assert len(self.digest(mailoutbox)) == 1
        Letter.objects.update(
            written_at=timezone.now() - timedelta(days=8),
            subject_key=f"{workstream.axis.partnership_id}:before",
        )
        assert len(self.digest(mailoutbox)) == 2

    def test_no_letter_to_who_is_no_officer_any_more(self, browser, workstream, mailoutbox):
        self.follow(browser, "axis", workstream.axis)
        ActionFactory(workstream=workstream)
        yesterday = timezone.localdate() - timedelta(days=1)
        workstream.axis.partnership.partner.mandates.update(
            starts_on=date(2020, 1, 1), ends_on=yesterday
        )
        assert self.digest(mailoutbox) == []


class TestCalendar:
    def read(self, officer):
        key = CalendarKey.objects.get(user=officer)
        return client_of().get(url("calendar", key.key))

    def test_it_holds_the_dates_one_may_see(self, browser, workstream, investment, officer):
        ActionFactory(workstream=workstream, planned="2031-05-02", title_fr="Atelier; bilan, été")
        ActionFactory(workstream=workstream, planned="2032-02", title_fr="Sans jour")
        ActionFactory(workstream=workstream, planned="2033", title_fr="Cette année-là")
        ConventionFactory(partnership=workstream.axis.partnership, ends_on=date(2034, 7, 1))
        Investment.objects.update(next_step_on=date(2031, 6, 1), next_step_fr="Comité")
        browser.post(url("calendar_key"))
        body = self.read(officer).content.decode()
        assert "DTSTART;VALUE=DATE:20310502\r\n" in body
        assert "SUMMARY:Atelier\\; bilan\\, été" in body
        assert "DTSTART;VALUE=DATE:20320229\r\n" in body
        assert "DTSTART;VALUE=DATE:20331231\r\n" in body
        assert "DTSTART;VALUE=DATE:20340701\r\n" in body
        assert "Comité" not in body
        ConsentFactory(of=investment)
        assert "Comité" in self.read(officer).content.decode()
        assert ConsentAccess.objects.get().where == "feed"

    def test_a_new_address_ends_the_one_before_and_can_be_taken_back(
        self, browser, officer, partnership
    ):
        browser.post(url("calendar_key"))
        old = CalendarKey.objects.get().key
        browser.post(url("calendar_key"))
        assert client_of().get(url("calendar", old)).status_code == 404
        assert self.read(officer).status_code == 200
        new = CalendarKey.objects.get().key
        browser.post(url("calendar_key"), {"revoke": "1"})
        assert client_of().get(url("calendar", new)).status_code == 404

    def test_it_ends_with_the_mandate(self, browser, officer, partnership):
        browser.post(url("calendar_key"))
        partnership.partner.mandates.update(
            starts_on=date(2020, 1, 1), ends_on=timezone.localdate() - timedelta(days=1)
        )
        assert self.read(officer).status_code == 404


def test_conventions_leave_under_the_names_of_the_schema(browser, partnership):
    ConventionFactory(
        partnership=partnership, amount="1200.50", purpose_fr="=1+1", share_percent="12.5"
    )
    header, line = browser.get(url("conventions_export")).content.decode().splitlines()
    assert header.startswith("nomAttribuant,idAttribuant,dateConvention,referenceDecision")
    assert "'=1+1,1200.5," in line
    assert ",0.125," in line


def test_pages_cost_the_same_for_one_row_and_fifty(browser, workstream, partnership, queries):
    directorate = DirectorateFactory(partner=partnership.partner)
    border = BorderFactory()
    costs = []
    for count in (4, 50):
        for n in range(count):
            ActionFactory(
                workstream=workstream, directorates=[directorate], borders=[border],
                kind="training", **({"is_done": True} if n % 2 else {}),
            )  # fmt: skip
            investment = InvestmentFactory(partnership=partnership, directorate=directorate)
            investment.project.borders.add(border)
            ConsentFactory(of=investment)
        costs.append([queries(lambda name=name: browser.get(url(name))) for name in ADDRESSES])
    assert costs[0] == costs[1]
