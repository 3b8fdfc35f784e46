"""Topics and answers are kept, sent once, changed; of who is new here they wait."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from forum.models import Post, Subscription, Topic
from forum.services import moderation, writing
from forum.services.writing import Heading, Words
from forum.voices import Voice, audiences, may_write, voices
from members.models import Letter
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    UserFactory,
)
from tests.forum.factories import PostFactory, TopicFactory

pytestmark = pytest.mark.django_db
HEADING = Heading(kind="question", title="Télétravail et impôt", audience="public")
WORDS = Words("Qui paie ?", "fr")


@pytest.fixture
def author():
    """Somebody who speaks for an organisation, and of whom two posts are shown."""
    user = MandateFactory(speaks_for=True, function="maire").user
    topic = TopicFactory()
    PostFactory.create_batch(2, topic=topic, author=user)
    return user


@pytest.fixture
def newcomer():
    return MandateFactory().user


def ask(user, *, key=None, sends=True, heading=HEADING, words=WORDS, voice=None):
    voice = voice or Voice(user)
    return writing.write_topic(voice, heading, words, key=key or uuid.uuid4(), sends=sends)


def answer(user, topic, *, key=None, sends=True, words=WORDS):
    return writing.write_answer(Voice(user), topic, words, key=key or uuid.uuid4(), sends=sends)


def test_a_topic_is_shown_with_its_first_post(author):
    border = BorderFactory(code="FR-DE")
    heading = Heading("question", "Titre", "public", {"borders": [border]})
    topic = ask(author, heading=heading).post.topic
    topic.refresh_from_db()
    assert (topic.state, topic.posts.get().state) == ("shown", "shown")
    assert topic.shown_at
    assert topic.border_codes == ["FR-DE"]
    assert topic.last_post_at == topic.posts.get().created_at
    assert Subscription.objects.get(topic=topic).user == author


def test_what_newcomers_send_waits_until_two_posts_are_shown(newcomer):
    first, second = ask(newcomer).post, answer(newcomer, TopicFactory()).post
    third = answer(newcomer, TopicFactory()).post
    assert {first.state, second.state, third.state, first.topic.state} == {"waiting"}
    assert Letter.objects.filter(kind="post_waits").count() == 3
    staff = UserFactory(is_staff=True)
    moderation.show(first, by=staff)
    assert answer(newcomer, TopicFactory()).post.state == "waiting"
    moderation.show(second, by=staff)
    fourth = answer(newcomer, TopicFactory()).post
    assert fourth.state == "shown"
    for post in (second, fourth):
        moderation.hide(post, "Publicité.", by=staff)
    assert answer(newcomer, TopicFactory()).post.state == "waiting"


def test_staff_never_wait_and_answer_for_the_mot():
    staff = UserFactory(is_staff=True)
    post = answer(staff, TopicFactory()).post
    assert post.state == "shown"
    assert post.is_staff_answer
    assert not ask(staff).post.is_staff_answer  # nobody asked


def test_the_same_form_sent_twice_is_sent_once(author):
    key = uuid.uuid4()
    one, two = ask(author, key=key), ask(author, key=key)
    assert one.post == two.post
    assert two.is_repeat
    assert not one.is_repeat
    topic, key = TopicFactory(), uuid.uuid4()
    assert answer(author, topic, key=key).post == answer(author, topic, key=key).post
    assert topic.posts.count() == 2


def test_a_key_of_somebody_else_is_refused(author, newcomer):
    key = uuid.uuid4()
    topic = ask(author, key=key, sends=False).post.topic
    with pytest.raises(ValidationError):
        ask(newcomer, key=key)
    other = answer(author, TopicFactory(), key=topic.key, sends=False).post
    with pytest.raises(ValidationError):
        answer(newcomer, TopicFactory(), key=other.key)
    assert Post.objects.get(pk=other.pk).author == author


def test_a_draft_is_found_again_and_dated_when_it_is_sent(author):
    key = uuid.uuid4()
    draft = ask(author, key=key, sends=False).post
    assert (draft.state, draft.topic.state) == ("draft", "draft")
    assert not Topic.objects.visible_to(UserFactory()).filter(pk=draft.topic_id)
    before = draft.created_at
    sent = ask(author, key=key, words=Words("Autrement dit ?", "fr")).post
    sent.refresh_from_db()
    assert (sent.pk, sent.text, sent.state) == (draft.pk, "Autrement dit ?", "shown")
    assert sent.created_at != before
    assert Topic.objects.filter(author=author).count() == 1


def test_a_draft_is_thrown_away_but_nothing_that_was_sent(author):
    draft = ask(author, sends=False).post
    writing.throw_away(draft)
    assert not Topic.objects.filter(pk=draft.topic_id).exists()
    with pytest.raises(ValidationError):
        writing.throw_away(ask(author).post)


def test_one_writes_for_an_organisation_under_its_mandate(author):
    own, spoken = voices(author)
    assert (own.key, spoken.key) == ("own", spoken.mandate.organisation.slug)
    post = ask(author, voice=spoken).post
    assert (post.organisation, post.function) == (spoken.mandate.organisation, "maire")
    assert post.topic.organisation == post.organisation
    assert [voice.key for voice in voices(UserFactory(is_staff=True))] == ["mot"]
    assert str(own).startswith(author.name)


def test_who_may_write_and_for_whom(newcomer, author):
    assert may_write(newcomer)
    assert may_write(UserFactory(is_staff=True))
    assert not may_write(UserFactory())
    assert len(voices(newcomer)) == 1  # without speaks_for, in one's own name alone
    bank = OrganisationFactory()
    PartnershipFactory(partner=bank)
    officer = MandateFactory(organisation=bank).user
    assert audiences(officer) == ["public"]
    assert audiences(newcomer) == ["public", "members"]


@pytest.mark.parametrize("facts", [{"is_locked": True}, {"is_hidden": True}, {"state": "waiting"}])
def test_a_topic_that_is_locked_or_not_shown_takes_no_answers(author, facts):
    topic = TopicFactory(**facts)
    with pytest.raises(ValidationError):
        answer(author, topic)
    assert topic.posts.count() == 1


def test_an_edit_is_dated_and_of_newcomers_it_waits(author, newcomer):
    post = PostFactory(author=author)
    writing.edit_post(post, Words(post.text, "de"), by=author)
    post.refresh_from_db()
    assert post.edited_at is None
    assert post.language == "de"
    writing.edit_post(post, Words("Corrigé.", "de"), by=author)
    post.refresh_from_db()
    assert post.edited_at
    assert (post.text, post.state) == ("Corrigé.", "shown")
    first = TopicFactory(author=newcomer).posts.get()
    writing.edit_post(first, Words("Publicité", "fr"), by=newcomer)
    first.refresh_from_db()
    assert (first.state, first.topic.state) == ("waiting", "waiting")
    writing.edit_post(first, Words("Question", "fr"), by=UserFactory(is_staff=True))
    assert Letter.objects.filter(kind="post_waits").count() == 1


def test_what_was_written_for_members_is_not_opened_to_everyone(author):
    closed = Heading("question", "Titre", "members")
    first = ask(author, heading=closed).post
    writing.edit_post(first, WORDS, by=author, heading=HEADING)
    writing.edit_post(first, WORDS, by=author, heading=closed)
    PostFactory(topic=first.topic)
    with pytest.raises(ValidationError):
        writing.edit_post(first, WORDS, by=author, heading=HEADING)
    first.topic.refresh_from_db()
    assert first.topic.audience == "members"


def test_one_answer_is_accepted_instead_of_any_other():
    topic = TopicFactory()
    one, two = PostFactory.create_batch(2, topic=topic)
    writing.accept(one)
    writing.accept(two)
    assert topic.posts.get(is_accepted=True) == two
    topic.refresh_from_db()
    assert topic.is_answered
    writing.take_back_acceptance(two)
    topic.refresh_from_db()
    assert not topic.is_answered


def test_only_a_shown_answer_to_a_question_is_accepted():
    topic = TopicFactory()
    talk = TopicFactory(kind="discussion")
    for post in [
        topic.posts.get(),
        PostFactory(topic=topic, state="waiting"),
        PostFactory(topic=talk),
    ]:
        with pytest.raises(ValidationError):
            writing.accept(post)
