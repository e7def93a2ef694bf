"""Papers from one case into another: joined by the machine, moved by a person, taken back; nothing is lost.

Merging is moving every paper of a case, splitting is moving some into a case of their own.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from itertools import dropwhile
from typing import Final

from domain.cases import Case
from domain.errors import NotAllowed
from domain.ids import CaseId, DocumentId, SubmissionId, UserName
from domain.moves import MACHINE, Move, MoveReason
from domain.states import CaseStatus, Stage
from domain.submissions import Submission
from domain.times import office_day
from processing.cases.build import CheckedDocument
from processing.cases.joining import Claim
from processing.casework import CaseClock, open_case_of, propose_case_anew
from processing.corrections import is_made_anew
from processing.pausing import open_again
from processing.ports import Work

#: A case may be emptied only by moving, and gets its papers back only by taking that back.
_MOVED_AWAY: Final = CaseStatus.WITHDRAWN


# -- by the machine -----------------------------------------------------------------------------------


def join_case(
    work: Work, submission: Submission, papers: Sequence[CheckedDocument], home: Claim, clock: CaseClock
) -> Case:
    """Put the papers of a later submission into an open case; one that waited for them is in the queue again,
    with the days that were left when the applicant was asked."""
    before = home.case
    ids = tuple(paper.document.id for paper in papers)
    _record(work, ids, None, before, before, home.reason, MACHINE, clock.now)
    work.cases.change_papers(before.id, add=ids)
    if before.status is CaseStatus.WAITING:
        came = f"{office_day(submission.received_at)} by {submission.channel.value}"
        why = f"more papers came on {came}."
        open_again(work, before.id, why, clock, answered_at=submission.received_at, at_work=submission.id)
    work.audit.append(
        MACHINE, "papers_joined", before.id, clock.now,
        submission=submission.id, reason=home.reason.value, documents=len(ids),
    )  # fmt: skip
    return work.cases.get(before.id)


def send_home(work: Work, submission_id: SubmissionId, now: datetime) -> None:
    """The papers of a submission are made anew or taken back: none of them stays in another's case, and none
    of another submission in its cases; each then comes to a case by the machine again."""
    own = [case for case in work.cases.of_submission(submission_id) if case.submission_id == submission_id]
    begun = [*work.moves.of_submission(submission_id)]
    begun += [move for case in own for move in work.moves.of_case(case.id)]
    deeds = dict.fromkeys(move.deed for move in begun)
    # What was done at once is taken back at once, with the papers of others in it.
    moves = [move for deed in deeds for move in work.moves.deed(deed)]
    for deed in deeds:
        work.moves.take_back(deed, MACHINE, now)
    parted = {move.submission_id for move in moves}
    for move in moves:
        host = work.cases.get(move.to_case)
        is_guest = host.submission_id != move.submission_id and move.document_id in host.document_ids
        if is_guest and host.status is not CaseStatus.DECIDED:
            work.cases.change_papers(host.id, take=[move.document_id])
            # What the case is about and whose it is may rest on the paper that left.
            parted.add(host.submission_id)
            work.audit.append(
                MACHINE, "papers_sent_home", host.id, now, submission=move.submission_id, documents=1
            )
    for other in sorted(parted - {submission_id}):
        work.jobs.rewind(Stage.QUEUE, other, now)


# -- by a person --------------------------------------------------------------------------------------


def move_papers(
    work: Work,
    case_id: CaseId,
    version: int,
    document_ids: Sequence[DocumentId],
    to: CaseId | None,
    by: UserName,
    clock: CaseClock,
    why: str = "",
) -> Case:
    """Move papers into another case, or into a new one where `to` is None; the case they are in then.
    `why` is for colleagues.

    Raises `NotAllowed` with what to do instead, `StaleDecision` where either case was decided, changed or
    is with a colleague.
    """
    work.cases.lock([case_id] if to is None else [case_id, to])
    case = work.cases.get(case_id)
    chosen = [d for d in case.document_ids if d in set(document_ids)]
    _check_choice(case, chosen, to)
    _check_at_rest(work, case)
    work.cases.revise(case_id, version, by, clock.now)
    target = None if to is None else _take_target(work, to, by, clock.now)
    work.cases.change_papers(case_id, take=chosen)
    if target is None:
        target = open_case_of(work, chosen, clock)
    else:
        work.cases.change_papers(target.id, add=chosen)
    _record(work, chosen, case, target, case, MoveReason.PERSON, by, clock.now, why.strip())
    work.audit.append(by, "papers_moved", case_id, clock.now, to=target.id, documents=len(chosen))
    propose_case_anew(work, case_id, clock)
    return propose_case_anew(work, target.id, clock)


def take_move_back(
    work: Work, case_id: CaseId, version: int, deed: str, by: UserName, clock: CaseClock
) -> Case:
    """Papers go back to where they were before they came into this case, or get a case of their own.

    Raises as `move_papers` does. The case in which they are then.
    """
    work.cases.lock([case_id, *(move.from_case for move in work.moves.deed(deed) if move.from_case)])
    moves = work.moves.deed(deed)
    case = work.cases.get(case_id)
    if not moves or moves[0].to_case != case_id:
        raise NotAllowed("This was taken back already. Load the case again.")
    ids = [move.document_id for move in moves]
    if not set(ids) <= set(case.document_ids):
        raise NotAllowed("Some of these papers went on to another case. Take that back first.")
    _check_at_rest(work, case)
    work.cases.revise(case_id, version, by, clock.now)
    work.moves.take_back(deed, by, clock.now)
    work.cases.change_papers(case_id, take=ids)
    home = _give_back(work, moves, by, clock)
    work.audit.append(by, "move_taken_back", case_id, clock.now, to=home.id, documents=len(ids))
    propose_case_anew(work, case_id, clock)
    return propose_case_anew(work, home.id, clock)


def _give_back(work: Work, moves: Sequence[Move], by: UserName, clock: CaseClock) -> Case:
    first, ids = moves[0], [move.document_id for move in moves]
    if first.from_case is None:
        _wait_again(work, first)
        return open_case_of(work, ids, clock)
    home = work.cases.get(first.from_case)
    if home.status is not _MOVED_AWAY:
        home = _take_target(work, home.id, by, clock.now)
    elif home.document_ids:
        raise NotAllowed(f"{home.id} was withdrawn. Move the papers into a case of their own.")
    work.cases.change_papers(home.id, add=ids)
    if home.status is _MOVED_AWAY:
        work.cases.put_back(home.id, first.status_before, first.due_before)
    return work.cases.get(home.id)


def _wait_again(work: Work, move: Move) -> None:
    """The case waited until these papers came, and nothing else came since: it waits on."""
    case = work.cases.get(move.to_case)
    since = dropwhile(lambda past: past.move.deed != move.deed, work.moves.history(case.id))
    others = any(past.undone_at is None and past.move.to_case == case.id for past in since)
    if move.status_before is CaseStatus.WAITING and case.status is CaseStatus.REOPENED and not others:
        work.cases.put_back(case.id, CaseStatus.WAITING, move.due_before)
        work.pauses.go_on(case.id, work.submissions.get(move.submission_id).received_at)


def _check_choice(case: Case, chosen: Sequence[DocumentId], to: CaseId | None) -> None:
    if not chosen:
        raise NotAllowed("Choose the papers to move.", field="paper")
    if to == case.id:
        raise NotAllowed("These papers are in this case already. Name another one.", field="to")
    if to is None and len(chosen) == len(case.document_ids):
        words = "A new case would hold all papers of this one. Leave one here, or name a case."
        raise NotAllowed(words, field="to")


def _check_at_rest(work: Work, case: Case) -> None:
    if is_made_anew(work, case):
        raise NotAllowed("Its papers are being matched and checked anew. Move them in a moment.")


def _take_target(work: Work, case_id: CaseId, by: UserName, now: datetime) -> Case:
    """The other case, if it can take papers: neither decided nor with a colleague."""
    try:
        case = work.cases.get(case_id)
    except KeyError as error:
        raise NotAllowed(
            f"There is no case {case_id}. Write its whole reference, as C-2026-000123.", field="to"
        ) from error
    _check_at_rest(work, case)
    return work.cases.revise(case_id, case.version, by, now)


def _record(
    work: Work,
    document_ids: Sequence[DocumentId],
    from_case: Case | None,
    to_case: Case,
    before: Case,
    reason: MoveReason,
    by: UserName,
    now: datetime,
    why: str = "",
) -> None:
    deed = uuid.uuid4().hex
    work.moves.add(
        [
            Move(
                deed=deed,
                document_id=document_id,
                submission_id=work.documents.get(document_id).submission_id,
                from_case=from_case.id if from_case else None,
                to_case=to_case.id,
                reason=reason,
                status_before=before.status,
                due_before=before.due_on,
                by=by,
                at=now,
                why=why,
            )
            for document_id in document_ids
        ]
    )
