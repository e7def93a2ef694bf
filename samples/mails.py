"""Builds mail as senders and fax gateways build it; bytes depend on the seed only."""

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from random import Random

from PIL import Image, ImageDraw

OFFICE = "OEMS Recert (DPH) <oems.recert@dph.example.org>"


@dataclass(frozen=True, slots=True)
class File:
    """One attachment."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says."""

    sender_name: str
    sender: str
    subject: str
    text: str
    files: tuple[File, ...] = ()
    html: bool = False
    logo: File | None = None
    headers: tuple[tuple[str, str], ...] = ()
    forwarded: bool = False
    """The files travel in a nested message from `sender`; somebody else forwards it."""


def draw_logo(rng: Random) -> File:
    """Return a signature logo: a small picture that is no document."""
    image = Image.new("RGB", (rng.randint(110, 240), rng.randint(30, 80)), "white")
    draw = ImageDraw.Draw(image)
    colour = (rng.randint(0, 120), rng.randint(0, 120), rng.randint(60, 200))
    draw.ellipse((4, 4, image.height - 4, image.height - 4), fill=colour)
    for row in range(3):
        top = 8 + row * image.height // 4
        draw.rectangle(
            (image.height + 4, top, max(image.height + 10, image.width - rng.randint(5, 40)), top + 4),
            fill=colour,
        )
    out = io.BytesIO()
    image.save(out, "PNG")
    return File(f"image{rng.randint(1, 3):03d}.png", "image/png", out.getvalue())


def build_mail(letter: Letter, received: datetime, rng: Random) -> bytes:
    """Return the message as delivered, with Received headers, topmost last hop first."""
    inner = _compose(letter, received - timedelta(seconds=rng.randint(4, 40)), rng)
    message = _forward(inner, letter, received, rng) if letter.forwarded else inner
    _stamp(message, received, letter.sender.rpartition("@")[2], rng)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"=_{number}_{rng.getrandbits(80):020x}")
    return message.as_bytes()


def _compose(letter: Letter, sent: datetime, rng: Random) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    user, _, host = letter.sender.rpartition("@")
    message["From"] = Address(letter.sender_name, user, host) if user else letter.sender_name
    message["To"] = OFFICE
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{rng.getrandbits(64):016X}@{host or 'mail.example'}>"
    for key, value in letter.headers:
        message[key] = value
    message.set_content(letter.text or "\n", cte="quoted-printable")
    if letter.html or letter.logo:
        _add_html(message, letter, rng)
    for file in letter.files:
        main, _, sub = file.media_type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return message


def _add_html(message: EmailMessage, letter: Letter, rng: Random) -> None:
    body = "".join(
        f"<p>{escape(block).replace(chr(10), '<br>')}</p>" for block in letter.text.strip().split("\n\n")
    )
    cid = f"{letter.logo.name}@{rng.getrandbits(32):08X}" if letter.logo else ""
    image = f'<img src="cid:{cid}" alt="">' if cid else ""
    message.add_alternative(f'<html><body style="font-family:Calibri">{body}{image}</body></html>', subtype="html",
                            cte="quoted-printable")  # fmt: skip
    if letter.logo:
        html = message.get_payload()[1]  # type: ignore[index]
        assert isinstance(html, EmailMessage)
        html.add_related(letter.logo.content, "image", "png", cid=f"<{cid}>", filename=letter.logo.name,
                         disposition="inline")  # fmt: skip


def _forward(inner: EmailMessage, letter: Letter, received: datetime, rng: Random) -> EmailMessage:
    outer = EmailMessage(policy=SMTP)
    outer["From"] = Address("Front Desk", "frontdesk", "dph.example.org")
    outer["To"] = OFFICE
    outer["Subject"] = rng.choice(("FW: ", "Fwd: ")) + letter.subject
    outer["Date"] = format_datetime(received - timedelta(seconds=3))
    outer["Message-ID"] = f"<{rng.getrandbits(64):016X}@dph.example.org>"
    outer.set_content(
        rng.choice(("This came to the general mailbox, looks like yours.\n", "For you.\n", "FYI\n\nThanks\n"))
    )
    outer.add_attachment(inner)
    return outer


def _stamp(message: EmailMessage, received: datetime, host: str, rng: Random) -> None:
    """Put the delivery headers on top, newest hop first."""
    kept = message.items()
    for key in {key for key, _ in kept}:
        del message[key]
    message["Return-Path"] = f"<bounce@{host or 'mail.example'}>"
    message["Received"] = (
        f"from mx{rng.randint(1, 9)}.{host or 'mail.example'} (198.51.100.{rng.randint(2, 250)}) by inbound.dph.example.org "
        f"with ESMTPS id {rng.getrandbits(48):012X}; {format_datetime(received)}"
    )
    message["Received"] = (
        f"from [192.0.2.{rng.randint(2, 250)}] by out.{host or 'mail.example'} with ESMTPA id {rng.getrandbits(40):010x}; "
        f"{format_datetime(received - timedelta(seconds=rng.randint(2, 90)))}"
    )
    for key, value in kept:
        message[key] = value


def build_fax_mail(
    file: File, station: str, caller: str, pages: int, fine: bool, received: datetime, rng: Random
) -> bytes:
    """Return the mail by which a fax gateway delivers a fax; one of three styles."""
    style = rng.choice(("hylafax", "efax", "plain"))
    digits = "".join(c for c in caller if c.isdigit())[-10:]
    if style == "hylafax":
        text = (
            f"      Sender: {station}\n       Pages: {pages}\n     Quality: {'Fine' if fine else 'Normal'}\n        Page: North American Letter\n"
            f"    Received: {received:%Y:%m:%d %H:%M:%S}\n  TimeToRecv: {pages // 2}:{rng.randint(10, 59)}\n  SignalRate: 14400 bit/s\n"
            f"  DataFormat: 1-D MH\n  ReceivedOn: ttyS{rng.randint(0, 3)}\n      CommID: {rng.randrange(10**9):09d}\n"
        )
        letter = Letter(
            "The HylaFAX Receive Agent", "fax@faxhost.example.org", f"facsimile received from {station}", text
        )
    elif style == "efax":
        dashed = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
        letter = Letter("eFax", "message@inbound.fax-service.example.com", f'eFax from "{station}" - {pages} page(s), Caller-ID: 1-{dashed}',
                        f"You have received a {pages} page fax at {received:%Y-%m-%d %H:%M:%S} from {dashed}.\n\nThe reference number for this fax is "
                        f"dph_did{rng.randint(10, 99)}-{rng.randrange(10**10)}.\n")  # fmt: skip
    else:
        letter = Letter("Office Fax", "noreply@faxbridge.example.net", f"New fax ({pages} p.) from +1{digits}",
                        f"A fax is attached.\n\nFrom: +1{digits}\nCSID: {station}\nPages: {pages}\n", html=True)  # fmt: skip
    return build_mail(
        Letter(letter.sender_name, letter.sender, letter.subject, letter.text, (file,), letter.html),
        received,
        rng,
    )
