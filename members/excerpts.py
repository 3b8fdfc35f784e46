"""What matched, shown in an excerpt. Matches stand between the characters \\x02 and \\x03."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language

from core.models import content_order
from core.search import UNSTEMMED, config
from members.models import Organisation

OPTIONS = "StartSel=\x02, StopSel=\x03, MaxFragments=1, MaxWords=30, MinWords=15"

HEADLINES = """
WITH asked AS (SELECT replace(words_query(%s)::text, '&', '|')::tsquery AS query)
SELECT o.id, t.language, t.column_name,
       ts_headline(t.config, t.text, asked.query, {options}), t.text
FROM members_organisation o CROSS JOIN asked
CROSS JOIN LATERAL (VALUES {texts}) AS t (language, column_name, config, text)
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


def _texts() -> str:
    texts = [
        f"('{language}', '{stem}', '{configuration}'::regconfig, o.{stem}_{language})"
        for language in settings.CONTENT_LANGUAGES
        for stem, configuration in (("name", UNSTEMMED), ("description", config(language)))
    ]
    return ", ".join(texts)


def excerpts(rows: list[Organisation], words: str) -> dict[tuple[int, str], Excerpt]:
    """Excerpts of the names and descriptions where `words` match, in the reader's language if any.

    The key is `(pk, "name" or "description")`; a text without match is absent.
    """
    wanted = " ".join(word for word in words.split() if not word.startswith("-"))
    if not wanted or not rows:
        return {}
    with connection.cursor() as cursor:
        sql = HEADLINES.format(texts=_texts(), options="%s")
        cursor.execute(sql, [wanted, OPTIONS, [row.pk for row in rows]])
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
