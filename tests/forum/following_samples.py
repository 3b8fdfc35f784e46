"""A letter on what is followed, or on an answer that is due, as the portal writes it."""

from datetime import date, timedelta

from django.utils import timezone

from forum import deadlines
from forum.digests import write_digests
from forum.models import Step
from forum.services import telling
from forum.services.following import follow
from members.models import Letter
from tests.factories import BorderFactory, MandateFactory, UserFactory
from tests.forum.factories import (
    AddresseeFactory,
    ObstacleFactory,
    PostFactory,
    StepFactory,
    TopicFactory,
)
from tests.forum.letter_samples import TITLE, written
from tests.members.letter_samples import organisation, reader


def step(due_on: date | None = None) -> Step:
    obstacle = ObstacleFactory(
        reference="FR-DE-2026-014",
        title_fr="Le diplôme d’<infirmier> n’est pas reconnu",
        title_en="The diploma of <nurses> is not recognised",
        main_border=BorderFactory(code="FR-DE"),
        carrier=organisation(),
        is_ready=True,
    )
    addressee = AddresseeFactory(name_fr="Préfecture & région", name_en="Prefecture & region")
    return StepFactory(
        obstacle=obstacle,
        addressee=addressee,
        addressee_name="Préfecture & région",
        due_on=due_on,
    )


def forum_post(language: str) -> Letter:
    topic = TopicFactory(pk=90_007, title=TITLE)
    follow(reader(language), "topic", topic, "at_once")
    author = UserFactory(name="Jeanne Petit")
    telling.topic_changed(
        PostFactory(pk=90_009, topic=topic, author=author, shown_at=timezone.now())
    )
    return written("forum_post", language)


def obstacle_news(language: str) -> Letter:
    sent = step()
    follow(reader(language), "obstacle", sent.obstacle, "at_once")
    telling.obstacle_changed(sent)
    return written("obstacle_news", language)


def forum_digest(language: str) -> Letter:
    user, sent, topic = reader(language), step(), TopicFactory(pk=90_007, title=TITLE)
    for kind, row in (("obstacle", sent.obstacle), ("topic", topic)):
        follow(user, kind, row)
    user.subscriptions.update(since=timezone.now() - timedelta(hours=1))
    author = UserFactory(name="Jeanne Petit")
    topic.posts.update(shown_at=timezone.now() - timedelta(days=2))
    PostFactory(pk=90_009, topic=topic, author=author, shown_at=timezone.now())
    write_digests()
    return written("forum_digest", language)


def _reminder(language: str, which: str, due_on: date) -> Letter:
    waits = step(due_on)
    MandateFactory(user=reader(language), organisation=waits.obstacle.carrier, speaks_for=True)
    deadlines._tell(waits, which)
    letter = Letter.objects.exclude(user=None).get(kind=f"deadline_{which}")
    letter.language = language
    letter.save()
    return letter


def deadline_before(language: str) -> Letter:
    return _reminder(language, "before", date(2099, 6, 30))


def deadline_after(language: str) -> Letter:
    return _reminder(language, "after", date(2026, 5, 31))


def deadlines_late(language: str) -> Letter:
    step(date(2026, 5, 31))
    deadlines.tell_what_is_late()
    return written("deadlines_late", language)


SAMPLES = {
    "forum_post": forum_post,
    "obstacle_news": obstacle_news,
    "forum_digest": forum_digest,
    "deadline_before": deadline_before,
    "deadline_after": deadline_after,
    "deadlines_late": deadlines_late,
}
