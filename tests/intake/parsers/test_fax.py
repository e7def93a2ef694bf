"""Notices of fax gateways: who called, from which station, how many pages, and when; and what is no fax."""

from email.message import EmailMessage

import pytest

from domain.limits import Limits
from domain.submissions import Headers
from intake.parsers.fax import recognise_fax
from intake.parsers.faxtime import read_fax_time
from intake.parsers.unpack import unpack_original

#: sender, subject, text; caller (digits), station, pages, received as ISO. All invented after common forms.
NOTICES = {
    "hylafax": (
        "The HylaFAX Receive Agent <fax@gw.example.org>", "facsimile received from QUABBIN EMS",
        "      Sender: QUABBIN EMS\n       Pages: 3\n     Quality: Fine\n        Page: ISO A4\n"
        "    Received: 2026:09:01 10:15:00\n  TimeToRecv: 1:20\n  SignalRate: 14400 bit/s\n  DataFormat: 2-D MMR\n"
        "  ReceivedOn: ttyIAX0\n      CommID: 000000123 (c000000123)\n     CallID1: 6175550142\n",
        "6175550142", "QUABBIN EMS", 3, "2026-09-01T10:15:00",
    ),
    "hylafax of an office's own account": (
        "uucp@gw.example.org", "fax received from 6175550142",
        "Sender: 617 555 0142\nPages: 1\nReceived: 2026:09:01 10:15:00\nCommID: 000000124\nCallID1: 617-555-0142\n",
        "6175550142", "617 555 0142", 1, "2026-09-01T10:15:00",
    ),
    "efax": (
        "eFax <message@inbound.efax.example.com>",
        'eFax from "QUABBIN EMS" - 2 page(s), Caller-ID: 1-617-555-0142',
        "You have received a 2 page fax at 2026-09-01 10:15:00 EST.\n\n* The reference number for this fax is x_did1-2.\n",
        "16175550142", "QUABBIN EMS", 2, "2026-09-01T10:15:00-05:00",
    ),
    "efax to the corporate account": (
        "eFax Corporate <message@inbound.efax.example.com>", "Corporate eFax message from \"unknown\" - 4 page(s)",
        "You have received a 4 page fax at 2026-09-01 14:15:00 GMT.\nCaller-ID: 617-555-0142\n",
        "6175550142", "unknown", 4, "2026-09-01T14:15:00+00:00",
    ),
    "rightfax": (
        "RightFax Server <rightfax@dph.example.org>", "A fax has arrived from remote ID '617-555-0142'.",
        "Fax received at: 9/1/2026 10:15:00 AM\nRemote ID: 617-555-0142\nPages: 3\nRouting: OEMS\nConnect time: 0:02:12\n",
        "6175550142", "617-555-0142", 3, "2026-09-01T10:15:00",
    ),
    "rightfax by an exchange connector": (
        "\"Fax Server\" <faxserver@dph.example.org>", "Fax From: 6175550142",
        "Time Received: 09/01/2026 10:15:00\nRemote CSID: QUABBIN EMS\nDuration: 95\nPages: 2\nStatus: Received\nANI: 6175550142\n",
        "6175550142", "QUABBIN EMS", 2, "2026-09-01T10:15:00",
    ),
    "xmedius": (
        "XMediusFAX <xmedius@dph.example.org>", "Received fax from 6175550142 [QUABBIN EMS]",
        "Received: Tuesday, September 1, 2026 10:15:00 AM\nCSID: QUABBIN EMS\nANI: 617-555-0142\nNumber of pages: 5\n",
        "6175550142", "QUABBIN EMS", 5, "2026-09-01T10:15:00",
    ),
    "a service with a count in words": (
        "FaxGate <no-reply@faxgate.example.net>", "New fax from +16175550142 (2 pages)",
        "You have received a 2-page fax from +16175550142.\n\nReceived: 09/01/2026 10:15 AM\nThe fax is attached.\n",
        "16175550142", "", 2, "2026-09-01T10:15:00",
    ),
    "a service with a short count": (
        "CloudFax Notifications <notify@cloudfax.example.com>", "Fax received (1p) 617-555-0142",
        "New fax on line 617-753-7320\nFrom: 617-555-0142\nPages: 1\n\nManage your settings in the portal.\n",
        "6175550142", "", 1, "",
    ),
    "ring central": (
        "RingCentral Fax <fax@ringcentral.example.com>", "New Fax Message from (617) 555-0142",
        "You Have a New Fax Message\nFrom: (617) 555-0142\nReceived: Tuesday, September 01, 2026 at 10:15 AM\nPages: 2\nTo: (617) 753-7320\n",
        "6175550142", "", 2, "2026-09-01T10:15:00",
    ),
    "a copier": (
        "ifax@copier2.example.net", "Image data has been attached to this message", "", "", "", None, "",
    ),
    "a copier that names the number": (
        "Copier fax <fax@copier2.example.net>", "Fax received from 6175550142",
        "Sender: 6175550142\nDate: 01-Sep-26 10:15\nPages: 2\n", "6175550142", "6175550142", 2, "2026-09-01T10:15:00",
    ),
    "a subject with everything": (
        "SRFax <no-reply@srfax.example.com>", "You have received a fax from 6175550142 - 3 page(s)",
        "Date: Sep 1, 2026 10:15 AM\nCaller ID: 6175550142\nRemote ID: QUABBIN EMS\nPages: 3\n",
        "6175550142", "QUABBIN EMS", 3, "2026-09-01T10:15:00",
    ),
    "spanish dates": (
        "Servicio de fax <fax@faxmail.example.net>", "New fax from 617-555-0142",
        "Caller ID: 617-555-0142\nDate: 1 de septiembre de 2026, 10:15\nPages: 2\n",
        "6175550142", "", 2, "2026-09-01T10:15:00",
    ),
    "german dates": (
        "Fax Gateway <gateway@faxserver.example.net>", "Fax received from 617-555-0142",
        "Sender: 617-555-0142\nDate/Time: 01.09.2026 10:15\nPages: 2\n", "6175550142", "617-555-0142", 2, "2026-09-01T10:15:00",
    ),
    "passed on by a rule of exchange": (
        "OEMS Fax Line <oems.faxline@dph.example.org>", "FW: New fax from +16175550142 (2 pages)",
        "\n________________________________\nFrom: FaxGate <no-reply@faxgate.example.net>\n"
        "Sent: Tuesday, September 1, 2026 10:16 AM\nTo: OEMS Fax Line <oems.faxline@dph.example.org>\n"
        "Subject: New fax from +16175550142 (2 pages)\n\nYou have received a 2-page fax from +16175550142.\n"
        "Received: 09/01/2026 10:15 AM\n",
        "16175550142", "", 2, "2026-09-01T10:15:00",
    ),
    "passed on by outlook on the web": (
        "Front Desk <front.desk@dph.example.org>", "Fw: eFax from \"QUABBIN EMS\" - 2 page(s)",
        "From: eFax <message@inbound.efax.example.com>\nSent: Tuesday, September 1, 2026 10:16 AM\n"
        "To: Front Desk\nSubject: eFax from \"QUABBIN EMS\" - 2 page(s)\n\n"
        "You have received a 2 page fax at 2026-09-01 10:15:00 EST.\nCaller-ID: 617-555-0142\n",
        "6175550142", "QUABBIN EMS", 2, "2026-09-01T10:15:00-05:00",
    ),
    "no sender at all": (
        "", "facsimile received from QUABBIN EMS",
        "Sender: QUABBIN EMS\nPages: 3\nReceived: 2026:09:01 10:15:00\nCommID: 000000123\nCallID1: 617-555-0142\n",
        "6175550142", "QUABBIN EMS", 3, "2026-09-01T10:15:00",
    ),
    "an empty sender": (
        "<>", "New fax from 617-555-0142", "Pages: 1\n", "6175550142", "", 1, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_tells_caller_station_pages_and_time(name: str) -> None:
    sender, subject, text, caller, station, pages, received = NOTICES[name]
    found = recognise_fax(Headers(sender=sender, subject=subject), text)
    assert found is not None
    assert "".join(c for c in found.caller if c.isdigit()) == caller
    assert (found.station, found.pages, found.received_at) == (station, pages, received)


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        pytest.param("Pat Roe <pat@example.org>", "Fax", "I sent you a fax yesterday. Did you receive 3 pages?", id="asks"),
        pytest.param("Pat Roe <pat@example.org>", "Fax received?", "Pages: 3\nFrom: 617-555-0142\n", id="asks in a list"),
        pytest.param("Pat Roe <pat@example.org>", "New fax from my employer", "It is attached.", id="attaches one"),
        pytest.param(
            "Pat Roe <pat@example.org>", "Fwd: New fax from +16175550142 (2 pages)",
            "Hello, my employer faxed you this form, please confirm.\n\nFrom: FaxGate <no-reply@faxgate.example.net>\n"
            "Subject: New fax from +16175550142 (2 pages)\n\nYou have received a 2-page fax.\n",
            id="forwards a notice with words of their own",
        ),
        pytest.param("Kim Faxon <kfaxon@example.org>", "New fax received", "", id="is called Faxon"),
        pytest.param("Clerk <clerk@fairfax.example.gov>", "Fax received", "Pages: 2", id="writes from Fairfax"),
        pytest.param("fax@example.org", "Re: your question", "Please fax it back.", id="a fax desk answers"),
    ],
)  # fmt: skip
def test_a_person_writing_about_a_fax_is_no_fax(sender: str, subject: str, text: str) -> None:
    assert recognise_fax(Headers(sender=sender, subject=subject), text) is None


def test_a_notice_in_html_alone_is_read() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "FaxGate <no-reply@faxgate.example.net>", "New fax received"
    mail.set_content(
        "<html><body><table><tr><td><b>From:</b></td><td>617-555-0142</td></tr>"
        "<tr><td><b>Pages:</b></td><td>3</td></tr><tr><td><b>Received:</b></td><td>September 1, 2026 10:15 AM</td></tr>"
        "</table></body></html>",
        subtype="html",
    )
    fax = unpack_original(bytes(mail), name=None, limits=Limits()).fax
    assert fax is not None
    assert (fax.caller, fax.pages, fax.received_at) == ("617-555-0142", 3, "2026-09-01T10:15:00")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026:09:01 10:15:00", "2026-09-01T10:15:00"),
        ("9/1/2026 2:15:00 PM", "2026-09-01T14:15:00"),
        ("9/1/26, 12:05 AM", "2026-09-01T00:05:00"),
        ("Tue, 1 Sep 2026 10:15:00 -0400", "2026-09-01T10:15:00-04:00"),
        ("September 1, 2026 at 10:15 AM EDT", "2026-09-01T10:15:00-04:00"),
        ("2026-09-01T10:15:00.123+02:00", "2026-09-01T10:15:00+02:00"),
        ("2026-09-01T10:15:00Z", "2026-09-01T10:15:00+00:00"),
        ("01-Sep-26 10:15", "2026-09-01T10:15:00"),
        ("1 septembre 2026 à 10h15", "2026-09-01T10:15:00"),
        ("1. September 2026, 10:15 Uhr", "2026-09-01T10:15:00"),
        ("1 de março de 2026 10:15", "2026-03-01T10:15:00"),
        ("31/31/2026 10:15", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_times_are_read_as_gateways_write_them(written: str, expected: str) -> None:
    assert read_fax_time(written) == expected
