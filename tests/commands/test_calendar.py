"""`calendar`: what it says and changes, and what of the clock other verbs show."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import typer

from commands.alarms import show_alarms
from commands.calendar import close, days, open_day, show
from commands.queue import list_queue
from commands.queue import show as show_case
from domain.kinds import Kind, Priority
from processing.cases.calendar import OfficeCalendar, holidays_between
from tests.processing.desk import Desk

Say = Callable[..., str]
Fail = Callable[..., tuple[int, str]]

#: A working day that is still to come, whenever the test runs.
TO_COME = OfficeCalendar().next_working(date.today() + timedelta(days=40))

#: One that is over.
PAST = OfficeCalendar().next_working(date.today() - timedelta(days=20))
SATURDAY = TO_COME + timedelta(days=5 - TO_COME.weekday())
CHRISTMAS = next(
    day for day, _ in holidays_between(date.today(), date.today() + timedelta(days=800)) if day.month == 12
)


def test_a_day_is_closed_and_opened_again(desk: Desk, say: Say) -> None:
    desk.open(Kind.CPR_CARD, due_on=TO_COME)
    assert "Due dates moved: 1." in say(close, str(TO_COME), why="snow")
    assert f"{TO_COME}" in say(show)
    assert "snow" in say(show)
    assert {"day": str(TO_COME), "why": "snow"} in json.loads(say(show, as_json=True))["closed"]
    assert f"Open on {TO_COME}." in say(open_day, str(TO_COME))
    assert "snow" not in say(show)


def test_a_day_that_is_over_may_be_closed_late(desk: Desk, say: Say) -> None:
    desk.open(Kind.CPR_CARD, due_on=TO_COME)
    said = say(close, str(PAST), why="snow")
    assert f"Closed on {PAST}. Due dates moved: 1. That day is over" in said
    assert "That day is over" not in say(close, str(TO_COME), why="snow")


def test_a_kind_of_work_gets_days_of_its_own(desk: Desk, say: Say) -> None:
    case = desk.open(Kind.CPR_CARD, due_on=date(2026, 3, 16))
    assert say(days, Kind.CPR_CARD, 5) == "CPR card: 5 working days. Due dates moved: 1.\n"
    assert "CPR card               5 working days" in say(show)
    assert json.loads(say(show_case, case, as_json=True))["due_on"] == "2026-03-09"
    assert say(days, Kind.CPR_CARD) == "CPR card: 10 working days. Due dates moved: 1.\n"


@pytest.mark.parametrize(
    ("verb", "arguments", "options", "words"),
    [
        pytest.param(
            close,
            [str(CHRISTMAS)],
            {"why": "snow"},
            f"closed on {CHRISTMAS} already: Christmas Day",
            id="a holiday",
        ),
        pytest.param(close, [str(SATURDAY)], {"why": "snow"}, "already: Saturday", id="a weekend"),
        pytest.param(close, ["2019-03-05"], {"why": "snow"}, "too far away", id="years ago"),
        pytest.param(close, ["2207-02-17"], {"why": "snow"}, "too far away", id="a slip of the hand"),
        pytest.param(close, ["tomorrow"], {"why": "snow"}, "2027-02-17", id="no day"),
        pytest.param(open_day, ["2026-12-23"], {}, "no closure of 2026-12-23", id="not closed"),
        pytest.param(days, [Kind.OTHER, 0], {}, "from 1 to", id="no day at all"),
    ],
)
def test_says_what_is_wrong(
    desk: Desk,
    fail: Fail,
    verb: Callable[..., None],
    arguments: list[object],
    options: dict[str, str],
    words: str,
) -> None:
    code, said = fail(verb, *arguments, **options)
    assert code
    assert words in said


def test_queue_and_case_tell_elapsed_and_paused_days(desk: Desk, say: Say) -> None:
    case = desk.open(Kind.CPR_CARD)
    with desk.storage.work() as work:
        work.pauses.begin(case, desk.now + timedelta(days=2))
        work.pauses.end(case, desk.now + timedelta(days=9))
    [line] = say(list_queue, as_json=True).splitlines()
    told = json.loads(line)
    assert (told["paused_days"], told["stands_still"], told["nearness"]) == (5, False, "overdue")
    assert told["elapsed_days"] > 100
    listed = say(list_queue)
    assert "overdue by" in listed
    assert "5 paused" in listed
    assert f"working days           {told['elapsed_days']} elapsed, 5 paused" in say(show_case, case)


def test_what_is_late_or_urgent_is_an_alarm(
    desk: Desk, home: object, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.open(Kind.CPR_CARD)
    desk.open(Kind.OTHER, key="2", priority=Priority.URGENT)
    capsys.readouterr()
    with pytest.raises(typer.Exit):
        show_alarms(home=home)  # type: ignore[arg-type]
    said = capsys.readouterr().out
    assert "2 cases are overdue, the earliest since 2026-03-16." in said
    assert "1 urgent case has waited for a working day or longer." in said
