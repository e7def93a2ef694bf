"""Signs of a day that a paper tells of another step than its own issue."""

import re
from collections.abc import Iterator, Mapping

from domain.documents import Evidence
from domain.kinds import EvidenceType, FieldName
from intake.extractors.name_papers.told_days import is_copys, is_recited
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sureness.place_signs import stands_under

#: The day of a hearing, a filing or the wedding itself, for that of a judgment whose own was not found.
RECITED_DAY = "day that a judgment recites"
#: The day on which a clerk sealed a copy, for that of a judgment whose own was not read.
COPY_DAY = "day of a court's copy"
#: A day alone on its line, stamped on a marriage's record that tells the day of its licence's issue in words.
STAMPED_DAY = "day stamped on a copy"
#: A clerk's day on a copy, told in a sentence, where a label gives the wedding's: which of them counts nothing tells.
ATTESTED_DAY = "day told of a copy beside a wedding's"
_OF_COURTS = frozenset({EvidenceType.DIVORCE_DECREE.value, EvidenceType.COURT_ORDER.value})


def signs_of_day(
    evidence: Evidence, paper: Paper, values: Mapping[FieldName, str]
) -> Iterator[tuple[str, float]]:
    """Whether no label asks for the day on which a judgment or a copy was given, and the words of its sentence tell
    another step's; a day that has a line to itself, as over a judge's signature, stands in none."""
    if evidence.field is not FieldName.ISSUED_ON:
        return
    laid, kind = paper.pages[evidence.page], values.get(FieldName.EVIDENCE_TYPE)
    if any(a.label.ask is not Ask.OTHER and stands_under(evidence, a.tokens) for a in laid.answers):
        return
    alone = any(stands_under(evidence, s.tokens) and s.text == evidence.printed for s in laid.sheet.segments)
    if kind in _OF_COURTS and not alone:
        if is_recited(paper, str(evidence.value)):
            yield RECITED_DAY, 1.0
        if is_copys(paper, str(evidence.value)):
            yield COPY_DAY, 1.0
    if kind == EvidenceType.MARRIAGE_CERTIFICATE and alone and _tells_licence(laid):
        yield STAMPED_DAY, 1.0
    if kind == EvidenceType.MARRIAGE_CERTIFICATE and _tells_other_wedding(paper, str(evidence.value)):
        yield ATTESTED_DAY, 1.0


#: How a label asks for the day of a wedding.
_WEDDING = re.compile(r"\b(?:marriage|married|wedding|ceremony|solemni[sz]\w+)\b")


def _tells_other_wedding(paper: Paper, day: str) -> bool:
    """Whether a label of a paper gives another day as the wedding's."""
    weddings = (a for laid in paper.pages for a in laid.answers if a.label.ask is Ask.EVENT_DATE)
    return any(
        len(a.value) == len(day) and a.value != day and _WEDDING.search(a.label.phrase) for a in weddings
    )


def _tells_licence(laid: Laid) -> bool:
    """Whether a page tells when the licence to marry was issued."""
    return any(a.label.ask is Ask.EVENT_DATE and "licen" in a.label.phrase for a in laid.answers)
