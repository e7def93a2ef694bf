"""A few cheap submissions of every sort: mails that are papers themselves, a PDF with text, a fax."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from domain.kinds import Kind
from samples.bodies import write_note, write_subject
from samples.degrade import FaxHeader, fax_document, is_card, save_fax
from samples.drawing import render_pages
from samples.generate import START
from samples.mails import File, Letter, build_fax_mail, build_mail
from samples.people import invent_people, write_records
from samples.pieces import Stock
from samples.submissions import Mailroom, Parcel

RECORDS, SUBMISSIONS = "records.csv", "submissions"


def write_papers(folder: Path, seed: int, *, texts: int = 3, forms: int = 1, faxes: int = 1) -> Path:
    """Write records and submissions below `folder`; gives the folder of the submissions."""
    rng = Random(f"drill/{seed}")
    people = tuple(invent_people(80, rng))
    folder.mkdir(parents=True, exist_ok=True)
    write_records(people, folder / RECORDS)
    made = _draw_all(Mailroom(Stock(people, "train", 0.0)), rng, (texts, forms, faxes))
    submissions = folder / SUBMISSIONS
    submissions.mkdir(exist_ok=True)
    for number, (received, content) in enumerate(made, start=1):
        path = submissions / f"arrival-{number:02d}.eml"
        path.write_bytes(content)
        os.utime(path, (received.timestamp(), received.timestamp()))
    return submissions


def _draw_all(
    mailroom: Mailroom, rng: Random, counts: tuple[int, int, int]
) -> Iterator[tuple[datetime, bytes]]:
    draws: tuple[Callable[[Mailroom, datetime, Random], bytes], ...] = (_draw_text, _draw_form, _draw_fax)
    wanted = [draw for draw, count in zip(draws, counts, strict=True) for _ in range(count)]
    for number, draw in enumerate(wanted):
        received = START + timedelta(minutes=20 * number)
        yield received, draw(mailroom, received, rng)


def _draw_text(mailroom: Mailroom, received: datetime, rng: Random) -> bytes:
    """A mail whose text is the paper, from a person (robots are not acknowledged)."""
    while True:
        parcel = mailroom.pack_parcel(rng, received, body=True)
        if parcel.pieces[0].layout.kind is Kind.VERIFICATION_REQUEST:
            return mailroom.mail_parcel(parcel, received, rng).content


def _draw_form(mailroom: Mailroom, received: datetime, rng: Random) -> bytes:
    """A mail with a PDF of one page that has a text layer."""
    parcel = _one_page(mailroom, received, rng)
    piece = parcel.pieces[0]
    letter = Letter(
        parcel.person.name.short,
        parcel.sender,
        write_subject(piece.layout, rng),
        write_note(piece.layout.kind, parcel.person, rng),
        (File("form.pdf", "application/pdf", piece.draw()),),
    )
    return build_mail(letter, received, rng)


def _draw_fax(mailroom: Mailroom, received: datetime, rng: Random) -> bytes:
    """A fax of one page, in the mail of a gateway."""
    parcel = _one_page(mailroom, received, rng)
    header = FaxHeader(received.replace(tzinfo=None), "STATION 2", parcel.person.phone)
    sheets = fax_document(render_pages(parcel.pieces[0].draw(), 200), rng, "fax_fine", header)
    file = File("fax.tif", "image/tiff", save_fax(sheets, "fax_fine"))
    return build_fax_mail(file, "STATION 2", parcel.person.phone, 1, True, received, rng)


def _one_page(mailroom: Mailroom, received: datetime, rng: Random) -> Parcel:
    while True:
        parcel = mailroom.pack_parcel(rng, received)
        piece = parcel.pieces[0]
        if piece.layout.pages == 1 and not piece.paper.hand and not is_card(piece.draw()):
            return parcel
