"""The readers' single pieces."""

from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import DeploymentError
from domain.geometry import Box
from domain.pages import Barcode, PageImage, PageReading, PageSource, Quality, Word
from intake.readers.barcodes import find_barcodes
from intake.readers.describe import describe_page
from intake.readers.neural import find_models
from intake.readers.picture import map_boxes, order_corners, slice_quad, turn, turn_quad
from intake.readers.preparation import flatten_light, is_evenly_lit, straighten
from intake.readers.tesseract import Tesseract, find_tessdata
from intake.readers.transcript import decode_line

CORNERS = np.array([[10, 20], [110, 20], [110, 44], [10, 44]], np.float32)


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.integers(0, 60),
    st.integers(0, 30),
    st.integers(5, 30),
    st.integers(5, 20),
)
def test_corners_turn_with_the_picture(rotation: int, x: int, y: int, wide: int, tall: int) -> None:
    grey = np.zeros((60, 100), np.uint8)
    grey[y : y + tall, x : x + wide] = 255
    quad = np.array([[x, y], [x + wide, y], [x + wide, y + tall], [x, y + tall]], np.float32)
    moved = turn_quad(quad, rotation, 100, 60)
    rows, columns = np.nonzero(turn(grey, rotation))
    assert (moved[:, 0].min(), moved[:, 1].min()) == (columns.min(), rows.min())
    assert (moved[:, 0].max(), moved[:, 1].max()) == (columns.max() + 1, rows.max() + 1)
    assert np.array_equal(moved, order_corners(moved))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Born:04", ["Born:", "04"], id="a label ends at its colon"),
        pytest.param("12:04", ["12:04"], id="a time keeps its colon"),
        pytest.param("http://on", ["http://on"], id="an address keeps its colon"),
    ],
)
def test_parts_labels_from_answers(text: str, words: list[str]) -> None:
    alphabet = ["", *sorted(set(text))]
    line = decode_line(steps_of(text, alphabet), alphabet, CORNERS, 1.0)
    assert [word.text for word in line.words] == words


def steps_of(text: str, alphabet: list[str], repeat: int = 2) -> np.ndarray:
    """What a recogniser that is quite sure puts out for a text."""
    columns = [c for sign in text for c in ([alphabet.index(sign)] * repeat + [0])]
    steps = np.full((len(columns), len(alphabet)), 0.01, np.float32)
    steps[np.arange(len(columns)), columns] = 0.9
    return steps


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("ab ba", ["ab", "ba"], id="a blank parts words"),
        pytest.param("aab", ["aab"], id="doubled letters stay"),
        pytest.param("☐ab", ["ab"], id="a box sign is no letter"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_decodes_lines(text: str, words: list[str]) -> None:
    alphabet = ["", "a", "b", "☐", " "]
    steps = steps_of(text, alphabet) if text else np.eye(5, dtype=np.float32)[[0, 0, 0]]
    corners = np.array([[10, 20], [50, 20], [50, 44], [10, 44]], np.float32)
    line = decode_line(steps, alphabet, corners, 1.0)
    assert [word.text for word in line.words] == words
    places = [float(word.corners[:, 0].mean()) for word in line.words]
    assert places == sorted(places)
    assert all(word.corners[:, 0].min() >= 10 and word.corners[:, 0].max() <= 110 for word in line.words)


def test_slices_a_line() -> None:
    part = slice_quad(CORNERS, 0.25, 0.5)
    assert part.tolist() == [[35, 20], [60, 20], [60, 44], [35, 44]]


@given(st.floats(-10, 10), st.sampled_from([0.5, 0.66, 1.0, 2.0]))
def test_straightening_can_be_undone(angle: float, scale: float) -> None:
    grey = np.full((300, 400), 255, np.uint8)
    prepared = straighten(grey, scale, angle)
    there = np.asarray(np.linalg.inv(prepared.to_page), np.float64)
    tall, wide = prepared.grey.shape
    box = Box(180, 130, 240, 160)
    moved = map_boxes([box], there, wide, tall)
    (back,) = map_boxes(moved, prepared.to_page, 400, 300)
    assert abs(back.middle[0] - box.middle[0]) <= 2.5
    assert abs(back.middle[1] - box.middle[1]) <= 2.5


def test_flattens_a_shadow() -> None:
    ramp = np.linspace(90, 240, 600, dtype=np.float32)
    grey = np.tile(ramp, (400, 1)).astype(np.uint8)
    grey[200:206, 50:550] = (grey[200:206, 50:550] * 0.3).astype(np.uint8)
    assert not is_evenly_lit(grey)
    flat = flatten_light(grey)
    assert is_evenly_lit(flat)
    assert flat[203, 100] < 120 < flat[100, 100]


@pytest.mark.parametrize(
    "symbology",
    [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.PDF417, zxingcpp.BarcodeFormat.Code128],
)
@pytest.mark.parametrize("salt", [0.0, 0.03], ids=["clean", "noisy"])
def test_reads_barcodes(symbology: zxingcpp.BarcodeFormat, salt: float) -> None:
    symbol = zxingcpp.create_barcode("CARD 0123456789", symbology).to_image(scale=4)
    page = np.full((1100, 1700), 255, np.uint8)
    drawn = np.asarray(symbol)
    page[300 : 300 + drawn.shape[0], 500 : 500 + drawn.shape[1]] = drawn
    if drawn.shape[0] < 40:  # a linear code of one row of modules
        page[300:420, 500 : 500 + drawn.shape[1]] = drawn[drawn.shape[0] // 2]
    dots = np.random.default_rng(1)
    page[dots.random(page.shape) < salt] = 0
    (found,) = find_barcodes(page)
    assert found.text == "CARD 0123456789"
    assert 480 <= found.box.x0 < found.box.x1 <= 520 + drawn.shape[1]


def test_tesseract_sees_an_empty_page() -> None:
    assert Tesseract().read(np.full((400, 300), 255, np.uint8)) == []


def test_the_program_reads_as_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.readers.pages import draw_card

    grey = np.array(draw_card(4, dpi=200).picture, np.uint8)
    engine = Tesseract()
    by_library = engine.read(grey)
    monkeypatch.setattr(engine, "in_process", False)
    by_program = engine.read(grey)
    assert {w.text for w in by_program} & {w.text for w in by_library} >= {"Basic", "Life", "Support"}


def test_a_missing_language_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match="tesseract-ocr-eng"):
        find_tessdata(tmp_path)


def test_missing_models_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DeploymentError, match="rapidocr"):
        find_models()


def test_describes_a_page_by_contract() -> None:
    page = PageImage(2, b"", 100, 200, 200.0, PageSource.IMAGE)
    word = Word("Souza", Box(1, 2, 30, 14), 0.98765, "ppocr", second="Souza", second_confidence=0.9)
    reading = PageReading(
        2, 200, 100, 90, PageSource.IMAGE, (word,), (Barcode("QRCode", "x", Box(0, 0, 9, 9)),),
        Quality(0.97, ("blurred",)),
    )  # fmt: skip
    assert describe_page("a.eml", "scan.pdf", page, reading) == {
        "source": "a.eml",
        "attachment": "scan.pdf",
        "page": 2,
        "width": 200,
        "height": 100,
        "rotation": 90,
        "quality": {"legible": 0.97, "grade": "legible", "reasons": ["blurred"]},
        "words": [{"text": "Souza", "box": [1, 2, 30, 14], "confidence": 0.9877, "reader": "ppocr"}],
        "barcodes": [{"format": "QRCode", "text": "x", "box": [0, 0, 9, 9]}],
    }
