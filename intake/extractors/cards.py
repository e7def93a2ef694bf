"""Several cards on one sheet or in one photo: told by what they say, each read from its own part.

Their outlines are lost in a fax and many copies, so cuts are tried in the gaps between lines and between
columns. A cut parts two cards where either side is a whole card and they differ: course cards, licences,
passports, Social Security cards. The back of a card names no holder, or the same one, and a second copy says
the same, so both stay with their card; so do one person's licences in two names (`replaced_cards`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from statistics import median

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import Course, EvidenceType, FieldName, Kind, Provider
from domain.likeness import fold
from domain.pages import PageReading
from intake.extractors.cpr.card import extract_cpr, find_own_course
from intake.extractors.cpr.course import find_provider, may_name_course
from intake.extractors.cpr.dates import tells_two_terms
from intake.extractors.name_papers.evidence_types import identity_cards_in
from intake.extractors.name_papers.name_change import HOLDER_PAPERS, extract_name_change, is_of_holder
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.labels import find_labels
from intake.extractors.sheets.layout import Sheet
from intake.extractors.sheets.paper import lay_out, lay_out_sheets, with_form_values
from intake.extractors.sheets.vocabulary import Ask

#: A gap is tried as a cut from this many heights of a word, down the page and across it.
ROW_GAP = 0.8
COLUMN_GAP = 1.5

#: So many of the widest gaps are tried.
MOST_CUTS = 6

#: A sheet holds no more cards than this.
MOST_CARDS = 6

#: A card tells no more days than this: of its course or birth, of issue, of its end.
MOST_DAYS = 3

#: What a course card says beside its holder and course, of which it must say something to be one.
_TOLD = frozenset({FieldName.ISSUED_ON, FieldName.EXPIRES_ON, FieldName.CERTIFICATE_ID})

#: Likeness of two names, of 100, from which they are one, misread.
SAME_NAME = 80

#: One person's cards of these types, in the old name and in the new, are together one proof of the change; another
#: birth tells another person.
_IN_TWO_NAMES = frozenset({EvidenceType.DRIVERS_LICENSE.value, EvidenceType.PASSPORT.value})

#: A card has at least so many words.
LEAST_WORDS = 25

#: Courses that stand on a provider's card; "CPR" and "first aid" stand on many others.
_OF_PROVIDERS = frozenset((Course.BLS.value, Course.ACLS.value, Course.PALS.value))

#: Likeness of two cards' words, of 100, from which one is a copy of the other.
SAME_WORDS = 90

#: A word of a course's name, in small letters.
_COURSES = re.compile(r"\b(?:bls|acls|pals|cpr|aed|heartsaver|life support|first aid|resuscitation)\b")

#: The kinds that are cards, and of which several come on one sheet.
CARD_KINDS = (Kind.CPR_CARD, Kind.NAME_CHANGE_EVIDENCE)

#: So many pages and parts of pages are kept with what was told of them: split, extract and check ask alike.
KEPT = 64

#: What a card asks once: a page that asks for it twice may hold two.
_ASKED_ONCE = (Ask.ISSUED, Ask.EXPIRES)


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a page."""

    kind: Kind
    region: Box
    """The part of the page that it stands on; the regions of a page's cards leave nothing out."""
    reading: PageReading
    """The page with what stands on the card alone."""
    evidence: tuple[Evidence, ...]

    def value(self, field: FieldName) -> str:
        """What it says, or nothing."""
        return next((str(e.value) for e in self.evidence if e.field is field), "")

    @property
    def whole(self) -> bool:
        """Whether it says whose it is; what does not is a card whose name was lost, or no card of its own."""
        return bool(self.holder)

    @property
    def holder(self) -> str:
        """Whose it is."""
        return self.value(FieldName.HOLDER_NAME if self.kind is Kind.CPR_CARD else FieldName.NEW_NAME)

    @property
    def sort(self) -> str:
        """The course that it attests, or the type of identity paper that it is."""
        return self.value(FieldName.COURSE if self.kind is Kind.CPR_CARD else FieldName.EVIDENCE_TYPE)


def part_cards(
    kind: Kind, pages: Sequence[PageReading], region: Box | None = None, *, several: bool = False
) -> tuple[Card, ...]:
    """The cards of a page, or of its region, that holds several; none of any other paper.

    They come top to bottom, left to right. A page that is known to hold `several` papers is looked at whatever
    it says.
    """
    if kind not in CARD_KINDS or len(pages) != 1:
        return ()
    page = pages[0].within(region) if region else pages[0]
    if not (several or _may_hold_several(page)):
        return ()
    cards = _merge(page, list(_part(page, region or Box(0, 0, page.width, page.height), MOST_CARDS)))
    return tuple(cards) if len(cards) > 1 else ()


def shows_card_twice(kind: Kind, pages: Sequence[PageReading]) -> bool:
    """Whether a page holds a card and a copy of it; a card and its stub say the same in other words."""
    if kind not in CARD_KINDS or len(pages) != 1 or not _may_hold_several(pages[0]):
        return False
    whole = Box(0, 0, pages[0].width, pages[0].height)
    pairs = (_read_both(pages[0], one, other) for one, other in cuts(pages[0], whole))
    return any(both and not _differ(*both) and _same_words(*both) for both in pairs)


def tells_two_courses(one: PageReading, other: PageReading) -> bool:
    """Whether two parts of a page each name a course of their own, or its provider: perhaps two cards, of which
    one's name and days were lost."""
    told = _name_course(one)
    return told is not None and _name_course(other) not in (None, told)


def shows_two_terms(page: PageReading) -> bool:
    """Whether a page shows the terms of two course cards, whoever holds them."""
    return tells_two_terms(lay_out(Kind.CPR_CARD, [page]).pages[0])


def _name_course(part: PageReading) -> tuple[str, str] | None:
    """The course and its provider; none where too little stands there, or only words that any course may have."""
    if len(part.words) < LEAST_WORDS:
        return None
    sheet = build_sheet(with_form_values(part), 0)
    if not may_name_course(sheet):
        return None
    paper = lay_out_sheets(Kind.CPR_CARD, [sheet])
    course = find_own_course(paper)
    provider = find_provider(paper) if course and course.value in _OF_PROVIDERS else None
    return (str(course.value), str(provider.value)) if course and provider else None


def _same_words(one: Card, other: Card) -> bool:
    return fuzz.token_sort_ratio(one.reading.plain_text, other.reading.plain_text) >= SAME_WORDS


def names_courses(page: PageReading) -> bool:
    """Whether words of a course's name stand on it more than once."""
    return len(_COURSES.findall(fold(page.plain_text))) > 1


@lru_cache(maxsize=KEPT)
def _may_hold_several(page: PageReading) -> bool:
    """Whether it is worth a look: more days than one card tells, or asked for twice, or the words of two sorts."""
    text = fold(page.plain_text)
    if len(identity_cards_in(text)) + bool(_COURSES.search(text)) > 1:
        return True
    if len(find_dates(page.plain_text)) > MOST_DAYS:
        return True
    sheet = build_sheet(with_form_values(page), 0)
    asks = (Counter(label.ask for label in find_labels(sheet, kind)) for kind in CARD_KINDS)
    return any(asked[ask] > 1 for asked in asks for ask in _ASKED_ONCE)


def _part(page: PageReading, region: Box, most: int) -> Iterator[Card]:
    if halves := _two_cards(page, region) if most > 1 else None:
        for half in halves:
            yield from _part(page, half.region, most // 2)
    elif card := read_card(page, region):
        yield card


def _two_cards(page: PageReading, region: Box) -> tuple[Card, Card] | None:
    """The two parts of a region that say most, where a cut parts two cards."""
    words = page.within(region)
    read = (_read_both(page, *halves) for halves in cuts(words, region))
    found = [both for both in read if both and _differ(*both)]
    if not found:
        read = (_read_both(page, *halves) for halves in _cuts_past_notes(words, region))
        found = [both for both in read if both and all(card.whole for card in both) and _differ(*both)]
    return max(found, key=lambda both: sum(len(card.evidence) for card in both), default=None)


def halves(page: PageReading) -> Iterator[tuple[PageReading, PageReading]]:
    """The page cut in two at each of its widest gaps."""
    for one, other in cuts(page, Box(0, 0, page.width, page.height)):
        yield page.within(one), page.within(other)


def cuts(page: PageReading, region: Box, most: int = MOST_CUTS) -> Iterator[tuple[Box, Box]]:
    """The region, whose words these are, cut in two at each of the widest gaps between its words."""
    for cut in _row_gaps(page, most):
        yield Box(region.x0, region.y0, region.x1, cut), Box(region.x0, cut, region.x1, region.y1)
    for cut in _column_gaps(page, most):
        yield _beside(region, cut)


def _beside(region: Box, cut: int) -> tuple[Box, Box]:
    return Box(region.x0, region.y0, cut, region.y1), Box(cut, region.y0, region.x1, region.y1)


def _cuts_past_notes(page: PageReading, region: Box) -> Iterator[tuple[Box, Box]]:
    """The region cut between columns over or under which a heading or a note of few words runs across: the fewer
    words a cut may go through, the sooner it is tried."""
    rows, tried = sorted(_row_gaps(page, MOST_CUTS)), _column_gaps(page, MOST_CUTS)
    strips = [(top, end) for top in (region.y0, *rows) for end in (*rows, region.y1) if top < end]
    inner = [page.within(replace(region, y0=top, y1=end)) for top, end in strips]
    for part in sorted(inner, key=lambda part: -len(part.words)):
        if len(page.words) - len(part.words) >= LEAST_WORDS:
            return
        for cut in _column_gaps(part, MOST_CUTS):
            if all(abs(cut - other) > _usual_height(page) for other in tried):
                tried.append(cut)
                yield _beside(region, cut)


def _row_gaps(page: PageReading, most: int) -> list[int]:
    spans = sorted((word.box.y0, word.box.y1) for word in page.words)
    return _widest_gaps(spans, ROW_GAP * _usual_height(page), most)


def _column_gaps(page: PageReading, most: int) -> list[int]:
    spans = sorted((word.box.x0, word.box.x1) for word in page.words)
    return _widest_gaps(spans, COLUMN_GAP * _usual_height(page), most)


def _usual_height(page: PageReading) -> float:
    return median([word.box.height for word in page.words] or [1])


def _widest_gaps(spans: Sequence[tuple[int, int]], least: float, most: int) -> list[int]:
    """The middles of the widest gaps that no span reaches into."""
    gaps, reached = [], spans[0][1] if spans else 0
    for start, end in spans:
        if start - reached >= least:
            gaps.append((start - reached, (start + reached) // 2))
        reached = max(reached, end)
    return [middle for _, middle in sorted(gaps, reverse=True)[:most]]


def _read_both(page: PageReading, one: Box, other: Box) -> tuple[Card, Card] | None:
    """The cards in two parts of a page. The part of fewer words is read first: where it is none, and it mostly
    is, the other is not read at all."""
    fewer, more = sorted((one, other), key=lambda region: len(page.within(region).words))
    first = read_card(page, fewer)
    second = first and read_card(page, more)
    if not (first and second):
        return None
    return (first, second) if fewer is one else (second, first)


def read_card(page: PageReading, region: Box) -> Card | None:
    """The whole card in this part of a page; None where it holds none."""
    part = page.within(region)
    told = _tell_card(part)
    return Card(told[0], region, part, told[1]) if told else None


@lru_cache(maxsize=KEPT)
def _tell_card(part: PageReading) -> tuple[Kind, tuple[Evidence, ...]] | None:
    """The kind and the values of the whole card that a part of a page is."""
    sheet = build_sheet(with_form_values(part), 0)
    course = _tell_course_card(sheet)
    if _is_course_card(course):
        return Kind.CPR_CARD, course
    if not is_of_holder(sheet):
        return None
    identity = tuple(extract_name_change(lay_out_sheets(Kind.NAME_CHANGE_EVIDENCE, [sheet])))
    return (Kind.NAME_CHANGE_EVIDENCE, identity) if _is_identity_card(identity) else None


def _tell_course_card(sheet: Sheet) -> tuple[Evidence, ...]:
    """What a card says; nothing where it names no course, as most parts of pages do."""
    if not may_name_course(sheet):
        return ()
    paper = lay_out_sheets(Kind.CPR_CARD, [sheet])
    return tuple(extract_cpr(paper)) if find_own_course(paper) else ()


def _is_course_card(evidence: Sequence[Evidence]) -> bool:
    """Whether it says which course was passed, and by whom or with all but a name that was lost.

    A holder is enough beside a day, a number or a provider that is known.
    """
    values = {e.field: e.value for e in evidence}
    told = len(values.keys() & _TOLD)
    known = values.get(FieldName.PROVIDER, Provider.OTHER) != Provider.OTHER
    held = FieldName.HOLDER_NAME in values and (told > 0 or known)
    return FieldName.COURSE in values and (told > 1 or held)


def _is_identity_card(evidence: Sequence[Evidence]) -> bool:
    """Whether it says of which type it is, and who holds it; all but a Social Security card run out."""
    fields = {e.field: e.value for e in evidence}
    sort = fields.get(FieldName.EVIDENCE_TYPE)
    lasts = sort == EvidenceType.SOCIAL_SECURITY_CARD
    return (
        sort in HOLDER_PAPERS and FieldName.NEW_NAME in fields and (lasts or FieldName.EXPIRES_ON in fields)
    )


def hold_two_cards(page: PageReading, one: Box, other: Box) -> bool:
    """Whether two parts of a page are two cards, rather than one that a cut went through."""
    first, second = read_card(page, one), read_card(page, other)
    return bool(first and second and _differ(first, second))


def _differ(one: Card, other: Card) -> bool:
    """Whether they are two cards rather than two copies, or two sides, of one."""
    if not (one.whole and other.whole):
        return _tell_other_days(one, other) and (one.sort != other.sort or _tell_other_numbers(one, other))
    if {one.sort, other.sort} <= _IN_TWO_NAMES:
        births = [card.value(FieldName.DATE_OF_BIRTH) for card in (one, other)]
        return all(births) and births[0] != births[1]
    if fuzz.ratio(fold(one.holder), fold(other.holder)) < SAME_NAME:
        return True
    if one.sort != other.sort:
        return not _tell_the_same(one, other)
    return _tell_other_days(one, other) and _tell_other_numbers(one, other)


def _tell_the_same(one: Card, other: Card) -> bool:
    """Whether both tell one number and one end, as a record and the card that it goes with: the courses may be worded
    otherwise."""
    alike = (FieldName.CERTIFICATE_ID, FieldName.EXPIRES_ON)
    return all(one.value(field) and one.value(field) == other.value(field) for field in alike)


def _tell_other_days(one: Card, other: Card) -> bool:
    """Whether both say when they end, and not the same; a month is the same as a day in it."""
    days = [card.value(FieldName.EXPIRES_ON) for card in (one, other)]
    return all(days) and not (days[0].startswith(days[1]) or days[1].startswith(days[0]))


def _tell_other_numbers(one: Card, other: Card) -> bool:
    numbers = [card.value(FieldName.CERTIFICATE_ID) for card in (one, other)]
    return all(numbers) and numbers[0] != numbers[1]


def _merge(page: PageReading, cards: list[Card]) -> list[Card]:
    """Sides of one card put together again; none where another card lies between them."""
    for one, other in combinations(cards, 2):
        if not _differ(one, other):
            region = one.region.joined(other.region)
            if any(region.overlap(c.region) for c in cards if c is not one and c is not other):
                return []
            whole = read_card(page, region) or replace(one, region=region, reading=page.within(region))
            return _merge(page, [whole if c is one else c for c in cards if c is not other])
    return cards
