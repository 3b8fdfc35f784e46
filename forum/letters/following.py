"""Letters on what one follows, and on answers that are due. All is read again when they leave."""

from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute, site_url
from forum.followed import News, still_read
from forum.models import Obstacle, Post, StatusChange, Step
from members.letters.accounts import reader_of
from members.letters.registry import Kind, Withheld, register
from members.models import Letter

NO_MORE = gettext_lazy("This person may no longer read it.")


def _post(letter: Letter) -> dict[str, Any]:
    reader = reader_of(letter)
    rows = Post.objects.visible_to(reader).shown().select_related("topic", "author", "organisation")
    post = rows.filter(pk=letter.subject_key).first()
    if post is None:
        raise Withheld(NO_MORE)
    return {
        "post": post,
        "topic": post.topic,
        "who": _who(post),
        "link": absolute(post.get_absolute_url()),
        "stop": site_url("forum:following"),
    }


def _who(post: Post) -> str:
    return str(post.organisation) if post.organisation else post.author.shown_name


def _obstacle_news(letter: Letter) -> dict[str, Any]:
    reader = reader_of(letter)
    kind, pk, *_rest = letter.subject_key.split(":")
    row: Any
    if kind == "step":
        rows = Step.objects.visible_to(reader)  # type: ignore[attr-defined]
        row = rows.select_related("obstacle").filter(pk=pk).first()
    else:
        seen = Obstacle.objects.visible_to(reader).values("pk")
        changes = StatusChange.objects.filter(pk=pk, obstacle__in=seen)
        row = changes.select_related("obstacle").first()
    if row is None:
        raise Withheld(NO_MORE)
    return {
        "obstacle": row.obstacle,
        "news": _said(row),
        "link": absolute(row.obstacle.get_absolute_url()),
        "stop": site_url("forum:following"),
    }


def _said(row: StatusChange | Step) -> str:
    """What happened, in a few words."""
    if isinstance(row, StatusChange):
        return capfirst(str(row.get_outcome_display() or row.get_new_display()))
    if row.answered_on:
        return _("Answer of %(addressee)s") % {"addressee": row.addressee_name or "–"}
    return capfirst(str(row.get_kind_display()))


def _digest(letter: Letter) -> dict[str, Any]:
    """Withheld as soon as something of it may no longer be read: another letter tells the rest."""
    found = still_read(reader_of(letter), letter.facts)
    if {name: set(keys) for name, keys in found.keys().items()} != {
        name: set(keys) for name, keys in letter.facts.items()
    }:
        raise Withheld(_("Something in it may no longer be read."))
    return {"rows": _lines(found), "stop": site_url("forum:following")}


def _lines(found: News) -> list[dict[str, str]]:
    posts = [
        {
            "title": post.topic.title,
            "state": _who(post),
            "link": absolute(post.get_absolute_url()),
        }
        for post in found.posts
    ]
    rows: list[StatusChange | Step] = [*found.changes, *found.steps]
    return posts + [
        {
            "title": f"{row.obstacle} ({row.obstacle.reference})",
            "state": _said(row),
            "link": absolute(row.obstacle.get_absolute_url()),
        }
        for row in rows
    ]


def _deadline(letter: Letter) -> dict[str, Any]:
    """Withheld once it is answered, put off, or closed; or the reader no longer speaks for it."""
    pk, due, _which = letter.subject_key.split(":")
    rows = Step.objects.waiting().select_related("obstacle")  # type: ignore[attr-defined]
    step = rows.filter(pk=pk, due_on=due).first()
    if step is None:
        raise Withheld(_("It was answered meanwhile."))
    mine: Any = Obstacle.objects
    if letter.user:
        mine = mine.editable_by(reader_of(letter))
    if not mine.filter(pk=step.obstacle_id).exists():
        raise Withheld(NO_MORE)
    return {
        "step": step,
        "obstacle": step.obstacle,
        "link": _manage(step),
    }


def _manage(step: Step) -> str:
    """Where the answer is recorded."""
    return absolute(reverse("forum:obstacle_manage", args=[step.obstacle.reference]))


def _late(letter: Letter) -> dict[str, Any]:
    steps = list(Step.objects.late().select_related("obstacle").order_by("due_on", "pk"))  # type: ignore[attr-defined]
    if not steps:
        raise Withheld(_("It was answered meanwhile."))
    return {"rows": [{"step": step, "link": _manage(step)} for step in steps]}


register(
    Kind("forum_post", gettext_lazy("new post in what one follows"), _post, False),
    Kind("obstacle_news", gettext_lazy("news of an obstacle"), _obstacle_news, False),
    Kind("forum_digest", gettext_lazy("what is new in what one follows"), _digest, False),
    Kind("deadline_before", gettext_lazy("answer that will be due"), _deadline),
    Kind("deadline_after", gettext_lazy("answer that is late"), _deadline),
    Kind("deadlines_late", gettext_lazy("answers that are late, each week"), _late),
)
