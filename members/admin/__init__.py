"""The back office of members: applications, organisations, adhesions, people, letters."""

from members.admin.applications import ApplicationAdmin
from members.admin.changes import ProfileChangeAdmin
from members.admin.contributions import ContributionAdmin, ReminderRuleAdmin
from members.admin.due import DueRunAdmin
from members.admin.letters import LetterAdmin
from members.admin.memberships import MembershipAdmin
from members.admin.organisation import OrganisationAdmin
from members.admin.people import MandateAdmin, UserAdmin
from members.admin.requests import InvitationAdmin, JoinRequestAdmin

__all__ = [
    "ApplicationAdmin",
    "ContributionAdmin",
    "DueRunAdmin",
    "InvitationAdmin",
    "JoinRequestAdmin",
    "LetterAdmin",
    "MandateAdmin",
    "MembershipAdmin",
    "OrganisationAdmin",
    "ProfileChangeAdmin",
    "ReminderRuleAdmin",
    "UserAdmin",
]
