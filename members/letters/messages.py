"""Letters that Django and allauth word themselves: a lost password, a new second factor."""

from django.utils.translation import gettext_lazy as _

from members.letters.registry import Kind
from members.models import Letter


def _facts(letter: Letter) -> dict:
    return letter.facts


MESSAGE = Kind("message", _("about an account"), _facts, holds_secret=True)
