"""An office with papers, accounts and a clock that can be moved; everybody in it is invented."""

import functools
import io
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw, ImageFont

from domain.alarms import Alarm, AlarmKind
from domain.batches import Envelope, Part
from domain.cases import Finding
from domain.documents import BY_FORM, Evidence, KindGuess
from domain.geometry import Box
from domain.ids import (
    AttachmentId,
    BatchId,
    CaseId,
    CertificationNumber,
    DocumentId,
    PageId,
    SubmissionId,
    UserName,
)
from domain.kinds import (
    Channel,
    FieldName,
    FindingCode,
    Kind,
    MatchStatus,
    Priority,
    Role,
    Route,
    Severity,
    Subkind,
)
from domain.pages import PageImage, PageReading, PageSource, Word
from domain.records import Candidate, CertificationRecord, FieldComparison, Match
from domain.states import DispatchState, PageUse, Stage
from domain.submissions import Arrival, Headers
from intake.readers.wire import encode_page, encode_reading
from processing.batching import recount_batch
from processing.ports import Destination, NewCase, NewDocument, NewPage, SubmissionFacts
from review.app import create_app
from review.guard import COOKIE, FORM_COOKIE
from review.tokens import form_token, new_token
from settings import Settings
from storage.database import SqlStorage
from tests.servers.ports import free_port
from tests.storage.situations import an_attachment, dispatch
from wiring import calendar_of, decision_settings_of

#: A Monday morning in Massachusetts.
MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
NUMBER = CertificationNumber("E0901234")
TWIN = CertificationNumber("E0905678")
AGENCY = Destination(
    key="us-az-ems",
    name="Arizona Bureau of EMS",
    email="ems@az.example.org",
    address="150 Invented Way\nPhoenix AZ 85007",
    accepts=("email",),
)
WIDTH, HEIGHT = 850, 1100
SSN = "000-12-4321"

#: What the first page of a request says: field, text, left, top.
WRITTEN: tuple[tuple[FieldName, str, int, int], ...] = (
    (FieldName.APPLICANT_NAME, "Ana Reyes", 120, 150),
    (FieldName.CERTIFICATION_NUMBER, NUMBER, 120, 300),
    (FieldName.DATE_OF_BIRTH, "1987-06-05", 480, 300),
    (FieldName.SSN_LAST4, SSN, 480, 450),
    (FieldName.REQUESTING_AGENCY, AGENCY.name, 120, 600),
)


@dataclass
class Clock:
    """The office's time; tests move it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time_: float) -> None:
        self.now += timedelta(**time_)


@functools.cache
def draw_page(*texts: tuple[str, int, int]) -> tuple[bytes, tuple[Box, ...]]:
    """A page with these texts at these places, and the box of each text's ink."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(size=34)
    boxes = []
    for text, x, y in texts:
        draw.text((x, y), text, fill=0, font=font)
        left, top, right, bottom = draw.textbbox((x, y), text, font=font)
        boxes.append(Box(int(left), int(top), int(right), int(bottom)))
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue(), tuple(boxes)


def a_record(
    number: CertificationNumber = NUMBER, last: str = "Reyes", **changes: Any
) -> CertificationRecord:
    values: dict[str, Any] = {
        "level": "EMT", "middle_name": "", "suffix": "", "status": "Current", "issued_on": date(2024, 4, 1),
        "expires_on": date(2028, 3, 31), "date_of_birth": date(1987, 6, 5), "ssn_last4": "4321",
        "email": "ana.reyes@example.org",
    }  # fmt: skip
    return CertificationRecord(
        certification_number=number, first_name="Ana", last_name=last, **(values | changes)
    )


def a_match(status: MatchStatus = MatchStatus.MATCHED, brake: str | None = None) -> Match:
    compared = tuple(
        FieldComparison(name, verdict, words, 5.0)
        for name, verdict, words in (
            ("number", "agree", "the number agrees"),
            ("name", "agree", "the name agrees"),
            ("date_of_birth", "differ", "the birth date is another one"),
            ("level", "missing", "no level to compare"),
        )
    )
    second = (Candidate(TWIN, 0.4, compared),) if status is MatchStatus.AMBIGUOUS else ()
    return Match(status, (Candidate(NUMBER, 0.999, compared), *second), brake)


def a_finding(severity: Severity = Severity.WARNS, code: FindingCode = FindingCode.WRONG_LEVEL) -> Finding:
    return Finding(code, severity, "The level is another one.", "Tell us the level.", "rule", "FAQ Q1")


@dataclass
class Office:
    """The pages with their storage."""

    storage: SqlStorage
    settings: Settings
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.app: FastAPI = create_app(
            self.storage,
            settings=self.settings,
            decisions=decision_settings_of(self.settings),
            calendar=calendar_of(self.settings),
            clock=self.clock,
        )
        with self.storage.work() as work:
            work.records.upsert([a_record(), a_record(TWIN, "Reis")], self.clock())
            work.directory.save(AGENCY, UserName("admin"), self.clock())

    # -- people ---------------------------------------------------------------------------------------

    def add_account(self, name: str, role: Role, link: str | None = None) -> None:
        with self.storage.work() as work:
            if work.accounts.get(UserName(name)) is None:
                until = self.clock() + timedelta(hours=24)
                work.accounts.add(UserName(name), role, link or new_token(), self.clock(), until)

    def open_session(self, name: str, role: Role) -> str:
        """The token of a session of this account, which is made where there is none."""
        self.add_account(name, role)
        token = new_token()
        with self.storage.work() as work:
            until = self.clock() + timedelta(minutes=self.settings.session_minutes)
            work.accounts.open_session(UserName(name), token, self.clock(), until)
        return token

    def visitor(self, name: str = "rita", role: Role = Role.REVIEWER) -> "Visiting":
        """Somebody signed in."""
        return Visiting(self.client(), self.open_session(name, role))

    def client(self) -> TestClient:
        """A browser in which nobody is signed in."""
        return TestClient(self.app, follow_redirects=False, raise_server_exceptions=False)

    # -- papers ---------------------------------------------------------------------------------------

    def open_case(self, **changes: Any) -> CaseId:
        """One arrival with one case: a request of two pages that can be approved as proposed."""
        return self.open_cases(changes)[0]

    def open_cases(self, *every: dict[str, Any], facts: SubmissionFacts | None = None) -> list[CaseId]:
        """One arrival with several cases; `facts` as unpack told them."""
        submission_id, papers = self.take_papers(*every, facts=facts)
        with self.storage.work() as work:
            new = [paper.new_case() for paper in papers]
            return [c.id for c in work.cases.replace(submission_id, new, self.clock(), self.clock())]

    def take_papers(
        self, *every: dict[str, Any], facts: SubmissionFacts | None = None
    ) -> tuple[SubmissionId, list["Paper"]]:
        """One arrival whose papers are told apart and read, before there is a case of them."""
        key = uuid.uuid4().hex
        raw = b"original " + key.encode()
        arrival = Arrival(Channel.EMAIL, f"scan:{key}", f"in/{key}.eml", raw, self.clock())
        address = self.storage.files.put(raw)
        with self.storage.work() as work:
            submission = work.submissions.take(arrival, address, self.clock())[0]
        papers = [Paper(f"{submission.id}-{n}", **changes) for n, changes in enumerate(every)]
        sender = Headers(sender="ana.reyes@example.org", subject="My papers")
        facts = facts or SubmissionFacts(headers=sender)
        attachments = [an_attachment(p.attachment, path=str(n), name=p.name) for n, p in enumerate(papers)]
        pages = [page for paper in papers for page in paper.new_pages(self.storage)]
        with self.storage.work() as work:
            work.submissions.save_unpacked(submission.id, facts, attachments, pages)
            for paper in papers:
                for page_id, image, reading in paper.readings(self.storage):
                    work.submissions.save_reading(page_id, image, encode_reading(reading))
            work.documents.replace(
                submission.id, [p.new_document() for p in papers], [a for p in papers for a in p.set_aside()]
            )
            for paper in papers:
                work.documents.save_evidence(paper.document, paper.evidence())
                work.documents.save_match(paper.document, paper.match)
                work.documents.save_findings(paper.document, paper.findings, "1", ())
        return submission.id, papers

    def scan(
        self, *every: dict[str, Any], expected: int | None = None, name: str = "Monday mail"
    ) -> tuple[BatchId, list[CaseId]]:
        """A batch of one file, each paper in an envelope of its own behind a numbered sheet."""
        cases = self.open_cases(*every)
        batch = BatchId(f"260302-{uuid.uuid4().hex[:5].upper()}")
        with self.storage.work() as work:
            submission_id = work.cases.get(cases[0]).submission_id
            work.submissions.set_channel(submission_id, Channel.SCAN)
            documents = work.documents.of_submission(submission_id)
            places = {p.id: n for n, p in enumerate(work.submissions.pages(submission_id))}
            starts = [places[document.page_ids[0]] for document in documents]
            envelopes = [Envelope(place, batch, n, True) for n, place in enumerate(starts, start=1)]
            part = Part(0, batch, name, envelopes=expected)
            work.batches.record(submission_id, Channel.SCAN, [part], envelopes, self.clock())
            recount_batch(work, batch)
            for job in (Stage.UNPACK, Stage.READ, Stage.SPLIT, Stage.QUEUE):
                work.jobs.restart(job, submission_id, self.clock())
                claimed = work.jobs.claim(job, submission_id, self.clock(), timedelta(hours=1), 3)
                assert claimed
                work.jobs.finish(claimed, self.clock())
        return batch, cases

    def quarantine(self, case_id: CaseId) -> int:
        """Something of this case's arrival that could not be handled."""
        with self.storage.work() as work:
            submission_id = work.cases.get(case_id).submission_id
        return self.quarantine_arrival(submission_id)

    def quarantine_arrival(self, submission_id: SubmissionId) -> int:
        """Something of an arrival that could not be handled."""
        with self.storage.work() as work:
            work.quarantine.add(
                submission_id, None, Stage.UNPACK, "The file is locked by a password.",
                "Ask for the password.", date(2026, 3, 10), self.clock(),
            )  # fmt: skip
            work.jobs.quarantine(Stage.UNPACK, submission_id, "NeedsPassword", self.clock())
            return work.quarantine.entries()[-1].id

    def uncertain_dispatch(self, case_id: CaseId, key: str = "7") -> str:
        """A notice found in `sending` after a crash."""
        sent = dispatch(case_id, key, not_before=self.clock(), state=DispatchState.UNCERTAIN)
        with self.storage.work() as work:
            work.dispatches.add(sent, self.clock())
        return sent.id

    def raise_alarm(self, *alarms: Alarm) -> int:
        """What is wrong with the installation; the id of the first."""
        found = alarms or (Alarm(AlarmKind.CUSTODY_DIFFERS, "", "They differ in 2 places.", "Look."),)
        with self.storage.work() as work:
            work.mailboxes.note_reconciled(self.clock(), 2, 0)
            work.alarms.settle(found, ("",), self.clock())
            return work.alarms.open()[0].id

    def actions(self, who: str = "") -> list[tuple[str, str]]:
        """(action, subject) of the audit log, of one person where named."""
        with self.storage.work() as work:
            return [(e.action, e.subject) for e in work.audit.entries(limit=100_000) if who in ("", e.who)]

    # -- a real server --------------------------------------------------------------------------------

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The pages on a free port of this machine."""
        port = free_port()
        config = uvicorn.Config(self.app, host="127.0.0.1", port=port, log_level="error", access_log=False)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join(timeout=120)


@dataclass
class Paper:
    """One case's one document, on its way into storage."""

    key: str
    kind: Kind = Kind.VERIFICATION_REQUEST
    route: Route = Route.ORDINARY_REVIEW
    priority: Priority = Priority.NORMAL
    due_on: date = date(2026, 3, 16)
    number: CertificationNumber | None = NUMBER
    second_person: bool = False
    pages: int = 2
    text_page: str = ""
    """The text of a message; it is then the only page."""
    lost_page: bool = False
    """One more page that nobody accounts for."""
    blank_page: bool = False
    written: tuple[tuple[FieldName, str, int, int], ...] = WRITTEN
    unsure: tuple[FieldName, ...] = ()
    by_form: tuple[FieldName, ...] = ()
    """Values that were read where they stood on an earlier copy."""
    match: Match = field(default_factory=a_match)
    findings: tuple[Finding, ...] = ()
    abstains: bool = False
    subkind: Subkind | None = None
    name: str = "request.pdf"

    def __post_init__(self) -> None:
        self.attachment = AttachmentId(f"{self.key}-a")
        self.document = DocumentId(f"{self.key}-d")
        count = 1 if self.text_page else self.pages
        self.own = [PageId(f"{self.key}-p{n}") for n in range(count)]
        self.beside = [PageId(f"{self.key}-b{n}") for n in range(self.lost_page + self.blank_page)]

    def _pictures(self) -> Iterator[tuple[PageId, int, bytes, tuple[Box, ...]]]:
        for n, page_id in enumerate([*self.own, *self.beside]):
            texts = [(t, x, y) for _, t, x, y in self.written] if n == 0 else [(f"page {n + 1}", 100, 100)]
            yield page_id, n, *draw_page(*texts)

    def new_pages(self, storage: SqlStorage) -> list[NewPage]:
        if self.text_page:
            body = PageImage(0, b"", 0, 0, None, PageSource.BODY, text=self.text_page)
            return [NewPage(self.own[0], self.attachment, 0, None, encode_page(body))]
        return [
            NewPage(p, self.attachment, n, storage.files.put(picture), encode_page(_bare(n)))
            for p, n, picture, _ in self._pictures()
        ]

    def readings(self, storage: SqlStorage) -> Iterator[tuple[PageId, Any, PageReading]]:
        if self.text_page:
            yield self.own[0], None, PageReading(0, 0, 0, 0, PageSource.BODY, (), text=self.text_page)
            return
        for page_id, n, picture, boxes in self._pictures():
            texts = [t for _, t, _, _ in self.written] if n == 0 else [f"page {n + 1}"]
            words = tuple(Word(t, b, 0.99, "ppocr") for t, b in zip(texts, boxes, strict=True))
            reading = PageReading(n, WIDTH, HEIGHT, 0, PageSource.IMAGE, words)
            yield page_id, storage.files.put(picture), reading

    def evidence(self) -> list[Evidence]:
        if self.text_page:
            start = self.text_page.index("Ana Reyes")
            span = (start, start + 9)
            return [Evidence(FieldName.APPLICANT_NAME, "Ana Reyes", "Ana Reyes", 0, None, 0.95, "body", span)]
        _, boxes = draw_page(*((t, x, y) for _, t, x, y in self.written))
        return [
            Evidence(name, text, text[-4:] if name is FieldName.SSN_LAST4 else text, 0, box,
                     0.6 if name in self.unsure else 0.97, BY_FORM * (name in self.by_form) + "ppocr")
            for (name, text, _, _), box in zip(self.written, boxes, strict=True)
        ]  # fmt: skip

    def set_aside(self) -> list[tuple[PageId, PageUse, str]]:
        blank = [(self.beside[-1], PageUse.BLANK, "nothing on it")] if self.blank_page else []
        lost = [(self.beside[0], PageUse.UNDECIDED, "")] if self.lost_page else []
        return blank + lost

    def new_document(self) -> NewDocument:
        guess = KindGuess(self.kind, 0.98, self.abstains, self.subkind)
        return NewDocument(self.document, guess, tuple(self.own), 0.9)

    def new_case(self) -> NewCase:
        return NewCase(
            kind=self.kind,
            route=self.route,
            priority=self.priority,
            due_on=self.due_on,
            certification_number=self.number,
            document_ids=(self.document,),
            second_person=self.second_person,
        )


def _bare(index: int) -> PageImage:
    return PageImage(index, b"", WIDTH, HEIGHT, 100.0, PageSource.IMAGE)


class Visiting:
    """A signed-in account at the pages."""

    def __init__(self, client: TestClient, token: str) -> None:
        self.client, self.token = client, token
        client.cookies.set(COOKIE, token)

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def post(self, path: str, **form: Any) -> Any:
        """With the token of this session's forms, unless another is given."""
        return self.client.post(path, data={"form_token": form_token(self.token), **form})

    def look_at(self, case_id: str, pages: int = 2) -> None:
        """Open the case and see its pages."""
        assert self.get(f"/cases/{case_id}").status_code == 200
        for number in range(1, pages + 1):
            assert self.get(f"/cases/{case_id}/pages/{number}/image").status_code == 200

    def approve(self, case_id: str, version: int = 1, **changes: Any) -> Any:
        form = {
            "version": version,
            "outcome": "approve",
            "reason": "approve/complete",
            "destination": AGENCY.key,
        }
        return self.post(f"/cases/{case_id}/decide", **(form | changes))


def public_form(client: TestClient) -> dict[str, str]:
    """The token of a form that needs no account, tied to this browser."""
    client.get("/signin")
    return {"form_token": form_token(client.cookies[FORM_COOKIE])}


def make_office(storage: SqlStorage, home: Path, **changes: Any) -> Office:
    """An office on this storage."""
    return Office(storage, Settings(home=home, **changes))
