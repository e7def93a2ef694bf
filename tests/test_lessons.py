"""Every failure of others that `docs/lessons.md` tells of is held by tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS = [
    line.strip("|").split("|")
    for line in (ROOT / "docs" / "lessons.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and "`tests/" in line
]


@cache
def names_in(path: Path) -> frozenset[str]:
    """The tests and classes of tests in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_is_held_by_tests_that_exist(row: list[str]) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row[2])
    assert named
    for path, name in named:
        assert name in names_in(ROOT / path), f"{path} has no {name}: mend docs/lessons.md or bring it back"


def test_the_table_is_read_whole() -> None:
    assert len(ROWS) > 30
