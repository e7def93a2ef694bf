"""Which of its names an office is given: whole, with its state, and the department's rather than its bureau's."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from intake.extractors.normalise.addresses import find_addresses, name_states
from intake.extractors.normalise.office_words import (
    are_letters_of,
    is_of_common_words,
    parent_letters,
    plain_office,
    plain_unit,
)
from intake.extractors.normalise.organisations import (
    tidy_organisation,
)
from intake.extractors.requests.headings import BARE_COUNTY, BARE_STATE, FORM_TITLE, is_named
from intake.extractors.requests.return_cues import is_cued
from intake.extractors.requests.schools import school_of
from intake.extractors.requests.spots import LEAST_OFFICE, Spot
from intake.extractors.requests.states_above import DEPARTMENT, with_state_above
from intake.extractors.sheets.paper import Laid, row_of
from intake.extractors.sheets.phrases import squeeze

#: How much less likely a bureau is than the department over it.
SUBORDINATE = 0.8
#: How much less likely is what stands over the office that asks.
OVERALL = 2.6


def lower_subordinates(spots: Sequence[Spot]) -> list[Spot]:
    """A bureau right under its department is part of it: the line above is the organisation. Where else the bureau is
    named, with its state or without, it still is."""
    addressed = _list_addressed(spots)
    once = {(_row(spot), spot.value): spot for spot in spots}.values()
    answered = {plain_unit(spot.value) for spot in once if _is_answered(spot, addressed)}
    pairs = list(_units(spots))
    itself = [(o, unit) for o, unit in pairs if _asks_itself(o, unit) or _is_over(o, unit, answered)]
    below = list(_letterheads(spots, addressed))
    itself += [(office, unit) for office, unit in below if _asks_in_letterhead(office, unit, pairs)]
    itself = [(office, unit) for office, unit in itself if not _serves(unit)]
    over, asking = {id(office) for office, _ in itself}, {id(unit) for _, unit in itself}
    over |= {id(unit) for office, unit in below if _serves(unit) and _asks_itself(office, unit)}
    parts = [(o, unit) for o, unit in pairs if id(unit) not in asking and not _is_department(o, unit)]
    under = {id(unit) for _, unit in parts}
    named = {plain_unit(unit.value) for office, unit in parts if _is_mere_unit(office, unit)}
    return [replace(spot, score=spot.score - _loss(spot, over, under, named)) for spot in spots]


def _loss(spot: Spot, over: set[int], under: set[int], named: set[str]) -> float:
    if id(spot) in over:
        return OVERALL
    return SUBORDINATE if id(spot) in under or plain_unit(spot.value) in named else 0.0


def _units(spots: Sequence[Spot]) -> Iterator[tuple[Spot, Spot]]:
    """Offices with those that stand right under them; a state's name alone is none."""
    ending: defaultdict[tuple[int, int], list[Spot]] = defaultdict(list)
    for office in spots:
        if office.score > LEAST_OFFICE and not BARE_STATE.match(office.value):
            ending[id(office.laid), _last_row(office)].append(office)
    for unit in spots:
        for office in ending.get((id(unit.laid), unit.row - 1), ()):
            apart = RUNS_MANY.match(office.value) and not is_part_of_many(unit.value)
            apart = apart or (BARE_COUNTY.match(office.value) and is_named(unit.value))
            if office.row < unit.row and not apart and _stand_over(office, unit):
                yield office, unit


#: Rows of a page's head in which an office stands with the department over it, though other lines come between.
_LETTERHEAD_ROWS = 5
#: Names in it at most that are looked at.
_LETTERHEAD_NAMES = 8


def _letterheads(spots: Sequence[Spot], addressed: Set[tuple[int, int]]) -> Iterator[tuple[Spot, Spot]]:
    """Departments of a letterhead with the offices that stand below them in it, right over an address or, where they are the
    state's for the whole trade, wherever it stands."""
    pages: defaultdict[int, list[Spot]] = defaultdict(list)
    for spot in spots:
        heads = pages[id(spot.laid)]
        if spot.row < _LETTERHEAD_ROWS and spot.score > LEAST_OFFICE and len(heads) < _LETTERHEAD_NAMES:
            heads.append(spot)
    for heads in pages.values():
        whole = [s for s in heads if _row(s) in addressed or _is_trades(s)]
        units = [s for s in whole if not DEPARTMENT.match(plain_unit(s.value))]
        yield from ((office, unit) for office in heads for unit in units if office.row < unit.row)


#: Characters of a line at most in which an address is looked for.
_LONGEST_LINE = 250


def _row(spot: Spot) -> tuple[int, int]:
    """The row of a page in which a name stands."""
    return id(spot.laid), spot.row


def _list_addressed(spots: Sequence[Spot]) -> Set[tuple[int, int]]:
    """The rows with a name over an address."""
    return {row for row, spot in {_row(s): s for s in spots}.items() if _is_over_address(spot.laid, spot.row)}


def _is_over_address(laid: Laid, row: int) -> bool:
    """Whether an address begins in a row, or in the line right below it."""
    rows = laid.sheet.rows[row : row + 3]
    lines = ["  ".join(s.text for s in row)[:_LONGEST_LINE] for row in rows]
    near = len("\n".join(lines[:2]))
    return any(found.start < near for found in find_addresses("\n".join(lines)))


def _is_answered(spot: Spot, addressed: Set[tuple[int, int]]) -> bool:
    """Whether the answer goes to an office that is named with its state, and is no department."""
    over = _row(spot) in addressed and bool(name_states(spot.value))
    named = over and not DEPARTMENT.match(plain_unit(spot.value))
    return named and not FORM_TITLE.search(spot.value) and is_cued(spot.laid, spot.row, reach=1)


def _is_over(office: Spot, unit: Spot, answered: set[str]) -> bool:
    """Whether an office is a department over a unit to which, by its name with the state's, the answer goes."""
    department = DEPARTMENT.match(plain_unit(office.value)) is not None
    return department and plain_unit(unit.value) in answered


def _is_department(office: Spot, unit: Spot) -> bool:
    """Whether what stands under an agency that is no department is a department of the state's name, and no part of it:
    "Texas Department of State Health Services" under "Texas Health and Human Services"."""
    own = DEPARTMENT.match(plain_unit(unit.value)) and name_states(unit.value)
    return bool(own) and not DEPARTMENT.match(plain_unit(office.value))


def _last_row(spot: Spot) -> int:
    """The row in which a name ends, which may go on below its first."""
    first, last = spot.tokens[0], spot.tokens[-1]
    return spot.row if last.y0 < first.y1 else row_of(spot.laid, last)


def _asks_itself(office: Spot, unit: Spot) -> bool:
    """Whether what stands under a department bears its state's name itself: "Department of Public Safety" over "Maine EMS"."""
    states = name_states(unit.value)
    of_it = bool(states) and name_states(office.value) <= states and not FORM_TITLE.search(unit.value)
    return of_it and DEPARTMENT.match(plain_unit(_STATE_LETTERS.sub("", office.value))) is not None


#: What an office does that asks by itself though it stands apart from its department, and what another's does for it.
_LICENSES = re.compile(r"(?i)\b(?:EMS|emergency medical|licen[sc]\w+|certif\w+|health)\b")
_SERVES = re.compile(r"(?i)\b(?:print\w*|mail\w*|business)\b")


def _serves(unit: Spot) -> bool:
    """Whether an office only prints or takes in the mail for another."""
    return _SERVES.search(unit.value) is not None and not _LICENSES.search(unit.value)


def _asks_in_letterhead(office: Spot, unit: Spot, pairs: Sequence[tuple[Spot, Spot]]) -> bool:
    """Whether what stands farther down in a department's letterhead asks by itself, and is of no other unit there."""
    apt = _LICENSES.search(unit.value) is not None
    apart = not any(lower is unit and office.row < upper.row for upper, lower in pairs)
    return apt and (apart or _is_trades(unit)) and _asks_itself(office, unit)


#: What a state's office for the whole trade is called, its state left out and the trade shortened.
_TRADES_OFFICE = re.compile(r"(?:office|bureau|division) of ems(?: and \w+)?|ems (?:office|bureau|division)")


def _is_trades(unit: Spot) -> bool:
    """Whether an office is by its name its state's for the whole trade, and no desk: "Alaska Office of EMS"."""
    return bool(name_states(unit.value)) and _TRADES_OFFICE.fullmatch(plain_unit(unit.value)) is not None


def _is_mere_unit(office: Spot, unit: Spot) -> bool:
    """Whether an office has a name of its own and what stands under it has none."""
    own = is_of_common_words(plain_unit(unit.value)) and plain_unit(unit.value) != plain_unit(office.value)
    return own and not is_of_common_words(office.value)


def name_office_of(best: Spot, spots: Sequence[Spot]) -> Spot:
    """The office of a unit that is named without it, as the letterhead has it, or by its letters alone: of "EMS & Trauma
    Systems" and of "OHA Licensing Unit" the Oregon Health Authority."""
    letters = parent_letters(best.value)
    spots = [
        s for s in spots if not BARE_STATE.match(s.value)
    ]  # a state is no office, though its letters are a unit's
    called = (s for s in spots if s.score > 0 and letters and are_letters_of(letters, s.value))
    office = next(called, None)
    if office is None and is_of_common_words(best.value):
        unit = f"{plain_unit(best.value)} "
        named = ((o, u) for o, u in _units(spots) if f"{plain_unit(u.value)} ".startswith(unit))
        over = (o for o, u in named if _is_mere_unit(o, u) and not _is_department(o, u))
        office = max(over, key=lambda spot: spot.score, default=None)
        office = office or _heading_department(spots) or school_of(best, spots)
    return _called(best, office) if office is not None else best


#: Rows of a letterhead in which a department stands over its units.
_HEAD_ROWS = 3


def _heading_department(spots: Sequence[Spot]) -> Spot | None:
    """The one department that a letterhead names with its state, if there is one."""
    heads = [with_state_above(s) for s in spots if s.row < _HEAD_ROWS and s.score > LEAST_OFFICE]
    departments = [
        s for s in heads if name_states(s.value) and DEPARTMENT.match(tidy_organisation(plain_unit(s.value)))
    ]
    return departments[0] if len({plain_office(s.value) for s in departments}) == 1 else None


#: Words that an office's name does not end with: the line ends here, and not the name.
UNENDED = re.compile(r"(?i)\b(?:of|and|for|the|&|emergency|public|medical|state|state department)$")


#: A state in letters before its department, which the letterhead spells out ("NYS Department of Health").
_STATE_LETTERS = re.compile(r"^(?:NYS|[A-Z]{2})\s+(?=(?:Department|Dept|Division|Board|Office|Bureau)\b)")


def choose_fullest(best: Spot, spots: list[Spot]) -> Spot:
    """The same name where it stands whole, if a line's end or a column's edge cut it short, or its words are shortened."""
    cut = squeeze(_STATE_LETTERS.sub("", best.value))
    for other in spots:
        longer = squeeze(other.value)
        if longer == squeeze(best.value):
            continue
        begins = longer.startswith(cut) and bool(UNENDED.search(best.value))
        whole = begins or longer.endswith(cut) or _is_written_out(other.value, best.value)
        if len(longer) > len(cut) and other.score > 0 and whole:
            return _called(best, other)
    return best


def _is_written_out(longer: str, shorter: str) -> bool:
    """Whether two names are one, in whose words the first has more letters; the second may tell a desk of it too: "Bureau of
    EMS Licensing"."""
    more = len(squeeze(longer.replace("&", "and"))) > len(squeeze(shorter.replace("&", "and")))
    whole, short = plain_office(longer), plain_office(shorter)
    desk = bool(name_states(longer)) and short.startswith(whole) and _DESK.fullmatch(short[len(whole) :])
    return more and (whole == short or bool(desk))


#: What a desk does, behind the name of its office.
_DESK = re.compile(
    r" (?:licens(?:ing|ure)|certifications?|credentialing)(?: (?:section|unit|office|desk|program|division|branch))?"
)


def _called(spot: Spot, other: Spot) -> Spot:
    """A spot with the name of another, and where that stands."""
    return replace(spot, value=other.value, tokens=other.tokens, laid=other.laid, row=other.row)


def _stand_over(upper: Spot, lower: Spot) -> bool:
    wide = min(upper.tokens[-1].x1, lower.tokens[-1].x1) - max(upper.tokens[0].x0, lower.tokens[0].x0)
    return wide > 0 and lower.tokens[0].y0 - upper.tokens[-1].y1 < 1.2 * upper.tokens[0].height


#: Over the letterhead of each of its commands stands the armed service itself, and over each of its hospitals who runs them
#: all.
RUNS_MANY = re.compile(
    r"(?i)^(?:(?:department of the|united states|u\.? ?s\.?) (?:army|navy|air force|marine corps|coast guard|space force)|department of defense"
    r"|(?:(?:united states|u\.? ?s\.?) )?(?:department of veterans affairs|(?:veterans|indian) health (?:administration|service)|bureau of prisons))\W*$"
)
#: What a part of whoever runs many is called, and no command or hospital: "Human Resources Office", "Division of Personnel".
_PART = re.compile(
    r"(?i)^(?:office|division|bureau|section|branch|program)\s+of\b|\b(?:office|division|bureau|section|branch|unit|program|desk)\W*$"
)


def is_part_of_many(text: str) -> bool:
    """Whether an office below whoever runs many is a part of it without a name of its own."""
    return _PART.search(text) is not None or is_of_common_words(text)
