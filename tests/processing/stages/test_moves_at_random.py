"""Papers moved, split, merged, taken back, asked for, decided and made anew in any order, also 16 at once:
every paper is in one case, the ledger explains everything, and no clock stands still that should run."""

import random
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases import Case, Decision
from domain.errors import NotAllowed, StaleDecision, TransientError
from domain.ids import SubmissionId, UserName
from domain.kinds import Outcome
from domain.ledger import Fate
from domain.states import CaseStatus
from processing.anew import clear_for_remaking
from processing.decisions import DecisionSettings, reopen_case
from processing.moving import move_papers, take_move_back
from processing.ports import Work
from processing.stages.services import Services
from storage.database import SqlStorage
from storage.reconcile import reconcile_store
from tests.examples import ONE_STORAGE, examples
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import arrive, services_on, settle
from tests.processing.stages.test_joining import CLOCK, LATER, finished
from tests.processing.stages.test_match_check_queue import CARD, DECREE, FORM, JOHN, JOHNS_FORM

RITA = UserName("rita")
#: (verb, and three numbers of which it takes what it needs, modulo what there is).
Step = tuple[str, int, int, int]
MOVES = ("move", "move", "split", "merge", "take back", "take back", "ask", "answer", "reject")
VERBS = (*MOVES, "again", "anew")


def step_by(chance: random.Random, verbs: Sequence[str]) -> Step:
    return chance.choice(verbs), chance.randrange(20), chance.randrange(20), chance.randrange(20)


steps = st.tuples(st.sampled_from(VERBS), *(st.integers(0, 20) for _ in range(3)))


def arrivals(services: Services) -> list[SubmissionId]:
    """Three mails of two people, eight papers."""
    with services.storage.work() as work:
        work.records.upsert([MARIA, JOHN], LATER)
    sent = [
        arrive(services, "one@example.org", [FORM, CARD, DECREE]),
        arrive(services, "two@example.org", [JOHNS_FORM, replace(CARD, text="Another card of hers")]),
        arrive(services, "three@example.org", [DECREE, replace(FORM, text="Once more"), JOHNS_FORM]),
    ]
    for submission_id in sent:
        settle(services, submission_id)
    finished(services, *sent)
    return sent


def all_cases(work: Work) -> list[Case]:
    return sorted(
        (row.case for row in work.cases.rows(statuses=tuple(CaseStatus), limit=500)), key=lambda c: c.id
    )


def take(services: Services, sent: Sequence[SubmissionId], step: Step) -> None:
    """One step; what the office refuses is refused."""
    verb, one, two, three = step
    if verb in ("again", "anew"):
        submission_id = sent[one % len(sent)]
        if verb == "anew":
            with services.storage.work() as work:
                clear_for_remaking(work, submission_id, LATER)
        for each in (submission_id, *sent) if verb == "anew" else (submission_id,):
            settle(services, each)
        return
    with services.storage.work() as work:
        cases = all_cases(work)
        case = cases[one % len(cases)]
        _act(work, verb, case, cases[two % len(cases)], three)


def _act(work: Work, verb: str, case: Case, other: Case, number: int) -> None:
    chosen = case.document_ids[number % len(case.document_ids) :] if case.document_ids else ()
    if verb in ("move", "split", "merge"):
        papers = case.document_ids if verb == "merge" else chosen
        target = None if verb == "split" else other.id
        move_papers(work, case.id, case.version, papers, target, RITA, CLOCK, "at random")
    elif verb == "take back":
        deeds = list(dict.fromkeys(m.deed for m in work.moves.of_case(case.id) if m.to_case == case.id))
        if deeds:
            take_move_back(work, case.id, case.version, deeds[number % len(deeds)], RITA, CLOCK)
    elif verb == "answer":
        reopen_case(work, case.id, RITA, "she telephoned", LATER, _SETTINGS)
    else:
        outcome = Outcome.REJECT if verb == "reject" else Outcome.REQUEST_INFORMATION
        decided = work.cases.decide(Decision(case.id, outcome, ("expired",), RITA, LATER, case.version))
        if decided.status is CaseStatus.WAITING:
            work.pauses.begin(case.id, LATER)
        else:
            work.pauses.end(case.id, LATER)


def check(services: Services, sent: Sequence[SubmissionId], *besides: Fate) -> None:
    """What must hold after anything; `besides` are ends of pages that these papers may come to."""
    with services.storage.work() as work:
        cases = all_cases(work)
        papers = [d.id for s in sent for d in work.documents.of_submission(s)]
        held = [d for case in cases for d in case.document_ids]
        assert sorted(held) == sorted(papers), "a paper is lost or doubled"
        hidden = [c.id for c in cases if c.status is CaseStatus.WITHDRAWN and c.document_ids]
        assert hidden == [], "a paper is in a case that nobody sees"
        for submission_id in sent:
            assert work.ledger.against_approval(submission_id) == []
            fates = {line.fate for line in work.ledger.of_submission(submission_id)} - {Fate.PARTS}
            assert fates <= {Fate.CASE, Fate.DUPLICATE, Fate.WORKED_ON, *besides}, fates
        owing = work.pauses.of_cases([c.id for c in cases])
        lasting = {case_id for case_id, all_ in owing.items() if all_[-1].ended_at is None}
        running = {c.id for c in cases if c.status in (CaseStatus.OPEN, CaseStatus.REOPENED)}
        assert not lasting & running, "a clock stands still that should run"


def sixteen(act: Callable[[int], None]) -> None:
    """Let sixteen do it at the same moment, each told its number."""
    barrier = threading.Barrier(16)

    def run(place: int) -> None:
        barrier.wait()
        act(place)

    threads = [threading.Thread(target=run, args=(place,)) for place in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


_SETTINGS = DecisionSettings(None)  # type: ignore[arg-type]


@given(st.lists(steps, min_size=1, max_size=12))
@settings(max_examples=examples(10), suppress_health_check=ONE_STORAGE)
def test_nothing_is_lost_by_any_sequence(
    make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path, taken: list[Step]
) -> None:
    folder = tmp_path / f"example-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    shutil.copy(upgraded_sqlite, folder / "intake.sqlite")
    storage = make_storage(folder)
    services = services_on(storage, folder)
    sent = arrivals(services)
    for step in taken:
        try:
            take(services, sent, step)
        except (NotAllowed, StaleDecision):
            continue
        check(services, sent)
    assert [d.words for d in reconcile_store(storage) if not d.explained] == []


@pytest.mark.parametrize("seed", [7])
def test_nothing_is_lost_on_either_database(storage: SqlStorage, tmp_path: Path, seed: int) -> None:
    services, chance = services_on(storage, tmp_path), random.Random(seed)
    sent = arrivals(services)
    for _ in range(30):
        step = step_by(chance, VERBS)
        try:
            take(services, sent, step)
        except (NotAllowed, StaleDecision):
            continue
        check(services, sent)


def test_sixteen_people_at_once_lose_and_double_nothing(storage: SqlStorage, tmp_path: Path) -> None:
    services = services_on(storage, tmp_path)
    sent = arrivals(services)
    done, broken = list[str](), list[BaseException]()

    def work_away(place: int) -> None:
        chance = random.Random(place)
        for _ in range(12):
            step = step_by(chance, MOVES)
            try:
                take(services, sent, step)
                done.append(step[0])
            except (NotAllowed, StaleDecision, TransientError):
                continue
            except BaseException as error:
                broken.append(error)

    sixteen(work_away)
    assert broken == []
    assert len(done) > 16
    check(services, sent)
    with services.storage.work() as work:
        decided = [d for case in all_cases(work) for d in work.cases.decisions(case.id)]
        moved = {p.move.deed for case in all_cases(work) for p in work.moves.history(case.id)}
        undone = [p.move.deed for case in all_cases(work) for p in work.moves.history(case.id) if p.undone_at]
    assert len(decided) == sum(verb in ("ask", "reject") for verb in done)
    assert set(undone) <= moved


def test_one_deed_is_taken_back_once_by_sixteen_at_once(storage: SqlStorage, tmp_path: Path) -> None:
    services = services_on(storage, tmp_path)
    sent = arrivals(services)
    with services.storage.work() as work:
        first, *_ = all_cases(work)
        new = move_papers(work, first.id, first.version, first.document_ids[:1], None, RITA, CLOCK)
        (deed,) = {m.deed for m in work.moves.of_case(new.id)}
    won = list[str]()

    def take_back(place: int) -> None:
        try:
            with services.storage.work() as work:
                take_move_back(work, new.id, new.version, deed, RITA, CLOCK)
            won.append(new.id)
        except (NotAllowed, StaleDecision):
            pass

    sixteen(take_back)
    assert len(won) == 1
    check(services, sent)


def test_a_decision_and_a_move_at_once_do_not_both_happen(storage: SqlStorage, tmp_path: Path) -> None:
    services = services_on(storage, tmp_path)
    sent = arrivals(services)
    with services.storage.work() as work:
        case = next(c for c in all_cases(work) if len(c.document_ids) > 1)
    won = list[str]()

    def run(place: int) -> None:
        try:
            with services.storage.work() as work:
                _act(work, "reject" if place % 2 else "split", case, case, 1)
            won.append("reject" if place % 2 else "split")
        except (NotAllowed, StaleDecision):
            pass

    sixteen(run)
    assert len(won) == 1
    check(services, sent)
