"""Lines are kept, batched and learned from once each; what was learned ships within half a step."""

import hashlib
import io
import json
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samples.lines import ship
from samples.lines.batches import Supply, batch_lines, pack_pictures
from samples.lines.line_files import Line, Origin, hash_recipe, load_lines, save_lines
from samples.lines.weights import Wheel, load_learned, load_wheel, save_learned
from tests.examples import examples

ORIGIN = Origin(recipe="f00", seed=1, sheets=2, held=False)


def draw_line(text: str, width: int) -> Line:
    shade = sum(map(ord, text)) % 256
    return Line(np.full((48, width), shade, np.uint8), text, "scan")


LINES = [draw_line(f"Nº {number}", 60 + 7 * number) for number in range(40)]


def test_kept_lines_are_the_same_lines(tmp_path: Path) -> None:
    save_lines(tmp_path / "one.npz", LINES, ORIGIN)
    lines, origin = load_lines(tmp_path / "one.npz")
    assert origin == ORIGIN
    assert [(line.text, line.way) for line in lines] == [(line.text, line.way) for line in LINES]
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(lines, LINES, strict=True))


def test_the_same_lines_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one.npz", "other.npz"):
        save_lines(tmp_path / name, LINES, ORIGIN)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.npz", "other.npz"]


def test_a_sheet_without_lines_can_be_kept(tmp_path: Path) -> None:
    save_lines(tmp_path / "none.npz", [], ORIGIN)
    assert load_lines(tmp_path / "none.npz") == ([], ORIGIN)


def test_the_recipe_is_told_by_a_hash() -> None:
    assert len(bytes.fromhex(hash_recipe())) == 32


def test_a_batch_is_of_one_width_and_no_line_comes_twice() -> None:
    lines = [draw_line(f"{number}", 65 + number % 60) for number in range(300)]
    lines.append(draw_line("too long", 1200))
    batches = batch_lines(lines, Random(1))
    assert [len(batch) for batch in batches] == [64] * 4
    texts = [line.text for batch in batches for line in batch]
    assert len(set(texts)) == len(texts)
    assert "too long" not in texts


def test_pictures_are_packed_as_the_reader_packs_them() -> None:
    packed = pack_pictures([Line(np.full((48, 70), 255, np.uint8), "a", "scan"), draw_line("b", 100)])
    assert packed.shape == (2, 1, 48, 128)
    assert (packed[0, 0, :, :70] == 1).all()
    assert (packed[0, 0, :, 70:] == 0).all()


def test_every_file_comes_before_any_comes_again(tmp_path: Path) -> None:
    for seed in range(4):
        lines = [draw_line(f"{seed}", 200) for _ in range(32)]
        save_lines(tmp_path / f"{seed}.npz", lines, Origin("f00", seed, 2, False))
    supply = Supply(tmp_path, Random(3))
    batches = supply.batches()
    for _ in range(2):
        texts = Counter(line.text for _ in range(4) for line in next(batches))
        assert texts == {"0": 32, "1": 32, "2": 32, "3": 32}
        assert supply.lines == 128
        assert len(supply.origins) == 4


def test_nothing_is_learned_from_faces_to_measure_on(tmp_path: Path) -> None:
    save_lines(tmp_path / "held.npz", LINES, Origin("f00", 1, 2, held=True))
    with pytest.raises(SystemExit, match="nothing may be learned"):
        next(Supply(tmp_path, Random(1)).batches())


@pytest.mark.parametrize("count", [0, 3], ids=["no line", "too few for a batch"])
def test_too_few_lines_are_said(tmp_path: Path, count: int) -> None:
    save_lines(tmp_path / "few.npz", LINES[:count], ORIGIN)
    with pytest.raises(SystemExit, match=r"samples\.lines\.cut"):
        next(Supply(tmp_path, Random(1)).batches())


@given(
    st.lists(st.floats(-8, 8, width=32), min_size=2, max_size=60),
    st.sampled_from([1e-6, 1e-3, 1.0]),
)
@settings(max_examples=examples(60))
def test_a_difference_ships_within_half_a_step(values: list[float], size: float) -> None:
    differences = np.array(values, np.float32) * np.float32(size)
    packed = np.load(io.BytesIO(ship.pack_differences({"conv.w_0": differences})))
    if not differences.any():
        assert packed["names"].tolist() == []
        return
    (scale,) = packed["scales"].tolist()
    shipped = packed["conv.w_0"].astype(np.float32) * np.float32(scale)
    assert packed["conv.w_0"].dtype == np.int8
    assert np.abs(shipped - differences).max() <= scale * 0.5001


def test_what_was_learned_from_is_told_by_a_hash(tmp_path: Path) -> None:
    told = []
    for seeds in ((1, 2), (2, 1), (1, 3)):
        supply = Supply(tmp_path, Random(1))
        supply.origins = {Path(f"{seed}.npz"): Origin("f00", seed, 2, False) for seed in seeds}
        told.append(supply.hash_recipe())
    assert told[0] == told[1] != told[2]


def test_the_order_of_weights_does_not_change_the_file() -> None:
    one, other = np.array([0.1, -0.2], np.float32), np.array([[0.3], [0.0]], np.float32)
    assert ship.pack_differences({"a": one, "b": other}) == ship.pack_differences({"b": other, "a": one})


@pytest.fixture(scope="module")
def wheel() -> Wheel:
    return load_wheel()


def test_the_wheels_weights_are_cut_to_its_alphabet(wheel: Wheel) -> None:
    wide = [w for w in wheel.weights.values() if w.shape[-1] == len(wheel.alphabet)]
    assert len(wide) == 2
    assert sum(w.size for w in wheel.weights.values()) < 4_000_000
    assert wheel.alphabet[0] == ""


def test_what_ships_is_a_share_of_what_was_learned(wheel: Wheel, tmp_path: Path) -> None:
    name = min(wheel.weights)
    learned = {key: values.copy() for key, values in wheel.weights.items()}
    learned[name].flat[0] += np.float32(0.5)
    facts = {"recipe_sha256": "ab", "lines": 7, "shown": 9}
    save_learned(tmp_path / "learned.npz", learned, facts)
    assert load_learned(tmp_path / "learned.npz")[1] == facts
    files = []
    for out in (tmp_path / "one", tmp_path / "other"):
        ship.ship(wheel, tmp_path / "learned.npz", 0.6, {"fax_fine": 0.9}, out)
        files.append([(out / file).read_bytes() for file in ("lines.npz", "lines.json")])
    assert files[0] == files[1]
    with np.load(tmp_path / "one/lines.npz") as packed:
        assert packed["names"].tolist() == [name]
        assert packed[name].flat[0] * packed["scales"][0] == pytest.approx(0.3, rel=1e-5)
        assert np.count_nonzero(packed[name]) == 1
    told = json.loads((tmp_path / "one/lines.json").read_text())
    assert told == {
        "share": 0.6,
        "wheel_sha256": hashlib.sha256(wheel.path.read_bytes()).hexdigest(),
        **facts,
        "measured": {"fax_fine": 0.9},
    }


def test_weights_of_another_model_do_not_ship(wheel: Wheel) -> None:
    with pytest.raises(SystemExit, match="no weight of"):
        ship.find_differences(wheel, {"another.w_0": np.zeros(3, np.float32)}, 1.0)
