"""The back office of obstacles, steps, addressees and deadlines."""

from datetime import date

import pytest
from django.urls import reverse

from core.gaps import waiting
from forum.gaps import OBSTACLE_GAPS, STEP_GAPS
from forum.models import ClockRule, CommitteeDate, CoordinationPoint, Obstacle, Step
from tests.factories import UserFactory
from tests.forms import admin_form, as_sent
from tests.forum.factories import (
    AddresseeFactory,
    ClockRuleFactory,
    CoordinationPointFactory,
    ObstacleFactory,
    StepFactory,
)
from tests.forum.workflow import internal, obstacle_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(is_staff=True))
    return client


def url(model, page, *args):
    return reverse(f"admin:forum_{model}_{page}", args=args)


def whole(client, address):
    """What a browser sends from a page of the back office, its rows included."""
    page = client.get(address)
    sent = admin_form(client, address)
    for inline in page.context["inline_admin_formsets"]:
        for form in [inline.formset.management_form, *inline.formset.initial_forms]:
            sent |= as_sent(form)
    return sent


MAKE = {
    "obstacle": lambda: obstacle_at("sent"),
    "step": StepFactory,
    "addressee": AddresseeFactory,
    "coordinationpoint": lambda: CoordinationPointFactory(border=internal("FR-IT")),
    "clockrule": ClockRuleFactory,
}


@pytest.mark.parametrize("model", MAKE)
def test_lists_and_pages_open_and_are_saved_again(staff, model):
    row = MAKE[model]()
    assert staff.get(url(model, "changelist"), {"q": "a"}).status_code == 200
    assert staff.get(url(model, "history", row.pk)).status_code == 200
    address = url(model, "change", row.pk)
    assert staff.post(address, whole(staff, address)).status_code == 302


def test_what_was_decided_is_not_changed_in_the_back_office(staff):
    row = obstacle_at("sent")
    address = url("obstacle", "change", row.pk)
    sent = whole(staff, address)
    assert not {"status", "outcome", "carrier", "triage", "main_border"} & set(sent)
    staff.post(address, sent | {"status": "closed", "outcome": "act", "title_fr": "Autre"})
    row.refresh_from_db()
    assert (row.status, row.title_fr) == ("sent", "Autre")
    assert reverse("forum:obstacle_manage", args=[row.reference]) in (
        staff.get(address).content.decode()
    )


def test_the_reading_of_a_source_is_mended_here(staff):
    row = ObstacleFactory(is_reading=True, status="sent", level="national")
    address = url("obstacle", "change", row.pk)
    sent = whole(staff, address) | {"status": "reported", "level": "european"}
    assert staff.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.level) == ("reported", "european")


def test_a_new_obstacle_is_reported_at_its_border(staff):
    border = internal("FR-DE")
    sent = admin_form(staff, url("obstacle", "add"), title_fr="Car", main_border=border.pk)
    answer = staff.post(url("obstacle", "add"), sent | {"raised_on": "2026-03"})
    assert answer.status_code == 302
    row = Obstacle.objects.get()
    assert (row.status, row.border_codes, row.reference[:6]) == ("reported", ["FR-DE"], "FR-DE-")


def test_a_side_of_what_was_sent_is_not_deleted(staff):
    row = obstacle_at("sent")
    address = url("obstacle", "change", row.pk)
    sent = whole(staff, address) | {"sides-0-DELETE": "on"}
    staff.post(address, sent)
    assert row.sides.count() == 2


def test_a_point_at_an_outer_border_is_refused_in_words(staff):
    outer = internal("FR-CH", is_internal_eu=False)
    sent = admin_form(staff, url("coordinationpoint", "add"), border=outer.pk, name_fr="Point")
    answer = staff.post(url("coordinationpoint", "add"), sent)
    assert answer.status_code == 422
    assert "border" in answer.context["adminform"].form.errors
    assert not CoordinationPoint.objects.exists()


def test_two_rules_for_the_same_are_refused_in_words(staff):
    ClockRuleFactory(kind="file", level="point")
    sent = admin_form(
        staff, url("clockrule", "add"), code="x", kind="file", level="point", months="3"
    )
    assert staff.post(url("clockrule", "add"), sent).status_code == 422
    assert ClockRule.objects.count() == 1


def test_what_was_sent_is_not_deleted_and_its_day_stays(staff):
    step = StepFactory()
    address = url("step", "change", step.pk)
    sent = admin_form(staff, address, sent_on="2026-01-01", due_on="2026-06-30")
    assert staff.post(address, sent).status_code == 302
    step.refresh_from_db()
    assert (step.sent_on, step.due_on) == (date(2026, 3, 31), date(2026, 6, 30))
    assert staff.post(url("step", "delete", step.pk), {"post": "yes"}).status_code == 403
    assert Step.objects.exists()


def test_the_gaps_say_what_waits():
    ObstacleFactory()  # to triage
    row = obstacle_at("preparation", carrier=None)
    row.sides.first().delete()
    late = StepFactory(due_on=date(2026, 4, 30))
    StepFactory(sent_on=None, obstacle=late.obstacle)
    ObstacleFactory(is_reading=True, status="reported")
    lists = [(Obstacle.objects.all(), OBSTACLE_GAPS), (Step.objects.all(), STEP_GAPS)]
    obstacles, steps = (
        {one.gap.key: one.count for one in found} for _total, found in waiting(lists)
    )
    named = ["late", "to-triage", "without-carrier", "one-sided"]
    assert {key: obstacles.get(key) for key in named} == dict.fromkeys(named, 1)
    assert steps == {"late": 1, "unsent": 1}


def test_the_first_page_tells_what_waits_and_what_was_done(staff):
    late = StepFactory(due_on=date(2026, 4, 30))
    CommitteeDate.objects.create(addressee=late.addressee, date=date(2026, 9, 1))
    page = staff.get(reverse("admin:index")).content.decode()
    assert f"{url('obstacle', 'changelist')}?gap=late" in page
    assert late.obstacle.reference in page
