"""Who sends, what they fill in, and what a situation tells of what it made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Any

from PIL import Image

from domain.kinds import Kind
from samples.catalogue import list_layouts
from samples.degrade import FaxHeader, fax_document, is_card, lay_on_sheet, save_fax
from samples.drawing import render_pages
from samples.layout import Layout
from samples.mails import File, Letter, build_fax_mail, build_mail
from samples.people import Person
from samples.pieces import Piece, Stock

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
    noise: tuple[str, ...] = ()
    """Attachments that only decorate the message."""


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

    def other_person(self) -> "Desk":
        """The same desk for somebody else's papers."""
        others = [person for person in self.stock.people if person.name.last != self.person.name.last]
        return replace(self, person=self.rng.choice(others))

    def mail(
        self, files: Sequence[File], text: str, subject: str = "Documents", logo: File | None = None
    ) -> bytes:
        """A mail with these files."""
        letter = Letter(self.person.name.short, self.person.email, subject, text, tuple(files), logo=logo)
        return build_mail(letter, self.now, self.rng)

    def fax(self, sheets: Sequence[Image.Image], quality: str) -> bytes:
        """The mail by which a gateway delivers these sheets, faxed, as `fax.tif`."""
        header = FaxHeader(self.now.replace(tzinfo=None), "STATION 2", self.person.phone)
        pages = fax_document(sheets, self.rng, quality, header)
        return self.fax_mail(save_fax(pages, quality), len(pages), quality)

    def fax_mail(self, tiff: bytes, count: int, quality: str) -> bytes:
        """The mail by which a gateway delivers this file."""
        file = File("fax.tif", "image/tiff", tiff)
        caller = "+1" + "".join(c for c in self.person.phone if c.isdigit())
        fine = quality == "fax_fine"
        return build_fax_mail(file, "STATION 2", caller, count, fine, self.now, self.rng)

    def sheets(self, piece: Piece) -> list[Image.Image]:
        """The paper as it lies on the glass."""
        pdf = piece.draw()
        pages = render_pages(pdf, DPI)
        return lay_on_sheet(pages, DPI, self.rng) if is_card(pdf) else pages


def place_at(name: str | None, pages: Sequence[int], more: Sequence[str] = ()) -> Place:
    """Where a paper's pages are: in one attachment, and one page each in others."""
    further = [{"attachment": each, "pages": [0]} for each in more]
    return {"attachment": name, "pages": list(pages), "continues_in": further}


def is_form(layout: Layout) -> bool:
    """Whether it is one sheet."""
    return not layout.body and layout.pages == 1 and layout.sheet == "letter"


def is_card_layout(layout: Layout) -> bool:
    """Whether it is a card with one printed side."""
    return layout.sheet == "card" and layout.pages == 1


def has_pages(layout: Layout) -> bool:
    """Whether it is a paper of several sheets."""
    return layout.pages > 1 and layout.sheet == "letter"
