"""The words of a file that goes to an authority, in each language of content.

The portal's own pages speak two languages; those who read a file may read another.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from core.loading import read_csv

SOURCE = Path(__file__).parent.parent / "data" / "file_words.csv"
# Before a colon, French leaves a space that does not break the line.
COLONS = {"fr": "\N{NO-BREAK SPACE}:"}


@cache
def words(language: str) -> dict[str, str]:
    """`{"page": "Seite", "nature.law": "Gesetz", …}`. `KeyError` for another language."""
    found = {row["key"]: row[language] for row in read_csv(SOURCE)}
    return found | {"colon": COLONS.get(language, ":")}


def label(language: str, group: str, code: Any) -> str:
    """What a code is called: `label("de", "nature", "law")` is "Gesetz"; nothing for no code."""
    return words(language)[f"{group}.{code}"] if code else ""


def interface(language: str) -> str:
    """The language of the portal's pages for who reads a file in `language`."""
    return language if language in dict(settings.LANGUAGES) else "en"
