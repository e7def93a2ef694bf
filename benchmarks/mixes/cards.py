"""Several cards at once: loose on a table, on the glass of a copier, under a letter."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from benchmarks.mixes.desk import DPI, SHEET, Desk, Mixed, is_card_layout, place_at
from domain.kinds import Kind
from samples.degrade import photograph_page, save_photo, scan_page
from samples.drawing import FONTS_FOLDER, pack_images, render_pages
from samples.mails import File
from samples.pieces import Piece

#: What cards are laid on: wood, slate, cloth, white paper, a black desk, a grey counter.
GROUNDS = ("#b8a58a", "#3c4046", "#34507a", "#f4f4f2", "#1b1a19", "#a9abae")

#: A second card hides no more of the first than this, as a share of its height.
OVERLAP = 0.05

_LETTER = (
    "Dear OEMS,",
    "",
    "as you asked on the phone I have copied my card onto this sheet, because I",
    "could not get a second one from the school. The original is with me, and I can",
    "bring it to your office on any weekday after three.",
    "",
    "Thank you for your patience,",
)


def send_loose(desk: Desk) -> Mixed:
    """A course card and an identity card, or two people's course cards, on any ground, photographed."""
    cards = _choose_two(desk)
    ground = Image.new("RGB", SHEET, desk.rng.choice(GROUNDS))
    _scatter(ground, [_face(card) for card in cards], desk.rng)
    file = File("IMG_2207.jpeg", "image/jpeg", save_photo(photograph_page(ground, desk.rng), desk.rng))
    papers = [(card, "photo", place_at(file.name, [0])) for card in cards]
    return Mixed("email", desk.mail([file], "See the picture please\n"), papers)


def send_glass(desk: Desk) -> Mixed:
    """Three cards on one sheet, scanned: a course card of the sender and of another, an identity card."""
    other = desk.other_person()
    cards = [
        desk.fill(Kind.CPR_CARD, is_card_layout, "all"),
        desk.fill(Kind.NAME_CHANGE_EVIDENCE, is_card_layout),
        other.fill(Kind.CPR_CARD, is_card_layout, "all"),
    ]
    desk.rng.shuffle(cards)
    sheet = Image.new("RGB", SHEET, "white")
    _scatter(sheet, [_face(card) for card in cards], desk.rng)
    papers = [(card, "scan", place_at(None, [0])) for card in cards]
    return Mixed("scan", pack_images([scan_page(sheet, desk.rng, DPI)], DPI, 75), papers, body_role="none")


def send_faxed_cards(desk: Desk) -> Mixed:
    """Two cards copied onto one sheet and faxed."""
    quality = desk.rng.choice(("fax_fine", "fax_standard"))
    cards = _choose_two(desk)
    sheet = Image.new("RGB", SHEET, "white")
    _scatter(sheet, [_face(card) for card in cards], desk.rng)
    papers = [(card, quality, place_at("fax.tif", [0])) for card in cards]
    return Mixed("fax", desk.fax([sheet], quality), papers)


def send_sides(desk: Desk) -> Mixed:
    """Front and back of a course card on one sheet, with an identity card below."""
    card = desk.fill(Kind.CPR_CARD, lambda layout: layout.sheet == "card" and layout.pages == 2, "all")
    licence = desk.fill(Kind.NAME_CHANGE_EVIDENCE, is_card_layout)
    sheet = Image.new("RGB", SHEET, "white")
    _scatter(sheet, [*render_pages(card.draw(), DPI), _face(licence)], desk.rng)
    papers = [(piece, "scan", place_at(None, [0])) for piece in (card, licence)]
    return Mixed("scan", pack_images([scan_page(sheet, desk.rng, DPI)], DPI, 75), papers, body_role="none")


def send_under_letter(desk: Desk) -> Mixed:
    """A card copied onto the lower half of a note that only covers it."""
    card = desk.fill(Kind.CPR_CARD, is_card_layout)
    sheet = Image.new("RGB", SHEET, "white")
    _write_note(sheet, (*_LETTER, desk.person.name.full))
    _scatter(sheet, [_face(card)], desk.rng, top=1150)
    papers = [(card, "scan", place_at(None, [0]))]
    return Mixed("scan", pack_images([scan_page(sheet, desk.rng, DPI)], DPI, 75), papers, body_role="none")


def _choose_two(desk: Desk) -> list[Piece]:
    first = desk.fill(Kind.CPR_CARD, is_card_layout)
    if desk.rng.random() < 0.5:
        return [first, desk.fill(Kind.NAME_CHANGE_EVIDENCE, is_card_layout)]
    return [first, desk.other_person().fill(Kind.CPR_CARD, is_card_layout)]


def _face(card: Piece) -> Image.Image:
    return render_pages(card.draw(), DPI)[0]


def _scatter(ground: Image.Image, faces: Sequence[Image.Image], rng: Random, top: int = 180) -> None:
    """Lay the faces down the sheet, each turned and sized a little, some over the next one's edge."""
    room = (ground.height - top - 100) // len(faces)
    for face in faces:
        size = rng.uniform(0.9, 1.1) * min(1.0, room / (face.height * 1.25))
        laid = face.convert("RGBA").resize((round(face.width * size), round(face.height * size)))
        laid = laid.rotate(rng.uniform(-5, 5), Image.Resampling.BICUBIC, expand=True)
        left = rng.randint(60, max(61, ground.width - laid.width - 60))
        _cast_shadow(ground, laid, (left, top))
        ground.paste(laid, (left, top), laid)
        near = rng.random() < 0.3
        top += round(laid.height * (1 - OVERLAP)) if near else laid.height + rng.randint(20, 90)


def _cast_shadow(ground: Image.Image, laid: Image.Image, at: tuple[int, int]) -> None:
    mask = Image.new("L", ground.size, 0)
    mask.paste(laid.getchannel("A"), (at[0] + 6, at[1] + 8))
    depth = mask.filter(ImageFilter.GaussianBlur(9)).point(lambda value: value // 3)
    ground.paste(Image.new("RGB", ground.size, "black"), (0, 0), depth)


def _write_note(sheet: Image.Image, lines: Sequence[str]) -> None:
    font = ImageFont.truetype(str(FONTS_FOLDER / "truetype/liberation2/LiberationSerif-Regular.ttf"), 34)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        draw.text((200, 200 + 60 * number), line, font=font, fill="black")
