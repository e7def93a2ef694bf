"""What a name-change or identity paper says: its type, the old and the new name, its dates.

A licence, passport or Social Security card shows the name its holder bears: the new one. A marriage
certificate, judgment or decree tells both, in boxes or in sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import EvidenceType, FieldName
from intake.extractors.bearer_names import holder_name, printed_name
from intake.extractors.boxed_changes import boxed_change
from intake.extractors.card_days import card_dates
from intake.extractors.event_days import attested_date, labelled_date, lone_date, only_date, told_date
from intake.extractors.evidence_types import find_type
from intake.extractors.identity_zones import in_zone, read_codes, unproven_values, zone_value
from intake.extractors.mrz import ZoneFacts
from intake.extractors.normalise.dates import parse_date
from intake.extractors.paper import Laid, Paper
from intake.extractors.parties import two_names
from intake.extractors.party_births import find_birth
from intake.extractors.people import find_birth_date, find_name, find_number
from intake.extractors.told_changes import naturalised, told_change
from intake.extractors.vocabulary import Ask

#: Papers that show the name their holder bears now, and no other.
HOLDER_PAPERS = frozenset(
    {EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT, EvidenceType.SOCIAL_SECURITY_CARD}
)
COURT_PAPERS = frozenset({EvidenceType.DIVORCE_DECREE, EvidenceType.COURT_ORDER})
#: Papers that run out.
EXPIRING = frozenset({EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT})


def extract_name_change(paper: Paper) -> list[Evidence]:
    """All fields of an identity or name-change paper that it shows."""
    coded = read_codes(paper)
    kind, found = find_type(paper, coded)
    zone = None if coded and coded[0].failing else coded
    if kind in HOLDER_PAPERS:
        found += holder_name(paper, zone)
    else:
        found += _changed_names(paper, kind)
    found += _find_dates(paper, kind, zone)
    if (
        born := zone_value(paper, FieldName.DATE_OF_BIRTH, zone, "born") or find_birth(paper, kind, found)
    ) is not None:
        found.append(born)
    number = find_number(paper)
    if number is not None and str(number.value)[:1].isalpha() and not in_zone(paper, str(number.value)):
        found.append(number)
    found += unproven_values(paper, coded, {e.field for e in found})
    return [_day_first(evidence) for evidence in found] if _writes_day_first(paper.text) else found


#: A date with points; papers from abroad write the day first.
_POINTED = re.compile(r"(?<![\d.])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d{4})(?![\d.])")
_DAY_FIRST = re.compile(r"(?i)\bday\.month\.year\b|\bdd[./-]mm[./-]y|\bjj[./-]mm[./-]aa")


def _writes_day_first(text: str) -> bool:
    """Whether a paper's dates with points can only, or are said to, begin with the day."""
    dates = list(_POINTED.finditer(text))
    turned = any(int(d["a"]) > 12 for d in dates) or _DAY_FIRST.search(text) is not None
    return bool(dates) and turned and all(int(d["b"]) <= 12 for d in dates)


def _day_first(evidence: Evidence) -> Evidence:
    """A date with points, read day first."""
    if (found := _POINTED.search(evidence.printed)) is None:
        return evidence
    day = parse_date(f"{found['y']}-{int(found['b']):02d}-{int(found['a']):02d}")
    return replace(evidence, value=day) if day else evidence


def find_printed_facts(paper: Paper) -> list[Evidence]:
    """What an identity paper prints of itself beside its code: name and labelled dates."""
    found = (
        printed_name(paper),
        labelled_date(paper, FieldName.ISSUED_ON, Ask.ISSUED),
        labelled_date(paper, FieldName.EXPIRES_ON, Ask.EXPIRES),
        find_birth_date(paper),
    )
    return [evidence for evidence in found if evidence is not None]


def _changed_names(paper: Paper, kind: EvidenceType | None) -> list[Evidence]:
    """Old and new name: boxes that ask for them, else a sentence that tells them."""
    boxed = boxed_change(paper)
    told = told_change(paper)
    if boxed and len(boxed) >= len(told):
        return boxed
    if told:
        return told
    if kind is EvidenceType.NATURALIZATION_CERTIFICATE:
        return naturalised(paper)
    if kind is None:
        name = find_name(paper, FieldName.NEW_NAME)
        return [name] if name else []
    return boxed or _called_by_two_names(paper)


#: How surely two names that no words join are the old and the new one: shown, to be checked.
UNTOLD = 0.7


def _called_by_two_names(paper: Paper) -> list[Evidence]:
    """The one person whom a certificate or order calls by two names, where no box and no known sentence tells it."""
    names = two_names(paper)
    fields = (FieldName.FORMER_NAME, FieldName.NEW_NAME)
    return [
        paper.evidence(field, named.name, named.laid.sheet.page, named.tokens, UNTOLD)
        for field, named in zip(fields, names or (), strict=False)
    ]


def _find_dates(
    paper: Paper, kind: EvidenceType | None, zone: tuple[ZoneFacts, Laid] | None
) -> Iterator[Evidence]:
    if kind is None:
        return
    if kind in EXPIRING:
        yield from card_dates(paper, zone)
        return
    issued = labelled_date(paper, FieldName.ISSUED_ON, Ask.ISSUED, courts=kind in COURT_PAPERS)
    if kind is EvidenceType.MARRIAGE_CERTIFICATE:
        issued = issued or attested_date(paper)
    if issued is None and kind is EvidenceType.SOCIAL_SECURITY_CARD:
        issued = only_date(paper)
    if issued is None and kind not in HOLDER_PAPERS:
        told = told_date(paper)
        event = labelled_date(paper, FieldName.ISSUED_ON, Ask.EVENT_DATE, courts=kind in COURT_PAPERS)
        issued = (
            told
            if told is not None and (event is None or told.confidence >= event.confidence - 0.15)
            else event
        )
        issued = issued or lone_date(paper)
    if issued is not None:
        yield issued
