"""Signs of a day that a paper tells of another step than its own issue."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from domain.documents import Evidence
from domain.kinds import EvidenceType, FieldName
from domain.likeness import fold
from intake.extractors.name_papers.event_days import CARD_SENTENCE
from intake.extractors.name_papers.told_days import is_copys, is_doubted, weigh_day
from intake.extractors.normalise.dates import find_dates
from intake.extractors.people.weddings import tells_other_wedding
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sureness.place_signs import row_of, stands_under

#: The day of a hearing, a filing or the wedding itself, for that of a judgment whose own was not found.
RECITED_DAY = "day that a judgment recites"
#: The day on which a clerk sealed a copy, for that of a judgment whose own was not read.
COPY_DAY = "day of a court's copy"
#: A day of which a court's paper says nothing that tells a judgment's from another step's.
UNSAID_DAY = "day of which a judgment says nothing"
#: A day alone on its line, stamped on a marriage's record that tells the day of its licence's issue in words.
STAMPED_DAY = "day stamped on a copy"
#: The day of a letter about a Social Security card, for that of the card.
CARDS_LETTER = "day of a letter about a card"
#: A clerk's day on a copy, not called the certificate's issue, where the paper gives the wedding's: which of them counts
#: nothing tells.
ATTESTED_DAY = "day told of a copy beside a wedding's"
#: A judgment's day, and another within so many days of it, as a clerk's stamp or a hearing: 8 of 113 days of name-change papers
#: that were sure when first read were wrong, half of them by another day of the same week.
DAY_BESIDE = "another day of the week of a judgment"
_WEEK = timedelta(days=7)
#: Strokes in a whole day, of which a month has one.
_WHOLE_DAY = 2
_OF_COURTS = frozenset({EvidenceType.DIVORCE_DECREE.value, EvidenceType.COURT_ORDER.value})


def signs_of_day(
    evidence: Evidence, paper: Paper, values: Mapping[FieldName, str]
) -> Iterator[tuple[str, float]]:
    """Whether no label asks for the day on which a judgment or a copy was given, and the words of its sentence tell
    another step's; a day that has a line to itself, as over a judge's signature, stands in none."""
    if evidence.field is not FieldName.ISSUED_ON:
        return
    laid, kind = paper.pages[evidence.page], values.get(FieldName.EVIDENCE_TYPE)
    if kind in _OF_COURTS and is_copys(paper, str(evidence.value)):
        yield COPY_DAY, 1.0
    if kind in _OF_COURTS and _has_day_beside(paper, str(evidence.value)):
        yield DAY_BESIDE, 1.0
    if kind == EvidenceType.SOCIAL_SECURITY_CARD and _stands_over_card(evidence, laid):
        yield CARDS_LETTER, 1.0
    married = kind == EvidenceType.MARRIAGE_CERTIFICATE
    if married and (
        _is_called_copys(evidence, laid)
        or (not _is_called_issue(evidence, laid) and tells_other_wedding(paper, str(evidence.value)))
    ):
        yield ATTESTED_DAY, 1.0
    if any(a.label.ask is not Ask.OTHER and stands_under(evidence, a.tokens) for a in laid.answers):
        return
    alone = any(stands_under(evidence, s.tokens) and s.text == evidence.printed for s in laid.sheet.segments)
    if kind in _OF_COURTS and is_doubted(paper, str(evidence.value), alone=alone):
        yield UNSAID_DAY, 1.0
    if kind in _OF_COURTS and not alone and (weigh_day(paper, str(evidence.value)) or 0) < 0:
        yield RECITED_DAY, 1.0
    if married and alone and _tells_licence(laid):
        yield STAMPED_DAY, 1.0


def _has_day_beside(paper: Paper, day: str) -> bool:
    """Whether a paper tells another day within a week of one, be it before or after; of a month alone nothing is said."""
    if day.count("-") != _WHOLE_DAY:
        return False
    own = date.fromisoformat(day)
    told = {found.value for found in find_dates(paper.text, month_only=False)} - {day}
    return any(abs(date.fromisoformat(other) - own) <= _WEEK for other in told)


#: What a label calls the certificate's own issue, and what a copy's day.
_ISSUE, _OF_COPY = re.compile(r"\b(?:issu\w+|given|certifi\w+|delivered|expedi\w+|emitid\w+)\b"), "cop"


def _is_called_issue(evidence: Evidence, laid: Laid) -> bool:
    """Whether a label calls a day that of the certificate's issue, rather than of a copy or no more than a date."""
    phrases = (a.label.phrase for a in laid.answers if stands_under(evidence, a.tokens))
    return any(_ISSUE.search(phrase) and _OF_COPY not in phrase for phrase in phrases)


def _is_called_copys(evidence: Evidence, laid: Laid) -> bool:
    """Whether the labels of a day call it that of a copy, and none the certificate's issue."""
    phrases = [a.label.phrase for a in laid.answers if stands_under(evidence, a.tokens)]
    return any(_OF_COPY in phrase for phrase in phrases) and not _is_called_issue(evidence, laid)


def _stands_over_card(evidence: Evidence, laid: Laid) -> bool:
    """Whether a day stands over a Social Security card's sentence, as in a letter that a card is attached to."""
    at = row_of(evidence, laid)
    rows = enumerate(laid.sheet.rows)
    cards = [i for i, row in rows if any(CARD_SENTENCE.search(fold(s.text)) for s in row)]
    return at is not None and bool(cards) and at < cards[0]


def _tells_licence(laid: Laid) -> bool:
    """Whether a page tells when the licence to marry was issued."""
    return any(a.label.ask is Ask.EVENT_DATE and "licen" in a.label.phrase for a in laid.answers)
