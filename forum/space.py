"""The forum in a person's own space: what waits, what is held of them, where they go on."""

from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.followed import deadlines
from forum.models import DeadlineKey, Flag, Obstacle, Post, Reader, Subscription, Topic
from forum.models.kinds import State
from forum.services.following import followed
from members import personal_data, waiting
from members.models import User
from members.views.mixins import person
from members.waiting import Item


def answers_due(request: HttpRequest) -> list[Item]:
    """What one carries and waits for, the soonest first; what is followed alone does not."""
    user = person(request)
    if user.is_staff:
        return []
    mine = Obstacle.objects.editable_by(user).values("pk")
    return [
        Item(
            _("Answer due on the obstacle “%s”") % step.obstacle,
            step.obstacle.get_absolute_url(),
            step.due_on,
        )
        for step in deadlines(user).filter(obstacle__in=mine)
    ]


def to_moderate(request: HttpRequest) -> list[Item]:
    """For staff: how many posts and reports wait."""
    if not person(request).is_staff:
        return []
    posts = Post.objects.filter(state=State.WAITING).aggregate(
        n=Count("pk"), since=Min("created_at")
    )
    flags = Flag.objects.waiting().aggregate(n=Count("pk"), since=Min("at"))
    items = []
    if posts["n"]:
        words = ngettext(
            "%d post waits for a moderator.", "%d posts wait for a moderator.", posts["n"]
        )
        url = reverse("admin:forum_post_changelist")
        items.append(Item(words % posts["n"], url, posts["since"]))
    if flags["n"]:
        words = ngettext("%d post is reported.", "%d posts are reported.", flags["n"])
        items.append(
            Item(words % flags["n"], reverse("admin:forum_flag_changelist"), flags["since"])
        )
    return items


def drafts(request: HttpRequest) -> list[Item]:
    """What one began to write in the forum."""
    n = Post.objects.filter(author=person(request), state=State.DRAFT).count()
    words = ngettext("Finish the draft in the forum", "Finish the %d drafts in the forum", n)
    return [Item(words % n if n > 1 else words, reverse("forum:mine"))] if n else []


def _posts(user: User) -> list[dict[str, Any]]:
    rows = Post.objects.filter(author=user).select_related("topic").order_by("pk")
    return [
        {
            "topic": row.topic.title,
            "language": row.language,
            "text": row.text,
            "state": row.state,
            "written": row.created_at.isoformat(),
            "function": row.function,
        }
        for row in rows
    ]


def _followed(user: User) -> dict[str, Any]:
    reader = Reader.objects.filter(user=user).first()
    return {
        "languages": reader.languages if reader else [],
        "followed": [
            {
                "what": str(target) if target else "",
                "how_often": row.frequency,
                "since": row.since.isoformat(),
            }
            for _kind, row, target in followed(user)
        ],
    }


def _reports(user: User) -> list[dict[str, Any]]:
    return [
        {"reason": row.reason, "words": row.words, "on": row.at.isoformat(), "answer": row.answer}
        for row in Flag.objects.filter(by=user).order_by("pk")
    ]


def _forget(user: User, placeholder: str) -> None:
    for model in (Subscription, Reader, DeadlineKey):
        model._default_manager.filter(user=user).delete()
    Flag.objects.filter(by=user, handled_at__isnull=False).delete()
    Topic.objects.filter(author=user, state=State.DRAFT).delete()
    Post.objects.filter(author=user, state=State.DRAFT).delete()


waiting.register(answers_due, to_moderate, drafts)
personal_data.register(
    personal_data.Holding("forum_posts", _posts),
    personal_data.Holding("forum_reports", _reports),
    personal_data.Holding("forum_followed", _followed, _forget),
)
