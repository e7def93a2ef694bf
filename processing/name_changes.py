"""Approved name changes: kept until the records bear them, then the card goes out."""

import uuid
from datetime import datetime

from domain.cases import Case, Decision, Dispatch
from domain.documents import Document
from domain.errors import NotAllowed
from domain.ids import DispatchId, DocumentId
from domain.kinds import DispatchKind, FieldName
from domain.records import CertificationRecord
from domain.states import DispatchState
from outbound.policy import OutboundSettings
from outbound.wording import Letter
from processing.outgoing import message_id_of, take_snapshot
from processing.ports import PendingNameChange, Work


def keep_name_change(
    work: Work, case: Case, decision: Decision, record: CertificationRecord, held: bool
) -> None:
    """An approved change waits for the records. Raises `NotAllowed` where no new name is known."""
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
