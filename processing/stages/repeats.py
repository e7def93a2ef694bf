"""Papers that came before: linked to the first, shown, never dropped.

Words and values decide wherever they were read. Where they were not, the very same picture decides, and for
another scan, fax or photo of the paper the ink, one picture laid over the other; a look alone never does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from domain.documents import Document, SubmissionPage
from domain.errors import DocumentError, NotAllowed
from domain.ids import BlobAddress, DocumentId, PageId, SubmissionId, UserName
from domain.kinds import Kind
from domain.pages import PageSource
from domain.states import Stage
from domain.submissions import Submission
from intake.readers.picture import decode_grey
from intake.readers.resemblance import LOOK_BITS, bands_of, lay_over
from intake.readers.wire import decode_page
from outbound.policy import address_in
from processing.cases.duplicates import (
    Fingerprint,
    duplicate_keys,
    fingerprint_document,
    judge_duplicate,
    may_be_one_paper,
    tells_itself,
    text_keys,
)
from processing.ports import FingerprintHit, StoredPage, Work
from processing.stages.pages import readings_of
from processing.stages.services import Services

log = structlog.get_logger()

#: Bands of eight that two looks share: a second fax of a page differs in five bits.
SHARED_BANDS = 3
#: Bits of 64 by which two looks of one paper may differ.
MOST_BITS = 12
#: Pages that look alike and are weighed, and pictures that are laid over: each costs about a second.
MOST_HINTS, MOST_OVERLAYS = 60, 2
#: Lines an inch of a fine fax (ITU-T T.4), less what a scanner may shrink.
FINE_LINES = 150
#: A longer paper is known by its first pages.
MOST_PAGES = 3

Prints = dict[DocumentId, Fingerprint]
Pictured = dict[DocumentId, list[DocumentId]]
"""By document: those of other submissions that are the same paper by their pictures."""


def fingerprints_of(documents: Sequence[Document], pages: list[SubmissionPage]) -> Prints:
    """Of each document."""
    return {d.id: fingerprint_document(d.guess.kind, readings_of(d, pages), d.evidence) for d in documents}


# -- by pictures, outside any transaction ------------------------------------------------------------


def compare_pictures(
    submission: Submission,
    documents: Sequence[Document],
    prints: Prints,
    pages: Sequence[SubmissionPage],
    services: Services,
) -> Pictured:
    """The papers of other submissions that are in these pictures too."""
    sources = {page.id: page.reading.source for page in pages}
    found: Pictured = {}
    for document in documents:
        own = [sources[page_id] for page_id in document.page_ids]
        if PageSource.BODY in own:
            continue
        same = _same_pictures(submission, document, prints[document.id], own, services)
        found[document.id] = same or _same_paper(submission, document, prints[document.id], services)
    return found


def _same_pictures(
    submission: Submission,
    document: Document,
    own: Fingerprint,
    sources: list[PageSource],
    services: Services,
) -> list[DocumentId]:
    """Papers with the very same pictures. A form drawn by a program, and news, are many people's: there the
    words must name a person, or the sender be the same."""
    photographed = all(source is PageSource.IMAGE for source in sources)
    taken = own.tells_a_person or (photographed and own.kind is not Kind.OTHER)
    with services.storage.work() as work:
        return [
            hit.document_id
            for hit in work.resemblances.same_pictures(document.id)
            if taken or same_sender(work, submission, hit.submission_id)
        ]


def _same_paper(
    submission: Submission, document: Document, own: Fingerprint, services: Services
) -> list[DocumentId]:
    """Papers of which this is another picture: alike at a look, not contradicted by words, alike in ink."""
    with services.storage.work() as work:
        pictures = _pictures_of(work, document)
        look = work.resemblances.look(document.page_ids[0])
        if not pictures or look is None:
            return []
        candidates = _hinted(work, submission, look, own)[:MOST_OVERLAYS]
        theirs = {c: _pictures_of(work, work.documents.get(c)) for c in candidates}
    alike = []
    for candidate, others in theirs.items():
        if len(others) == len(pictures) and _one_paper(pictures, others, services):
            alike.append(candidate)
    return alike


def _pictures_of(work: Work, document: Document) -> list[BlobAddress]:
    """Empty where a page has none, shows other papers too, or is a standard fax: its 98 lines an inch blur
    one digit into another."""
    if document.region is not None:
        return []
    pages = [work.submissions.page(page_id) for page_id in document.page_ids]
    images = [page.image for page in pages if page.image is not None and not _is_coarse(page)]
    return images if len(images) == len(pages) else []


def _is_coarse(page: StoredPage) -> bool:
    lines = decode_page(page.unread, b"").fax_vertical_dpi if page.unread else None
    return lines is not None and lines < FINE_LINES


def _hinted(work: Work, submission: Submission, look: int, own: Fingerprint) -> list[DocumentId]:
    """The likeliest first. Two papers that were both read well are told by what they say, not by this."""
    seen = work.resemblances.looking_like(
        bands_of(look), submission.id, shared=SHARED_BANDS, limit=MOST_HINTS
    )
    apart = {hit.document_id: (hit.look ^ look).bit_count() for hit in seen}
    near = {document: bits for document, bits in apart.items() if bits <= MOST_BITS}
    # A photograph shows the table too, so that its look says little: its words may point to the paper.
    worded = {hit.document_id: hit for hit in work.documents.sharing(text_keys(own), submission.id)}
    hits = worded | {hit.document_id: hit for hit in work.documents.hits(list(near))}
    prints = {document: Fingerprint.from_bytes(hit.fingerprint) for document, hit in hits.items()}
    fitting = [
        document
        for document, other in prints.items()
        if not (tells_itself(own) and tells_itself(other)) and may_be_one_paper(own, other)
    ]
    if own.kind is Kind.OTHER and not own.tells_a_person:
        fitting = [d for d in fitting if same_sender(work, submission, hits[d].submission_id)]
    return sorted(fitting, key=lambda document: (near.get(document, LOOK_BITS), document))


def _one_paper(pictures: Sequence[BlobAddress], others: Sequence[BlobAddress], services: Services) -> bool:
    pairs = list(zip(pictures, others, strict=True))[:MOST_PAGES]
    files = services.storage.files
    try:
        return all(lay_over(decode_grey(files.get(a)), decode_grey(files.get(b))).one_paper for a, b in pairs)
    except DocumentError as error:
        # An earlier picture that does not open is a hint the less; it must not stop the paper that came now.
        log.warning("pictures_not_compared", problem=type(error).__name__)
        return False


# -- linking, inside the transaction -----------------------------------------------------------------


def link_duplicates(
    work: Work,
    submission: Submission,
    documents: Sequence[Document],
    prints: Prints,
    pictured: Pictured,
    services: Services,
) -> None:
    """Link each document to the earliest one it repeats, and to it the later ones that repeat it."""
    for document in documents:
        own = prints[document.id]
        keys = duplicate_keys(document)
        if document.guess.kind is Kind.OTHER or not keys:
            keys = (*keys, *text_keys(own))
        work.documents.save_fingerprint(document.id, own.to_bytes(), keys)
        alike = {
            hit.document_id: hit
            for hit in work.documents.sharing(keys, submission.id)
            if judge_duplicate(
                own,
                Fingerprint.from_bytes(hit.fingerprint),
                same_sender=same_sender(work, submission, hit.submission_id),
            )
        }
        alike |= {hit.document_id: hit for hit in work.documents.hits(pictured.get(document.id, []))}
        _link(work, submission, document, alike, services)


def _link(
    work: Work,
    submission: Submission,
    document: Document,
    alike: Mapping[DocumentId, FingerprintHit],
    services: Services,
) -> None:
    # A repeated run may judge otherwise, after better reading say: no earlier link stands by itself.
    work.documents.link_duplicate(document.id, None)
    apart = work.resemblances.told_apart(document.page_ids[0]) if document.page_ids else set()
    hits = [hit for hit in alike.values() if not (apart and _first_page(work, hit.document_id) in apart)]
    if not hits:
        return
    first = min(hits, key=_order)
    if _order(first) < (submission.received_at, submission.source):
        work.documents.link_duplicate(document.id, first.document_id)
    else:
        for later in hits:
            _link_later(work, later, document.id, services)


def _link_later(work: Work, later: FingerprintHit, original: DocumentId, services: Services) -> None:
    """A later arrival was checked first: link it, and let that be found and its case be proposed anew.

    Not where it was decided on as it stood: a link without its finding would say otherwise.
    """
    if later.document_id in work.cases.decided_papers(later.submission_id):
        return
    if work.documents.duplicate_of(later.document_id) != original:
        work.documents.link_duplicate(later.document_id, original)
        work.jobs.rewind(Stage.CHECK, later.submission_id, services.clock())


def _first_page(work: Work, document_id: DocumentId) -> PageId:
    return work.documents.get(document_id).page_ids[0]


def same_sender(work: Work, one: Submission, other_id: SubmissionId) -> bool:
    """One mail address, or one fax number; a scan has neither, and is itself again where its bytes are."""
    other = work.submissions.get(other_id)
    sender = sender_of(work, one.id)
    return one.original == other.original or bool(sender and sender == sender_of(work, other_id))


def sender_of(work: Work, submission_id: SubmissionId) -> str:
    """The mail address or fax number that a submission came from; empty where it is not known."""
    facts = work.submissions.facts(submission_id)
    return facts.fax.caller if facts.fax else address_in(facts.headers.sender)


def _order(hit: FingerprintHit) -> tuple[datetime, str]:
    return hit.received_at, hit.source


# -- a person's word -----------------------------------------------------------------------------------


def unlink_duplicate(work: Work, document_id: DocumentId, by: UserName, now: datetime) -> None:
    """A person says that a paper is not the earlier one; no later run links the two again.

    The finding goes, and the case is proposed anew. Raises `NotAllowed` where the paper is linked to nothing.
    """
    original = work.documents.duplicate_of(document_id)
    if original is None:
        raise NotAllowed("This paper is linked to no earlier one.")
    document = work.documents.get(document_id)
    work.resemblances.tell_apart(document.page_ids[0], _first_page(work, original), by, now)
    work.documents.link_duplicate(document_id, None)
    work.jobs.rewind(Stage.CHECK, document.submission_id, now)
    work.audit.append(by, "duplicate_unlinked", document_id, now, original=original)
