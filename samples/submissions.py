"""Assembles papers into what arrives: mails, faxes, scan batches, and their repetitions, with truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from domain.kinds import Kind, Subkind
from samples.bodies import write_body, write_note, write_subject
from samples.degrade import (
    FaxHeader,
    degrade_pages,
    fax_document,
    is_card,
    lay_on_sheet,
    save_fax,
    save_fax_pdf,
    save_photo,
    scan_page,
    turn_landscape,
)  # fmt: skip
from samples.drawing import pack_images, render_pages
from samples.mails import File, Letter, build_fax_mail, build_mail, draw_logo
from samples.people import MAIL_DOMAINS, Person, fold_name
from samples.pieces import Piece, Stock, pick_slip
from samples.sheets import draw_cover, draw_separator

BOSTON = ZoneInfo("America/New_York")
KINDS = (
    (Kind.VERIFICATION_REQUEST, 34),
    (Kind.NAME_CHANGE_EVIDENCE, 24),
    (Kind.CPR_CARD, 24),
    (Kind.OTHER, 18),
)
AUTOMATIC = {
    Subkind.AUTO_REPLY: (("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")),
    Subkind.BOUNCE: (("Auto-Submitted", "auto-replied"), ("X-Failed-Recipients", "someone@mail.example")),
    Subkind.SPAM: (("List-Unsubscribe", "<mailto:leave@list.example>"),),
}
SCANNERS = ("COPYROOM", "MX3071", "BizHub_2F", "Scanner04")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one sender sends at once."""

    person: Person
    pieces: tuple[Piece, ...]
    sender: str = ""


@dataclass(slots=True)
class Made:
    """One file of the sample, with the truth lines that speak of it."""

    file: str
    content: bytes = field(repr=False)
    received: datetime
    lines: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Mailroom:
    """Turns parcels into files; `day` counts are in `records` and `stock.people`."""

    stock: Stock

    def pack_parcel(self, rng: Random, received: datetime, body: bool = False) -> Parcel:
        """Choose a person and the papers they send."""
        person = rng.choice(self.stock.people)
        kind = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
        if body:
            kind = rng.choices((Kind.OTHER, Kind.VERIFICATION_REQUEST, Kind.CPR_CARD), (70, 25, 5))[0]
        slip = pick_slip(rng)
        layout = self.stock.choose_layout(kind, rng, body)
        if layout is None:
            layout = self.stock.choose_layout(Kind.OTHER, rng, body)
        if layout is None:
            raise LookupError(f"No layouts to draw {kind.value} from; see samples/README.md.")
        pieces = [self.stock.fill(layout, person, slip, rng, received.date())]
        more = {Kind.NAME_CHANGE_EVIDENCE: 0.4, Kind.VERIFICATION_REQUEST: 0.15, Kind.CPR_CARD: 0.25}.get(
            kind, 0.1
        )
        if not body and slip != "stranger" and rng.random() < more:
            second = (
                kind
                if kind is not Kind.VERIFICATION_REQUEST
                else rng.choice((Kind.NAME_CHANGE_EVIDENCE, Kind.OTHER, Kind.CPR_CARD))
            )
            other = self.stock.choose_layout(second, rng)
            if other is not None and other.name != layout.name:
                pieces.append(self.stock.fill(other, person, "none", rng, received.date()))
        return Parcel(person, tuple(pieces), self._address(pieces[0], rng))

    def _address(self, piece: Piece, rng: Random) -> str:
        office = piece.paper.values.get("agency_email")
        if isinstance(office, str) and "@" in office and rng.random() < 0.5:
            return office
        if piece.record and rng.random() < 0.75:
            return piece.record.email
        return f"{fold_name(str(rng.randrange(10**6)))}@{rng.choice(MAIL_DOMAINS)}"

    # -- mail ----------------------------------------------------------------

    def mail_parcel(self, parcel: Parcel, received: datetime, rng: Random, note: str | None = None) -> Made:
        """Return the parcel as a mail with attachments, or as a mail whose text is the document."""
        first = parcel.pieces[0]
        name = _file_name(received, rng)
        if first.layout.body:
            return self._mail_text(parcel, received, rng, name)
        files: list[File] = []
        documents: list[dict[str, Any]] = []
        for piece in parcel.pieces:
            quality = _mail_quality(piece, rng)
            made, place = _attach(piece, quality, rng, {file.name for file in files})
            files += made
            documents.append(piece.state_truth(self.stock.people, received.date(), quality, place))
        logo = draw_logo(rng) if rng.random() < 0.3 else None
        text = note if note is not None else write_note(first.layout.kind, parcel.person, rng)
        letter = Letter(
            parcel.person.name.short, parcel.sender, write_subject(first.layout, rng), text, tuple(files),
            html=rng.random() < 0.5, logo=logo, forwarded=rng.random() < 0.08,
        )  # fmt: skip
        content = build_mail(letter, received, rng)
        line = _line("email", f"email/{name}.eml", parcel.sender, received, _settle(documents))
        line["noise_attachments"] = [logo.name] if logo else []
        line["body_role"] = "cover"
        return Made(line["file"], content, received, [line])

    def _mail_text(self, parcel: Parcel, received: datetime, rng: Random, name: str) -> Made:
        piece = parcel.pieces[0]
        place = {"attachment": None, "pages": [0], "continues_in": []}
        documents = [piece.state_truth(self.stock.people, received.date(), "clean", place)]
        logo = draw_logo(rng) if rng.random() < 0.25 else None
        letter = Letter(
            parcel.person.name.short, parcel.sender, write_subject(piece.layout, rng), write_body(piece),
            html=rng.random() < 0.4, logo=logo, headers=AUTOMATIC.get(piece.layout.subkind or Subkind.UNKNOWN, ()),
        )  # fmt: skip
        line = _line("email", f"email/{name}.eml", parcel.sender, received, documents)
        line["noise_attachments"] = [logo.name] if logo else []
        line["body_role"] = "document"
        return Made(line["file"], build_mail(letter, received, rng), received, [line])

    # -- fax -----------------------------------------------------------------

    def fax_parcel(self, parcel: Parcel, received: datetime, rng: Random) -> Made:
        """Return the parcel as a fax, in the mail of a fax gateway."""
        quality = rng.choice(("fax_fine", "fax_fine", "fax_standard"))
        station = rng.choice(
            (
                parcel.person.name.last,
                "FRONT OFFICE",
                "HOME FAX",
                "THE UPS STORE",
                "STATION 2",
                "MEDICAL STAFF",
            )
        )
        sheets: list[Image.Image] = []
        documents: list[dict[str, Any]] = []
        ignorable: list[int] = []
        drawn = [_render_sheets(piece, 200, rng) for piece in parcel.pieces]
        if rng.random() < 0.55:
            total = 1 + sum(len(pages) for pages in drawn)
            cover = draw_cover(parcel.person, station.title(), total, received, rng, self.stock.share)
            sheets += render_pages(cover, 200)
            ignorable.append(0)
        for piece, pages in zip(parcel.pieces, drawn, strict=True):
            span = list(range(len(sheets), len(sheets) + len(pages)))
            sheets += pages
            place = {"attachment": None, "pages": span, "continues_in": []}
            documents.append(piece.state_truth(self.stock.people, received.date(), quality, place))
        blank = len(sheets) if rng.random() < 0.06 else None
        if blank is not None:
            sheets.append(Image.new("RGB", (1700, 2200), "white"))
        header = FaxHeader(
            received.replace(tzinfo=None) - timedelta(minutes=rng.randint(1, 40)),
            station,
            parcel.person.phone,
        )
        pages = fax_document(turn_landscape(sheets), rng, quality, header, upside_down=rng.random() < 0.07)
        file = _save_fax_file(pages, quality, received, rng)
        for document in documents:
            document["attachment"] = file.name
        caller = "+1" + "".join(c for c in parcel.person.phone if c.isdigit())
        content = build_fax_mail(file, station, caller, len(pages), quality == "fax_fine", received, rng)
        line = _line("fax", f"fax/{_file_name(received, rng)}.eml", caller, received, _settle(documents))
        line["ignorable_pages"] = [
            {"attachment": file.name, "page": page, "what": "cover_sheet"} for page in ignorable
        ]
        if blank is not None:
            line["ignorable_pages"].append({"attachment": file.name, "page": blank, "what": "blank"})
        line["body_role"] = "cover"
        return Made(line["file"], content, received, [line])

    # -- scan ----------------------------------------------------------------

    def scan_parcels(self, parcels: list[Parcel], received: datetime, rng: Random) -> Made:
        """Return a batch: the parcels one after another in one PDF or TIFF, with separators and blank backs."""
        machine = rng.choice(SCANNERS)
        sort = rng.choice(("pdf", "pdf", "tif"))
        file = f"scan/{machine}_{received:%Y%m%d_%H%M%S}.{sort}"
        duplex, separated = rng.random() < 0.3, len(parcels) > 1 and rng.random() < 0.7
        pages: list[Image.Image] = []
        lines = []
        for order, parcel in enumerate(parcels):
            ignorable = []
            if separated and order:
                pages.append(scan_page(render_pages(draw_separator(rng), 200)[0], rng, 200))
                ignorable.append({"attachment": None, "page": len(pages) - 1, "what": "separator"})
            documents = []
            for piece in parcel.pieces:
                span = []
                for sheet in turn_landscape(_render_sheets(piece, 200, rng)):
                    pages.append(scan_page(sheet, rng, 200))
                    span.append(len(pages) - 1)
                    if duplex and piece.layout.pages == 1:
                        pages.append(scan_page(Image.new("RGB", (1700, 2200), "white"), rng, 200))
                        ignorable.append({"attachment": None, "page": len(pages) - 1, "what": "blank_back"})
                place = {"attachment": None, "pages": span, "continues_in": []}
                documents.append(piece.state_truth(self.stock.people, received.date(), "scan", place))
            line = _line("scan", file, f"{machine} scanner", received, _settle(documents))
            line["ignorable_pages"] = ignorable
            lines.append(line)
        return Made(file, _save_scan(pages, sort, rng), received, lines)

    # -- all -----------------------------------------------------------------

    def make_submissions(
        self, count: int, rng: Random, start: datetime, repeated: float = 0.07
    ) -> Iterator[list[Made]]:
        """Yield files in order of receipt until there are `count` submissions; the share `repeated` comes again."""
        made, now, number = 0, start, 0
        past: list[tuple[Parcel, Made]] = []
        while made < count:
            now += timedelta(minutes=rng.randint(20, 600), seconds=rng.randrange(60))
            batch: Made
            if past and rng.random() < repeated:
                batch = self._repeat(past, now, rng)
            else:
                batch, parcel = self._new(now, rng, count - made)
                if parcel is not None:
                    past = [*past[-12:], (parcel, batch)]
            for line in batch.lines:
                number += 1
                line["id"] = f"M{number:04d}"
            made += len(batch.lines)
            yield [batch]

    def _new(self, now: datetime, rng: Random, room: int) -> tuple[Made, Parcel | None]:
        channel = rng.choices(("text", "mail", "fax", "scan"), (10, 46, 28, 16))[0]
        if channel == "scan":
            parcels = [self.pack_parcel(rng, now) for _ in range(min(room, rng.choice((1, 2, 3, 4))))]
            return self.scan_parcels(parcels, now, rng), None
        parcel = self.pack_parcel(rng, now, body=channel == "text")
        if channel == "fax":
            return self.fax_parcel(parcel, now, rng), parcel
        return self.mail_parcel(parcel, now, rng), parcel

    def _repeat(self, past: list[tuple[Parcel, Made]], now: datetime, rng: Random) -> Made:
        """Send a parcel of before again: the same mail, with a note, the same paper anew, or by another channel."""
        parcel, earlier = rng.choice(past)
        was_fax = earlier.lines[0]["channel"] == "fax"
        body = parcel.pieces[0].layout.body
        how = rng.choice(
            ("resend",)
            if body
            else ("same_paper", "other_channel")
            if was_fax
            else ("resend", "resend_note", "other_channel")
        )
        if how in ("resend", "resend_note"):
            again = _resend(earlier, now, rng, with_note=how == "resend_note")
        elif how == "same_paper" or not was_fax:
            again = self.fax_parcel(parcel, now, rng)
        else:
            again = self.mail_parcel(
                parcel, now, rng, note="I also faxed this but was not sure that it went through.\n"
            )
        again.lines[0] |= {"duplicate_of": earlier.lines[0]["id"], "duplicate_how": how}
        return again


def _line(
    channel: str, file: str, sender: str, received: datetime, documents: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "id": "", "channel": channel, "file": file, "sender": sender, "received_at": received.isoformat(),
        "documents": documents, "duplicate_of": None, "duplicate_how": None, "noise_attachments": [],
        "ignorable_pages": [], "body_role": "none",
    }  # fmt: skip


def _settle(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Raise papers of a person whom another paper of the same parcel names for certain."""
    sure = {document["record"] for document in documents if document["match_expectation"] == "certain"}
    for document in documents:
        clash = {"number_mismatch", "dob_mismatch"} & set(document["rule_findings"])
        if document["record"] in sure and not clash:
            document["match_expectation"] = "certain"
    return documents


def _file_name(received: datetime, rng: Random) -> str:
    return f"{received:%Y%m%dT%H%M%S}-{rng.getrandbits(20):05x}"


def _mail_quality(piece: Piece, rng: Random) -> str:
    if piece.paper.hand:
        return rng.choice(("scan", "scan", "photo"))
    if piece.layout.sheet == "card":
        return rng.choice(("photo", "photo", "scan", "clean"))
    return rng.choice(("clean", "clean", "scan", "photo"))


def _attach(piece: Piece, quality: str, rng: Random, taken: set[str]) -> tuple[list[File], dict[str, Any]]:
    """Return the paper's files and where its pages are."""
    pdf = piece.draw()
    if quality == "clean":
        name = _free_name(
            ("form.pdf", "Document.pdf", "attachment.pdf", "Untitled.pdf", "my paperwork.pdf"), taken, rng
        )
        return [File(name, "application/pdf", pdf)], _place(name, piece.layout.pages)
    pages = degrade_pages(pdf, quality, rng, together=rng.random() < 0.7)
    if quality == "scan":
        if len(pages) == 1 and rng.random() < 0.3:
            name = _free_name(("scan.jpg", "Scan 2.jpg", "image.jpg"), taken, rng)
            return [File(name, "image/jpeg", save_photo(pages[0].convert("L"), Random(1)))], _place(name, 1)
        name = _free_name(("Scan_{}.pdf", "DOC{}.pdf", "scan{}.pdf", "CamScanner {}.pdf"), taken, rng)
        return [File(name, "application/pdf", pack_images(pages, 200, rng.randint(50, 85)))], _place(
            name, len(pages)
        )
    files: list[File] = []
    for page in pages:
        sort = "heic" if rng.random() < 0.2 else "jpeg"
        name = _free_name(
            (f"IMG_{{}}.{'HEIC' if sort == 'heic' else 'jpeg'}",), taken | {f.name for f in files}, rng
        )
        files.append(File(name, f"image/{sort}", save_photo(page, rng, sort)))
    place = _place(files[0].name, 1)
    place["continues_in"] = [{"attachment": file.name, "pages": [0]} for file in files[1:]]
    return files, place


def _place(name: str, pages: int) -> dict[str, Any]:
    return {"attachment": name, "pages": list(range(pages)), "continues_in": []}


def _free_name(forms: tuple[str, ...], taken: set[str], rng: Random) -> str:
    while True:
        name = rng.choice(forms).format(rng.randint(1000, 9999))
        if name not in taken:
            return name
        forms = (*forms, "more {}.pdf" if name.endswith("pdf") else "more {}.jpg")


def _render_sheets(piece: Piece, dpi: int, rng: Random) -> list[Image.Image]:
    pdf = piece.draw()
    pages = render_pages(pdf, dpi)
    return lay_on_sheet(pages, dpi, rng, together=rng.random() < 0.6) if is_card(pdf) else pages


def _save_fax_file(pages: list[Image.Image], quality: str, received: datetime, rng: Random) -> File:
    number = f"{received:%y%m%d%H%M}{rng.randrange(100):02d}"
    if rng.random() < 0.25:
        return File(f"fax{number}.pdf", "application/pdf", save_fax_pdf(pages, quality))
    compression = "group4" if rng.random() < 0.15 else "group3"
    return File(f"fax{number}.tif", "image/tiff", save_fax(pages, quality, compression))


def _save_scan(pages: list[Image.Image], sort: str, rng: Random) -> bytes:
    if sort == "pdf":
        return pack_images(pages, 200, rng.randint(55, 85))
    from io import BytesIO

    out = BytesIO()
    levels = [page.convert("L") for page in pages]
    levels[0].save(out, "TIFF", compression="jpeg", dpi=(200, 200), save_all=True, append_images=levels[1:])
    return out.getvalue()


def _resend(earlier: Made, now: datetime, rng: Random, with_note: bool) -> Made:
    """The same mail once more: new identity and time, same attachments."""
    from email import message_from_bytes
    from email.policy import SMTP
    from email.utils import format_datetime

    message = message_from_bytes(earlier.content, policy=SMTP)
    sent = earlier.lines[0]
    message.replace_header("Date", format_datetime(now - timedelta(seconds=8)))
    message.replace_header("Message-ID", f"<{rng.getrandbits(64):016X}@again.example>")
    if with_note:
        message.replace_header("Subject", f"Re: {message['Subject']}")
    content = message.as_bytes().split(b"\r\n\r\n", 1)
    head = b"Received: from again.example (198.51.100.9) by inbound.dph.example.org with ESMTPS id "
    head += f"{rng.getrandbits(40):010X}; {format_datetime(now)}\r\n".encode()
    line = {**sent, "file": f"email/{_file_name(now, rng)}.eml", "received_at": now.isoformat(), "id": ""}
    line["documents"] = [dict(document) for document in sent["documents"]]
    return Made(line["file"], head + b"\r\n\r\n".join(content), now, [line])
