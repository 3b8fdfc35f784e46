"""All that a file to an authority says, as JSON values: what is frozen when it is made."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, override
from django_countries import countries

from core.addresses import site_url
from core.models import content_order
from core.templatetags.ui import ISO_ALIASES
from forum.files.words import interface, words
from forum.models import Obstacle, Step
from forum.models.kinds import Audience, Level
from members.models import Organisation
from partnerships.reports.document import SENDER

FORMAT = "mot-obstacle-file/1"
TEXTS = ("title", "summary", "hindered", "effect", "why", "area", "proposal")
SIDE_TEXTS = ("authority", "provision", "practice", "effect")
IDENTIFIERS = {"siren": "SIREN", "siret": "SIRET", "vat": "TVA/VAT", "pic": "PIC"}
CODES = ("interaction", "nature", "triage", "people_affected", "firms_affected")
TOLD = ("affected_source", "duration", "filed_elsewhere")
Facts = dict[str, Any]


def collect(obstacle: Obstacle, kind: str, language: str, step: Step | None = None) -> Facts:
    """The facts of `obstacle` for the addressee of `step`, read in `language`.

    A text that does not exist in that language is given in another, which its `lang` says. Steps
    and documents are those that everyone may read, since a file that was sent may be read by all;
    natural persons are not named.
    """
    with override(language):
        return {
            "format": FORMAT,
            "kind": kind,
            "lang": language,
            "made_on": timezone.localdate().isoformat(),
            "reference": obstacle.reference,
            "address": _page("forum:obstacle_detail", obstacle.reference),
            "is_reading": obstacle.is_reading,
            "addressee": _addressee(step),
            "initiator": _initiator(obstacle),
            "borders": [_border(row) for row in obstacle.borders.all()],
            "territories": [str(row) for row in obstacle.territories.all()],
            "themes": [{"code": row.code, "name": str(row)} for row in obstacle.themes.all()],
            "texts": {name: _text(obstacle, name) for name in TEXTS},
            **{name: getattr(obstacle, name) for name in (*CODES, *TOLD)},
            "sides": [_side(row) for row in obstacle.sides.all()],
            "support": _support(obstacle),
            "steps": [_step(row) for row in _steps(obstacle)],
            "documents": _documents(obstacle),
            "solutions": _solutions(obstacle),
        }


def _page(name: str, *args: str) -> str:
    """The whole address of a page of the portal, in a language that it speaks."""
    with override(interface(get_language() or "")):
        return site_url(name, *args)


def _text(row: Any, name: str) -> dict[str, str]:
    """`{"text": …, "lang": …}` in the language in force, else in the first that exists."""
    for code in content_order():
        if text := getattr(row, f"{name}_{code}"):
            return {"text": text, "lang": code}
    return {"text": "", "lang": ""}


def _country(code: str) -> str:
    return countries.name(ISO_ALIASES.get(code, code)) or code


def _addressee(step: Step | None) -> Facts | None:
    if step is None:
        return None
    named = step.point or step.addressee
    name = str(named) if named else step.addressee_name
    return {"name": name, "level": step.level, "is_point": step.level == Level.POINT}


def _initiator(obstacle: Obstacle) -> Facts | None:
    if obstacle.is_carried_by_mot:
        return {"name": SENDER, "country": "FR", "country_name": _country("FR")}
    return _organisation(obstacle.carrier) if obstacle.carrier else None


def _organisation(row: Organisation) -> Facts:
    numbers = {label: getattr(row, name) for name, label in IDENTIFIERS.items()}
    return {
        "name": str(row),
        "kind": row.kind,
        "has_legal_personality": row.has_legal_personality,
        "country": str(row.country),
        "country_name": _country(str(row.country)),
        "identifiers": {label: number for label, number in numbers.items() if number},
        "seat": " ".join(f"{row.address} {row.postal_code} {row.city}".split()),
        "website": row.website,
        "contact": _page("members:organisation_contact", row.slug) if row.is_published else "",
    }


def _border(row: Any) -> Facts:
    return {
        "code": row.code,
        "name": str(row),
        "kind": row.kind,
        "is_internal_eu": row.is_internal_eu,
        "countries": list(row.countries),
    }


def _side(row: Any) -> Facts:
    texts = {name: _text(row, name) for name in SIDE_TEXTS}
    country = {"country": row.country, "country_name": _country(row.country)}
    return country | texts | {"provision_link": row.provision_link}


def _support(obstacle: Obstacle) -> list[Facts]:
    rows = obstacle.endorsements.in_force().select_related("organisation")
    return [
        {
            "organisation": _named(row.organisation),
            "place": row.place,
            "people": row.people,
            "cost": None if row.cost is None else str(row.cost),
            "text": {"text": row.text, "lang": row.language},
            "given_on": timezone.localtime(row.given_at).date().isoformat(),
        }
        for row in rows
    ]


def _named(row: Organisation) -> str:
    """A file that was sent is public: whose page is not published is not named in it."""
    return str(row) if row.is_published else words(get_language() or "")["unpublished"]


def _steps(obstacle: Obstacle) -> QuerySet[Step]:
    return obstacle.steps.filter(sent_on__isnull=False, audience=Audience.PUBLIC)


def _step(row: Step) -> Facts:
    return {
        "kind": row.kind,
        "addressee": row.addressee_name,
        "sent_on": row.sent_on and row.sent_on.isoformat(),
        "answered_on": row.answered_on and row.answered_on.isoformat(),
        "answer": {"text": row.answer, "lang": row.answer_language or row.language},
    }


def _documents(obstacle: Obstacle) -> list[Facts]:
    rows = obstacle.documents.filter(audience=Audience.PUBLIC)
    return [{"title": row.title, "lang": row.language, "link": row.link} for row in rows]


def _solutions(obstacle: Obstacle) -> list[Facts]:
    rows = obstacle.solutions.filter(is_published=True)
    return [
        {"title": _text(row, "title"), "address": _page("forum:solution_detail", row.slug)}
        for row in rows
    ]
