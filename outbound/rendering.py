"""Cards and letters as tagged PDF (PDF/UA-1 and PDF/A-2a, as Typst produces them), and mails."""

import json
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal, cast

import segno
import typst

from domain.cases import Snapshot
from domain.times import office_day
from outbound.policy import LOOKUP_URL
from outbound.wording import LIST_MARK, OFFICE, Letter

#: Claimed by the producer; `tests/outbound` checks tags, language, title, fonts and metadata.
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]


def render_card(snapshot: Snapshot) -> bytes:
    """The certification card as PDF: public facts only."""
    return compile_template("card.typ", _facts(snapshot), office_day(snapshot.taken_at))


def render_verification(snapshot: Snapshot, case: str, destination: str, seal: bool, today: date) -> bytes:
    """The verification letter as PDF, with room for a seal where the destination wants one."""
    more = {
        "case": case,
        "destination": destination.splitlines(),
        "seal": seal,
        "today": _words(today),
    }
    return compile_template("verification.typ", _facts(snapshot) | more, today)


def render_notice(letter: Letter, case: str, addressee: str, today: date) -> bytes:
    """A notice as PDF for the print folder. Staff look the postal address up; none stands here."""
    return compile_template(
        "notice.typ",
        {
            "case": case,
            "addressee": addressee,
            "title": letter.subject,
            "paragraphs": list(letter.paragraphs),
            "today": _words(today),
        },
        today,
    )


def render_print_order(snapshot: Snapshot, case: str, destination: str, today: date) -> bytes:
    """The sheet that tells staff how to complete the requester's own form."""
    more = {"case": case, "destination": destination.splitlines(), "today": _words(today)}
    return compile_template("print_order.typ", _facts(snapshot) | more, today)


def render_canary(token: str, title: str, words: str, at: datetime, *, picture_dpi: int = 0) -> bytes:
    """The page of a canary as PDF, or as PNG of so many dots per inch: QR code, and the token in large print.

    The QR code bears a fax of 98 lines an inch: about fifteen dots a module, a quarter of which may be lost.
    """
    day = office_day(at)
    mark, _, signs = token.partition("-")
    facts: dict[str, object] = {
        "title": title,
        "words": words,
        "rows": [f"{mark}-{signs[:13]}", signs[13:]],
        "qr": segno.make(token, error="q", micro=False).svg_inline(border=4, dark="black", light="white"),
        "date": [day.year, day.month, day.day],
    }
    if picture_dpi:
        inputs = {"facts": json.dumps(facts)}
        return bytes(
            typst.compile(_template("canary.typ"), sys_inputs=inputs, format="png", ppi=float(picture_dpi))
        )
    return compile_template("canary.typ", facts, day)


def compose_mail(
    letter: Letter,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    at: datetime,
    attachment: tuple[str, bytes] | None = None,
    answers: str = "",
) -> EmailMessage:
    """A plain mail; automatic by RFC 3834, so that no robot answers it."""
    mail = EmailMessage()
    mail["From"] = f"OEMS <{sender}>"
    mail["To"] = recipient
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-replied" if answers else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if answers:
        mail["In-Reply-To"] = answers
        mail["References"] = answers
    mail.set_content(_in_plain_text(letter))
    if attachment:
        name, content = attachment
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return mail


def _in_plain_text(letter: Letter) -> str:
    """Paragraphs parted by an empty line, lines of a list not; no line is broken, for small screens."""
    text = ""
    for before, paragraph in pairwise(("", *letter.paragraphs, "\n".join(OFFICE))):
        listed = before.startswith(LIST_MARK) and paragraph.startswith(LIST_MARK)
        text += ("\n" if listed else "\n\n" if before else "") + paragraph
    return text + "\n"


def _facts(snapshot: Snapshot) -> dict[str, object]:
    return {
        "name": snapshot.full_name,
        "number": snapshot.certification_number,
        "level": snapshot.level,
        "status": snapshot.status,
        "issued": _words(snapshot.issued_on),
        "expires": _words(snapshot.expires_on),
        "as_of": _words(office_day(snapshot.taken_at)),
        "qr": segno.make(LOOKUP_URL, error="m").svg_inline(scale=3, border=2, dark="black", light="white"),
        "lookup": LOOKUP_URL,
    }


#: What templates share.
FITTING = "fitting.typ"


def compile_template(template: str, facts: dict[str, object], today: date) -> bytes:
    """A template of ours with these facts as PDF."""
    dated = facts | {"office": OFFICE, "date": [today.year, today.month, today.day]}
    inputs = {"facts": json.dumps(dated)}
    sources = {"main.typ": _template(template), FITTING: _template(FITTING)}
    rendered = typst.compile(cast(Any, sources), sys_inputs=inputs, pdf_standards=cast(Any, STANDARDS))
    return bytes(rendered)


@cache
def _template(name: str) -> bytes:
    return files("outbound").joinpath("templates", name).read_bytes()


def _words(day: date | None) -> str:
    return f"{day:%B} {day.day}, {day.year}" if day else ""
