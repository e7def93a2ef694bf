"""Whom a request asks for besides the person that its values name."""

from collections.abc import Sequence

from domain.corrections import PERSON
from domain.documents import Document
from domain.ids import CertificationNumber
from domain.kinds import FieldName, Kind
from domain.pages import PageReading, PageSource
from domain.records import CertificationRecord, Match, MatchQuery
from processing.matching.others import bears_another, tell_others
from processing.matching.printed import words_of
from processing.matching.query import find_birth_dates, find_days, find_numbers
from processing.ports import Work
from processing.stages.pages import texts_of

#: What tells of two people of a paper whose it is.
_SAYS_WHOSE = frozenset({"number", "same_submission"})

#: What tells whom a paper is about.
_WHO = (FieldName.APPLICANT_NAME, FieldName.CERTIFICATION_NUMBER, FieldName.DATE_OF_BIRTH)


def others_asked(
    work: Work, document: Document, match: Match, readings: Sequence[PageReading]
) -> tuple[str, ...]:
    """The other people of a request, in words for staff; of a mail's text also one told by a birth date."""
    if document.guess.kind is not Kind.VERIFICATION_REQUEST:
        return ()
    own, second = ("\n".join(texts) for texts in texts_of(readings))
    is_body = all(reading.source is PageSource.BODY for reading in readings)
    found = (work.records.get(CertificationNumber(number)) for number in find_numbers(own))
    best = match.best.certification_number if match.best else None
    others = tell_others(best, [r for r in found if r], words_of((own, second)), is_body=is_body)
    if not others and is_body and len(find_birth_dates(own)) > 1:
        return ("somebody of another birth date",)
    return tuple(f"{record.full_name} ({record.certification_number})" for record in others)


def names_another(work: Work, document: Document, match: Match, readings: Sequence[PageReading]) -> bool:
    """Whether a paper that changes a name bears the name and birth date of another person on record too.

    A number, or a paper beside it, says whose it is.
    """
    best = match.best
    if document.guess.kind is not Kind.NAME_CHANGE_EVIDENCE or best is None:
        return False
    if any(c.verdict == "agree" and c.field in _SAYS_WHOSE for c in best.comparisons):
        return False
    own, second = ("\n".join(texts) for texts in texts_of(readings))
    record = work.records.get(best.certification_number)
    if record is None:
        return False
    born = [
        r for day in find_days(own) for r in _born_on(work, day) if r.date_of_birth != record.date_of_birth
    ]
    return bears_another(record, born, words_of((own, second)))


def _born_on(work: Work, day: str) -> list[CertificationRecord]:
    """Records of who was born on a day."""
    found = work.records.candidates(MatchQuery(date_of_birth=day))
    return [r for r in found if r.date_of_birth is not None and r.date_of_birth.isoformat() == day]


def is_told_by_person(document: Document) -> bool:
    """Whether a person said or confirmed whom the paper is about."""
    return any(e.reader == PERSON and e.field in _WHO for e in document.evidence)
