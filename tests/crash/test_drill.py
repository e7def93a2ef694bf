"""A short `make drill`: random kills of processes that hold work, in both modes."""

import secrets
from pathlib import Path
from random import Random

from drills.kill import Drill, Report
from drills.offices import Outcome
from tests.crash.conftest import OfficeMaker


def test_random_kills_change_nothing(
    mode: str, make_office: OfficeMaker, papers: Path, undisturbed: Outcome
) -> None:
    report = Report(mode, secrets.randbelow(10**6))
    Drill(make_office(papers), Random(report.seed), report).run(2, 20, undisturbed)
    print(report.words())
    assert report.kills >= 1, f"seed {report.seed}: no process held work in twenty seconds"
