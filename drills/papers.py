"""Cheap submissions of every sort: mails that are papers themselves, a PDF with text, a fax, a scan."""

import io
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from domain.kinds import Kind
from samples.bodies import write_note, write_subject
from samples.degrade import FaxHeader, fax_document, is_card, save_fax, scan_page
from samples.drawing import render_pages
from samples.generate import START
from samples.mails import File, Letter, build_fax_mail, build_mail
from samples.people import invent_people, write_records
from samples.pieces import Stock
from samples.submissions import Mailroom, Parcel

RECORDS, SUBMISSIONS = "records.csv", "submissions"

Draw = Callable[[Mailroom, datetime, Random], bytes]


def write_papers(
    folder: Path, seed: int, *, texts: int = 3, forms: int = 1, faxes: int = 1, scans: int = 0
) -> Path:
    """Write records and submissions below `folder`; gives the folder of the submissions."""
    rng = Random(f"drill/{seed}")
    people = tuple(invent_people(80 + texts, rng))
    folder.mkdir(parents=True, exist_ok=True)
    write_records(people, folder / RECORDS)
    counts: dict[Draw, int] = {_draw_text: texts, _draw_form: forms, _draw_fax: faxes, _draw_scan: scans}
    submissions = folder / SUBMISSIONS
    submissions.mkdir(exist_ok=True)
    for number, arrival in enumerate(_draw_all(Mailroom(Stock(people, "train", 0.0)), rng, counts), start=1):
        received, content = arrival
        suffix = ".tif" if content[:4] in (b"II*\0", b"MM\0*") else ".eml"
        path = submissions / f"arrival-{number:03d}{suffix}"
        path.write_bytes(content)
        os.utime(path, (received.timestamp(), received.timestamp()))
    return submissions


def _draw_all(
    mailroom: Mailroom, rng: Random, counts: Mapping[Draw, int]
) -> Iterator[tuple[datetime, bytes]]:
    """In a mixed order, twenty minutes apart."""
    wanted = [draw for draw, count in counts.items() for _ in range(count)]
    rng.shuffle(wanted)
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


def _draw_scan(mailroom: Mailroom, received: datetime, rng: Random) -> bytes:
    """A scan of one page, as a TIFF."""
    piece = _one_page(mailroom, received, rng).pieces[0]
    sheet = scan_page(render_pages(piece.draw(), 200)[0], rng, 200)
    out = io.BytesIO()
    sheet.save(out, "TIFF", compression="group4" if sheet.mode == "1" else "jpeg", dpi=(200, 200))
    return out.getvalue()


def _one_page(mailroom: Mailroom, received: datetime, rng: Random) -> Parcel:
    while True:
        parcel = mailroom.pack_parcel(rng, received)
        piece = parcel.pieces[0]
        if piece.layout.pages == 1 and not piece.paper.hand and not is_card(piece.draw()):
            return parcel
