"""Which office asks: organisations that a paper names, weighed by where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from intake.extractors.normalise.addresses import name_states, starts_street
from intake.extractors.normalise.office_words import LEAST_LETTERS, are_letters_of
from intake.extractors.normalise.organisations import (
    is_desk,
    is_generic,
    is_nameless_office,
    is_own_office,
    is_parent_office,
    looks_like_organisation,
    split_organisations,
    tidy_organisation,
)
from intake.extractors.requests.askers import client_words, list_agents, released_to
from intake.extractors.requests.headings import BARE_STATE, FORM_TITLE, JOB_TITLE, list_heading_lines
from intake.extractors.requests.names_before_street import is_person, name_before_street
from intake.extractors.requests.office_names import DEPARTMENT, OVERALL, RUNS_MANY, UNENDED, is_part_of_many
from intake.extractors.requests.own_letterhead import is_ours
from intake.extractors.requests.return_cues import is_cued
from intake.extractors.requests.spots import PARAGRAPH_GAP, Spot
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Laid, Paper, row_of, sureness_of
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.vocabulary import Ask

#: Words of a name that only an office has.
_OFFICE = re.compile(r"(?i)\b(?:department|office|college|hospital|bureau|board|university)\b")


def list_agencies(paper: Paper, address: Spot | None) -> Iterator[Spot]:
    """Every organisation that may have asked; `address` is where the answer seems to go."""
    for answer in paper.answers(Ask.AGENCY):
        text = tidy_organisation(answer.text)
        laid = paper.pages[answer.label.page]
        if (
            laid.part_of(answer.label) is not Part.STATE
            and len(text) > 3
            and not is_own_office(text)
            and any(c.isalpha() for c in text)
        ):
            bonus = 0.5 if looks_like_organisation(text) else -0.7
            bonus += _over_address(laid, row_of(laid, answer.tokens[0]), address)
            yield Spot(text, laid, answer.label.row, answer.tokens, 3.0 * sureness_of(answer) + bonus)
    if address is not None and (before := name_before_street(paper, address)) is not None:
        yield replace(before, value=_tidy_lines(before.tokens).strip(" ,"))
    within = {id(t) for t in _street_words(address.tokens)} if address is not None else set()
    for laid in paper.pages:
        clients, released = client_words(laid), released_to(laid)
        yield from list_agents(laid)
        for row, tokens, whole in _organisation_runs(laid):
            if id(tokens[0]) in within:
                continue  # a word of the street: "2707 Mail Service Center"
            beside = address is not None and (address.laid, address.row) == (laid, row)
            others = laid.part_at(row, tokens[0].x0) is Part.STATE and not beside
            if others and not is_cued(laid, row, reach=3):
                continue
            spot = _weigh_agency(laid, row, tokens, address, whole=whole)
            if spot is not None:
                named = id(tokens[0]) in released and not is_cued(laid, row, reach=3)
                client = id(tokens[0]) in clients
                yield replace(spot, score=spot.score + RELEASED * named - OVERALL * client)
        yield from (
            spot for spot in list_heading_lines(laid) if not is_ours(laid.sheet, spot.row, spot.value)
        )


def _street_words(address: Sequence[Token]) -> Iterator[Token]:
    """The words of an address that stand behind a house's number: "2707 Mail Service Center"."""
    numbered, last = False, None
    for token in address:
        if last is None or last.text.endswith(",") or token.y0 > last.y1:
            numbered = token.text.isdigit()
        elif numbered:
            yield token
        last = token


def _organisation_runs(laid: Laid) -> Iterator[tuple[int, list[Token], bool]]:
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
            bare = own <= _MOST_OF_A_STATE and BARE_STATE.match(segment.text) is not None
            if bare and (office := _office_under(segment, below)):
                yield index, [*_governed(tokens), *office.tokens], True
                continue
            if institution := _institution_under(segment, rows[index + 1 : index + 1 + COLUMN_ROWS]):
                yield index, [*tokens, *institution.tokens], True
            prose = own >= 8 and following and any(t.text.islower() for t in tokens)
            hangs = (
                bool(under)
                and _hangs(tokens[-1].text.casefold(), following[0].text.casefold())
                and len(following) <= 4
            )
            near = following and following[0].y0 - tokens[-1].y1 < PARAGRAPH_GAP * tokens[-1].height
            if (prose or hangs) and following and near and following[0].height < 1.4 * tokens[-1].height:
                tokens += following[:6]
            for first, last in split_organisations([t.text for t in tokens]):
                if first < own < last and _is_whole_office(tokens[first:own], tokens[own:last]):
                    last = own
                if first < own:
                    yield index, tokens[first:last], first == 0 and last == own
    return


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


def _hangs(last: str, following: str) -> bool:
    """Whether a line that ends with one word goes on with another in the line below."""
    return last in _HANGING or (last in _OF_TRADE and following.strip(",.") in _TRADE)


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


#: The strip over a letterhead that names the state, the agency over all its departments, and who governs.
_RUNNING_HEAD = re.compile(r"(?i)^state of\b.*\bgovernor\W*$")


def _office_under(state: Segment, below: list[Segment]) -> Segment | None:
    """The department in the line right under a state's name: together they are the office's name."""
    for segment in below:
        apart = segment.y0 - state.y1
        over = min(state.x1, segment.x1) > max(state.x0, segment.x0)
        named = looks_like_organisation(segment.text) and is_parent_office(segment.text)
        if named and over and apart < 1.5 * state.height and not is_own_office(segment.text):
            return segment
    return None


def _weigh_agency(
    laid: Laid, row: int, tokens: list[Token], address: Spot | None, *, whole: bool
) -> Spot | None:
    tokens = _without_own_letters(tokens)
    text = " ".join(t.text for t in tokens)
    if _is_no_agency(laid, row, text):
        return None
    rows = len(laid.sheet.rows)
    nameless = is_nameless_office(text)
    score = 0.5 + (0.8 if is_parent_office(text) and not nameless else 0.0) + (0.3 if whole else 0.0)
    if is_cued(laid, row, reach=3):
        score += 1.6
    if row < 5 and row / max(1, rows) < 0.25:
        score += 1.4 - 0.15 * row
        score += 0.4 if tokens[0].height > 1.15 * laid.sheet.line_height else 0.0
    elif row / max(1, rows) > 0.9:
        score += 0.3
    score += _over_address(laid, row, address)
    if is_desk(text):
        score -= 1.2
    if nameless:
        score -= 1.0
    if row < 3 and _RUNNING_HEAD.search("  ".join(s.text for s in laid.sheet.rows[row])):
        score -= 1.6
    if _runs_what_asks(laid, row, text) or _is_under_a_states(laid, row, text):
        score -= OVERALL
    if FORM_TITLE.search(text) and not _OFFICE.search(text):
        score -= 1.6
    return Spot(_tidy_lines(tokens), laid, row, tuple(tokens), score)


def _without_own_letters(tokens: list[Token]) -> list[Token]:
    """An office's name without the letters that stand for it before it, as its logo: "VDH Virginia Department of Health"."""
    letters, named = tokens[0].text, " ".join(t.text for t in tokens[1:])
    lettered = letters.isupper() and len(letters) >= LEAST_LETTERS and looks_like_organisation(named)
    return tokens[1:] if lettered and are_letters_of(letters, named) else tokens


def _over_address(laid: Laid, row: int, address: Spot | None) -> float:
    """What it is worth to stand right over the address to which the answer goes."""
    near = address is not None and address.laid is laid and 0 <= address.row - row <= 3
    return 1.1 - 0.1 * (address.row - row) if near and address is not None else 0.0


#: How much likelier is the office that a release names.
RELEASED = 1.6


#: Rows below whoever runs many in which the office that asks stands.
_ROWS_BELOW = 3


def _runs_what_asks(laid: Laid, row: int, text: str) -> bool:
    """Whether an armed service or who runs many hospitals stands here, and not over a mere part of itself."""
    if not RUNS_MANY.match(text):
        return False
    below = (s.text for r in laid.sheet.rows[row + 1 : row + 1 + _ROWS_BELOW] for s in r)
    first = next((other for other in below if looks_like_organisation(other)), None)
    return first is None or not is_part_of_many(first)


def _is_under_a_states(laid: Laid, row: int, text: str) -> bool:
    """Whether a department names no state, and an office of a state's name stands in the same line."""
    line = "  ".join(s.text for s in laid.sheet.rows[row])
    beside = [other for other in re.split(r"\s+[-–—|•·]\s+|\s{2,}", line) if text not in other]
    return bool(DEPARTMENT.match(text) and not name_states(text)) and any(
        looks_like_organisation(other) and name_states(other) and not FORM_TITLE.search(other)
        for other in beside
    )


def _is_no_agency(laid: Laid, row: int, text: str) -> bool:
    """Whether a text that reads as an organisation is our own office, a street, or what somebody is."""
    return bool(
        is_own_office(text)
        or is_ours(laid.sheet, row, text)
        or (_BUILDING.search(text) and not is_parent_office(text))
        or starts_street(text)
        or _STREET_NAME.search(text)
        or is_generic(text)
        or JOB_TITLE.search(text)
    )


def _tidy_lines(tokens: Sequence[Token]) -> str:
    """An office's name, each line of it in its own case: "State of Maine" over "DEPARTMENT OF HEALTH"."""
    below = next((i for i, t in enumerate(tokens) if t.y0 > tokens[0].y1), len(tokens))
    lines = [" ".join(t.text for t in part) for part in (tokens[:below], tokens[below:]) if part]
    if len({line.isupper() for line in lines}) < 2:
        return tidy_organisation(" ".join(lines))
    return " ".join(tidy_organisation(line) for line in lines)


#: What a street's name ends with: "Division Road", "Hospital Drive".
_STREET_NAME = re.compile(
    r"(?i)\b(?:road|rd|street|st|avenue|ave|lane|ln|drive|dr|boulevard|blvd|highway|hwy|court|terrace|way|parkway|pike|circle)\.?,?$"
)

#: A house with a name of its own is a line of an address: "Registry Building".
_BUILDING = re.compile(r"(?i)\b(?:building|bldg|annex)\.?,?$")
