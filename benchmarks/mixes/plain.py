"""What most senders do: several papers of one person in a fax, a photo, a mail or a scan."""

from PIL import Image

from benchmarks.mixes.desk import DPI, SHEET, Desk, Mixed, Place, is_card_layout, is_form, place_at
from domain.kinds import Kind
from samples.bodies import write_body, write_subject
from samples.degrade import degrade_pages, photograph_page, save_photo, scan_page, turn_landscape
from samples.drawing import pack_images, render_pages
from samples.mails import File
from samples.pieces import Piece
from samples.sheets import draw_cover


def send_fax(desk: Desk) -> Mixed:
    """Cover, form, identity card and a blank page in one fax."""
    quality = desk.rng.choice(("fax_fine", "fax_standard"))
    pieces = [
        desk.fill(Kind.VERIFICATION_REQUEST, is_form),
        desk.fill(Kind.NAME_CHANGE_EVIDENCE, is_card_layout),
    ]
    sheets = render_pages(draw_cover(desk.person, "Station 2", 4, desk.now, desk.rng, "test"), DPI)
    papers: list[tuple[Piece, str, Place]] = []
    for piece in pieces:
        own = desk.sheets(piece)
        papers.append((piece, quality, place_at("fax.tif", range(len(sheets), len(sheets) + len(own)))))
        sheets += own
    sheets.append(Image.new("RGB", SHEET, "white"))
    content = desk.fax(turn_landscape(sheets), quality)
    return Mixed("fax", content, papers, ((0, "cover_sheet"), (len(sheets) - 1, "blank")))


def send_photo(desk: Desk) -> Mixed:
    """Two cards in one photo."""
    cards = [desk.fill(Kind.CPR_CARD, is_card_layout), desk.fill(Kind.NAME_CHANGE_EVIDENCE, is_card_layout)]
    table, top = Image.new("RGB", SHEET, "#b8a58a"), 250
    for card in cards:
        face = render_pages(card.draw(), DPI)[0]
        table.paste(face, (desk.rng.randint(250, 450), top))
        top += face.height + 200
    file = File("IMG_7731.jpeg", "image/jpeg", save_photo(photograph_page(table, desk.rng), desk.rng))
    papers = [(card, "photo", place_at(file.name, [0])) for card in cards]
    return Mixed("email", desk.mail([file], "Both of my cards, thank you\n"), papers)


def send_halves(desk: Desk) -> Mixed:
    """A form's pages and a card's sides, each in an attachment of its own."""
    form = desk.fill(Kind.VERIFICATION_REQUEST, lambda layout: layout.pages == 2, "all")
    card = desk.fill(Kind.CPR_CARD, lambda layout: layout.sheet == "card" and layout.pages == 2, "all")
    files: list[File] = []
    papers: list[tuple[Piece, str, Place]] = []
    for piece, quality, stem in ((form, "scan", "scan"), (card, "photo", "IMG_90")):
        sides = degrade_pages(piece.draw(), quality, desk.rng, together=False)
        own = [
            File(f"{stem}{n}.jpeg", "image/jpeg", save_photo(side.convert("RGB"), desk.rng))
            for n, side in enumerate(sides, start=1)
        ]
        papers.append((piece, quality, place_at(own[0].name, [0], [file.name for file in own[1:]])))
        files += own
    return Mixed("email", desk.mail(files, "Here are the form and my card.\n"), papers)


def send_text(desk: Desk) -> Mixed:
    """A request that is the message itself, with a photo of a card."""
    asked = desk.fill(Kind.VERIFICATION_REQUEST, lambda layout: layout.body, "all")
    card = desk.fill(Kind.CPR_CARD, is_card_layout)
    photo = degrade_pages(card.draw(), "photo", desk.rng)[0]
    file = File("IMG_4410.jpeg", "image/jpeg", save_photo(photo, desk.rng))
    content = desk.mail([file], write_body(asked), write_subject(asked.layout, desk.rng))
    papers = [(asked, "clean", place_at(None, [0])), (card, "photo", place_at(file.name, [0]))]
    return Mixed("email", content, papers, body_role="document")


def send_batch(desk: Desk) -> Mixed:
    """Three papers in one scan with nothing between them."""
    pieces = [
        desk.fill(Kind.OTHER, is_form),
        desk.fill(Kind.VERIFICATION_REQUEST, is_form),
        desk.fill(Kind.CPR_CARD, is_card_layout),
    ]
    pages: list[Image.Image] = []
    papers: list[tuple[Piece, str, Place]] = []
    for piece in pieces:
        own = [scan_page(sheet, desk.rng, DPI) for sheet in turn_landscape(desk.sheets(piece))]
        papers.append((piece, "scan", place_at(None, range(len(pages), len(pages) + len(own)))))
        pages += own
    return Mixed("scan", pack_images(pages, DPI, 75), papers, body_role="none")
