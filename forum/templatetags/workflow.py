"""What a person may do about obstacles, for the pages that everyone reads."""

from dataclasses import dataclass, field

from django import template
from django.contrib.auth.models import AnonymousUser

from forum.models import Obstacle, Topic
from forum.models.kinds import State
from forum.services.raising import may_carry
from members.models import Mandate, Organisation, User

register = template.Library()


@dataclass(frozen=True)
class Forward:
    """Whether the reader takes an obstacle forward, and which of their organisations may carry
    it."""

    keeps: bool = False
    may_carry: list[Organisation] = field(default_factory=list)

    def __bool__(self):
        return self.keeps or bool(self.may_carry)


@register.simple_tag
def may_raise(user: User | AnonymousUser, topic: Topic | None = None) -> bool:
    """Whether `user` may open an obstacle, from `topic` when there is one."""
    if not user.is_authenticated or (topic and topic.state != State.SHOWN):
        return False
    if user.is_staff:
        return True
    return Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True).exists()


@register.simple_tag
def forward_of(obstacle: Obstacle, user: User | AnonymousUser) -> Forward:
    if not user.is_authenticated:
        return Forward()
    keeps = Obstacle.objects.editable_by(user).contains(obstacle)
    if obstacle.has_carrier or user.is_staff:
        return Forward(keeps)
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
    own = Organisation.objects.filter(pk__in=mandates.values("organisation"))
    return Forward(keeps, [one for one in own.order_by("pk") if may_carry(obstacle, one)])
