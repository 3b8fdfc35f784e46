from projects.models.document import ProjectDocument
from projects.models.funding import Funding
from projects.models.participation import Participation
from projects.models.project import FormerAddress, Project, ProjectQuerySet
from projects.models.tally import ProjectTally

__all__ = [
    "FormerAddress",
    "Funding",
    "Participation",
    "Project",
    "ProjectDocument",
    "ProjectQuerySet",
    "ProjectTally",
]
