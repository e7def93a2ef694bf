"""Labelled papers: documents of decided cases of which a person said what they are or what they say."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.cases import Case
from domain.corrections import Correction
from domain.documents import Document
from domain.ids import AttachmentId, DocumentId, PageId, SubmissionId
from domain.kinds import FIELDS_OF, FindingCode, Route
from domain.states import SETTLED
from domain.submissions import Submission
from processing.ports import Work
from processing.restricted import any_restricted, came_with_restricted

#: One group in so many is never learned from; models are measured on it.
FROZEN_IN = 4


@dataclass(frozen=True, slots=True)
class LabelledPaper:
    """One document, as the person who decided its case says."""

    case: Case
    document: Document
    words: tuple[Correction, ...]
    group: str
    """What is learned from or measured on together: the papers of one arrival, and all that repeat them."""

    @property
    def frozen(self) -> bool:
        """Whether models are measured on it. It hangs on the group alone, so that it never changes."""
        return is_frozen(self.group)

    @property
    def complete(self) -> bool:
        """Whether a person spoke of every field that such a paper may carry."""
        return {word.field for word in self.words} >= set(FIELDS_OF[self.document.guess.kind])

    @property
    def corrected(self) -> bool:
        """Whether the machine had something wrong, or did not read it."""
        return any(not word.confirms for word in self.words)


def is_frozen(group: str) -> bool:
    """Whether what belongs to a group is measured on, and never learned from."""
    digest = hashlib.sha256(f"frozen {group}".encode()).hexdigest()
    return int(digest[:8], 16) % FROZEN_IN == 0


def labelled_papers(work: Work) -> Iterator[LabelledPaper]:
    """All, in the order of their cases."""
    for case_id in work.corrections.cases():
        case = work.cases.get(case_id)
        if case.status in SETTLED:
            yield from _papers_of(work, case)


def _papers_of(work: Work, case: Case) -> Iterator[LabelledPaper]:
    words = work.corrections.standing(work.cases.submissions_of(case.id))
    for document_id in case.document_ids:
        document = find_document(work, document_id)
        own = tuple(word for word in words if document and word.place == document.place)
        if document and own:
            yield LabelledPaper(case, document, own, group_of(work, document))


def find_document(work: Work, document_id: DocumentId) -> Document | None:
    """None where a later run split its submission anew."""
    try:
        return work.documents.get(document_id)
    except KeyError:
        return None


def group_of(work: Work, document: Document) -> str:
    """The arrival of the paper that it repeats, or its own."""
    original = work.documents.duplicate_of(document.id)
    first = find_document(work, original) if original else None
    return (first or document).submission_id


def is_restricted(work: Work, paper: LabelledPaper) -> bool:
    """Self-reports and CORI forms are for few eyes: they are learned from and never written out, in whichever
    case they lie, nor is what came in one file with them."""
    came = paper.document.submission_id
    if paper.case.route is Route.RESTRICTED or any_restricted(work.documents.of_submission(came)):
        return True
    return came_with_restricted(work, came)


def describe_truth(
    work: Work, submission: Submission, file: str, papers: Sequence[LabelledPaper]
) -> dict[str, Any]:
    """A line of `truth.jsonl` (`docs/contracts.md`) for the labelled papers of one submission.

    Of the pages of other papers that came with them nobody said what they are.
    """
    names = {a.id: a.name for a in work.submissions.attachments(submission.id)}
    pages = work.submissions.pages(submission.id)
    places = {page.id: (page.attachment_id, page.index) for page in pages}
    labelled = {page_id for paper in papers for page_id in paper.document.page_ids}
    line: dict[str, Any] = {
        "file": file,
        "channel": submission.channel.value,
        "received_at": submission.received_at.isoformat(),
        "documents": [_describe(paper, places, names) for paper in papers],
        "unlabelled_pages": [
            {"attachment": names[page.attachment_id], "page": page.index}
            for page in pages
            if page.id not in labelled
        ],
    }
    bodies = {a.id for a in work.submissions.attachments(submission.id) if a.disposition == "body"}
    text_is_paper = any(page.attachment_id in bodies for page in pages if page.id in labelled)
    return line | {"body_role": "document"} if text_is_paper else line


def _describe(
    paper: LabelledPaper,
    places: Mapping[PageId, tuple[AttachmentId, int]],
    names: Mapping[AttachmentId, str | None],
) -> dict[str, Any]:
    """The fields that a person spoke of; the findings are nobody's label, so that any may be said.

    Two files of one name are two files.
    """
    document = paper.document
    by_attachment: defaultdict[AttachmentId, list[int]] = defaultdict(list)
    for page_id in document.page_ids:
        attachment, index = places[page_id]
        by_attachment[attachment].append(index)
    (first, own), *rest = by_attachment.items()
    return {
        "kind": document.guess.kind.value,
        "subkind": document.guess.subkind.value if document.guess.subkind else None,
        "attachment": names[first],
        "pages": own,
        **({"region": document.region.as_list()} if document.region else {}),
        "continues_in": [{"attachment": names[other], "pages": more} for other, more in rest],
        "fields": {word.field.value: word.said for word in paper.words if word.field is not None},
        "record": paper.case.certification_number,
        "rule_findings": [],
        "rule_findings_optional": [code.value for code in FindingCode],
    }


def by_submission(papers: Sequence[LabelledPaper]) -> dict[SubmissionId, list[LabelledPaper]]:
    """The papers that arrived together."""
    found: defaultdict[SubmissionId, list[LabelledPaper]] = defaultdict(list)
    for paper in papers:
        found[paper.document.submission_id].append(paper)
    return dict(found)
