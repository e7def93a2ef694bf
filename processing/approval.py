"""What must hold before a decision is taken: its papers at rest, its reasons known, nothing unsettled."""

from domain.cases import Case, Decision
from domain.errors import NotAllowed
from domain.kinds import Kind, Severity
from domain.records import CertificationRecord
from processing.batching import holding_words
from processing.cases.propose import REASON_CODES
from processing.corrections import failed_anew, is_made_anew
from processing.outgoing import wants_own_form
from processing.ports import Work

#: Kinds whose approval concerns one certification record and so needs one.
NEEDS_RECORD = (Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE, Kind.CPR_CARD)

#: The reason that approves against a finding: rules propose, people decide, two of them here.
EXCEPTION = "exception_granted"

#: So many unsettled pages and parts are named; a longer list says less.
_NAMED = 5


def check_made_anew(work: Work, case: Case) -> None:
    """Nobody decides on a match and findings that a correction has overtaken."""
    if is_made_anew(work, case):
        raise NotAllowed("Its papers are being matched and checked anew. Decide in a moment.")
    if failed_anew(work, case):
        raise NotAllowed(
            "Matching or checking its papers anew failed: what is shown is of before. "
            "Settle it in the quarantine, then decide."
        )


def check_reasons(decision: Decision) -> None:
    """Only known reasons of this outcome, one at least. Raises `NotAllowed`."""
    known = REASON_CODES[decision.outcome]
    wrong = [code for code in decision.reasons if code not in known]
    if wrong or not decision.reasons:
        named = f"'{wrong[0]}' is no reason for {decision.outcome}" if wrong else "A reason is needed"
        raise NotAllowed(f"{named}. Choose from: {', '.join(known)}.")


def check_approval(work: Work, case: Case, decision: Decision, record: CertificationRecord | None) -> None:
    """What an approval asks for besides. Raises `NotAllowed`."""
    _check_page_equation(work, case)
    for words in holding_words(work, case):
        raise NotAllowed(words)
    if case.kind in NEEDS_RECORD and record is None:
        raise NotAllowed("No certification record is settled. Choose the record first.")
    blocking = [
        f.code
        for document_id in case.document_ids
        for f in work.documents.findings(document_id)
        if f.severity is Severity.BLOCKS
    ]
    if blocking and EXCEPTION not in decision.reasons:
        raise NotAllowed(
            f"A finding stands against approval: {', '.join(sorted(set(blocking)))}. Where the paper itself "
            f"shows otherwise, give the reason '{EXCEPTION}' and a note; a second person confirms it."
        )
    if EXCEPTION in decision.reasons and not decision.note.strip():
        raise NotAllowed("An exception needs a note that says why, for the colleague who confirms it.")
    if case.kind is Kind.VERIFICATION_REQUEST:
        _check_destination(work, decision.destination)
        _check_own_form(work, case, decision)
    if case.kind is Kind.OTHER:
        raise NotAllowed("There is nothing to approve in this case. Reroute it or answer it.")


def _check_page_equation(work: Work, case: Case) -> None:
    """Every page that came with the case is in a document or set aside, and every part answers for itself."""
    lines = [line for key in work.cases.submissions_of(case.id) for line in work.ledger.against_approval(key)]
    if lines:
        named = "; ".join(f"{line.what}: {line.words}" for line in lines[:_NAMED])
        more = f"; and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
        raise NotAllowed(
            f"Something that came with this case is neither in a document nor set aside ({named}{more}). "
            "Settle it first: the ledger shows it."
        )


def _check_destination(work: Work, destination: str) -> None:
    if not destination:
        raise NotAllowed("A verification needs a destination. Choose one from the directory.")
    # One bare word is meant for a key of the directory: no postal address is that short.
    bare = "@" not in destination and len(destination.split()) == 1
    if bare and work.directory.get(destination) is None:
        raise NotAllowed(
            f"The directory lists no '{destination}'. `directory list` shows the keys; "
            "for another office give its whole address."
        )


def _check_own_form(work: Work, case: Case, decision: Decision) -> None:
    pages = (p for d in case.document_ids for p in work.documents.get(d).page_ids)
    came = any(work.submissions.page(page_id).image for page_id in pages)
    if wants_own_form(decision, work.directory.get(decision.destination)) and not came:
        raise NotAllowed(
            "The office wants its own form completed, and none came with this request. "
            "Ask for it (request-information, pages_missing)."
        )
