"""The outbox: nothing is sent twice by the machine."""

import threading
from datetime import datetime, timedelta

import pytest

from domain.errors import LostLease
from domain.ids import CaseId, DispatchId
from domain.kinds import DispatchKind, Outcome
from domain.states import DispatchState
from storage.database import SqlStorage
from tests.storage.situations import JOHN, LATER, NOW, decision, dispatch, open_case

LEASE = timedelta(minutes=5)
ONE, TWO = DispatchId("1" * 32), DispatchId("2" * 32)


@pytest.fixture
def ready(storage: SqlStorage) -> None:
    with storage.work() as work:
        assert work.dispatches.add(dispatch(), NOW)


def start(storage: SqlStorage) -> bool:
    with storage.work() as work:
        return work.dispatches.start_sending(ONE, NOW, LEASE) is not None


def state(storage: SqlStorage) -> DispatchState:
    with storage.work() as work:
        return work.dispatches.get(ONE).state


@pytest.mark.usefixtures("ready")
class TestOneDispatch:
    def test_comes_back_whole(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.dispatches.get(ONE) == dispatch()
            assert work.dispatches.due(NOW, 5) == [ONE]

    def test_same_message_id_is_added_once(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            again = dispatch(key="2", message_id=dispatch().message_id)
            assert not work.dispatches.add(again, NOW)
            assert len(work.dispatches.in_states(list(DispatchState))) == 1

    def test_is_started_by_one_of_many(self, storage: SqlStorage) -> None:
        barrier, started = threading.Barrier(10), list[bool]()

        def run() -> None:
            barrier.wait()
            started.append(start(storage))

        threads = [threading.Thread(target=run) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert started.count(True) == 1
        with storage.work() as work:
            assert work.dispatches.get(ONE).attempts == 1

    @pytest.mark.parametrize(
        "end", [DispatchState.SENT, DispatchState.FAILED, DispatchState.READY, DispatchState.UNCERTAIN]
    )
    def test_ends_as_it_went(self, storage: SqlStorage, end: DispatchState) -> None:
        start(storage)
        with storage.work() as work:
            work.dispatches.finish(ONE, end, "451 later", LATER)
        with storage.work() as work:
            found = work.dispatches.get(ONE)
        assert (found.state, found.problem) == (end, "451 later")

    def test_cannot_end_otherwise(self, storage: SqlStorage) -> None:
        start(storage)
        with storage.work() as work, pytest.raises(ValueError, match="does not end"):
            work.dispatches.finish(ONE, DispatchState.HELD, None, NOW)

    def test_left_by_a_crash_becomes_uncertain_and_is_never_started_again(self, storage: SqlStorage) -> None:
        start(storage)
        with storage.work() as work:
            assert work.dispatches.mark_uncertain(NOW + LEASE - timedelta(seconds=1)) == []
            assert work.dispatches.mark_uncertain(NOW + LEASE + timedelta(seconds=1)) == [ONE]
            assert work.dispatches.due(LATER, 5) == []
        assert not start(storage)
        with storage.work() as work, pytest.raises(LostLease, match="a person decides"):
            work.dispatches.finish(ONE, DispatchState.SENT, None, LATER)
        assert state(storage) is DispatchState.UNCERTAIN

    @pytest.mark.parametrize(("sent", "end"), [(True, DispatchState.SENT), (False, DispatchState.READY)])
    def test_uncertain_is_settled_by_a_person_once(
        self, storage: SqlStorage, sent: bool, end: DispatchState
    ) -> None:
        start(storage)
        with storage.work() as work:
            work.dispatches.mark_uncertain(LATER)
            work.dispatches.resolve_uncertain(ONE, sent, JOHN, LATER)
            assert work.dispatches.get(ONE).message_id == dispatch().message_id
        assert state(storage) is end
        with storage.work() as work, pytest.raises(LostLease):
            work.dispatches.resolve_uncertain(ONE, not sent, JOHN, LATER)

    def test_content_is_kept(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.dispatches.content(ONE) is None
            work.dispatches.save_content(ONE, b"%PDF" * 1000)
            assert work.dispatches.content(ONE) == b"%PDF" * 1000


def test_letter_comes_back_with_its_destination_and_seal(storage: SqlStorage) -> None:
    letter = dispatch(
        kind=DispatchKind.VERIFICATION_LETTER, destination="Maine EMS\nAugusta, ME 04333", seal=True,
        answers="<asked@example.org>", by_decision=4,
    )  # fmt: skip
    with storage.work() as work:
        work.dispatches.add(letter, NOW)
        assert work.dispatches.get(ONE) == letter


def test_waits_for_its_time(storage: SqlStorage) -> None:
    with storage.work() as work:
        work.dispatches.add(dispatch(not_before=LATER), NOW)
        assert work.dispatches.due(NOW, 5) == []
        assert work.dispatches.start_sending(ONE, NOW, LEASE) is None
        assert work.dispatches.due(LATER, 5) == [ONE]


def test_clock_that_is_set_back_holds_up_no_letter_and_doubles_none(storage: SqlStorage) -> None:
    before, later = NOW - timedelta(days=1), NOW + timedelta(minutes=1)
    with storage.work() as work:
        work.dispatches.add(dispatch(not_before=later), NOW)
        assert work.dispatches.due(NOW, 5) == []
        assert work.dispatches.due(before, 5) == [ONE]
        assert work.dispatches.start_sending(ONE, later, LEASE)
        assert work.dispatches.start_sending(ONE, before, LEASE) is None
        assert work.dispatches.mark_uncertain(later) == []
        assert work.dispatches.mark_uncertain(before) == [ONE]


def test_what_was_put_off_is_tried_at_once_where_somebody_asks_for_it(storage: SqlStorage) -> None:
    with storage.work() as work:
        work.dispatches.add(dispatch(), NOW)
        work.dispatches.add(dispatch(key="2", not_before=LATER), NOW)
        work.dispatches.start_sending(ONE, NOW, LEASE)
        work.dispatches.finish(ONE, DispatchState.READY, "The server is away.", NOW, NOW + timedelta(hours=4))
        assert work.dispatches.due(NOW, 5) == []
        assert work.dispatches.hurry(NOW) == 1
        assert work.dispatches.due(NOW, 5) == [ONE]
        assert work.dispatches.get(TWO).not_before == LATER, "the time for undoing is not over"


def test_tries_that_somebody_asks_for_wear_no_letter_out(storage: SqlStorage) -> None:
    later = NOW + timedelta(hours=4)
    with storage.work() as work:
        work.dispatches.add(dispatch(), NOW)
        for _ in range(5):
            work.dispatches.hurry(NOW)
            started = work.dispatches.start_sending(ONE, NOW, LEASE)
            assert started is not None
            assert started.attempts == 1
            work.dispatches.finish(ONE, DispatchState.READY, "The server is away.", NOW, later)


@pytest.mark.parametrize("end", [DispatchState.SENT, DispatchState.UNCERTAIN])
def test_what_came_back_went(storage: SqlStorage, ready: None, end: DispatchState) -> None:
    start(storage)
    with storage.work() as work:
        work.dispatches.finish(ONE, end, None, NOW)
        work.dispatches.note_returned(ONE, "It came back.")
        found = work.dispatches.get(ONE)
    assert (found.state, found.problem) == (DispatchState.SENT, "It came back.")


def test_decision_that_is_being_made_is_seen_where_somebody_asks_for_its_forerunner(
    storage: SqlStorage,
) -> None:
    """Else a letter would be asked for again in the moment after everything that waits was cancelled."""
    case_id = open_case(storage)
    with storage.work() as work:
        work.cases.decide(decision(case_id))
        work.dispatches.add(dispatch(case_id, state=DispatchState.UNCERTAIN, by_decision=1), NOW)
        work.cases.reopen(case_id, "more papers came.", NOW)

    def ask_again() -> None:
        with storage.work() as work:
            work.dispatches.resolve_uncertain(ONE, False, JOHN, LATER)

    asking = threading.Thread(target=ask_again)
    with storage.work() as work:
        work.cases.decide(decision(case_id, at=LATER, version=3))
        work.dispatches.overrule(case_id, LATER)
        asking.start()
        asking.join(timeout=0.5)
    asking.join()
    with storage.work() as work:
        assert work.dispatches.get(ONE).state is DispatchState.CANCELLED


def test_held_goes_when_a_second_person_confirmed(storage: SqlStorage) -> None:
    case_id = open_case(storage)
    with storage.work() as work:
        work.cases.decide(decision(case_id))
        work.dispatches.add(dispatch(case_id, state=DispatchState.HELD), NOW)
        assert work.dispatches.due(LATER, 5) == []
        assert work.dispatches.release_held(case_id, JOHN, NOW) == 1
        assert work.dispatches.due(LATER, 5) == [ONE]


def test_undo_cancels_what_has_not_started(storage: SqlStorage) -> None:
    case_id = open_case(storage)
    with storage.work() as work:
        work.cases.decide(decision(case_id))
        for key, begin in (("1", DispatchState.READY), ("2", DispatchState.HELD), ("3", DispatchState.READY)):
            work.dispatches.add(dispatch(case_id, key, state=begin), NOW)
        work.dispatches.start_sending(DispatchId("3" * 32), NOW, LEASE)
        assert work.dispatches.cancel(case_id, NOW) == 2
        assert work.dispatches.cancel(CaseId("C-2026-000099"), NOW) == 0
        assert [found.state for found in work.dispatches.of_case(case_id)] == [
            DispatchState.CANCELLED, DispatchState.CANCELLED, DispatchState.SENDING,
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "goes"),
    [
        pytest.param(DispatchKind.NOTICE, False, id="notice of a decision"),
        pytest.param(DispatchKind.VERIFICATION_LETTER, False, id="letter of a decision"),
        pytest.param(DispatchKind.ACKNOWLEDGEMENT, True, id="acknowledgement"),
        pytest.param(DispatchKind.CERTIFICATION_CARD, True, id="card by the records"),
    ],
)
def test_of_a_case_in_the_queue_goes_what_no_decision_sends(
    storage: SqlStorage, kind: DispatchKind, goes: bool
) -> None:
    case_id = open_case(storage)
    with storage.work() as work:
        work.dispatches.add(dispatch(case_id, kind=kind), NOW)
        assert work.dispatches.due(NOW, 5) == [ONE] * goes
        assert work.dispatches.overrule(case_id, NOW) == (not goes)
        assert (work.dispatches.start_sending(ONE, NOW, LEASE) is not None) == goes


def test_of_a_case_that_is_gone_through_anew_no_letter_goes_meanwhile(storage: SqlStorage) -> None:
    """Its cases are withdrawn while what came is split, and then in the queue again."""
    case_id = open_case(storage)
    with storage.work() as work:
        work.dispatches.add(dispatch(case_id), NOW)
        work.cases.withdraw(work.cases.get(case_id).submission_id)
        assert work.dispatches.due(NOW, 5) == []
        assert work.dispatches.start_sending(ONE, NOW, LEASE) is None
        assert work.dispatches.kept_back() == {ONE}


@pytest.mark.parametrize(
    ("outcome", "undone", "overruled"),
    [
        pytest.param(Outcome.APPROVE, False, True, id="one that stands"),
        pytest.param(Outcome.APPROVE, True, False, id="one taken back"),
        pytest.param(Outcome.REROUTE, False, False, id="passed on to colleagues"),
    ],
)
def test_is_overruled_by_a_later_decision_that_stands(
    storage: SqlStorage, outcome: Outcome, undone: bool, overruled: bool
) -> None:
    case_id = open_case(storage)
    with storage.work() as work:
        work.cases.decide(decision(case_id))
        work.dispatches.add(dispatch(case_id, by_decision=1), NOW)
        assert not work.dispatches.is_overruled(ONE)
        work.cases.reopen(case_id, "more papers came.", LATER)
        work.cases.decide(decision(case_id, at=LATER, version=3, outcome=outcome))
        if undone:
            work.cases.undo(case_id, JOHN, LATER)
        assert work.dispatches.is_overruled(ONE) == overruled


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(NOW - LEASE, id="set back"),
        pytest.param(NOW, id="the same moment"),
        pytest.param(LATER, id="later"),
    ],
)
class TestTwoDecisionsWhateverTheClockSays:
    @pytest.fixture
    def case_id(self, storage: SqlStorage, at: datetime) -> CaseId:
        """Decided, opened again and decided anew; each decision sends a letter."""
        case_id = open_case(storage)
        with storage.work() as work:
            work.cases.decide(decision(case_id))
            work.dispatches.add(dispatch(case_id, by_decision=1), NOW)
            work.cases.reopen(case_id, "more papers came.", at)
            work.cases.decide(decision(case_id, at=at, version=3))
            work.dispatches.add(dispatch(case_id, key="2", by_decision=3), at)
        return case_id

    @pytest.mark.usefixtures("case_id")
    def test_the_second_overrules_the_first(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.dispatches.is_overruled(ONE)
            assert not work.dispatches.is_overruled(TWO)

    def test_what_the_second_sends_is_cancelled_alone(self, storage: SqlStorage, case_id: CaseId) -> None:
        with storage.work() as work:
            assert work.dispatches.cancel(case_id, LATER, by_decision=3) == 1
            assert work.dispatches.get(ONE).state is DispatchState.READY
            assert work.dispatches.get(TWO).state is DispatchState.CANCELLED


@pytest.mark.parametrize(
    ("kind", "by_decision"),
    [
        pytest.param(DispatchKind.ACKNOWLEDGEMENT, None, id="acknowledgement"),
        pytest.param(DispatchKind.CERTIFICATION_CARD, 1, id="card by the records"),
    ],
)
def test_no_decision_overrules_what_none_sends(
    storage: SqlStorage, kind: DispatchKind, by_decision: int | None
) -> None:
    case_id = open_case(storage)
    with storage.work() as work:
        work.dispatches.add(dispatch(case_id, kind=kind, by_decision=by_decision), NOW)
        work.cases.decide(decision(case_id))
        work.cases.reopen(case_id, "more papers came.", LATER)
        work.cases.decide(decision(case_id, at=LATER, version=3))
        assert not work.dispatches.is_overruled(ONE)


def test_acknowledgements_are_counted_by_sender_and_thread(storage: SqlStorage) -> None:
    with storage.work() as work:
        work.dispatches.note_acknowledged("Ana.Reyes@example.org", "<a@example.org>", NOW)
        assert work.dispatches.acknowledged_since(" ana.reyes@EXAMPLE.org", NOW) == 1
        assert work.dispatches.acknowledged_since("ana.reyes@example.org", LATER) == 0
        assert work.dispatches.acknowledged_thread("ana.reyes@example.org", "<a@example.org>")
        assert not work.dispatches.acknowledged_thread("ana.reyes@example.org", "<b@example.org>")
        assert not work.dispatches.acknowledged_thread("bo@example.org", "<a@example.org>")
