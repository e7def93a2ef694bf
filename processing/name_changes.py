"""Approved name changes: kept until the records bear them, then the card goes out."""

import uuid
from dataclasses import replace
from datetime import datetime

from domain.cases import Case, Decision, Dispatch
from domain.documents import Document
from domain.errors import NotAllowed
from domain.ids import CaseId, DispatchId, DocumentId
from domain.kinds import DispatchKind, FieldName, Outcome
from domain.records import CertificationRecord
from domain.states import DispatchState
from outbound.policy import OutboundSettings
from outbound.wording import Letter
from processing.outgoing import message_id_of, take_snapshot, vain_addresses, went_in_vain
from processing.ports import PendingNameChange, Work


def keep_name_change(
    work: Work, case: Case, decision: Decision, record: CertificationRecord, held: bool
) -> None:
    """An approved change waits for the records, in the place of what was approved in this case before.

    Where the records bear it already and its card goes or went, it is done. Where they bear it and its card
    did not reach anybody, the next import sends another. Raises `NotAllowed` where no new name is known.
    """
    documents = [work.documents.get(DocumentId(d)) for d in case.document_ids]
    new_name = " ".join(decision.new_name.split()) or _first_value(documents, FieldName.NEW_NAME)
    if not new_name:
        raise NotAllowed(
            "No new name was read off the papers. Enter it, or ask for a document that states it."
        )
    change = PendingNameChange(
        case_id=case.id,
        certification_number=record.certification_number,
        former_name=record.full_name,
        new_name=new_name,
        approved_at=decision.at,
        exported_at=None,
        confirmed_at=None,
        held=held,
    )
    before = work.records.pending_change(case.id)
    if before and _same(before, change):
        if before.confirmed_at and _card_stands(work, case):
            return
        # It may be entered by now: nobody is asked to enter it twice.
        change = replace(change, former_name=before.former_name, exported_at=before.exported_at)
    work.records.add_pending_change(change)


def _same(one: PendingNameChange, other: PendingNameChange) -> bool:
    return (one.certification_number, one.new_name) == (other.certification_number, other.new_name)


def _card_stands(work: Work, case: Case) -> bool:
    """Whether a card of the case waits, goes or went, as far as anybody knows."""
    cards = (d for d in work.dispatches.of_case(case.id) if d.kind is DispatchKind.CERTIFICATION_CARD)
    return any(d.state is not DispatchState.CANCELLED and not went_in_vain(d) for d in cards)


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
        reached = record.email.casefold() not in vain_addresses(work, change.case_id)
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
                recipient=record.email if reached else "",
                message_id=message_id_of(identity, settings),
                snapshot=take_snapshot(record, now),
                words=(letter.subject, *letter.paragraphs),
                not_before=now,
                by_decision=_approval(work, change.case_id),
            ),
            now,
        )
    return sent


def _approval(work: Work, case_id: CaseId) -> int | None:
    """The decision that approved the change which waits: the last approval, or the change were withdrawn."""
    made = (d for d in reversed(work.cases.decisions(case_id)) if d.undone_at is None)
    return next((d.case_version for d in made if d.outcome is Outcome.APPROVE), None)
