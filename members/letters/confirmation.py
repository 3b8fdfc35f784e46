"""The yearly letter: is everything still right?"""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute
from members.letters.accounts import reader_of
from members.letters.changes import kept_page
from members.letters.registry import Kind, Withheld
from members.models import Letter
from members.services import confirmation


def _facts(letter: Letter) -> dict:
    organisation, reader = kept_page(letter), reader_of(letter)
    written_on = timezone.localdate(letter.written_at)
    if organisation.confirmed_on and organisation.confirmed_on >= written_on:
        raise Withheld(_("It was confirmed meanwhile."))
    return {
        "organisation": organisation,
        "link": absolute(confirmation.link(organisation, reader)),
        "last_day": timezone.localdate() + timedelta(days=confirmation.LINK_DAYS),
    }


CONFIRM = Kind(
    "confirm_facts", gettext_lazy("yearly question to members"), _facts, is_necessary=False
)
