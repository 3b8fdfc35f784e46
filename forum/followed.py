"""What is new among what a person follows, and the days that wait for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.addresses import absolute
from core.ics import Day
from forum.models import CommitteeDate, Obstacle, Post, Reader, StatusChange, Step, Subscription
from members.models import User

# When a row of each kind was written, or changed again.
MOMENTS = {"posts": "shown_at", "changes": "at", "steps": "updated_at"}


@dataclass(frozen=True)
class News:
    """What was written and what became of obstacles, that a person may read."""

    posts: list[Post]
    changes: list[StatusChange]
    steps: list[Step]

    def keys(self) -> dict[str, list[int]]:
        """What a letter keeps of it."""
        return {name: [row.pk for row in rows] for name, rows in vars(self).items()}

    def __bool__(self) -> bool:
        return any(vars(self).values())

    @classmethod
    def joined(cls, parts: Iterable[Self]) -> Self:
        """All of them, each row once."""
        found: dict[str, dict[int, Any]] = {"posts": {}, "changes": {}, "steps": {}}
        for part in parts:
            for name, rows in vars(part).items():
                found[name] |= {row.pk: row for row in rows}
        return cls(**{name: list(rows.values()) for name, rows in found.items()})

    def without(self, told: dict[str, list[int]], until: datetime) -> Self:
        """What is not among the keys of `told`, or happened again after `until`."""
        return type(self)(
            **{
                name: [
                    row
                    for row in rows
                    if row.pk not in told[name] or getattr(row, MOMENTS[name]) > until
                ]
                for name, rows in vars(self).items()
            }
        )


def news(user: User, subscriptions: QuerySet[Subscription], since: datetime) -> News:
    """What is new since a moment under `subscriptions`, without what `user` did."""
    keys = _keys(subscriptions)
    topics = Q(topic__in=keys["topic"])
    wider = Q(topic__borders__in=keys["border"]) | Q(topic__themes__in=keys["theme"])
    shown = Post.objects.visible_to(user).shown().filter(shown_at__gt=since).exclude(author=user)
    of = Q(obstacle__in=keys["obstacle"])
    of |= Q(obstacle__borders__in=keys["border"]) | Q(obstacle__themes__in=keys["theme"])
    steps = _steps(user).filter(of, updated_at__gt=since)
    return News(
        list(_told(shown.filter(topics | wider & _read_by(user)))),
        list(_changes(user).filter(of, at__gt=since).exclude(by=user).distinct()),
        list(steps.exclude(by=user, answered_on=None).distinct()),  # others record answers too
    )


def still_read(user: User, keys: dict[str, Any]) -> News:
    """Of what a letter was written about (`News.keys`), what `user` may read now."""
    shown = Post.objects.visible_to(user).shown().filter(pk__in=keys["posts"])
    return News(
        list(_told(shown)),
        list(_changes(user).filter(pk__in=keys["changes"])),
        list(_steps(user).filter(pk__in=keys["steps"])),
    )


def _keys(subscriptions: QuerySet[Subscription]) -> dict[str, set[int]]:
    kinds = ("topic", "obstacle", "border", "theme")
    rows = list(subscriptions.values(*(f"{kind}_id" for kind in kinds)))
    return {kind: {row[f"{kind}_id"] for row in rows} - {None} for kind in kinds}


def _read_by(user: User) -> Q:
    """Posts in a language that `user` reads, or translated into one."""
    reader = Reader.objects.filter(user=user).first()
    if reader is None or not reader.languages:
        return Q()
    return Q(language__in=reader.languages) | Q(translations__language__in=reader.languages)


def _told(posts: QuerySet[Post]) -> QuerySet[Post]:
    rows = posts.select_related("topic", "author", "organisation").defer("search")
    return rows.order_by("topic_id", "created_at", "pk").distinct()


def _changes(user: User) -> QuerySet[StatusChange]:
    seen = Obstacle.objects.visible_to(user).values("pk")
    rows = StatusChange.objects.filter(obstacle__in=seen).select_related("obstacle")
    return rows.order_by("at", "pk")


def _steps(user: User) -> QuerySet[Step]:
    rows = Step.objects.visible_to(user).filter(sent_on__isnull=False)  # type: ignore[attr-defined]
    return rows.select_related("obstacle").order_by("updated_at", "pk")


def deadlines(user: User) -> QuerySet[Step]:
    """The steps that wait for an answer: staff see all, others what they carry or follow."""
    rows = Step.objects.visible_to(user).waiting()  # type: ignore[attr-defined]
    if not user.is_staff:
        mine = Obstacle.objects.editable_by(user).values("pk")
        followed = Subscription.objects.filter(user=user, obstacle__isnull=False)
        rows = rows.filter(Q(obstacle__in=mine) | Q(obstacle__in=followed.values("obstacle")))
    return rows.select_related("obstacle").order_by("due_on", "pk")


def days(user: User) -> list[Day]:
    """The days of a person's calendar: answers due, and when the bodies concerned meet."""
    steps = list(deadlines(user))
    found = [_due_day(step) for step in steps]
    bodies = {step.addressee_id for step in steps} - {None}
    dates = (
        CommitteeDate.objects.all()
        if user.is_staff
        else CommitteeDate.objects.filter(addressee__in=bodies)
    )
    return found + [_committee_day(row) for row in dates.select_related("addressee")]


def _due_day(step: Step) -> Day:
    words = _("Answer due: %(obstacle)s (%(addressee)s)")
    return Day(
        uid=f"step-{step.pk}@mot",
        on=step.due_on,  # type: ignore[arg-type]
        title=words % {"obstacle": step.obstacle, "addressee": step.addressee_name or "–"},
        url=absolute(step.obstacle.get_absolute_url()),
        changed_at=step.updated_at,
        text=step.obstacle.reference,
    )


def _committee_day(row: CommitteeDate) -> Day:
    return Day(
        uid=f"committee-{row.pk}@mot",
        on=row.date,
        title=f"{row.addressee}{' – ' + row.title if row.title else ''}",
        url=row.link or absolute("/"),
        changed_at=row.updated_at,
    )
