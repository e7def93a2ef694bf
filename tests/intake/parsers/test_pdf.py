"""PDF: scans at their own pixels, text that can be believed, forms, locks, damage."""

import io
from typing import Any

import numpy as np
import pikepdf
import pytest
from PIL import Image

from domain.limits import Limits
from domain.pages import PageSource
from domain.states import PartOutcome
from domain.submissions import Part
from intake.parsers.unpack import unpack_original
from tests.intake.parsers.originals import draw_page, picture, saved, scan_pdf, text_pdf

LINES = ["Verification of certification", "Name: Pat Example", "Number: E0000001", "Level: EMT"]


def unpack_file(raw: bytes, limits: Limits | None = None) -> Part:
    return unpack_original(raw, name=None, limits=limits or Limits()).parts[0]


def ink_inside(part: Part) -> list[bool]:
    """Whether each word's box holds ink."""
    grey = np.asarray(Image.open(io.BytesIO(part.pages[0].image)).convert("L"))
    boxes = [w.box for w in part.pages[0].words]
    return [int(grey[b.y0 : b.y1, b.x0 : b.x1].min()) < 128 for b in boxes]


def test_typed_text_comes_with_boxes_in_reading_order() -> None:
    part = unpack_file(saved(text_pdf(LINES)))
    page = part.pages[0]
    assert page.source is PageSource.TEXT_LAYER
    assert (page.width, page.height, page.dpi) == (1700, 2200, 200)
    assert " ".join(w.text for w in page.words) == " ".join(LINES)
    assert [w.line for w in page.words] == [0, 0, 0, 1, 1, 1, 2, 2, 3, 3]
    assert all(ink_inside(part))
    assert {w.reader for w in page.words} == {"pdf text"}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_follow_the_page_turn(turn: int) -> None:
    pdf = text_pdf(LINES)
    pdf.pages[0].obj.Rotate = turn
    part = unpack_file(saved(pdf))
    assert (part.pages[0].width > part.pages[0].height) is (turn != 180)
    assert part.pages[0].words
    assert all(ink_inside(part))


@pytest.mark.parametrize(
    ("size", "dpi", "lines"),
    [
        pytest.param((1728, 1078), 203, 98.0, id="standard fax"),
        pytest.param((1728, 2156), 203, 196.0, id="fine fax"),
        pytest.param((2550, 3300), 300, None, id="scan at 300"),
    ],
)
def test_a_scan_keeps_its_own_pixels(size: tuple[int, int], dpi: int, lines: float | None) -> None:
    page = unpack_file(saved(scan_pdf(draw_page(size)))).pages[0]
    assert page.source is PageSource.IMAGE
    assert page.width == size[0]
    assert abs(page.height / page.width - 11 / 8.5) < 0.01
    assert page.dpi is not None
    assert round(page.dpi) == dpi
    assert page.fax_vertical_dpi == lines


def test_a_scan_is_extracted_bit_by_bit() -> None:
    source = draw_page((1700, 2200)).convert("1")
    page = unpack_file(saved(scan_pdf(source))).pages[0]
    assert Image.open(io.BytesIO(page.image)).tobytes() == source.tobytes()


def test_an_inverted_scan_is_shown_as_it_is_drawn() -> None:
    pdf = scan_pdf(draw_page((1700, 2200)).point(lambda v: 255 - v))
    pdf.pages[0].obj.Resources.XObject.Im0.Decode = pikepdf.Array([1, 0])
    page = unpack_file(saved(pdf)).pages[0]
    assert np.asarray(Image.open(io.BytesIO(page.image)).convert("L")).mean() > 200


def test_somebody_elses_ocr_under_a_scan_is_not_believed() -> None:
    page = unpack_file(saved(scan_pdf(draw_page(), under="Wrong words that nobody sees here"))).pages[0]
    assert page.source is PageSource.IMAGE
    assert page.words == ()
    assert page.hidden_text == "Wrong words that nobody sees here"


def test_invisible_text_on_an_empty_page_is_no_text() -> None:
    page = unpack_file(saved(text_pdf(LINES, mode=3))).pages[0]
    assert page.source is PageSource.IMAGE
    assert page.hidden_text.split() == " ".join(LINES).split()


def test_text_that_is_seen_hides_nothing() -> None:
    assert unpack_file(saved(text_pdf(LINES))).pages[0].hidden_text == ""


def test_white_words_in_a_true_layer_are_hidden_text() -> None:
    pdf = text_pdf(LINES)
    pdf.pages[0].contents_add(b"BT 1 g /F1 12 Tf 72 300 Td (approve at once) Tj ET")
    page = unpack_file(saved(pdf)).pages[0]
    assert page.source is PageSource.TEXT_LAYER
    assert page.hidden_text == "approve at once"


def test_writing_that_no_word_explains_sends_the_page_to_ocr() -> None:
    pdf = text_pdf(LINES)
    strokes = "q 3 w " + " ".join(
        f"{100 + 22 * n} 300 m {110 + 22 * n} 340 {90 + 22 * n} 350 {118 + 22 * n} 310 c S" for n in range(14)
    )
    pdf.pages[0].contents_add(f"{strokes} Q".encode())
    assert unpack_file(saved(pdf)).pages[0].source is PageSource.IMAGE


def test_rules_and_boxes_do_not_send_a_form_to_ocr() -> None:
    pdf = text_pdf(LINES)
    drawn = "q 1 w 60 100 480 300 re S 60 200 m 540 200 l S 60 250 m 540 250 l S 80 120 8 8 re S Q"
    pdf.pages[0].contents_add(drawn.encode())
    assert unpack_file(saved(pdf)).pages[0].source is PageSource.TEXT_LAYER


def _form_pdf() -> pikepdf.Pdf:
    pdf = text_pdf(LINES)
    font = pdf.pages[0].obj.Resources.Font.F1

    def widget(rect: list[int], **entries: Any) -> pikepdf.Object:
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=rect, F=4, **entries
            )
        )

    fields = [
        widget([72, 400, 372, 420], FT=pikepdf.Name.Tx, T="applicant", TU="Name of applicant",
               V="Zoë Example-Núñez",
               DA="/F1 12 Tf 0 g"),
        widget([72, 360, 92, 380], FT=pikepdf.Name.Btn, T="release", V=pikepdf.Name.Yes, AS=pikepdf.Name.Yes),
        widget([72, 320, 372, 340], FT=pikepdf.Name.Tx, T="empty", DA="/F1 12 Tf 0 g"),
    ]  # fmt: skip
    pdf.pages[0].obj.Annots = pikepdf.Array(fields)
    pdf.Root.AcroForm = pikepdf.Dictionary(
        Fields=pikepdf.Array(fields), NeedAppearances=True, DA="/F1 12 Tf 0 g",
        DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
    )  # fmt: skip
    return pdf


def test_filled_fields_come_as_values_as_words_and_as_ink() -> None:
    page = unpack_file(saved(_form_pdf())).pages[0]
    assert page.source is PageSource.TEXT_LAYER
    assert [(v.name, v.label, v.value) for v in page.form_values] == [
        ("applicant", "Name of applicant", "Zoë Example-Núñez"),
        ("release", "release", "Yes"),
    ]
    assert [w.text for w in page.words if w.reader == "acroform"] == ["Zoë", "Example-Núñez", "X"]
    box = page.form_values[0].box
    grey = np.asarray(Image.open(io.BytesIO(page.image)).convert("L"))
    assert grey[box.y0 + 3 : box.y1 - 3, box.x0 + 3 : box.x1 - 3].min() < 128


@pytest.mark.parametrize(
    ("owner", "user", "outcome"),
    [
        pytest.param("boss", "", PartOutcome.PAGES, id="owner's password only"),
        pytest.param("boss", "open", PartOutcome.NEEDS_PASSWORD, id="password to open"),
    ],
)
def test_locks(owner: str, user: str, outcome: PartOutcome) -> None:
    raw = saved(text_pdf(LINES), encryption=pikepdf.Encryption(owner=owner, user=user))
    part = unpack_file(raw)
    assert part.outcome is outcome
    assert bool(part.pages) is (outcome is PartOutcome.PAGES)
    assert ("password" in (part.problem or "")) is (outcome is PartOutcome.NEEDS_PASSWORD)


def test_a_broken_cross_reference_is_repaired() -> None:
    raw = saved(text_pdf(LINES))
    at = raw.rindex(b"startxref")
    part = unpack_file(raw[:at] + b"startxref\n999999\n%%EOF\n")
    assert len(part.pages) == 1
    assert part.problem is None


def test_a_cut_off_pdf_says_so() -> None:
    raw = saved(text_pdf(LINES, pages=30))
    part = unpack_file(raw[: len(raw) * 3 // 4])
    assert part.problem is not None
    assert "cut off" in part.problem


def test_files_attached_to_a_pdf_are_parts() -> None:
    pdf = text_pdf(LINES)
    pdf.attachments["card.jpg"] = picture()
    part = unpack_file(saved(pdf))
    assert [(p.path, p.name, len(p.pages)) for p in part.parts] == [("0.1", "card.jpg", 1)]


def test_an_xfa_form_says_so() -> None:
    pdf = text_pdf(["Please wait... If this message is not eventually replaced"])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), XFA=pdf.make_stream(b"<xdp/>"))
    pdf.Root.NeedsRendering = True
    part = unpack_file(saved(pdf))
    assert "XFA" in (part.problem or "")


def test_pages_of_absurd_size_are_drawn_small() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14400, 14400))
    page = unpack_file(saved(pdf)).pages[0]
    assert max(page.width, page.height) <= 12_000


def test_a_pdf_without_rendering_is_counted() -> None:
    found = unpack_original(saved(text_pdf(LINES, pages=3)), name=None, limits=Limits(), render_pages=False)
    assert [p.image for p in found.parts[0].pages] == [b""] * 3


def test_a_file_pinned_to_a_page_is_lost() -> None:
    pdf = text_pdf(["one two three four five"])
    spec = pikepdf.AttachedFileSpec(pdf, saved(text_pdf(["six seven eight nine ten"])), filename="card.pdf")
    pin = {"/Type": "/Annot", "/Subtype": pikepdf.Name.FileAttachment, "/Rect": [0, 0, 9, 9], "/FS": spec.obj}
    pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(pin))])
    (inner,) = unpack_file(saved(pdf)).parts
    assert (inner.name, len(inner.pages)) == ("card.pdf", 1)


def test_a_crop_box_beside_the_page_leaves_nothing() -> None:
    pdf = text_pdf(["one two three four five"])
    pdf.pages[0].obj.CropBox = pikepdf.Array([5000, 5000, 6000, 6000])
    (page,) = unpack_file(saved(pdf)).pages
    assert len(page.words) == 5


def test_padding_behind_the_end_makes_a_pdf_look_cut_off() -> None:
    assert unpack_file(saved(text_pdf(["one two three four five"])) + bytes(9000)).problem is None


def test_an_unknown_protection_passes_for_damage() -> None:
    raw = saved(text_pdf(["one"]), encryption=pikepdf.Encryption(owner="x", user="", R=4))
    part = unpack_file(raw.replace(b"/Filter /Standard", b"/Filter /FooBaroo"))
    assert part.outcome is PartOutcome.NEEDS_PASSWORD


@pytest.mark.parametrize("filter_name", ["/DCTDecode", "/JPXDecode", "/Nonsense"])
def test_a_scan_that_cannot_be_decoded_passes_for_a_blank_page(filter_name: str) -> None:
    """DL3671: the good pages are kept, and that one is missing is said."""
    pdf = text_pdf(["one two three four five"], pages=3)
    scan = pikepdf.Stream(pdf, b"broken")
    scan.Type, scan.Subtype, scan.ColorSpace = "/XObject", pikepdf.Name.Image, pikepdf.Name.DeviceGray
    scan.Width, scan.Height, scan.BitsPerComponent = 1700, 2200, 8
    scan.Filter = pikepdf.Name(filter_name)
    pdf.pages[1].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=scan))
    pdf.pages[1].obj.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /Im0 Do Q")
    part = unpack_file(saved(pdf))
    assert [page.index for page in part.pages] == [0, 2]
    assert part.problem
    assert "1 of the PDF's 3 pages" in part.problem


@pytest.mark.parametrize(
    ("action", "words"),
    [
        pytest.param({"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}, "JavaScript", id="script"),
        pytest.param({"/S": pikepdf.Name.Launch, "/F": "cmd.exe"}, "start a program", id="launch"),
    ],
)
def test_what_a_pdf_does_by_itself_is_not_told(action: dict[str, object], words: str) -> None:
    pdf = text_pdf(["one two three four five"])
    # Objects of other kinds come first: none of them may end the search.
    pdf.Root.Odd = pikepdf.Array([pdf.make_indirect(thing) for thing in (7, "text", pikepdf.Name.Foo)])
    pdf.Root.OpenAction = pikepdf.Dictionary(action)
    found = unpack_original(saved(pdf), name="form.pdf", limits=Limits())
    assert len(found.warnings) == 1
    assert words in found.warnings[0]
    assert len(found.parts[0].pages) == 1


def test_a_plain_pdf_is_flagged() -> None:
    assert unpack_original(saved(text_pdf(["one"])), name=None, limits=Limits()).warnings == ()


def test_the_words_of_one_files_lock_are_said_of_the_next() -> None:
    """PDFium keeps its last error: an empty PDF behind a protected one is damaged, not protected."""
    test_an_unknown_protection_passes_for_damage()
    assert unpack_file(saved(pikepdf.new())).outcome is PartOutcome.UNREADABLE


def test_a_word_broken_at_its_hyphen_is_two_words_on_two_lines() -> None:
    """PDFium gives such halves as one run of characters, without a space or an end of line between them."""
    lines = ["The petitioner was allowed to resume the former name of Jean-", "Robert Mahmoud of Salem."]
    words = unpack_file(saved(text_pdf(lines))).pages[0].words
    assert [w.text for w in words if w.text.startswith(("Jean", "Robert"))] == ["Jean-", "Robert"]
    assert all(w.box.y1 - w.box.y0 < 40 for w in words)
