"""Real connections at the same moment: a hundred answers to one topic, one form sent many times."""

import uuid

import pytest

from forum.models import Post, Topic
from forum.services import moderation, writing
from forum.services.writing import Heading, Words
from forum.voices import Voice
from tests.factories import UserFactory
from tests.forum.factories import TopicFactory
from tests.members.test_people_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER, ALL = 20, 100


def test_a_hundred_answers_are_all_kept_and_counted():
    topic = TopicFactory()
    users = [UserFactory(is_staff=True) for _n in range(TOGETHER)]

    def answer(index):
        for n in range(ALL // TOGETHER):
            writing.write_answer(
                Voice(users[index]),
                topic,
                Words(f"{index}.{n}", "fr"),
                key=uuid.uuid4(),
                sends=True,
            )

    at_once(answer, TOGETHER)
    topic.refresh_from_db()
    assert topic.posts.filter(is_first=False).count() == topic.reply_count == ALL
    assert topic.last_post_at == topic.posts.latest("created_at").created_at


@pytest.mark.parametrize("what", ["topic", "answer"])
def test_one_form_sent_twenty_times_at_once_is_sent_once(what):
    user, topic, key = UserFactory(is_staff=True), TopicFactory(), uuid.uuid4()
    heading = Heading("question", "Titre", "public")

    def send(_index):
        words = Words("Texte", "fr")
        if what == "topic":
            return writing.write_topic(Voice(user), heading, words, key=key, sends=True)
        return writing.write_answer(Voice(user), topic, words, key=key, sends=True)

    sent = at_once(send, TOGETHER)
    assert len({one.post.pk for one in sent}) == 1
    assert sum(not one.is_repeat for one in sent) == 1
    assert Post.objects.filter(author=user).count() == 1


def test_posts_written_while_a_topic_is_merged_are_not_lost():
    older, topic = TopicFactory(), TopicFactory()
    staff = [UserFactory(is_staff=True) for _n in range(10)]

    def act(index):
        if index == 0:
            return moderation.merge(topic, older, "", by=staff[0])
        try:
            return writing.write_answer(
                Voice(staff[index]), topic, Words("Texte", "fr"), key=uuid.uuid4(), sends=True
            )
        except Exception as error:
            return error

    answers = at_once(act, 10)[1:]
    kept = sum(not isinstance(one, Exception) for one in answers)
    assert {type(one).__name__ for one in answers} <= {"Written", "ValidationError"}
    older.refresh_from_db()
    assert older.reply_count == kept + 1
    assert Topic.objects.get(pk=topic.pk).posts.count() == 0
