"""Departments and ministries that name no state, with the one that stands over or beside them."""

import re
from dataclasses import replace

from intake.extractors.normalise.addresses import PLACE_NAMES, name_states, name_torn_state
from intake.extractors.normalise.organisations import (
    is_own_office,
    looks_like_organisation,
    tidy_organisation,
)
from intake.extractors.requests.spots import Spot
from intake.extractors.sheets.layout import Segment

#: What departments and ministries are called, the state left out.
_MINISTRY = re.compile(r"(?i)^ministry of\b")
DEPARTMENT = re.compile(r"(?i)^(?:department|dept\.?|executive office) of\b")
#: The last row of a page's very head, and heights of a state's name in it by which its department stands below at most
#: where a motto stands between them.
HEAD, MOTTO = 1, 3.0
#: A motto is a sentence; a town, a county or a person that stands in a line of its own there is none.
_SENTENCE = re.compile(r"[a-z]{3}[.!](?:\s+[A-Z]|$)")
_MOTTO_WORDS = 3


def with_state_above(spot: Spot) -> Spot:
    """A department or ministry that names no state, with the state or province whose name alone stands in the line above it,
    or right beside it in the page's head."""
    if not (DEPARTMENT.match(spot.value) or _MINISTRY.match(spot.value)) or name_states(spot.value):
        return spot
    for segment in (s for row in spot.laid.sheet.rows[max(0, spot.row - 2) : spot.row + 1] for s in row):
        state = segment.text if segment.text.casefold() in PLACE_NAMES else name_torn_state(segment.text)
        if state and (_heads(spot, segment) or _is_beside(spot, segment)):
            whole = f"{tidy_organisation(state.upper())} {spot.value}"
            tokens = (*segment.tokens, *spot.tokens)
            return spot if is_own_office(whole) else replace(spot, value=whole, tokens=tokens)
    return spot


def _heads(spot: Spot, state: Segment) -> bool:
    """Whether a state's name stands over its department, perhaps with a motto between them in a page's very head."""
    motto = state.row <= HEAD and spot.row - state.row == 2 and _is_motto(spot, state)
    near = spot.tokens[0].y0 - state.y1 < (MOTTO if motto else 1.2) * state.height
    return near and state.row < spot.row and state.x0 < spot.tokens[-1].x1 and state.x1 > spot.tokens[0].x0


def _is_motto(spot: Spot, state: Segment) -> bool:
    """Whether all that stands between a state's name and the department below it is a sentence."""
    between = [s.text for s in spot.laid.sheet.rows[state.row + 1] if s.x0 < state.x1 and s.x1 > state.x0]
    return bool(between) and all(
        _SENTENCE.search(text) and len(text.split()) >= _MOTTO_WORDS and not looks_like_organisation(text)
        for text in between
    )


def _is_beside(spot: Spot, state: Segment) -> bool:
    """Whether a state's or province's name is the next thing beside its department in a page's head, as a mark of its own."""
    row = spot.laid.sheet.rows[state.row] if state.row == spot.row <= HEAD else []
    own = [i for i, s in enumerate(row) if spot.tokens[0] in s.tokens]
    return bool(own) and abs(row.index(state) - own[0]) == 1
