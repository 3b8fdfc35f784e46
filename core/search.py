"""Words typed by a visitor, looked for in every language, whatever accents and endings."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, Concat, NullIf

MAX_WORDS_LENGTH = 200
UNSTEMMED = "simple_unaccent"


def clean_words(value: str) -> str:
    """Words as `words_query` takes them: one space between, no quotation mark left open."""
    words = " ".join(value.split())
    return words.replace('"', " ") if words.count('"') % 2 else words


def config(language: str) -> str:
    return f"{language}_unaccent"


def search_vector(names: list[str], translated_names: list[str], texts: list[str]):
    """Expression of a generated column over columns of one table.

    `names` are plain columns, `translated_names` and `texts` stems of translated ones. Names weigh
    A and are kept unstemmed too; texts weigh C and are read with the stemmer of their language.
    """
    columns = names + [
        f"{stem}_{language}" for stem in translated_names for language in settings.CONTENT_LANGUAGES
    ]
    vector: CombinedExpression | SearchVector = SearchVector(*columns, weight="A", config=UNSTEMMED)
    for language in settings.CONTENT_LANGUAGES:
        own_names = [f"{stem}_{language}" for stem in translated_names]
        vector += SearchVector(*own_names, weight="B", config=config(language))
        if texts:
            own_texts = [f"{stem}_{language}" for stem in texts]
            vector += SearchVector(*own_texts, weight="C", config=config(language))
    return vector


class Fold(Func):
    """Lower case without accents (function `fold` of migration core.0001)."""

    function = "fold"
    output_field = models.TextField()


class WordsQuery(SearchQuery):
    """The `tsquery` of a visitor's words (function `words_query` of migration core.0001)."""

    def __init__(self, words: str, **extra):
        super().__init__(words, **extra)
        self.function = "words_query"


class NamesQuery(WordsQuery):
    """The same words, looked for in names only (weights A and B of `search_vector`)."""

    # Each lexeme, such as 'ville' or 'l''eau', is followed by its weights.
    template = (
        "regexp_replace(%(function)s(%(expressions)s)::text,"
        r" '''(?:[^'']|'''')*''', '\&:AB', 'g')::tsquery"
    )


def joined(*columns: str):
    """The columns one after the other, separated by a space: what near spellings look at."""
    parts = [part for column in columns for part in (F(column), Value(" "))]
    return Concat(*parts, output_field=models.TextField())


def sort_key(names: list[str], language: str) -> models.GeneratedField:
    """Column of the name a reader of `language` sees, folded: lists are ordered by it.

    `names` are the columns of the translated name, in the order in which they replace each other.
    """
    order = sorted(names, key=lambda name: not name.endswith(f"_{language}"))
    return models.GeneratedField(
        expression=Fold(Coalesce(*(NullIf(name, Value("")) for name in order), Value(""))),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


def names_text(*columns: str) -> models.GeneratedField:
    """Column of the names one after the other, folded: near spellings look at it."""
    return models.GeneratedField(
        expression=Fold(joined(*columns)), output_field=models.TextField(), db_persist=True
    )


def exact_names(*columns: str) -> models.GeneratedField:
    """Column of each name by itself, folded: who types it whole finds it first."""
    return models.GeneratedField(
        expression=Func(*(Fold(F(name)) for name in columns), template="ARRAY[%(expressions)s]"),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )


def near(column: str, words: str) -> Q:
    """Every word of three letters or more resembles one of `column` (trigrams); no -word is there.

    The threshold is `pg_trgm.word_similarity_threshold`, 0.6 unless the server says otherwise.
    Without a word to resemble the condition is false.
    """
    resembling, absent = Q(), Q()
    for word in words.replace('"', " ").split():
        if word.startswith("-"):
            absent &= ~Q(search=WordsQuery(word.lstrip("-")))
        elif len(word) >= 3:
            resembling &= Q(**{f"{column}__trigram_word_similar": Fold(Value(word))})
    return resembling & absent if resembling else Q(pk__in=[])


def has_any(rows: QuerySet) -> bool:
    """Whether there is a row, asked so that PostgreSQL uses the index of the words."""
    return bool(first_keys(rows, 1))


def first_keys(rows: QuerySet, most: int) -> list[int]:
    """The keys of `most` of the rows; see `first_keys_of`."""
    return first_keys_of([rows], most)[0]


def first_keys_of(lists: Sequence[QuerySet], most: int) -> list[list[int]]:
    """The keys of `most` rows of each, in one query, asked so that the index of the words is used.

    Where few are wanted PostgreSQL reads the whole table instead, when it believes that they are
    met soon. What can match nothing is not asked.
    """
    parts: list[str] = []
    params: list[Any] = []
    for number, rows in enumerate(lists):
        with suppress(EmptyResultSet):
            sql, own = rows.order_by().values("pk").query.sql_with_params()
            parts.append(
                f"SELECT {number}, id FROM (WITH found (id) AS MATERIALIZED ({sql})"
                f" SELECT id FROM found LIMIT {most}) AS list_{number}"
            )
            params.extend(own)
    keys: list[list[int]] = [[] for _rows in lists]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for number, key in cursor.fetchall():
                keys[number].append(key)
    return keys
