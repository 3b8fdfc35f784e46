"""What people follow, and the letters that tell them: what they may read, once, in time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from forum.digests import write_digests
from forum.models import Post, Reader, Subscription, Topic
from forum.services import telling
from forum.services.following import follow
from members import personal_data
from members.letters.registry import Withheld, facts_of
from members.models import Letter
from tests.factories import BorderFactory, MandateFactory, ThemeFactory, UserFactory
from tests.forum.factories import ObstacleFactory, PostFactory, StepFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return MandateFactory(user=UserFactory()).user


@pytest.fixture
def clock(monkeypatch):
    """`clock(2026, 3, 1)` makes it noon of that day, `clock.forward(days=1)` later."""

    class Clock:
        at = timezone.now()

        def __call__(self, *day):
            self.at = datetime(*day, 11, tzinfo=UTC)

        def forward(self, **much):
            self.at += timedelta(**much)

    own = Clock()
    monkeypatch.setattr(timezone, "now", lambda: own.at)
    return own


def said(topic, **facts):
    """A post that is shown now, and told."""
    post = PostFactory(topic=topic, shown_at=timezone.now(), **facts)
    telling.topic_changed(post)
    return post


@pytest.mark.parametrize("kind", ["topic", "border", "theme"])
def test_who_wants_it_at_once_is_told_once(reader, kind):
    border, theme = BorderFactory(code="FR-DE"), ThemeFactory()
    topic = TopicFactory(borders=[border], themes=[theme])
    rows = {"topic": topic, "border": border, "theme": theme}
    follow(reader, kind, rows[kind], "at_once")
    follow(reader, "border", border, "at_once")
    post = said(topic)
    telling.topic_changed(post)
    [letter] = Letter.objects.filter(user=reader)
    assert (letter.kind, facts_of(letter)["post"]) == ("forum_post", post)


@pytest.mark.parametrize("change", ["hidden", "waiting", "members only", "topic hidden"])
def test_nothing_leaves_about_what_one_may_not_read_any_more(change):
    reader = UserFactory()  # acts for nobody
    topic = TopicFactory()
    follow(reader, "topic", topic, "at_once")
    post = said(topic)
    letter = Letter.objects.get(user=reader)
    facts_of(letter)
    if change == "members only":
        Topic.objects.filter(pk=topic.pk).update(audience="members")
    elif change == "topic hidden":
        Topic.objects.filter(pk=topic.pk).update(state="hidden", hidden_because="Hors sujet.")
    else:
        why = "Hors sujet." if change == "hidden" else ""
        Post.objects.filter(pk=post.pk).update(state=change, hidden_because=why)
    with pytest.raises(Withheld):
        facts_of(letter)


def test_what_waits_is_told_to_nobody(reader):
    topic = TopicFactory()
    follow(reader, "topic", topic, "at_once")
    telling.topic_changed(PostFactory(topic=topic, state="waiting"))
    assert not Letter.objects.filter(user=reader).exists()


def test_authors_are_not_told_of_their_own_words():
    topic = TopicFactory()
    follow(topic.author, "topic", topic, "at_once")
    said(topic, author=topic.author)
    assert not Letter.objects.filter(kind="forum_post").exists()


def test_who_asks_follows_their_question():
    topic = TopicFactory()
    telling.topic_changed(topic.posts.get())
    assert Subscription.objects.get().user == topic.author


def test_of_a_border_only_the_languages_one_reads_are_told(reader):
    border = BorderFactory()
    follow(reader, "border", border, "at_once")
    Reader.objects.create(user=reader, languages=["de", "nl"])
    topic = TopicFactory(borders=[border])
    said(topic, language="fr")
    german = said(topic, language="de")
    assert [letter.subject_key for letter in Letter.objects.filter(user=reader)] == [str(german.pk)]


def test_a_digest_a_day_tells_what_is_new_and_no_more(reader, clock):
    clock(2026, 2, 27)
    topic = TopicFactory()
    follow(reader, "topic", topic)
    Subscription.objects.update(since=clock.at)
    assert write_digests() == 0  # nothing new, no letter
    clock.forward(hours=1)
    first = said(topic)
    assert [write_digests(), write_digests()] == [1, 0]
    letter = Letter.objects.get(user=reader)
    Letter.objects.update(written_at=clock.at)
    assert letter.facts["posts"] == [first.pk]
    clock.forward(hours=2)
    second = said(topic)
    assert write_digests() == 0  # one a day
    clock(2026, 3, 1)
    assert write_digests() == 1
    assert Letter.objects.filter(user=reader).order_by("pk").last().facts["posts"] == [second.pk]


def test_a_digest_tells_what_was_committed_after_the_last_one(reader, clock):
    clock(2026, 2, 27)
    topic = TopicFactory()
    follow(reader, "topic", topic)
    Subscription.objects.update(since=clock.at - timedelta(hours=1))
    said(topic)
    assert write_digests() == 1
    Letter.objects.update(written_at=clock.at)
    late = PostFactory(topic=topic, shown_at=clock.at - timedelta(seconds=20))
    clock.forward(days=1)
    assert write_digests() == 1
    assert Letter.objects.order_by("pk").last().facts["posts"] == [late.pk]
    Letter.objects.update(written_at=clock.at)
    clock.forward(days=1)
    assert write_digests() == 0


def test_a_day_of_23_hours_has_its_digest(reader, clock):
    clock(2026, 3, 28)
    topic = TopicFactory()
    follow(reader, "topic", topic)
    Subscription.objects.update(since=clock.at - timedelta(hours=1))
    said(topic)
    assert write_digests() == 1
    Letter.objects.update(written_at=clock.at)
    clock.forward(hours=22, minutes=58)
    said(topic)
    assert write_digests() == 1


def test_a_digest_a_week(reader, clock):
    clock(2026, 12, 28)
    topic = TopicFactory()
    follow(reader, "topic", topic, "weekly")
    Subscription.objects.update(since=clock.at - timedelta(hours=1))
    said(topic)
    assert write_digests() == 1
    Letter.objects.update(written_at=clock.at)
    clock.forward(hours=1)
    said(topic)
    clock(2027, 1, 3)
    assert write_digests() == 0
    clock(2027, 1, 4)
    assert write_digests() == 1


def test_a_digest_is_withheld_once_something_of_it_may_not_be_read(reader, clock):
    topic = TopicFactory()
    follow(reader, "topic", topic)
    Subscription.objects.update(since=clock.at - timedelta(hours=1))
    post = said(topic)
    write_digests()
    letter = Letter.objects.get(user=reader)
    assert [row["title"] for row in facts_of(letter)["rows"]] == [topic.title]
    Post.objects.filter(pk=post.pk).update(state="hidden", hidden_because="Hors sujet.")
    with pytest.raises(Withheld):
        facts_of(letter)


def test_news_of_an_obstacle_reach_who_may_read_it(reader):
    step = StepFactory()
    row = step.obstacle
    follow(reader, "obstacle", row, "at_once")
    telling.obstacle_changed(step)
    [letter] = Letter.objects.filter(user=reader)
    assert facts_of(letter)["obstacle"] == row
    row.audience = "staff"
    row.save()
    with pytest.raises(Withheld):
        facts_of(letter)
    telling.obstacle_changed(StepFactory(obstacle=row, audience="staff"))
    assert Letter.objects.filter(user=reader).count() == 1


def test_the_page_follows_changes_and_stops(client, reader):
    border = BorderFactory()
    client.force_login(reader)
    page = "/fr/following/"
    assert client.post(page, {"follow": f"border:{border.pk}", "frequency": "weekly"}).url == page
    client.post(page, {"follow": f"border:{border.pk}", "frequency": "at_once"})
    assert [row.frequency for row in Subscription.objects.all()] == ["at_once"]
    assert str(border) in client.get(page).content.decode()
    away = {"stop": f"border:{border.pk}", "next": "https://evil.example/"}
    assert client.post(page, away).url == page
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "asked", ["", "border", "border:x", "border:99999999999999", "user:1", "border:1²"]
)
def test_what_cannot_be_followed_is_not_there(client, reader, asked):
    client.force_login(reader)
    assert client.post("/fr/following/", {"follow": asked}).status_code == 404


def test_what_one_may_not_read_cannot_be_followed(client, reader):
    client.force_login(reader)
    hidden = ObstacleFactory(audience="staff")
    assert client.post("/fr/following/", {"follow": f"obstacle:{hidden.pk}"}).status_code == 404


@pytest.mark.parametrize("kind", ["topic", "obstacle"])
def test_what_one_may_not_read_any_more_has_no_name_and_can_be_left(client, kind):
    reader = UserFactory()
    client.force_login(reader)
    made = {"topic": TopicFactory, "obstacle": ObstacleFactory}[kind]()
    follow(reader, kind, made)
    assert str(made) in client.get("/fr/following/").content.decode()
    secret = "Un titre que les membres seuls lisent"
    name = {"topic": "title", "obstacle": "title_fr"}[kind]
    type(made).objects.filter(pk=made.pk).update(audience="members", **{name: secret})
    assert secret not in client.get("/fr/following/").content.decode()
    assert secret not in client.get("/fr/me/data/download.json").content.decode()
    answer = client.post("/fr/following/", {"stop": f"{kind}:{made.pk}"}, follow=True)
    assert secret not in answer.content.decode()
    assert not Subscription.objects.exists()


def test_the_button_of_a_page_changes_nothing_for_who_follows_it_already(client, reader):
    client.force_login(reader)
    border = BorderFactory()
    follow(reader, "border", border, "at_once")
    client.post("/fr/following/", {"follow": f"border:{border.pk}"})
    assert Subscription.objects.get().frequency == "at_once"


def test_a_digest_tells_an_answer_recorded_after_the_step(reader, clock):
    step = StepFactory(by=reader)
    follow(reader, "obstacle", step.obstacle)
    Subscription.objects.update(since=timezone.now())
    clock.at = timezone.now() + timedelta(minutes=1)
    assert write_digests() == 0  # what the reader sent is no news to them
    step.answered_on, step.answer = date(2026, 5, 4), "Non."
    step.save()
    assert write_digests() == 1
    assert Letter.objects.get(user=reader).facts["steps"] == [step.pk]


def test_what_is_begun_goes_with_the_account():
    author = UserFactory()
    TopicFactory(author=author, state="draft")
    personal_data.HOLDINGS["forum_followed"].erase(author, "nobody@example.org")
    assert not Topic.objects.exists()


def test_languages_are_kept_and_others_left_out(client, reader):
    client.force_login(reader)
    client.post("/fr/following/languages/", {"language": ["de", "xx", "fr"]})
    assert Reader.objects.get(user=reader).languages == ["fr", "de"]


def test_the_calendar_shows_what_its_owner_may_see_today(client, reader):
    client.force_login(reader)
    client.post("/fr/following/calendar/")
    address = client.get("/fr/following/").context["calendar_url"]
    step = StepFactory(due_on=date(2028, 2, 29))
    follow(reader, "obstacle", step.obstacle)
    client.logout()
    path = address.split("testserver", 1)[1]
    assert b"DTSTART;VALUE=DATE:20280229" in client.get(path).content
    step.audience = "staff"
    step.save()
    assert b"20280229" not in client.get(path).content
    client.force_login(reader)
    client.post("/fr/following/calendar/", {"revoke": "1"})
    assert client.get(path).status_code == 404
