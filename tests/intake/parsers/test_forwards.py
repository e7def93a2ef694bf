"""Forwarded chains: recorded from the outermost to the innermost, and only ever a suggestion."""

import pytest

from domain.submissions import Forwarded, Headers, innermost
from intake.parsers.cell import ParserCell
from processing.ports import SubmissionFacts
from review.provenance import tell_provenance
from tests.intake.parsers.mimes import TEXT, attached, multipart, unpack
from tests.intake.parsers.originals import mail

OUTLOOK = """Please handle this.

-----Original Message-----
From: Ana Reyes <ana@example.org>
Sent: Monday, November 2, 2026 9:12 AM
To: Front Desk
Subject: My card

Here is my card.
"""
GMAIL = """FYI

---------- Forwarded message ---------
From: *Ana Reyes* <ana@example.org>
Date: Mon, Nov 2, 2026 at 9:12 AM
Subject: My card
To: <desk@example.org>


Here is my card.
"""
APPLE = """> Begin forwarded message:
>
> From: Ana Reyes <ana@example.org>
> Subject: My card
> Date: November 2, 2026 at 9:12:00 AM EST
> To: desk@example.org
>
> Here is my card.
"""
UNDERLINED = """See below.
________________________________
From: Ana Reyes <ana@example.org>
Sent: Monday, November 2, 2026 9:12 AM
To: Front Desk <desk@example.org>
Subject: My card

Here is my card."""
TWICE = OUTLOOK + "\n-----Original Message-----\nFrom: Bo <bo@example.org>\nSent: Sunday\nTo: Ana\n\nHi"


@pytest.mark.parametrize(
    ("text", "senders"),
    [
        pytest.param(OUTLOOK, ["ana@example.org"], id="Outlook"),
        pytest.param(GMAIL, ["ana@example.org"], id="Gmail"),
        pytest.param(APPLE, ["ana@example.org"], id="Apple Mail"),
        pytest.param(UNDERLINED, ["ana@example.org"], id="a line of underscores"),
        pytest.param(TWICE, ["ana@example.org", "bo@example.org"], id="two in a chain"),
        pytest.param("On Mon, Nov 2, 2026 Ana <ana@example.org> wrote:\n> Hello", [], id="a reply"),
        pytest.param("From: my old house\nTo: the new one\nI moved.", [], id="words like headers"),
    ],
)
def test_a_forwarded_mail_hides_who_wrote_it(text: str, senders: list[str]) -> None:
    """P3044, P7354: the chain is recorded."""
    found = unpack(bytes(mail(text))).forwarded
    assert [s in f.sender for f, s in zip(found, senders, strict=True)] == [True] * len(senders)
    assert [f.depth for f in found] == list(range(1, len(senders) + 1))
    assert all(f.date for f in found)


def test_an_attached_message_is_no_link_of_the_chain() -> None:
    inner = bytes(mail(OUTLOOK, sender="Bo <bo@example.org>", subject="Fwd"))
    outer = multipart(TEXT, attached(inner, kind=b"message/rfc822", encoding=b"8bit"), boundary=b"OUTER")
    chain = unpack(outer).forwarded
    assert [(f.depth, f.sender) for f in chain] == [
        (1, "Bo <bo@example.org>"),
        (2, "Ana Reyes <ana@example.org>"),
    ]
    assert [f.sender for f in innermost(chain)] == ["Ana Reyes <ana@example.org>"]


def _facts(*links: tuple[int, str], automatic: str | None = None) -> SubmissionFacts:
    chain = tuple(Forwarded(depth, sender, "", "") for depth, sender in links)
    return SubmissionFacts(Headers(sender="desk@example.org"), automatic=automatic, forwarded=chain)


@pytest.mark.parametrize(
    ("facts", "suggested"),
    [
        pytest.param(_facts((1, "b@example.org"), (2, "a@example.org")), "a@example.org", id="innermost"),
        pytest.param(_facts((1, "a@example.org"), (1, "b@example.org")), "", id="two forwards beside"),
        pytest.param(_facts((1, "a@example.org"), (1, "a@example.org")), "a@example.org", id="one twice"),
        pytest.param(_facts((1, "OEMS@example.org")), "", id="the office itself"),
        pytest.param(_facts((1, "a@example.org"), automatic="bounce"), "", id="a bounced mail"),
        pytest.param(_facts((1, "nobody")), "", id="no address"),
        pytest.param(_facts(), "", id="no forward"),
    ],
)
def test_the_wrong_person_is_suggested(facts: SubmissionFacts, suggested: str) -> None:
    assert tell_provenance(facts, ["oems@example.org"]).suggested == suggested


def test_a_thousand_forwards_stop_the_mail(cell: ParserCell) -> None:
    block = "-----Original Message-----\nFrom: a@example.org\nSent: today\nTo: b\n\nHi\n"
    message = mail(block * 1000)
    for _ in range(20):
        message.add_attachment(mail(block * 60))
    found = cell.unpack(bytes(message))
    assert found.problem is None
    assert 0 < len(found.forwarded) <= 200
