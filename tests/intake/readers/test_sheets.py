"""Our sheets are read whatever was done to them (P2385: barcode misses); no other code is one."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from benchmarks.readers.damage import Arrived
from domain.sheets import SheetCode, SheetKind, decode_sheet, find_sheet
from intake.readers.barcodes import find_barcodes
from intake.readers.reading import PageReader, SecondReader
from outbound.separators import render_sheets
from samples.drawing import render_pages
from tests.damaged_sheets import DAMAGES, damaged, printed
from tests.intake.readers.conftest import as_page


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_sheet_is_still_read(damage: str) -> None:
    sheet, grey = damaged(damage)
    read = [decode_sheet(code.text) for code in find_barcodes(grey)]
    assert sheet in read, f"{sheet.kind} {sheet.number} was missed: {damage}"


def test_a_row_of_a_square_code_is_no_code_of_its_own() -> None:
    """The fourth row of this code from below has the bars of an interleaved 2 of 5."""
    cover = SheetCode(SheetKind.COVER, "261130-79ARJ", name="M" * 60)
    page, _ = render_pages(render_sheets([cover, cover], date(2026, 11, 30)), 150)
    assert {decode_sheet(code.text) for code in find_barcodes(np.asarray(page.convert("L")))} == {cover}


def test_a_linear_code_beside_a_square_one_is_read() -> None:
    page = np.full((2200, 1700), 255, np.uint8)
    square = np.asarray(zxingcpp.create_barcode("OEMS1:S", zxingcpp.BarcodeFormat.QRCode).to_image(scale=6))
    page[100 : 100 + square.shape[0], 1200 : 1200 + square.shape[1]] = square
    bars = np.asarray(zxingcpp.create_barcode("CARD 12345", zxingcpp.BarcodeFormat.Code128).to_image(scale=3))
    page[150:250, 200 : 200 + bars.shape[1]] = bars[bars.shape[0] // 2]
    assert {code.text for code in find_barcodes(page)} == {"OEMS1:S", "CARD 12345"}


FOREIGN = (
    "https://www.heart.org/verify?code=12345678",
    "OEMS1",
    "SEPARATOR",
    "OEMS1:S:260914-K7QFX:1:3:3::SCAN::00000000",
    "BEGIN:VCARD\nFN:Ana Reyes\nEND:VCARD",
    "260914-K7QFX",
)


@pytest.mark.parametrize("text", FOREIGN)
def test_a_paper_with_somebody_elses_code_is_no_sheet(text: str) -> None:
    modules = np.array([[0 if bit else 255 for bit in row] for row in segno.make(text).matrix_iter(border=4)])
    code = Image.fromarray(modules.astype(np.uint8)).resize((400, 400), Image.Resampling.NEAREST)
    page = Image.new("L", (1700, 2200), 255)
    page.paste(code, (1200, 100))
    found = find_barcodes(np.asarray(page))
    assert [code.text for code in found] == [text], "the code itself is read"
    assert decode_sheet(found[0].text) is None


def test_both_codes_stand_inside_the_edges() -> None:
    """A feeder's cut, and what a fax machine does not send (ITU-T T.4: 215 mm), spare them."""
    for page in printed():
        boxes = [code.box for code in find_barcodes(np.asarray(page.convert("L")))]
        assert len(boxes) == 2
        width, height = page.size
        for box in boxes:
            assert box.x0 > 0.08 * width
            assert box.y0 > 0.06 * height
            assert box.x1 < 0.92 * width
            assert box.y1 < 0.94 * height
        opposite = sorted(boxes, key=lambda box: box.y0)
        assert opposite[0].x0 > width / 2 > opposite[1].x1, "one at the top right, one at the bottom left"


@pytest.mark.parametrize("second", [SecondReader.AUTO, SecondReader.ALWAYS])
def test_a_sheet_of_our_own_needs_no_second_reader(reader: PageReader, second: SecondReader) -> None:
    grey = np.asarray(printed()[0].convert("L"))
    page = as_page(Arrived(grey, 200.0))
    reading = replace(reader, second_reader=second).read(page)
    assert find_sheet(reading) is not None
    assert any(word.second for word in reading.words) is (second is SecondReader.ALWAYS)
