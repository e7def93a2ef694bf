"""A file that kills its worker is quarantined after three attempts and stops nobody."""

from pathlib import Path

from domain.states import JobState, Stage
from drills.offices import Office, Outcome
from tests.crash.conftest import OfficeMaker, first_in

POISON = "arrival-002.eml"


def run_until_settled(office: Office) -> int:
    """Start a worker again whenever it dies; how often it died."""
    deaths = 0
    worker = office.start("work", poison=f"read:{POISON}")
    with office.storage() as storage:

        def settled() -> bool:
            nonlocal deaths, worker
            if worker.poll() is not None:
                deaths += 1
                worker = office.start("work", poison=f"read:{POISON}")
            with storage.work() as work:
                standing = work.jobs.standing()
            return all(state in {JobState.DONE, JobState.QUARANTINED} for _, state, _, _ in standing)

        office.wait_for(settled, "all others done and the poison parked")
    return deaths


@first_in("office")
def test_a_file_that_kills_its_worker_stops_nobody(
    make_office: OfficeMaker, mails: Path, undisturbed_mails: Outcome
) -> None:
    office = make_office(mails, max_attempts="3")
    assert run_until_settled(office) == 3
    outcome = office.outcome()
    poisoned = outcome.pop(POISON)
    assert outcome == {source: what for source, what in undisturbed_mails.items() if source != POISON}
    assert poisoned["cases"] == []
    assert [line["kind"] for line in poisoned["lines"]] == [None]
    assert "Tried 3 times" in poisoned["quarantine"][0]
    with office.storage() as storage, storage.work() as work:
        parked = [(stage, state) for stage, state, _, _ in work.jobs.standing() if state != JobState.DONE]
    assert parked == [(Stage.READ, JobState.QUARANTINED)]
    # A neighbour dies with it once, as something new; tried before, it is never beside the poison again.
    assert max(count for (_, subject), count in office.attempts().items() if subject not in dead(office)) <= 2


def dead(office: Office) -> set[str]:
    with office.storage() as storage, storage.work() as work:
        return {s.id for s in work.submissions.all() if s.source == POISON}
