"""The pump: what is due is rung for; a broker that is away costs one try a look, not one for every job."""

from datetime import timedelta
from pathlib import Path

import pytest

import workers
from domain.errors import TransientError
from domain.ids import SubmissionId
from domain.kinds import Channel
from domain.limits import Limits
from domain.states import Stage
from domain.submissions import Arrival
from processing.stages.receive import keep_arrival
from storage.database import SqlStorage
from tests.processing.stages.envelopes import NOW, services_on
from workers import Pump


def take(storage: SqlStorage, count: int) -> None:
    for number in range(count):
        arrival = Arrival(Channel.SCAN, f"scan:{number}", f"{number}.tif", b"page %d" % number, NOW)
        keep_arrival(arrival, storage, NOW - timedelta(minutes=1))


def test_what_is_due_is_rung_for_once_in_a_while(storage: SqlStorage, tmp_path: Path) -> None:
    take(storage, 3)
    rung: list[Stage] = []

    def heard(stage: Stage, subject: str) -> bool:
        rung.append(stage)
        return True

    pump = Pump(services_on(storage, tmp_path), heard)
    assert (pump.ring_due(), pump.ring_due()) == (3, 0)
    assert rung == [Stage.UNPACK] * 3


def test_broker_that_is_away_is_asked_once_a_look_and_nothing_is_forgotten(
    storage: SqlStorage, tmp_path: Path
) -> None:
    take(storage, 3)
    asked: list[str] = []
    away = True

    def ring(stage: Stage, subject: str) -> bool:
        asked.append(subject)
        return not away

    pump = Pump(services_on(storage, tmp_path), ring)
    assert pump.ring_due() == 0
    assert len(asked) == 1
    away = False
    assert pump.ring_due() == 3


@pytest.mark.parametrize("stage", [Stage.UNPACK, Stage.READ])
def test_no_stage_is_broken_off_while_a_file_of_the_most_pages_is_worked_on(stage: Stage) -> None:
    limits = Limits()
    longest = limits.child_seconds * 1000 + limits.pages * limits.page_milliseconds
    assert workers.ACTORS[stage].options["time_limit"] > 10 * longest
    assert (
        workers.ACTORS[stage].options["time_limit"] > 10 * 1000 * limits.pages
    )  # a second a page, one reader


def test_stage_whose_record_is_away_is_put_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise TransientError("the database is briefly away")

    monkeypatch.setattr(workers, "_services", object())
    monkeypatch.setattr(workers, "run_stage", away)
    workers.unpack.fn(SubmissionId("s1"))
