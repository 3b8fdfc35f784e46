"""The back office of members: organisations, people and their mandates, letters."""

from members.admin.letters import EmailAdmin, LetterAdmin
from members.admin.organisation import OrganisationAdmin
from members.admin.people import MandateAdmin, UserAdmin

__all__ = ["EmailAdmin", "LetterAdmin", "MandateAdmin", "OrganisationAdmin", "UserAdmin"]
