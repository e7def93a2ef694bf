"""What a decision sends: letters, forms, notices and cards, composed for the outbox."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.cases import Case, Decision, Dispatch, Snapshot
from domain.ids import CaseId, DispatchId
from domain.kinds import Channel, DispatchKind, Kind, Outcome, Way
from domain.records import CertificationRecord
from domain.states import DispatchState
from outbound.policy import OutboundSettings, address_in, why_not_acknowledge
from outbound.wording import Letter, missing_sentences, notice_letter
from processing.ports import Destination, Work

_GONE = (DispatchState.SENDING, DispatchState.SENT, DispatchState.UNCERTAIN)


def compose_dispatches(
    work: Work,
    case: Case,
    decision: Decision,
    record: CertificationRecord | None,
    settings: OutboundSettings,
    *,
    held: bool,
) -> list[Dispatch]:
    """What a decision sends; `held` until a second person confirms it."""
    make = _Maker(case, decision, record, held, settings)
    if decision.outcome is Outcome.REROUTE:
        return []
    if decision.outcome is Outcome.APPROVE and case.kind is Kind.VERIFICATION_REQUEST:
        return _verification_dispatches(work, decision, make)
    return [make.notice(_notice_recipient(work, case, record, settings), _letter(work, case, decision))]


def any_gone(dispatches: Iterable[Dispatch], decision: Decision) -> bool:
    """Whether anything of this decision is on its way; what an earlier one sent stops no undoing."""
    return any(d.state in _GONE and d.by_decision == decision.case_version for d in dispatches)


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
            by_decision=self.decision.case_version,
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
    """The record's address; else the sender, who is told nothing but what to mend; else paper.

    That no server of ours could be reached for days says nothing against the record's address: then nobody
    else is told, and the notice is printed.
    """
    vain = vain_addresses(work, case.id)
    if record and record.email and record.email.casefold() not in vain:
        return record.email
    if record and _was_worn_out(work, case, record.email, settings):
        return ""
    facts = work.submissions.facts(case.submission_id)
    submission = work.submissions.get(case.submission_id)
    answerable = why_not_acknowledge(facts.headers, facts.automatic, facts.fax, settings) is None
    sender = address_in(facts.headers.sender)
    if submission.channel is Channel.EMAIL and answerable and sender.casefold() not in vain:
        return sender
    return ""


def vain_addresses(work: Work, case_id: CaseId) -> frozenset[str]:
    """Where a mail of this case could not be brought, or came back from: the next would open it again too."""
    return frozenset(d.recipient.casefold() for d in work.dispatches.of_case(case_id) if went_in_vain(d))


def _was_worn_out(work: Work, case: Case, address: str, settings: OutboundSettings) -> bool:
    """Whether a mail of this case to an address failed only because it was put off too often."""
    return any(
        d.state is DispatchState.FAILED
        and d.attempts >= settings.max_attempts
        and d.recipient.casefold() == address.casefold() != ""
        for d in work.dispatches.of_case(case.id)
    )


def went_in_vain(dispatch: Dispatch) -> bool:
    """Whether it could not be brought, or came back."""
    came_back = dispatch.state is DispatchState.SENT and bool(dispatch.problem)
    return came_back or dispatch.state is DispatchState.FAILED


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
    own_form = wants_own_form(decision, listed)
    kind = DispatchKind.FORM_PRINT_JOB if own_form else DispatchKind.VERIFICATION_LETTER
    # A form that is completed by hand, and a letter with a seal, go by post: staff print them.
    reached = destination.email.casefold() not in vain_addresses(work, make.case.id)
    mailed = bool(destination.email) and destination.takes(Way.EMAIL) and reached
    by_mail = mailed and not destination.needs_seal and not own_form
    dispatch = make.make(kind, destination.email if by_mail else "", letter)
    return [replace(dispatch, destination=_lines_of(destination), seal=destination.needs_seal)]


def wants_own_form(decision: Decision, listed: Destination | None) -> bool:
    """Whether the office that asks has its own form completed instead of a letter."""
    return "own_form" in decision.reasons or (listed is not None and listed.own_form)


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
