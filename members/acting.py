"""Acting for an organisation: under which mandate, and how an act is signed."""

import pghistory
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
