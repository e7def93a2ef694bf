"""`alarms`: what is wrong with the installation now, for people and for a monitoring system."""

import typer

from commands.base import AsJson, Exit, Home, explained, opened_storage, out, print_json
from commands.facts import standing_alarms
from domain.alarms import KeptAlarm
from domain.times import show_time
from outbound.alarm_ways import describe_alarm
from wiring import utc_now


@explained
def show_alarms(as_json: AsJson = False, home: Home = None) -> None:
    """What is wrong now and what to do; ends with 4 where any alarm stands."""
    with opened_storage(home) as (settings, storage):
        standing = standing_alarms(settings, storage, utc_now())
    for kept in standing:
        if as_json:
            print_json(describe_alarm(kept))
        else:
            _print(kept)
    if standing:
        raise typer.Exit(Exit.DIFFERENCES)
    if not as_json:
        out.print("Nothing is wrong.")


def _print(kept: KeptAlarm) -> None:
    known = f"since {show_time(kept.raised_at)}" if kept.id else "seen just now"
    seen = f", acknowledged by {kept.acknowledged_by}" if kept.acknowledged_by else ""
    out.print(f"{kept.alarm.kind.value} ({known}{seen})", markup=False)
    out.print(f"  {kept.alarm.words}", markup=False)
    out.print(f"  What to do: {kept.alarm.remedy}", markup=False)
