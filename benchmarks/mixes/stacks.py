"""Stacks of sheets: fed the wrong way round, on both sides, two people's in one file."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter, ImageOps
from PIL.TiffImagePlugin import AppendingTiffWriter as TiffWriter

from benchmarks.mixes.desk import DPI, SHEET, Desk, Mixed, Place, has_pages, is_card_layout, is_form, place_at
from domain.kinds import Kind
from samples.degrade import FAX_DPI, FaxHeader, fax_page, scan_page, turn_landscape
from samples.drawing import pack_images, render_pages
from samples.mails import File
from samples.pieces import Piece
from samples.sheets import draw_cover, draw_separator

Laid = list[tuple[Piece | str, list[Image.Image]]]
"""Each paper with its sheets; by a word what a sheet is that is no paper's."""


def send_turned(desk: Desk) -> Mixed:
    """A form of several sheets, one of them or all fed upside down, then a card."""
    form = desk.fill(Kind.VERIFICATION_REQUEST, has_pages, "all")
    card = desk.fill(Kind.CPR_CARD, is_card_layout)
    sheets = desk.sheets(form)
    turned = desk.rng.choice(([len(sheets) - 1], range(len(sheets))))
    sheets = [sheet.rotate(180) if at in turned else sheet for at, sheet in enumerate(sheets)]
    return _scan(desk, [(form, sheets), (card, desk.sheets(card))])


def send_backwards(desk: Desk) -> Mixed:
    """A decree or form of several sheets, last sheet first, after a letter."""
    kind = desk.rng.choice((Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE))
    paper = desk.fill(kind, has_pages, "all")
    letter = desk.fill(Kind.OTHER, is_form)
    return _scan(desk, [(letter, desk.sheets(letter)), (paper, desk.sheets(paper)[::-1])])


def send_duplex(desk: Desk) -> Mixed:
    """Three papers scanned on both sides: backs show holes, a number, or the front through the sheet."""
    kinds = [Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE, Kind.CPR_CARD]
    desk.rng.shuffle(kinds)
    laid: Laid = []
    for kind in kinds:
        piece = desk.fill(kind, is_form)
        front = desk.sheets(piece)[0]
        laid += [(piece, [front]), ("blank", [_draw_back(front, desk)])]
    return _scan(desk, laid)


def send_two_people(desk: Desk) -> Mixed:
    """Two people's applications in one file from a computer: a form and a card each."""
    laid: Laid = []
    for one in (desk, desk.other_person()):
        form = one.fill(Kind.VERIFICATION_REQUEST, is_form, "all")
        card = one.fill(one.rng.choice((Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE)), is_card_layout)
        laid += [(form, desk.sheets(form)), (card, desk.sheets(card))]
    pages, papers, _ = _count(laid, "applications.pdf", "scan")
    pages = [scan_page(page, desk.rng, DPI) for page in turn_landscape(pages)]
    file = File("applications.pdf", "application/pdf", pack_images(pages, DPI, 75))
    return Mixed("email", desk.mail([file], "Two for you.\n"), papers)


def send_separated(desk: Desk) -> Mixed:
    """Papers of two people with separator sheets between them, and one more behind the last."""
    laid: Laid = []
    for one, kind in ((desk, Kind.CPR_CARD), (desk.other_person(), Kind.VERIFICATION_REQUEST)):
        piece = one.fill(kind, is_form)
        parting = render_pages(draw_separator(desk.rng), DPI)
        laid += [(piece, desk.sheets(piece)), ("separator", parting[:1])]
    return _scan(desk, laid)


def send_covered(desk: Desk) -> Mixed:
    """A fax whose cover tells who the applicant is, with a form and a second form of the same person."""
    quality = desk.rng.choice(("fax_fine", "fax_standard"))
    forms = [desk.fill(kind, is_form) for kind in (Kind.VERIFICATION_REQUEST, Kind.CPR_CARD)]
    cover = render_pages(draw_cover(desk.person, desk.person.name.full, 3, desk.now, desk.rng, "test"), DPI)
    _name_applicant(cover[0], desk)
    laid: Laid = [("cover_sheet", cover[:1]), *((form, desk.sheets(form)) for form in forms)]
    pages, papers, aside = _count(laid, "fax.tif", quality)
    return Mixed("fax", desk.fax(turn_landscape(pages), quality), papers, aside)


def send_odd_fax(desk: Desk) -> Mixed:
    """A fax file whose pages have other resolutions, or claim square dots that they have not."""
    pieces = [desk.fill(kind, is_form) for kind in (Kind.VERIFICATION_REQUEST, Kind.OTHER)]
    laid: Laid = [(piece, desk.sheets(piece)) for piece in pieces]
    pages, papers, _ = _count(laid, "fax.tif", "fax_standard")
    header = FaxHeader(desk.now.replace(tzinfo=None), "STATION 2", desk.person.phone)
    qualities = desk.rng.choice((("fax_fine", "fax_standard"), ("fax_standard", "fax_standard")))
    drawn = [
        fax_page(page, desk.rng, quality, header, number, len(pages))
        for number, (page, quality) in enumerate(zip(turn_landscape(pages), qualities, strict=True), start=1)
    ]
    claimed = [FAX_DPI[quality] if len(set(qualities)) > 1 else (200, 200) for quality in qualities]
    return Mixed("fax", desk.fax_mail(_save_tiff(drawn, claimed), len(drawn), "fax_fine"), papers)


def _save_tiff(pages: Sequence[Image.Image], claimed: Sequence[tuple[int, int]]) -> bytes:
    out = io.BytesIO()
    with TiffWriter(out) as writer:
        for page, dpi in zip(pages, claimed, strict=True):
            page.save(writer, "TIFF", compression="group4", dpi=dpi)
            writer.newFrame()
    return out.getvalue()


def _scan(desk: Desk, laid: Laid) -> Mixed:
    pages, papers, aside = _count(laid, None, "scan")
    drawn = [scan_page(page, desk.rng, DPI) for page in turn_landscape(pages)]
    return Mixed("scan", pack_images(drawn, DPI, 75), papers, aside, "none")


def _count(
    laid: Laid, name: str | None, quality: str
) -> tuple[list[Image.Image], list[tuple[Piece, str, Place]], tuple[tuple[int, str], ...]]:
    """All sheets in a row, which are each paper's, and which are nobody's."""
    pages: list[Image.Image] = []
    papers: list[tuple[Piece, str, Place]] = []
    aside: list[tuple[int, str]] = []
    for what, sheets in laid:
        if isinstance(what, str):
            aside += [(len(pages) + at, what) for at in range(len(sheets))]
        else:
            papers.append((what, quality, place_at(name, range(len(pages), len(pages) + len(sheets)))))
        pages += sheets
    return pages, papers, tuple(aside)


def _draw_back(front: Image.Image, desk: Desk) -> Image.Image:
    """A back with nothing on it but what a scanner sees there."""
    back = Image.new("RGB", SHEET, "white")
    sort = desk.rng.choice(("white", "through", "number", "holes"))
    if sort == "through":
        seen = ImageOps.mirror(front.convert("L")).filter(ImageFilter.GaussianBlur(2))
        back = seen.point(lambda value: 255 - (255 - value) // 9).convert("RGB")
    draw = ImageDraw.Draw(back)
    if sort == "number":
        draw.text((840, 2100), str(desk.rng.randint(2, 40)), fill="black", font_size=30)
    if sort == "holes":
        for top in (500, 1100, 1700):
            draw.ellipse((60, top, 116, top + 56), fill="#444444")
    return back


def _name_applicant(cover: Image.Image, desk: Desk) -> None:
    """What careful senders write under a cover's lines."""
    person, draw = desk.person, ImageDraw.Draw(cover)
    lines = (
        f"Applicant: {person.name.full}",
        f"Date of birth: {person.date_of_birth:%m/%d/%Y}",
        f"MA EMT no. {person.number}",
    )
    for number, line in enumerate(lines):
        draw.text((220, cover.height - 520 + 56 * number), line, fill="black", font_size=34)
