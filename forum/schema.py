"""The schema of the open data on obstacles (Table Schema, specs.frictionlessdata.io)."""

from typing import Any

from django.conf import settings
from django.db.models import Choices
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from forum.models.kinds import Exit, Interaction, Level, Nature, Outcome, Status
from forum.register import HEADERS

VERSION = "1.0.0"
REFERENCE = r"^[A-Z]{2}(-[A-Z]{2})?-\d{4}-\d{3,}$"
PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
ENUMS: dict[str, type[Choices]] = {
    "interaction": Interaction,
    "nature": Nature,
    "triage": Exit,
    "status": Status,
    "outcome": Outcome,
    "level": Level,
}
TYPES = {
    "support_count": "integer",
    "people_affected": "integer",
    "firms_affected": "integer",
    "is_reading": "boolean",
    "lat": "number",
    "lon": "number",
    "closed_on": "date",
    "silent_since": "date",
    "last_news_on": "date",
    "updated_at": "datetime",
}
DESCRIPTIONS = {
    "reference": "Référence permanente : frontière, année, numéro.",
    "title": "Titre de l’obstacle.",
    "summary": "Résumé de l’obstacle.",
    "borders": "Codes des frontières, séparés par un point-virgule (FR-DE;FR-LU).",
    "themes": "Codes des thèmes, séparés par un point-virgule.",
    "territories": "Identifiants des territoires, séparés par un point-virgule.",
    "interaction": "Interaction transfrontalière entravée : infrastructure, service public, autre.",
    "nature": "Nature de l’obstacle.",
    "triage": "Qualification : information, droit de l’Union, fiscal ou social, obstacle réel.",
    "status": "Statut de l’obstacle ; distinct de son issue.",
    "outcome": "Issue de l’obstacle ; vide tant qu’elle n’est pas connue.",
    "level": "Niveau auquel il est traité.",
    "addressee": "Autorité ou instance saisie en dernier.",
    "raised_on": "Date du signalement, réduite à ce qui est connu : année, mois ou jour.",
    "closed_on": "Date de clôture.",
    "silent_since": "Jour depuis lequel une réponse est attendue.",
    "last_news_on": "Date du dernier envoi ou de la dernière réponse.",
    "support_count": "Nombre d’organismes qui se disent aussi concernés.",
    "people_affected": "Nombre estimé de personnes concernées ; vide s’il n’est pas publié.",
    "firms_affected": "Nombre estimé d’entreprises concernées ; vide s’il n’est pas publié.",
    "affected_source": "Source de ces estimations.",
    "outcome_reasons": "Motifs de l’autorité, cités.",
    "proposal": "Solution proposée.",
    "is_reading": "Vrai si le niveau et le statut sont une lecture de la source.",
    "lat": "Latitude WGS 84, en degrés.",
    "lon": "Longitude WGS 84, en degrés.",
    "updated_at": "Dernière modification.",
    "source": "Adresse ou titre de la source.",
    "facts_on": "Date des faits, réduite à ce qui est connu.",
}


def schema() -> dict[str, Any]:
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "obstacles-transfrontaliers",
        "title": "Obstacles transfrontaliers",
        "description": "Registre public des obstacles juridiques et administratifs aux frontières.",
        "version": VERSION,
        "primaryKey": "reference",
        "missingValues": [""],
        "fields": [_field(name) for name in HEADERS],
    }


def _field(name: str) -> dict[str, Any]:
    stem, _mark, language = name.rpartition("_")
    is_translated = stem in DESCRIPTIONS and language in settings.CONTENT_LANGUAGES
    words = DESCRIPTIONS[stem] if is_translated else DESCRIPTIONS[name]
    told = {
        "name": name,
        "type": TYPES.get(name, "string"),
        "description": f"{words} Langue : {language}." if is_translated else words,
    }
    constraints: dict[str, Any] = {}
    if name == "reference":
        constraints = {"required": True, "unique": True, "pattern": REFERENCE}
    elif name in ENUMS:
        constraints = {"enum": list(ENUMS[name].values)}
    elif name in ("raised_on", "facts_on"):
        constraints = {"pattern": PARTIAL_DATE}
    return told | ({"constraints": constraints} if constraints else {})


@require_safe
def schema_json(request: HttpRequest) -> JsonResponse:
    return JsonResponse(schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})
