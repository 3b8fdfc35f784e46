"""The yearly letter: is everything still right?"""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.acting import mandate_of
from members.letters.registry import Kind, Withheld
from members.models import Letter
from members.services import confirmation


def _facts(letter: Letter) -> dict:
    organisation = letter.organisation
    if organisation is None or letter.user is None:
        raise Withheld(_("The organisation or the person is gone."))
    if mandate_of(letter.user, organisation, edits_profile=True) is None:
        raise Withheld(_("This person no longer keeps the page."))
    if organisation.confirmed_on and organisation.confirmed_on >= letter.written_at.date():
        raise Withheld(_("It was confirmed meanwhile."))
    last = timezone.localdate() + timedelta(days=confirmation.LINK_DAYS)
    return {
        "organisation": organisation,
        "link": settings.SITE_URL + confirmation.link(organisation, letter.user),
        "last_day": last,
    }


CONFIRM = Kind(
    "confirm_facts", gettext_lazy("yearly question to members"), _facts, is_necessary=False
)
