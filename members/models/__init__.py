from members.models.letters import Letter
from members.models.organisation import Organisation, OrganisationQuerySet
from members.models.people import Mandate, User
from members.models.tally import Tally

__all__ = ["Letter", "Mandate", "Organisation", "OrganisationQuerySet", "Tally", "User"]
