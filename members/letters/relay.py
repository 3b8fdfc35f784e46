"""The letter of a visitor to an organisation."""

from django.utils.translation import gettext_lazy as _

from members.letters.registry import Kind
from members.models import Letter


def _facts(letter: Letter) -> dict:
    return letter.facts | {"organisation": letter.organisation}


def _headers(letter: Letter) -> dict[str, str]:
    return {"Reply-To": letter.facts["email"]}


RELAY = Kind(
    "relay",
    _("letter of a visitor"),
    _facts,
    because=_("You get this letter because visitors of the portal can write to this address."),
    headers=_headers,
)
