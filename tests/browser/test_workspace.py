"""An officer of a partner follows a directorate from the board, then stops; axe on each page."""

import pytest

from partnerships.models import Directorate, Follow, Partnership
from tests.browser.axe import problems
from tests.factories import ConsentFactory, InvestmentFactory, MandateFactory

HOME = "partnerships/banque-des-territoires/workspace/"


@pytest.fixture
def accounts(network):
    partnership = Partnership.objects.get(slug="banque-des-territoires")
    return {"officer": MandateFactory(organisation=partnership.partner).user}


def test_an_officer_follows_a_directorate(window, log_in):
    reader = window(width=360)
    log_in(reader, "officer")
    chosen = Directorate.objects.first()
    page = reader.open(HOME)
    assert problems(reader) == []
    page.click(".facets > summary")
    page.select_option("[name=directorate]", str(chosen.pk))
    page.click(".workspace__filter button[type=submit]")
    page.click(f"text=Suivre : {chosen}")
    page.wait_for_selector(f"text=Ne plus suivre : {chosen}")
    assert problems(reader) == []
    assert Follow.objects.get().directorate == chosen
    page = reader.open(f"{HOME}following/")
    page.click("text=Créer l’adresse")
    page.wait_for_selector("#calendar ~ .verbatim")
    assert problems(reader) == []
    page.click("button[name=stop]")
    page.wait_for_selector("button[name=stop]", state="detached")
    assert not Follow.objects.exists()


def test_every_page_of_the_workspace_is_fine(window, log_in):
    partnership = Partnership.objects.get(slug="banque-des-territoires")
    investment = InvestmentFactory(partnership=partnership, amount=1_200_000)
    ConsentFactory(of=investment, shares_budget=True)
    reader = window(width=360)
    log_in(reader, "officer")
    action = partnership.axes.first().workstreams.first().actions.first()
    for path in [
        "actions/", f"actions/{action.pk}/", "timeline/", "investments/",
        f"investments/{investment.pk}/", "trainings/", "texts/",
    ]:  # fmt: skip
        reader.open(f"{HOME}{path}")
        assert problems(reader) == []
