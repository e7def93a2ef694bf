"""Draws what a sender puts together: papers of one person mixed in one fax, one photo, one batch or one mail.

python -m benchmarks.mixes FOLDER [--count 4] [--seed 5], then oems-intake evaluate FOLDER

Of each situation `--count` submissions are drawn, of held-out layouts where there are any that fit: a
fax with cover, form, identity card and blank page; two cards in one photo; a form's pages in one
attachment each, and so a card's sides; a request that is the message itself, with a card; three papers
in one scan with nothing between.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from domain.kinds import Kind
from samples.bodies import write_body, write_subject
from samples.catalogue import list_layouts
from samples.degrade import (
    FaxHeader,
    degrade_pages,
    fax_document,
    is_card,
    lay_on_sheet,
    photograph_page,
    save_fax,
    save_photo,
    scan_page,
    turn_landscape,
)
from samples.drawing import pack_images, render_pages
from samples.generate import START
from samples.layout import Layout
from samples.mails import File, Letter, build_fax_mail, build_mail
from samples.people import Person, invent_people, write_records
from samples.pieces import Piece, Stock
from samples.sheets import draw_cover

DPI, SHEET = 200, (1700, 2200)

Place = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mixed:
    """One submission with what is true of it."""

    channel: str
    content: bytes
    documents: list[tuple[Piece, str, Place]]
    """Each paper, its quality and where its pages are."""
    aside: tuple[tuple[int, str], ...] = ()
    """Pages that are no paper's, and what they are."""
    body_role: str = "cover"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who sends, what they send from and when."""

    stock: Stock
    person: Person
    rng: Random
    now: datetime

    def fill(self, kind: Kind, fits: Callable[[Layout], bool], share: str = "test") -> Piece:
        """A paper of the person, of one of the layouts that fit."""
        fitting = [layout for layout in list_layouts(kind, share) if fits(layout)]
        return self.stock.fill(self.rng.choice(fitting), self.person, "none", self.rng, self.now.date())

    def mail(self, files: Sequence[File], text: str, subject: str = "Documents") -> bytes:
        """A mail with these files."""
        letter = Letter(self.person.name.short, self.person.email, subject, text, tuple(files))
        return build_mail(letter, self.now, self.rng)

    def sheets(self, piece: Piece) -> list[Image.Image]:
        """The paper as it lies on the glass."""
        pdf = piece.draw()
        pages = render_pages(pdf, DPI)
        return lay_on_sheet(pages, DPI, self.rng) if is_card(pdf) else pages


def _place(name: str | None, pages: Sequence[int], more: Sequence[str] = ()) -> Place:
    further = [{"attachment": each, "pages": [0]} for each in more]
    return {"attachment": name, "pages": list(pages), "continues_in": further}


def _is_form(layout: Layout) -> bool:
    return not layout.body and layout.pages == 1 and layout.sheet == "letter"


def _is_card(layout: Layout) -> bool:
    return layout.sheet == "card" and layout.pages == 1


def send_fax(desk: Desk) -> Mixed:
    """Cover, form, identity card and a blank page in one fax."""
    quality = desk.rng.choice(("fax_fine", "fax_standard"))
    pieces = [desk.fill(Kind.VERIFICATION_REQUEST, _is_form), desk.fill(Kind.NAME_CHANGE_EVIDENCE, _is_card)]
    sheets = render_pages(draw_cover(desk.person, "Station 2", 4, desk.now, desk.rng, "test"), DPI)
    papers: list[tuple[Piece, str, Place]] = []
    for piece in pieces:
        own = desk.sheets(piece)
        papers.append((piece, quality, _place("fax.tif", range(len(sheets), len(sheets) + len(own)))))
        sheets += own
    sheets.append(Image.new("RGB", SHEET, "white"))
    header = FaxHeader(desk.now.replace(tzinfo=None), "STATION 2", desk.person.phone)
    pages = fax_document(turn_landscape(sheets), desk.rng, quality, header)
    file = File("fax.tif", "image/tiff", save_fax(pages, quality))
    caller = "+1" + "".join(c for c in desk.person.phone if c.isdigit())
    content = build_fax_mail(file, "STATION 2", caller, len(pages), quality == "fax_fine", desk.now, desk.rng)
    return Mixed("fax", content, papers, ((0, "cover_sheet"), (len(pages) - 1, "blank")))


def send_photo(desk: Desk) -> Mixed:
    """Two cards in one photo."""
    cards = [desk.fill(Kind.CPR_CARD, _is_card), desk.fill(Kind.NAME_CHANGE_EVIDENCE, _is_card)]
    table, top = Image.new("RGB", SHEET, "#b8a58a"), 250
    for card in cards:
        face = render_pages(card.draw(), DPI)[0]
        table.paste(face, (desk.rng.randint(250, 450), top))
        top += face.height + 200
    file = File("IMG_7731.jpeg", "image/jpeg", save_photo(photograph_page(table, desk.rng), desk.rng))
    papers = [(card, "photo", _place(file.name, [0])) for card in cards]
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
        papers.append((piece, quality, _place(own[0].name, [0], [file.name for file in own[1:]])))
        files += own
    return Mixed("email", desk.mail(files, "Here are the form and my card.\n"), papers)


def send_text(desk: Desk) -> Mixed:
    """A request that is the message itself, with a photo of a card."""
    asked = desk.fill(Kind.VERIFICATION_REQUEST, lambda layout: layout.body, "all")
    card = desk.fill(Kind.CPR_CARD, _is_card)
    photo = degrade_pages(card.draw(), "photo", desk.rng)[0]
    file = File("IMG_4410.jpeg", "image/jpeg", save_photo(photo, desk.rng))
    content = desk.mail([file], write_body(asked), write_subject(asked.layout, desk.rng))
    papers = [(asked, "clean", _place(None, [0])), (card, "photo", _place(file.name, [0]))]
    return Mixed("email", content, papers, body_role="document")


def send_batch(desk: Desk) -> Mixed:
    """Three papers in one scan with nothing between them."""
    pieces = [
        desk.fill(Kind.OTHER, _is_form),
        desk.fill(Kind.VERIFICATION_REQUEST, _is_form),
        desk.fill(Kind.CPR_CARD, _is_card),
    ]
    pages: list[Image.Image] = []
    papers: list[tuple[Piece, str, Place]] = []
    for piece in pieces:
        own = [scan_page(sheet, desk.rng, DPI) for sheet in turn_landscape(desk.sheets(piece))]
        papers.append((piece, "scan", _place(None, range(len(pages), len(pages) + len(own)))))
        pages += own
    return Mixed("scan", pack_images(pages, DPI, 75), papers, body_role="none")


SITUATIONS: tuple[Callable[[Desk], Mixed], ...] = (send_fax, send_photo, send_halves, send_text, send_batch)


def write_mixes(folder: Path, count: int, seed: int) -> None:
    """Write `submissions/`, `truth.jsonl` and `records.csv`."""
    rng = Random(f"mixes {seed}")
    people = tuple(invent_people(300, rng))
    folder.mkdir(parents=True)
    write_records(people, folder / "records.csv")
    with (folder / "truth.jsonl").open("w", encoding="utf-8") as truth:
        for number, situation in enumerate(SITUATIONS * count, start=1):
            desk = Desk(Stock(people, "test"), rng.choice(people), rng, START + timedelta(hours=5 * number))
            mixed = situation(desk)
            path = folder / "submissions" / mixed.channel / _name_file(mixed, desk.now, number)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(mixed.content)
            told = _tell(mixed, desk, number, path.relative_to(folder / "submissions"))
            truth.write(json.dumps(told, ensure_ascii=False) + "\n")


def _name_file(mixed: Mixed, now: datetime, number: int) -> str:
    if mixed.channel == "scan":
        return f"COPYROOM_{now:%Y%m%d_%H%M%S}.pdf"
    return f"{now:%Y%m%dT%H%M%S}-{number:05x}.eml"


def _tell(mixed: Mixed, desk: Desk, number: int, file: Path) -> dict[str, Any]:
    """The line of `truth.jsonl`."""
    aside = [
        {"attachment": mixed.documents[0][2]["attachment"], "page": p, "what": w} for p, w in mixed.aside
    ]
    documents = [
        piece.state_truth(desk.stock.people, desk.now.date(), quality, place)
        for piece, quality, place in mixed.documents
    ]
    return {
        "id": f"M{number:04d}", "channel": mixed.channel, "file": str(file), "sender": desk.person.email,
        "received_at": desk.now.isoformat(), "documents": documents, "duplicate_of": None,
        "duplicate_how": None, "noise_attachments": [], "ignorable_pages": aside,
        "body_role": mixed.body_role,
    }  # fmt: skip


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=4, help="submissions of each situation")
    parser.add_argument("--seed", type=int, default=5)
    chosen = parser.parse_args()
    write_mixes(chosen.folder, chosen.count, chosen.seed)


if __name__ == "__main__":
    main()
