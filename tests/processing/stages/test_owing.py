"""The clock of a case stands still from our notice until the answer; real storage, real mail server."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.clock import Closure, Pause, Term
from domain.errors import NotAllowed
from domain.ids import CaseId, CertificationNumber, SubmissionId
from domain.kinds import Kind, Outcome
from domain.states import CaseStatus, DispatchState
from processing.casework import OfficeClock
from processing.decisions import reopen_case
from processing.pausing import close_office, drop_term, open_office, reckon_anew, set_term
from processing.stages.dispatch import note_bounce
from storage.database import SqlStorage
from tests.processing.desk import Desk, mailer_to
from tests.servers.smtp import Inbox
from tests.storage.situations import JOHN, MARIA, record

OFFICE = OfficeClock()


@pytest.fixture
def desk(
    make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path, smtp_server: Inbox
) -> Desk:
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return Desk(make_storage(tmp_path), tmp_path, mailer_to(smtp_server))


def pauses(desk: Desk, case_id: CaseId) -> tuple[Pause, ...]:
    with desk.storage.work() as work:
        return work.pauses.of_cases([case_id]).get(case_id, ())


def state(desk: Desk, case_id: CaseId) -> tuple[CaseStatus, date]:
    with desk.storage.work() as work:
        case = work.cases.get(case_id)
    return case.status, case.due_on


def ask(desk: Desk) -> CaseId:
    """A case whose applicant was asked; the notice went a minute later."""
    case = desk.open(Kind.CPR_CARD)
    with desk.storage.work() as work:
        reckon_anew(work, OFFICE.read(work, desk.now))
    desk.decide(case, Outcome.REQUEST_INFORMATION)
    desk.send()
    return case


def record_answer(desk: Desk, case_id: CaseId, *, after: timedelta) -> None:
    desk.now += after
    with desk.storage.work() as work:
        reopen_case(work, case_id, JOHN, "she telephoned", desk.now, desk.decisions)


class TestOwing:
    def test_begins_when_the_notice_goes_and_not_before(self, desk: Desk) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case, Outcome.REQUEST_INFORMATION)
        assert pauses(desk, case) == ()
        desk.send()
        assert pauses(desk, case) == (Pause(desk.now),)

    def test_a_notice_that_waits_for_a_second_person_stops_no_clock(self, desk: Desk) -> None:
        other = replace(record(), certification_number=CertificationNumber("E0999999"))
        with desk.storage.work() as work:
            work.records.upsert([other], desk.now)
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case, Outcome.REQUEST_INFORMATION, certification_number=other.certification_number)
        desk.send()
        assert desk.states(case) == [DispatchState.HELD]
        assert pauses(desk, case) == ()

    def test_a_rejection_stops_no_clock(self, desk: Desk) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case, Outcome.REJECT)
        desk.send()
        assert pauses(desk, case) == ()

    def test_an_answer_that_a_person_records_ends_it_and_moves_the_due_date(self, desk: Desk) -> None:
        case = ask(desk)
        before = state(desk, case)[1]
        record_answer(desk, case, after=timedelta(days=14))
        (pause,) = pauses(desk, case)
        status, due_on = state(desk, case)
        assert (status, pause.ended_at) == (CaseStatus.REOPENED, desk.now)
        assert (due_on - before).days == 14

    def test_asked_twice_it_is_one_pause(self, desk: Desk) -> None:
        case = ask(desk)
        first = pauses(desk, case)
        desk.decide(case, Outcome.REQUEST_INFORMATION)
        desk.send()
        assert pauses(desk, case) == first

    def test_a_bounce_shows_that_nobody_was_asked(self, desk: Desk) -> None:
        case = ask(desk)
        before = state(desk, case)[1]
        (dispatch,) = desk.dispatches(case)
        desk.wait(3600)
        with desk.storage.work() as work:
            assert note_bounce(work, dispatch.message_id.encode(), desk.services, SubmissionId("bounce"))
        assert pauses(desk, case) == ()
        assert state(desk, case) == (CaseStatus.REOPENED, before)

    def test_a_decision_without_the_answer_ends_it_and_undoing_that_goes_on_waiting(self, desk: Desk) -> None:
        case = ask(desk)
        owed, before = pauses(desk, case), state(desk, case)
        desk.now += timedelta(days=7)
        desk.decide(case, Outcome.REJECT)
        assert pauses(desk, case)[0].ended_at == desk.now
        desk.undo(case)
        assert pauses(desk, case) == owed
        assert state(desk, case)[0] is before[0] is CaseStatus.WAITING

    @pytest.mark.parametrize("days", [1, -1], ids=["clock right", "clock set back"])
    def test_a_later_decision_that_is_undone_does_not_bring_it_back(self, desk: Desk, days: int) -> None:
        case = ask(desk)
        desk.now += timedelta(days=days)
        desk.decide(case)
        desk.send()
        record_answer(desk, case, after=timedelta(hours=1))
        desk.decide(case, Outcome.REJECT)
        desk.undo(case)
        (pause,) = pauses(desk, case)
        assert pause.ended_at is not None
        assert state(desk, case)[0] is CaseStatus.REOPENED

    def test_asking_once_more_and_undoing_that_goes_on_waiting(self, desk: Desk) -> None:
        case = ask(desk)
        owed, before = pauses(desk, case), state(desk, case)
        desk.now += timedelta(days=7)
        desk.decide(case, Outcome.REQUEST_INFORMATION)
        desk.undo(case)
        assert pauses(desk, case) == owed
        assert state(desk, case) == before

    def test_ends_where_asking_once_more_cancelled_what_was_to_be_asked_and_is_undone(
        self, desk: Desk
    ) -> None:
        case = ask(desk)
        desk.decide(case, Outcome.REQUEST_INFORMATION)
        desk.wait(1)
        desk.decide(case, Outcome.REQUEST_INFORMATION)
        desk.undo(case)
        (pause,) = pauses(desk, case)
        assert pause.ended_at == desk.now
        assert state(desk, case)[0] is CaseStatus.REOPENED

    def test_a_reroute_ends_it(self, desk: Desk) -> None:
        case = ask(desk)
        desk.now += timedelta(days=7)
        desk.decide(case, Outcome.REROUTE)
        assert pauses(desk, case)[0].ended_at == desk.now
        assert state(desk, case)[0] is CaseStatus.OPEN


class TestTheOfficesDays:
    """Received on a Monday; ten working days."""

    def open(self, desk: Desk) -> tuple[CaseId, date]:
        case = desk.open(Kind.CPR_CARD)
        with desk.storage.work() as work:
            reckon_anew(work, OFFICE.read(work, desk.now))
        return case, state(desk, case)[1]

    def close(self, desk: Desk, day: date, why: str = "snow") -> int:
        with desk.storage.work() as work:
            return close_office(work, Closure(day, why, MARIA, desk.now), OFFICE)

    def test_a_closure_moves_what_is_undecided_and_taking_it_back_moves_it_back(self, desk: Desk) -> None:
        case, due_on = self.open(desk)
        tomorrow = OFFICE.calendar.next_working(desk.now.date())
        assert self.close(desk, tomorrow) == 1
        assert state(desk, case)[1] == OFFICE.calendar.next_working(due_on)
        with desk.storage.work() as work:
            assert open_office(work, tomorrow, MARIA, desk.now, OFFICE) == 1
        assert state(desk, case)[1] == due_on

    def test_what_is_decided_stays(self, desk: Desk) -> None:
        case, due_on = self.open(desk)
        desk.decide(case)
        assert self.close(desk, OFFICE.calendar.next_working(desk.now.date())) == 0
        assert state(desk, case)[1] == due_on

    def test_a_case_somebody_looks_at_can_be_decided_still(self, desk: Desk) -> None:
        case, _ = self.open(desk)
        with desk.storage.work() as work:
            version = work.cases.get(case).version
        self.close(desk, OFFICE.calendar.next_working(desk.now.date()))
        with desk.storage.work() as work:
            assert work.cases.get(case).version == version

    def test_days_of_a_kind_of_work_count_for_that_kind_alone(self, desk: Desk) -> None:
        card, due_on = self.open(desk)
        form = desk.open(Kind.VERIFICATION_REQUEST, key="2")
        with desk.storage.work() as work:
            reckon_anew(work, OFFICE.read(work, desk.now))
            set_term(work, Term(Kind.VERIFICATION_REQUEST, 1, MARIA, desk.now), OFFICE)
        assert state(desk, card)[1] == due_on
        assert state(desk, form)[1] == OFFICE.calendar.next_working(desk.now.date())
        with desk.storage.work() as work:
            assert drop_term(work, Kind.VERIFICATION_REQUEST, MARIA, desk.now, OFFICE) == 1
        assert state(desk, form)[1] == due_on

    @pytest.mark.parametrize(
        ("day", "why", "words"),
        [
            pytest.param(date(2026, 12, 25), "snow", "closed on 2026-12-25 already", id="a holiday"),
            pytest.param(date(2026, 12, 23), "  ", "Say why", id="without a word"),
        ],
    )
    def test_a_closure_that_says_nothing_is_refused(
        self, desk: Desk, day: date, why: str, words: str
    ) -> None:
        with pytest.raises(NotAllowed, match=words):
            self.close(desk, day, why)

    def test_what_is_not_there_cannot_be_taken_back(self, desk: Desk) -> None:
        with desk.storage.work() as work:
            with pytest.raises(NotAllowed, match="no closure of"):
                open_office(work, date(2026, 12, 23), MARIA, desk.now, OFFICE)
            with pytest.raises(NotAllowed, match="already"):
                drop_term(work, Kind.OTHER, MARIA, desk.now, OFFICE)
            with pytest.raises(NotAllowed, match="from 1 to"):
                set_term(work, Term(Kind.OTHER, 0, MARIA, desk.now), OFFICE)

    def test_who_did_it_is_in_the_audit_log(self, desk: Desk) -> None:
        day = OFFICE.calendar.next_working(desk.now.date())
        self.close(desk, day)
        with desk.storage.work() as work:
            (entry,) = work.audit.entries(subject=str(day))
        assert (entry.who, entry.action, dict(entry.details)) == (MARIA, "office_closed", {"moved": 0})
