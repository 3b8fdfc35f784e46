"""Read the texts of `pages/data/` (`<key>.<language>.md`) into pages (`core.loading`)."""

import re
from collections import Counter
from pathlib import Path

from core.loading import Row, load
from pages.models import Page

DATA = Path(__file__).parent / "data"


def read_markdown(path: Path) -> tuple[str, str, str]:
    """Title (`# …`), first paragraph and the rest of a text. `ValueError` without a title."""
    match = re.match(r"# ([^\n]+)\n+([^#\n][^\n]*)\n*(.*)", path.read_text("utf-8"), re.DOTALL)
    if match is None:
        raise ValueError(f"{path.name} does not start with a title and a sentence.")
    title, lede, body = match.groups()
    return title.strip(), lede.strip(), body.strip()


def _page(row: Row):
    facts: dict[str, str] = {}
    for path in sorted(DATA.glob(f"{row['key']}.*.md")):
        language = path.suffixes[0].lstrip(".")
        for stem, text in zip(("title", "lede", "body"), read_markdown(path), strict=True):
            facts[f"{stem}_{language}"] = text
    return facts, {}


def load_pages(*, quiet: bool) -> Counter:
    """Load the texts; count what happened to the pages."""
    keys = sorted({path.name.split(".")[0] for path in DATA.glob("*.md")})
    return load(Page, "key", [{"key": key} for key in keys], _page, quiet=quiet)
