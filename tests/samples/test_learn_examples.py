"""Papers to learn from are drawn side by side and kept; whoever is stopped goes on from what was kept."""

from pathlib import Path

import pytest

from samples import learn_examples
from samples.catalogue import LAYOUTS, list_layouts
from samples.learn_examples import draw_layout, obtain_examples

CHOSEN = [layout.name for layout in list_layouts() if layout.body][:2]
SEED = 5


@pytest.fixture(autouse=True)
def few_layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two layouts of messages: nothing of them is read."""
    assert len(CHOSEN) == 2
    monkeypatch.setattr(learn_examples, "_with_fields", lambda _: [LAYOUTS[name] for name in CHOSEN])


def test_each_layout_is_the_same_whatever_else_is_drawn(tmp_path: Path) -> None:
    alone = [example for name in CHOSEN for example in draw_layout(name, 2, 1, SEED)]
    assert [example.layout for example in alone] == [name for name in CHOSEN for _ in range(2)]
    assert obtain_examples(tmp_path / "kept", 2, 1, SEED, processes=2) == alone
    assert obtain_examples(None, 2, 1, SEED) == alone


@pytest.mark.parametrize(("left", "taken"), [(3, 1), (2, 1), (1, 0)])
def test_what_was_kept_is_not_drawn_again_and_what_was_cut_off_is(
    tmp_path: Path, left: int, taken: int
) -> None:
    """Of two papers of each of two layouts so many stand whole in the file, and half of the next."""
    kept = tmp_path / "kept"
    whole = obtain_examples(kept, 2, 1, SEED)
    lines = kept.read_text("utf-8").splitlines(keepends=True)
    # Another truth than is drawn: whoever shows it took it from the file.
    lines[0] = lines[0].replace('"truth": {', '"truth": {"kept": true, ', 1)
    kept.write_text("".join(lines[:left]) + lines[left][: len(lines[left]) // 2], encoding="utf-8")
    again = obtain_examples(kept, 2, 1, SEED)
    assert [e.layout for e in again] == [e.layout for e in whole]
    assert sum("kept" in e.truth for e in again) == taken
    assert obtain_examples(kept, 2, 1, SEED) == again
    assert len(kept.read_text("utf-8").splitlines()) == len(whole)


def test_layouts_that_are_gone_are_left_out_and_held_out_is_as_the_catalogue_says(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    obtain_examples(kept, 1, 0, SEED)
    kept.write_text(kept.read_text("utf-8").replace(f'"layout": "{CHOSEN[0]}"', '"layout": "gone"'), "utf-8")
    found = obtain_examples(kept, 0, 0, 0)
    assert [(e.layout, e.held_out) for e in found] == [(CHOSEN[1], False)]
