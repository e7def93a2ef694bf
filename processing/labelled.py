"""Labelled papers: documents of decided cases of which a person said what they are or what they say."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.cases import Case
from domain.corrections import Correction
from domain.documents import Document
from domain.ids import DocumentId, SubmissionId
from domain.kinds import FIELDS_OF, Route
from domain.submissions import Submission
from processing.anew import SETTLED
from processing.ports import Work

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
        digest = hashlib.sha256(f"frozen {self.group}".encode()).hexdigest()
        return int(digest[:8], 16) % FROZEN_IN == 0

    @property
    def complete(self) -> bool:
        """Whether a person spoke of every field that such a paper may carry."""
        return {word.field for word in self.words} >= set(FIELDS_OF[self.document.guess.kind])

    @property
    def corrected(self) -> bool:
        """Whether the machine had something wrong, or did not read it."""
        return any(not word.confirms for word in self.words)


def labelled_papers(work: Work) -> Iterator[LabelledPaper]:
    """All, in the order of their cases."""
    for case_id in work.corrections.cases():
        case = work.cases.get(case_id)
        if case.status in SETTLED:
            yield from _papers_of(work, case)


def _papers_of(work: Work, case: Case) -> Iterator[LabelledPaper]:
    words = work.corrections.standing([case.submission_id])
    for document_id in case.document_ids:
        document = _find(work, document_id)
        own = tuple(word for word in words if document and word.page_ids == document.page_ids)
        if document and own:
            yield LabelledPaper(case, document, own, _group_of(work, document))


def _find(work: Work, document_id: DocumentId) -> Document | None:
    """None where a later run split its submission anew."""
    try:
        return work.documents.get(document_id)
    except KeyError:
        return None


def _group_of(work: Work, document: Document) -> str:
    original = work.documents.duplicate_of(document.id)
    first = _find(work, original) if original else None
    return (first or document).submission_id


def is_restricted(paper: LabelledPaper) -> bool:
    """Self-reports and CORI forms: for few eyes, so that they are learned from and never written out."""
    return paper.case.route is Route.RESTRICTED


def describe_truth(
    work: Work, submission: Submission, file: str, papers: Sequence[LabelledPaper]
) -> dict[str, Any]:
    """A line of `truth.jsonl` (`docs/contracts.md`) for the labelled papers of one submission.

    `partial`: other documents came with them of which nobody said anything.
    """
    documents = [line for paper in papers for line in _describe(work, paper)]
    labelled = {paper.document.id for paper in papers}
    every = {document.id for document in work.documents.of_submission(submission.id)}
    line: dict[str, Any] = {
        "file": file,
        "channel": submission.channel.value,
        "received_at": submission.received_at.isoformat(),
        "documents": documents,
    }
    return line | {"partial": True} if every - labelled else line


def _describe(work: Work, paper: LabelledPaper) -> Iterator[dict[str, Any]]:
    """One line for each attachment that the document goes on in, as predictions have them."""
    document = paper.document
    attachments = {a.id: a for a in work.submissions.attachments(document.submission_id)}
    pages = [work.submissions.page(page_id) for page_id in document.page_ids]
    fields: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for word in paper.words:
        if word.field is not None:
            found = document.best(word.field)
            fields[pages[found.page if found else 0].attachment_id][word.field.value] = word.said
    for attachment_id in dict.fromkeys(page.attachment_id for page in pages):
        line: dict[str, Any] = {
            "kind": document.guess.kind.value,
            "attachment": attachments[attachment_id].name,
            "pages": [page.index for page in pages if page.attachment_id == attachment_id],
            "fields": fields[attachment_id],
        }
        yield line | ({"subkind": document.guess.subkind.value} if document.guess.subkind else {})


def by_submission(papers: Sequence[LabelledPaper]) -> dict[SubmissionId, list[LabelledPaper]]:
    """The papers that arrived together."""
    found: defaultdict[SubmissionId, list[LabelledPaper]] = defaultdict(list)
    for paper in papers:
        found[paper.document.submission_id].append(paper)
    return dict(found)
