"""The kinds of letters that members get; imported once, when the app is ready."""

from members.letters import accounts, relay
from members.letters.registry import register

register(relay.RELAY, *accounts.KINDS)
