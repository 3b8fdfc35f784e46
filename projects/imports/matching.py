"""Which project of the portal a row speaks of, and which organisation of the network a partner is.

A number or an address makes sure; a name or a title only makes a candidate, with its reason.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from core.imports.columns import plain
from members.models import Organisation
from projects.imports.comparing import NUMBERS
from projects.imports.reading import Reading
from projects.models import FormerAddress, ImportBatch, ImportRow, Project
from projects.models.imports import ImportSource

IDENTIFIERS = ["pic", "siren", "siret", "vat"]
MOST = 5


@dataclass
class Match:
    """`pk` of the project that the row is for sure, else what it may be."""

    pk: int | None = None
    candidates: list[dict[str, Any]] = field(default_factory=list)
    conflict: str = ""


def fold_all(words: set[str]) -> dict[str, str]:
    """Each of `words` without case and accents, as PostgreSQL does it for its own columns."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT w, fold(w) FROM unnest(%s::text[]) w", [list(words)])
        return dict(cursor.fetchall())


def match(batch: ImportBatch, rows: list[ImportRow], readings: list[Reading]) -> list[Match]:
    """One `Match` a row, in a few queries for all."""
    sure = _sure(batch, rows, readings)
    open_readings = [one for one, found in zip(readings, sure, strict=True) if not found]
    likely = iter(_candidates(open_readings))
    return [_settled(found) if found else Match(candidates=next(likely)) for found in sure]


def _settled(found: dict[int, str]) -> Match:
    if len(found) == 1:
        return Match(pk=next(iter(found)))
    names = " – ".join(found.values())
    return Match(conflict=_("Its numbers belong to several projects here: %s.") % names)


def _sure(
    batch: ImportBatch, rows: list[ImportRow], readings: list[Reading]
) -> list[dict[int, str]]:
    by: dict[str, dict[str, int]] = {}
    names: dict[int, str] = {}
    for code in ["slug", *NUMBERS]:
        wanted = {value for one in readings if (value := one.facts.get(code))}
        found = Project.objects.filter(**{f"{code}__in": wanted}).values_list(code, "pk", "slug")
        by[code] = {value: pk for value, pk, _slug in found}
        names |= {pk: slug for _value, pk, slug in found}
    slugs = {one.facts["slug"] for one in readings if "slug" in one.facts} - set(by["slug"])
    former = FormerAddress.objects.filter(slug__in=slugs).values_list("slug", "project_id")
    by["slug"] |= dict(former)
    remembered = _remembered(batch, rows)
    sure = []
    for row, reading in zip(rows, readings, strict=True):
        pks = [by[code].get(reading.facts.get(code, "")) for code in ["slug", *NUMBERS]]
        known = {pk: names.get(pk, str(pk)) for pk in pks if pk}
        if not known and row.key in remembered:
            known = {remembered[row.key]: ""}
        sure.append(known)
    return sure


def _remembered(batch: ImportBatch, rows: list[ImportRow]) -> dict[str, int]:
    """The projects that rows of earlier files of the same source, with the same key, became."""
    found = ImportRow.objects.filter(
        key__in=[row.key for row in rows], is_applied=True, project__isnull=False,
        batch__source=batch.source, batch__mapping_name=batch.mapping_name,
    ).exclude(batch=batch.pk)  # fmt: skip
    if batch.source == ImportSource.TABLE and not batch.mapping_name:
        found = found.filter(batch__mapping=batch.mapping)
    return dict(found.order_by("batch_id").values_list("key", "project_id"))


def _candidates(readings: list[Reading]) -> list[list[dict[str, Any]]]:
    """Projects with the same title, or with the same acronym in the same programme."""
    titles = [_titles(one) for one in readings]
    folds = fold_all({title for one in titles for title in one})
    acronyms = {one.facts["acronym"] for one in readings if one.facts.get("acronym")}
    found = Project.objects.filter(
        Q(sort_fr__in=folds.values()) | Q(sort_en__in=folds.values()) | Q(acronym__in=acronyms)
    ).only("slug", "acronym", "programme_key", "sort_fr", "sort_en", *NUMBERS, *_TITLES)
    by_title, by_acronym = defaultdict(dict), defaultdict(dict)  # type: ignore[var-annotated]
    for project in found:
        for title in (project.sort_fr, project.sort_en):
            by_title[title][project.pk] = project
        by_acronym[project.acronym, project.programme_key][project.pk] = project
    listed = []
    for reading, own in zip(readings, titles, strict=True):
        facts = reading.facts
        reasons: dict[int, tuple[Project, str]] = {}
        for title in own:
            for pk, project in by_title[folds[title]].items():
                reasons.setdefault(pk, (project, _("same title")))
        if acronym := facts.get("acronym"):
            for pk, project in by_acronym[acronym, facts.get("programme", "")].items():
                reasons.setdefault(pk, (project, _("same acronym and programme")))
        listed.append(
            [
                {"pk": pk, "label": str(project)[:200], "reason": reason}
                for pk, (project, reason) in reasons.items()
                if not _is_another(project, reading)
            ][:MOST]
        )
    return listed


_TITLES = [f"title_{code}" for code in ("fr", "en", "de", "nl", "it", "es")]


def _titles(reading: Reading) -> list[str]:
    return [reading.facts[code] for code in _TITLES if reading.facts.get(code)]


def _is_another(project: Project, reading: Reading) -> bool:
    """Two numbers of one source are two projects, whatever their titles."""
    return any(getattr(project, code) and reading.facts.get(code) for code in NUMBERS)


def body_key(partner: dict[str, Any]) -> str:
    """What a decision on a partner's name is remembered by, in a batch."""
    return f"{plain(partner.get('name', ''))}|{partner.get('country', '')}"[:300]


@dataclass
class Bodies:
    """What the network's organisations say of the partners of some rows."""

    slugs: dict[str, int]
    identifiers: dict[str, int]
    names: dict[str, list[Organisation]]
    folds: dict[str, str]

    @classmethod
    def of(cls, readings: list[Reading]) -> "Bodies":
        partners = [partner for one in readings for partner in one.partners]
        numbers = {number for one in partners for number in _numbers(one)}
        identified = Q(*[Q(**{f"{code}__in": numbers}) for code in IDENTIFIERS], _connector=Q.OR)
        found = Organisation.objects.filter(identified) if numbers else Organisation.objects.none()
        identifiers = {
            getattr(one, code): one.pk
            for one in found.only(*IDENTIFIERS)
            for code in IDENTIFIERS
            if getattr(one, code)
        }
        slugs = {one["organisation"] for one in partners if one.get("organisation")}
        folds = fold_all({one["name"] for one in partners if one.get("name")})
        names: dict[str, list[Organisation]] = defaultdict(list)
        for one in _named(set(folds.values())):
            for name in one.exact_names:
                names[name].append(one)
        known = Organisation.objects.filter(slug__in=slugs).values_list("slug", "pk")
        return cls(dict(known), identifiers, names, folds)

    def sure(self, partner: dict[str, Any]) -> int | None:
        """The organisation that has the address or one of the identifiers of a partner."""
        if slug := partner.get("organisation"):
            return self.slugs.get(slug)
        return next(
            (self.identifiers[one] for one in _numbers(partner) if one in self.identifiers), None
        )

    def likely(self, partner: dict[str, Any]) -> list[Organisation]:
        """Organisations with exactly its name, in its country."""
        found = self.names.get(self.folds.get(partner.get("name", ""), ""), [])
        country = partner.get("country")
        return [one for one in found if not country or one.country == country]


def _named(folds: set[str]):
    if not folds:
        return Organisation.objects.none()
    shown = ["slug", "acronym", "country", "city", "exact_names"]
    names = [f"name_{code}" for code in ("fr", "en", "de", "nl", "it", "es")]
    return Organisation.objects.filter(exact_names__overlap=list(folds - {""})).only(*shown, *names)


def _numbers(partner: dict[str, Any]) -> list[str]:
    """The identifiers of a partner: several may stand in one cell, joined by a bar."""
    given = [partner.get("pic", ""), *str(partner.get("other_id", "")).split("|")]
    return [number for one in given if (number := "".join(one.split()))]
