from forum.models.changes import StatusChange
from forum.models.documents import ObstacleDocument
from forum.models.following import DeadlineKey, Reader, Subscription
from forum.models.moderation import Decision, Flag
from forum.models.obstacles import Obstacle, ObstacleQuerySet, ReferenceCount
from forum.models.routes import (
    Addressee,
    ClockRule,
    CommitteeDate,
    CoordinationPoint,
)
from forum.models.scoreboard import Snapshot
from forum.models.sides import CountrySide
from forum.models.solutions import Reuse, Solution, SolutionQuerySet
from forum.models.steps import CrossBorderFile, Step
from forum.models.support import Endorsement
from forum.models.tally import ObstacleTally, SolutionTally, TopicTally
from forum.models.topics import Post, PostFile, Topic, TopicQuerySet
from forum.models.translations import PostTranslation

__all__ = [
    "Addressee",
    "ClockRule",
    "CommitteeDate",
    "CoordinationPoint",
    "CountrySide",
    "CrossBorderFile",
    "DeadlineKey",
    "Decision",
    "Endorsement",
    "Flag",
    "Obstacle",
    "ObstacleDocument",
    "ObstacleQuerySet",
    "ObstacleTally",
    "Post",
    "PostFile",
    "PostTranslation",
    "Reader",
    "ReferenceCount",
    "Reuse",
    "Snapshot",
    "Solution",
    "SolutionQuerySet",
    "SolutionTally",
    "StatusChange",
    "Step",
    "Subscription",
    "Topic",
    "TopicQuerySet",
    "TopicTally",
]
