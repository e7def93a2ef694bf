"""What stands before any case or page is shown: that it exists, and that this person may see it."""

from collections.abc import Sequence

from fastapi import Request

from domain.cases import Case
from domain.documents import Document, PagePart
from domain.geometry import Box
from domain.ids import CaseId, DocumentId, PageId
from domain.states import CaseStatus, PageUse
from processing.ports import StoredPage, Work
from processing.restricted import restricted_papers
from review.guard import Refused, Unknown, Visitor
from review.policy import may_see, may_see_restricted, sees_whole_submission

#: Cases in one of these states can be decided.
UNDECIDED = (CaseStatus.OPEN, CaseStatus.REOPENED, CaseStatus.WAITING)


def open_case(work: Work, case_id: str, visitor: Visitor) -> Case:
    """The case; `Unknown` where there is none, `Refused` where it is restricted and they may not see such."""
    try:
        case = work.cases.get(CaseId(case_id))
    except KeyError as error:
        raise Unknown("There is no such case.") from error
    if not may_see(case, visitor.role):
        raise Refused("This case is restricted. A supervisor handles it.")
    return case


def documents_of(work: Work, case: Case) -> list[Document]:
    """The documents of a case that are still there: a later run may have split a decided one anew."""
    return [d for document_id in case.document_ids if (d := find_document(work, document_id))]


def pages_of_documents(documents: Sequence[Document]) -> list[tuple[DocumentId, PageId]]:
    """The pages of a case in order; one that shows several of its papers comes once for each."""
    return [(document.id, page_id) for document in documents for page_id in document.page_ids]


def find_document(work: Work, document_id: DocumentId) -> Document | None:
    """None where a later run split its submission anew."""
    try:
        return work.documents.get(document_id)
    except KeyError:
        return None


def parts_of(work: Work, case: Case) -> list[PagePart]:
    """Every page, or part of one, that is the case's documents', in order: what must be looked at."""
    return [part for document in documents_of(work, case) for part in document.page_parts]


def pages_beside(work: Work, case: Case, visitor: Visitor) -> list[StoredPage]:
    """Pages that came along and are in no document: blanks, separators, covers, and any left undecided."""
    return [
        page
        for key in work.cases.submissions_of(case.id)
        if sees_whole_submission(work, key, visitor.role)
        for page in work.submissions.pages(key)
        if page.use is not PageUse.DOCUMENT
    ]


def closed_regions(work: Work, stored: StoredPage, visitor: Visitor) -> list[Box]:
    """Where a page shows papers that this person may not see, be they in a case yet or not."""
    if may_see_restricted(visitor.role):
        return []
    papers = restricted_papers(work, stored.submission_id)
    return [d.region for d in papers if d.region and stored.id in d.page_ids]


def is_prefetch(request: Request) -> bool:
    """Whether the browser fetches ahead of a person; nothing was shown to anybody then."""
    asked = ",".join(request.headers.get(name, "") for name in ("sec-purpose", "purpose", "x-moz"))
    return "prefetch" in asked.casefold() or "prerender" in asked.casefold()
