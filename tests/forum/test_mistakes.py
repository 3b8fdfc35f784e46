"""Mistakes that people make in forms, and what the portal answers: a sentence, never a fault."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from core.ics import Day, calendar
from forum.deadlines import remind
from forum.forms.solutions import ReuseForm
from forum.models import CountrySide, Obstacle, Post, Step
from forum.scoreboard import figures
from forum.services import files, moderation, obstacles, raising, steps
from forum.services.steps import Answer
from tests.browsing import client_of
from tests.factories import UserFactory
from tests.forms import admin_form, as_sent
from tests.forum.factories import (
    AddresseeFactory,
    ObstacleFactory,
    PostFactory,
    SolutionFactory,
    StepFactory,
    TopicFactory,
)
from tests.forum.test_guards_hold import known_author, prepared
from tests.forum.workflow import obstacle_at, staff

pytestmark = pytest.mark.django_db
FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
NO_WIDTH = "\u200b \u2060"


@pytest.mark.parametrize(
    ("sent_on", "due_on", "field"), [(FIRST, None, "sent_on"), (date(2026, 3, 31), LAST, "due_on")]
)
def test_a_step_is_sent_on_a_day_of_our_times(sent_on, due_on, field):
    row, by = obstacle_at("carried"), staff()
    step = prepared(row, by)
    with pytest.raises(ValidationError) as refused:
        steps.send(step, sent_on, due_on=due_on, by=by)
    assert list(refused.value.message_dict) == [field]
    assert not Step.objects.get(pk=step.pk).sent_on


def test_what_is_asked_for_and_the_closing_have_days_of_our_times():
    row, by = obstacle_at("sent"), staff()
    with pytest.raises(ValidationError) as refused:
        steps.record_answer(
            row.steps.get(), Answer(date(2026, 4, 2), "completion", due_on=LAST), by=by
        )
    assert list(refused.value.message_dict) == ["due_on"]
    with pytest.raises(ValidationError) as refused:
        obstacles.close(row, "practice", by=by, on=FIRST)
    assert list(refused.value.message_dict) == ["on"]


def test_one_absurd_day_silences_no_other_and_breaks_no_calendar():
    for day in (FIRST, LAST):
        StepFactory(sent_on=FIRST, due_on=day)
    StepFactory(due_on=timezone.localdate() - timedelta(days=30))
    assert remind() > 0
    day = Day(uid="a", on=LAST, title="t", url="u", changed_at=timezone.now(), text="")
    assert b"DTSTART;VALUE=DATE:99991231" in calendar("n", [day])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"lat": "46", "lon": ""}, "lon"),
        ({"lat": "", "lon": "7"}, "lat"),
        ({"raised_on": "9999-12-31"}, "raised_on"),
        ({"raised_on": "0001"}, "raised_on"),
    ],
)
def test_half_a_place_and_impossible_days_are_told_beside_their_field(typed, field):
    row = obstacle_at("preparation")
    browser = client_of(UserFactory(is_staff=True))
    url = f"/fr/obstacles/{row.reference}/manage/edit/"
    page = browser.get(url)
    data = as_sent(page.context["form"]) | as_sent(page.context["documents"].management_form)
    answer = browser.post(url, data | typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert all(answer.context["form"][name].value() == value for name, value in typed.items())


@pytest.mark.parametrize("model", ["obstacle", "solution"])
@pytest.mark.parametrize("typed", [{"lat": "46", "lon": ""}, {"lat": "", "lon": "7"}])
def test_the_back_office_takes_no_half_a_place_either(model, typed):
    made = {"obstacle": ObstacleFactory, "solution": SolutionFactory}[model]()
    browser = client_of(UserFactory(is_staff=True))
    url = f"/admin/forum/{model}/{made.pk}/change/"
    page = browser.get(url)
    data = admin_form(browser, url)
    for formset in page.context["inline_admin_formsets"]:
        data |= as_sent(formset.formset.management_form)
    answer = browser.post(url, data | typed)
    assert answer.status_code == 422
    assert "une latitude et une longitude" in answer.content.decode()


def test_a_reuse_began_in_our_times():
    form = ReuseForm({"since": "0001-01-01", "state": "running", "version": "0"})
    assert "since" in form.errors


def test_what_is_prepared_for_the_staff_stays_theirs_after_the_triage():
    row, by = obstacle_at("triage", audience="staff"), staff()
    step = prepared(row, by, audience="staff")
    raising.triage(row, "obstacle", nature="law", audience="public", by=by)
    assert Step.objects.get(pk=step.pk).audience == "staff"


def test_the_triage_tells_everyone_why_in_its_own_language():
    row, by = obstacle_at("triage"), staff()
    raising.triage(row, "information", note="Ask SOLVIT.", audience="public", by=by, language="en")
    page = Client().get(f"/fr/obstacles/{row.reference}/").content.decode()
    assert '<span lang="en">Ask SOLVIT.</span>' in page


def test_a_file_goes_into_a_step_that_leaves_after_it():
    row, by = obstacle_at("carried"), staff()
    step = prepared(row, by)
    assert files.free_steps(row) == [step]
    steps.send(step, timezone.localdate() - timedelta(days=3), by=by)
    assert files.free_steps(row) == []
    made = files.make(row, "cross_border", "fr", by=by.user)
    with pytest.raises(ValidationError):
        files.attach(made, step)
    assert files.free_steps(row, made) == []


def test_the_same_form_sent_twice_makes_one_step_and_one_file():
    row, by = obstacle_at("carried"), staff()
    body = AddresseeFactory()
    first, again = (prepared(row, by, addressee=body, text="x") for _ in range(2))
    assert first == again
    one, two = (files.make(row, "cross_border", "fr", by=by.user) for _ in range(2))
    assert one == two


def test_the_scoreboard_and_the_register_mean_the_same_by_refused():
    obstacle_at("closed")
    Obstacle.objects.update(outcome="no_obstacle", outcome_reasons_fr="x")
    assert figures()["total"]["refused"] == 0


@pytest.mark.parametrize("state", ["hidden", "merged"])
def test_an_answer_to_what_went_away_meanwhile_is_not_lost(state):
    author = known_author()
    topic = TopicFactory(title="Un titre retiré", shown_at=timezone.now())
    browser, url = client_of(author), f"/fr/forum/{topic.pk}/answer/"
    page = browser.get(url)
    data = as_sent(page.context["form"], text="Une longue réponse.", action="send")
    data |= as_sent(page.context["files"].management_form)
    by = UserFactory(is_staff=True)
    if state == "hidden":
        moderation.hide(topic.posts.get(), "Un nom.", by=by)
    else:
        older = TopicFactory(created_at=timezone.now() - timedelta(days=9))
        moderation.merge(topic, older, "Le même.", by=by)
    answer = browser.post(url, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Une longue réponse." in html
    assert "Un titre retiré" not in html
    assert browser.get(url).status_code == 404
    assert not Post.objects.filter(text="Une longue réponse.").exists()


def test_signs_that_nobody_sees_are_no_text():
    author, row = known_author(), obstacle_at("preparation")
    browser = client_of(author)
    page = browser.get("/fr/forum/new/")
    data = as_sent(page.context["form"], text=NO_WIDTH, action="send")
    data |= as_sent(page.context["topic_form"]) | {"topic-title": NO_WIDTH}
    data |= as_sent(page.context["files"].management_form)
    answer = browser.post("/fr/forum/new/", data)
    assert answer.status_code == 422
    assert "text" in answer.context["form"].errors
    assert "title" in answer.context["topic_form"].errors
    url = f"/fr/obstacles/{row.reference}/manage/sides/{row.borders.first().countries[0]}/"
    browser = client_of(UserFactory(is_staff=True))
    CountrySide.objects.filter(obstacle=row).delete()
    data = as_sent(browser.get(url).context["form"], authority_fr=NO_WIDTH)
    assert browser.post(url, data).status_code == 422
    assert not CountrySide.objects.exists()


def test_posts_show_code_as_it_was_typed_and_pictures_as_links(client):
    text = "```\nun\ndeux\n```\n\n![Une carte](https://carte.example/a.png)"
    page = client.get(PostFactory(text=text).topic.get_absolute_url()).content.decode()
    assert "<pre><code>un\ndeux\n</code></pre>" in page
    link = '<a href="https://carte.example/a.png" rel="nofollow noopener">Une carte</a>'
    assert f"<p>{link}</p>" in page
    assert '<img src="https' not in page
