"""Correct a document: append a person's words, and have everything that rests on them made anew.

What the machine read stays beside them. The case stays open and with whoever holds it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from domain.cases import Case
from domain.corrections import KindWord, NewCorrection
from domain.documents import Document, Place
from domain.errors import NotAllowed
from domain.ids import CaseId, DocumentId, UserName
from domain.kinds import FIELDS_OF, FieldName, Kind
from domain.states import WAY, Stage
from domain.times import office_day
from processing.failures import close_failures
from processing.ports import Work

#: What is made anew after a correction; meanwhile nobody decides on what it replaces.
AFTER_CORRECTING: Final = (Stage.EXTRACT, Stage.MATCH, Stage.CHECK, Stage.QUEUE)

#: Years below which nobody trains for a certification, whatever the course.
YOUNGEST: Final = 14


def correct_fields(
    work: Work,
    case_id: CaseId,
    version: int,
    document_id: DocumentId,
    said: Mapping[FieldName, str | bool | None],
    by: UserName,
    now: datetime,
) -> Case:
    """Keep what a person says of a document's fields; None says that the paper does not say it.

    Raises `NotAllowed` where there is nothing to keep, a field is none of this kind or a birth date nobody's,
    `StaleDecision` where the case changed or a colleague has it.
    """
    document = _document_of(work, case_id, document_id)
    foreign = [name for name in said if name not in FIELDS_OF[document.guess.kind]]
    if foreign or not said:
        raise NotAllowed(
            "Nothing was changed. Change a value, tick what the paper does not say, or confirm the rest."
            if not said
            else f"A {document.guess.kind.value.replace('_', ' ')} has no field '{foreign[0].value}'."
        )
    _check_birth(said.get(FieldName.DATE_OF_BIRTH), document.value(FieldName.DATE_OF_BIRTH), office_day(now))
    read = work.documents.as_read(document_id)
    words = [NewCorrection(name, value, read.value(name)) for name, value in said.items()]
    return _keep(work, case_id, version, document, words, Stage.MATCH, by, now)


def _check_birth(said: str | bool | None, stands: str | bool | None, today: date) -> None:
    """Raises `NotAllowed` for a birth date, as ISO day or month, of which only a slip of the hand can make a
    person of ours; what the machine read may be confirmed, for so the paper may say it.
    """
    latest = f"{today.year - YOUNGEST}-{today:%m-%d}"
    if isinstance(said, str) and said != stands and said > latest:
        raise NotAllowed(
            f"Birth date: nobody younger than {YOUNGEST} holds a certification. Look at its year, or tick "
            "that the paper does not say it."
        )


def correct_kind(
    work: Work,
    case_id: CaseId,
    version: int,
    document_id: DocumentId,
    said: KindWord,
    by: UserName,
    now: datetime,
) -> Case:
    """Keep what a person says a document is; its fields are read anew as those of that kind.

    Raises as `correct_fields` does.
    """
    document = _document_of(work, case_id, document_id)
    if said.subkind is not None and said.kind is not Kind.OTHER:
        raise NotAllowed("Only a paper of the kind 'other' has a finer kind.")
    read = work.documents.as_read(document_id).guess
    words = [NewCorrection(None, said, KindWord(read.kind, read.subkind))]
    return _keep(work, case_id, version, document, words, Stage.EXTRACT, by, now)


def take_correction_back(
    work: Work, case_id: CaseId, version: int, correction_id: int, by: UserName, now: datetime
) -> Case:
    """What was said before it, or else the machine's reading, stands again. Raises as `correct_fields`."""
    try:
        found = work.corrections.get(correction_id)
    except KeyError as error:
        raise NotAllowed("There is no such correction.") from error
    word = found.correction
    if found.undone:
        raise NotAllowed("This correction was taken back already.")
    document = _document_with(work, case_id, word.place)
    stage = Stage.EXTRACT if word.field is None else Stage.MATCH
    case = _revise(work, case_id, version, document, stage, by, now)
    work.corrections.take_back(correction_id, by, now)
    _note(work, "correction_taken_back", case_id, document.id, [word.field], by, now)
    return case


def is_made_anew(work: Work, case: Case) -> bool:
    """Whether what this case rests on is being made anew just now."""
    return any(work.jobs.pending(AFTER_CORRECTING, key) for key in work.cases.submissions_of(case.id))


def is_split_anew(work: Work, case: Case) -> bool:
    """Whether what came with this case is being split anew just now: other papers may be in it then."""
    stages = WAY[: WAY.index(AFTER_CORRECTING[0])]
    return any(work.jobs.pending(stages, key) for key in work.cases.submissions_of(case.id))


def failed_anew(work: Work, case: Case) -> bool:
    """Whether making it anew failed and nobody settled that yet: match and findings are those of before."""
    keys = work.cases.submissions_of(case.id) if case.document_ids else []
    entries = [entry for key in keys for entry in work.quarantine.of_submission(key)]
    return any(entry.resolved_at is None and entry.stage in AFTER_CORRECTING for entry in entries)


def _document_of(work: Work, case_id: CaseId, document_id: DocumentId) -> Document:
    if document_id not in work.cases.get(case_id).document_ids:
        raise NotAllowed("This case has no such document.")
    try:
        return work.documents.get(document_id)
    except KeyError as error:
        raise NotAllowed("This document was split anew. Load the case again.") from error


def _document_with(work: Work, case_id: CaseId, place: Place) -> Document:
    """The document of a case that a word holds for: a later split may have given it another number."""
    for document_id in work.cases.get(case_id).document_ids:
        try:
            document = work.documents.get(document_id)
        except KeyError:
            continue
        if document.place == place:
            return document
    raise NotAllowed("This case has no such correction.")


def _keep(
    work: Work,
    case_id: CaseId,
    version: int,
    document: Document,
    words: Sequence[NewCorrection],
    stage: Stage,
    by: UserName,
    now: datetime,
) -> Case:
    case = _revise(work, case_id, version, document, stage, by, now)
    work.corrections.add(case_id, version, document, words, by, now)
    _note(work, "document_corrected", case_id, document.id, [word.field for word in words], by, now)
    return case


def _revise(
    work: Work,
    case_id: CaseId,
    version: int,
    document: Document,
    stage: Stage,
    by: UserName,
    now: datetime,
) -> Case:
    """Have all from `stage` on made anew: the jobs first, the case then, as the stages take them."""
    work.jobs.rewind(stage, document.submission_id, now)
    close_failures(work, WAY[WAY.index(stage) :], document.submission_id, by, now)
    return work.cases.revise(case_id, version, by, now)


def _note(
    work: Work,
    action: str,
    case_id: CaseId,
    document_id: DocumentId,
    fields: Sequence[FieldName | None],
    by: UserName,
    now: datetime,
) -> None:
    """Which fields, never their values."""
    names = ",".join(name.value if name else "kind" for name in fields)
    work.audit.append(by, action, case_id, now, document=document_id, fields=names)
