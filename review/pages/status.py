"""How the installation stands: what is wrong and what to do, then what lives, waits and came through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from commands.canaries import canary_senders_of
from commands.facts import last_reconciled, standing_alarms, watch_settings_of
from commands.polls import channel_names
from domain.kinds import Route
from domain.states import CaseStatus, JobState, Stage
from processing.ports import Beat, QuarantineEntry, Work
from processing.watch.facts import RECORDS_IMPORTED
from processing.watch.rules import named, span
from review.guard import Desk, check_form, desk_of, guarded, visitor_of
from review.numbers import RowNumber
from review.policy import Action
from review.render import render
from wiring import mailer_of

router = APIRouter(prefix="/status")

#: For how long alarms that are over are shown.
RECENT = timedelta(days=7)
#: Processes that were not seen for so long are not shown.
SHOWN_PROCESSES = timedelta(hours=12)


@router.get("")
@guarded(Action.VIEW_STATUS)
def show_status(request: Request) -> Response:
    """Alarms on top with what to do; below counts, times and names of channels only."""
    desk = desk_of(request)
    now = desk.now()
    standing = standing_alarms(desk.settings, desk.storage, now)
    with desk.storage.work() as work:
        values = {
            "alarms": standing,
            "over": work.alarms.recent(now - RECENT),
            "ways": work.alarms.ways(),
            "stages": _stages(work, now, entries := work.quarantine.entries()),
            "counts": _counts(work),
            "quarantined": len(entries),
            "overdue": work.vitals.overdue_quarantine(now.astimezone(desk.calendar.zone).date())[0],
            "records": work.records.count(),
            "imported": work.vitals.milestone(RECORDS_IMPORTED),
            "reconciled": last_reconciled(work),
            "processes": _processes(work, desk, now),
            **_channels(work, desk, now),
        }
    return render(request, "status.html", values | {"now": now, "span": span})


@router.post("/alarms/{alarm_id}")
@guarded(Action.ACKNOWLEDGE_ALARM)
def acknowledge(request: Request, alarm_id: RowNumber, form_token: Annotated[str, Form()]) -> Response:
    """Somebody takes it in hand: it is no longer told, and stands until its cause is gone."""
    check_form(request, form_token)
    desk, visitor = desk_of(request), visitor_of(request)
    with desk.storage.work() as work:
        if work.alarms.acknowledge(alarm_id, visitor.name, desk.now()):
            work.audit.append(visitor.name, "alarm_acknowledged", str(alarm_id), desk.now())
    return RedirectResponse("/status", status_code=303)


def _channels(work: Work, desk: Desk, now: datetime) -> dict[str, object]:
    """The channels (with whether each is silent) and canary routes that are set, polled or not."""
    limit = watch_settings_of(desk.settings).poll
    polls = {poll.channel: poll for poll in work.vitals.polls()}
    canaries = {state.route: state for state in work.canaries.states()}
    routes = [sender.route for sender in canary_senders_of(desk.settings, mailer_of(desk.settings))]
    return {
        "channels": [
            (named(name), poll, bool(poll and now - (poll.last_success or poll.first_at) > limit))
            for name in channel_names(desk.settings)
            for poll in (polls.get(name),)
        ],
        "routes": [(route, canaries.get(route)) for route in routes],
    }


@dataclass(frozen=True, slots=True)
class ShownProcess:
    """One process as the page shows it."""

    beat: Beat
    lives: bool
    replaced: bool
    """It is gone, and another of its part lives: nobody need look after it."""


def _processes(work: Work, desk: Desk, now: datetime) -> list[ShownProcess]:
    """By part, those that live first."""
    limit = watch_settings_of(desk.settings).beat
    shown = [beat for beat in work.vitals.beats() if now - beat.at < SHOWN_PROCESSES]
    living = {beat.part for beat in shown if now - beat.at <= limit}
    processes = [
        ShownProcess(beat, lives := now - beat.at <= limit, not lives and beat.part in living)
        for beat in shown
    ]
    return sorted(processes, key=lambda p: (p.beat.part, not p.lives, p.beat.host, p.beat.pid))


@dataclass(slots=True)
class StageLine:
    """One stage as the page shows it."""

    stage: Stage
    waiting: int = 0
    oldest: timedelta | None = None
    """Age of the oldest that waits and is due."""
    done: int = 0
    quarantined: int = 0
    """Open entries: of whole submissions, and of parts and pages whose submission went on."""


def _counts(work: Work) -> list[tuple[str, list[tuple[str, int]]]]:
    """(heading, counts): the cases that wait for staff by queue, and all by what became of them."""
    counts = work.cases.counts()
    return [
        (heading, [(name.value, counts[name]) for name in names if name in counts])
        for heading, names in (("Open cases by queue", Route), ("All cases", CaseStatus))
    ]


def _stages(work: Work, now: datetime, entries: Sequence[QuarantineEntry]) -> list[StageLine]:
    lines: dict[Stage, StageLine] = {}
    for stage, state, count, _ in work.jobs.standing():
        line = lines.setdefault(stage, StageLine(stage))
        line.done += count if state == JobState.DONE else 0
    for entry in entries:
        lines.setdefault(entry.stage, StageLine(entry.stage)).quarantined += 1
    for waiting in work.vitals.waiting(now):
        line = lines.setdefault(waiting.stage, StageLine(waiting.stage))
        line.waiting, line.oldest = waiting.count, now - waiting.oldest
    return [lines[stage] for stage in Stage if stage in lines]
