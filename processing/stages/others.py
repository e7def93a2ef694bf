"""Whom a request asks for besides the person that its values name."""

from collections.abc import Sequence

from domain.corrections import PERSON
from domain.documents import Document
from domain.ids import CertificationNumber
from domain.kinds import FieldName, Kind
from domain.pages import PageReading, PageSource
from domain.records import Match
from processing.matching.others import tell_others
from processing.matching.printed import words_of
from processing.matching.query import find_birth_dates, find_numbers
from processing.ports import Work
from processing.stages.pages import texts_of

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


def is_told_by_person(document: Document) -> bool:
    """Whether a person said or confirmed whom the paper is about."""
    return any(e.reader == PERSON and e.field in _WHO for e in document.evidence)
