"""Our own office and those over it, which nobody asks us for: known by their names, and by the lines around them."""

import re
from collections.abc import Iterator, Sequence

from intake.extractors.normalise.addresses import name_states
from intake.extractors.normalise.organisations import is_own_office, is_parent_office
from intake.extractors.normalise.own_office import OWN_ADDRESS
from intake.extractors.sheets.layout import Sheet

#: Offices that more than one state has, ours and those over it among them; which state's is meant the lines around tell.
_PLAIN_OFFICE = re.compile(
    r"(?i)^(?:department of )?public health\b|^(?:office of |bureau of )?emergency medical|^department of health\b"
    r"|^executive office of health (?:and|&) human services\b|^bureau of health\s?care safety (?:and|&) quality\b"
)
_OUR_LETTERS = re.compile(r"\bOEMS\b")
_OUR_LETTERHEAD = re.compile(
    r"(?i:\bcommonwealth of massachusetts\b|\bmassachusetts (?:department|dept\.?) of public health\b)"
)
_OUR_STATE = re.compile(r"(?i)^(?:the )?commonwealth of massachusetts\b\W*")
#: What parts the offices of a letterhead in one line; and the most words of one of them.
_PARTED, LONGEST_PART = re.compile(r"(?<!\s)\s+[-–—|•·]\s+"), 8


def is_ours(sheet: Sheet, row: int, text: str) -> bool:
    """Whether a text in a row names our own office or one over it; another board or department of our state is none."""
    of_state = _OUR_STATE.match(text)
    rest = text[of_state.end() :] if of_state else text
    if _PLAIN_OFFICE.match(rest):
        return is_own_office(text) or (name_states(text) <= {"MA"} and _stands_in_ours(sheet, row))
    return is_own_office(text) and not (of_state and is_parent_office(rest))


def _stands_in_ours(sheet: Sheet, row: int) -> bool:
    """Whether a line is of our own letterhead or address: it, the one above it, or the first above other such
    offices names us, or our street stands below them."""
    lines = [" ".join(s.text for s in segments) for segments in sheet.rows]
    above = _up_to_another(lines[row::-1])
    parts = [part for line in above for part in _short_parts(line)]
    named = any(_OUR_LETTERHEAD.search(part) for part in parts)
    # Other states call their office by the same letters.
    elsewhere = any(name_states(line) - {"MA"} for line in above)
    named = named or (not elsewhere and any(_OUR_LETTERS.search(part) for part in parts))
    return named or any(OWN_ADDRESS.search(line) for line in _up_to_another(lines[row:]))


def _up_to_another(lines: Sequence[str]) -> list[str]:
    """A line and those behind it, up to the first that names no such office."""
    last = next((i for i, line in enumerate(lines) if i and not _PLAIN_OFFICE.match(line)), len(lines))
    return list(lines[: last + 1])


def _short_parts(line: str) -> Iterator[str]:
    """The parts of a line that are no sentences."""
    return (part for part in _PARTED.split(line) if len(part.split()) <= LONGEST_PART)
