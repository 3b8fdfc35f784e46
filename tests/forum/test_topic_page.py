"""What the page of a topic says of each post, and what it does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import Post, PostTranslation, Topic
from forum.services import moderation
from tests.factories import MandateFactory, UserFactory
from tests.forum.factories import PostFactory, TopicFactory

pytestmark = pytest.mark.django_db
SECRET = "Licorne"


def page_of(client, topic):
    return client.get(topic.get_absolute_url()).content.decode()


def translated(post, **facts):
    values = {"language": "de", "text": "Übersetzung", "of_text": post.text, "by": post.author}
    return PostTranslation.objects.create(post=post, **(values | facts))


def test_an_answer_names_the_post_that_it_answers(client):
    topic = TopicFactory()
    asked = PostFactory(topic=topic, author=UserFactory(name="Anne Exemple"))
    PostFactory(topic=topic, answers=asked)
    page = page_of(client, topic)
    assert f'href="{asked.get_absolute_url()}"' in page
    assert "en réponse à Anne Exemple" in page


@pytest.mark.parametrize("state", ["hidden", "waiting", "elsewhere"])
def test_a_post_that_is_not_there_is_not_named_by_its_answers(client, state):
    topic = TopicFactory()
    why = "Hors sujet." if state == "hidden" else ""
    where = TopicFactory() if state == "elsewhere" else topic
    asked = PostFactory(
        topic=where,
        author=UserFactory(name=SECRET),
        state="shown" if state == "elsewhere" else state,
        hidden_because=why,
    )
    PostFactory(topic=topic, answers=asked)
    assert SECRET not in page_of(client, topic)


@pytest.mark.parametrize(
    ("source", "is_named"),
    [
        ({}, True),
        ({"audience": "members"}, False),
        ({"is_hidden": True}, False),
        ({"state": "waiting"}, False),
    ],
    ids=["shown", "members only", "hidden", "waiting"],
)
def test_where_a_post_was_written_is_named_if_one_may_read_it(client, source, is_named):
    topic = TopicFactory()
    PostFactory(topic=topic, came_from=TopicFactory(title=SECRET, text="Texte.", **source))
    assert (SECRET in page_of(client, topic)) == is_named


@pytest.mark.parametrize("was_shown", [True, False])
def test_a_merged_topic_is_named_if_it_was_shown(client, was_shown):
    topic = TopicFactory()
    lost = TopicFactory(title=SECRET, text="Texte.", shown_at=timezone.now() if was_shown else None)
    moderation.merge(lost, topic, "Le même sujet.", by=UserFactory(is_staff=True))
    assert (SECRET in page_of(client, topic)) == was_shown


def test_members_read_where_a_post_of_theirs_was_written(client):
    topic = TopicFactory(audience="members")
    PostFactory(topic=topic, came_from=TopicFactory(title=SECRET, audience="members"))
    client.force_login(MandateFactory().user)
    assert SECRET in page_of(client, topic)


def test_a_merged_topic_has_its_address_again_once_taken_apart(client):
    kept, lost = TopicFactory(), TopicFactory()
    staff = UserFactory(is_staff=True)
    moderation.merge(lost, kept, "Le même sujet.", by=staff)
    answer = client.get(lost.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    moderation.unmerge(Topic.objects.get(pk=lost.pk), by=staff)
    assert client.get(lost.get_absolute_url()).status_code == 200


def test_a_translation_says_its_origin_and_when_it_is_older(client):
    post = PostFactory()
    translated(post, origin="machine")
    assert "par une machine" in page_of(client, post.topic)
    assert "plus ancienne que le texte" not in page_of(client, post.topic)
    Post.objects.filter(pk=post.pk).update(text="Un autre texte.")
    page = page_of(client, post.topic)
    assert "plus ancienne que le texte" in page
    assert '<div class="prose" lang="de"><p>Übersetzung</p>' in page


def test_what_a_moderator_had_taken_out_is_in_no_translation(client):
    post = PostFactory(text=f"Appelez {SECRET}.")
    translated(post, text=f"Rufen Sie {SECRET} an.", made_at=timezone.now() - timedelta(hours=1))
    staff = UserFactory(is_staff=True)
    moderation.hide(post, "Données personnelles.", by=staff)
    Post.objects.filter(pk=post.pk).update(text="Appelez la mairie.")
    moderation.show(Post.objects.get(pk=post.pk), by=staff)
    assert SECRET not in page_of(client, post.topic)
