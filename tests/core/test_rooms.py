"""An app imports only from the apps that stand to its left."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = [
    "core",
    "pages",
    "territories",
    "members",
    "projects",
    "partnerships",
    "forum",
    "mot_portal",
]


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def wrong_imports(room: str, files) -> set[str]:
    to_the_right = ROOMS[ROOMS.index(room) + 1 :]
    return {f"{path}: {name}" for path in files for name in imports(path) if name in to_the_right}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_its_left(room):
    files = list((ROOT / room).rglob("*.py"))
    assert files
    assert wrong_imports(room, files) == set()


def test_an_import_from_the_right_is_seen(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("from members.models import User")
    assert wrong_imports("core", [path]) == {f"{path}: members"}
