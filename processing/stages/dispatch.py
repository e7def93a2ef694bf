"""Dispatch: one row of the outbox goes out, never twice by the machine.

`sending` is committed before any data goes. What is found in `sending` after a crash is shown as "may
have been sent"; the machine does not try it again.
"""

import errno
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import structlog

from domain.cases import Dispatch
from domain.errors import DeploymentError, TransientError
from domain.ids import CaseId, DispatchId, SubmissionId
from domain.kinds import DispatchKind
from domain.states import DispatchState
from domain.times import office_day
from outbound.mailer import DeliveryRefused, DeliveryUncertain
from outbound.rendering import (
    compose_mail,
    render_card,
    render_notice,
    render_print_order,
    render_verification,
)
from outbound.wording import Letter
from processing.pausing import note_sent, open_again
from processing.ports import Work
from processing.ports.dispatches import LONGEST_WAIT
from processing.stages.print_job import form_pages_as_pdf
from processing.stages.services import Services

log = structlog.get_logger()

#: How long a row may be `sending` before it counts as left behind by a crash: longer than the slowest
#: dialogue that `outbound.mailer` has patience for.
SENDING_LEASE = timedelta(minutes=6)
#: Pause before a dispatch that was put off is tried again, doubled each time up to the longest.
FIRST_WAIT = timedelta(seconds=30)
#: What is said of a mail that a bounce quotes.
CAME_BACK = "A mail of ours came back undelivered."
#: What becomes of the next letter of its case (`processing.outgoing`).
ANOTHER_WAY = "What is decided now goes to another address, or is printed."
#: What a file is called; the case's reference goes before it, and no name ever.
FILE_WORDS = {
    DispatchKind.CERTIFICATION_CARD: "certification-card",
    DispatchKind.VERIFICATION_LETTER: "verification-letter",
    DispatchKind.FORM_PRINT_JOB: "form-to-complete",
    DispatchKind.NOTICE: "notice",
    DispatchKind.ACKNOWLEDGEMENT: "acknowledgement",
}


def send_dispatch(dispatch_id: DispatchId, services: Services) -> DispatchState | None:
    """Send one READY dispatch; the state it ends in, or None where it was not ours to send."""
    with services.storage.work() as work:
        if work.dispatches.get(dispatch_id).recipient and not services.mailer.is_set:
            return None  # it waits in the outbox until a mail server is set
        dispatch = work.dispatches.start_sending(dispatch_id, services.clock(), SENDING_LEASE)
        if dispatch is None:
            return None
        rendered = work.dispatches.content(dispatch_id)
    state, problem = _attempt(dispatch, rendered, services)
    state = _settle(dispatch, state, problem, services)
    log.info("dispatch_ended", dispatch_id=dispatch_id, kind=dispatch.kind.value, state=state.value)
    return state


def _attempt(
    dispatch: Dispatch, rendered: bytes | None, services: Services
) -> tuple[DispatchState, str | None]:
    """Make it ready, then hand it over; until it is handed over nothing can have gone."""
    try:
        content = rendered or _render(dispatch, services)
        _keep_content(dispatch, content, services)
        hand_over = _prepare_hand_over(dispatch, content, services)
    except TransientError as error:
        return _put_off(dispatch, str(error), services)
    except Exception as error:
        log.error("dispatch_not_ready", dispatch_id=dispatch.id, problem=type(error).__name__, exc_info=True)
        return DispatchState.FAILED, f"It could not be made ready ({type(error).__name__})."
    try:
        hand_over()
    except (TransientError, DeploymentError) as error:
        return _put_off(dispatch, str(error), services)
    except DeliveryRefused as error:
        return DispatchState.FAILED, str(error)
    except DeliveryUncertain as error:
        return DispatchState.UNCERTAIN, str(error)
    return DispatchState.SENT, None


def _put_off(dispatch: Dispatch, problem: str, services: Services) -> tuple[DispatchState, str]:
    worn_out = dispatch.attempts >= services.outbound.max_attempts
    return DispatchState.FAILED if worn_out else DispatchState.READY, problem


def send_due(services: Services, limit: int = 50) -> int:
    """Send what is due; how many went."""
    with services.storage.work() as work:
        due = work.dispatches.due(services.clock(), limit)
    return sum(send_dispatch(dispatch_id, services) is DispatchState.SENT for dispatch_id in due)


def _render(dispatch: Dispatch, services: Services) -> bytes:
    """The PDF that is attached or printed; empty where the mail's words are all."""
    today = office_day(services.clock())
    case = dispatch.case_id or ""
    snapshot = dispatch.snapshot
    if dispatch.kind is DispatchKind.CERTIFICATION_CARD and snapshot:
        return render_card(snapshot)
    if dispatch.kind is DispatchKind.VERIFICATION_LETTER and snapshot:
        return render_verification(snapshot, case, dispatch.destination, dispatch.seal, today)
    if dispatch.kind is DispatchKind.FORM_PRINT_JOB and snapshot:
        order = render_print_order(snapshot, case, dispatch.destination, today)
        return form_pages_as_pdf(order, dispatch, services)
    if not dispatch.recipient:
        addressee = snapshot.full_name if snapshot else ""
        return render_notice(_letter(dispatch), case, addressee, today)
    return b""


def _keep_content(dispatch: Dispatch, content: bytes, services: Services) -> None:
    if not content:
        return
    with services.storage.work() as work:
        work.dispatches.save_content(dispatch.id, content)


def _prepare_hand_over(dispatch: Dispatch, content: bytes, services: Services) -> Callable[[], None]:
    if not dispatch.recipient:
        name, folder = _print_name(dispatch), services.outbound.prints_folder
        return lambda: _lay_into_print_folder(name, content, folder)
    message = _compose(dispatch, content, services)
    return lambda: services.mailer.send(message, dispatch.recipient)


def _compose(dispatch: Dispatch, content: bytes, services: Services) -> EmailMessage:
    return compose_mail(
        _letter(dispatch),
        sender=services.outbound.sender_address,
        recipient=dispatch.recipient,
        message_id=dispatch.message_id,
        at=services.clock(),
        attachment=(_file_name(dispatch), content) if content else None,
        answers=dispatch.answers,
    )


def _letter(dispatch: Dispatch) -> Letter:
    return Letter(dispatch.words[0], dispatch.words[1:])


def _file_name(dispatch: Dispatch) -> str:
    return f"{dispatch.case_id or dispatch.id}-{FILE_WORDS[dispatch.kind]}.pdf"


def _print_name(dispatch: Dispatch) -> str:
    """A second letter of a case never takes the place of the first, printed or not."""
    return f"{dispatch.case_id or 'none'}-{FILE_WORDS[dispatch.kind]}-{dispatch.id[:8]}.pdf"


def _lay_into_print_folder(name: str, content: bytes, folder: Path) -> None:
    """Whole or not at all: staff never print half a letter. Raises `TransientError`."""
    unfinished = folder / f".{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(unfinished, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / name)
    except OSError as error:
        word = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise TransientError(f"The print folder cannot be written ({word}).") from error


def _settle(
    dispatch: Dispatch, state: DispatchState, problem: str | None, services: Services
) -> DispatchState:
    """Write down what came of it; the state it ends in. While it was tried, the case may have been decided
    otherwise: what was put off then goes no more, and what failed opens nothing again.
    """
    now = services.clock()
    with services.storage.work() as work:
        if dispatch.case_id:
            work.cases.lock([dispatch.case_id])  # a decision that is being made is waited for, and seen
        overruled = work.dispatches.is_overruled(dispatch.id)
        if overruled and state is DispatchState.READY:
            state = DispatchState.CANCELLED
        again = _next_try(dispatch, now) if state is DispatchState.READY else None
        work.dispatches.finish(dispatch.id, state, problem, now, again)
        work.audit.append("system", "dispatch", dispatch.id, now, kind=dispatch.kind.value, state=state.value)
        if state is DispatchState.SENT:
            note_sent(work, dispatch, now)
        if state is DispatchState.FAILED and dispatch.case_id and not overruled:
            clock = services.office.read(work, now)
            why = f"A dispatch failed: {problem}" + (f" {ANOTHER_WAY}" if dispatch.recipient else "")
            open_again(work, dispatch.case_id, why, clock, answered_at=now)
    return state


def _next_try(dispatch: Dispatch, now: datetime) -> datetime:
    pause: timedelta = FIRST_WAIT * 2 ** (dispatch.attempts - 1)
    return now + min(pause, LONGEST_WAIT)


def note_bounce(work: Work, raw: bytes, services: Services, submission_id: SubmissionId) -> bool:
    """Reopen the case whose dispatch a bounce quotes, that came as this submission; whether there was one.

    Where it was decided anew since, the letter of that decision counts, and the case stays as it is.
    """
    domain = services.outbound.message_id_domain
    for dispatch_id in find_dispatch_ids(raw, domain):
        try:
            dispatch = work.dispatches.get(dispatch_id)
        except KeyError:
            continue
        if dispatch.case_id:
            work.cases.lock([dispatch.case_id])
            work.dispatches.note_returned(dispatch_id, CAME_BACK)
            if not work.dispatches.is_overruled(dispatch_id):
                _open_undelivered(work, dispatch.case_id, services, submission_id)
            return True
    return False


def _open_undelivered(work: Work, case_id: CaseId, services: Services, bounce: SubmissionId) -> None:
    """Nobody was asked for anything, so that the clock never stood still."""
    now = services.clock()
    work.pauses.forget(case_id)
    clock = services.office.read(work, now)
    open_again(work, case_id, f"{CAME_BACK} {ANOTHER_WAY}", clock, answered_at=now, at_work=bounce)


def find_dispatch_ids(raw: bytes, domain: str) -> list[DispatchId]:
    """The dispatches whose Message-ID stands in a mail's bytes."""
    pattern = re.compile(rb"<([0-9a-f]{32})\.dispatch@" + re.escape(domain.encode()) + rb">")
    return [DispatchId(found.decode()) for found in dict.fromkeys(pattern.findall(raw))]
