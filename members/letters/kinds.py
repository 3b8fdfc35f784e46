"""The kinds of letters that members get; imported once, when the app is ready."""

from members.letters import accounts, applications, dues, relay
from members.letters.registry import register

register(relay.RELAY, accounts.CHOOSE_PASSWORD)
register(*applications.APPLICATIONS, *dues.DUES)
