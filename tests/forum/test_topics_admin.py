"""The staff's queue of the forum: what waits, what is reported, what they decide."""

import pytest
from django.test import Client
from django.urls import reverse

from forum.models import Decision, Flag, Post, Topic
from forum.services import flags
from tests.factories import UserFactory
from tests.forms import admin_form
from tests.forum.factories import PostFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    return browser


def decide(staff, row, **typed):
    return staff.post(reverse(f"admin:forum_{row._meta.model_name}_decide", args=[row.pk]), typed)


def test_what_waits_is_on_the_first_page_and_in_the_queue(staff):
    topic = TopicFactory()
    waiting = PostFactory(topic=topic, state="waiting", text="Bonjour à tous")
    PostFactory(topic=topic, state="draft", text="Brouillon secret")
    flags.report(topic.posts.get(is_first=True), "wrong", "Périmé", by=UserFactory())
    index = staff.get(reverse("admin:index")).content.decode()
    assert reverse("admin:forum_post_changelist") + "?gap=waiting" in index
    assert "?gap=reported" in index
    queue = staff.get(reverse("admin:forum_post_changelist"), {"gap": "waiting"}).content.decode()
    assert "Bonjour à tous" in queue
    everything = staff.get(reverse("admin:forum_post_changelist")).content.decode()
    assert "Brouillon secret" not in everything
    assert reverse("admin:forum_post_decide", args=[waiting.pk]) in queue


def test_a_post_is_shown_hidden_and_kept_with_its_reason(staff):
    post = PostFactory(state="waiting")
    assert decide(staff, post, act="show").status_code == 302
    assert decide(staff, post, act="hide").status_code == 422
    assert decide(staff, post, act="hide", reason="Publicité.").status_code == 302
    post.refresh_from_db()
    assert (post.state, post.hidden_because) == ("hidden", "Publicité.")
    page = staff.get(reverse("admin:forum_post_decide", args=[post.pk])).content.decode()
    assert page.count("Publicité.") == 2


def test_a_report_is_closed_without_touching_the_post(staff):
    flag = flags.report(PostFactory(), "wrong", "", by=UserFactory())
    decide(staff, flag.post, act="settle", reason="C’est exact.")
    assert Flag.objects.get().answer == "C’est exact."
    assert Post.objects.get(pk=flag.post_id).state == "shown"
    assert decide(staff, flag.post, act="settle").status_code == 422  # nothing waits


@pytest.mark.parametrize("typed", ["{pk}", "/fr/forum/{pk}/", "https://x.example/fr/forum/{pk}"])
def test_an_answer_is_moved_by_the_number_or_address_of_a_topic(staff, typed):
    older, post = TopicFactory(), PostFactory()
    decide(staff, post, act="move", into=typed.format(pk=older.pk))
    assert Post.objects.get(pk=post.pk).topic == older


@pytest.mark.parametrize("typed", ["", "le même", "999999", "9" * 40])
def test_a_topic_that_is_not_there_is_a_sentence(staff, typed):
    answer = decide(staff, PostFactory(), act="move", into=typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["into"]


def test_a_topic_is_locked_merged_and_taken_apart(staff):
    older, topic = TopicFactory(), TopicFactory()
    decide(staff, topic, act="lock", reason="Clos.")
    decide(staff, topic, act="merge", into=str(older.pk))
    assert Topic.objects.get(pk=topic.pk).merged_into == older
    assert staff.get(reverse("admin:forum_topic_decide", args=[topic.pk])).status_code == 200
    decide(staff, topic, act="unmerge")
    row = Topic.objects.get(pk=topic.pk)
    assert (row.state, row.is_locked) == ("shown", True)
    assert Decision.objects.count() == 3


def test_what_a_topic_is_about_is_changed_without_touching_what_is_counted(staff):
    topic = TopicFactory()
    PostFactory(topic=topic)
    url = reverse("admin:forum_topic_change", args=[topic.pk])
    answer = staff.post(url, admin_form(staff, url, title="Autre titre"))
    assert answer.status_code == 302
    topic.refresh_from_db()
    assert (topic.title, topic.reply_count) == ("Autre titre", 1)


def test_lists_open(staff):
    flags.report(PostFactory(), "wrong", "", by=UserFactory())
    for name in ("post", "topic", "flag", "decision", "posttranslation"):
        assert staff.get(reverse(f"admin:forum_{name}_changelist")).status_code == 200
