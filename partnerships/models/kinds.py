"""The words that partnerships use: what an action is, how far things are, who may read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Who may read a row: each sees what the one before sees, and more."""

    PUBLIC = "public", _("everyone")
    PARTNER = "partner", _("the partner and the MOT")
    STAFF = "staff", _("the MOT alone")


class Side(models.TextChoices):
    MOT = "mot", _("MOT")
    PARTNER = "partner", _("partner")


class State(models.TextChoices):
    """How far a workstream or an action is. The last two say why."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("under way")
    DONE = "done", pgettext_lazy("state of an action", "done")
    POSTPONED = "postponed", _("postponed")
    DROPPED = "dropped", _("dropped")


OPEN = (State.PLANNED, State.RUNNING, State.POSTPONED)
WITH_REASON = (State.POSTPONED, State.DROPPED)


class ActionKind(models.TextChoices):
    INVESTMENT_SUPPORT = "investment_support", _("support to an investment")
    TRAINING = "training", _("training session")
    EXPERTISE = "expertise", _("expertise for a subsidiary")
    REGIONAL_STRATEGY = "regional_strategy", _("regional strategy")
    SCHEME = "scheme", _("cross-border cooperation scheme")
    PUBLICATION = "publication", _("publication")
    WATCH = "watch", _("watch note")
    EVENT = "event", _("event")
    OTHER = "other", pgettext_lazy("kind of action", "other")


class InvestmentStage(models.TextChoices):
    """From the first idea to the end, in this order; the last one is a way out."""

    IDENTIFIED = "identified", _("identified")
    QUALIFIED = "qualified", _("qualified")
    STUDY = "study", _("in study")
    FINANCING = "financing", _("financing being built")
    FINANCED = "financed", _("financed")
    CLOSED = "closed", _("closed")
    ABANDONED = "abandoned", _("abandoned")


class NoteKind(models.TextChoices):
    INVESTEU = "investeu", _("EFSI and InvestEU")
    SME_TAKEOVER = "sme_takeover", _("acquisition and takeover of SMEs")
    LAW = "law", _("law")


class SchemeBasis(models.TextChoices):
    LAW = "law", _("required by law")
    VOLUNTARY = "voluntary", _("voluntary")


class SchemeState(models.TextChoices):
    TO_START = "to_start", _("not begun")
    DRAFTING = "drafting", _("being written")
    ADOPTED = "adopted", _("adopted")
    REVISION = "revision", _("under revision")


class Nature(models.TextChoices):
    """Nature of the support, in the words of the schema SCDL “Subventions” 2.1.1."""

    MONEY = "aide en numéraire", _("in cash")
    KIND = "aide en nature", _("in kind")
    BOTH = "aide en numéraire;aide en nature", _("in cash and in kind")
