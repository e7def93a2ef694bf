"""Pauses, closures, terms and the order of what rises, on both databases."""

import threading
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from domain.clock import Closure, Pause, Term
from domain.ids import CaseId
from domain.kinds import Kind, Outcome, Priority
from domain.states import CaseStatus
from processing.ports import LateCases, Rising
from storage.database import SqlStorage
from storage.migrations.versions.v0013_clock import PAUSES_OF_WAITING
from tests.storage.situations import LATER, MARIA, NOW, decision, open_case

ANSWERED = LATER + timedelta(days=7)
TODAY = date(2026, 3, 9)
RISING = Rising(TODAY, date(2026, 3, 11))


def pauses(storage: SqlStorage, case_id: CaseId) -> tuple[Pause, ...]:
    with storage.work() as work:
        return work.pauses.of_cases([case_id]).get(case_id, ())


class TestPauses:
    def test_begin_and_end(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            assert not work.pauses.end(case_id, LATER)
            work.pauses.begin(case_id, LATER)
            work.pauses.begin(case_id, ANSWERED)
        assert pauses(storage, case_id) == (Pause(LATER),)
        with storage.work() as work:
            assert work.pauses.end(case_id, ANSWERED)
            work.pauses.begin(case_id, ANSWERED)
        assert pauses(storage, case_id) == (Pause(LATER, ANSWERED), Pause(ANSWERED))

    def test_an_answer_that_was_on_its_way_before_we_asked_ends_it_at_once(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.pauses.begin(case_id, LATER)
            work.pauses.end(case_id, NOW)
        assert pauses(storage, case_id) == (Pause(LATER, LATER),)

    def test_only_the_end_that_is_named_is_taken_back(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            assert not work.pauses.go_on(case_id, ANSWERED)
            work.pauses.begin(case_id, LATER)
            work.pauses.end(case_id, ANSWERED)
            assert not work.pauses.go_on(case_id, LATER)
            assert work.pauses.go_on(case_id, ANSWERED)
            assert work.pauses.go_on(case_id, ANSWERED), "it lasts already"
        assert pauses(storage, case_id) == (Pause(LATER),)

    @pytest.mark.parametrize("at", [ANSWERED, NOW], ids=["clock right", "clock set back"])
    def test_of_what_ended_in_one_moment_only_the_decision_that_ended_it_is_taken_back(
        self, storage: SqlStorage, at: datetime
    ) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.pauses.begin(case_id, LATER)
            work.pauses.end(case_id, at, by_decision=2)
            assert not work.pauses.go_on(case_id, at)
            assert not work.pauses.go_on(case_id, at, by_decision=4)
            assert work.pauses.go_on(case_id, at, by_decision=2)
            work.pauses.end(case_id, at)
            assert not work.pauses.go_on(case_id, at, by_decision=2)
            assert work.pauses.go_on(case_id, at)
        assert pauses(storage, case_id) == (Pause(LATER),)

    def test_forgotten_it_never_was(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.pauses.begin(case_id, LATER)
            assert work.pauses.forget(case_id)
            assert not work.pauses.forget(case_id)
        assert pauses(storage, case_id) == ()

    def test_two_that_begin_one_at_once_begin_one(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)

        def begin() -> None:
            with storage.work() as work:
                work.pauses.begin(case_id, LATER)

        threads = [threading.Thread(target=begin) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert pauses(storage, case_id) == (Pause(LATER),)


class TestOfficeDays:
    def test_closures_come_and_go(self, storage: SqlStorage) -> None:
        snow = Closure(date(2027, 2, 17), "snow", MARIA, NOW)
        with storage.work() as work:
            assert work.office_days.close(snow)
            assert not work.office_days.close(Closure(snow.day, "flood", MARIA, LATER))
            assert work.office_days.closures() == [snow]
            assert work.office_days.open(snow.day)
            assert not work.office_days.open(snow.day)

    def test_a_kind_of_work_has_one_term(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            for days in (3, 5):
                work.office_days.set_term(Term(Kind.CPR_CARD, days, MARIA, NOW))
            assert work.office_days.terms() == [Term(Kind.CPR_CARD, 5, MARIA, NOW)]
            assert work.office_days.drop_term(Kind.CPR_CARD)
            assert not work.office_days.drop_term(Kind.CPR_CARD)


class TestRising:
    def test_overdue_and_near_stand_before_the_rest_and_page_by_key(self, storage: SqlStorage) -> None:
        dues = [("far high", Priority.HIGH, 16), ("near", Priority.NORMAL, 11), ("late low", Priority.LOW, 6)]
        dues += [("urgent", Priority.URGENT, 20), ("far", Priority.NORMAL, 12), ("late", Priority.NORMAL, 5)]
        names = {
            open_case(storage, f"scan:{name}", priority=priority, due_on=date(2026, 3, day)): name
            for name, priority, day in dues
        }
        seen, after = list[str](), None
        with storage.work() as work:
            while page := work.cases.rows(after=after, limit=2, rising=RISING):
                seen += [names[row.case.id] for row in page]
                after = page[-1].case.id
        assert seen == ["urgent", "late", "late low", "near", "far high", "far"]

    def test_what_waits_for_the_applicant_does_not_rise(self, storage: SqlStorage) -> None:
        waiting, near = (open_case(storage, f"scan:{day}", due_on=date(2026, 3, day)) for day in (5, 11))
        with storage.work() as work:
            work.cases.decide(decision(waiting, outcome=Outcome.REQUEST_INFORMATION))
            rows = work.cases.rows(statuses=tuple(CaseStatus), rising=RISING)
        assert [row.case.id for row in rows] == [near, waiting]

    def test_rows_tell_pauses_and_when_a_case_was_decided(self, storage: SqlStorage) -> None:
        paused, decided = open_case(storage, "scan:1"), open_case(storage, "scan:2")
        with storage.work() as work:
            work.pauses.begin(paused, LATER)
            work.cases.decide(decision(decided, at=LATER))
            rows = {row.case.id: row for row in work.cases.rows(statuses=tuple(CaseStatus))}
        assert (rows[paused].pauses, rows[paused].settled_at) == ((Pause(LATER),), None)
        assert (rows[decided].pauses, rows[decided].settled_at) == ((), LATER)

    def test_late_and_urgent_ones_are_counted_for_the_supervisor(self, storage: SqlStorage) -> None:
        for day in (5, 6, 9, 10):
            open_case(storage, f"scan:{day}", due_on=date(2026, 3, day))
        answered = open_case(storage, "scan:urgent", priority=Priority.URGENT, due_on=date(2026, 3, 5))
        open_case(storage, "scan:self", priority=Priority.URGENT, due_on=date(2026, 3, 16))
        with storage.work() as work:
            work.cases.decide(decision(answered))
            assert work.vitals.late_cases(TODAY) == LateCases(2, date(2026, 3, 5), 1)
            assert work.vitals.late_cases(date(2026, 3, 1)) == LateCases(0, None, 0)
            assert work.vitals.urgent_cases() == [NOW]


def test_cases_that_wait_when_the_program_is_renewed_get_their_pause(storage: SqlStorage) -> None:
    asked, again, undone, answered = (open_case(storage, f"scan:{n}") for n in range(4))
    ask = Outcome.REQUEST_INFORMATION
    with storage.work() as work:
        work.cases.decide(decision(asked, outcome=ask))
        work.cases.decide(decision(again, outcome=ask))
        work.cases.decide(decision(again, 2, outcome=ask, at=LATER))
        work.cases.decide(decision(undone, outcome=ask))
        work.cases.undo(undone, MARIA, LATER)
        work.cases.decide(decision(answered, outcome=ask))
        work.cases.decide(decision(answered, 2))
    with storage.work() as work:
        work.session.execute(sa.text(PAUSES_OF_WAITING))
        assert work.pauses.of_cases([asked, again, undone, answered]) == {
            asked: (Pause(NOW),),
            again: (Pause(LATER),),
        }
