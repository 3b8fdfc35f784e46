"""The words of the forum and of the register of obstacles."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TopicKind(models.TextChoices):
    QUESTION = "question", _("question")
    EXPERIENCE = "experience", _("experience")
    DISCUSSION = "discussion", _("discussion")


class Audience(models.TextChoices):
    """Who may read it: each sees what the one before sees, and more."""

    PUBLIC = "public", _("everyone")
    MEMBERS = "members", _("members of the network")
    STAFF = "staff", _("the organisation concerned and the MOT")


OPEN_AUDIENCES = [Audience.PUBLIC, Audience.MEMBERS]


class State(models.TextChoices):
    """What became of a text: only one that is shown is read by others than its author and staff."""

    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("waits for a moderator")
    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("hidden")
    MERGED = "merged", _("merged into another")


class FlagReason(models.TextChoices):
    UNLAWFUL = "unlawful", _("unlawful or insulting")
    PERSONAL = "personal", _("tells personal data")
    WRONG = "wrong", _("wrong or out of date")
    OFF_TOPIC = "off_topic", _("advertising, or not about a border")
    OTHER = "other", pgettext_lazy("reason to report", "other")


class TranslationOrigin(models.TextChoices):
    AUTHOR = "author", _("by its author")
    PERSON = "person", _("by another person")
    MACHINE = "machine", _("by a machine")
    REVIEWED = "reviewed", _("by a machine, read over by a person")


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("one letter a day")
    WEEKLY = "weekly", _("one letter a week")


class Interaction(models.TextChoices):
    """What an obstacle hinders: art. 3 of Regulation (EU) 2025/925."""

    INFRASTRUCTURE = "infrastructure", _("an infrastructure")
    SERVICE = "service", _("a public service")
    OTHER = "other", pgettext_lazy("interaction", "other")


class Nature(models.TextChoices):
    INFORMATION = "information", _("lack of information")
    PRACTICE = "practice", _("administrative practice")
    RULE = "rule", _("administrative rule")
    LAW = "law", pgettext_lazy("nature of an obstacle", "law")
    TREATY = "treaty", _("treaty")
    EU_LAW = "eu_law", _("EU law")


class Exit(models.TextChoices):
    """The four ways out of the triage: only the last is an obstacle in the sense of the law."""

    INFORMATION = "information", _("lack of information")
    EU_BREACH = "eu_breach", _("suspected breach of EU law")
    TAX_SOCIAL = "tax_social", _("coordination of taxes or social security")
    OBSTACLE = "obstacle", _("real obstacle")


class Level(models.TextChoices):
    """Where an obstacle is dealt with, from the nearest."""

    LOCAL = "local", _("local")
    BILATERAL = "bilateral", _("bilateral body")
    POINT = "point", _("coordination point")
    NATIONAL = "national", _("national")
    EUROPEAN = "european", _("European")


class Status(models.TextChoices):
    REPORTED = "reported", _("reported")
    TRIAGE = "triage", _("in triage")
    PREPARATION = "preparation", _("in preparation")
    CARRIED = "carried", _("carried")
    SENT = "sent", pgettext_lazy("obstacle", "sent")
    COMPLETION = "completion", _("completion asked")
    ADMITTED = "admitted", _("admitted")
    ADMINISTRATIVE = "administrative", _("administrative route")
    LEGISLATIVE = "legislative", _("legislative route")
    CLOSED = "closed", pgettext_lazy("obstacle", "closed")


AT_AN_AUTHORITY = [
    Status.SENT,
    Status.COMPLETION,
    Status.ADMITTED,
    Status.ADMINISTRATIVE,
    Status.LEGISLATIVE,
]


class Outcome(models.TextChoices):
    PRACTICE = "practice", _("solved by a change of practice")
    ACT = "act", _("solved by an act")
    REFORM = "reform", _("reform launched")
    BYPASSED = "bypassed", _("bypassed locally")
    REFUSED = "refused", _("not solved, with reasons")
    NO_OBSTACLE = "no_obstacle", _("no obstacle")
    INCOMPLETE = "incomplete", _("closed as incomplete")


SOLVED = [Outcome.PRACTICE, Outcome.ACT]
WITH_REASONS = [Outcome.REFUSED, Outcome.NO_OBSTACLE, Outcome.INCOMPLETE]


class StepKind(models.TextChoices):
    """What a step was; those that are due for an answer start a clock."""

    CONTACT = "contact", _("contact taken")
    FILE = "file", _("file sent")
    COMPLETION = "completion", _("completion asked for")
    COMPLETED = "completed", _("completion sent")
    ADMISSION = "admission", _("admission")
    ROUTE = "route", _("route chosen")
    ANSWER = "answer", _("answer received")
    REDRESS = "redress", _("appeal possible")
    COMMITTEE = "committee", _("on the agenda of a committee")
    OTHER = "other", pgettext_lazy("kind of step", "other")


class FileKind(models.TextChoices):
    CROSS_BORDER = "cross_border", _("cross-border file")
    B_SOLUTIONS = "b_solutions", _("b-solutions application")


class UseState(models.TextChoices):
    """How it goes where a solution is applied."""

    PLANNED = "planned", _("decided, not begun")
    RUNNING = "running", _("in use")
    ENDED = "ended", _("ended")
