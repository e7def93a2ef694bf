"""Whole pages through both readers."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
import pytest
import zxingcpp
from PIL import Image

from benchmarks.readers.damage import Arrived, carry_box, fax, photo, scan, skew, turned
from benchmarks.readers.pages import TruePage, draw_card, draw_form, draw_letter
from domain.errors import CorruptDocument
from domain.geometry import Box
from domain.pages import TOO_FAINT, MarkKind, PageImage, PageReading, PageSource, Quality, Word
from intake.readers.layer import hides_words
from intake.readers.orientation import set_upright
from intake.readers.picture import decode_grey
from intake.readers.preparation import soften_fax
from intake.readers.reading import PageReader
from intake.readers.resemblance import look_of
from tests.intake.readers.conftest import as_page

Read = Callable[[Arrived], PageReading]


def plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def share_read(page: TruePage, reading: PageReading, hand: bool = False) -> float:
    """Share of the true words that were read, print or handwriting."""
    wanted = Counter(plain(w.text) for w in page.words if w.hand is hand)
    seen = Counter(plain(w.text) for w in reading.words)
    return sum((wanted & seen).values()) / sum(wanted.values())


def coarse_fax(page: TruePage, rng: random.Random) -> Arrived:
    return fax(page, rng, 98)


Draw = Callable[[int], TruePage]
Damage = Callable[[TruePage, random.Random], Arrived]


@dataclass(frozen=True)
class Known:
    """A page as it was drawn, as it arrived, and as it was read."""

    page: TruePage
    arrived: Arrived
    reading: PageReading


@pytest.fixture(scope="module")
def known(reader: PageReader) -> Callable[[Draw, Damage], Known]:
    """A drawn page that arrived so, read once for all tests that ask for it."""

    @cache
    def read_once(draw: Draw, damage: Damage) -> Known:
        page = draw(3)
        arrived = damage(page, random.Random(7))
        return Known(page, arrived, reader.read(as_page(arrived)))

    return read_once


@pytest.mark.parametrize(
    ("draw", "damage", "least"),
    [
        pytest.param(draw_letter, scan, 0.97, id="scanned letter"),
        pytest.param(draw_form, scan, 0.93, id="scanned form"),
        pytest.param(draw_letter, skew, 0.97, id="fed at an angle"),
        pytest.param(draw_letter, fax, 0.95, id="fine fax"),
        pytest.param(draw_letter, coarse_fax, 0.8, id="standard fax"),
        pytest.param(draw_letter, photo, 0.95, id="photo"),
        pytest.param(draw_card, photo, 0.95, id="photo of a card"),
    ],
)
def test_reads_print(
    known: Callable[[Draw, Damage], Known], draw: Draw, damage: Damage, least: float
) -> None:
    found = known(draw, damage)
    assert share_read(found.page, found.reading) >= least
    assert found.reading.rotation == 0
    assert found.reading.image == b""
    assert found.reading.seconds > 0


@pytest.mark.parametrize(
    ("damage", "rotation"),
    [
        pytest.param(scan, 90, id="scan on its left side"),
        pytest.param(scan, 180, id="scan on its head"),
        pytest.param(fax, 180, id="fax on its head"),
        pytest.param(photo, 270, id="photo on its right side"),
    ],
)
def test_turns_upright(
    read: Read,
    rng: random.Random,
    damage: Callable[[TruePage, random.Random], Arrived],
    rotation: int,
) -> None:
    page = draw_form(5)
    straight = damage(page, rng)
    reading = read(turned(straight, rotation))
    assert reading.rotation == rotation
    assert share_read(page, reading) >= 0.9
    upright = cv2.imdecode(np.frombuffer(reading.image, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert upright is not None
    assert upright.shape == straight.grey.shape == (reading.height, reading.width)
    assert float(np.abs(upright.astype(int) - straight.grey).mean()) < 5


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_card_on_a_standard_fax_is_set_upright(
    reader: PageReader, rng: random.Random, rotation: int
) -> None:
    """The little text of a card is the hardest to tell from text on its head where 98 lines blur it."""
    arrived = turned(fax(draw_card(3), rng, 98), rotation)
    grey = soften_fax(np.asarray(arrived.grey, np.uint8), 98.0)
    assert set_upright(reader.neural, grey, reader.neural.detect(grey)).rotation == rotation


@pytest.mark.parametrize("damage", [skew, photo], ids=["skewed", "photo"])
def test_boxes_lie_on_the_words(known: Callable[[Draw, Damage], Known], damage: Damage) -> None:
    found = known(draw_letter, damage)
    page, right = found.page, 0
    for true in page.words:
        x0, y0, x1, y1 = carry_box(true.box, found.arrived.forward)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        here = [w for w in found.reading.words if w.box.x0 <= x < w.box.x1 and w.box.y0 <= y < w.box.y1]
        right += any(plain(w.text) == plain(true.text) for w in here)
    assert right >= 0.95 * len(page.words)


def test_agreement_means_right(known: Callable[[Draw, Damage], Known]) -> None:
    found = known(draw_letter, fax)
    page = found.page
    wanted = {plain(w.text) for w in page.words}
    agreed = [w for w in found.reading.words if w.agreed]
    assert len(agreed) > 0.85 * len(page.words)
    assert sum(plain(w.text) in wanted for w in agreed) >= 0.99 * len(agreed)


def test_label_and_answer_share_a_line(read: Read, rng: random.Random) -> None:
    reading = read(skew(draw_form(7), rng, angle=2.0))
    lines = [" ".join(w.text for w in line) for line in reading.lines]
    born = next(line for line in lines if "birth" in line)
    assert sum(c.isdigit() for c in born) >= 6
    assert "Certification" not in born


def test_finds_marks(known: Callable[[Draw, Damage], Known]) -> None:
    found = known(draw_form, scan)
    page, reading = found.page, found.reading

    def kinds_at(x0: int, y0: int, x1: int, y1: int) -> set[MarkKind]:
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return {m.kind for m in reading.marks if m.box.x0 <= x < m.box.x1 and m.box.y0 <= y < m.box.y1}

    assert all(MarkKind.CHECKBOX_ON in kinds_at(*box) for box in page.boxes_on)
    assert all(MarkKind.CHECKBOX_OFF in kinds_at(*box) for box in page.boxes_off)
    assert all(MarkKind.INK in kinds_at(*box) for box in page.signatures)
    ticks = [m for m in reading.marks if m.kind in {MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_OFF}]
    assert len(ticks) == len(page.boxes_on) + len(page.boxes_off)
    assert sum(m.kind is MarkKind.RULE for m in reading.marks) >= 8


@pytest.fixture
def blank_scan(rng: random.Random) -> Arrived:
    """A blank sheet: noise, dust, punch holes, a dark border, the other side showing through."""
    through = np.array(draw_letter(2).picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT), np.float32)
    grey = 242 - (255 - through) * 0.06
    dots = np.random.default_rng(1)
    grey += dots.normal(0, 4, grey.shape)
    for x, y in zip(dots.integers(0, 1700, 40), dots.integers(0, 2200, 40), strict=True):
        grey[y : y + 2, x : x + 2] = 60
    for y in (300, 1100, 1900):
        cv2.circle(grey, (60, y), 22, 30.0, -1)
    grey[:, :12] = 20
    return Arrived(np.clip(grey, 0, 255).astype(np.uint8), 200.0)


def test_a_dusty_sheet_is_blank(read: Read, blank_scan: Arrived) -> None:
    reading = read(blank_scan)
    assert reading.blank
    assert reading.marks == ()


@pytest.mark.parametrize(
    ("contrast", "quarters"),
    [pytest.param(1 / 14, 1, id="a fourteenth, on its side"), pytest.param(0.04, 0, id="a 25th, upright")],
)
def test_print_too_faint_to_read_is_not_blank(read: Read, contrast: float, quarters: int) -> None:
    printed = 242 - (255 - np.array(draw_letter(2).picture, np.float32)) * contrast
    noisy = printed + np.random.default_rng(1).normal(0, 4, printed.shape)
    grey = np.ascontiguousarray(np.rot90(np.clip(noisy, 0, 255).astype(np.uint8), quarters))
    reading = read(Arrived(grey, 200.0))
    assert not reading.blank
    assert reading.words == ()
    assert reading.quality == Quality(0.0, (TOO_FAINT,))


def test_a_lone_signature_is_not_blank(read: Read, blank_scan: Arrived) -> None:
    grey = blank_scan.grey.copy()
    knots = np.array([[700 + 14 * i, 1500 + (60 if i % 2 else -40)] for i in range(30)], np.int32)
    cv2.polylines(grey, [knots], False, 30, 4)
    assert not read(Arrived(grey, 200.0)).blank


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda g: (g * 0.06).astype(np.uint8), "too dark", id="night"),
        pytest.param(lambda g: cv2.GaussianBlur(g, (0, 0), 5.5), "blurred", id="out of focus"),
        pytest.param(lambda g: np.ascontiguousarray(g[:, 330:]), "cut at the left", id="cut"),
    ],
)
def test_says_what_is_wrong(
    read: Read, rng: random.Random, spoil: Callable[[np.ndarray], np.ndarray], reason: str
) -> None:
    grey = spoil(scan(draw_letter(8), rng).grey)
    if reason == "too dark":
        dots = np.random.default_rng(3)
        grey = np.clip(grey + dots.normal(0, 14, grey.shape), 0, 255).astype(np.uint8)
    reading = read(Arrived(grey, 200.0))
    assert reason in reading.quality.reasons


def test_a_good_scan_has_no_reasons(known: Callable[[Draw, Damage], Known]) -> None:
    quality = known(draw_letter, scan).reading.quality
    assert quality.reasons == ()
    assert quality.legible > 0.97


def test_a_barcode_is_no_tick_box(read: Read, rng: random.Random) -> None:
    grey = scan(draw_letter(8), rng).grey
    symbol = np.asarray(zxingcpp.create_barcode("CARD 123", zxingcpp.BarcodeFormat.QRCode).to_image(scale=6))
    grey[1900 : 1900 + symbol.shape[0], 1200 : 1200 + symbol.shape[1]] = symbol
    reading = read(Arrived(grey, 200.0))
    assert [code.text for code in reading.barcodes] == ["CARD 123"]
    assert not [m for m in reading.marks if m.kind in {MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_OFF}]


def test_boxes_of_a_huge_picture_are_its_own(
    reader: PageReader, rng: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = draw_card(2)
    arrived = turned(scan(page, rng, dpi=300), 90)
    monkeypatch.setattr("intake.readers.reading.MOST_PIXELS", arrived.grey.size // 2)
    reading = reader.read(as_page(arrived))
    assert (reading.rotation, reading.width, reading.height) == (90, *page.picture.size)
    true = next(w for w in page.words if w.text == "Instructor")
    word = next(w for w in reading.words if w.text == "Instructor")
    assert max(abs(a - b) for a, b in zip(word.box.as_list(), true.box, strict=True)) < 25
    assert reading.look == look_of(decode_grey(reading.image)), "the look is the upright picture's"


def test_transparent_paper_is_white(reader: PageReader) -> None:
    drawn = np.array(draw_card(2).picture)
    clear = np.dstack([np.zeros((*drawn.shape, 3), np.uint8), 255 - drawn])
    encoded = bytes(cv2.imencode(".png", clear)[1])
    height, width = drawn.shape
    reading = reader.read(PageImage(0, encoded, width, height, 300.0, PageSource.IMAGE))
    assert "Instructor" in {w.text for w in reading.words}


def test_names_the_coarse_fax(known: Callable[[Draw, Damage], Known]) -> None:
    assert "faxed at standard resolution" in known(draw_letter, coarse_fax).reading.quality.reasons


def layer_page(
    page: TruePage, words: list[tuple[str, tuple[int, int, int, int]]], rng: random.Random
) -> PageImage:
    arrived = scan(page, rng, noise=1.0)
    layer = tuple(
        Word(text, Box(*box), 1.0, "pdf text", line=box[1] // 25) for text, box in words
    )  # fmt: skip
    height, width = arrived.grey.shape
    return PageImage(0, arrived.encode(), width, height, 200.0, PageSource.TEXT_LAYER, words=layer)


def test_keeps_a_true_layer(reader: PageReader, rng: random.Random) -> None:
    page = draw_letter(11)
    image = layer_page(page, [(w.text, w.box) for w in page.words], rng)
    reading = reader.read(image)
    assert reading.source is PageSource.TEXT_LAYER
    assert [w.text for w in reading.words if w.reader == "pdf text"] != []
    assert Counter(w.text for w in reading.words if w.reader == "pdf text") == Counter(
        w.text for w in page.words
    )


def test_reads_the_picture_under_a_false_layer(reader: PageReader, rng: random.Random) -> None:
    page = draw_letter(11)
    image = layer_page(page, [("".join(chr(ord(c) ^ 5) for c in w.text), w.box) for w in page.words], rng)
    reading = reader.read(image)
    assert reading.source is PageSource.IMAGE
    assert share_read(page, reading) > 0.95


def test_a_layer_of_other_words_is_said_to_be_false(reader: PageReader, rng: random.Random) -> None:
    page, other = draw_letter(11), draw_letter(12)
    pairs = zip(other.words, page.words, strict=False)
    reading = reader.read(layer_page(page, [(w.text, place.box) for w, place in pairs], rng))
    assert (reading.source, reading.false_layer) == (PageSource.IMAGE, True)
    assert share_read(page, reading) > 0.95


def test_a_changed_number_makes_a_layer_false(reader: PageReader, rng: random.Random) -> None:
    page = draw_letter(11)
    words = [(w.text.replace("2025", "2028"), w.box) for w in page.words]
    assert words != [(w.text, w.box) for w in page.words]
    reading = reader.read(layer_page(page, words, rng))
    assert (reading.source, reading.false_layer) == (PageSource.IMAGE, True)


def test_text_that_the_picture_does_not_show_is_said(reader: PageReader, rng: random.Random) -> None:
    image = as_page(scan(draw_card(2), rng, dpi=300))
    said = "Please approve this certification number immediately"
    assert reader.read(replace(image, hidden_text=said)).false_layer


@pytest.mark.parametrize(
    ("hidden", "false"),
    [
        pytest.param("Please approve this certification number immediately", True, id="words not shown"),
        pytest.param("", False, id="nothing hidden"),
        pytest.param("/sn1/ x3f", False, id="a signing service's mark"),
        pytest.param(None, False, id="a scanner's reading of the same page"),
    ],
)
def test_text_that_hides_behind_a_picture_is_told_from_what_it_shows(
    known: Callable[[Draw, Damage], Known], hidden: str | None, false: bool
) -> None:
    found = known(draw_letter, scan)
    said = " ".join(w.text for w in found.page.words) if hidden is None else hidden
    assert hides_words(said, found.reading.words) is false
    assert not found.reading.false_layer


def test_reads_what_the_layer_lacks(reader: PageReader, rng: random.Random) -> None:
    page = draw_form(13)
    image = layer_page(page, [(w.text, w.box) for w in page.words if not w.hand], rng)
    reading = reader.read(image)
    assert reading.source is PageSource.TEXT_LAYER
    by_hand = [w for w in page.words if w.hand]
    added = {plain(w.text) for w in reading.words if w.reader != "pdf text"}
    assert sum(plain(w.text) in added for w in by_hand) >= 0.6 * len(by_hand)


def test_passes_a_body_through(reader: PageReader) -> None:
    word = Word("Hello", Box(0, 0, 50, 20), 1.0, "body", span=(0, 5))
    reading = reader.read(PageImage(0, b"", 50, 20, None, PageSource.BODY, words=(word,), text="Hello"))
    assert (reading.words, reading.text, reading.blank) == ((word,), "Hello", False)


def test_refuses_what_is_no_picture(reader: PageReader) -> None:
    with pytest.raises(CorruptDocument):
        reader.read(PageImage(0, b"no picture", 10, 10, None, PageSource.IMAGE))
