"""Stages that failed and wait in quarantine, where they are run anew."""

from collections.abc import Sequence
from datetime import datetime

from domain.ids import SubmissionId, UserName
from domain.ledger import Ending
from domain.states import Stage
from processing.ports import Work


def close_failures(
    work: Work, stages: Sequence[Stage], submission_id: SubmissionId, by: UserName, now: datetime
) -> None:
    """Stages that failed before are run anew: what fails then is an entry of its own."""
    for entry in work.quarantine.of_submission(submission_id):
        if entry.resolved_at is None and entry.stage in stages:
            work.quarantine.resolve(entry.id, "made anew", by, now, ending=Ending.RETRIED)
