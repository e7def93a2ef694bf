"""Whether a picture is a paper: the machine sets signature logos aside, and a person may say otherwise.

The original stays as it is. A person's word is a recipe that every unpacking of the submission follows.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from domain.errors import NotAllowed
from domain.ids import SubmissionId, UserName
from domain.ledger import Ending
from domain.states import PartOutcome, Stage
from domain.submissions import Attachment, Part
from processing.anew import clear_for_remaking
from processing.ports import Work
from processing.stages.services import Unpacker


def choose_decoration(
    work: Work,
    submission_id: SubmissionId,
    path: str,
    *,
    decoration: bool,
    reason: str,
    by: UserName,
    now: datetime,
) -> None:
    """Set one part aside as decoration, or make it a paper again; its submission goes its way anew.

    Raises `NotAllowed` where there is nothing to change, no reason is given, or a case was decided.
    """
    part = next((a for a in work.submissions.attachments(submission_id) if a.path == path), None)
    _check(part, decoration)
    if not reason.strip():
        raise NotAllowed("Say why, in words.", field="reason")
    clear_for_remaking(work, submission_id, now)
    work.submissions.choose_decoration(submission_id, path, decoration, reason.strip(), by, now)
    for entry in work.quarantine.of_submission(submission_id):
        if decoration and part and entry.attachment_id == part.id and entry.resolved_at is None:
            # No answer for good: should the part become a paper again, so does its trouble.
            words = f"set aside as decoration: {reason.strip()}"
            work.quarantine.resolve(entry.id, words, by, now, ending=Ending.RETRIED)
    work.jobs.restart(Stage.UNPACK, submission_id, now)
    action = "set_aside_as_decoration" if decoration else "decoration_made_a_paper"
    work.audit.append(by, action, submission_id, now, part=path)


def _check(part: Attachment | None, decoration: bool) -> None:
    if part is None:
        raise NotAllowed("This submission has no such part.")
    if part.disposition == "body" or part.path == "0":
        raise NotAllowed("The message's text, or the file itself, is no decoration.")
    if part.decoration is decoration:
        raise NotAllowed("It is so already.")


def follow_choices(
    parts: tuple[Part, ...], choices: Mapping[str, bool], unpacker: Unpacker
) -> tuple[Part, ...]:
    """The parts as people chose: pictures made papers get their pages, what was set aside loses them."""
    return tuple(_follow(part, choices, unpacker) for part in parts) if choices else parts


def _follow(part: Part, choices: Mapping[str, bool], unpacker: Unpacker) -> Part:
    chosen = choices.get(part.path)
    if chosen is None or chosen is part.decoration:
        return replace(part, parts=follow_choices(part.parts, choices, unpacker))
    if chosen:
        return replace(part, decoration=True, outcome=PartOutcome.PAGES, problem=None, pages=(), parts=())
    opened = unpacker.unpack(part.content, name=part.name)
    pages = tuple(page for inner in opened.parts for page in inner.pages)
    return replace(
        part,
        decoration=False,
        outcome=opened.outcome,
        problem=opened.problem or (None if pages else "There is nothing to see in this picture."),
        pages=pages,
    )
