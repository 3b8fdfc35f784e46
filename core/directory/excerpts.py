"""What matched, shown in an excerpt. Matches stand between the characters \\x02 and \\x03."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, models
from django.utils.translation import get_language

from core.models import content_order
from core.search import UNSTEMMED, config

PART = "StartSel=\x02, StopSel=\x03, MaxFragments=1, MaxWords=30, MinWords=15"
WHOLE = "StartSel=\x02, StopSel=\x03, HighlightAll=true"

HEADLINES = """
WITH asked AS (SELECT replace(words_query(%s)::text, '&', '|')::tsquery AS query)
SELECT o.id, t.language, t.column_name,
       ts_headline(t.config, t.text, asked.query, t.options), t.text
FROM {table} o CROSS JOIN asked
CROSS JOIN LATERAL (VALUES {texts}) AS t (language, column_name, config, options, text)
WHERE o.id = ANY(%s) AND t.text <> '' AND to_tsvector(t.config, t.text) @@ asked.query
"""


@dataclass(frozen=True)
class Excerpt:
    """`text` with its matches marked, in `language`."""

    text: str
    language: str

    @property
    def is_fallback(self) -> bool:
        return self.language != get_language()


def _texts(name: str, text: str) -> str:
    texts = [
        f"('{language}', '{stem}', '{configuration}'::regconfig, '{options}', o.{stem}_{language})"
        for language in settings.CONTENT_LANGUAGES
        for stem, configuration, options in (
            (name, UNSTEMMED, WHOLE),
            (text, config(language), PART),
        )
    ]
    return ", ".join(texts)


def excerpts(
    rows: Sequence[models.Model], words: str, *, name: str, text: str
) -> dict[tuple[int, str], Excerpt]:
    """Where `words` match in two translated columns of `rows`, in the reader's language if any.

    The `name` is whole, of the `text` a part. The key is `(pk, column)`; a text without match is
    absent.
    """
    wanted = " ".join(word for word in words.split() if not word.startswith("-"))
    if not wanted or not rows:
        return {}
    with connection.cursor() as cursor:
        sql = HEADLINES.format(table=rows[0]._meta.db_table, texts=_texts(name, text))
        cursor.execute(sql, [wanted, [row.pk for row in rows]])
        lines = cursor.fetchall()
    order = content_order()
    lines.sort(key=lambda line: order.index(line[1]), reverse=True)
    return {
        (pk, column): Excerpt(with_ellipses(part, whole), language)
        for pk, language, column, part, whole in lines
    }


def with_ellipses(part: str, whole: str) -> str:
    """`part` with an ellipsis on each side where `whole` goes on."""
    plain = part.replace("\x02", "").replace("\x03", "").strip()
    before, _found, after = whole.partition(plain)
    end = after.strip(" .\n")
    return f"{'… ' if before.strip() else ''}{part}{' …' if end else after.strip()}"
