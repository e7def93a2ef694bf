"""For monitoring systems: whether all is well, without an account; figures, with a token."""

import time
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from commands.facts import standing_alarms
from domain.alarms import AlarmKind, KeptAlarm
from domain.errors import IntakeError
from processing.ports import CanaryState, PollState, Waiting
from review.guard import PUBLIC, Desk, desk_of, guarded
from review.tokens import same_token

router = APIRouter()

#: Seconds for which an answer stands: who asks often makes no work.
STANDS = 10.0


@router.get("/healthz")
@guarded(PUBLIC)
def show_health(request: Request) -> Response:
    """`ok` or `alarms` with their number, nothing else; 503 where the record is away."""
    try:
        count = len(_standing(request))
    except IntakeError:
        return JSONResponse({"status": "down", "alarms": 1}, status_code=503)
    return JSONResponse({"status": "alarms" if count else "ok", "alarms": count})


def _standing(request: Request) -> list[KeptAlarm]:
    """As seen within the last seconds."""
    state, now = request.app.state, time.monotonic()
    at, known = getattr(state, "standing", (-STANDS, []))
    if now - at >= STANDS:
        desk = desk_of(request)
        known = standing_alarms(desk.settings, desk.storage, desk.now())
        state.standing = (now, known)
    return list(known)


@router.get("/metrics")
@guarded(PUBLIC)
def show_metrics(request: Request) -> Response:
    """Figures in Prometheus' text format, for who shows the token of the settings.

    That somebody asks from this machine proves nothing: the reverse proxy does too.
    """
    desk = desk_of(request)
    expected, given = desk.settings.metrics_token, request.headers.get("authorization", "")
    if not expected or not same_token(given, f"Bearer {expected}"):
        return PlainTextResponse("Not found\n", status_code=404)
    registry = CollectorRegistry()
    _count_alarms(registry, _standing(request))
    _measure_work(registry, desk)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _count_alarms(registry: CollectorRegistry, standing: list[KeptAlarm]) -> None:
    gauge = Gauge("oems_alarms", "Alarms that stand", ["kind"], registry=registry)
    for kind in AlarmKind:
        gauge.labels(kind.value).set(sum(kept.alarm.kind is kind for kept in standing))


def _measure_work(registry: CollectorRegistry, desk: Desk) -> None:
    now = desk.now()
    with desk.storage.work() as work:
        waiting, polls, canaries = work.vitals.waiting(now), work.vitals.polls(), work.canaries.states()
        overdue, _ = work.vitals.overdue_quarantine(now.astimezone(desk.calendar.zone).date())
        alive = work.vitals.beats()
    _measure_stages(registry, waiting, now)
    _measure_channels(registry, polls, canaries, now)
    Gauge("oems_quarantine_overdue", "Quarantine entries past their due date", registry=registry).set(overdue)
    beats = Gauge("oems_part_seconds", "Seconds since a part was seen alive", ["part"], registry=registry)
    for beat in reversed(alive):
        beats.labels(beat.part).set((now - beat.at).total_seconds())


def _measure_stages(registry: CollectorRegistry, waiting: list[Waiting], now: datetime) -> None:
    count = Gauge("oems_stage_waiting", "Work of a stage that is due", ["stage"], registry=registry)
    age = Gauge("oems_stage_oldest_seconds", "Age of the oldest of it", ["stage"], registry=registry)
    for stage in waiting:
        count.labels(stage.stage.value).set(stage.count)
        age.labels(stage.stage.value).set((now - stage.oldest).total_seconds())


def _measure_channels(
    registry: CollectorRegistry, polls: list[PollState], canaries: list[CanaryState], now: datetime
) -> None:
    poll = Gauge(
        "oems_poll_seconds", "Seconds since a channel's last good poll", ["channel"], registry=registry
    )
    for state in polls:
        poll.labels(state.channel).set((now - (state.last_success or state.first_at)).total_seconds())
    way = Gauge("oems_canary_seconds", "What the last canary took", ["route"], registry=registry)
    for canary in canaries:
        if canary.took:
            way.labels(canary.route).set(canary.took.total_seconds())
