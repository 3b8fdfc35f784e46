"""The yearly report: what it counts, who reads it, that a frozen one never changes."""

import io
import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from partnerships.models import ConsentAccess, Report, YearlyProgramme
from partnerships.reports.missing import missing
from partnerships.services.reports import freeze, shown
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
    TerritoryFactory,
    UserFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
CALL = {"shares_contact": True, "contact": "Anne Martin"}
HOSTILE = '#import "x": y\n= Titre $x$ @ref <b> #panic() =1+1 \\ * _ ` [ ] { }'


@pytest.fixture
def partnership():
    row = PartnershipFactory(slug="bdt", title_fr="Partenariat", title_en="Partnership")
    axis = AxisFactory(partnership=row, number=1)
    WorkstreamFactory(axis=axis)
    return row


@pytest.fixture
def report(partnership):
    return Report.objects.create(partnership=partnership, year=2026)


@pytest.fixture
def workstream(partnership):
    return partnership.axes.get().workstreams.get()


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def officer(partnership):
    return MandateFactory(organisation=partnership.partner).user


def url(name, *args):
    return reverse(f"partnerships:{name}", args=["bdt", *args])


@pytest.fixture
def people(partnership, officer, staff):
    return {
        "anonymous": client_of(),
        "stranger": client_of(UserFactory()),
        "officer of another": client_of(
            MandateFactory(organisation=PartnershipFactory().partner).user
        ),
        "officer": client_of(officer),
        "staff": client_of(staff),
    }


PAGES = ["report", "report_pdf", "report_json"]


@pytest.mark.parametrize(
    ("frozen", "name", "officers", "staffs"),
    [
        *((False, name, 404, 200) for name in PAGES),
        *((True, name, 200, 200) for name in PAGES),
        (False, "report_edit", 404, 200),
        (True, "report_edit", 403, 404),
        (False, "report_freeze", 405, 405),
    ],
)
def test_officers_read_frozen_reports_and_staff_make_them(
    people, report, staff, frozen, name, officers, staffs
):
    if frozen:
        freeze(report, staff)
    answers = {who: one.get(url(name, 2026)).status_code for who, one in people.items()}
    assert answers == {
        "anonymous": 302, "stranger": 404, "officer of another": 404,
        "officer": officers, "staff": staffs,
    }  # fmt: skip


def test_no_other_than_staff_begins_corrects_or_freezes(people, report):
    acts = [("reports", (), {"year": 2025}), ("report_edit", (2026,), {}),
            ("report_freeze", (2026,), {})]  # fmt: skip
    for name, args, data in acts:
        for who in ("stranger", "officer", "officer of another"):
            assert people[who].post(url(name, *args), data).status_code in (403, 404)
    report.refresh_from_db()
    assert not report.is_frozen
    assert Report.objects.count() == 1


@pytest.mark.parametrize(("year", "status"), [("2025", 302), ("", 422), ("1", 422), ("x", 422)])
def test_staff_begin_a_year_with_one_button(people, partnership, year, status):
    for _twice in range(2):
        assert people["staff"].post(url("reports"), {"year": year}).status_code == status
    assert Report.objects.count() == (status == 302)


def test_it_counts_what_was_done_planned_and_put_off(report, workstream):
    ActionFactory(workstream=workstream, state="done", done="2026-03", days_used="2.5")
    ActionFactory(workstream=workstream, state="planned", planned="2026-12")
    ActionFactory(workstream=workstream, is_postponed=True, planned="2026-04")
    ActionFactory(workstream=workstream, state="done", planned="2025", done="2025-12-31")
    ActionFactory(workstream=workstream, audience="staff", planned="2026-05")
    YearlyProgramme.objects.create(
        partnership=report.partnership, year=2026, days_available=20, forecast_cost=5000
    )
    data = shown(report, "fr")
    [axis] = data["axes"]
    assert dict(axis["figures"]) == {
        "Terminé": 1, "En cours": 0, "Prévu": 1, "Reporté": 1, "Abandonné": 0,
    }  # fmt: skip
    assert [row["reason"] for row in axis["actions"] if row["reason"]] == [
        "Attente d’une décision."
    ]
    assert data["days"] == {"used": "2,5", "available": "20", "unknown": 0}
    assert data["costs"]["actual"] == "non connu"


def test_days_that_nobody_says_are_not_zero(report, workstream):
    ActionFactory(workstream=workstream, state="done", done="2026-03")
    assert shown(report, "fr")["days"] == {"used": "", "available": "", "unknown": 1}


def test_satisfaction_is_weighed_by_people_and_unknown_is_not_zero(report, workstream):
    for people, mark in ((10, "4"), (30, "2"), (None, "5"), (7, None)):
        ActionFactory(
            workstream=workstream, kind="training", state="done", done="2026-02",
            participants=people, satisfaction=mark,
        )  # fmt: skip
    trainings = shown(report, "fr")["trainings"]
    assert (trainings["people"], trainings["satisfaction"]) == (47, "2,5")


class TestConsent:
    @pytest.fixture
    def investment(self, partnership):
        return InvestmentFactory(partnership=partnership, amount=1_200_000, gap=300_000)

    def text(self, report):
        return json.dumps(shown(report, "fr"), ensure_ascii=False)

    def test_a_draft_tells_what_is_opened_and_no_more(self, report, investment):
        title = investment.project.title_fr
        assert title not in self.text(report)
        consent = ConsentFactory(of=investment, shares_gap=True)
        assert title in self.text(report)
        assert "300 000" in self.text(report).replace("\xa0", " ").replace("\u202f", " ")
        assert "1 200 000" not in self.text(report).replace("\xa0", " ").replace("\u202f", " ")
        consent.withdrawn_at, consent.withdrawn_by = timezone.now(), consent.given_by
        consent.save()
        assert title not in self.text(report)

    def test_an_officer_who_reads_it_is_recorded(self, people, report, staff, investment):
        consent = ConsentFactory(of=investment, shares_gap=True, **CALL)
        freeze(report, staff)
        people["officer"].get(url("report", 2026))
        people["staff"].get(url("report", 2026))
        [access] = ConsentAccess.objects.filter(consent=consent)
        assert (access.where, access.parts) == ("report", "gap")

    def test_a_withdrawn_consent_stays_in_a_frozen_report_and_readings_are_recorded(
        self, people, report, staff, investment
    ):
        consent = ConsentFactory(of=investment, shares_gap=True, **CALL)
        freeze(report, staff)
        consent.withdrawn_at, consent.withdrawn_by = timezone.now(), consent.given_by
        consent.save()
        for name in PAGES:
            people["officer"].get(url(name, 2026))
        assert investment.project.title_fr in people["officer"].get(url("report", 2026)).text
        assert consent.accesses.count() == 4
        assert "opened" not in people["officer"].get(url("report_json", 2026)).json()


class TestTexts:
    def form(self, browser, **changes):
        page = browser.get(url("report_edit", 2026))
        form = page.context["form"]
        data = {f"initial-{name}": form.initial[name] for name in form.fields}
        return data | dict(form.initial) | changes

    def test_staff_correct_a_text_and_the_rest_stays_made(self, people, report):
        browser = people["staff"]
        sent = self.form(browser, **{"fr:introduction": "Une année pleine."})
        assert browser.post(url("report_edit", 2026), sent).status_code == 302
        report.refresh_from_db()
        assert report.sections["fr"] == {"introduction": "Une année pleine."}
        assert "Une année pleine." in browser.get(url("report", 2026)).text

    def test_two_people_lose_no_word(self, people, report):
        browser = people["staff"]
        mine = self.form(browser, **{"fr:introduction": "Mes mots.", "fr:axis-1": "Mon axe."})
        theirs = self.form(browser, **{"fr:introduction": "Leurs mots.", "en:axis-1": "Theirs."})
        browser.post(url("report_edit", 2026), theirs)
        answer = browser.post(url("report_edit", 2026), mine)
        assert answer.status_code == 422
        assert "Mes mots." in answer.text
        assert "Leurs mots." in answer.text
        again = dict(answer.context["form"].data.items())
        assert browser.post(url("report_edit", 2026), again).status_code == 302
        report.refresh_from_db()
        assert report.sections == {
            "fr": {"introduction": "Mes mots.", "axis-1": "Mon axe."},
            "en": {"axis-1": "Theirs."},
        }

    def test_a_text_sent_after_the_freeze_is_given_back(self, people, report, staff):
        sent = self.form(people["staff"], **{"fr:introduction": "Trop tard."})
        freeze(report, staff)
        answer = people["staff"].post(url("report_edit", 2026), sent)
        assert answer.status_code == 422
        assert "Trop tard." in answer.text
        assert "figé" in answer.text
        report.refresh_from_db()
        assert report.sections == {}

    def test_too_long_a_text_gets_a_sentence(self, people, report):
        browser = people["staff"]
        sent = self.form(browser, **{"fr:introduction": "x" * 20_001})
        assert browser.post(url("report_edit", 2026), sent).status_code == 422


def test_what_is_missing_is_listed(report, workstream):
    ActionFactory(workstream=workstream, state="done", done="2026-03", kind="training")
    found = " ".join(lack.text for lack in missing(report))
    for words in ("livrable", "direction régionale", "jours", "formation", "2026", "2027"):
        assert words in found
    texts = {"introduction": "x", "projects": "x", "next-year": "x"}
    report.sections = {"fr": texts, "en": texts}
    for year in (2026, 2027):
        YearlyProgramme.objects.create(partnership=report.partnership, year=year)
    workstream.actions.all().delete()
    assert missing(report) == []


def fill(workstream):
    border = BorderFactory(code="FR-DE")
    ActionFactory(
        workstream=workstream, state="done", done="2026-03-02", title_fr=HOSTILE,
        borders=[border], territories=[TerritoryFactory(lat=48.5, lon=7.7)],
        directorates=[DirectorateFactory(partner=workstream.axis.partnership.partner)],
        deliverable_title=HOSTILE, deliverable_link="https://example.org/a?b=1&c=#d",
    )  # fmt: skip
    ConventionFactory(partnership=workstream.axis.partnership, purpose_fr=HOSTILE)


def test_a_frozen_report_is_the_same_byte_for_byte(people, report, workstream, staff):
    fill(workstream)
    people["staff"].post(url("report_freeze", 2026))
    pages = [url(name, 2026) for name in ("report_pdf", "report_json")]
    pages.append(url("report_pdf", 2026).replace("/fr/", "/en/"))
    page = url("report", 2026)

    def read():
        html = people["officer"].get(page).text
        start, end = html.index('<div class="report-text'), html.index("</main>")
        return [people["officer"].get(file).content for file in pages], html[start:end]

    before = read()
    frozen_at = Report.objects.get().frozen_at
    workstream.actions.update(title_fr="Autre titre", state="planned", done="")
    workstream.axis.partnership.axes.update(title_fr="Autre axe")
    workstream.axis.partnership.conventions.update(reference="Autre")
    YearlyProgramme.objects.create(partnership=report.partnership, year=2026, days_available=9)
    people["staff"].post(url("report_freeze", 2026))
    assert read() == before
    assert staff.name in Report.objects.get().snapshot["fr"]["note"]
    assert Report.objects.get().frozen_at == frozen_at


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_document_can_be_heard_and_holds_no_markup_of_others(
    people, report, workstream, language
):
    fill(workstream)
    answer = people["staff"].get(url("report_pdf", 2026).replace("/fr/", f"/{language}/"))
    assert answer.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert "2026" in reader.metadata.title
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "#panic()" in text
    assert "=1+1" in text
    kinds, alternatives = tags(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= kinds
    assert len(alternatives) == 2
    assert all(alternatives)


def tags(root) -> tuple[set[str], list[str]]:
    """All tags of the document, and the words that stand for its figures."""
    kinds, alternatives, todo = set(), [], [root]
    while todo:
        node = todo.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            if "/S" in node:
                kinds.add(node["/S"])
            if node.get("/S") == "/Figure":
                alternatives.append(node.get("/Alt", ""))
            todo += [node["/K"]] if "/K" in node else []
    return kinds, alternatives


def test_a_report_costs_the_same_for_one_action_and_fifty(report, workstream, queries):
    border = BorderFactory()
    costs = []
    for count in (1, 50):
        for _each in range(count):
            ActionFactory(workstream=workstream, planned="2026-05", borders=[border])
            ConsentFactory(of=InvestmentFactory(partnership=report.partnership))
        costs.append(queries(lambda: shown(report, "fr")))
    assert costs[0] == costs[1]


def test_the_convention_of_the_year_is_told(report):
    ConventionFactory(
        partnership=report.partnership, starts_on=date(2025, 7, 1), ends_on=date(2026, 6, 30),
        reference="C-1",
    )  # fmt: skip
    assert ["Référence", "C-1"] in shown(report, "fr")["convention"]
    assert shown(Report(partnership=report.partnership, year=2027), "fr")["convention"] == []
