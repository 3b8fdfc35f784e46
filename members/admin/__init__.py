"""The back office of members: organisations, people and their mandates, letters."""

from members.admin.changes import ProfileChangeAdmin
from members.admin.letters import EmailAdmin, LetterAdmin
from members.admin.organisation import OrganisationAdmin
from members.admin.people import MandateAdmin, UserAdmin
from members.admin.requests import InvitationAdmin, JoinRequestAdmin

__all__ = [
    "EmailAdmin",
    "InvitationAdmin",
    "JoinRequestAdmin",
    "LetterAdmin",
    "MandateAdmin",
    "OrganisationAdmin",
    "ProfileChangeAdmin",
    "UserAdmin",
]
