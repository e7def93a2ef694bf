"""Lines that name offices, and how such a name goes on in the line below."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from intake.extractors.normalise.addresses import name_states
from intake.extractors.normalise.office_words import is_of_common_words
from intake.extractors.normalise.organisations import (
    is_desk,
    is_own_office,
    is_parent_office,
    looks_like_organisation,
    split_organisations,
)
from intake.extractors.requests.headings import BARE_COUNTY, BARE_STATE, FORM_TITLE, is_named
from intake.extractors.requests.names_before_street import is_person
from intake.extractors.requests.office_names import UNENDED
from intake.extractors.requests.spots import PARAGRAPH_GAP
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Laid


def list_office_lines(laid: Laid) -> Iterator[tuple[int, list[Token], bool]]:
    """Names of organisations with their row; in running text a name goes on in the next line."""
    rows = laid.sheet.rows
    for index, row in enumerate(rows):
        for segment in row:
            tokens = list(segment.tokens)
            own = len(tokens)
            below = rows[index + 1] if index + 1 < len(rows) else []
            under = [s for s in below if _stands_under(segment, s)] or _next_of_column(
                segment, rows[index + 2 : index + 1 + COLUMN_ROWS]
            )
            following = (under or below)[0].tokens if below else ()
            named = BARE_STATE.match(segment.text) or BARE_COUNTY.match(segment.text)
            bare = own <= _MOST_OF_A_STATE and named is not None
            if bare and (office := _office_under(segment, below)):
                yield index, [*_governed(tokens), *office.tokens], True
                continue
            if bare and BARE_COUNTY.match(segment.text) and any(_names_itself(segment, s) for s in below):
                continue
            if institution := _institution_under(segment, rows[index + 1 : index + 1 + COLUMN_ROWS]):
                yield index, [*tokens, *institution.tokens], True
            prose = own >= 8 and following and any(_is_small(t.text) for t in tokens)
            hangs = bool(under) and len(following) <= 4 and _hangs(segment, following)
            near = following and following[0].y0 - tokens[-1].y1 < PARAGRAPH_GAP * tokens[-1].height
            if (prose or hangs) and following and near and following[0].height < 1.4 * tokens[-1].height:
                tokens += following[:6]
            for first, last in split_organisations([t.text for t in tokens]):
                if first < own < last and _is_whole_office(tokens[first:own], tokens[own:last]):
                    last = own
                if first < own:
                    yield index, tokens[first:last], first == 0 and last == own
    return


def _is_small(word: str) -> bool:
    """Whether a word is one of running text, and none that stands small in names: "of"."""
    return word.islower() and word not in _HANGING


#: Words at most of a line that only names a state: "Government of the Virgin Islands of the United States".
_MOST_OF_A_STATE = 9


def _governed(state: list[Token]) -> list[Token]:
    """The words of a territory's own name in the line that names its government; the District is called so itself."""
    words = [t.text.casefold().strip(" ,.") for t in state]
    if "government" not in words[:2] or "columbia" in words:
        return state
    first = words.index("of") + 1 if "of" in words else 0
    first += words[first : first + 1] == ["the"]
    whose = words[-4:] == ["of", "the", "united", "states"]
    return state[first : len(state) - 4 * whose] or state


#: Words behind which a name goes on, and those behind which it does with one of the trade's own.
_HANGING, _OF_TRADE = (
    frozenset({"of", "and", "for", "&", "the"}),
    frozenset({"emergency", "public", "medical"}),
)
_TRADE = frozenset({"medical", "health", "safety", "services", "service", "care", "preparedness"})


def _hangs(upper: Segment, following: Sequence[Token]) -> bool:
    """Whether a line goes on in the one below, by the word that it ends with or by those that begin that."""
    last, first = upper.tokens[-1].text.casefold(), following[0].text.casefold()
    return (
        last in _HANGING
        or (last in _OF_TRADE and first.strip(",.") in _TRADE)
        or _goes_on(upper.text, following)
    )


#: Words with which a name's second line begins.
_JOINING = frozenset({"and", "&", "of"})
#: What a form does, in a title that is torn by its line's end: no office is called so.
_VERIFIES = re.compile(r"(?i)\b(?:verification|request)\b")


def _goes_on(upper: str, following: Sequence[Token]) -> bool:
    """Whether an office's name goes on in the line below, which begins with "and" and goes on as a name: "BOARD OF MEDICAL"
    over "AND OSTEOPATHIC EXAMINERS"."""
    joined, *named = (t.text for t in following)
    as_name = bool(named) and all(w[:1].isupper() or w.casefold() in _HANGING for w in named)
    titled = FORM_TITLE.search(" ".join(named)) or _VERIFIES.search(" ".join(named))
    return joined.casefold() in _JOINING and as_name and not titled and looks_like_organisation(upper)


def _next_of_column(segment: Segment, below: Sequence[Sequence[Segment]]) -> list[Segment]:
    """The line right under one that ends amid a name, where smaller lines of another column stand in the rows between."""
    if segment.tokens[-1].text.casefold() not in _HANGING:
        return []
    lines = (s for row in below for s in row if _stands_under(segment, s))
    close = (s for s in lines if s.y0 - segment.y1 < PARAGRAPH_GAP * segment.height)
    return list(islice(close, 1))


#: What an institution is, alone in a letterhead's line under what it is called: "Tamarack Highlands" over "COMMUNITY COLLEGE".
_INSTITUTION = re.compile(
    r"(?i)^(?:(?:community|junior|technical|state|regional|general|memorial|county|medical|health)\s+){0,3}"
    r"(?:college|university|hospital|center|centre)$"
)
#: Rows in which the next line of a column may stand, those of other columns between.
COLUMN_ROWS = 3
#: Words of such a name's first line at most.
_MOST_WORDS = 4


def _institution_under(called: Segment, below: Sequence[Sequence[Segment]]) -> Segment | None:
    """The line right under a few capitalised words in a letterhead, in their column, that only says what they are called by."""
    words = called.text.split()
    named = len(words) <= _MOST_WORDS and all(w[0].isupper() and w.isalpha() for w in words)
    if not named or called.row > COLUMN_ROWS or looks_like_organisation(called.text):
        return None
    if FORM_TITLE.search(called.text) or is_desk(called.text) or is_person(words):
        return None
    for segment in (s for row in below for s in row):
        near = abs(segment.y0 - called.y1) < called.height and segment.y0 > called.y0
        if near and _stands_under(called, segment) and _INSTITUTION.match(segment.text):
            return segment
    return None


#: What a part of an office is called.
_UNIT = re.compile(
    r"(?i)^(?:office|bureau|division|section|branch|unit|desk)\b|\b(?:office|bureau|division|section|branch|unit|desk)$"
)


def _is_whole_office(above: Sequence[Token], below: Sequence[Token]) -> bool:
    """Whether an office's name ends with its line: whole as it is, and one of its parts is named in the next."""
    whole, part = (" ".join(t.text for t in tokens) for tokens in (above, below))
    return is_parent_office(whole) and not UNENDED.search(whole) and _UNIT.search(part) is not None


def _stands_under(upper: Segment, lower: Segment) -> bool:
    """Whether a line begins where the one above it does, or is centred under it."""
    off = (upper.x0 + upper.x1 - lower.x0 - lower.x1) / 2
    return abs(lower.x0 - upper.x0) < 2 * upper.height or abs(off) < 0.5 * upper.height


def _office_under(state: Segment, below: list[Segment]) -> Segment | None:
    """The department in the line right under a state's name, or the agency under a county's: together they are the office's
    name."""
    for segment in below:
        apart = segment.y0 - state.y1
        over = min(state.x1, segment.x1) > max(state.x0, segment.x0)
        if _may_be_its(state.text, segment.text) and over and apart < 1.5 * state.height:
            return segment
    return None


def _names_itself(county: Segment, below: Segment) -> bool:
    """Whether right under a county's name stands an office with a name of its own: the county alone is none beside it."""
    over = min(county.x1, below.x1) > max(county.x0, below.x0)
    close = below.y0 - county.y1 < 1.5 * county.height
    return over and close and looks_like_organisation(below.text) and is_named(below.text)


def _may_be_its(state: str, office: str) -> bool:
    """Whether an office may be the state's or county's that is named over it, and does not bear its name already."""
    if (
        not looks_like_organisation(office)
        or is_own_office(office)
        or name_states(state) & name_states(office)
    ):
        return False
    if BARE_COUNTY.match(state):
        its = is_parent_office(office) or is_of_common_words(office)
        return its and not is_named(office) and not FORM_TITLE.search(office)
    return is_parent_office(office)
