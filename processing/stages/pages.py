"""Pages out of custody, as splitting, extraction and fingerprints want them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypedDict

from domain.batches import PageWord
from domain.captions import text_by_captions
from domain.documents import Document, SubmissionPage
from domain.ids import PageId, SubmissionId
from domain.kinds import Channel
from domain.pages import FaxStrip, PageReading
from domain.submissions import Attachment, Headers
from intake.readers.strip import lift_strip
from intake.readers.wire import decode_reading
from processing.envelopes import group_documents
from processing.ports import StoredPage, Work

#: So many readings are kept: each stage wants those of its submission once more.
KEPT = 64


def read_pages_of(work: Work, submission_id: SubmissionId) -> list[SubmissionPage]:
    """All read pages of a submission in order; decorations are left out."""
    attachments = {a.id: a for a in work.submissions.attachments(submission_id)}
    return [
        _submission_page(page, attachments[page.attachment_id])
        for page in work.submissions.pages(submission_id)
        if page.reading is not None and not attachments[page.attachment_id].decoration
    ]


def envelopes_of(
    work: Work, submission_id: SubmissionId, documents: Sequence[Document], pages: Sequence[SubmissionPage]
) -> list[list[Document]]:
    """The documents of a submission by the envelopes they came in."""
    uses = {page.id: page.use for page in work.submissions.pages(submission_id)}
    return group_documents(documents, pages, uses, work.batches.words(submission_id))


def readings_of(document: Document, pages: list[SubmissionPage]) -> list[PageReading]:
    """The readings of one document's pages, in the document's order; of a page cut into several, its part."""
    by_id = {page.id: page for page in pages}
    readings = [by_id[page_id].reading for page_id in document.page_ids]
    return readings if document.region is None else [r.within(document.region) for r in readings]


def texts_of(readings: Sequence[PageReading]) -> tuple[list[str], list[str]]:
    """What the pages say, captions side by side apart, and what the second reader made of them."""
    return [text_by_captions(reading) for reading in readings], [reading.second_text for reading in readings]


class Circumstances(TypedDict):
    """What extraction is told of a document besides its pages."""

    channel: Channel
    is_body: bool
    """Whether it is a message's text."""
    headers: Headers | None
    one_paper: bool
    """Whether a person said that its page is one paper, whatever it looks like."""


def circumstances_of(
    work: Work, submission_id: SubmissionId, documents: Sequence[Document], pages: list[SubmissionPage]
) -> list[Circumstances]:
    """Of each document of one submission, in their order."""
    channel = work.submissions.get(submission_id).channel
    headers = work.submissions.facts(submission_id).headers
    words = work.batches.words(submission_id)
    return [
        Circumstances(
            channel=channel,
            is_body=_is_body(document, pages),
            headers=headers,
            one_paper=is_one_paper(document, words),
        )
        for document in documents
    ]


def _is_body(document: Document, pages: list[SubmissionPage]) -> bool:
    by_id = {page.id: page for page in pages}
    return all(by_id[page_id].is_body for page_id in document.page_ids)


def is_one_paper(document: Document, words: Mapping[PageId, PageWord]) -> bool:
    """Whether a person said that the document's page is one paper, whatever it looks like."""
    return any(words.get(page_id, PageWord()).one_paper for page_id in document.page_ids)


def _submission_page(page: StoredPage, attachment: Attachment) -> SubmissionPage:
    reading, strip = _lift(page.reading or b"")
    return SubmissionPage(
        id=page.id,
        attachment_id=page.attachment_id,
        attachment_name=attachment.name,
        reading=reading,
        is_body=attachment.disposition == "body",
        strip=strip,
    )


@lru_cache(maxsize=KEPT)
def _lift(reading: bytes) -> tuple[PageReading, FaxStrip | None]:
    """A stored reading without the strip that a fax machine printed over it, and that strip."""
    return lift_strip(decode_reading(reading))
