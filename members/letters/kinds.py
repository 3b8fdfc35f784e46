"""The kinds of letters that members get; imported once, when the app is ready."""

from members.letters import (
    accounts,
    applications,
    changes,
    confirmation,
    dues,
    mandate_ends,
    messages,
    people,
    relay,
)
from members.letters.registry import register

register(
    relay.RELAY,
    *accounts.KINDS,
    messages.MESSAGE,
    *mandate_ends.MANDATE_ENDS,
    *people.KINDS,
    changes.PROPOSED,
    changes.DECIDED,
    confirmation.CONFIRM,
    *applications.APPLICATIONS,
    *dues.DUES,
)
