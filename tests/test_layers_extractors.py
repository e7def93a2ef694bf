"""The rooms of the extractors build on one another in one order: each can be read without those after it."""

from pathlib import Path

import pytest

from tests.test_layers import ROOT, imported_modules

EXTRACTORS = ROOT / "intake" / "extractors"
#: From the ground up; the modules beside the rooms put all of them together.
ROOMS = (
    "normalise",
    "sheets",
    "people",
    "cpr",
    "requests",
    "mentions",
    "name_papers",
    "sureness",
    "known_forms",
)  # fmt: skip


def files_of_rooms() -> list[Path]:
    return [path for room in ROOMS for path in sorted((EXTRACTORS / room).glob("*.py"))]


def test_every_folder_of_code_is_a_room_of_the_order() -> None:
    assert {path.parent.name for path in EXTRACTORS.glob("*/*.py")} == set(ROOMS)


@pytest.mark.parametrize("path", files_of_rooms(), ids=lambda p: p.relative_to(EXTRACTORS).as_posix())
def test_a_room_knows_only_those_before_it(path: Path) -> None:
    room = path.parent.name
    may_import = ROOMS[: ROOMS.index(room) + 1]
    for module in imported_modules(path):
        if module.startswith("intake.extractors."):
            other = module.split(".")[2]
            assert other in may_import, f"{room}/{path.name} imports {module}, which builds on {room}/"
