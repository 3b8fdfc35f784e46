from projects.models.changes import ProjectChange
from projects.models.document import ProjectDocument
from projects.models.funding import Funding
from projects.models.imports import ImportBatch, ImportMapping, ImportRow
from projects.models.links import LinkCheck
from projects.models.merges import Merge, NotDuplicate
from projects.models.participation import Participation
from projects.models.project import FormerAddress, Project, ProjectQuerySet
from projects.models.tally import ProjectTally
from projects.models.transitions import Transition

__all__ = [
    "FormerAddress",
    "Funding",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "LinkCheck",
    "Merge",
    "NotDuplicate",
    "Participation",
    "Project",
    "ProjectChange",
    "ProjectDocument",
    "ProjectQuerySet",
    "ProjectTally",
    "Transition",
]
