"""Headers: time of arrival, automatic mail, fax gateways."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from domain.errors import DeploymentError
from domain.submissions import Headers
from intake.parsers.automatic import recognise_automatic
from intake.parsers.fax import fax_profiles_from, recognise_fax
from intake.parsers.headers import arrival_time, decode_text
from intake.parsers.mime import parse_message
from tests.intake.parsers.originals import mail

FALLBACK = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
_TRACE = (
    b"Received: from mx.example.org (198.51.100.7)\r\n by in.example.org with ESMTPS id A;\r\n"
    b" Mon, 02 Nov 2026 09:00:30 -0500\r\n"
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            b"Return-Path: <a@example.org>\r\n"
            + _TRACE
            + b"Received: older; Sun, 01 Nov 2026 00:00:00 +0000\r\n\r\nx",
            datetime(2026, 11, 2, 14, 0, 30, tzinfo=UTC),
            id="topmost trace line",
        ),
        pytest.param(
            b"Date: Mon, 01 Jan 2001 00:00:00 +0000\r\n\r\nx", FALLBACK, id="never the sender's date"
        ),
        pytest.param(b"Received: from x; nonsense\r\n\r\nx", FALLBACK, id="unreadable time"),
        pytest.param(b"Subject: x\r\n\r\n" + _TRACE, FALLBACK, id="trace line in the body"),
        pytest.param(b"%PDF-1.7", FALLBACK, id="no message"),
    ],
)
def test_time_of_arrival(raw: bytes, expected: datetime) -> None:
    assert arrival_time(raw, FALLBACK) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("=?utf-8?q?Verification_=C3=A9?=", "Verification é", id="quoted"),
        pytest.param(
            "=?utf-8?B?w?= =?utf-8?B?6k=?=", "=?utf-8?B?w?= =?utf-8?B?6k=?=", id="broken stays readable"
        ),
        pytest.param("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café", id="letter cut in two"),
        pytest.param("a\r\n b", "a b", id="folded"),
        pytest.param("caf\udce9", "café", id="raw 8-bit"),
        pytest.param("a\u202eb\x07", "ab", id="control characters"),
    ],
)
def test_header_text(raw: str, expected: str) -> None:
    assert decode_text(raw) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("Auto-Submitted: auto-replied", "auto_reply", id="RFC 3834"),
        pytest.param("Auto-Submitted: no", None, id="RFC 3834 says no"),
        pytest.param("X-Autoreply: yes", "auto_reply", id="X-Autoreply"),
        pytest.param("Subject: Automatic reply: card", "auto_reply", id="Exchange"),
        pytest.param("Subject: Out of Office: card", "auto_reply", id="out of office"),
        pytest.param("Subject: Out of office next week - my CPR card", None, id="a person away next week"),
        pytest.param("Subject: Out of office", "auto_reply", id="out of office and no more"),
        pytest.param("Subject: Automatische Antwort: x", "auto_reply", id="German Exchange"),
        pytest.param("Subject: Read: My card", "auto_reply", id="Outlook's read receipt"),
        pytest.param("X-Precedence: auto_reply", "auto_reply", id="X-Precedence"),
        pytest.param("X-Spamarrest-Noauth: 1", "auto_reply", id="challenge-response"),
        pytest.param(
            "X-Delivery-Agent: TMDA/1.1\r\nAuto-Submitted: auto-replied", "auto_reply", id="challenge of TMDA"
        ),
        pytest.param("From: Postmaster Jones <pj@example.org>", None, id="a person called Postmaster"),
        pytest.param("Subject: Undelivered card, please help", "bounce", id="reads like a bounce"),
        pytest.param(
            "Subject: x\r\nContent-Type: multipart/report; report-type=feedback-report; boundary=b",
            "auto_reply",
            id="feedback report",
        ),
        pytest.param("Subject: My automatic external defibrillator card", None, id="no auto reply"),
        pytest.param("Subject: Re: Undeliverable: my card", None, id="a person about a bounce"),
        pytest.param(
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "bounce", id="DSN"
        ),
        pytest.param(
            'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',
            "auto_reply",
            id="read receipt",
        ),
        pytest.param("From: MAILER-DAEMON@example.org", "bounce", id="mailer daemon"),
        pytest.param("List-Id: <ems.example.org>", "list", id="list"),
        pytest.param("Precedence: bulk", "list", id="bulk"),
        pytest.param("Return-Path: <>", "auto_reply", id="null return path"),
        pytest.param("Return-Path: <pat@example.org>", None, id="a person"),
    ],
)
def test_automatic_mail(lines: str, expected: str | None) -> None:
    assert recognise_automatic(parse_message(f"{lines}\r\nTo: b@example.org\r\n\r\nx".encode())) == expected


@pytest.mark.parametrize("subject", ["Automatic reply: my card", "Out of Office", "Undeliverable: my card"])
def test_a_mail_with_papers_is_put_down_to_a_robot_by_its_subject(subject: str) -> None:
    message = mail("Here is my card.", subject=subject)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="card.pdf")
    assert recognise_automatic(parse_message(bytes(message))) is None


_HYLAFAX = """Your facsimile has been received.

           Sender: Lakeview Clinic
            Pages: 3
          Quality: Fine
         Received: 2026:11:02 09:12:01
       TimeToRecv: 1:07
       SignalRate: 14400 bit/s
           CallID1: 617-555-0107
"""


@pytest.mark.parametrize(
    ("sender", "subject", "body", "expected"),
    [
        pytest.param(
            "The HylaFAX Receive Agent <fax@gw.example.org>",
            "facsimile received from Lakeview Clinic",
            _HYLAFAX,
            ("hylafax", "617-555-0107", "Lakeview Clinic", 3),
            id="HylaFAX",
        ),
        pytest.param(
            '"eFax" <message@inbound.efax.example.com>',
            'eFax from "Lakeview Clinic" - 4 page(s), Caller-ID: 617-555-0108',
            "You have received a 4 page fax.",
            ("efax", "617-555-0108", "Lakeview Clinic", 4),
            id="eFax",
        ),
        pytest.param(
            "RightFax <rightfax@example.org>",
            "A fax has arrived from 617-555-0109",
            "Remote CSID: LAKEVIEW\nTotal pages: 2\nANI: 617-555-0109\n",
            ("rightfax", "617-555-0109", "LAKEVIEW", 2),
            id="RightFax",
        ),
        pytest.param(
            "Metro Fax Line <no-reply@inboundfax.example.net>",
            "You have a new fax from (617) 555-0110",
            "2 pages",
            ("generic", "(617) 555-0110", "", 2),
            id="another service",
        ),
    ],
)
def test_gateways_are_recognised(
    sender: str, subject: str, body: str, expected: tuple[str, str, str, int]
) -> None:
    found = recognise_fax(Headers(sender=sender, subject=subject), body)
    assert found is not None
    assert (found.profile, found.caller, found.station, found.pages) == expected


@pytest.mark.parametrize(
    ("sender", "subject", "body"),
    [
        pytest.param(
            "Pat <pat@example.org>", "New fax from my employer", "See the fax received.", id="a person"
        ),
        pytest.param(
            "Clerk <clerk@fairfax.example.gov>", "Fax received", "Pages: 2", id="Fairfax is a place"
        ),
        pytest.param("Kim Faxon <kfaxon@example.org>", "You have a new fax", "", id="a name with fax in it"),
        pytest.param(
            "fax@example.org", "Re: question about my form", "Please fax it back.", id="a fax desk writing"
        ),
    ],
)
def test_ordinary_mail_that_mentions_a_fax_is_no_fax(sender: str, subject: str, body: str) -> None:
    assert recognise_fax(Headers(sender=sender, subject=subject), body) is None


def test_an_office_adds_its_gateway() -> None:
    profiles = fax_profiles_from(
        {"ours": {"sender": "@telecom.example.org", "subject": "document for", "pages": r"(\d+) sheets"}}
    )
    found = recognise_fax(
        Headers(sender="x@telecom.example.org", subject="Document for OEMS"), "5 sheets", profiles
    )
    assert found is not None
    assert (found.profile, found.pages) == ("ours", 5)


@pytest.mark.parametrize(
    "table",
    [{"subject": "x"}, {"sender": "("}, {"sender": "x", "sendr": "y"}],
    ids=["no sender", "no pattern", "typing error"],
)
def test_a_wrong_profile_stops_with_its_name(table: dict[str, str]) -> None:
    with pytest.raises(DeploymentError, match="ours"):
        fax_profiles_from({"ours": table})


def test_a_gateway_mail_with_only_a_link_says_so() -> None:
    from domain.limits import Limits
    from intake.parsers.unpack import unpack_original

    message = EmailMessage()
    message["From"] = "FaxLine <no-reply@myfax.example.net>"
    message["Subject"] = "New fax received"
    message.set_content("View it at https://example.net/f/1")
    found = unpack_original(bytes(message), name=None, limits=Limits())
    assert found.fax is not None
    assert "only a link" in (found.problem or "")
