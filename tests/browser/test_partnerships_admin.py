"""Staff keep the partnership in Chromium: an action is entered, then postponed; axe and 360 px."""

import pytest

from partnerships.models import Action, Partnership
from tests.browser.axe import problems
from tests.factories import InvestmentFactory, WatchNoteFactory


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_no_page_of_partnerships_has_a_violation(window, log_in, network, width, scheme):
    partnership, action = Partnership.objects.get(), Action.objects.get(code="ecbm-group")
    Action.objects.filter(pk=action.pk).update(planned="2020")
    investment = InvestmentFactory(partnership=partnership)
    note = WatchNoteFactory(partnership=partnership)
    reader = window(width=width, scheme=scheme)
    reader.page.set_default_timeout(15_000)
    log_in(reader, "staff")
    found = {}
    for tail in (
        "action/", "action/?gap=late", f"action/{action.pk}/change/", "action/quick/",
        f"action/plan/?action={action.pk}", "partnership/", f"partnership/{partnership.pk}/change/",
        f"partnership/{partnership.pk}/copy/?year=2025", f"partnership/{partnership.pk}/preview/",
        f"workstream/{action.workstream_id}/change/", "investment/",
        f"investment/{investment.pk}/change/", "scheme/", f"watchnote/{note.pk}/change/",
        "document/add/", "directorate/", "consent/", "consentaccess/", "../",
    ):  # fmt: skip
        assert reader.page.goto(f"{reader.origin}/admin/partnerships/{tail}").status == 200
        if wrong := problems(reader):
            found[tail] = wrong
    assert found == {}


def test_an_action_is_entered_then_postponed_with_a_reason(window, log_in, network):
    reader = window()
    page = reader.page
    page.set_default_timeout(15_000)
    log_in(reader, "staff")
    page.goto(f"{reader.origin}/admin/")
    page.click("text=Saisir une action")
    page.fill("[name=title]", "Journée des directions régionales")
    page.select_option("[name=kind]", "training")
    page.select_option("[name=workstream]", label="Formations et ateliers")
    page.fill("[name=date]", "2098-03")
    page.check("text=Direction régionale Grand Est")
    page.click("text=Enregistrer et compléter")
    page.wait_for_selector(".messagelist .success")
    action = Action.objects.get(planned="2098-03")
    assert [str(one) for one in action.directorates.all()] == ["Direction régionale Grand Est"]

    page.goto(f"{reader.origin}/admin/partnerships/action/?year=2098")
    page.check("[name=_selected_action] >> nth=0")
    page.select_option("[name=action]", "plan_selected")
    page.click("[name=index]")
    reader.refused.add(page.url)
    page.fill("[name=date]", "2099")
    page.click("text=Enregistrer la décision")
    page.wait_for_selector(".errorlist")
    assert problems(reader) == []
    page.fill("[name=reason]", "La salle n’est pas libre.")
    page.click("text=Enregistrer la décision")
    page.wait_for_selector(".messagelist .success")
    assert problems(reader) == []
    action.refresh_from_db()
    assert (action.state, action.planned) == ("postponed", "2099")
    assert action.reason == "La salle n’est pas libre."
