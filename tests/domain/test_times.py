"""Times as people see them: office time with its zone, on every page and in every list."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.times import office_day, show_hour, show_time, still_holds

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        pytest.param(datetime(2026, 3, 2, 15, 5, tzinfo=UTC), "2026-03-02 10:05 EST", id="winter"),
        pytest.param(datetime(2026, 7, 1, 3, 30, tzinfo=UTC), "2026-06-30 23:30 EDT", id="the day before"),
        pytest.param(
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC), "2026-11-01 01:30 EDT", id="first half past one"
        ),
        pytest.param(
            datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "2026-11-01 01:30 EST", id="second half past one"
        ),
    ],
)
def test_moment_is_shown_in_office_time_with_its_zone(moment: datetime, shown: str) -> None:
    assert show_time(moment) == shown
    assert show_hour(moment) == shown[11:]
    assert office_day(moment) == date.fromisoformat(shown[:10])


def test_seconds_are_shown_where_they_tell_lines_apart() -> None:
    assert show_time(datetime(2026, 3, 2, 15, 5, 9, tzinfo=UTC), seconds=True) == "2026-03-02 10:05:09 EST"


def test_no_page_and_no_list_formats_a_time_of_its_own() -> None:
    """Else one page shows UTC and the next one office time, and nobody knows which."""
    own = re.compile(r"strftime|%H:%M|\bUTC\)|\} UTC")
    rooms = ("review", "commands", "outbound", "processing")
    files = [
        path for room in rooms for path in sorted((ROOT / room).rglob("*")) if path.suffix in (".py", ".html")
    ]
    assert len(files) > 100
    said = [f"{path.name}: {found[0]}" for path in files if (found := own.search(path.read_text("utf-8")))]
    assert said == []


@pytest.mark.parametrize(
    ("minutes", "holds"),
    [
        pytest.param(0, False, id="over"),
        pytest.param(15, True, id="given just now"),
        pytest.param(60, True, id="as long as any"),
        pytest.param(24 * 60, False, id="by a clock that was set back"),
    ],
)
def test_hold_stands_until_its_end_and_not_for_days(minutes: int, holds: bool) -> None:
    now = datetime(2026, 3, 2, 15, tzinfo=UTC)
    assert still_holds(now + timedelta(minutes=minutes), now) is holds
    assert not still_holds(None, now)
