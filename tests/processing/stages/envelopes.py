"""Envelopes whose papers are read already: what match, check and queue begin with. All are invented."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from domain.documents import Evidence, KindGuess
from domain.geometry import Box
from domain.ids import AttachmentId, DocumentId, PageId, SubmissionId
from domain.kinds import Channel, FieldName, Kind, Subkind
from domain.limits import Limits
from domain.pages import PageImage, PageReading, PageSource, Word
from domain.states import PageUse, PartOutcome, Stage
from domain.submissions import Arrival, FaxFacts, Headers, Unpacked
from intake.classifiers.kinds import KindClassifier
from intake.parsers.witness import PageSink
from intake.readers.wire import encode_reading
from outbound.mailer import RecordingMailer
from outbound.policy import OutboundSettings
from processing.cases.calendar import OfficeCalendar
from processing.ports import NewAttachment, NewDocument, NewPage, Storage, SubmissionFacts
from processing.stages.looks import looks_of, save_looks
from processing.stages.pages import read_pages_of
from processing.stages.running import run_stage
from processing.stages.services import Services, StageSettings

#: A Friday morning in Marlborough, ten working days before 5 January 2027.
NOW = datetime(2026, 12, 18, 15, 0, tzinfo=UTC)

RELEASE = "I authorize the release of my record to the agency named."


@dataclass(frozen=True, slots=True)
class Paper:
    """One page of one paper, with the values read off it."""

    kind: Kind
    values: dict[str, str | bool] = field(default_factory=dict)
    text: str = RELEASE
    confidence: float = 0.97
    subkind: Subkind | None = None
    picture: bytes = b""
    """Of the page, as unpack left it; most tests need none."""


#: A sheet between two people's papers in a scan batch.
SEPARATOR = None


class NothingToParse:
    """The files of these tests are unpacked already."""

    def unpack(self, raw: bytes, *, name: str | None, sink: PageSink | None = None) -> Unpacked:
        raise AssertionError("these stages unpack nothing")


class NothingToRead:
    """The pages of these tests are read already."""

    def read(self, page: PageImage) -> PageReading:
        raise AssertionError("these stages read nothing")


@cache
def _classifier() -> KindClassifier:
    return KindClassifier.load()


def services_on(storage: Storage, folder: Path) -> Services:
    """The services of the stages after extraction."""
    return Services(
        storage=storage,
        unpacker=NothingToParse(),
        reader=NothingToRead(),
        classifier=_classifier(),
        calendar=OfficeCalendar(),
        outbound=OutboundSettings("office@example.org", ("office@example.org",), 5, folder, 60),
        mailer=RecordingMailer(),
        settings=StageSettings(Limits(), timedelta(minutes=5), 3, 10, 1),
        clock=lambda: NOW,
    )


def arrive(
    services: Services,
    source: str,
    papers: Sequence[Paper | None],
    *,
    channel: Channel = Channel.EMAIL,
    sender: str = "maria@example.org",
    fax: FaxFacts | None = None,
    body: str = "",
    between: str = "separator",
    received_at: datetime = NOW,
    outcome: PartOutcome = PartOutcome.PAGES,
    answers: str = "",
    subject: str = "",
    written: bool = False,
    links: bool = False,
    media_type: str = "application/pdf",
) -> SubmissionId:
    """One envelope in custody, unpacked, read, split and extracted; `None` among the papers parts them.

    `between` is what stands on a sheet that parts or covers papers.
    What is `written` are the mail's own words, and nothing is attached; `links` lie behind words or pictures.
    """
    storage = services.storage
    raw = source.encode()
    address = storage.files.put(raw)
    with storage.work() as work:
        arrival = Arrival(channel, source, source, raw, received_at)
        submission = work.submissions.take(arrival, address, NOW)[0]
        attachment = AttachmentId(f"{submission.id}-0")
        texts = [paper.text if paper else between for paper in papers]
        pages = [PageId(f"{attachment}-p{n}") for n in range(len(texts))]
        disposition = "body" if written else "attachment"
        parts = [_attachment(attachment, disposition, outcome, media_type), *_body_part(submission.id, body)]
        pictures = [storage.files.put(p.picture) if p and p.picture else None for p in papers]
        new_pages = [
            NewPage(page, attachment, n, picture, b"")
            for n, (page, picture) in enumerate(zip(pages, pictures, strict=True))
        ]
        new_pages += [NewPage(PageId(f"{p.id}-p0"), p.id, 0, None, b"") for p in parts[1:]]
        headers = Headers(sender=sender, subject=subject, message_id=f"<{source}>", in_reply_to=answers)
        facts = SubmissionFacts(headers=headers, fax=fax, links=links)
        work.submissions.save_unpacked(submission.id, facts, parts, new_pages)
        for page, text in zip(new_pages, [*texts, body], strict=False):
            work.submissions.save_reading(page.id, None, encode_reading(_reading(page.index, text)))
        documents = [
            (DocumentId(f"{submission.id}-d{n}"), page, paper)
            for n, (page, paper) in enumerate(zip(pages, papers, strict=True))
            if paper
        ]
        aside = [(page, PageUse.SEPARATOR, "") for page, p in zip(pages, papers, strict=True) if not p]
        aside += [(page.id, PageUse.COVER, "") for page in new_pages[len(pages) :]]
        work.documents.replace(
            submission.id, [NewDocument(d, _guess(p), (page,), 1.0) for d, page, p in documents], aside
        )
        for document_id, _, paper in documents:
            work.documents.save_evidence(document_id, _evidence(paper))
    held = {page for _, page, _ in documents}
    with storage.work() as work:
        read = [page for page in read_pages_of(work, submission.id) if page.id in held]
    looks = looks_of(read, services)
    with storage.work() as work:
        save_looks(work, looks)
    return submission.id


def _attachment(
    identity: AttachmentId,
    disposition: str,
    outcome: PartOutcome = PartOutcome.PAGES,
    media_type: str = "application/pdf",
) -> NewAttachment:
    return NewAttachment(
        id=identity, path="0", name="scan.pdf", media_type=media_type, disposition=disposition, size=1,
        sha256="0" * 64, decoration=False, outcome=outcome, problem=None,
    )  # fmt: skip


def _body_part(submission_id: SubmissionId, body: str) -> list[NewAttachment]:
    return [_attachment(AttachmentId(f"{submission_id}-1"), "body")] if body else []


def _reading(index: int, text: str) -> PageReading:
    words = tuple(Word(w, Box(0, 0, 9, 9), 0.97, "tesseract") for w in text.split())
    return PageReading(index, 850, 1100, 0, PageSource.IMAGE, words, text=text)


def _guess(paper: Paper) -> KindGuess:
    return KindGuess(paper.kind, 0.99, False, paper.subkind)


def _evidence(paper: Paper) -> list[Evidence]:
    return [
        Evidence(FieldName(name), str(value), value, 0, Box(1, 2, 3, 4), paper.confidence, "tesseract")
        for name, value in paper.values.items()
    ]


def settle(services: Services, submission_id: SubmissionId) -> None:
    """Run match, check and queue as the worker does, also where they ran before."""
    for stage in (Stage.MATCH, Stage.CHECK, Stage.QUEUE):
        with services.storage.work() as work:
            work.jobs.restart(stage, submission_id, NOW)
        run_stage(stage, submission_id, services)
        with services.storage.work() as work:
            # Unpacking stands ready since the arrival: these papers never ran it.
            assert work.jobs.due(NOW + timedelta(days=1), 99).count((stage, submission_id)) == 0
