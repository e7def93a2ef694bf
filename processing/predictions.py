"""What the pipeline says of a submission, as the NDJSON contract prints it (`docs/contracts.md`)."""

from collections.abc import Sequence
from typing import Any

from domain.documents import Document, Evidence
from domain.ids import AttachmentId, PageId
from domain.kinds import MatchStatus
from domain.ledger import Ending, Fate
from domain.records import Match
from domain.submissions import Attachment, Submission
from processing.casework import beside_records
from processing.failures import tell_whole
from processing.ports import QuarantineEntry, StoredPage, Work


def describe_submission(work: Work, submission: Submission) -> list[dict[str, Any]]:
    """One line for each document, and one for each failure, handled or not; never none."""
    attachments = {a.id: a for a in work.submissions.attachments(submission.id)}
    pages = {p.id: p for p in work.submissions.pages(submission.id)}
    lines: list[dict[str, Any]] = []
    for document in work.documents.of_submission(submission.id):
        lines += _describe_document(work, submission, beside_records(work, document), attachments, pages)
    for entry in work.quarantine.of_submission(submission.id):
        # What was retried, or taken back with its scan, answers for nothing: what became of the whole does.
        if entry.ending not in (Ending.RETRIED, Ending.WITHDRAWN):
            attachment = attachments.get(entry.attachment_id) if entry.attachment_id else None
            name = attachment.name if attachment else None
            problem = _problem_of(work, entry)
            lines.append(
                describe_failure(
                    submission.source, problem, attachment=name, for_a_person=entry.ending is None
                )
            )
    return lines or [_describe_whole_fate(work, submission)]


def _describe_document(
    work: Work,
    submission: Submission,
    document: Document,
    attachments: dict[AttachmentId, Attachment],
    pages: dict[PageId, StoredPage],
) -> list[dict[str, Any]]:
    """One line, or one for each attachment that the document goes on in, with the same document id."""
    own = [pages[page_id] for page_id in document.page_ids]
    whole = _describe_whole(work, submission, document)
    order = list(dict.fromkeys(page.attachment_id for page in own))
    lines = []
    for attachment_id in order:
        here = [ordinal for ordinal, page in enumerate(own) if page.attachment_id == attachment_id]
        line = {
            "source": submission.source,
            "attachment": attachments[attachment_id].name,
            "pages": [own[ordinal].index for ordinal in here],
            **({"region": document.region.as_list()} if document.region else {}),
            **whole,
            "fields": _describe_fields(document.evidence, own, here),
        }
        if len(order) > 1:
            line["document"] = document.id
        lines.append(line)
    return lines


def _describe_whole(work: Work, submission: Submission, document: Document) -> dict[str, Any]:
    guess = document.guess
    said: dict[str, Any] = {
        "kind": guess.kind.value,
        "kind_confidence": round(guess.confidence, 4),
        "needs_manual_triage": guess.abstains,
    }
    if guess.subkind:
        said["subkind"] = guess.subkind.value
    said |= {
        "fields": {},
        "match": describe_match(work.documents.match(document.id)),
        "findings": [finding.code.value for finding in work.documents.findings(document.id)],
        "duplicate_of": _source_of_original(work, document),
        "case": next(
            (c.id for c in work.cases.of_submission(submission.id) if document.id in c.document_ids), None
        ),
        "problem": None,
    }
    return said


def _describe_fields(
    evidence: Sequence[Evidence], own: Sequence[StoredPage], here: Sequence[int]
) -> dict[str, dict[str, Any]]:
    best: dict[str, Evidence] = {}
    for found in evidence:
        known = best.get(found.field.value)
        if found.page in here and (known is None or found.confidence > known.confidence):
            best[found.field.value] = found
    return {name: _describe_value(found, own) for name, found in best.items()}


def _describe_value(found: Evidence, own: Sequence[StoredPage]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "value": found.value,
        "confidence": round(found.confidence, 4),
        "page": own[found.page].index,
    }
    if found.span is not None:
        said["span"] = list(found.span)
    elif found.box is not None:
        said["box"] = found.box.as_list()
    return said | {"reader": found.reader}


def describe_match(match: Match | None) -> dict[str, Any]:
    """The match as the contract prints it."""
    if match is None or match.best is None:
        return {"status": MatchStatus.NONE.value}
    best = match.best
    said: dict[str, Any] = {
        "status": match.status.value,
        "certification_number": best.certification_number,
        "probability": round(best.probability, 6),
        "reasons": list(best.reasons),
    }
    if match.status is MatchStatus.AMBIGUOUS:
        said["candidates"] = [c.certification_number for c in match.candidates]
    return said


def _source_of_original(work: Work, document: Document) -> str | None:
    original = work.documents.duplicate_of(document.id)
    if original is None:
        return None
    return work.submissions.get(work.documents.get(original).submission_id).source


def _problem_of(work: Work, entry: QuarantineEntry) -> str:
    if entry.ending is None:
        return tell_whole(entry)
    if entry.replaced_by is not None:
        copy = work.submissions.get(entry.replaced_by).source
        return f"{entry.reason} A better copy took its place: {copy}"
    return f"{entry.reason} Handled by a person: {entry.resolution}"


def _describe_whole_fate(work: Work, submission: Submission) -> dict[str, Any]:
    """What became of a submission of which nothing is a document, and nothing failed."""
    whole = work.ledger.of_submission(submission.id)[0]
    words = f"{whole.words[:1].upper()}{whole.words[1:]}."
    return describe_failure(submission.source, words, for_a_person=whole.fate in _WANTING)


#: Of a submission without documents and entries, these want somebody's eye.
_WANTING = (Fate.UNEXPLAINED, Fate.WORKED_ON, Fate.CASE)


def describe_failure(
    source: str, problem: str, *, attachment: str | None = None, for_a_person: bool = True
) -> dict[str, Any]:
    """The line of what is no document; `for_a_person` where a person is still to look after it."""
    return {
        "source": source,
        "attachment": attachment,
        "pages": [],
        "kind": None,
        "kind_confidence": 0.0,
        "needs_manual_triage": for_a_person,
        "fields": {},
        "match": {"status": MatchStatus.NONE.value},
        "findings": [],
        "duplicate_of": None,
        "case": None,
        "problem": problem,
    }
