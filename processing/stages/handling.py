"""What people do with a quarantine entry; every verb is a line of the audit log: the entry's history.

An entry is a piece of work with an owner and a due date: it is never deleted, and what is in it never
counts as processed. A retry makes what failed anew; a better copy becomes a submission of its own.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.errors import NotAllowed, NotThere
from domain.ids import AttachmentId, SubmissionId, UserName
from domain.kinds import Channel
from domain.ledger import Ending, subject_of
from domain.states import Stage
from domain.submissions import Arrival, Part, Submission
from processing.anew import REMAKING, clear_for_remaking, decided_case, forget_readings
from processing.cases.calendar import OfficeCalendar, add_business_days
from processing.ports import Account, QuarantineEntry, Storage, Work
from processing.stages.parking import PARKED_REMEDY, QUARANTINE_DAYS
from processing.stages.services import Unpacker


def open_entry(work: Work, entry_id: int) -> QuarantineEntry:
    """Raises `NotThere` where there is no such entry, and `NotAllowed` where it was closed already."""
    entry = any_entry(work, entry_id)
    if entry.resolved_at is not None:
        raise NotAllowed(f"Entry {entry_id} was closed already ({entry.resolution}).")
    return entry


def any_entry(work: Work, entry_id: int) -> QuarantineEntry:
    """Open or closed. Raises `NotThere` where there is none."""
    try:
        return work.quarantine.get(entry_id)
    except KeyError as error:
        raise NotThere(f"There is no entry {entry_id}. `quarantine list` shows them.") from error


def reason_group(entry: QuarantineEntry) -> str:
    """What entries of one cause share: the stage and the reason without its numbers."""
    plain = re.sub(r"\d+", "#", entry.reason).casefold()
    return hashlib.sha256(f"{entry.stage}|{plain}".encode()).hexdigest()[:12]


def retry_may_help(entry: QuarantineEntry) -> bool:
    """Whether another try may go otherwise: not where the file itself is at fault, such as a locked one."""
    return entry.stage is Stage.READ or entry.remedy == PARKED_REMEDY


def urgency(entry: QuarantineEntry) -> tuple[bool, Any, int]:
    """Sorts entries: escalated ones first, then by due date."""
    return entry.escalated_at is None, entry.due_on, entry.id


def retry_entry(work: Work, entry_id: int, by: UserName, now: datetime) -> None:
    """Make what failed anew, with no attempts counted; all that follows is made anew too.

    Raises `NotAllowed` where a case was decided, whose papers would be numbered anew under it.
    """
    entry = open_entry(work, entry_id)
    if entry.stage in REMAKING:
        clear_for_remaking(work, entry.submission_id, now)
    work.quarantine.resolve(entry_id, "retried", by, now, ending=Ending.RETRIED)
    if entry.stage is Stage.READ and entry.attachment_id is not None:
        forget_readings(work, entry.attachment_id, entry.submission_id, now)
    work.jobs.rewind(entry.stage, entry.submission_id, now)
    work.audit.append(by, "quarantine_retry", subject_of(entry_id), now, stage=entry.stage.value)


def retry_alike(
    work: Work,
    group: str,
    by: UserName,
    now: datetime,
    *,
    is_open: Callable[[SubmissionId], bool] = lambda _: True,
) -> list[int]:
    """Retry every open entry of one reason whose submission is open to who asks; gives their numbers.

    Those of which a case was decided stay, each with its own page to say so.
    """
    alike = [
        entry
        for entry in work.quarantine.entries()
        if reason_group(entry) == group and not _stays(work, entry) and is_open(entry.submission_id)
    ]
    for entry in alike:
        retry_entry(work, entry.id, by, now)
    return [entry.id for entry in alike]


def _stays(work: Work, entry: QuarantineEntry) -> bool:
    return entry.stage in REMAKING and decided_case(work, entry.submission_id) is not None


def assign_entry(work: Work, entry_id: int, owner: Account | None, by: UserName, now: datetime) -> None:
    """Give an entry to somebody; None gives it back to everybody."""
    open_entry(work, entry_id)
    if owner is not None and not owner.active:
        raise NotAllowed(f"'{owner.name}' is no active account.")
    name = owner.name if owner else ""
    work.quarantine.assign(entry_id, name)
    work.audit.append(by, "quarantine_assign", subject_of(entry_id), now, owner=name)


def close_entry(work: Work, entry_id: int, words: str, by: UserName, now: datetime) -> None:
    """Close with words that say what was done. Raises `NotAllowed` without any."""
    open_entry(work, entry_id)
    if not words.strip():
        raise NotAllowed("Say in words what was done with it.", field="words")
    work.quarantine.resolve(entry_id, words.strip(), by, now)
    work.audit.append(by, "quarantine_close", subject_of(entry_id), now)


def reopen_entry(work: Work, entry_id: int, by: UserName, now: datetime, calendar: OfficeCalendar) -> None:
    """Put a closed entry back into the queue, with a new due date."""
    if any_entry(work, entry_id).resolved_at is None:
        raise NotAllowed(f"Entry {entry_id} is open.")
    work.quarantine.reopen(entry_id, add_business_days(now, QUARANTINE_DAYS, calendar))
    work.audit.append(by, "quarantine_reopen", subject_of(entry_id), now)


def escalate_entry(work: Work, entry_id: int, by: UserName, now: datetime) -> None:
    """Put an entry before a supervisor: it stands first in the queue, and without an owner."""
    open_entry(work, entry_id)
    work.quarantine.escalate(entry_id, now)
    work.quarantine.assign(entry_id, "")
    work.audit.append(by, "quarantine_escalate", subject_of(entry_id), now)


# -- a better copy ------------------------------------------------------------------------------------


def replace_entry(
    storage: Storage, entry_id: int, raw: bytes, by: UserName, now: datetime, *, most_bytes: int
) -> Submission:
    """Take a better copy of what is in quarantine, and close the entry with it; nothing is deleted.

    The copy is a submission of its own, linked to the first and received when the first was: the office's
    clock went on. Of a scan it is a scan, which may be taken back. Raises `NotAllowed` where it
    cannot be one.
    """
    if not raw or len(raw) > most_bytes:
        size = f"larger than {most_bytes // 2**20} MB" if raw else "empty"
        raise NotAllowed(f"The file is {size}. Choose another one.")
    with storage.work() as work:
        entry = open_entry(work, entry_id)
        first = work.submissions.get(entry.submission_id)
    address = storage.files.put(raw)
    if address == first.original:
        raise NotAllowed("This is the very file that could not be handled. A better copy is wanted.")
    with storage.work() as work:
        open_entry(work, entry_id)
        copy, _ = work.submissions.take(_copy_of(first, entry_id, raw), address, now)
        work.submissions.link_replacement(copy.id, first.id)
        words = f"replaced by submission {copy.id}"
        work.quarantine.resolve(entry_id, words, by, now, ending=Ending.REPLACED, replaced_by=copy.id)
        work.audit.append(by, "quarantine_replace", subject_of(entry_id), now, submission=copy.id)
        return work.submissions.get(copy.id)


def _copy_of(first: Submission, entry_id: int, raw: bytes) -> Arrival:
    return Arrival(
        channel=Channel.SCAN if first.channel is Channel.SCAN else Channel.UPLOAD,
        receipt_key=f"replace:{entry_id}:{hashlib.sha256(raw).hexdigest()}",
        source=f"{first.source} (better copy, entry {entry_id})",
        raw=raw,
        received_at=first.received_at,
    )


# -- for a specialist ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Export:
    """A zip file with what is in quarantine and a manifest; its names hold no person's name."""

    name: str
    content: bytes


def export_entry(
    storage: Storage,
    entry_id: int,
    by: UserName,
    now: datetime,
    unpacker: Unpacker | None,
    *,
    hand_over: Callable[[Export], None] = lambda made: None,
) -> Export:
    """The original, or with an `unpacker` the one attachment that the entry is about; logged.

    Where `hand_over` fails, nothing is logged. Raises `NotAllowed` where the attachment does not come out of
    the original.
    """
    with storage.work() as work:
        entry = any_entry(work, entry_id)
        submission = work.submissions.get(entry.submission_id)
    raw = storage.files.get(submission.original)
    part = _part_of(entry, submission, raw, unpacker) if unpacker is not None else None
    content = raw if part is None else part.content
    manifest = _manifest(entry, submission, content, part) | {
        "exported_by": by,
        "exported_at": now.isoformat(),
    }
    made = Export(f"quarantine-{entry_id}.zip", _zip(manifest, content))
    with storage.work() as work:
        work.audit.append(
            by, "quarantine_export", subject_of(entry_id), now, sha256=manifest["sha256"], size=len(content)
        )
        hand_over(made)
    return made


def _part_of(entry: QuarantineEntry, submission: Submission, raw: bytes, unpacker: Unpacker) -> Part | None:
    """None where the entry is about the whole."""
    if entry.attachment_id is None:
        return None
    for part in _flatten(unpacker.unpack(raw, name=None).parts):
        if AttachmentId(f"{submission.id}-{part.path}") == entry.attachment_id and part.content:
            return part
    raise NotAllowed("This part does not come out of the original. Export the original instead.")


def _flatten(parts: Iterable[Part]) -> Iterable[Part]:
    for part in parts:
        yield part
        yield from _flatten(part.parts)


def _manifest(
    entry: QuarantineEntry, submission: Submission, content: bytes, part: Part | None
) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "submission": submission.id,
        "part": part.path if part else None,
        "media_type": part.media_type if part else None,
        "file": "content.bin",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "channel": submission.channel.value,
        "received_at": submission.received_at.isoformat(),
        "stage": entry.stage.value,
        "reason": entry.reason,
    }


def _zip(manifest: dict[str, Any], content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2))
        archive.writestr(str(manifest["file"]), content)
    return out.getvalue()
