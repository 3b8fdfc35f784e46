"""What organisations are, the association's eleven families, and as what they belong to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CROSS_BORDER_GROUPING = "cross_border_grouping", _("cross-border grouping")
    MUNICIPALITY = "municipality", _("municipality")
    INTERMUNICIPAL_GROUPING = "intermunicipal_grouping", _("intermunicipal grouping")
    DEPARTMENT = "department", _("department")
    REGION = "region", _("region or province")
    STATE = "state", _("State")
    PUBLIC_ENTERPRISE = "public_enterprise", _("public enterprise or chamber")
    FEDERATION = "federation", _("federation or national agency")
    PLANNING_AGENCY = "planning_agency", _("urban planning agency")
    LEGAL_PERSONS_ASSOCIATION = (
        "legal_persons_association",
        _("association of legal persons"),
    )
    NATURAL_PERSONS_ASSOCIATION = (
        "natural_persons_association",
        _("association of natural persons"),
    )


class MembershipKind(models.TextChoices):
    MEMBER = "member", _("member")
    ASSOCIATE = "associate", _("associate member")
    SUPPORTER = "national_supporter", _("national supporter")
