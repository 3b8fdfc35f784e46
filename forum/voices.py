"""In whose name a person writes: their own, an organisation's, or the MOT's."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from forum.models.kinds import OPEN_AUDIENCES, Audience
from forum.models.written import is_member
from members.acting import signature
from members.models import Mandate, User

OWN, MOT = "own", "mot"


@dataclass(frozen=True)
class Voice:
    """A person, for an organisation under `mandate`; without one, in their own name, or the
    MOT's when they are of its staff."""

    user: User
    mandate: Mandate | None = None

    @property
    def key(self) -> str:
        """How a form names it: `own`, `mot`, or the address of the organisation."""
        if self.mandate:
            return self.mandate.organisation.slug
        return MOT if self.user.is_staff else OWN

    @property
    def is_staff_answer(self) -> bool:
        return self.key == MOT

    def __str__(self):
        if self.mandate:
            return signature(self.mandate)
        name = self.user.shown_name
        if self.is_staff_answer:
            return _("%(name)s, for the MOT") % {"name": name}
        return _("%(name)s, in your own name") % {"name": name}


def voices(user: User) -> list[Voice]:
    """All that `user` may write as today, first what is theirs; one for each organisation."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
    spoken: dict[int, Mandate] = {}
    for mandate in mandates.select_related("organisation", "user").order_by("pk"):
        spoken.setdefault(mandate.organisation_id, mandate)
    return [Voice(user), *(Voice(user, mandate) for mandate in spoken.values())]


def may_write(user: User | AnonymousUser) -> bool:
    """Who acts for an organisation today writes in the forum, and the staff; visitors read."""
    if user.is_anonymous:
        return False
    return user.is_staff or Mandate.objects.in_force().filter(user_id=user.pk).exists()


def audiences(user: User) -> list[Audience]:
    """For whom `user` may write: who is no member could not read what is for members."""
    if user.is_staff or User.objects.filter(is_member(user), pk=user.pk).exists():
        return OPEN_AUDIENCES
    return [Audience.PUBLIC]
