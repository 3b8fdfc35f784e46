from partnerships.models.action import Action, ActionQuerySet
from partnerships.models.consent_request import ConsentRequest
from partnerships.models.exchange import CalendarKey, Comment, Follow
from partnerships.models.imports import ActionBatch, ActionRow
from partnerships.models.investment import SHARED, Consent, ConsentAccess, Investment
from partnerships.models.notes import Document, WatchNote
from partnerships.models.partnership import (
    Axis,
    Contact,
    Convention,
    Directorate,
    Partnership,
    PartnershipQuerySet,
    YearlyProgramme,
    partners_of,
)
from partnerships.models.report import Report
from partnerships.models.scheme import Scheme
from partnerships.models.workstream import Target, Workstream

__all__ = [
    "SHARED",
    "Action",
    "ActionBatch",
    "ActionQuerySet",
    "ActionRow",
    "Axis",
    "CalendarKey",
    "Comment",
    "Consent",
    "ConsentAccess",
    "ConsentRequest",
    "Contact",
    "Convention",
    "Directorate",
    "Document",
    "Follow",
    "Investment",
    "Partnership",
    "PartnershipQuerySet",
    "Report",
    "Scheme",
    "Target",
    "WatchNote",
    "Workstream",
    "YearlyProgramme",
    "partners_of",
]
