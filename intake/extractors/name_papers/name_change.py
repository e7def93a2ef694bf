"""What a name-change or identity paper says: its type, the old and the new name, its dates.

A licence, passport or Social Security card shows the name its holder bears: the new one. A marriage
certificate, judgment or decree tells both, in boxes or in sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import EvidenceType, FieldName, Kind
from domain.likeness import fold
from domain.marriage_papers import is_before_marriage
from domain.petitions import asks_court
from intake.extractors.name_papers.bearer_names import holder_name, printed_name
from intake.extractors.name_papers.boxed_changes import boxed_change
from intake.extractors.name_papers.card_days import card_dates
from intake.extractors.name_papers.citizens import naturalised
from intake.extractors.name_papers.couples_surnames import couples_change, is_surname_of
from intake.extractors.name_papers.day_boxes import DAY_BOXES, boxed_issue
from intake.extractors.name_papers.event_days import (
    attested_date,
    days_before_wedding,
    labelled_date,
    only_date,
    social_security_day,
)
from intake.extractors.name_papers.evidence_types import find_type
from intake.extractors.name_papers.identity_zones import in_zone, read_codes, unproven_values, zone_value
from intake.extractors.name_papers.mrz import ZoneFacts
from intake.extractors.name_papers.name_tables import asks_surname
from intake.extractors.name_papers.parties import (
    UNTOLD,
    Named,
    former_evidence,
    is_told_new,
    other_name_of,
    two_names,
)
from intake.extractors.name_papers.party_births import find_birth, untold_birth
from intake.extractors.name_papers.taken_surnames import taken_change
from intake.extractors.name_papers.told_changes import former_in_letter, told_change
from intake.extractors.name_papers.told_days import courts_own, is_own, letter_date, lone_date, told_date
from intake.extractors.name_papers.trades import COUPLE, bearer_by_trade
from intake.extractors.normalise.dates import parse_date
from intake.extractors.normalise.names import is_full_name
from intake.extractors.people.names import find_name
from intake.extractors.people.number_words import CERTIFICATION, OR_CERTIFICATE, UNSAID
from intake.extractors.people.numbers import find_birth_date, find_number
from intake.extractors.people.weddings import first_wedding
from intake.extractors.sheets.layout import Sheet
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sheets.words_under import words_under

#: Papers that show the name their holder bears now, and no other.
HOLDER_PAPERS = frozenset(
    {EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT, EvidenceType.SOCIAL_SECURITY_CARD}
)
COURT_PAPERS = frozenset({EvidenceType.DIVORCE_DECREE, EvidenceType.COURT_ORDER})
#: Papers that tell the birth of no second person and no other day of long ago.
ONE_PERSONS = frozenset({EvidenceType.COURT_ORDER, EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT})
#: Papers that run out.
EXPIRING = frozenset({EvidenceType.DRIVERS_LICENSE, EvidenceType.PASSPORT})


def extract_name_change(paper: Paper) -> list[Evidence]:
    """All fields of an identity or name-change paper that it shows."""
    coded = read_codes(paper)
    kind, found = find_type(paper, coded)
    zone = None if coded and coded[0].failing else coded
    if kind in HOLDER_PAPERS:
        found += _told_of_both(paper) or holder_name(paper, zone)
        found += list(former_in_letter(paper, found))
        found = _with_other_name(paper, found)
    else:
        found += _changed_names(paper, kind)
    found += _find_dates(paper, kind, zone)
    if (
        born := zone_value(paper, FieldName.DATE_OF_BIRTH, zone, "born")
        or find_birth(paper, kind, found)
        or (untold_birth(paper) if kind in ONE_PERSONS else None)
    ) is not None:
        found = [e for e in found if e.field is not FieldName.ISSUED_ON or e.value != born.value]
        found.append(born)
    if (number := _find_certification(paper, kind)) is not None:
        found.append(number)
    found += unproven_values(paper, coded, {e.field for e in found})
    return [_day_first(evidence) for evidence in found] if _writes_day_first(paper.text) else found


def is_of_holder(sheet: Sheet) -> bool:
    """Whether a page is of a type of paper that shows the name its holder bears: rows and codes tell it already."""
    paper = Paper(Kind.NAME_CHANGE_EVIDENCE, (Laid(sheet, (), (), ()),))
    return find_type(paper, read_codes(paper))[0] in HOLDER_PAPERS


def _find_certification(paper: Paper, kind: EvidenceType | None) -> Evidence | None:
    """The certification's number, by words that call it so: of a paper's own numbers many look just like one."""
    called = CERTIFICATION if kind is not None else UNSAID
    if kind in HOLDER_PAPERS:
        called = OR_CERTIFICATE
    number = find_number(paper, called=called)
    if number is None and called is CERTIFICATION:
        noted = find_number(paper, called=OR_CERTIFICATE)
        number = noted if noted is not None and _is_noted(paper, noted) else None
    if number is None or not str(number.value)[:1].isalpha() or in_zone(paper, str(number.value)):
        return None
    return number


def _is_noted(paper: Paper, number: Evidence) -> bool:
    """Whether a number was written by hand, as what a sender notes beside a copy is."""
    words = words_under(number, paper.pages[number.page].sheet.reading)
    return bool(words) and all(word.handwritten for word in words)


#: A date with points; papers from abroad write the day first.
_POINTED = re.compile(r"(?<![\d.])(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d{4})(?![\d.])")
#: The same with slashes, strokes or blanks, which papers of this country write month first.
_PARTED = re.compile(r"(?<![\d./-])(?P<a>\d{1,2})(?P<s>[./ -])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})(?![\d./-])")
_DAY_FIRST = re.compile(
    r"\b(?:day|dia|jour|tag)\s?[./-]\s?(?:month|mes|mois|monat)\b|\b(?:dd|jj|tt)\s?[./-]\s?mm\b|\bday[ ,]+month[ ,]+year\b"
)
_ABROAD = re.compile(
    r"\b(?:fecha|nacimiento|nascimento|naissance|apellidos?|apelidos?|matrimonio|mariage|geburts\w+)\b"
)


def _writes_day_first(text: str) -> bool:
    """Whether a paper's dates begin with the day: it says so, or they can be read in no other way."""
    pointed, parted = (list(shape.finditer(text)) for shape in (_POINTED, _PARTED))
    if any(int(d["b"]) > 12 for d in (*pointed, *parted)) or not parted:
        return False
    if DAY_BOXES.search(text):
        return True
    plain = fold(text)
    turned = {d[0] for d in parted if int(d["a"]) > 12}
    least = 1 if pointed or _ABROAD.search(plain) else 2
    return len(turned) >= least or _DAY_FIRST.search(plain) is not None


def _day_first(evidence: Evidence) -> Evidence:
    """A date in numbers, read day first."""
    if (found := _PARTED.search(evidence.printed)) is None:
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
    of_couple = couples_change(paper)
    if kind is EvidenceType.MARRIAGE_CERTIFICATE:
        of_couple = of_couple or taken_change(paper)
    if of_couple:
        return of_couple
    boxed = boxed_change(paper)
    told = told_change(paper)
    if boxed and len(boxed) >= len(told):
        return boxed
    if told:
        return _with_name_before(paper, told)
    if kind is EvidenceType.NATURALIZATION_CERTIFICATE:
        return _with_name_before(paper, naturalised(paper))
    if kind is None:
        name = find_name(paper, FieldName.NEW_NAME)
        return [name] if name else []
    found = boxed or _called_by_two_names(paper)
    if kind is EvidenceType.MARRIAGE_CERTIFICATE:
        return found or _with_maiden_name(paper) or _with_trade(paper)
    return found


def _told_of_both(paper: Paper) -> list[Evidence]:
    """Old and new name of a holder whose paper asks for both, as an office's letter about the change does."""
    asked = {a.label.ask for laid in paper.pages for a in laid.answers}
    return boxed_change(paper) if {Ask.NAME_BEFORE, Ask.NAME_AFTER} <= asked else []


def _with_other_name(paper: Paper, found: list[Evidence]) -> list[Evidence]:
    """Where a holder's paper calls the holder by one other name than the one shown: that is the name before, unless
    words tell that it is the one from now on."""
    held = {e.field: e for e in found if e.field in (FieldName.FORMER_NAME, FieldName.NEW_NAME)}
    shown = held.get(FieldName.NEW_NAME)
    if shown is None or len(held) > 1 or not is_full_name(str(shown.value)):
        return found
    other = other_name_of(paper, str(shown.value), shown.page)
    if other is None:
        return [*found, *_asked_before(paper, shown)]
    field = FieldName.FORMER_NAME
    if is_told_new(other):
        before = replace(shown, field=field, confidence=min(shown.confidence, UNTOLD))
        found, field = [before if e is shown else e for e in found], FieldName.NEW_NAME
    return [*found, paper.evidence(field, other.name, other.laid.sheet.page, other.tokens, UNTOLD)]


def _with_name_before(paper: Paper, found: list[Evidence]) -> list[Evidence]:
    """The names that sentences tell; where none tells the one before, what a label for it has: "FROM Ana Reyes"."""
    if len(found) != 1 or found[0].field is not FieldName.NEW_NAME:
        return found
    return [*found, *_asked_before(paper, found[0])]


def _asked_before(paper: Paper, shown: Evidence) -> list[Evidence]:
    """What answers a label for the name before, where it has a word of the name shown."""
    words = set(fold(str(shown.value)).split())
    for answer in paper.answers(Ask.NAME_BEFORE):
        old = fold(answer.value).split()
        if is_full_name(answer.value) and any(len(w) > 1 for w in words & set(old)) and set(old) - words:
            return [paper.answer_evidence(FieldName.FORMER_NAME, answer)]
    return []


def _with_maiden_name(paper: Paper) -> list[Evidence]:
    """The name of the one of a couple whose maiden surname a certificate gives that tells no names after the marriage: of
    the two it is the one that is likely to change."""
    surnames = [a for a in paper.answers(Ask.NAME_BEFORE) if asks_surname(a.label)]
    names = [a for a in paper.answers(Ask.NAME) if is_full_name(a.value)]
    own = [n for s in surnames for n in names if is_surname_of(s.value, n.value)]
    if len(surnames) != 1 or len({fold(n.value) for n in names}) != COUPLE or len(own) != 1:
        return []
    bearer = Named(own[0].value, paper.pages[own[0].label.page], own[0].tokens)
    return [former_evidence(paper, bearer, UNTOLD)]


def _with_trade(paper: Paper) -> list[Evidence]:
    """The name of the one of a couple whose trade a record tells to be the office's, where it tells no names after the
    marriage."""
    told = bearer_by_trade(paper)
    return [former_evidence(paper, Named(told[0].value, told[1], told[0].tokens), UNTOLD)] if told else []


def _called_by_two_names(paper: Paper) -> list[Evidence]:
    """The one person whom a certificate or order calls by two names, where no box and no known sentence tells it."""
    names = two_names(paper)
    fields = (FieldName.FORMER_NAME, FieldName.NEW_NAME)
    return [
        paper.evidence(field, named.name, named.laid.sheet.page, named.tokens, UNTOLD)
        for field, named in zip(fields, names or (), strict=False)
    ]


def proves_nothing_yet(text: str, kind: str) -> bool:
    """Whether a paper only asks a court, or is from before the marriage: it was given on no day that counts."""
    if kind == EvidenceType.MARRIAGE_CERTIFICATE:
        return is_before_marriage(text)
    return kind in COURT_PAPERS and asks_court(text)


#: How much less sure than a labelled wedding's day the day that words of the paper's own issue tell may be, to go before
#: it: what is told weighs 0.85, and is read a little less well perhaps. One after the wedding's may be read worse.
TOLD_LESS = 0.17


def _find_dates(
    paper: Paper, kind: EvidenceType | None, zone: tuple[ZoneFacts, Laid] | None
) -> Iterator[Evidence]:
    if kind is None or proves_nothing_yet(paper.text, kind):
        return
    if kind in EXPIRING:
        yield from card_dates(paper, zone)
        return
    married = kind is EvidenceType.MARRIAGE_CERTIFICATE
    issued = social_security_day(paper) if kind is EvidenceType.SOCIAL_SECURITY_CARD else None
    others = days_before_wedding(paper) if married else ()
    issued = issued or labelled_date(
        paper, FieldName.ISSUED_ON, Ask.ISSUED, others, courts=kind in COURT_PAPERS, own=married
    )
    if issued is not None and kind in COURT_PAPERS:
        issued = courts_own(paper, issued)
    if married:
        issued = boxed_issue(paper) or issued or attested_date(paper)
    if issued is None and kind is EvidenceType.SOCIAL_SECURITY_CARD:
        issued = only_date(paper)
    if issued is None and kind not in HOLDER_PAPERS:
        wedding = first_wedding(paper) if married else None
        told = told_date(paper, courts=kind in COURT_PAPERS, wedding=wedding)
        event = labelled_date(paper, FieldName.ISSUED_ON, Ask.EVENT_DATE, courts=kind in COURT_PAPERS)
        issued = (
            told
            if told is not None
            and (
                kind in COURT_PAPERS
                or event is None
                or told.confidence >= event.confidence - TOLD_LESS
                or (str(told.value) > str(event.value) and is_own(paper, str(told.value)))
            )
            else event
        )
        if married and issued is told:
            issued = letter_date(paper, told)
        issued = issued or lone_date(paper)
    if issued is not None:
        yield issued
