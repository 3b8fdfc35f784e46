"""Topics of a demonstration: questions that were really asked, each with its source."""

from pathlib import Path

from django.utils import timezone

from core.loading import listed, read_csv
from forum.models import Obstacle, Post, Topic
from members.models import User
from territories.models import Border, Theme

QUESTIONS = Path(__file__).parent / "data" / "questions.csv"


def make_topics(email: str) -> None:
    """Write the questions once, in the name of the person of this address."""
    author = User.objects.get(email=email)
    for row in read_csv(QUESTIONS):
        if not Topic.objects.filter(title=row["title"]).exists():
            _topic(row, author)


def _topic(row: dict[str, str], author: User) -> None:
    now = timezone.now()
    topic = Topic.objects.create(
        kind=row["kind"],
        title=row["title"],
        language=row["language"],
        author=author,
        state=Topic.State.SHOWN,
        shown_at=now,
        source=row["source"],
    )
    borders = list(Border.objects.filter(code__in=listed(row["borders"])))
    topic.borders.set(borders)
    if borders:
        topic.lat, topic.lon = borders[0].lat, borders[0].lon
        topic.save(update_fields=["lat", "lon"])
    topic.themes.set(Theme.objects.filter(code__in=listed(row["themes"])))
    shown = {"topic": topic, "author": author, "language": row["language"], "shown_at": now}
    text = f"{row['text']}\n\nSource : <{row['source']}>"
    Post.objects.create(is_first=True, text=text, state=Post.State.SHOWN, **shown)
    if row["answer"]:
        Post.objects.create(
            text=row["answer"],
            state=Post.State.SHOWN,
            is_staff_answer=True,
            is_accepted=True,
            **shown,
        )
    Obstacle.objects.filter(slug=row["obstacle"] or None, topic=None).update(topic=topic)
