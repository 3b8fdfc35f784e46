"""The back office of applications, adhesions, contributions and reminder rules."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from members.models import (
    Application,
    Contribution,
    Invitation,
    Letter,
    Membership,
    Organisation,
    Payment,
    ReminderRule,
)
from tests.factories import (
    ApplicationFactory,
    ContributionFactory,
    MandateFactory,
    MembershipFactory,
    OrganisationFactory,
    PaymentFactory,
    UserFactory,
)
from tests.forms import admin_form

pytestmark = pytest.mark.django_db
APPLICATIONS = "/admin/members/application/"
MEMBERSHIPS = "/admin/members/membership/"
CONTRIBUTIONS = "/admin/members/contribution/"
RULES = "/admin/members/reminderrule/"
TODAY = date(2026, 7, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None, tz=None: TODAY)


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True, name="Anne Martin"))
    return browser


def listed(staff, url):
    return [str(row) for row in staff.get(url).context["cl"].result_list]


def page(staff, url):
    return staff.get(url).content.decode()


def act(staff, url, action, *rows):
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return staff.post(url, data)


class TestQueue:
    def test_what_waits_comes_first_the_oldest_on_top(self, staff):
        for name, days in (("B", 2), ("A", 40), ("C", 1)):
            sent = timezone.now() - timedelta(days=days)
            ApplicationFactory(name=name, submitted_at=sent)
        ApplicationFactory(name="D", draft=True)
        decided = {"decided_at": timezone.now(), "reason": "x", "board_decided_on": TODAY}
        ApplicationFactory(name="E", outcome="refused", **decided)
        assert listed(staff, APPLICATIONS) == ["A", "B", "C"]
        assert listed(staff, f"{APPLICATIONS}?state=draft") == ["D"]
        assert listed(staff, f"{APPLICATIONS}?state=refused") == ["E"]
        assert set(listed(staff, f"{APPLICATIONS}?state=all")) == {"A", "B", "C", "E"}
        assert "40 jours" in page(staff, APPLICATIONS)
        assert page(staff, f"{APPLICATIONS}?state=nothing")

    def test_the_directory_is_beside_it_with_reasons(self, staff):
        organisation = OrganisationFactory(
            name_fr="Ville d’Exemple", siren="246700488", draft=True, country="BE"
        )
        application = ApplicationFactory(name="Ville d’Exemple", siren="246700488")
        other = ApplicationFactory(name="VILLE D’EXEMPLE")
        html = page(staff, f"{APPLICATIONS}{application.pk}/change/")
        for part in ("même SIREN, même nom", "Belgique", "<strong>246700488</strong>",
                     f"/admin/members/organisation/{organisation.pk}/change/", "Jamais membre",
                     f"{APPLICATIONS}{other.pk}/change/"):  # fmt: skip
            assert part.lower() in html.lower()

    def test_notes_are_kept_and_what_was_sent_is_not_changed(self, staff):
        application = ApplicationFactory(name="Exemple")
        url = f"{APPLICATIONS}{application.pk}/change/"
        data = admin_form(staff, url, notes="Appeler lundi.", name="Autre")
        assert staff.post(url, data).status_code == 302
        application.refresh_from_db()
        assert (application.notes, application.name) == ("Appeler lundi.", "Exemple")

    def test_two_people_do_not_overwrite_each_others_notes(self, staff):
        url = f"{APPLICATIONS}{ApplicationFactory().pk}/change/"
        mine, theirs = (admin_form(staff, url, notes=words) for words in ("Un", "Deux"))
        assert staff.post(url, mine).status_code == 302
        response = staff.post(url, theirs)
        assert response.status_code == 422
        assert "Deux" in response.content.decode()
        assert Application.objects.get().notes == "Un"

    def test_nobody_adds_or_deletes_one(self, staff):
        application = ApplicationFactory()
        assert staff.get(f"{APPLICATIONS}add/").status_code == 403
        assert staff.post(f"{APPLICATIONS}{application.pk}/delete/").status_code == 403

    def test_a_page_costs_the_same_for_one_and_fifty(self, staff, queries):
        application = ApplicationFactory(name="Ville d’Exemple")
        costs = []
        for count in (5, 50):
            ApplicationFactory.create_batch(count, name="Ville d’Exemple")
            OrganisationFactory.create_batch(count, name_fr="Ville d’Exemple")
            costs.append(
                [
                    queries(lambda url=url: staff.get(url))
                    for url in (APPLICATIONS, f"{APPLICATIONS}{application.pk}/change/")
                ]
            )
        assert costs[0] == costs[1]


class TestAccept:
    def data(self, **changes):
        facts = {"decided_on": "2026-07-01", "kind": "member", "joined_on": "", "target": "new"}
        return facts | changes

    def test_the_board_said_yes(self, staff):
        application = ApplicationFactory(name="Ville d’Exemple")
        url = f"{APPLICATIONS}{application.pk}/accept/"
        assert application.contact_email in page(staff, url)
        for _click in range(2):
            response = staff.post(url, self.data())
            assert response["Location"] == f"{APPLICATIONS}{application.pk}/change/"
        membership = Membership.objects.get()
        assert (membership.joined_on, membership.decided_on) == ("2026-07-01", date(2026, 7, 1))
        assert Invitation.objects.count() == Organisation.objects.count() == 1
        event = Organisation.pgh_event_models["insert"].objects.earliest("pgh_id")
        assert event.pgh_context.metadata["through"] == "admin"
        html = page(staff, f"{APPLICATIONS}{application.pk}/change/")
        assert "1 juillet 2026" in html
        assert f"{APPLICATIONS}{application.pk}/refuse/" not in html

    def test_it_can_be_one_of_the_proposed_rows(self, staff):
        organisation = OrganisationFactory(name_fr="Ville d’Exemple", draft=True)
        application = ApplicationFactory(name="Ville d’Exemple")
        url = f"{APPLICATIONS}{application.pk}/accept/"
        assert "Ville d’Exemple (non publié)" in page(staff, url)
        data = self.data(target=str(organisation.pk), kind="associate", joined_on="2026-08")
        assert staff.post(url, data).status_code == 302
        membership = organisation.memberships.get()
        assert (membership.kind, membership.joined_on) == ("associate", "2026-08")

    def test_it_can_be_the_row_that_staff_linked(self, staff):
        organisation = OrganisationFactory(name_fr="Tout autre nom")
        application = ApplicationFactory(organisation=organisation)
        response = staff.get(f"{APPLICATIONS}{application.pk}/accept/")
        assert response.context["form"]["target"].initial == str(organisation.pk)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"decided_on": ""}, "decided_on"),
            ({"decided_on": "hier"}, "decided_on"),
            ({"decided_on": "2026-07-16"}, "decided_on"),
            ({"kind": "king"}, "kind"),
            ({"joined_on": "2026-13"}, "joined_on"),
            ({"target": "999"}, "target"),
            ({"target": ""}, "target"),
        ],
    )
    def test_bad_input_gets_a_sentence_and_nothing_is_written(self, staff, changes, field):
        application = ApplicationFactory()
        response = staff.post(f"{APPLICATIONS}{application.pk}/accept/", self.data(**changes))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert not Membership.objects.exists()
        assert not Organisation.objects.exists()

    def test_what_the_database_refuses_is_said_in_words(self, staff):
        member = MembershipFactory(organisation__name_fr="Ville d’Exemple").organisation
        application = ApplicationFactory(name="Ville d’Exemple")
        url = f"{APPLICATIONS}{application.pk}/accept/"
        response = staff.post(url, self.data(target=str(member.pk)))
        assert response.status_code == 422
        assert "une autre adhésion" in response.content.decode()
        assert Application.objects.get().outcome == ""

    def test_without_automatic_letters(self, staff):
        application = ApplicationFactory()
        staff.post(f"{APPLICATIONS}{application.pk}/accept/", self.data(quiet="on"))
        assert not Letter.objects.exists()
        assert Invitation.objects.count() == 1


class TestRefuse:
    def test_the_board_said_no(self, staff):
        application = ApplicationFactory()
        url = f"{APPLICATIONS}{application.pk}/refuse/"
        assert staff.get(url).status_code == 200
        for _click in range(2):
            data = {"decided_on": "2026-07-01", "reason": "Hors de l’objet."}
            assert staff.post(url, data).status_code == 302
        application.refresh_from_db()
        assert (application.outcome, application.reason) == ("refused", "Hors de l’objet.")
        assert Letter.objects.get().kind == "application_refused"

    @pytest.mark.parametrize(
        ("data", "field"),
        [({"reason": "x"}, "decided_on"), ({"decided_on": "2026-07-01"}, "reason")],
    )
    def test_reason_and_day_are_needed(self, staff, data, field):
        application = ApplicationFactory()
        response = staff.post(f"{APPLICATIONS}{application.pk}/refuse/", data)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]

    @pytest.mark.parametrize("verb", ["accept", "refuse"])
    def test_a_draft_and_what_is_decided_send_back(self, staff, verb):
        for application in (
            ApplicationFactory(draft=True),
            ApplicationFactory(outcome="withdrawn", decided_at=timezone.now()),
        ):
            url = f"{APPLICATIONS}{application.pk}/{verb}/"
            assert staff.get(url)["Location"] == f"{APPLICATIONS}{application.pk}/change/"
            assert staff.post(url).status_code == 302
        assert staff.get(f"{APPLICATIONS}999/{verb}/").status_code == 404


class TestMemberships:
    def test_the_state_is_a_column_and_a_filter(self, staff):
        ContributionFactory(called=True, membership__organisation__name_fr="Alpha")
        MembershipFactory(organisation__name_fr="Beta", joined_on="")
        MembershipFactory(
            organisation__name_fr="Gamma", left_on=date(2021, 1, 1), leaving_reason="x"
        )
        assert len(listed(staff, MEMBERSHIPS)) == 3
        assert listed(staff, f"{MEMBERSHIPS}?state=overdue") == ["Alpha, membre"]
        assert listed(staff, f"{MEMBERSHIPS}?state=running") == ["Beta, membre"]
        assert listed(staff, f"{MEMBERSHIPS}?state=left") == ["Gamma, membre"]
        assert listed(staff, f"{MEMBERSHIPS}?gap=overdue") == ["Alpha, membre"]
        assert listed(staff, f"{MEMBERSHIPS}?gap=undated") == ["Beta, membre"]
        html = page(staff, MEMBERSHIPS)
        assert "Cotisation en retard" in html
        assert "date non enregistrée" in html

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"left_on": "2026-06-30", "leaving_reason": "Dissolution."}, 302),
            ({"left_on": "2026-06-30"}, 422),
            ({"left_on": "2019-01-01", "leaving_reason": "x"}, 422),
            (
                {
                    "suspended_on": "2026-07-01",
                    "suspended_until": "2026-12-31",
                    "suspension_reason": "À sa demande.",
                },
                302,
            ),
            ({"suspended_on": "2026-07-01", "suspension_reason": "x"}, 422),
            ({"suspended_on": "2026-07-01", "suspended_until": "2026-12-31"}, 422),
            ({"joined_on": "2019-04"}, 302),
            ({"joined_on": "avril"}, 422),
        ],
    )
    def test_leaving_and_suspending_have_a_reason(self, staff, changes, status):
        membership = MembershipFactory()
        url = f"{MEMBERSHIPS}{membership.pk}/change/"
        response = staff.post(url, admin_form(staff, url, **changes))
        assert response.status_code == status
        membership.refresh_from_db()
        for field, value in changes.items():
            assert (str(getattr(membership, field)) == value) is (status == 302)

    def test_a_second_membership_is_refused_in_words(self, staff):
        organisation = MembershipFactory().organisation
        data = {
            "organisation": organisation.pk, "kind": "member", "joined_on": "2025",
            "language": "fr", "version": 0,
        }  # fmt: skip
        response = staff.post(f"{MEMBERSHIPS}add/", data)
        assert response.status_code == 422
        assert "une autre adhésion" in response.content.decode()

    def test_the_file_holds_the_state(self, staff):
        ContributionFactory(called=True, membership__organisation__slug="alpha")
        raw = b"".join(staff.get(f"{MEMBERSHIPS}export.csv").streaming_content)
        (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";")
        assert (row["organisation__slug"], row["status_now"]) == ("alpha", "overdue")


class TestContributions:
    def test_states_sums_and_who_is_reached(self, staff):
        overdue = ContributionFactory(called=True, membership__organisation__name_fr="Alpha")
        PaymentFactory(contribution=overdue)
        ContributionFactory(
            membership__organisation__name_fr="Beta",
            membership__organisation__contact_email="a@example.org",
        )
        assert listed(staff, CONTRIBUTIONS) == ["Alpha, 2026", "Beta, 2026"]
        assert listed(staff, f"{CONTRIBUTIONS}?state=overdue") == ["Alpha, 2026"]
        assert listed(staff, f"{CONTRIBUTIONS}?state=to_call") == ["Beta, 2026"]
        assert listed(staff, f"{CONTRIBUTIONS}?gap=nobody") == ["Alpha, 2026"]
        assert listed(staff, f"{CONTRIBUTIONS}?gap=to-call") == ["Beta, 2026"]
        html = page(staff, CONTRIBUTIONS)
        assert "40,00\xa0€" in html
        assert "2\u202f026" not in html
        assert "2\xa0026" not in html

    def test_the_year_is_prepared_once(self, staff):
        MembershipFactory()
        MembershipFactory(kind="national_supporter")
        url = f"{CONTRIBUTIONS}prepare/"
        assert "1 membre" in page(staff, url)
        for _click in range(2):
            response = staff.post(url, {"year": "2026", "kinds": ["member"]})
            assert response["Location"] == f"{CONTRIBUTIONS}?year=2026"
        assert Contribution.objects.count() == 1

    @pytest.mark.parametrize(
        "data", [{"year": "", "kinds": ["member"]}, {"year": "12", "kinds": ["member"]},
                 {"year": "2026"}, {"year": "2026", "kinds": ["x"]}, {}],
    )  # fmt: skip
    def test_what_cannot_be_prepared_gets_a_sentence(self, staff, data):
        assert staff.post(f"{CONTRIBUTIONS}prepare/", data).status_code == 422
        assert not Contribution.objects.exists()

    def test_the_chosen_ones_are_called_after_a_look_at_who_reads_it(self, staff):
        anne = MandateFactory(receives_dues=True, user__name="Anne Martin")
        reached = ContributionFactory(membership__organisation=anne.organisation)
        silent = ContributionFactory(membership__organisation__name_fr="Alpha", amount=Decimal(70))
        url = act(staff, CONTRIBUTIONS, "call_selected", reached, silent)["Location"]
        html = page(staff, url)
        for part in ("Anne Martin", "personne ne le reçoit", "70,00\xa0€", "aucun encore"):
            assert part in html
        response = staff.post(url, {"amount": "100", "due_on": "2026-09-30"}, follow=True)
        html = response.content.decode()
        assert "2 cotisations appelées" in html
        assert "Personne ne reçoit les appels de\xa0: Alpha" in html
        amounts = Contribution.objects.order_by("pk").values_list("amount", "called_on", "due_on")
        assert list(amounts) == [
            (Decimal(100), TODAY, date(2026, 9, 30)),
            (Decimal(70), TODAY, date(2026, 9, 30)),
        ]
        assert Letter.objects.get().user == anne.user
        again = staff.post(url, {"amount": "100", "due_on": "2026-09-30"})
        assert again.status_code == 422
        assert "déjà appelée" in again.content.decode()
        assert Letter.objects.count() == 1

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"due_on": "2026-09-30"}, "amount"),
            ({"amount": "0", "due_on": "2026-09-30"}, "amount"),
            ({"amount": "-1", "due_on": "2026-09-30"}, "amount"),
            ({"amount": "cent", "due_on": "2026-09-30"}, "amount"),
            ({"amount": "100"}, "due_on"),
            ({"amount": "100", "due_on": "2026-07-14"}, "due_on"),
        ],
    )
    def test_amount_and_day_are_needed_where_there_is_none(self, staff, data, field):
        url = f"{CONTRIBUTIONS}call/?ids={ContributionFactory().pk}"
        response = staff.post(url, data)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert Contribution.objects.get().called_on is None

    def test_all_are_called_or_none(self, staff):
        good, waived = (
            ContributionFactory(),
            ContributionFactory(waived_on=TODAY, waiver_decision="x"),
        )
        url = f"{CONTRIBUTIONS}call/?ids={good.pk},{waived.pk}"
        response = staff.post(url, {"amount": "100", "due_on": "2026-09-30"})
        assert response.status_code == 422
        assert "dispensée" in response.content.decode()
        assert not Contribution.objects.filter(called_on__isnull=False).exists()

    @pytest.mark.parametrize("ids", ["", "x", "1,,2", "9" * 30, "-1", "²", "\x00"])
    def test_no_list_of_rows_breaks_the_page(self, staff, ids):
        assert staff.get(f"{CONTRIBUTIONS}call/", {"ids": ids}).status_code == 200
        response = staff.post(f"{CONTRIBUTIONS}call/?ids={ids}", {"amount": "1"})
        assert response.status_code == 422
        assert "Aucune cotisation n’est choisie" in response.content.decode()

    def test_without_automatic_letters(self, staff):
        organisation = MandateFactory(receives_dues=True).organisation
        row = ContributionFactory(membership__organisation=organisation)
        url = f"{CONTRIBUTIONS}call/?ids={row.pk}"
        staff.post(url, {"amount": "1", "due_on": "2026-09-30", "quiet": "on"})
        assert Contribution.objects.get().called_on == TODAY
        assert not Letter.objects.exists()

    def test_what_is_called_is_taken_back_before_it_is_changed(self, staff):
        row = ContributionFactory(called=True)
        url = f"{CONTRIBUTIONS}{row.pk}/change/"
        assert "amount" not in staff.get(url).context["adminform"].form.fields
        assert staff.post(f"{CONTRIBUTIONS}{row.pk}/delete/").status_code == 403
        act(staff, CONTRIBUTIONS, "take_back_selected", row)
        assert "amount" in staff.get(url).context["adminform"].form.fields
        row.refresh_from_db()
        assert row.called_on is None

    def test_payments_are_noted_in_the_same_page(self, staff):
        row = ContributionFactory(called=True)
        url = f"{CONTRIBUTIONS}{row.pk}/change/"
        data = admin_form(staff, url) | {
            "payments-TOTAL_FORMS": "1", "payments-INITIAL_FORMS": "0",
            "payments-0-amount": "40", "payments-0-received_on": "2026-07-10",
            "payments-0-reference": "VIR 1", "payments-0-contribution": row.pk,
        }  # fmt: skip
        assert staff.post(url, data).status_code == 302
        assert Payment.objects.get().amount == 40
        data |= {"payments-0-amount": "-4"}
        assert staff.post(url, data).status_code == 422

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            ({"waived_on": "2026-07-01", "waiver_decision": "Bureau du 1er juillet"}, 302),
            ({"waived_on": "2026-07-01"}, 422),
            ({"waiver_decision": "Bureau"}, 422),
        ],
    )
    def test_waiving_names_a_decision(self, staff, changes, status):
        row = ContributionFactory(called=True)
        url = f"{CONTRIBUTIONS}{row.pk}/change/"
        data = {"payments-TOTAL_FORMS": "0", "payments-INITIAL_FORMS": "0"}
        response = staff.post(url, admin_form(staff, url, **changes) | data)
        assert response.status_code == status
        row.refresh_from_db()
        assert row.status() == ("waived" if status == 302 else "overdue")


class TestRules:
    def test_a_rule_that_changes_starts_today(self, staff):
        ReminderRule.objects.all().delete()
        rule = ReminderRule.objects.create(days=10, since=date(2026, 1, 1))
        url = f"{RULES}{rule.pk}/change/"
        staff.post(url, {"days": "10", "kind": "", "is_active": "on"})
        rule.refresh_from_db()
        assert rule.since == date(2026, 1, 1)
        staff.post(url, {"days": "20", "kind": "", "is_active": "on"})
        rule.refresh_from_db()
        assert (rule.days, rule.since) == (20, TODAY)
        assert "20 jours après" in page(staff, RULES)

    def test_the_same_rule_twice_is_refused_in_words(self, staff):
        ReminderRule.objects.all().delete()
        ReminderRule.objects.create(days=10)
        response = staff.post(f"{RULES}add/", {"days": "10", "kind": "", "is_active": "on"})
        assert response.status_code == 422
        assert "existe déjà" in response.content.decode()


@pytest.mark.parametrize("who", [None, False])
@pytest.mark.parametrize(
    "tail",
    ["application/1/accept/", "application/1/refuse/", "contribution/prepare/",
     "contribution/call/", "reminderrule/"],
)  # fmt: skip
def test_nobody_but_staff_enters(who, tail):
    client = Client()
    if who is not None:
        client.force_login(UserFactory())
    for method in (client.get, client.post):
        assert method(f"/admin/members/{tail}").status_code == 302


def test_the_first_page_tells_what_waits_and_by_its_name_what_changed(staff):
    ApplicationFactory(name="Ville d’Exemple", submitted_at=timezone.now() - timedelta(days=70))
    ContributionFactory(called=True, membership__organisation__name_fr="Alpha")
    html = page(staff, "/admin/")
    assert "attend depuis deux mois ou plus" in html
    assert "/admin/members/contribution/?gap=overdue" in html
    assert html.count("Alpha") >= 2


@pytest.mark.parametrize("url", [MEMBERSHIPS, CONTRIBUTIONS])
def test_a_list_costs_the_same_for_one_and_fifty(staff, queries, url):
    costs = []
    for count in (1, 49):
        for row in ContributionFactory.create_batch(count, called=True):
            PaymentFactory(contribution=row)
            MandateFactory(organisation=row.membership.organisation, receives_dues=True)
        costs.append(queries(lambda: staff.get(url)))
    assert costs[0] == costs[1]
