"""Acting for an organisation: under which mandate, and how an act is signed."""

from dataclasses import dataclass

import pghistory
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Mandate, Organisation, User


def mandate_of(user: User, organisation: Organisation, **capabilities: bool) -> Mandate | None:
    """The mandate in force under which `user` acts there, with these capabilities; None if none."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, organisation=organisation)
    return mandates.filter(**capabilities).select_related("user", "organisation").first()


def signature(mandate: Mandate) -> str:
    """`Anne Martin, présidente, for Eurométropole de Strasbourg`."""
    return _("%(name)s, %(function)s, for %(organisation)s") % {
        "name": mandate.user.shown_name,
        "function": mandate.function,
        "organisation": mandate.organisation,
    }


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, under one of their mandates; without one, as staff of the MOT."""

    user: User | None
    mandate: Mandate | None = None

    def __str__(self):
        if self.mandate:
            return signature(self.mandate)
        name = self.user.shown_name if self.user else _("the staff")
        return _("%(name)s, for the MOT") % {"name": name}

    @property
    def keys(self) -> dict[str, int | None]:
        """What a letter keeps of who acted; `actor` reads it again."""
        return {
            "by": self.user.pk if self.user else None,
            "under": self.mandate.pk if self.mandate else None,
        }


def actor(keys: dict[str, int | None]) -> Actor:
    """The `Actor` that `Actor.keys` described."""
    mandates = Mandate.objects.select_related("user", "organisation")
    return Actor(
        User.objects.filter(pk=keys["by"] or 0).first(),
        mandates.filter(pk=keys["under"] or 0).first(),
    )


@dataclass(frozen=True)
class Place:
    """An organisation that a person acts for, and where to go on there."""

    organisation: Organisation
    function: str
    url: str


def places(user: User, *, but: Organisation, page: str = "", capability: str = "") -> list[Place]:
    """Where else `user` acts today, each organisation once, in the order of their names.

    `url` is `page` of that organisation where `capability` allows it, else who can act for it.
    """
    mandates = Mandate.objects.in_force().filter(user_id=user.pk).exclude(organisation=but)
    mandates = mandates.select_related("organisation").order_by("starts_on", "pk")
    found: dict[int, Place] = {}
    for mandate in mandates:
        may = bool(page) and (not capability or getattr(mandate, capability))
        if may or mandate.organisation_id not in found:
            name = page if may else "members:people"
            url = reverse(name, args=[mandate.organisation.slug])
            found[mandate.organisation_id] = Place(mandate.organisation, mandate.function, url)
    return sorted(found.values(), key=lambda place: str(place.organisation))


def record_acting(mandate: Mandate | None) -> None:
    """Say in the history of this request under which mandate it is done; nothing for staff.

    Function and organisation are kept, the person is known by the account alone.
    """
    if mandate:
        pghistory.context(  # called, not entered: it adds to the context of the request
            function=mandate.function,
            organisation=str(mandate.organisation),
            mandate=mandate.pk,
        )
