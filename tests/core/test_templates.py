"""What no template may do."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
BARE_KEY = re.compile(r"\{\{\s*[\w.]*\bpk\s*\}\}")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_keys_are_written_without_separators(path):
    """A number from 1,000 on is grouped for its reader: as an address or a value it is another."""
    assert BARE_KEY.findall(path.read_text("utf-8")) == []
