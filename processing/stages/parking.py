"""Park what cannot be handled where people look."""

from domain.ids import AttachmentId, SubmissionId
from domain.states import PartOutcome, Stage
from processing.anew import REMAKING
from processing.cases.calendar import add_business_days
from processing.ports import Work
from processing.stages.services import Services

#: Business days in which somebody must have looked at a quarantine entry.
QUARANTINE_DAYS = 2

#: What to do about a stage that failed: it may go well another time.
PARKED_REMEDY = "Look at the original and handle it by hand, or retry."

#: What a clerk should do about a part, by what became of it.
REMEDIES: dict[PartOutcome, str] = {
    PartOutcome.NEEDS_PASSWORD: "Ask the sender for a copy without a password.",
    PartOutcome.UNREADABLE: "Open the original; where it cannot be read, ask the sender for another copy.",
    PartOutcome.REFUSED: "Ask the sender for a smaller file, as PDF.",
    PartOutcome.UNSUPPORTED: "Ask the sender for a PDF or a picture.",
    PartOutcome.PAGES: "Look at the original.",
}

_FETCH = "Fetch the fax from the service's own inbox and lay it into the scan folder."
#: The same where a fax service sent it: the fax came, and it is the service that must hand it over.
FAX_REMEDIES: dict[PartOutcome, str] = REMEDIES | {
    PartOutcome.NEEDS_PASSWORD: "If the fax service set it, open it with the password of the office's "
    "account there, and have the service deliver without one.",
    PartOutcome.UNSUPPORTED: _FETCH,
    PartOutcome.PAGES: _FETCH,
}


def park_submission(stage: Stage, submission_id: SubmissionId, reason: str, services: Services) -> None:
    """Quarantine one stage of a submission with its reason.

    Cases that were withdrawn to be made anew are open again where their papers are those of before; once
    splitting made them anew, a document's number may be another paper's.
    """
    now = services.clock()
    with services.storage.work() as work:
        work.jobs.quarantine(stage, submission_id, reason, now)
        if stage in REMAKING and work.batches.withdrawal(submission_id) is None:
            work.cases.bring_back(submission_id)
        add_quarantine(
            work,
            submission_id,
            None,
            stage,
            reason,
            PARKED_REMEDY,
            services,
        )


def add_quarantine(
    work: Work,
    submission_id: SubmissionId,
    attachment_id: AttachmentId | None,
    stage: Stage,
    reason: str,
    remedy: str,
    services: Services,
) -> None:
    """Make the entry, with a due date on the office's calendar."""
    now = services.clock()
    due_on = add_business_days(now, QUARANTINE_DAYS, services.office.office_days(work))
    work.quarantine.add(submission_id, attachment_id, stage, reason, remedy, due_on, now)
