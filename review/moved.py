"""What a case page shows of papers that came from elsewhere or went on: why, and taking it back."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.cases import Case
from domain.ids import CaseId
from domain.kinds import Channel
from domain.moves import MACHINE, Move, MoveReason, PastMove
from domain.times import office_day, show_time
from processing.ports import Work
from review.guard import Visitor
from review.policy import may_see

#: Why the machine put papers into a case.
_WHY = {
    MoveReason.REFERENCE: "they name this case",
    MoveReason.OUR_MAIL: "the mail answers ours about this case",
    MoveReason.THEIR_MAIL: "the mail goes on in the thread of one that is in this case",
    MoveReason.REPEAT: "the same papers came before and are in this case",
    MoveReason.RECORD: "same record and kind of request, and this case waited for the applicant",
    MoveReason.SENT_AGAIN: "who sent this case sent the same papers again after we had asked for more",
}


@dataclass(frozen=True, slots=True)
class ShownMove:
    """What was done at once."""

    deed: str
    words: str
    numbers: tuple[int, ...]
    """1-based, of the papers that are in the case still; empty where they went on."""


def show_moves(work: Work, case: Case, may_name: Callable[[CaseId], bool]) -> tuple[ShownMove, ...]:
    """Papers that came into a case, as people read it; oldest first. `may_name` as in `tell_moves`."""
    came: dict[str, list[Move]] = {}
    for move in work.moves.of_case(case.id):
        if move.to_case == case.id:
            came.setdefault(move.deed, []).append(move)
    return tuple(
        ShownMove(deed, _words(work, moves, may_name), _numbers(case, moves)) for deed, moves in came.items()
    )


def _words(work: Work, moves: list[Move], may_name: Callable[[CaseId], bool]) -> str:
    first = moves[0]
    if first.by == MACHINE:
        return f"Joined: {_arrival(work, first)}, because {_WHY[first.reason]}."
    why = f": {first.why}" if first.why else ""
    return f"Moved here from {_named(first.from_case, may_name)} by {first.by}, {office_day(first.at)}{why}."


def tell_moves(work: Work, case: Case, may_name: Callable[[CaseId], bool]) -> tuple[str, ...]:
    """The history of a case's papers in words, what was taken back included; `may_name` says which other
    cases the reader may know of."""
    deeds: dict[str, list[PastMove]] = {}
    for past in work.moves.history(case.id):
        deeds.setdefault(past.move.deed, []).append(past)
    return tuple(_tell(case, deed, may_name) for deed in deeds.values())


def _tell(case: Case, deed: list[PastMove], may_name: Callable[[CaseId], bool]) -> str:
    past, papers = deed[0], "1 paper" if len(deed) == 1 else f"{len(deed)} papers"
    move = past.move
    came = move.to_case == case.id
    other = move.from_case if came else move.to_case
    where = f"{'from' if came else 'to'} {_named(other, may_name)}" if other else "as it came"
    reason = f"because {_WHY[move.reason]}" if move.by == MACHINE else move.why or "no reason given"
    undone = f"; taken back by {past.undone_by}, {show_time(past.undone_at)}" if past.undone_at else ""
    verb = "joined" if move.by == MACHINE else "came" if came else "went"
    return f"{show_time(move.at)}: {papers} {verb} {where} by {move.by}, {reason}{undone}."


def _named(other: CaseId | None, may_name: Callable[[CaseId], bool]) -> str:
    return other if other and may_name(other) else "a case that you may not see"


def _arrival(work: Work, move: Move) -> str:
    submission = work.submissions.get(move.submission_id)
    sender = work.submissions.facts(move.submission_id).headers.sender
    named = f" from {sender}" if sender and submission.channel is Channel.EMAIL else ""
    return f"came {office_day(submission.received_at)} by {submission.channel.value}{named}"


def _numbers(case: Case, moves: list[Move]) -> tuple[int, ...]:
    ids = [move.document_id for move in moves]
    here = set(ids) <= set(case.document_ids)
    return tuple(case.document_ids.index(document_id) + 1 for document_id in ids) if here else ()


def where_papers_went(work: Work, case: Case, visitor: Visitor) -> tuple[CaseId, ...]:
    """The cases that papers of this one went to, as far as this person may see them."""
    gone = dict.fromkeys(m.to_case for m in work.moves.of_case(case.id) if m.from_case == case.id)
    return tuple(case_id for case_id in gone if may_see(work.cases.get(case_id), visitor.role))
