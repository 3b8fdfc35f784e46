"""Organisations that may be the one that applies, so that no second row of it is made."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.search import Fold, near
from members.models import Application, Organisation

MOST = 5
LIKE = 0.5  # trigram similarity of two names, from 0 to 1
REASONS = {
    "same_siren": _("same SIREN"),
    "same_name": _("same name"),
    "same_site": _("same web domain"),
    "near_name": _("near name"),
}


@dataclass(frozen=True)
class Candidate:
    """An organisation, and why it may be the applicant; never without a reason."""

    organisation: Organisation
    reasons: list[str | Promise]


def candidates(application: Application, among: QuerySet) -> list[Candidate]:
    """At most `MOST` rows of `among` that may be the applicant, the likeliest first."""
    tests = {name: _fact(test) for name, test in _tests(application).items()}
    if not tests:
        return []
    found = Q(*[Q(**{name: True}) for name in tests], _connector=Q.OR)
    rows = among.annotate(likeness=_likeness(application), **tests).filter(found)
    rows = rows.order_by(*[f"-{name}" for name in tests], "-likeness", "pk")[:MOST]
    return [Candidate(row, [REASONS[name] for name in tests if getattr(row, name)]) for row in rows]


def twins(application: Application) -> QuerySet:
    """Other applications that were sent and have the name, the SIREN or the contact of this one."""
    same = Q(pk__in=[])
    if application.name:
        same |= Q(folded=Fold(Value(application.name)))
    if application.siren:
        same |= Q(siren=application.siren)
    if application.contact_email:
        same |= Q(contact_email__iexact=application.contact_email)
    others = Application.objects.filter(submitted_at__isnull=False).exclude(pk=application.pk)
    return others.annotate(folded=Fold("name")).filter(same)


def host(website: str) -> str:
    """The domain of an address, without `www.`; empty when there is none."""
    try:
        return (urlsplit(website).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _tests(application: Application) -> dict[str, Q]:
    tests = {}
    if application.siren:
        tests["same_siren"] = Q(siren=application.siren)
    names = [name for name in (application.name, application.acronym) if name]
    if names:
        tests["same_name"] = Q(
            *[Q(exact_names__contains=[Fold(Value(name))]) for name in names], _connector=Q.OR
        )
    if domain := host(application.website):
        pattern = rf"^https?://(www\.)?{re.escape(domain)}([:/?#]|$)"
        tests["same_site"] = Q(website__iregex=pattern)
    if application.name:
        words = re.sub(r"[^\w]+", " ", application.name)
        tests["near_name"] = near("names_text", words) | Q(likeness__gte=LIKE)
    return tests


def _fact(test: Q) -> ExpressionWrapper:
    return ExpressionWrapper(test, output_field=BooleanField())


def _likeness(application: Application) -> TrigramSimilarity:
    return TrigramSimilarity("sort_fr", Fold(Value(application.name)))  # type: ignore[arg-type]
