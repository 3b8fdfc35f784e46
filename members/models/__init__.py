from members.models.applications import Application
from members.models.changes import SENSITIVE, ProfileChange, ProposedChange
from members.models.confirmation import ConfirmationRequest
from members.models.contributions import Contribution, Payment, ReminderRule
from members.models.due import DueRun
from members.models.invitations import Invitation, JoinRequest
from members.models.kinds import Kind, MembershipKind
from members.models.letters import Letter
from members.models.membership import Membership, Standing
from members.models.organisation import IDENTIFIERS, Organisation, OrganisationQuerySet
from members.models.people import CAPABILITIES, Mandate, User
from members.models.tally import Tally

__all__ = [
    "CAPABILITIES",
    "IDENTIFIERS",
    "SENSITIVE",
    "Application",
    "ConfirmationRequest",
    "Contribution",
    "DueRun",
    "Invitation",
    "JoinRequest",
    "Kind",
    "Letter",
    "Mandate",
    "Membership",
    "MembershipKind",
    "Organisation",
    "OrganisationQuerySet",
    "Payment",
    "ProfileChange",
    "ProposedChange",
    "ReminderRule",
    "Standing",
    "Tally",
    "User",
]
