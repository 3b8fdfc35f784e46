"""Letters about what is written leave only while they are true, to who may read it."""

import pytest

from forum.models import Decision
from forum.services import flags, moderation, writing
from members.letters import wording
from members.letters.registry import Withheld
from members.models import Letter
from tests.factories import UserFactory
from tests.forum.factories import PostFactory, TopicFactory
from tests.forum.letter_samples import TITLE, decision

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", Decision.Kind)
def test_each_decision_is_told_in_its_own_words(kind):
    words = wording.words_of(decision(kind))
    title = "L’autre sujet" if kind in ("hide", "move") else TITLE
    assert title in words.subject
    assert "http://testserver/fr/forum/" in words.text


def test_a_decision_that_was_taken_back_is_not_told():
    post, staff = PostFactory(), UserFactory()
    moderation.hide(post, "Publicité.", by=staff)
    moderation.show(post, by=staff)
    first, second = Letter.objects.filter(kind="forum_decision").order_by("pk")
    with pytest.raises(Withheld):
        wording.words_of(first)
    assert wording.words_of(second)


def test_staff_hear_only_of_what_still_waits():
    topic = TopicFactory(state="waiting")
    writing._tell_staff(topic.posts.get())
    flags.report(topic.posts.get(), "wrong", "", by=UserFactory())
    moderation.show(topic.posts.get(), by=UserFactory(is_staff=True))
    flags.settle(topic.posts.get(), "Exact.", by=UserFactory())
    for kind in ("post_waits", "post_reported"):
        with pytest.raises(Withheld):
            wording.words_of(Letter.objects.get(kind=kind))


def test_letters_quote_no_text():
    post = TopicFactory(state="waiting", text="Un secret").posts.get()
    writing._tell_staff(post)
    moderation.hide(post, "Publicité.", by=UserFactory())
    told = wording.words_of(Letter.objects.get(kind="forum_decision")).text
    assert "Un secret" not in told
