"""Imports point towards `domain/`; each file belongs to one room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = frozenset(
    {
        "domain",
        "intake",
        "processing",
        "outbound",
        "storage",
        "review",
        "upload",
        "commands",
        "samples",
        "drills",
    }
)
ENTRY = frozenset({"cli", "workers", "wiring", "settings"})

#: Room: the rooms it may import besides itself.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "domain": frozenset(),
    "intake": frozenset({"domain"}),
    "outbound": frozenset({"domain"}),
    "processing": frozenset({"domain", "outbound"}),
    "processing.stages": frozenset({"domain", "intake", "outbound", "processing"}),
    "storage": frozenset({"domain", "processing"}),
    "samples": frozenset({"domain", "intake"}),
    "settings": frozenset({"domain"}),
    "drills": ROOMS | ENTRY,
    "review": ROOMS | ENTRY,
    "upload": ROOMS | ENTRY,
    "commands": ROOMS | ENTRY,
    "cli": ROOMS | ENTRY,
    "workers": ROOMS | ENTRY,
    "wiring": ROOMS | ENTRY,
}
#: The standard library is all that `domain` knows; these are what others in the tree use.
LIBRARIES_OF_DOMAIN = frozenset(
    {
        "collections",
        "dataclasses",
        "datetime",
        "enum",
        "itertools",
        "re",
        "typing",
        "unicodedata",
        "urllib",
        "zlib",
        "zoneinfo",
    }
)  # fmt: skip


def python_files() -> list[Path]:
    rooms = [path for room in sorted(ROOMS) for path in sorted((ROOT / room).rglob("*.py"))]
    return rooms + [ROOT / f"{name}.py" for name in sorted(ENTRY)]


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "processing.stages" if parts[:2] == ("processing", "stages") else parts[0]


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", python_files(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_towards_domain(path: Path) -> None:
    room = room_of(path)
    allowed = MAY_IMPORT[room] | {room.split(".")[0]}
    for module in imported_modules(path):
        top = module.split(".")[0]
        if top in ROOMS | ENTRY:
            assert top in allowed, f"{path.name} in {room}/ imports {module}: {room} may not know {top}"
            if room == "processing":
                assert not module.startswith("processing.stages"), (
                    f"{path.name}: a rule may not know the stages"
                )


def test_domain_knows_the_standard_library_only() -> None:
    for path in (ROOT / "domain").rglob("*.py"):
        for module in imported_modules(path):
            top = module.split(".")[0]
            assert top in LIBRARIES_OF_DOMAIN | {"domain"}, f"domain/{path.name} imports {module}"


def test_storage_rows_stay_inside_storage() -> None:
    for path in python_files():
        if room_of(path) in {"storage", "commands", "wiring", "drills"}:
            continue
        assert not any(m.startswith(("storage.tables", "sqlalchemy")) for m in imported_modules(path)), (
            f"{path.name} reaches into the tables: ask a repository instead"
        )
