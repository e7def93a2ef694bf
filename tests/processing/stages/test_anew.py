"""What is gone through anew loses, hides and doubles nothing."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import NotAllowed, StaleDecision
from domain.ids import DocumentId, SubmissionId, UserName
from domain.kinds import Priority
from domain.ledger import Fate
from domain.states import CaseStatus, Stage
from intake.parsers.cell import ParserCell
from processing.stages.decorating import choose_decoration
from processing.stages.handling import reason_group, retry_alike, retry_entry
from processing.stages.parking import park_submission
from processing.stages.running import run_stage
from processing.stages.services import Services
from storage.database import SqlStorage
from storage.files import EncryptedFileStore
from storage.reconcile import DifferenceKind, reconcile_store
from tests.processing.stages.envelopes import NOW, services_on
from tests.processing.stages.test_handling import (
    BROKEN,
    Reading,
    entries,
    fates,
    mail,
    picture,
    send,
    work_through,
)
from tests.storage.situations import decision

RITA = UserName("rita")


@pytest.fixture(scope="module")
def cell() -> Iterator[ParserCell]:
    with ParserCell() as running:
        yield running


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path, cell: ParserCell) -> Services:
    return replace(services_on(storage, tmp_path), unpacker=cell, reader=Reading())


def choose(services: Services, submission: SubmissionId, part: str, *, decoration: bool) -> None:
    with services.storage.work() as work:
        choose_decoration(work, submission, part, decoration=decoration, reason="seen", by=RITA, now=NOW)
    work_through(services, submission)


def test_broken_part_that_is_no_decoration_after_all_waits_in_quarantine_again(services: Services) -> None:
    submission = send(services, mail(BROKEN, ("card.png", picture())))
    choose(services, submission.id, "1", decoration=True)
    assert entries(services) == []
    choose(services, submission.id, "1", decoration=False)
    assert fates(services, submission)["part 1"] is Fate.QUARANTINED


def test_papers_of_a_decided_case_are_not_exchanged_under_it(services: Services) -> None:
    """Documents are numbered in order: a paper more or less would put another one into the decided case."""
    submission = send(services, mail(BROKEN, ("card.png", picture())))
    (entry,) = entries(services)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission.id)
        work.cases.decide(decision(case.id, case.version))
        with pytest.raises(NotAllowed, match="was decided already"):
            choose_decoration(work, submission.id, "2", decoration=True, reason="seen", by=RITA, now=NOW)
        with pytest.raises(NotAllowed, match="was decided already"):
            retry_entry(work, entry.id, RITA, NOW)
        assert retry_alike(work, reason_group(entry), RITA, NOW) == []
    work_through(services, submission.id)
    assert [e.id for e in entries(services)] == [entry.id]


def test_nobody_decides_a_case_while_its_papers_are_made_anew(services: Services) -> None:
    submission = send(services, mail(BROKEN, ("card.png", picture())))
    (entry,) = entries(services)
    with services.storage.work() as work:
        retry_entry(work, entry.id, RITA, NOW)
        (case,) = work.cases.of_submission(submission.id)
        with pytest.raises(StaleDecision):
            work.cases.decide(decision(case.id, case.version))
    work_through(services, submission.id)
    with services.storage.work() as work:
        (again,) = work.cases.of_submission(submission.id)
    assert (again.id, again.status) == (case.id, CaseStatus.OPEN)


def test_cases_are_open_again_where_going_anew_fails(services: Services) -> None:
    """The papers are those of before: a retry that fails must not take them from the queue."""
    submission = send(services, mail(BROKEN, ("card.png", picture())))
    (entry,) = entries(services)
    with services.storage.work() as work:
        (before,) = work.cases.of_submission(submission.id)
        retry_entry(work, entry.id, RITA, NOW)
    assert fates(services, submission)["page 1 of part 2"] is Fate.WORKED_ON
    services.storage.files.remove(submission.original)  # type: ignore[attr-defined]
    work_through(services, submission.id)
    with services.storage.work() as work:
        (after,) = work.cases.of_submission(submission.id)
    assert (after.id, after.status, after.document_ids) == (before.id, CaseStatus.OPEN, before.document_ids)
    assert after.version > before.version, "who looked at it meanwhile looks again"
    found = fates(services, submission)
    assert found["page 1 of part 2"] is Fate.CASE
    assert [entry.stage for entry in entries(services)] == [Stage.UNPACK]


def test_cases_whose_papers_are_gone_stay_withdrawn_and_the_ledger_says_so(services: Services) -> None:
    submission = send(services, mail(BROKEN, ("card.png", picture())))
    (entry,) = entries(services)
    with services.storage.work() as work:
        retry_entry(work, entry.id, RITA, NOW)
    run_stage(Stage.UNPACK, submission.id, services)
    park_submission(Stage.READ, submission.id, "Tried 3 times without success.", services)
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission.id)
        (whole, *_) = work.ledger.of_submission(submission.id)
    assert case.status is CaseStatus.WITHDRAWN
    assert (whole.fate, whole.cases) == (Fate.QUARANTINED, ())
    assert fates(services, submission)["page 1 of part 2"] is Fate.QUARANTINED


def test_paper_repeats_none_that_went_when_its_submission_was_made_anew(services: Services) -> None:
    """Set aside, the first is no paper any more: the second is the only one, and must not go as a repeat."""
    first = send(services, mail(("card.png", picture()), ("two.png", picture(words="Another"))))
    second = send(services, mail(("card.png", picture())), "mail-2", NOW + timedelta(hours=1))
    (document,) = documents_of(services, second.id)
    assert original_of(services, document) == documents_of(services, first.id)[0]
    choose(services, first.id, "1", decoration=True)
    choose(services, first.id, "2", decoration=True)
    work_through(services, second.id, Stage.CHECK)
    assert original_of(services, document) is None
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(second.id)
    assert case.priority is not Priority.LOW


def test_two_entries_tried_again_are_run_one_after_the_other(services: Services) -> None:
    """Unpacking and then reading of one submission: the pages that unpacking makes anew must be read too."""
    reader = services.reader
    assert isinstance(reader, Reading)
    reader.broken = True
    submission = send(services, mail(BROKEN, ("card.png", picture())))
    reader.broken = False
    by_stage = {entry.stage: entry for entry in entries(services)}
    with services.storage.work() as work:
        for stage in (Stage.UNPACK, Stage.READ):
            retry_entry(work, by_stage[stage].id, RITA, NOW)
        assert work.jobs.due(NOW, 9) == [(Stage.UNPACK, submission.id)]
    work_through(services, submission.id)
    assert Fate.UNEXPLAINED not in fates(services, submission).values()


def documents_of(services: Services, submission: SubmissionId) -> list[DocumentId]:
    with services.storage.work() as work:
        return [document.id for document in work.documents.of_submission(submission)]


def original_of(services: Services, document: DocumentId) -> DocumentId | None:
    with services.storage.work() as work:
        return work.documents.duplicate_of(document)


def test_picture_that_was_set_aside_leaves_no_unexplained_file(services: Services) -> None:
    """Its page's picture has no row any more: reconciliation names the submission and explains it."""
    submission = send(services, mail(("card.png", picture()), ("two.png", picture(words="Another"))))
    choose(services, submission.id, "1", decoration=True)
    files = services.storage.files
    assert isinstance(files, EncryptedFileStore)
    for address in files.addresses():
        os.utime(files.folder / address[:2] / address[2:4] / address, (0, 0))
    assert isinstance(services.storage, SqlStorage)
    [found] = reconcile_store(services.storage, deep=True)
    assert (found.kind, found.subject, found.explained) == (
        DifferenceKind.PICTURES_DROPPED,
        submission.id,
        True,
    )
