from members.models.applications import Application
from members.models.changes import SENSITIVE, ProfileChange
from members.models.confirmation import ConfirmationRequest
from members.models.due import DueRun
from members.models.invitations import Invitation, JoinRequest
from members.models.letters import Letter
from members.models.membership import Contribution, Membership, Payment, ReminderRule
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
    "Letter",
    "Mandate",
    "Membership",
    "Organisation",
    "OrganisationQuerySet",
    "Payment",
    "ProfileChange",
    "ReminderRule",
    "Tally",
    "User",
]
