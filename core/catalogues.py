"""Catalogues of translated words, made with Babel: GNU gettext need not be installed."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCES = [
    "core",
    "pages",
    "territories",
    "members",
    "projects",
    "partnerships",
    "forum",
    "mot_portal",
    "templates",
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

# In French a line breaks neither before these signs nor inside quotation marks.
KEPT_TOGETHER = re.compile(r"(?<=\S) (?=[:;?!»])|(?<=«) ")


def _files() -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".xml"} and "migrations" not in path.parts:
                yield path


def _python(path: Path) -> bytes:
    """The file as Python calls of gettext; a template keeps nothing but those."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.lstrip() for line in lines)
    return text.encode()


def extracted() -> Catalog:
    """Every message of the code and the templates, with the files that use it."""
    catalog = Catalog(project="MOT portal", charset="utf-8")
    for path in _files():
        name = path.relative_to(ROOT).as_posix()
        for _line, message, comments, context in extract(
            "python", io.BytesIO(_python(path)), keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            catalog.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalogue of `language`; empty when there is no file yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale=language, charset="utf-8")


def update(language: str) -> None:
    """Bring the catalogue up to the code: new messages empty, none guessed.

    The translation of a message that is gone stays at the end of the file, for when it comes back.
    """
    catalog = read(language)
    made_on = catalog.creation_date
    for message in catalog.obsolete.values():
        catalog[message.id] = message
    catalog.obsolete.clear()
    catalog.update(extracted(), no_fuzzy_matching=True)
    for key in [key for key, message in catalog.obsolete.items() if not any(_texts(message))]:
        del catalog.obsolete[key]
    if language == "fr":
        for message in catalog:
            _keep_together(message)
    catalog.creation_date = made_on  # else each run would change the file
    catalog.project, catalog.version, catalog.fuzzy = "MOT portal", "", False
    catalog.header_comment = "# The portal's words. `make messages` keeps this file up to date."
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, catalog, sort_output=True, include_lineno=False, width=100)


def languages() -> list[str]:
    """Languages that have a catalogue."""
    return sorted(path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def compile_catalogues() -> None:
    """Write the `.mo` files that Django reads, where they are older than their `.po`."""
    for language in languages():
        source, compiled = po_file(language), po_file(language).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        draft = compiled.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as target:
            write_mo(target, read(language))
        draft.replace(compiled)


def _keep_together(message: Message) -> None:
    kept = [KEPT_TOGETHER.sub("\N{NO-BREAK SPACE}", text or "") for text in _texts(message)]
    message.string = tuple(kept) if isinstance(message.string, tuple | list) else kept[0]


def loose() -> list[str]:
    """French translations that a line could break before a sign: `make messages` mends them."""
    texts = (text or "" for message in read("fr") if message.id for text in _texts(message))
    return [text for text in texts if KEPT_TOGETHER.search(text)]


def missing(language: str) -> list[str]:
    """Messages of the code that `language` does not translate, or only fuzzily."""
    catalog = read(language)
    return [
        str(message.id)
        for message in extracted()
        if message.id and not _is_translated(catalog.get(message.id, message.context))
    ]


def broken(language: str) -> list[str]:
    """Messages whose translation would fail: a `%(name)s` that the message does not have."""
    return [f"{message.id}: {errors[0]}" for message, errors in read(language).check()]


def _is_translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and all(_texts(message))


def _texts(message: Message) -> list[str | None]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]
