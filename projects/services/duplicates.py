"""Projects that may be one and the same, and what staff said of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.models import NotDuplicate, Project
from projects.models.kinds import Publication

# From 0 to 100; a pair below is not worth a look.
LEAST = 45
MOST = 200  # pairs at once
# What each reason adds to the likeness of the titles, which is worth `TITLE` at most.
TITLE = 60
REASONS: dict[str, tuple[int, str | Promise]] = {
    "same_number": (60, _("same keep.eu or Kohesio number")),
    "same_site": (30, _("same website")),
    "same_acronym": (30, _("same acronym, on the same border")),
    "same_partners": (20, _("two partners of the network in common")),
    "same_start": (5, _("same start")),
}
NEAR_TITLE = 70  # per cent of likeness from which the title is named as a reason

_TITLES = ", ".join(
    f"CASE WHEN a.title_{code} <> '' AND b.title_{code} <> ''"
    f" THEN similarity(fold(a.title_{code}), fold(b.title_{code})) ELSE 0 END"
    for code in settings.CONTENT_LANGUAGES
)
_NUMBER = "ltrim(regexp_replace(lower({0}), '[^a-z0-9]', '', 'g'), '0')"
_SITE = r"regexp_replace(lower({0}), '^https?://(www\.)?|/+$', '', 'g')"
# The likeness that alone makes a pair: titles less alike need another reason, and its own join.
_NEAR = LEAST / TITLE
_SAME_NUMBER = " OR ".join(
    f"a.{name} <> '' AND {_NUMBER.format(f'a.{name}')} = {_NUMBER.format(f'b.{name}')}"
    for name in ("keep_id", "kohesio_id")
)
_SAME_SITE = f"a.website <> '' AND {_SITE.format('a.website')} = {_SITE.format('b.website')}"
_JOINS = [
    # The index knows one collation, which is not that of the columns lists are sorted by.
    'a.sort_fr COLLATE "default" <%% b.names_text',
    'a.sort_en <> a.sort_fr AND a.sort_en COLLATE "default" <%% b.names_text',
    "a.acronym <> '' AND lower(a.acronym) = lower(b.acronym)",
    _SAME_SITE,
    *_SAME_NUMBER.split(" OR "),
]
# `b` is the table itself in each join: its indexes serve, or a hash.
_FOUND = " UNION ".join(
    f"SELECT a.id AS one, b.id AS other FROM a JOIN projects_project b ON {condition}"
    for condition in _JOINS
)
_PAIRS = f"""
WITH a AS MATERIALIZED (SELECT * FROM projects_project WHERE id = ANY(%(ids)s)),
found AS MATERIALIZED ({_FOUND})
SELECT DISTINCT LEAST(a.id, b.id), GREATEST(a.id, b.id),
    GREATEST({_TITLES}, similarity(a.sort_fr, b.sort_fr)),
    {_SAME_NUMBER},
    {_SAME_SITE},
    a.acronym <> '' AND lower(a.acronym) = lower(b.acronym) AND a.border_codes && b.border_codes,
    cardinality(ARRAY(SELECT unnest(a.participant_slugs) INTERSECT
        SELECT unnest(b.participant_slugs))) >= 2,
    a.start <> '' AND left(a.start, 4) = left(b.start, 4)
FROM found JOIN a ON a.id = found.one JOIN projects_project b ON b.id = found.other
WHERE a.id <> b.id AND a.publication <> %(refused)s AND b.publication <> %(refused)s
    AND NOT EXISTS (
        SELECT FROM projects_notduplicate no
        WHERE no.first_id = LEAST(a.id, b.id) AND no.second_id = GREATEST(a.id, b.id)
    )
"""
# PostgreSQL takes comparing two titles for cheap, and would read the whole table for each.
_THRESHOLD = "pg_trgm.word_similarity_threshold"


@dataclass(frozen=True)
class Pair:
    """Two projects, how likely they are one (0 to 100), and why. `first` has the smaller key."""

    first: Project
    second: Project
    score: int
    reasons: list[str | Promise]

    @property
    def both(self) -> list[Project]:
        return [self.first, self.second]


def pairs(of: Iterable[Project]) -> list[Pair]:
    """Pairs of one of the projects `of` with any other, the likeliest first, at most `MOST`.

    Refused projects and pairs that staff told apart are left out.
    """
    ids: dict[str, Any] = {"ids": [row.pk for row in of], "refused": Publication.REFUSED}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {_THRESHOLD} = {_NEAR}; SET LOCAL enable_seqscan = off")
        cursor.execute(_PAIRS, ids)
        scored = [_scored(*line) for line in cursor.fetchall()]
        cursor.execute(f"RESET {_THRESHOLD}; RESET enable_seqscan")
    likely = sorted(
        (one for one in scored if one[2] >= LEAST), key=lambda one: (-one[2], one[0], one[1])
    )[:MOST]
    rows = Project.objects.select_related("programme", "owner").in_bulk(
        {key for one in likely for key in one[:2]}
    )
    return [Pair(rows[first], rows[second], score, why) for first, second, score, why in likely]


def _scored(
    first: int, second: int, likeness: float, *facts: bool
) -> tuple[int, int, int, list[str | Promise]]:
    met = [REASONS[name] for name, is_so in zip(REASONS, facts, strict=True) if is_so]
    score = round(likeness * TITLE) + sum(points for points, _words in met)
    why = [words for _points, words in met]
    if likeness * 100 >= NEAR_TITLE:
        why.insert(0, _("near title"))
    return first, second, min(score, 100), why


def tell_apart(one: Project, other: Project, *, by: Any) -> NotDuplicate:
    """Remember that they are two, so that they are not shown as a pair again."""
    first, second = sorted([one.pk, other.pk])
    return NotDuplicate.objects.get_or_create(
        first_id=first, second_id=second, defaults={"by": by}
    )[0]
