"""What the association reports of its members."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from members.reports import member_tables
from tests.factories import (
    BorderFactory,
    ContributionFactory,
    MembershipFactory,
    OrganisationFactory,
    PaymentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
URL = "/admin/reports/members/"
XLSX = "/admin/reports/members.xlsx"
TODAY = date(2026, 7, 15)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda value=None, tz=None: TODAY)


@pytest.fixture
def network():
    belgium, germany = BorderFactory(code="FR-BE"), BorderFactory(code="FR-DE")
    kinds = [("region", [belgium, germany], ""), ("region", [germany], "2024-05"),
             ("municipality", [], "2025")]  # fmt: skip
    for kind, borders, joined in kinds:
        MembershipFactory(
            organisation=OrganisationFactory(kind=kind, borders=borders), joined_on=joined
        )
    MembershipFactory(organisation__kind="state", kind="national_supporter", joined_on="")
    MembershipFactory(
        organisation=OrganisationFactory(kind="department", borders=[germany]),
        joined_on="2024", left_on=date(2025, 12, 31), leaving_reason="fusion",
    )  # fmt: skip
    MembershipFactory(joined_on="2027")


@pytest.fixture
def staff():
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def tables():
    return {table.key: table for table in member_tables()}


def test_members_are_counted_by_kind_family_and_border(network):
    found = tables()
    assert found["kinds"].rows == [["Membre", 3], ["Membre associé", 0], ["Soutien national", 1]]
    assert found["families"].rows == [["Région ou province", 2], ["Commune", 1]]
    assert found["borders"].rows == [
        ["Frontière FR-DE", 2],
        ["Frontière FR-BE", 1],
        ["Sans frontière", 1],
    ]


def test_years_tell_what_is_dated_from_what_is_not(network):
    found = tables()
    assert found["years"].rows == [[2024, 2, 1], [2025, 3, 1], [2026, 2, 1]]
    assert found["movements"].rows == [[2024, 2, 0], [2025, 1, 1], [2026, 0, 0]]


def test_a_chart_has_the_figures_of_its_table(network):
    for table in member_tables():
        if table.chart is None:
            continue
        drawn = sorted(mark.text for mark in table.chart.marks)
        cells = [row[1:2] if table.key == "years" else row[1:] for row in table.rows]
        assert drawn == sorted(str(cell) for row in cells for cell in row)


def test_dues_are_summed_by_year_and_listed():
    overdue = ContributionFactory(called=True, membership__organisation__name_fr="Beta")
    PaymentFactory(contribution=overdue)
    later = ContributionFactory(
        called=True, due_on=date(2026, 12, 1), membership__organisation__name_fr="Alpha"
    )
    paid = ContributionFactory(called=True)
    PaymentFactory(contribution=paid, amount=Decimal(100))
    ContributionFactory(called=True, waived_on=TODAY, waiver_decision="Bureau")
    ContributionFactory()
    ContributionFactory(year=2025)
    found = tables()
    assert found["dues"].rows == [
        [2026, 1, 3, 1, 1, 1, Decimal(300), Decimal(140), Decimal(160)],
        [2025, 1, 0, 0, 0, 0, Decimal(0), Decimal(0), Decimal(0)],
    ]
    assert [row[0] for row in found["outstanding"].rows] == ["Beta", "Alpha"]
    assert found["outstanding"].rows[0][2:] == [
        "En retard", date(2026, 6, 30), overdue.reference, Decimal(100), Decimal(40), Decimal(60),
    ]  # fmt: skip
    assert found["outstanding"].rows[1][4] == later.reference


def test_an_empty_portal_has_a_report(staff):
    response = staff.get(URL)
    assert response.status_code == 200
    assert "Rien à montrer pour l’instant" in response.content.decode()


def test_the_page_shows_tables_and_charts(staff, network):
    html = staff.get(URL).content.decode()
    for part in ("Région ou province", "Frontière FR-DE", "<svg", 'role="img"', "<th scope"):
        assert part in html
    assert " style=" not in html.split('class="reports"')[1]


def test_the_files_hold_the_same_rows(staff, network):
    OrganisationFactory(slug="x", name_fr="=1+1")
    ContributionFactory(called=True, membership__organisation__name_fr="=1+1")
    response = staff.get(f"{URL}outstanding.csv")
    rows = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == "'=1+1"
    assert rows[1][-1] == "100.00"
    book = load_workbook(io.BytesIO(staff.get(XLSX).content))
    assert len(book.sheetnames) == len(member_tables())
    sheet = book[book.sheetnames[-1]]
    assert sheet["A2"].value == "'=1+1"
    assert sheet["H2"].value == 100
    kinds = list(book.worksheets[0].values)
    assert kinds[1:] == [("Membre", 4), ("Membre associé", 0), ("Soutien national", 1)]


@pytest.mark.parametrize("url", [URL, XLSX, f"{URL}kinds.csv"])
@pytest.mark.parametrize(("who", "status"), [(None, 302), (False, 302), (True, 200)])
def test_reports_are_for_staff(url, who, status):
    client = Client()
    if who is not None:
        client.force_login(UserFactory(is_staff=who))
    assert client.get(url).status_code == status


def test_a_table_that_is_none_is_not_found(staff):
    assert staff.get(f"{URL}nothing.csv").status_code == 404
    assert staff.post(URL).status_code == 405


def test_no_report_tells_a_person_or_an_address(staff, network):
    organisation = OrganisationFactory(contact_email="secret@example.org")
    ContributionFactory(called=True, membership__organisation=organisation)
    assert "secret@example.org" not in staff.get(URL).content.decode()


def test_the_report_costs_the_same_for_one_and_fifty(queries):
    costs = []
    for count in (1, 50):
        for contribution in ContributionFactory.create_batch(count, called=True):
            PaymentFactory(contribution=contribution)
        costs.append(queries(member_tables))
    assert costs[0] == costs[1] <= 5
