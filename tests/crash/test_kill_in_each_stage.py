"""kill -9 of the worker in the middle of each stage: nothing lost, nothing twice.

Each stage in one of the two modes; `make drill` takes each in both.
"""

from pathlib import Path

import pytest

from domain.states import Stage
from drills.offices import Office, Outcome
from processing.stages.running import RECIPES
from tests.crash.conftest import OfficeMaker
from tests.examples import EVERY_STEP

#: Where in each stage the blow falls; all three points occur, the costliest one most often.
POINT = {
    Stage.UNPACK: "computed",
    Stage.READ: "computed",
    Stage.SPLIT: "written",
    Stage.EXTRACT: "claimed",
    Stage.MATCH: "written",
    Stage.CHECK: "computed",
    Stage.QUEUE: "written",
}
#: In which mode each stage is struck.
STAGES = {
    "embedded": (Stage.UNPACK, Stage.EXTRACT, Stage.MATCH),
    "office": (Stage.READ, Stage.SPLIT, Stage.CHECK, Stage.QUEUE),
}
if EVERY_STEP:
    STAGES = dict.fromkeys(STAGES, tuple(RECIPES))


def kill_in(stage: Stage, office: Office) -> tuple[str, str]:
    """Start a worker, kill it when a submission stands in the stage; (stage, submission)."""
    worker = office.start("work", pause=f"{stage}:{POINT[stage]}")
    subject = office.await_pause(stage, worker)
    assert (stage, subject) in office.held(worker.pid)
    office.kill(worker)
    return stage, subject


def test_every_stage_has_its_kill() -> None:
    assert list(POINT) == list(RECIPES)
    assert {stage for stages in STAGES.values() for stage in stages} == set(RECIPES)
    assert set(POINT.values()) == {"claimed", "computed", "written"}


@pytest.mark.slow
def test_ends_as_if_nothing_had_happened(
    mode: str, make_office: OfficeMaker, papers: Path, undisturbed: Outcome
) -> None:
    office = make_office(papers)
    struck = [kill_in(stage, office) for stage in STAGES[mode]]
    office.start("work")
    office.await_settled()
    attempts = office.attempts()
    assert all(attempts[key] >= 2 for key in struck)
    assert office.outcome() == undisturbed
    assert office.start("reconcile", watched=False).wait(timeout=240) == 0
