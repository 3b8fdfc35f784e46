"""What was asked, raised or solved already under a title like one that is being typed.

Rows that hold words of it are found through the index of each word, a bounded number for each;
of a title of four words or more they hold two at least. Those that hold most of them come first,
then those whose title resembles it most. Nothing is read but what the reader may see.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Case, FloatField, QuerySet, Value, When

from core.search import Fold, WordsQuery, clean_words
from forum.models import Obstacle, Solution, Topic
from members.models import User

SHOWN = 4
MOST_WORDS = 8
LONG_TITLE = 4
SHORTEST_WORD = 4
ROWS_A_WORD = 300
LOOKED_AT = 40


@dataclass(frozen=True)
class Similar:
    """The closest rows of each kind; `bool` says whether there is any."""

    topics: list[Topic] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    solutions: list[Solution] = field(default_factory=list)

    def __bool__(self):
        return bool(self.topics or self.obstacles or self.solutions)


def similar(title: str, user: User | AnonymousUser | None = None, *, but: int | None = None):
    """The rows close to `title` that `user` may see, without the topic `but`."""
    words = _words(title)
    if not words:
        return Similar()
    reader = user or AnonymousUser()
    topics = Topic.objects.visible_to(reader).shown().exclude(pk=but)
    kinds = [topics, Obstacle.objects.visible_to(reader), Solution.objects.visible_to(reader)]
    found = _found(kinds, words)
    return Similar(*(_closest(rows, title, keys) for rows, keys in zip(kinds, found, strict=True)))


def _words(title: str) -> list[str]:
    """The longest words of a title, each once: the short ones say little."""
    words = {word.lower() for word in clean_words(title).replace('"', " ").split()}
    long = [word.strip("-") for word in words if len(word.strip("-")) >= SHORTEST_WORD]
    return sorted(long, key=lambda word: (-len(word), word))[:MOST_WORDS]


def _found(kinds: list[QuerySet], words: list[str]) -> list[list[tuple[int, int]]]:
    """For each kind, the rows that hold most of `words`, with how many, in one query."""
    parts: list[str] = []
    params: list[Any] = []
    for number, rows in enumerate(kinds):
        own: list[str] = []
        for word in words:
            matching = rows.order_by().filter(search=WordsQuery(word)).values("pk")[:ROWS_A_WORD]
            sql, values = matching.query.sql_with_params()
            own.append(f"({sql})")
            params.extend(values)
        parts.append(
            f"(SELECT {number}, id, count(*) FROM ({' UNION ALL '.join(own)}) AS found (id)"
            f" GROUP BY id HAVING count(*) >= {1 if len(words) < LONG_TITLE else 2}"
            f" ORDER BY count(*) DESC, id DESC LIMIT {LOOKED_AT})"
        )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        held: list[list[tuple[int, int]]] = [[] for _rows in kinds]
        for number, key, count in cursor.fetchall():
            held[number].append((key, count))
    return held


def _closest(rows: Any, title: str, held: list[tuple[int, int]]) -> list[Any]:
    if not held:  # perhaps misspelt
        return list(rows.near(title).order_by("-pk").for_links()[:SHOWN])
    counts = Case(
        *(When(pk=key, then=Value(float(count))) for key, count in held),
        output_field=FloatField(),
    )
    likeness = TrigramWordSimilarity(Fold(Value(title[:300])), "names_text")  # type: ignore[arg-type]
    rows = rows.filter(pk__in=[key for key, _count in held])
    rows = rows.annotate(closeness=counts + likeness)
    return list(rows.order_by("-closeness", "-pk").for_links()[:SHOWN])
