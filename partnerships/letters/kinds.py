"""The kinds of letters about partnerships; imported once, when the app is ready."""

from members.letters.registry import register
from partnerships.letters import consents, workspace

register(*consents.KINDS, *workspace.KINDS)
