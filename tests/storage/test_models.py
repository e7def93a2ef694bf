"""An office's own models: put into use whole, taken back in one step, never used where changed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import NotAllowed
from storage.models import SHIPPED, ModelRefused, ModelShelf, Pointer

FIRST = {"kinds.npz": b"numbers", "kinds.json": b'{"measures": {}}'}
SECOND = {"kinds.npz": b"other numbers", "kinds.json": b"{}"}


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return ModelShelf(tmp_path)


def test_is_empty_at_first(shelf: ModelShelf) -> None:
    assert (shelf.pointer(), shelf.current()) == (Pointer(SHIPPED, None), None)
    with pytest.raises(NotAllowed, match="no earlier model"):
        shelf.step_back()


def test_a_model_is_used_and_the_one_before_is_one_step_back(shelf: ModelShelf) -> None:
    first = shelf.promote(FIRST)
    second = shelf.promote(SECOND)
    assert shelf.pointer() == Pointer(second, first)
    assert shelf.current() == shelf.folder / second
    assert shelf.step_back() == first
    assert shelf.current() == shelf.folder / first
    with pytest.raises(NotAllowed, match="no earlier model"):
        shelf.step_back()


def test_the_way_back_of_the_first_is_the_shipped_model(shelf: ModelShelf) -> None:
    shelf.promote(FIRST)
    assert shelf.step_back() == SHIPPED
    assert shelf.current() is None


def test_only_the_model_in_use_and_the_one_before_are_kept(shelf: ModelShelf) -> None:
    shelf.promote(FIRST)
    kept = {shelf.promote(SECOND), shelf.promote({"kinds.npz": b"third", "kinds.json": b"{}"})}
    assert {path.name for path in shelf.folder.iterdir()} == kept | {"current"}


def test_the_same_model_again_changes_nothing(shelf: ModelShelf) -> None:
    first = shelf.promote(FIRST)
    assert shelf.promote(FIRST) == first
    assert shelf.pointer() == Pointer(first, SHIPPED)


def _cut(folder: Path) -> None:
    (folder / "kinds.npz").write_bytes(b"num")


def _exchange(folder: Path) -> None:
    (folder / "kinds.json").write_bytes(b'{"abstention": 0}')


def _lose(folder: Path) -> None:
    (folder / "kinds.npz").unlink()


def _add(folder: Path) -> None:
    (folder / "more").write_bytes(b"")


@pytest.mark.parametrize("spoil", [_cut, _exchange, _lose, _add], ids=["cut", "thresholds", "lost", "added"])
def test_a_model_that_is_not_what_was_put_there_is_refused(
    shelf: ModelShelf, spoil: Callable[[Path], None]
) -> None:
    spoil(shelf.folder / shelf.promote(FIRST))
    with pytest.raises(ModelRefused, match="not whole or was changed"):
        shelf.current()
    assert shelf.promote(SECOND)
    assert shelf.pointer().before == SHIPPED


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b'{"model": 3, "before": null}', b'{"model": "../../etc", "before": null}'],
    ids=["empty", "nothing in it", "a number", "a path"],
)
def test_a_damaged_pointer_is_refused_and_can_be_stepped_back_from(shelf: ModelShelf, content: bytes) -> None:
    shelf.promote(FIRST)
    (shelf.folder / "current").write_bytes(content)
    with pytest.raises(ModelRefused, match="learn --what kinds --return"):
        shelf.current()
    assert shelf.step_back() == SHIPPED
    assert shelf.current() is None


@pytest.mark.parametrize("spoil", [_exchange, _lose], ids=["changed", "lost"])
def test_from_a_model_that_is_refused_there_is_a_way_back(
    shelf: ModelShelf, spoil: Callable[[Path], None]
) -> None:
    """Its words name `learn --what kinds --return`, also where the way back was gone already."""
    first = shelf.promote(FIRST)
    shelf.promote(SECOND)
    shelf.step_back()
    spoil(shelf.folder / first)
    assert shelf.step_back() == SHIPPED
    assert shelf.current() is None


def test_where_the_model_before_was_changed_the_way_back_is_the_shipped_one(shelf: ModelShelf) -> None:
    first = shelf.promote(FIRST)
    shelf.promote(SECOND)
    _exchange(shelf.folder / first)
    assert shelf.step_back() == SHIPPED


def test_a_folder_that_a_killed_run_left_is_no_model(shelf: ModelShelf) -> None:
    first = shelf.promote(FIRST)
    (shelf.folder / ("0" * 64)).mkdir()
    assert shelf.current() == shelf.folder / first
    pointer = json.loads((shelf.folder / "current").read_text(encoding="utf-8"))
    assert pointer == {"model": first, "before": SHIPPED}
