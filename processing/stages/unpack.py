"""Unpack: original to attachments and pages, or a reason why not."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import structlog

from domain.ids import AttachmentId, BlobAddress, PageId, SubmissionId
from domain.kinds import Channel
from domain.pages import PageImage
from domain.states import PartOutcome, Stage
from domain.submissions import Part, Submission, Unpacked
from intake.readers.wire import encode_page
from intake.scanning import Verdict
from processing.anew import replace_unpacked
from processing.ports import Job, NewAttachment, NewPage, SubmissionFacts, Work
from processing.stages.decorating import follow_choices
from processing.stages.parking import FAX_REMEDIES, REMEDIES, add_quarantine
from processing.stages.services import Services

log = structlog.get_logger()

VIRUS_REMEDY = (
    "Do not open the original. Where the sender is known, ask for clean papers by another way; "
    "tell the people who look after the computers."
)


def unpack_submission(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Unpack one submission's original."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
        choices = work.submissions.decoration_choices(submission_id)
    raw = services.storage.files.get(submission.original)
    verdict = services.scanner.scan(raw)
    if verdict.virus:
        log.warning("virus_found", submission_id=submission_id, signature=verdict.virus)
        return _set_aside(submission_id, verdict.virus, services)
    if verdict.unchecked:
        log.warning("virus_scan_missing", submission_id=submission_id)
    pictures: dict[tuple[str, int], BlobAddress] = {}

    def keep(path: str, page: PageImage) -> PageImage:
        # Stored as it comes: a thick file's pages never lie in memory together.
        if page.image:
            pictures[path, page.index] = services.storage.files.put(page.image)
        return replace(page, image=b"")

    # Pictures that a person chose to see otherwise are opened again, which wants their bytes.
    unpacked = services.unpacker.unpack(raw, name=_name_of(submission), sink=None if choices else keep)
    parts = follow_choices(unpacked.parts, choices, services.unpacker)
    placed = list(_place_parts(submission_id, parts))
    for _, part, _ in placed:
        for page in part.pages:
            keep(part.path, page)
    attachments = [_new_attachment(identity, part, name) for identity, part, name in placed]
    pages = [
        _new_page(identity, page, pictures.get((part.path, page.index)))
        for identity, part, _ in placed
        for page in part.pages
    ]

    def write(work: Work) -> None:
        facts = _facts(unpacked, verdict)
        replace_unpacked(work, submission_id, facts, attachments, pages, services.clock())
        if unpacked.fax and submission.channel is Channel.EMAIL:
            work.submissions.set_channel(submission_id, Channel.FAX)
        _quarantine_failures(work, submission_id, unpacked, attachments, services)

    return write


def _set_aside(submission_id: SubmissionId, virus: str, services: Services) -> Callable[[Work], None]:
    """A virus: the original stays in custody, nothing of it is opened, and a person is told."""

    def write(work: Work) -> None:
        replace_unpacked(work, submission_id, SubmissionFacts(), [], [], services.clock())
        reason = f"The virus scanner found {virus}. Nothing of the file was opened."
        add_quarantine(work, submission_id, None, Stage.UNPACK, reason, VIRUS_REMEDY, services)

    return write


def _name_of(submission: Submission) -> str | None:
    return submission.source.rsplit("/", 1)[-1] or None


def _place_parts(
    submission_id: SubmissionId, parts: tuple[Part, ...], around: str | None = None
) -> Iterator[tuple[AttachmentId, Part, str | None]]:
    """Every part with its id and the name people call it; a nested body goes by its message's name."""
    for part in parts:
        name = part.name or (around if part.disposition == "body" else None)
        yield AttachmentId(f"{submission_id}-{part.path}"), part, name
        yield from _place_parts(submission_id, part.parts, around=name)


def _new_attachment(identity: AttachmentId, part: Part, name: str | None) -> NewAttachment:
    return NewAttachment(
        id=identity,
        path=part.path,
        name=name,
        media_type=part.media_type,
        disposition=part.disposition,
        size=part.size,
        sha256=part.sha256,
        decoration=part.decoration,
        outcome=part.outcome,
        problem=part.problem,
    )


def _new_page(identity: AttachmentId, page: PageImage, image: BlobAddress | None) -> NewPage:
    return NewPage(
        id=PageId(f"{identity}-p{page.index}"),
        attachment_id=identity,
        index=page.index,
        image=image,
        unread=encode_page(page),
    )


def _facts(unpacked: Unpacked, verdict: Verdict) -> SubmissionFacts:
    return SubmissionFacts(
        headers=unpacked.headers,
        media_type=unpacked.media_type,
        automatic=unpacked.automatic,
        fax=unpacked.fax,
        signed=unpacked.signed,
        forwarded=unpacked.forwarded,
        warnings=tuple(words for words in (*unpacked.warnings, verdict.unchecked) if words),
        links=unpacked.links,
    )


def _quarantine_failures(
    work: Work,
    submission_id: SubmissionId,
    unpacked: Unpacked,
    attachments: list[NewAttachment],
    services: Services,
) -> None:
    """Every part that gave no pages, and a failure of the whole, becomes visible.

    A part's entry answers for the whole, except where parts behind it are not known at all.
    """
    remedies = FAX_REMEDIES if unpacked.fax else REMEDIES
    failed = [a for a in attachments if a.problem and not a.decoration]
    for attachment in failed:
        add_quarantine(
            work,
            submission_id,
            attachment.id,
            Stage.UNPACK,
            attachment.problem or "This part could not be read.",
            remedies[attachment.outcome],
            services,
        )
    whole_failed = unpacked.outcome is not PartOutcome.PAGES or unpacked.problem
    if whole_failed and (not failed or unpacked.cut_short):
        reason = unpacked.problem or "Nothing in this file could be read."
        add_quarantine(work, submission_id, None, Stage.UNPACK, reason, remedies[unpacked.outcome], services)
