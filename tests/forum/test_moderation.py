"""What moderators decide of topics and posts, and what authors hear of it."""

import pytest
from django.core.exceptions import ValidationError

from forum.models import Decision, Flag, Post, Subscription, Topic
from forum.services import flags, moderation, writing
from members.models import Letter
from tests.factories import UserFactory
from tests.forum.factories import PostFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def told(author):
    """The decisions of which `author` gets a letter."""
    keys = Letter.objects.filter(kind="forum_decision", user=author).values("subject_key")
    return [Decision.objects.get(pk=row["subject_key"]).kind for row in keys.order_by("pk")]


def test_showing_the_first_post_shows_the_topic(staff):
    topic = TopicFactory(state="waiting")
    moderation.show(topic.posts.get(), by=staff)
    moderation.show(topic.posts.get(), by=staff)
    assert (fresh(topic).state, topic.posts.get().state) == ("shown", "shown")
    assert fresh(topic).shown_at
    assert told(topic.author) == ["show"]


def test_hiding_the_first_post_hides_the_topic_with_the_reason(staff):
    topic = TopicFactory()
    moderation.hide(topic.posts.get(), "Publicité.", by=staff)
    moderation.hide(topic.posts.get(), "Encore.", by=staff)
    topic = fresh(topic)
    assert (topic.state, topic.hidden_because) == ("hidden", "Publicité.")
    assert topic.posts.get().hidden_because == "Publicité."
    assert told(topic.author) == ["hide"]
    moderation.show(topic.posts.get(), by=staff)
    assert (fresh(topic).state, fresh(topic).hidden_because) == ("shown", "")


def test_nothing_is_hidden_without_a_reason(staff):
    post = PostFactory()
    with pytest.raises(ValidationError):
        moderation.hide(post, "  ", by=staff)
    assert fresh(post).state == "shown"


def test_a_draft_is_its_authors(staff):
    post = PostFactory(state="draft")
    with pytest.raises(ValidationError):
        moderation.show(post, by=staff)
    with pytest.raises(ValidationError):
        moderation.hide(post, "Non.", by=staff)


def test_a_report_is_kept_once_and_settled_by_hiding(staff):
    post, reader = PostFactory(), UserFactory()
    one = flags.report(post, "wrong", "Périmé.", by=reader)
    assert flags.report(post, "other", "", by=reader) == one
    flags.report(post, "wrong", "", by=UserFactory())
    assert Letter.objects.filter(kind="post_reported").count() == 2
    moderation.hide(post, "Périmé depuis 2024.", by=staff)
    assert not Flag.objects.waiting().exists()
    assert fresh(one).handled_by == staff
    assert flags.report(post, "wrong", "", by=reader) != one


def test_locking_is_told_and_undone(staff):
    topic = TopicFactory()
    with pytest.raises(ValidationError):
        moderation.lock(topic, "", by=staff)
    moderation.lock(topic, "Le sujet est clos.", by=staff)
    assert fresh(topic).is_locked
    moderation.unlock(topic, by=staff)
    assert not fresh(topic).is_locked
    assert told(topic.author) == ["lock", "unlock"]


def test_an_answer_is_moved_into_an_older_topic(staff):
    older = TopicFactory()
    topic = TopicFactory()
    post = PostFactory(topic=topic, is_accepted=True)
    moderation.move(post, older, "C’est l’autre question.", by=staff)
    post = fresh(post)
    assert (post.topic, post.came_from, post.is_accepted) == (older, topic, False)
    assert (fresh(older).reply_count, fresh(topic).reply_count) == (1, 0)
    assert told(post.author) == ["move"]


def test_nothing_is_moved_where_more_people_read_it(staff):
    older = TopicFactory()
    closed = TopicFactory(audience="members")
    with pytest.raises(ValidationError):
        moderation.move(PostFactory(topic=closed), older, "", by=staff)
    with pytest.raises(ValidationError):
        moderation.merge(closed, older, "", by=staff)


def test_nothing_is_moved_before_a_first_post_nor_into_what_is_hidden(staff):
    topic = TopicFactory()
    post = PostFactory(topic=topic)
    with pytest.raises(ValidationError):
        moderation.move(post, TopicFactory(), "", by=staff)
    hidden = TopicFactory(is_hidden=True)
    with pytest.raises(ValidationError):
        moderation.merge(TopicFactory(), hidden, "", by=staff)
    with pytest.raises(ValidationError):
        moderation.move(topic.posts.get(is_first=True), hidden, "", by=staff)


def test_a_merge_takes_all_along_and_is_undone(staff):
    kept, lost = TopicFactory(), TopicFactory()
    reply = PostFactory(topic=lost, is_accepted=True)
    opening, own = lost.posts.get(is_first=True), PostFactory(topic=kept)
    follower = UserFactory()
    Subscription.objects.create(user=follower, topic=lost, frequency="weekly")
    moderation.merge(lost, kept, "Même question.", by=staff)
    moderation.merge(lost, kept, "Même question.", by=staff)
    lost = fresh(lost)
    assert (lost.state, lost.merged_into) == ("merged", kept)
    assert list(kept.posts.values_list("pk", flat=True)) == [
        kept.posts.get(is_first=True).pk, opening.pk, reply.pk, own.pk,
    ]  # fmt: skip
    assert Subscription.objects.get(topic=kept).frequency == "weekly"
    assert (fresh(kept).reply_count, lost.reply_count) == (3, 0)
    assert told(lost.author) == ["merge"]
    moderation.unmerge(lost, by=staff)
    lost = fresh(lost)
    assert (lost.state, lost.merged_into) == ("shown", None)
    assert list(lost.posts.all()) == [opening, reply]
    assert fresh(opening).is_first
    assert list(kept.posts.filter(is_first=False)) == [own]
    assert (fresh(kept).reply_count, lost.reply_count) == (1, 1)


def test_a_question_taken_out_again_has_the_answer_that_it_had_accepted(staff):
    kept, lost = TopicFactory(), TopicFactory()
    chosen, other = PostFactory(topic=lost, is_accepted=True), PostFactory(topic=lost)
    own = PostFactory(topic=kept)
    moderation.merge(lost, kept, "Le même sujet.", by=staff)
    assert not kept.posts.filter(is_accepted=True).exists()
    writing.accept(fresh(other))
    assert kept.posts.get(is_accepted=True) == other
    moderation.unmerge(fresh(lost), by=staff)
    assert lost.posts.get(is_accepted=True) == chosen
    assert (fresh(lost).is_answered, fresh(kept).is_answered) == (True, False)
    writing.accept(fresh(own))
    moderation.move(fresh(chosen), kept, "", by=staff)
    moderation.merge(lost, kept, "Encore.", by=staff)
    moderation.unmerge(fresh(lost), by=staff)
    assert kept.posts.get(is_accepted=True) == own
    assert not lost.posts.filter(is_accepted=True).exists()


def test_merges_of_merges_are_undone_one_after_the_other(staff):
    first, second, third = TopicFactory(), TopicFactory(), TopicFactory()
    texts = {row.pk: [post.pk for post in row.posts.all()] for row in (first, second, third)}
    moderation.merge(third, second, "", by=staff)
    moderation.merge(second, first, "", by=staff)
    assert first.posts.count() == 3
    with pytest.raises(ValidationError):
        moderation.unmerge(fresh(third), by=staff)
    moderation.unmerge(fresh(second), by=staff)
    assert (first.posts.count(), second.posts.count()) == (1, 2)
    moderation.unmerge(fresh(third), by=staff)
    for row in Topic.objects.all():
        assert [post.pk for post in row.posts.all()] == texts[row.pk]
        assert row.state == "shown"
        assert row.posts.get().is_first
    assert not Post.objects.exclude(came_from=None).exists()
