"""The words of the portal that cells may use: themes, borders, territories, programmes."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from core.imports.columns import plain
from members.models import Organisation
from territories.models import Border, Programme, Territory, Theme


class Vocabulary:
    """Loaded once for a whole file: the vocabularies are small."""

    def __init__(self) -> None:
        self.programmes: dict[str, int] = {}
        self.programme_names: dict[str, str] = {}
        for programme in Programme.objects.all():
            self.programmes[programme.cci] = programme.pk
            said = [programme.cci, programme.acronym, *_names(programme)]
            self.programme_names |= {plain(name): programme.cci for name in said if name}
        self.ids: dict[str, dict[str, int]] = {}
        self.words: dict[str, dict[str, str]] = {}
        self._add("themes", Theme.objects.all(), "code", "keep_topics")
        self._add("borders", Border.objects.all().defer("search", "names_text"), "code")
        self._add("territories", Territory.objects.only("slug", *_columns()), "slug")
        self._add("participants", Organisation.objects.only("slug"), "slug", named=False)

    def _add(self, kind: str, rows: Iterable[Any], key: str, also: str = "", named: bool = True):
        ids, words = self.ids.setdefault(kind, {}), self.words.setdefault(kind, {})
        for row in rows:
            code = getattr(row, key)
            ids[code] = row.pk
            others = [*(_names(row) if named else []), *(getattr(row, also) if also else [])]
            for word in others:
                words.setdefault(plain(word), code)
            words[plain(code)] = code

    def programme(self, words: str) -> str:
        """The CCI code of a programme, from its code or exact name, else `words` as they are."""
        return self.programme_names.get(plain(words), words[:200])

    def link(self, kind: str, words: list[str]) -> tuple[list[str], list[str]]:
        """The codes of what is known, sorted, and the words that are not."""
        known = self.words[kind]
        found = {known[plain(word)] for word in words if plain(word) in known}
        return sorted(found), [word for word in words if plain(word) not in known]


def _columns() -> list[str]:
    return [f"name_{language}" for language in settings.CONTENT_LANGUAGES]


def _names(row: Any) -> list[str]:
    return [name for name in (getattr(row, column) for column in _columns()) if name]
