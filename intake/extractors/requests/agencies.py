"""Which office asks: organisations that a paper names, weighed by where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.extractors.normalise.addresses import name_states, starts_street
from intake.extractors.normalise.office_words import LEAST_LETTERS, are_letters_of
from intake.extractors.normalise.organisations import (
    is_desk,
    is_generic,
    is_nameless_office,
    is_own_office,
    is_parent_office,
    looks_like_organisation,
    tidy_organisation,
)
from intake.extractors.requests.askers import list_agents, name_clients, released_to
from intake.extractors.requests.headings import FORM_TITLE, JOB_TITLE, list_heading_lines
from intake.extractors.requests.names_before_street import name_before_street
from intake.extractors.requests.office_lines import list_office_lines
from intake.extractors.requests.office_names import OVERALL, RUNS_MANY, is_part_of_many
from intake.extractors.requests.own_letterhead import is_ours
from intake.extractors.requests.return_cues import is_cued
from intake.extractors.requests.spots import Spot
from intake.extractors.requests.states_above import DEPARTMENT
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid, Paper, row_of, sureness_of
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.phrases import squeeze
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
    clients = name_clients(paper.pages)
    for laid in paper.pages:
        released = released_to(laid)
        yield from list_agents(laid)
        for row, tokens, whole in list_office_lines(laid):
            if id(tokens[0]) in within:
                continue  # a word of the street: "2707 Mail Service Center"
            beside = address is not None and (address.laid, address.row) == (laid, row)
            others = laid.part_at(row, tokens[0].x0) is Part.STATE and not beside
            if others and not is_cued(laid, row, reach=3):
                continue
            spot = _weigh_agency(laid, row, tokens, address, whole=whole)
            if spot is not None:
                named = id(tokens[0]) in released and not is_cued(laid, row, reach=3)
                client = len(spot.value) > LEAST_LETTERS and squeeze(spot.value) in clients
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


#: The strip over a letterhead that names the state, the agency over all its departments, and who governs.
_RUNNING_HEAD = re.compile(r"(?i)^state of\b.*\bgovernor\W*$")


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
        or _OF_A_TITLE.search(text)
        or is_generic(text)
        or JOB_TITLE.search(text)
        or is_no_office(text)
    )


def is_no_office(text: str) -> bool:
    """Whether a line names an officer before the desk or a desk of whatever office, or is a form's title that asks for
    something."""
    officer = _OFFICER.search(text) is not None and not is_parent_office(text)
    return (
        officer
        or _DAY.search(text) is not None
        or _BARE_DESK.match(text) is not None
        or (_TITLE_END.search(text) is not None and _OFFICE.search(text) is None)
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

#: The end of a form's title, behind the word that says what it is: "Certification of Out-of-State EMS License".
_OF_A_TITLE = re.compile(r"(?i)\b(?:licen[sc]e|credential|certificate)\W*$|^out[- ]of[- ]state\b")

#: What an officer is, before the desk where; and what a form's title ends with that asks for something.
_OFFICER = re.compile(
    r"(?i)\b(?:specialist|coordinator|analyst|manager|supervisor|assistant|administrator|recruiter|representative),"
)
_BARE_DESK = re.compile(r"(?i)^\W*(?:director['’]?s|corporate|business|main|home|head|billing)\s+office\W*$")
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}\W*$")
_TITLE_END = re.compile(r"(?i)\b(?:request|inquiry|form|release|authorization)\W*$")

#: A house with a name of its own is a line of an address: "Registry Building".
_BUILDING = re.compile(r"(?i)\b(?:building|bldg|annex)\.?,?$")
