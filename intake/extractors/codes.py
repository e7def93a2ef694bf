"""Whether a paper's machine-readable part and its print say the same.

A licence's bar code, a passport's zone and a card's square code repeat what is printed. Where both are read
surely and say different things, one of them was changed, or they belong to two papers: a person compares.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from domain.documents import Dispute, Evidence
from domain.kinds import FieldName, Kind
from domain.likeness import fold
from domain.pages import PageReading
from intake.extractors.cpr.numbers import bare_number, numbers_in_symbols, printed_number
from intake.extractors.name_papers.identity_zones import read_codes
from intake.extractors.name_papers.name_change import find_printed_facts
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.paper import Laid, Paper, lay_out

#: Print read with less than this is not held against a code: it may be misread.
SURE_PRINT = 0.85

#: What a value is worth whose code and print differ: shown, never as sure.
DISPUTED = 0.5

#: Likeness (of 100) from which a printed word and a coded one are one name, misread or cut short.
SAME_WORD = 75

#: Letters and digits that both readers take for each other; a difference in these alone is a misreading.
_ALIKE = (
    frozenset("0ODQ"),
    frozenset("1IL"),
    frozenset("5S"),
    frozenset("8B"),
    frozenset("2Z"),
    frozenset("6G"),
)


def find_disputes(kind: Kind, pages: Sequence[PageReading]) -> tuple[Dispute, ...]:
    """The fields of a paper whose code says other than its print; none where either was not read surely."""
    return disputes_of(lay_out(kind, pages)) if _may_hold_code(kind, pages) else ()


def disputes_of(paper: Paper) -> tuple[Dispute, ...]:
    """The same of a paper that is laid out already."""
    if not _may_hold_code(paper.kind, [laid.sheet.reading for laid in paper.pages]):
        return ()
    return tuple(_of_identity(paper) if paper.kind is Kind.NAME_CHANGE_EVIDENCE else _of_card(paper))


def doubt_disputed(found: Sequence[Evidence], disputes: Sequence[Dispute]) -> list[Evidence]:
    """The evidence, with disputed fields no longer sure."""
    doubted = {dispute.field for dispute in disputes}
    return [replace(e, confidence=min(e.confidence, DISPUTED)) if e.field in doubted else e for e in found]


def _may_hold_code(kind: Kind, pages: Sequence[PageReading]) -> bool:
    if kind not in (Kind.NAME_CHANGE_EVIDENCE, Kind.CPR_CARD):
        return False
    return any(page.barcodes or any("<<" in word.text for word in page.words) for page in pages)


def _of_identity(paper: Paper) -> Iterator[Dispute]:
    coded = read_codes(paper)
    if coded is None:
        return
    facts, _ = coded
    if facts.failing:
        return  # a zone that its own check digits call misread accuses no print
    name = "passport zone" if facts.passport else "bar code"
    said = {
        FieldName.DATE_OF_BIRTH: facts.born,
        FieldName.ISSUED_ON: facts.issued,
        FieldName.EXPIRES_ON: facts.expires,
    }
    for printed in find_printed_facts(paper):
        if printed.confidence < SURE_PRINT:
            continue
        if printed.field is FieldName.NEW_NAME:
            if not facts.cut and not _prints_name(paper, facts.name):
                yield Dispute(printed.field, name)
        elif (day := said[printed.field]) and day not in _printed_days(paper):
            yield Dispute(printed.field, name)


def _printed_days(paper: Paper) -> set[str]:
    """Every day that stands on the paper, whatever its label: a label may have been taken for another."""
    return {found.value for laid in paper.pages for found in find_dates(laid.sheet.flow.text)}


def _prints_name(paper: Paper, coded: str) -> bool:
    """Whether the code's first name and surname stand somewhere in the print, misread or cut short."""
    printed = [word for laid in paper.pages for word in _words(_text_beside_zone(laid))]
    words = _words(coded)
    ends = (words[:1], words[-1:])
    return all(any(fuzz.ratio(word, end[0]) >= SAME_WORD for word in printed) for end in ends if end)


def _text_beside_zone(laid: Laid) -> str:
    return " ".join(t.text for s in laid.sheet.segments for t in s.tokens if "<" not in t.text)


def _words(text: str) -> list[str]:
    plain = fold(text).replace("-", " ").replace(".", " ").replace(",", " ").replace("'", "").split()
    return [word for word in plain if word not in ("jr", "sr", "ii", "iii", "iv")]


def _of_card(paper: Paper) -> Iterator[Dispute]:
    printed = printed_number(paper)
    symbols = [bare_number(value) for _, _, value in numbers_in_symbols(paper)]
    if printed is None or printed.confidence < SURE_PRINT or not symbols:
        return
    number = bare_number(str(printed.value))
    if all(_is_other_number(number, symbol) for symbol in symbols):
        yield Dispute(FieldName.CERTIFICATE_ID, "square code")


def _is_other_number(printed: str, coded: str) -> bool:
    """Whether two numbers of one shape differ by more than letters that readers confuse."""
    if len(printed) != len(coded) or printed.isdigit() != coded.isdigit():
        return False  # a symbol may hold a class or a page of the web instead
    return any(a != b and not _are_alike(a, b) for a, b in zip(printed, coded, strict=True))


def _are_alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in _ALIKE)
