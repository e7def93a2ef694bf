"""What failed and waits in quarantine: in words, and where its stages are run anew."""

from collections.abc import Sequence
from datetime import datetime

from domain.ids import SubmissionId, UserName
from domain.ledger import Ending
from domain.states import Stage
from processing.ports import QuarantineEntry, Work

#: How the words of a part that cannot be opened say what the sender should do.
_ASKS = "Ask the sender "


def close_failures(
    work: Work, stages: Sequence[Stage], submission_id: SubmissionId, by: UserName, now: datetime
) -> None:
    """Stages that failed before are run anew: what fails then is an entry of its own."""
    for entry in work.quarantine.of_submission(submission_id):
        if entry.resolved_at is None and entry.stage in stages:
            work.quarantine.resolve(entry.id, "made anew", by, now, ending=Ending.RETRIED)


def tell_apart(entry: QuarantineEntry) -> tuple[str, str]:
    """(what is wrong, what to do). Where the reason gives the remedy's advice too, it is said once, in the
    words of whichever knows more."""
    wrong, asks, how = entry.reason.partition(_ASKS)
    if not (wrong and asks) or _ASKS.casefold() not in entry.remedy.casefold():
        return entry.reason, entry.remedy
    return wrong.rstrip(), asks + how if entry.remedy.startswith(_ASKS) else entry.remedy


def tell_whole(entry: QuarantineEntry) -> str:
    """What is wrong and what to do, as one text."""
    return " ".join(tell_apart(entry))
