"""Unpack: original to attachments and pages, or a reason why not."""

from collections.abc import Callable, Iterator

from domain.ids import AttachmentId, PageId, SubmissionId
from domain.kinds import Channel, PartOutcome, Stage
from domain.pages import PageImage
from domain.submissions import Part, Submission, Unpacked
from intake.readers.wire import encode_page
from processing.ports import Job, NewAttachment, NewPage, SubmissionFacts, Work
from processing.stages.parking import FAX_REMEDIES, REMEDIES, add_quarantine
from processing.stages.services import Services


def unpack_submission(submission_id: SubmissionId, services: Services, job: Job) -> Callable[[Work], None]:
    """Unpack one submission's original."""
    with services.storage.work() as work:
        submission = work.submissions.get(submission_id)
    raw = services.storage.files.get(submission.original)
    unpacked = services.unpacker.unpack(raw, name=_name_of(submission))
    placed = list(_place_parts(submission_id, unpacked.parts))
    attachments = [_new_attachment(identity, part, name) for identity, part, name in placed]
    pages = [_new_page(identity, page, services) for identity, part, _ in placed for page in part.pages]

    def write(work: Work) -> None:
        work.submissions.save_unpacked(submission_id, _facts(unpacked), attachments, pages)
        if unpacked.fax and submission.channel is Channel.EMAIL:
            work.submissions.set_channel(submission_id, Channel.FAX)
        _quarantine_failures(work, submission_id, unpacked, attachments, services)

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


def _new_page(identity: AttachmentId, page: PageImage, services: Services) -> NewPage:
    return NewPage(
        id=PageId(f"{identity}-p{page.index}"),
        attachment_id=identity,
        index=page.index,
        image=services.storage.files.put(page.image) if page.image else None,
        unread=encode_page(page),
    )


def _facts(unpacked: Unpacked) -> SubmissionFacts:
    return SubmissionFacts(
        headers=unpacked.headers,
        media_type=unpacked.media_type,
        automatic=unpacked.automatic,
        fax=unpacked.fax,
        signed=unpacked.signed,
    )


def _quarantine_failures(
    work: Work,
    submission_id: SubmissionId,
    unpacked: Unpacked,
    attachments: list[NewAttachment],
    services: Services,
) -> None:
    """Every part that gave no pages, and a failure of the whole, becomes visible."""
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
    if whole_failed and not failed:
        reason = unpacked.problem or "Nothing in this file could be read."
        add_quarantine(work, submission_id, None, Stage.UNPACK, reason, remedies[unpacked.outcome], services)
