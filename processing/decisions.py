"""Decide a case: append the decision and lay what it sends into the outbox, in one transaction.

The machine proposes; this is where a person's word takes effect. What goes out waits until the
decision can no longer be undone, and where a brake stands it waits for a second person.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.cases import Case, Decision, Dispatch, Snapshot
from domain.documents import Document
from domain.errors import NotAllowed, StaleDecision
from domain.ids import CaseId, CertificationNumber, DispatchId, DocumentId, UserName
from domain.kinds import (
    CaseStatus,
    Channel,
    DispatchKind,
    DispatchState,
    FieldName,
    Kind,
    MatchStatus,
    Outcome,
    Severity,
    Way,
)
from domain.records import CertificationRecord
from outbound.policy import OutboundSettings, address_in, why_not_acknowledge
from outbound.wording import Letter, missing_sentences, notice_letter
from processing.batching import holding_words
from processing.cases.propose import REASON_CODES
from processing.corrections import failed_anew, is_made_anew
from processing.policies import policy_in_force
from processing.ports import Destination, PendingNameChange, Work
from processing.rules.persons import may_practise

#: Kinds whose approval concerns one certification record and so needs one.
NEEDS_RECORD = (Kind.VERIFICATION_REQUEST, Kind.NAME_CHANGE_EVIDENCE, Kind.CPR_CARD)

#: The reason that approves against a finding: rules propose, people decide, two of them here.
EXCEPTION = "exception_granted"


@dataclass(frozen=True, slots=True)
class DecisionSettings:
    """What deciding looks at."""

    outbound: OutboundSettings


def decide_case(work: Work, decision: Decision, settings: DecisionSettings) -> Case:
    """Record a decision and what it sends.

    An approved verification sends a letter, or, where the office wants its own form completed, lays that
    form into the print folder for staff. Raises `NotAllowed` with one sentence where something must be
    settled first, `StaleDecision` where somebody decided before.
    """
    decision = replace(decision, destination=decision.destination.strip())
    case = work.cases.get(decision.case_id)
    if case.version != decision.case_version:
        raise StaleDecision("This case changed while you looked at it. Read it again, then decide.")
    _check_made_anew(work, case)
    _check_reasons(decision)
    record = _record_of(work, case, decision)
    if decision.outcome is Outcome.APPROVE:
        _check_approval(work, case, decision, record)
    decided = work.cases.decide(decision)
    for dispatch in _compose_dispatches(work, case, decision, record, settings):
        work.dispatches.add(dispatch, decision.at)
    if decision.outcome is Outcome.APPROVE and case.kind is Kind.NAME_CHANGE_EVIDENCE and record:
        held = needs_second_person(work, case, decision, record)
        _keep_name_change(work, case, decision, record, held)
    work.audit.append(
        decision.by, "decide", case.id, decision.at,
        outcome=decision.outcome.value, reasons=",".join(decision.reasons), version=case.version,
    )  # fmt: skip
    return decided


def undo_decision(work: Work, case_id: CaseId, by: UserName, now: datetime, seconds: int) -> Decision:
    """Take the last decision back while nothing has gone out. Raises `NotAllowed` after `seconds`."""
    decisions = [d for d in work.cases.decisions(case_id) if d.undone_at is None]
    if not decisions or now > decisions[-1].at + timedelta(seconds=seconds):
        raise NotAllowed(f"A decision can be undone for {seconds} seconds. `reopen` opens a case later.")
    # Cancel first and look then: a worker that began meanwhile is seen, and the undoing rolled back.
    work.dispatches.cancel(case_id, now, decisions[-1].at)
    if any_gone(work.dispatches.of_case(case_id), decisions[-1]):
        raise NotAllowed("Something has gone out already. `reopen` opens the case again.")
    undone = work.cases.undo(case_id, by, now)
    work.records.withdraw_pending_change(case_id)
    work.audit.append(by, "undo", case_id, now)
    return undone


def reopen_case(work: Work, case_id: CaseId, by: UserName, why: str, now: datetime) -> None:
    """Put a settled case back into the queue; what it sent stays sent. Raises `NotAllowed`."""
    case = work.cases.get(case_id)
    if case.status not in (CaseStatus.DECIDED, CaseStatus.WAITING):
        raise NotAllowed(f"{case_id} is in the queue already.")
    if not why.strip():
        raise NotAllowed("Say why the case is opened again.")
    work.dispatches.cancel(case_id, now)
    work.records.withdraw_pending_change(case_id)
    work.cases.reopen(case_id, why.strip(), now)
    work.audit.append(by, "reopen", case_id, now)


def confirm_as_second(work: Work, case_id: CaseId, by: UserName, now: datetime) -> int:
    """A second person confirms what a brake or an unlisted destination holds; how many were released."""
    decisions = [d for d in work.cases.decisions(case_id) if d.undone_at is None]
    if not decisions:
        raise NotAllowed("There is no decision to confirm.")
    if decisions[-1].by == by:
        raise NotAllowed("The person who decided cannot be the second person. Ask a colleague.")
    released = work.dispatches.release_held(case_id, by, now)
    if not released:
        raise NotAllowed("Nothing of this case waits for a second person.")
    work.records.release_pending_change(case_id)
    work.audit.append(by, "confirm", case_id, now, released=released)
    return released


_GONE = (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNCERTAIN)


def any_gone(dispatches: Iterable[Dispatch], decision: Decision) -> bool:
    """Whether anything of this decision is on its way; what went out before it stops no undoing.

    A decision's dispatches wait until it can no longer be undone, so that `not_before` tells them apart.
    """
    return any(
        d.state in _GONE
        and d.kind is not DispatchKind.ACKNOWLEDGEMENT
        and d.not_before is not None
        and d.not_before > decision.at
        for d in dispatches
    )


def needs_second_person(
    work: Work, case: Case, decision: Decision, record: CertificationRecord | None
) -> bool:
    """Whether what a decision sends waits for a colleague.

    So it does for a near-tie, a record that the machine did not name, an unlisted destination, a status
    that is not clean, and an approval against a finding.
    """
    unnamed = record is not None and record.certification_number not in _named_records(work, case)
    if decision.outcome is not Outcome.APPROVE:
        return unnamed  # a notice goes to the record's address: a mistyped number would tell a stranger
    unlisted = case.kind is Kind.VERIFICATION_REQUEST and work.directory.get(decision.destination) is None
    doubtful = record is not None and not may_practise(record.status, policy_in_force(work).policy)
    return case.second_person or unlisted or doubtful or unnamed or EXCEPTION in decision.reasons


def _named_records(work: Work, case: Case) -> set[CertificationNumber]:
    """The records that the machine holds possible for the papers of a case: of a sure match, that one alone.

    A case that was answered keeps its record where a correction made its papers another person's.
    """
    matches = [m for document_id in case.document_ids if (m := work.documents.match(document_id))]
    return {
        c.certification_number
        for m in matches
        for c in (m.candidates[:1] if m.status is MatchStatus.MATCHED else m.candidates)
    }


def take_snapshot(record: CertificationRecord, now: datetime) -> Snapshot:
    """The record's public face, frozen."""
    return Snapshot(
        certification_number=record.certification_number,
        full_name=record.full_name,
        level=record.level,
        status=record.status,
        issued_on=record.issued_on,
        expires_on=record.expires_on,
        taken_at=now,
    )


# -- what must hold first -------------------------------------------------------------------------


def _check_made_anew(work: Work, case: Case) -> None:
    """Nobody decides on a match and findings that a correction has overtaken."""
    if is_made_anew(work, case):
        raise NotAllowed("Its papers are being matched and checked anew. Decide in a moment.")
    if failed_anew(work, case):
        raise NotAllowed(
            "Matching or checking its papers anew failed: what is shown is of before. "
            "Settle it in the quarantine, then decide."
        )


def _check_reasons(decision: Decision) -> None:
    known = REASON_CODES[decision.outcome]
    wrong = [code for code in decision.reasons if code not in known]
    if wrong or not decision.reasons:
        named = f"'{wrong[0]}' is no reason for {decision.outcome}" if wrong else "A reason is needed"
        raise NotAllowed(f"{named}. Choose from: {', '.join(known)}.")


def _record_of(work: Work, case: Case, decision: Decision) -> CertificationRecord | None:
    number = decision.certification_number or case.certification_number
    return work.records.get(number) if number else None


def _check_approval(work: Work, case: Case, decision: Decision, record: CertificationRecord | None) -> None:
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


#: So many unsettled pages and parts are named; a longer list says less.
_NAMED = 5


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
    if _wants_own_form(decision, work.directory.get(decision.destination)) and not came:
        raise NotAllowed(
            "The office wants its own form completed, and none came with this request. "
            "Ask for it (request-information, pages_missing)."
        )


def _wants_own_form(decision: Decision, listed: Destination | None) -> bool:
    return "own_form" in decision.reasons or (listed is not None and listed.own_form)


# -- what goes out ----------------------------------------------------------------------------------


def _compose_dispatches(
    work: Work, case: Case, decision: Decision, record: CertificationRecord | None, settings: DecisionSettings
) -> list[Dispatch]:
    held = needs_second_person(work, case, decision, record)
    make = _Maker(case, decision, record, held, settings.outbound)
    if decision.outcome is Outcome.REROUTE:
        return []
    if decision.outcome is Outcome.APPROVE and case.kind is Kind.VERIFICATION_REQUEST:
        return _verification_dispatches(work, decision, make)
    return [
        make.notice(_notice_recipient(work, case, record, settings.outbound), _letter(work, case, decision))
    ]


@dataclass(frozen=True, slots=True)
class _Maker:
    case: Case
    decision: Decision
    record: CertificationRecord | None
    held: bool
    settings: OutboundSettings

    def make(self, kind: DispatchKind, recipient: str, letter: Letter) -> Dispatch:
        """One dispatch that waits out the time for undoing."""
        identity = DispatchId(uuid.uuid4().hex)
        return Dispatch(
            id=identity,
            kind=kind,
            state=DispatchState.HELD if self.held else DispatchState.READY,
            case_id=self.case.id,
            submission_id=self.case.submission_id,
            recipient=recipient,
            message_id=message_id_of(identity, self.settings),
            snapshot=take_snapshot(self.record, self.decision.at) if self.record else None,
            words=(letter.subject, *letter.paragraphs),
            not_before=self.decision.at + timedelta(seconds=self.settings.undo_seconds),
        )

    def notice(self, recipient: str, letter: Letter) -> Dispatch:
        return self.make(DispatchKind.NOTICE, recipient, letter)


def message_id_of(dispatch_id: DispatchId, settings: OutboundSettings) -> str:
    """Fixed for the life of the dispatch; a bounce that quotes it is recognised by it."""
    return f"<{dispatch_id}.dispatch@{settings.message_id_domain}>"


def _letter(work: Work, case: Case, decision: Decision) -> Letter:
    findings = tuple(f for document_id in case.document_ids for f in work.documents.findings(document_id))
    asks = decision.outcome in (Outcome.REQUEST_INFORMATION, Outcome.REJECT)
    sentences = missing_sentences(decision.reasons, findings) if asks else ()
    return notice_letter(case.id, case.kind, decision.outcome, sentences)


def _notice_recipient(
    work: Work, case: Case, record: CertificationRecord | None, settings: OutboundSettings
) -> str:
    """The record's address; else the sender, who is told nothing but what to mend; else paper."""
    if record and record.email:
        return record.email
    facts = work.submissions.facts(case.submission_id)
    submission = work.submissions.get(case.submission_id)
    answerable = why_not_acknowledge(facts.headers, facts.automatic, facts.fax, settings) is None
    if submission.channel is Channel.EMAIL and answerable:
        return address_in(facts.headers.sender)
    return ""


def _verification_dispatches(work: Work, decision: Decision, make: _Maker) -> list[Dispatch]:
    listed = work.directory.get(decision.destination)
    destination = _destination_of(listed, decision.destination)
    letter = Letter(
        f"Verification of certification - {make.case.id}",
        (
            "Attached is the verification that your office was asked to receive from us.",
            "It can be checked against the public record at any time; the letter names the address.",
        ),
    )
    own_form = _wants_own_form(decision, listed)
    kind = DispatchKind.FORM_PRINT_JOB if own_form else DispatchKind.VERIFICATION_LETTER
    # A form that is completed by hand, and a letter with a seal, go by post: staff print them.
    mailed = bool(destination.email) and destination.takes(Way.EMAIL)
    by_mail = mailed and not destination.needs_seal and not own_form
    dispatch = make.make(kind, destination.email if by_mail else "", letter)
    return [replace(dispatch, destination=_lines_of(destination), seal=destination.needs_seal)]


def _lines_of(destination: Destination) -> str:
    """How to reach the office, as the letter prints it: postal address, else fax, else email."""
    faxed = destination.fax and destination.takes(Way.FAX)
    other_way = f"By fax: {destination.fax}" if faxed else destination.email
    return "\n".join(part for part in (destination.name, destination.address or other_way) if part)


def _destination_of(listed: Destination | None, typed: str) -> Destination:
    """The directory's entry, or what the reviewer typed: an address on one line or several."""
    if listed:
        return listed
    email = address_in(typed)
    rest = re.sub(re.escape(email), "", typed, flags=re.I).strip(" ,;<>\n") if email else typed
    return Destination(key="", name="", email=email, address=rest)


# -- name changes -------------------------------------------------------------------------------------


def _keep_name_change(
    work: Work, case: Case, decision: Decision, record: CertificationRecord, held: bool
) -> None:
    documents = [work.documents.get(DocumentId(d)) for d in case.document_ids]
    new_name = " ".join(decision.new_name.split()) or _first_value(documents, FieldName.NEW_NAME)
    if not new_name:
        raise NotAllowed(
            "No new name was read off the papers. Enter it, or ask for a document that states it."
        )
    work.records.add_pending_change(
        PendingNameChange(
            case_id=case.id,
            certification_number=record.certification_number,
            former_name=record.full_name,
            new_name=new_name,
            approved_at=decision.at,
            exported_at=None,
            confirmed_at=None,
            held=held,
        )
    )


def _first_value(documents: list[Document], name: FieldName) -> str:
    values = (d.value(name) for d in documents)
    return next((v for v in values if isinstance(v, str) and v), "")


def send_confirmed_cards(work: Work, settings: OutboundSettings, now: datetime) -> int:
    """After an import: cards for the name changes that the records now bear; how many."""
    sent = 0
    for change in work.records.confirm_changes(now):
        record = work.records.get(change.certification_number)
        if record is None:
            continue
        identity = DispatchId(uuid.uuid4().hex)
        letter = Letter(
            f"Your certification card - {change.case_id}",
            ("Your change of name is entered. Your certification card is attached.",),
        )
        sent += work.dispatches.add(
            Dispatch(
                id=identity,
                kind=DispatchKind.CERTIFICATION_CARD,
                state=DispatchState.READY,
                case_id=change.case_id,
                submission_id=work.cases.get(change.case_id).submission_id,
                recipient=record.email,
                message_id=message_id_of(identity, settings),
                snapshot=take_snapshot(record, now),
                words=(letter.subject, *letter.paragraphs),
                not_before=now,
            ),
            now,
        )
    return sent
