"""Staff correct the report of a year, see what it lacks, freeze it; an officer downloads it."""

import io
import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from partnerships.models import Partnership, Report
from tests.browser.axe import problems
from tests.factories import MandateFactory, UserFactory

REPORTS = "partnerships/banque-des-territoires/report/"
WORDS = "Une année de formations, de part et d’autre des frontières."


@pytest.fixture
def accounts(network):
    partner = Partnership.objects.get(slug="banque-des-territoires").partner
    return {
        "staff": UserFactory(is_staff=True, is_superuser=True),
        "officer": MandateFactory(organisation=partner).user,
    }


def is_fine(reader):
    for width in (1280, 320):
        reader.page.set_viewport_size({"width": width, "height": 800})
        assert problems(reader) == []


def downloaded(page, words) -> bytes:
    with page.expect_download() as download:
        page.click(words)
    return Path(download.value.path()).read_bytes()


def correct(reader):
    page = reader.open(REPORTS)
    is_fine(reader)
    page.fill("[name=year]", "2021")
    page.click("text=Faire le rapport de cette année")
    page.wait_for_url("**/report/2021/")
    assert "n’est pas enregistré" in page.inner_text(".report-lacks")
    is_fine(reader)
    page.click("text=Corriger les textes")
    page.fill("[name='fr:introduction']", WORDS)
    is_fine(reader)
    page.click("text=Garder les textes")
    page.wait_for_selector(f"text={WORDS}")


def freeze(reader):
    reader.page.click("text=Figer le rapport")
    reader.page.wait_for_selector(".messages")
    assert reader.page.locator(".report-lacks").count() == 0
    is_fine(reader)


def read(reader, frozen_by):
    page = reader.open(f"{REPORTS}2021/")
    assert frozen_by in page.inner_text("main header")
    is_fine(reader)
    document = PdfReader(io.BytesIO(downloaded(page, "main a[href$='2021.pdf']")))
    assert "de formations" in "".join(one.extract_text() for one in document.pages)
    told = json.loads(downloaded(page, "main a[href$='2021.json']"))
    assert WORDS in [section["text"] for section in told["fr"]["sections"]]


def test_staff_correct_and_freeze_a_report_that_an_officer_downloads(window, log_in, accounts):
    staff, officer = window(), window()
    log_in(staff, "staff")
    correct(staff)
    freeze(staff)
    log_in(officer, "officer")
    read(officer, accounts["staff"].name)
    assert Report.objects.get().frozen_by == accounts["staff"]
