"""Approving against a finding, and a record that the machine did not name: both ask a second person."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.cases import Decision
from domain.documents import Evidence
from domain.errors import NotAllowed
from domain.ids import AttachmentId, CaseId
from domain.kinds import FieldName, MatchStatus, Outcome
from domain.states import DispatchState, PageUse, PartOutcome, Stage
from outbound.policy import OutboundSettings
from processing.decisions import DecisionSettings, confirm_as_second, decide_case
from processing.ports import NewDocument, NewPage, SubmissionFacts
from processing.second_person import needs_second_person
from storage.database import SqlStorage
from tests.storage.situations import (
    JOHN,
    NOW,
    NUMBER,
    add_records,
    an_attachment,
    decision,
    finding,
    match,
    open_case,
    record,
)


@pytest.fixture
def settings(tmp_path: Path) -> DecisionSettings:
    outbound = OutboundSettings(
        sender_address="oems.recert@mass.gov",
        own_addresses=("oems.recert@mass.gov",),
        acknowledgements_a_day=3,
        prints_folder=tmp_path / "print",
        undo_seconds=60,
    )
    return DecisionSettings(outbound=outbound)


def an_expired_card(storage: SqlStorage) -> CaseId:
    """A matched card against which the rule `expired` stands."""
    add_records(storage, record(), record("E0905678", "Ana", "Reis"))
    case_id = open_case(storage)
    with storage.work() as work:
        for document_id in work.cases.get(case_id).document_ids:
            work.documents.save_match(document_id, match())
            work.documents.save_findings(document_id, (finding(),), "1", ())
    return case_id


def decide(storage: SqlStorage, made: Decision, settings: DecisionSettings) -> list[DispatchState]:
    """What the decision laid into the outbox, by its states."""
    with storage.work() as work:
        decide_case(work, made, settings)
        return [dispatch.state for dispatch in work.dispatches.of_case(made.case_id)]


def test_finding_stands_against_approval_and_says_the_way(
    storage: SqlStorage, settings: DecisionSettings
) -> None:
    case_id = an_expired_card(storage)
    with pytest.raises(NotAllowed, match=r"expired.*exception_granted"):
        decide(storage, decision(case_id), settings)


def test_exception_needs_a_note(storage: SqlStorage, settings: DecisionSettings) -> None:
    case_id = an_expired_card(storage)
    with pytest.raises(NotAllowed, match="needs a note"):
        decide(storage, decision(case_id, reasons=("exception_granted",)), settings)


def test_exception_waits_for_a_second_person(storage: SqlStorage, settings: DecisionSettings) -> None:
    case_id = an_expired_card(storage)
    made = decision(case_id, reasons=("exception_granted",), note="The card says 2027; the fax smeared it.")
    assert decide(storage, made, settings) == [DispatchState.HELD]
    with storage.work() as work, pytest.raises(NotAllowed, match="cannot be the second person"):
        confirm_as_second(work, case_id, made.by, NOW)
    with storage.work() as work:
        assert confirm_as_second(work, case_id, JOHN, NOW) == 1
        assert [d.state for d in work.dispatches.of_case(case_id)] == [DispatchState.READY]


def test_record_that_the_machine_did_not_name_waits_for_a_second_person(
    storage: SqlStorage, settings: DecisionSettings
) -> None:
    add_records(storage, record(), record("E0905678", "Ana", "Reis"))
    case_id = open_case(storage)
    with storage.work() as work:
        for document_id in work.cases.get(case_id).document_ids:
            work.documents.save_match(document_id, match())
    other = decision(case_id, certification_number=record("E0905678").certification_number)
    assert decide(storage, other, settings) == [DispatchState.HELD]


@pytest.mark.parametrize(
    ("status", "state"),
    [(MatchStatus.MATCHED, DispatchState.HELD), (MatchStatus.AMBIGUOUS, DispatchState.READY)],
)
def test_another_record_than_the_sure_match_waits_for_a_second_person(
    storage: SqlStorage, settings: DecisionSettings, status: MatchStatus, state: DispatchState
) -> None:
    """So it is where a correction made the papers of an answered case a twin's: the case keeps its record."""
    add_records(storage, record(), record("E0905678", "Ana", "Reis"))
    case_id = open_case(storage)
    twin = match(record("E0905678").certification_number, status)
    both = replace(twin, candidates=(*twin.candidates, *match().candidates))
    with storage.work() as work:
        for document_id in work.cases.get(case_id).document_ids:
            work.documents.save_match(document_id, both)
    assert decide(storage, decision(case_id, certification_number=NUMBER), settings) == [state]


def test_number_that_an_import_gave_to_somebody_else_waits_for_a_second_person(
    storage: SqlStorage, settings: DecisionSettings
) -> None:
    add_records(storage, record())
    case_id = open_case(storage)
    read = record()
    with storage.work() as work:
        for document_id in work.cases.get(case_id).document_ids:
            said = {FieldName.HOLDER_NAME: read.full_name, FieldName.DATE_OF_BIRTH: str(read.date_of_birth)}
            evidence = [
                Evidence(
                    field=field, printed=value, value=value, page=0, box=None, confidence=0.99, reader="text"
                )
                for field, value in said.items()
            ]
            work.documents.save_evidence(document_id, evidence)
            work.documents.save_match(document_id, match())
    made = decision(case_id)
    with storage.work() as work:
        assert not needs_second_person(work, work.cases.get(case_id), made, read)
    add_records(storage, replace(record(first="Zelda", last="Otherwise"), date_of_birth=date(1951, 1, 1)))
    assert decide(storage, made, settings) == [DispatchState.HELD]


def test_matched_record_needs_no_second_person(storage: SqlStorage, settings: DecisionSettings) -> None:
    add_records(storage, record())
    case_id = open_case(storage)
    with storage.work() as work:
        for document_id in work.cases.get(case_id).document_ids:
            work.documents.save_match(document_id, match())
    made = decision(case_id, certification_number=NUMBER)
    assert decide(storage, made, settings) == [DispatchState.READY]


def test_notice_to_a_record_that_the_machine_did_not_name_waits_too(
    storage: SqlStorage, settings: DecisionSettings
) -> None:
    case_id = an_expired_card(storage)
    asked = decision(
        case_id,
        outcome=Outcome.REQUEST_INFORMATION,
        reasons=("expired",),
        certification_number=record("E0905678").certification_number,
    )
    assert decide(storage, asked, settings) == [DispatchState.HELD]


class TestPageEquation:
    """Everything that came with a case is in a document or set aside, or nothing of it is approved."""

    def test_page_in_no_document_is_named(self, storage: SqlStorage, settings: DecisionSettings) -> None:
        case_id = an_expired_card(storage)
        with storage.work() as work:
            submission = work.cases.get(case_id).submission_id
            (document,) = work.documents.of_submission(submission)
            kept = NewDocument(document.id, document.guess, document.page_ids, 0.9)
            work.documents.replace(submission, [kept], [])
        with pytest.raises(NotAllowed, match=r"\(page 2: being worked on\)"):
            decide(storage, decision(case_id), settings)

    def test_part_that_nothing_answers_for_is_named(
        self, storage: SqlStorage, settings: DecisionSettings
    ) -> None:
        case_id = an_expired_card(storage)
        with storage.work() as work:
            submission = work.cases.get(case_id).submission_id
            (document,) = work.documents.of_submission(submission)
            part = an_attachment(AttachmentId(f"{submission}-1"), "1", outcome=PartOutcome.UNREADABLE)
            pages = [
                NewPage(p.id, p.attachment_id, p.index, p.image, b"")
                for p in work.submissions.pages(submission)
            ]
            whole = an_attachment(AttachmentId(f"{submission}-0"))
            work.submissions.save_unpacked(submission, SubmissionFacts(), [whole, part], pages)
            kept = NewDocument(document.id, document.guess, document.page_ids, 0.9)
            work.documents.replace(submission, [kept], [(pages[1].id, PageUse.BLANK, "nothing on it")])
            work.jobs.quarantine(Stage.UNPACK, submission, "it stands", NOW)
        with pytest.raises(NotAllowed, match="part 1: UNEXPLAINED"):
            decide(storage, decision(case_id), settings)

    def test_does_not_stand_against_a_refusal(self, storage: SqlStorage, settings: DecisionSettings) -> None:
        case_id = an_expired_card(storage)
        with storage.work() as work:
            work.documents.replace(work.cases.get(case_id).submission_id, [], [])
        made = decision(case_id, outcome=Outcome.REJECT, reasons=("online_only",))
        assert decide(storage, made, settings)
