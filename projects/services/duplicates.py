"""Projects that may be one and the same, and what staff said of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
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
_ROWS = "SELECT p.* FROM projects_project p WHERE p.publication <> %(refused)s"

# Each way of being alike is looked for by its own join, so that each can use its index or a hash.
_PAIRS = f"""
WITH a AS MATERIALIZED ({_ROWS} AND p.id = ANY(%(ids)s)), b AS ({_ROWS}), found AS (
    SELECT a.id AS one, b.id AS other FROM a JOIN b ON a.sort_fr <%% b.names_text
    UNION SELECT a.id, b.id FROM a JOIN b ON a.sort_en <%% b.names_text
    UNION SELECT a.id, b.id FROM a JOIN b ON a.acronym <> '' AND lower(a.acronym) = lower(b.acronym)
    UNION SELECT a.id, b.id FROM a JOIN b
        ON a.website <> '' AND {_SITE.format("a.website")} = {_SITE.format("b.website")}
    UNION SELECT a.id, b.id FROM a JOIN b
        ON a.keep_id <> '' AND {_NUMBER.format("a.keep_id")} = {_NUMBER.format("b.keep_id")}
    UNION SELECT a.id, b.id FROM a JOIN b ON a.kohesio_id <> ''
        AND {_NUMBER.format("a.kohesio_id")} = {_NUMBER.format("b.kohesio_id")}
)
SELECT DISTINCT LEAST(a.id, b.id), GREATEST(a.id, b.id),
    GREATEST({_TITLES}, similarity(a.sort_fr, b.sort_fr)),
    a.keep_id <> '' AND {_NUMBER.format("a.keep_id")} = {_NUMBER.format("b.keep_id")}
        OR a.kohesio_id <> ''
        AND {_NUMBER.format("a.kohesio_id")} = {_NUMBER.format("b.kohesio_id")},
    a.website <> '' AND {_SITE.format("a.website")} = {_SITE.format("b.website")},
    a.acronym <> '' AND lower(a.acronym) = lower(b.acronym) AND a.border_codes && b.border_codes,
    cardinality(ARRAY(SELECT unnest(a.participant_slugs) INTERSECT
        SELECT unnest(b.participant_slugs))) >= 2,
    a.start <> '' AND left(a.start, 4) = left(b.start, 4)
FROM found JOIN a ON a.id = found.one JOIN b ON b.id = found.other
WHERE a.id <> b.id AND NOT EXISTS (
    SELECT FROM projects_notduplicate no
    WHERE no.first_id = LEAST(a.id, b.id) AND no.second_id = GREATEST(a.id, b.id)
)
"""


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
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, ids)
        scored = [_scored(*line) for line in cursor.fetchall()]
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
