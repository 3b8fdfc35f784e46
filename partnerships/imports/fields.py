"""What a column of a file of actions may hold."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.imports import values
from core.imports.columns import Field, plain
from core.templatetags.ui import language_name
from partnerships.models import Action
from partnerships.models.kinds import ActionKind, Audience, State

TENTH = Decimal("0.1")
# Names of rows of other tables: keys once they are looked up.
KEYS = ["workstream", "project"]
LINKS = ["organisations", "directorates", "borders", "territories"]
HEADERS = {
    "code": ("identifiant", "id"),
    "workstream": ("chantier", "axe de travail", "volet"),
    "kind": ("type", "nature"),
    "state": ("état", "etat", "statut", "status"),
    "reason": ("motif", "raison"),
    "planned": ("prévue", "date prévue", "planned for", "date"),
    "begun": ("début", "commencée", "start"),
    "done": ("réalisée", "date de réalisation", "done on", "fin"),
    "organisations": ("membres", "organismes"),
    "outside_bodies": ("autres organismes", "partenaires", "other bodies"),
    "project": ("projet",),
    "directorates": ("directions régionales", "direction régionale", "regional directorates"),
    "borders": ("frontières", "frontière"),
    "territories": ("territoires", "territoire"),
    "days_planned": ("jours prévus",),
    "days_used": ("jours consommés", "jours", "days"),
    "forecast_cost": ("coût prévu", "coût prévisionnel"),
    "actual_cost": ("coût réel", "coût"),
    "participants": ("participants", "personnes formées"),
    "satisfaction": ("note", "satisfaction sur 5"),
    "evaluation": ("évaluation", "bilan"),
    "deliverable_title": ("livrable",),
    "deliverable_link": ("adresse du livrable", "lien", "link"),
    "audience": ("visibilité", "visibility"),
    "source": ("adresse de la source",),
}


def _choice(choices: type[models.TextChoices]) -> Callable[[Any], str]:
    """Read a value, or its label in a language of the interface, in either gender (“prévue”)."""

    def read(cell: Any) -> str:
        words = plain(values.line(cell))
        known = {plain(value): value for value in choices.values}
        for code, _name in settings.LANGUAGES:
            with override(code):
                for value, label in choices.choices:
                    known |= {plain(str(label)): value, plain(f"{label}e"): value}
        if words and words not in known:
            raise ValidationError(
                _("Choose among: %s.") % ", ".join(str(label) for label in choices.labels)
            )
        return known.get(words, "")

    return read


def _tenths(cell: Any) -> str | None:
    found = values.amount(cell)
    return None if found is None else str(Decimal(found).quantize(TENTH, ROUND_HALF_UP))


def _count(cell: Any) -> int | None:
    found = values.amount(cell)
    if found is not None and not found.endswith(".00"):
        raise ValidationError(_("This is not a whole number."))
    return None if found is None else int(Decimal(found))


READERS: dict[str, Callable[[Any], Any]] = {
    "kind": _choice(ActionKind),
    "state": _choice(State),
    "audience": _choice(Audience),
    **dict.fromkeys(["planned", "begun", "done"], values.partial_date),
    **dict.fromkeys(LINKS, values.several),
    **dict.fromkeys(["days_planned", "days_used", "satisfaction"], _tenths),
    **dict.fromkeys(["forecast_cost", "actual_cost"], values.amount),
    "participants": _count,
    "reason": values.text,
    "evaluation": values.text,
}


def fields() -> list[Field]:
    """All of them, with their names in the reader's language."""
    texts = [_text(stem, code) for stem in ("title", "summary") for code in _content()]
    return [
        *(_named(code) for code in ("code", "workstream")),
        *texts,
        *(_named(code) for code in HEADERS if code not in ("code", "workstream")),
    ]


def _content() -> list[str]:
    return list(settings.CONTENT_LANGUAGES)


def _named(code: str) -> Field:
    label = Action._meta.get_field(code).verbose_name  # type: ignore[union-attr]
    names = (*HEADERS[code], str(label))
    return Field(code, label, READERS.get(code, values.line), names, many=code in LINKS)


def _text(stem: str, code: str) -> Field:
    words = {"title": (_("Title"), ("titre", "intitulé")), "summary": (_("Summary"), ("résumé",))}
    label, names = words[stem]
    read = values.line if stem == "title" else values.text
    headers = names if code == settings.LANGUAGE_CODE else ()
    return Field(f"{stem}_{code}", f"{label} ({language_name(code)})", read, headers)
