"""The vocabularies of projects."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    INFRASTRUCTURE = "infrastructure", _("infrastructure")
    PUBLIC_SERVICE = "public_service", _("public service")
    SOFT = "soft", _("soft measure")
    BUNDLE = "bundle", _("bundle")


class Stage(models.TextChoices):
    IDEA = "idea", _("idea")
    STUDY = "study", _("study or preparation")
    SEEKING_FUNDING = "seeking_funding", _("seeking funding")
    ONGOING = "ongoing", _("ongoing")
    SUSPENDED = "suspended", pgettext_lazy("project", "suspended")
    COMPLETED = "completed", _("completed")
    ABANDONED = "abandoned", _("abandoned")


class Publication(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("project", "draft")
    SUBMITTED = "submitted", pgettext_lazy("project", "submitted")
    PUBLISHED = "published", pgettext_lazy("project", "published")
    ARCHIVED = "archived", pgettext_lazy("project", "archived")
    REFUSED = "refused", pgettext_lazy("project", "refused")


class LegalTool(models.TextChoices):
    """The legal form that carries a project."""

    EGTC = "egtc", _("European grouping of territorial cooperation (EGTC)")
    EEIG = "eeig", _("European economic interest grouping (EEIG)")
    GLCT = "glct", _("local grouping of cross-border cooperation (GLCT)")
    CONVENTION = "convention", _("convention")
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company")
    TREATY = "treaty", _("international agreement")
    NATIONAL_LAW_BODY = "national_law_body", _("body of national law")


class Role(models.TextChoices):
    LEAD = "lead", _("lead partner")
    PARTNER = "partner", _("partner")
    ASSOCIATED = "associated", _("associated partner")


class FundingSource(models.TextChoices):
    INTERREG = "interreg", _("Interreg")
    EU_OTHER = "eu_other", _("other EU funds")
    STATE = "state", _("State")
    BDT = "bdt", _("Banque des Territoires")
    EIB = "eib", _("EIB or InvestEU")
    REGION = "region", _("region")
    DEPARTMENT = "department", _("department or province")
    MUNICIPALITY = "municipality", _("municipalities and their groupings")
    OWN = "own", _("own funds of the partners")
    PRIVATE = "private", _("private funds")
    OTHER = "other", _("other public funds")


class DocumentKind(models.TextChoices):
    REPORT = "report", _("report")
    STUDY = "study", _("study")
    AGREEMENT = "agreement", _("agreement or convention")
    DECISION = "decision", _("decision")
    BROCHURE = "brochure", _("brochure")
    PRESENTATION = "presentation", _("presentation")
    MAP = "map", _("map or plan")
    PRESS = "press", _("press article or release")
    OTHER = "other", _("other document")


class Access(models.TextChoices):
    """Who may read a document."""

    PUBLIC = "public", _("everyone")
    MEMBERS = "members", _("members of the network")
    STAFF = "staff", _("MOT's staff")
