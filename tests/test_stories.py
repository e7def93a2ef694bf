"""From arrival to what goes out, one story a kind: real mailbox, readers, workers and mail server."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from random import Random
from typing import TextIO
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
import structlog
from starlette.testclient import TestClient

from commands.deciding import undo
from commands.directory import set_destination
from commands.reconciling import reconcile_all
from commands.records import changes, import_file
from domain.cases import Case
from domain.ids import SubmissionId
from domain.kinds import Channel, DispatchKind, Kind, Outcome
from domain.states import CaseStatus, DispatchState
from samples.layout import Truth
from samples.mails import File, Letter, build_mail
from samples.people import Person, write_records
from samples.pieces import Stock
from samples.submissions import Mailroom, Parcel
from storage.spool import UploadSpool
from tests.offices import Office, running_office
from tests.processing.headers import header_words
from tests.servers.dovecot import DovecotServer
from tests.servers.smtp import Inbox
from upload.app import create_upload_app

#: A gateway that we do not know, as an office describes it in its settings.
GATEWAY = {
    "name": "our-gateway",
    "sender": r"postroom@gateway\.example$|postroom@gateway\.example>",
    "subject": r"Document \d+ for you: caller=(?P<caller>\S+) pages=(?P<pages>\d+)",
}
BOSTON = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TextIO]:
    """What the product logs in all stories."""
    with (tmp_path_factory.mktemp("log") / "log").open("w") as file:
        yield file


def log_to(file: TextIO) -> None:
    """Let the product log here; until the end of a test, when its logging is set back."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file))


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, dovecot: DovecotServer, _smtp_session: Inbox, log: TextIO
) -> Iterator[Office]:
    log_to(log)
    folder = tmp_path_factory.mktemp("office")
    with running_office(folder, dovecot, _smtp_session, fax_profiles=(GATEWAY,)) as office:
        set_destination(
            "maine-ems", "Maine EMS", email="verify@maine.example.org",
            address="45 Commerce Drive, Augusta, ME 04333", home=office.settings.home,
        )  # fmt: skip
        set_destination(
            "ohio-ems", "Ohio Board", address="1970 West Broad Street, Columbus, OH 43223", own_form=True,
            home=office.settings.home,
        )  # fmt: skip
        yield office


@pytest.fixture
def office(running: Office, smtp_server: Inbox, log: TextIO) -> Office:
    """The same office for all stories, its inbox empty, its threads' log lines out of what a story prints."""
    log_to(log)
    assert running.inbox is smtp_server
    return running


def mail_with(person: Person, paper: bytes, text: str) -> bytes:
    """A mail of this person with one paper as PDF."""
    files = (File("form.pdf", "application/pdf", paper),)
    letter = Letter(person.name.short, person.email, "My papers", text, files)
    return build_mail(letter, datetime.now(BOSTON), Random(person.number))


def is_current_bls(said: Truth) -> bool:
    """A card that no rule speaks against."""
    return said["course"] == "BLS" and str(said["expires_on"])[:4] > str(datetime.now(BOSTON).year)


def is_signed(said: Truth) -> bool:
    """A form that no rule speaks against."""
    return bool(said["signature_present"] and said["date_of_birth"] and said["certification_number"])


def only(cases: list[Case]) -> Case:
    assert len(cases) == 1, cases
    return cases[0]


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return re.sub(r"\s+", " ", " ".join(p.get_textpage().get_text_range() for p in document))
    finally:
        document.close()


def body_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def assert_nothing_private(mail: EmailMessage, person: Person) -> None:
    """No birth date in any usual form, no SSN digits, in headers, words or papers."""
    born = person.date_of_birth
    forms = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%B %-d, %Y", "%-m/%-d/%Y", "%m/%d/%y", "%d %B %Y")
    said = "\n".join(
        [
            header_words(mail),
            body_of(mail),
            *(words_of(p.get_content()) for p in mail.iter_attachments()),
        ]
    )
    for secret in (*(f"{born:{form}}" for form in forms), person.ssn, person.street):
        assert secret not in said
    assert not re.search(rf"(?<!\d){person.ssn_last4}(?!\d)", said.replace(person.number, ""))


def test_cpr_card_by_mail_is_put_on_file_and_its_holder_told(office: Office) -> None:
    person = office.find_person("EMT")
    text = f"My BLS card is attached. My certification number is {person.number}.\n"
    card = office.piece("cross_certificate", person, is_current_bls)
    case = only(office.arrive(mail_with(person, card.draw(), text)))
    assert (case.kind, case.certification_number) == (Kind.CPR_CARD, person.number)
    [acknowledgement] = office.inbox.mails_to(person.email)
    assert case.id in acknowledgement["Subject"]
    office.inbox.clear()
    office.decide(case)
    assert office.inbox.messages == []
    office.await_sent(case)
    [notice] = office.inbox.mails_to(person.email)
    assert "on file" in body_of(notice)
    assert_nothing_private(notice, person)
    assert office.postbox.uids("INBOX") == []


def test_verification_by_fax_becomes_a_letter_to_the_listed_office(office: Office) -> None:
    person = office.find_person("EMT", skip=1)
    room = Mailroom(Stock(office.people, "all", 0.0))
    parcel = Parcel(person, (office.piece("northern_state", person, is_signed),), "")
    fax = room.fax_parcel(parcel, datetime.now(BOSTON), office.rng).content
    case = only(office.arrive(fax))
    assert (case.kind, case.certification_number) == (Kind.VERIFICATION_REQUEST, person.number)
    with office.parts.storage.work() as work:
        assert work.submissions.get(case.submission_id).channel is Channel.FAX
    assert office.inbox.messages == [], "a fax gateway is never answered"
    office.decide(case, destination="maine-ems")
    office.await_sent(case)
    assert [to for _, to, _ in office.inbox.messages] == [["verify@maine.example.org"]]
    [mail] = office.inbox.mails_to("verify@maine.example.org")
    [letter] = [part.get_content() for part in mail.iter_attachments()]
    for expected in (person.number, person.level, "Augusta, ME 04333", case.id):
        assert expected in words_of(letter)
    assert_nothing_private(mail, person)


def test_verification_by_scanner_becomes_a_print_job_with_the_offices_own_form(office: Office) -> None:
    person = office.find_person("EMT", skip=2)
    room = Mailroom(Stock(office.people, "all", 0.0))
    made = room.scan_parcels(
        [Parcel(person, (office.piece("grid_state", person, is_signed),))], datetime.now(BOSTON), office.rng
    )
    assert office.settings.scan_folder is not None
    (office.settings.scan_folder / Path(made.file).name).write_bytes(made.content)
    [submission] = office.receive()
    case = only(office.settle(submission.id))
    assert (case.kind, case.certification_number) == (Kind.VERIFICATION_REQUEST, person.number)
    office.decide(case, destination="ohio-ems")
    office.await_sent(case)
    [job] = [path for path in office.prints() if path.name.startswith(case.id)]
    document = pypdfium2.PdfDocument(job.read_bytes())
    try:
        with office.parts.storage.work() as work:
            pages = sum(len(work.documents.get(d).page_ids) for d in case.document_ids)
        assert len(document) == 1 + pages
        order = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    assert person.number in order
    assert "Columbus, OH 43223" in order
    assert office.inbox.messages == []


def test_name_change_sends_the_card_when_an_import_confirms_it(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = office.find_person("EMT", skip=3)
    piece = office.piece("name_change_decree", person)
    new_name = str(piece.paper.truth["new_name"])
    text = f"My certification number is {person.number}.\n"
    case = only(office.arrive(mail_with(person, piece.draw(), text)))
    assert case.kind is Kind.NAME_CHANGE_EVIDENCE
    office.inbox.clear()
    office.decide(case, reason="record_confirmed", record=person.number)
    office.await_sent(case)
    [notice] = office.inbox.mails_to(person.email)
    assert "card follows" in body_of(notice)
    office.inbox.clear()

    capsys.readouterr()
    monkeypatch.setattr("commands.records.utc_now", office.clock)
    changes(home=office.settings.home)
    [change] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (change["certification_number"], change["new_name"]) == (person.number, new_name)

    first, *middle, last = new_name.split()
    renamed = tmp_path / "renamed.csv"
    write_records([person], renamed)
    rows = list(csv.reader(io.StringIO(renamed.read_text())))
    rows[1][2:5] = [first, " ".join(middle), last]
    with renamed.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    import_file(renamed, home=office.settings.home)
    office.await_sent(case)
    [mail] = office.inbox.mails_to(person.email)
    [card] = [part.get_content() for part in mail.iter_attachments()]
    assert last in words_of(card)
    assert person.number in words_of(card)
    assert_nothing_private(mail, person)


def test_question_that_is_no_paper_is_acknowledged_and_rerouted(office: Office) -> None:
    person = office.find_person("Paramedic")
    text = (
        "Hello,\n\nI moved last month. My new street address is 4 Made Up Road, Lowell. "
        f"Please update my address.\n\n{person.name.full}\n{person.number}\n"
    )
    letter = Letter(person.name.short, person.email, "Change of address", text)
    case = only(office.arrive(build_mail(letter, datetime.now(BOSTON), office.rng)))
    assert case.kind is Kind.OTHER
    assert len(office.inbox.mails_to(person.email)) == 1
    office.decide(case, Outcome.REROUTE, "no_request")
    assert [d.kind for d in office.dispatches(case)] == [DispatchKind.ACKNOWLEDGEMENT]
    with office.parts.storage.work() as work:
        assert work.cases.get(case.id).status is CaseStatus.OPEN


class TestCorrespondence:
    """Who is acknowledged, and what comes back."""

    @staticmethod
    def ask(office: Office, **headers: str) -> bytes:
        person = office.find_person("Paramedic", skip=1)
        mail = EmailMessage()
        given = {
            "From": "Bo Quimby <bo.quimby@example.org>",
            "Subject": "Verification of my certification",
            "Message-ID": f"<{office.rng.getrandbits(64):x}@example.org>",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in given.items():
            mail[name] = value
        mail.set_content(
            "Please send a verification of my certification to the Maine EMS office.\n\n"
            f"Name: {person.name.full}\nNumber: {person.number}\n"
            f"Date of birth: {person.date_of_birth:%m/%d/%Y}\nSSN: {person.ssn_last4}\n"
        )
        return mail.as_bytes()

    def test_one_a_thread_and_a_few_a_day_and_nothing_quoted(self, office: Office) -> None:
        sender = "bo.quimby@example.org"
        first = self.ask(office, Message_ID="<first@example.org>")
        case = only(office.arrive(first))
        [mail] = office.inbox.mails_to(sender)
        assert mail["In-Reply-To"] == "<first@example.org>"
        assert mail["Auto-Submitted"] == "auto-replied"
        assert case.id in body_of(mail)
        assert "Maine" not in body_of(mail)
        assert_nothing_private(mail, office.find_person("Paramedic", skip=1))
        office.arrive(self.ask(office, In_Reply_To="<first@example.org>"))
        assert len(office.inbox.mails_to(sender)) == 1
        office.arrive(*(self.ask(office) for _ in range(4)))
        office.await_sent(case)
        assert len(office.inbox.mails_to(sender)) == office.settings.acknowledgements_a_day

    @pytest.mark.parametrize(
        "headers",
        [
            pytest.param({"From": "a1@x.example", "Auto_Submitted": "auto-replied"}, id="automatic reply"),
            pytest.param({"From": "a2@x.example", "Subject": "Out of office: back soon"}, id="out of office"),
            pytest.param({"From": "a3@x.example", "List_Id": "<ems.example.org>"}, id="list"),
            pytest.param({"From": "a4@x.example", "Return_Path": "<>"}, id="empty return path"),
            pytest.param({"From": "Office <oems.recert@mass.gov>"}, id="ourselves"),
            pytest.param({"From": "fax@x.example", "Subject": "facsimile received from x"}, id="gateway"),
        ],
    )  # fmt: skip
    def test_robots_are_taken_in_and_not_answered(self, office: Office, headers: dict[str, str]) -> None:
        before = len(office.submissions())
        office.arrive(self.ask(office, **headers))
        assert len(office.submissions()) == before + 1
        assert office.inbox.messages == []

    def test_bounce_that_comes_back_reopens_the_case(self, office: Office) -> None:
        person = office.find_person("Paramedic", skip=2)
        text = f"Is my certification current? My number is {person.number}.\n{person.name.full}\n"
        letter = Letter(person.name.short, person.email, "A question", text)
        case = only(office.arrive(build_mail(letter, datetime.now(BOSTON), office.rng)))
        office.await_sent(case)
        [sent] = [content for _, to, content in office.inbox.messages if to == [person.email]]
        report = EmailMessage()
        report["From"] = "MAILER-DAEMON@mail.example.org"
        report["To"] = "oems.recert@mass.gov"
        report["Subject"] = "Undelivered Mail Returned to Sender"
        report["Return-Path"] = "<>"
        report["Auto-Submitted"] = "auto-replied"
        report.set_content("I could not deliver your message.\n")
        report.add_attachment(sent, maintype="text", subtype="rfc822-headers", cte="8bit")
        office.inbox.clear()
        office.arrive(report.as_bytes())
        with office.parts.storage.work() as work:
            assert work.cases.get(case.id).status is CaseStatus.REOPENED
            assert "undelivered" in work.cases.why_reopened(case.id)
        assert office.inbox.messages == [], "a bounce is never answered"


def test_uploaded_papers_become_the_case_of_their_person(office: Office) -> None:
    """Over the interface as another system does: two files in one request, one person, one case."""
    person = office.find_person("EMT", skip=4)
    card = office.piece("cross_certificate", person, is_current_bls)
    spool = UploadSpool(office.settings.home / "uploads", office.parts.storage.keys)
    api = create_upload_app(office.parts.storage, spool, settings=office.settings, clock=office.clock)
    with office.parts.storage.work() as work:
        work.clients.add("elicensing", "oems_token", office.clock())
    with TestClient(api, headers={"Authorization": "Bearer oems_token", "Idempotency-Key": "17"}) as client:
        letter = (
            f"Please put my BLS card on file. My certification number is {person.number}.\n{person.name.full}"
        )
        files = [("file", ("card.pdf", card.draw())), ("file", ("letter.txt", letter.encode()))]
        answer = client.post("/api/v1/submissions", files=files)
        assert answer.status_code == 201
        submission_id = SubmissionId(answer.json()["id"])
        case = only(office.settle(submission_id))
        assert (case.kind, case.certification_number) == (Kind.CPR_CARD, person.number)
        state = client.get(f"/api/v1/submissions/{submission_id}").json()
        assert (state["state"], state["cases"]) == ("in_case", [case.id])
        assert client.post("/api/v1/submissions", files=files).status_code == 200
        locked = client.post(
            "/api/v1/submissions",
            headers={"Idempotency-Key": "18"},
            files=[("file", ("x.rtf", b"{\\rtf1 x}"))],
        ).json()["id"]
        office.settle(SubmissionId(locked))
        state = client.get(f"/api/v1/submissions/{locked}").json()
        assert (state["state"], state["quarantine"][0]["reason"]) == ("quarantined", "unsupported")
    with office.parts.storage.work() as work:
        assert work.submissions.get(submission_id).channel is Channel.UPLOAD
    assert office.inbox.messages == [], "an upload has no address to acknowledge to"


class TestFaxGateways:
    """A mail is a fax where its gateway's profile says so."""

    @pytest.mark.parametrize(
        ("sender", "subject", "body", "profile", "caller", "pages", "received"),
        [
            pytest.param(
                "The HylaFAX Receive Agent <fax@faxhost.example.org>",
                "facsimile received from FRONT OFFICE",
                "      Sender: FRONT OFFICE\n       Pages: 3\n     Quality: Fine\n"
                "        Page: North American Letter\n    Received: 2026:09:01 10:15:00\n"
                "  TimeToRecv: 1:20\n  SignalRate: 14400 bit/s\n  DataFormat: 1-D MH\n"
                "  ReceivedOn: ttyS0\n      CommID: 000000123\n      CallID1: 617-555-0142\n",
                "hylafax", "617-555-0142", 3, "2026:09:01 10:15:00", id="hylafax",
            ),
            pytest.param(
                "eFax <message@inbound.efax.example.com>",
                'eFax from "STATION 2" - 2 page(s), Caller-ID: 1-617-555-0143',
                "You have received a 2 page fax at 2026-09-01 10:15:00 from 617-555-0143.\n",
                "efax", "617-555-0143", 2, "2026-09-01 10:15:00", id="efax",
            ),
            pytest.param(
                "Copier <postroom@gateway.example>",
                "Document 17 for you: caller=+16175550144 pages=4",
                "See attached.\n",
                "our-gateway", "+16175550144", 4, "", id="configured",
            ),
        ],
    )  # fmt: skip
    def test_is_recognised_with_caller_pages_and_time(
        self,
        fax_office: Office,
        sender: str,
        subject: str,
        body: str,
        profile: str,
        caller: str,
        pages: int,
        received: str,
    ) -> None:
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["Message-ID"] = sender, subject, f"<{profile}@example.org>"
        mail.set_content(body)
        fax_office.postbox.append(mail.as_bytes())
        [submission] = fax_office.receive()
        fax_office.settle(submission.id)
        with fax_office.parts.storage.work() as work:
            assert work.submissions.get(submission.id).channel is Channel.FAX
            facts = work.submissions.facts(submission.id).fax
        assert facts is not None
        assert (facts.profile, facts.pages, facts.received) == (profile, pages, received)
        assert facts.caller.endswith(caller)
        assert fax_office.inbox.messages == []

    @pytest.fixture
    def fax_office(self, office: Office) -> Office:
        return office


def test_undone_in_time_sends_nothing_but_the_acknowledgement(office: Office) -> None:
    person = office.find_person("Paramedic", skip=3)
    text = f"Is my certification current? My number is {person.number}.\n{person.name.full}\n"
    letter = Letter(person.name.short, person.email, "A question", text)
    case = only(office.arrive(build_mail(letter, datetime.now(BOSTON), office.rng)))
    office.decide(case, Outcome.USE_PUBLIC_LETTER, "public_letter_suffices")
    undo(case.id, by="rita", home=office.settings.home)
    office.await_sent(case)
    assert len(office.inbox.mails_to(person.email)) == 1
    states = {d.kind: d.state for d in office.dispatches(case)}
    assert states == {
        DispatchKind.ACKNOWLEDGEMENT: DispatchState.SENT, DispatchKind.NOTICE: DispatchState.CANCELLED,
    }  # fmt: skip


def test_everything_that_arrived_is_accounted_for(office: Office) -> None:
    """Best last, when all the stories are told: server, ledger and disk agree, and the audit log holds."""
    office.arrive(TestCorrespondence.ask(office))
    assert reconcile_all(office.settings, office.parts.storage) == []
    assert office.parts.storage.verify_audit() is None
    assert office.settings.scan_folder is not None
    scanned = list(office.settings.scan_folder.glob("taken/*"))
    uploaded = [s for s in office.submissions() if s.receipt_key.startswith("upload:")]
    taken = len(office.postbox.uids("Processed")) + len(scanned) + len(uploaded)
    assert len(office.submissions()) == taken


def test_log_and_file_names_name_nobody(office: Office, log: TextIO) -> None:
    sender = "Zebulon Quirkmann <zebulon@quirkmann.example.org>"
    case = only(office.arrive(TestCorrespondence.ask(office, From=sender)))
    office.await_sent(case)
    log.flush()
    said = Path(log.name).read_text() + "\n".join(p.name for p in office.settings.home.rglob("*"))
    assert "stage_done" in said
    assert "dispatch_ended" in said
    for person in office.people:
        for secret in (person.name.last, person.email, person.number, person.ssn, person.street):
            assert secret not in said
    assert "quirkmann" not in said.casefold()
