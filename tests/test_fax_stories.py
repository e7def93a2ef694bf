"""Faxes from the gateway's mail to the case: real mailbox, drawn pages, real readers."""

import io
import time
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random
from typing import Any

import pikepdf
import pytest
from PIL import Image

from domain.cases import Finding
from domain.documents import Document
from domain.kinds import Channel, FieldName, FindingCode, Kind
from domain.submissions import Submission
from processing.predictions import describe_submission
from samples.degrade import FaxHeader, fax_document, lay_on_sheet, save_fax, turn_landscape
from samples.drawing import render_pages
from samples.people import Person
from samples.pieces import Piece
from samples.sheets import draw_cover
from tests.offices import Office, running_office
from tests.servers.dovecot import DovecotServer
from tests.servers.smtp import Inbox

CALLER = "617-555-0142"


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, dovecot: DovecotServer, _smtp_session: Inbox
) -> Iterator[Office]:
    with running_office(tmp_path_factory.mktemp("faxes"), dovecot, _smtp_session) as running:
        yield running


def notice(
    content: bytes | None = None, name: str = "fax.tif", pages: int | None = None, **headers: str
) -> bytes:
    """The mail of a fax service with a file, or with only a link."""
    mail = EmailMessage()
    mail["From"] = headers.pop("From", "FaxGate <no-reply@faxgate.example.net>")
    mail["Subject"] = f"New fax from {CALLER}"
    for key, value in headers.items():
        mail[key.replace("_", "-")] = value
    counted = f"Pages: {pages}\n" if pages else ""
    mail.set_content(
        f"You have received a new fax.\nFrom: {CALLER}\n{counted}View: https://faxgate.example.net/f/1\n"
    )
    if content is not None:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def draw_fax(
    sheets: Sequence[Image.Image], *, lost: Sequence[int] = (), upside_down: bool = False, seed: int = 3
) -> bytes:
    """The sheets as a fine fax with strips; those `lost` on the line (0-based) are left out."""
    header = FaxHeader(datetime(2026, 9, 1, 10, 15), "FRONT OFFICE", CALLER)
    pages = fax_document(turn_landscape(sheets), Random(seed), "fax_fine", header, upside_down=upside_down)
    return save_fax([page for place, page in enumerate(pages) if place not in lost], "fax_fine", "group4")


def locked_pdf() -> bytes:
    pdf, target = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
    return target.getvalue()


def locked_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("fax.tif", bytes(100))
    raw = bytearray(target.getvalue())
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):  # APPNOTE 4.4.4: bit 0 is encryption
        raw[raw.find(magic) + flags] |= 1
    return bytes(raw)


def sheets_of(piece: Piece) -> list[Image.Image]:
    return lay_on_sheet(render_pages(piece.draw(), 200), 200, Random(1))


def draw_form(office: Office, person: Person) -> list[Image.Image]:
    signed = lambda said: bool(said["signature_present"] and said["certification_number"])  # noqa: E731
    return sheets_of(office.piece("northern_state", person, signed))


def draw_card(office: Office, person: Person) -> list[Image.Image]:
    return sheets_of(office.piece("cross_certificate", person, lambda said: said["course"] == "BLS"))


def receive(office: Office, *mails: bytes) -> list[Submission]:
    office.postbox.append(*mails)
    found = office.receive()
    office.settle(*(s.id for s in found))
    return found


def documents_of(office: Office, submission: Submission) -> list[tuple[Document, tuple[Finding, ...]]]:
    with office.parts.storage.work() as work:
        return [(d, work.documents.findings(d.id)) for d in work.documents.of_submission(submission.id)]


def lines_of(office: Office, submission: Submission) -> list[dict[str, Any]]:
    """As `process` prints them."""
    with office.parts.storage.work() as work:
        return describe_submission(work, work.submissions.get(submission.id))


def test_a_page_lost_on_the_line_is_named(office: Office) -> None:
    """Silent partial output (DL3671): strips count three pages, two came."""
    form, blank = (
        draw_form(office, office.find_person("EMT", skip=5)),
        Image.new("RGB", (1700, 2200), "white"),
    )
    fax = draw_fax([*form, blank, blank], lost=[1])
    [submission] = receive(office, notice(fax))
    [(document, findings)] = documents_of(office, submission)
    assert document.guess.kind is Kind.VERIFICATION_REQUEST
    [missing] = [f for f in findings if f.code is FindingCode.PAGES_MISSING]
    assert "page 2 did not arrive" in missing.staff_words
    assert "Please send all of them again" in missing.applicant_words


def test_several_papers_in_one_fax_are_parted_and_its_cover_set_aside(office: Office) -> None:
    person = office.find_person("EMT", skip=6)
    form, card = draw_form(office, person), draw_card(office, person)
    cover = render_pages(draw_cover(person, "Front Office", 3, datetime(2026, 9, 1), Random(2)), 200)
    [submission] = receive(
        office, notice(draw_fax([*cover, *form, *card]), pages=3, Date="Tue, 1 Sep 2026 10:15:00 -0400")
    )
    found = documents_of(office, submission)
    assert [d.guess.kind for d, _ in found] == [Kind.VERIFICATION_REQUEST, Kind.CPR_CARD]
    assert all(FindingCode.PAGES_MISSING not in {f.code for f in findings} for _, findings in found)
    with office.parts.storage.work() as work:
        uses = [page.use.value for page in work.submissions.pages(submission.id) if page.image]
        assert uses[0] == "cover"
        assert work.submissions.get(submission.id).channel is Channel.FAX
    for document, _ in found:
        read = " ".join(str(e.value) for e in document.evidence)
        assert "FRONT OFFICE" not in read.upper(), "nothing of the strip is evidence"
        assert CALLER not in read


def test_a_fax_sent_upside_down_and_then_again_is_one_request(office: Office) -> None:
    person = office.find_person("EMT", skip=7)
    form = draw_form(office, person)
    [first] = receive(office, notice(draw_fax(form, upside_down=True)))
    time.sleep(1.1)  # IMAP tells seconds
    [second] = receive(office, notice(draw_fax(form, seed=4)))
    for submission in (first, second):
        [(document, _)] = documents_of(office, submission)
        assert document.value(FieldName.CERTIFICATION_NUMBER) == person.number
    [line] = lines_of(office, second)
    assert line["duplicate_of"] == first.source, "linked to the first, shown, not dropped"


def test_a_page_cut_on_the_line_is_noticed(office: Office) -> None:
    form = draw_form(office, office.find_person("EMT", skip=8))
    header = FaxHeader(datetime(2026, 9, 1, 10, 15), "FRONT OFFICE", CALLER)
    [page] = fax_document(form[:1], Random(3), "fax_fine", header)
    ink = [y for y in range(900, 1300) if page.crop((0, y, page.width, y + 1)).getextrema()[0] == 0]
    half = page.crop((0, 0, page.width, ink[len(ink) // 2]))
    [submission] = receive(office, notice(save_fax([half], "fax_fine", "group4")))
    [(_, findings)] = documents_of(office, submission)
    [missing] = [f for f in findings if f.code is FindingCode.PAGES_MISSING]
    assert "its lower part did not" in missing.staff_words


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        pytest.param(None, "", "sent no fax with this message, perhaps only a link", id="only a link"),
        pytest.param("locked", "fax.pdf", "asks for a password", id="password"),
        pytest.param("locked zip", "fax.zip", "password", id="packed under a password"),
        pytest.param(b"\xdc\xfe" + bytes(300), "fax.efx", "EFX", id="the service's own kind of file"),
    ],
)
def test_a_fax_that_cannot_be_opened_waits_for_a_person(
    office: Office, content: bytes | str | None, name: str, says: str
) -> None:
    """Encrypted mail yields nothing (U1018): never an empty success."""
    if isinstance(content, str):
        content = locked_pdf() if content == "locked" else locked_zip()
    [submission] = receive(office, notice(content, name))
    with office.parts.storage.work() as work:
        assert work.submissions.get(submission.id).channel is Channel.FAX
        [entry] = work.quarantine.of_submission(submission.id)
    assert says in entry.reason
    assert "fax service" in entry.remedy or "service's own inbox" in entry.remedy
    assert entry.due_on > submission.received_at.date()
    failures = [line for line in lines_of(office, submission) if line["kind"] is None]
    assert says in failures[0]["problem"]
    assert all(line["kind"] in (None, "other") for line in lines_of(office, submission))


def test_notices_without_or_with_one_message_id_are_all_taken(office: Office) -> None:
    """Mail without a Message-ID taken for imported (Docspell), or with a repeated one (Z2063)."""
    same = {"Message_ID": "<1@faxgate.example.net>"}
    mails = [notice(X_Job="1"), notice(X_Job="2"), notice(X_Job="3", **same), notice(X_Job="4", **same)]
    found = receive(
        office, *mails, notice(X_Job="5", From=""), notice(X_Job="6", From="=?utf-8?q?=FF=FE?= <>")
    )
    assert len(found) == 6
    with office.parts.storage.work() as work:
        assert {work.submissions.get(s.id).channel for s in found} == {Channel.FAX}
        assert all(work.quarantine.of_submission(s.id) for s in found)


def test_the_gateways_time_is_kept_beside_ours(office: Office) -> None:
    mail = notice(Date="Tue, 1 Sep 2026 10:15:00 -0400")
    mail = mail.replace(b"View: ", b"Received: September 1, 2026 10:15 AM EDT\nView: ")
    [submission] = receive(office, mail)
    with office.parts.storage.work() as work:
        fax = work.submissions.facts(submission.id).fax
    assert fax is not None
    assert fax.received_at == "2026-09-01T10:15:00-04:00"
    assert datetime.now(submission.received_at.tzinfo) - submission.received_at < timedelta(minutes=10)
