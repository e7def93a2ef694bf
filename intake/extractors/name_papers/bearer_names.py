"""The name that a licence, passport or Social Security card shows: the one its holder bears."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.name_papers.identity_zones import zone_value
from intake.extractors.name_papers.mrz import ZoneFacts
from intake.extractors.name_papers.name_tables import first_middle
from intake.extractors.name_papers.security_cards import established_name
from intake.extractors.normalise.addresses import CITY_STATE_ZIP
from intake.extractors.normalise.listed_names import look_up, words_of
from intake.extractors.normalise.names import is_full_name, join_name, looks_like_name, tidy_name
from intake.extractors.people.names import find_name
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.phrases import squeeze
from intake.extractors.sheets.vocabulary import Ask


def printed_name(paper: Paper) -> Evidence | None:
    """The name in print, by the surest of the ways in which such papers show it."""
    return (
        established_name(paper)
        or _numbered_name(paper)
        or _lettered_name(paper)
        or _name_over_comma(paper)
        or _name_in_parts(paper)
        or _block_in_capitals(paper)
        or find_name(paper, FieldName.NEW_NAME)
        or _name_block(paper)
    )


def holder_name(paper: Paper, zone: tuple[ZoneFacts, Laid] | None) -> list[Evidence]:
    """The name that print and code or zone give, once; what the code says is spelled as it is printed."""
    coded = zone_value(paper, FieldName.NEW_NAME, zone, "name")
    printed = printed_name(paper)
    if coded and printed and squeeze(str(coded.value)) == squeeze(str(printed.value)):
        # A zone knows no hyphens and accents, so the printed name stands where both say the same.
        return [replace(printed, confidence=max(printed.confidence, coded.confidence))]
    if coded is not None:
        return [replace(coded, value=_as_printed(paper, str(coded.value)))]
    return [printed] if printed else []


def _name_in_parts(paper: Paper) -> Evidence | None:
    """A name whose parts have labels of their own, as "FN" and "LN"."""
    asked = {a.label.ask for laid in paper.pages for a in laid.answers}
    parts = Ask.LAST_NAME in asked and bool(asked & {Ask.FIRST_NAME, Ask.FIRST_MIDDLE})
    return find_name(paper, FieldName.NEW_NAME) if parts else None


#: A double name as print joins it.
_HYPHENED = re.compile(r"^[^\W\d_]{2,}-[^\W\d_]{2,}$")


def _as_printed(paper: Paper, name: str) -> str:
    """A zone's name with the accents and hyphens that the page prints; the zone itself knows none."""
    printed: dict[str, str] = {}
    joined: set[str] = set()
    for laid in paper.pages:
        for token in (t for s in laid.sheet.segments for t in s.tokens):
            word = token.text.strip(" ,.")
            if not word.isascii() and len(word) > 1:
                printed.setdefault(fold(word), tidy_name(word) or word)
            if _HYPHENED.match(word):
                joined.add(fold(word))
    words = [printed.get(fold(word), word) for word in name.split()]
    for place in range(len(words) - 1, 0, -1):
        pair = f"{words[place - 1]}-{words[place]}"
        if fold(pair) in joined:
            words[place - 1 : place + 1] = [pair]
    return " ".join(words)


#: Field codes of North American licences: 1 family name, 2 given names (AAMVA card design standard, D.6).
_FAMILY = re.compile(
    r"^\W{0,2}[1Il|]\W{0,2}\s?(?:LN|FAMILY NAME|LAST NAME)?[.:\s]*(?P<name>[^\W\d_][^\d_]{1,40})$"
)
_GIVEN = re.compile(
    r"^\W{0,2}[2Zz]\W{0,2}\s?(?:FN|GIVEN NAMES?|FIRST NAME)?[.:\s]*(?P<name>[^\W\d_][^\d_]{0,40})$"
)
_STREET_OR_CITY = re.compile(
    r"(?i)^\W{0,2}(?:8\s)?\d+[A-Z]?\s+\w+|^p\.?\s?o\.?\s?box|\b[A-Z]{2},?\s+\d{5}\b|^\d{3}[-\s]\d{2}[-\s]\d{4}$"
)


def _numbered_name(paper: Paper) -> Evidence | None:
    """The name of a licence's numbered fields; a lost "1" leaves the line above the given names."""
    for laid in paper.pages:
        for (above, over), (text, under) in pairwise(_fields_of(laid)):
            given = _GIVEN.match(text)
            if given is None or text[:1] not in "2Zz":
                continue
            family = _FAMILY.match(above)
            surname = re.sub(r"\s+[A-Z]$", "", family["name"] if family else above)
            name = join_name(*first_middle(given["name"]), surname) if _in_capitals(surname) else None
            if name:
                return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, (*over, *under), 0.95)
    return None


#: A numbered field's number alone, over its value.
_NUMBER_OVER = re.compile(r"^\W{0,2}[12]\W{0,2}$")


def _fields_of(laid: Laid) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """What each row begins with; a field's number that stands over its value goes before it."""
    number: Segment | None = None
    for first in (row[0] for row in laid.sheet.rows):
        before, number = number, first if _NUMBER_OVER.match(first.text) else None
        if before is not None and first.x0 < before.x1 + before.height and before.x0 < first.x1:
            yield f"{before.text} {first.text}", (*before.tokens, *first.tokens)
        elif number is None:
            yield first.text, first.tokens


#: Letters before family and given names ("LN", "FN"), and how a reader may take them for others.
_LETTERED = (("LN", frozenset({"IN", "UN", "LM", "1N", "TN"})), ("FN", frozenset({"EN", "PN", "FM", "RN"})))


def _lettered_name(paper: Paper) -> Evidence | None:
    """Family over given names with the letters of their fields before them, of which one may be misread."""
    for laid in paper.pages:
        for family, given in pairwise([row[0] for row in laid.sheet.rows]):
            lines = [segment.text.split() for segment in (family, given)]
            if any(len(words) < 2 for words in lines):
                continue
            heads = [words[0] for words in lines]
            exact = [head == code for head, (code, _) in zip(heads, _LETTERED, strict=True)]
            like = [head in near for head, (_, near) in zip(heads, _LETTERED, strict=True)]
            told = any(exact) and all(a or b for a, b in zip(exact, like, strict=True))
            surname, first = (" ".join(words[1:]) for words in lines)
            name = join_name(*first_middle(first), surname) if told else None
            if name and _in_capitals(surname):
                tokens = (*family.tokens[1:], *given.tokens[1:])
                return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, 0.95)
    return None


def _name_over_comma(paper: Paper) -> Evidence | None:
    """Family name with a comma behind it over given names, in capitals, as provinces' licences print them."""
    for laid in paper.pages:
        for family, given in pairwise([row[0] for row in laid.sheet.rows]):
            surname = family.text[:-1]
            if not family.text.endswith(",") or len(family.tokens) > 3 or len(given.tokens) > 3:
                continue
            alike = all(_in_capitals(w) and looks_like_name(w, most=3) for w in (surname, given.text))
            name = join_name(*first_middle(given.text), surname) if alike else None
            if name and abs(family.x0 - given.x0) < 3 * family.height:
                tokens = (*family.tokens, *given.tokens)
                return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, 0.93)
    return None


#: A field's code that a reader left before the words of its field.
_CODE = re.compile(r"^\W{0,2}(?:[12IlZz|]\W{0,2}\s)?(?P<words>[^\W\d_].*)$")


#: How much taller a line is than another from which on one of them is a caption: the two lines of 18 names differed by a
#: fifth at most, a caption from the name over it by half.
_CAPTION_OVER = 1.35


#: A field's code on a line of its own, as the small print of a licence that leans stands, and the address's caption.
_LONE_CODE = re.compile(r"^\W{0,2}(?:[1-9Il|Zz][.:]?|(?:8\W{0,2})?(?i:address))\W{0,2}$")


def _block_in_capitals(paper: Paper) -> Evidence | None:
    """Family name over given names over a street, all in capitals, as cards print them; codes may be lost."""
    for laid in paper.pages:
        for lines in _over_addresses(laid):
            words = [m["words"] for s in lines if (m := _CODE.match(s.text))]
            if len(words) < 2 or not _are_name_lines(words) or not _are_one_block(*lines):
                continue
            name, worth = _in_order(*words)
            if name:
                tokens = [t for s in lines for t in s.tokens]
                return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, worth)
    return None


def _over_addresses(laid: Laid) -> Iterator[tuple[Segment, Segment]]:
    """Each two lines over a street and its city, which stand below the first or begin their rows."""
    rows = [row for row in laid.sheet.rows if any(not _LONE_CODE.match(s.text) for s in row)]
    firsts = [next(s for s in row if not _LONE_CODE.match(s.text)) for row in rows]
    for index, lines in enumerate(pairwise(firsts)):
        below = firsts[index + 2 : index + 4]
        beneath = [_in_column(lines[0], row) for row in rows[index + 2 : index + 4]]
        if _is_address(below) or _is_address(beneath):
            yield lines


def _are_name_lines(words: Sequence[str]) -> bool:
    return all(
        _in_capitals(w) and looks_like_name(w, most=3) and not any(c in w for c in "<:") for w in words
    )


def _are_one_block(upper: Segment, lower: Segment) -> bool:
    """Whether two lines begin below each other and are as tall: neither is the other's caption."""
    heights = sorted((upper.height, lower.height))
    return abs(upper.x0 - lower.x0) <= 3 * upper.height and heights[1] <= _CAPTION_OVER * heights[0]


def _in_order(upper: str, lower: str) -> tuple[str | None, float]:
    """The name of two lines, and how sure it is: an initial stands behind given names only; where nothing tells, cards put
    the family name first."""
    listed, several = _listed_order(upper, lower), len(lower.split()) > 1
    turned = bool(re.search(r"\s[A-Z]\.?$", upper)) or (not several and listed > 0)
    given, family = (upper, lower) if turned else (lower, upper)
    told = turned or several or listed < 0
    return join_name(*first_middle(given), family), 0.88 if told else ORDER_UNTOLD


#: How far aside, in heights of a line, what stands under it may begin on a card that leans.
ASLANT = 1.0
#: How sure a name is whose lines nothing tells apart, the family name put first.
ORDER_UNTOLD = 0.6
#: How much more common, in steps of ten times, two words are as given name and surname than the other way round, so that
#: they tell the order: of names that were drawn 882 reach it, and eleven of them were turned by it.
ORDER_TOLD = 3


def _listed_order(upper: str, lower: str) -> int:
    """Which of two lines the list of names holds for the given names: 1 the upper, -1 the lower, 0 where it does not tell."""
    above, below = words_of(upper), words_of(lower)
    if not above or not below:
        return 0
    steps = _as_given(above, below) - _as_given(below, above)
    return (steps >= ORDER_TOLD) - (steps <= -ORDER_TOLD)


def _as_given(given: Sequence[str], family: Sequence[str]) -> int:
    """How common the first of some words is as a given name and the last of others as a surname, in steps of ten times."""
    return look_up(given[0]).given + look_up(family[-1]).surname


def _in_column(upper: Segment, row: Sequence[Segment]) -> Segment:
    """What of a row begins under a line, as right of a signature; else what begins the row."""
    under = (s for s in row if abs(s.x0 - upper.x0) < ASLANT * upper.height)
    return next(under, row[0])


def _is_address(below: Sequence[Segment]) -> bool:
    """Whether lines are a street and its city; either may be told by the other alone."""
    street, city = ([s.text for s in below] + ["", ""])[:2]
    return bool(_STREET_OR_CITY.search(re.sub(r"^\W*8\W+", "", street)) or CITY_STATE_ZIP.match(city))


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.6 * len(letters)


def _name_block(paper: Paper) -> Evidence | None:
    """The name above an address, or under the words and number of a Social Security card."""
    for laid in paper.pages:
        segments = [row[0] for row in laid.sheet.rows]
        for index, segment in enumerate(segments[1:], start=1):
            if not _STREET_OR_CITY.search(segment.text):
                continue
            below = segments[index + 1 : index + 3]
            for run in (segments[index - 1 : index], below, below[:1]):
                if found := _name_of(paper, laid, run):
                    return found
    return None


def _name_of(paper: Paper, laid: Laid, run: list[Segment]) -> Evidence | None:
    """The name that one line, or two lines together, are; None where they are more than a name."""
    text = " ".join(segment.text for segment in run)
    name = tidy_name(text) if run and not any(c.isdigit() for c in text) else None
    if name is None or not is_full_name(name) or not looks_like_name(name) or len(name.split()) > 5:
        return None
    tokens = [t for segment in run for t in segment.tokens]
    return paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, 0.88)
