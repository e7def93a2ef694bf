"""Lines in which an office names itself though nothing in the name says what it is: over or under its address."""

import re
from collections.abc import Iterator

from intake.extractors.normalise.addresses import PLACE_NAMES, find_addresses, name_states, name_torn_state
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.normalise.numbers import find_phones
from intake.extractors.normalise.organisations import is_generic, is_own_office, tidy_organisation
from intake.extractors.requests.spots import Spot
from intake.extractors.sheets.paper import Laid

_ANY_PLACE = "|".join(sorted(map(re.escape, PLACE_NAMES), key=len, reverse=True))
#: A state, a territory or a province that a letterhead names in a line of its own, over its department.
BARE_STATE = re.compile(
    r"(?i)^(?:the\s+)?(?:state|commonwealth)\s+of\s+[a-z]+(?:[\s'’‘ʻ][a-z]+)?\W*$"
    r"|^(?:the\s+)?(?:government|commonwealth|territory|province)\s+of\s+(?:the\s+)?(?:(?:u\.?\s?s\.?|united\s+states)\s+)?"
    rf"(?:{_ANY_PLACE})(?:\s+of\s+the\s+united\s+states)?\W*$"
    rf"|^(?:{_ANY_PLACE})\s+government\W*$"
)
#: A county, or a city that is one, in a line of its own over its agency.
BARE_COUNTY = re.compile(r"(?i)^(?:the\s+)?(?:city\s+and\s+)?county\s+of(?:\s+[a-z][a-z.'’-]*){1,3}\W*$")
_COUNTY = re.compile(r"(?i)\bcounty\b")


def is_named(office: str) -> bool:
    """Whether an office bears a state's or a county's name itself."""
    return bool(name_states(office)) or _COUNTY.search(office) is not None


#: What people who write for an office are: no office is called so.
JOB_TITLE = re.compile(
    r"(?i)\b(?:specialist|coordinator|analyst|manager|supervisor|assistant|administrator|recruiter|representative|generalist|"
    r"(?<!of emergency medical )technician)s?\W*$"
)

#: Words of a form's title, which no office is called by.
FORM_TITLE = re.compile(
    r"(?i)\b(?:verification|certification|certificate|form|request|release|applicants?|slip|inquiry|enquiry|query|authorization)\b"
)

#: How a letter begins and ends.
_GREETING = re.compile(
    r"(?i)^\W*(?:good\s+(?:day|morning|afternoon|evening)|morning|hello|hi|hey|dear|greetings|to whom)\b"
)
_CLOSING = re.compile(
    r"(?i)^\W*(?:thank(?:s|\s+you)|sincerely|respectfully|(?:(?:all|very)\s+)?best|(?:kind|warm|best)\s+(?:regards|wishes)|regards|cordially|yours|many\s+thanks)\b"
)


def _heading_rows(laid: Laid) -> list[int]:
    """Rows at the top of a page, and right under the name that ends a letter: where an office names itself."""
    rows = laid.sheet.rows
    closed = (i for i, row in enumerate(rows) if _CLOSING.match(row[0].text) and len(row[0].tokens) <= 4)
    ends = next(closed, len(rows))
    return sorted({*range(min(4, len(rows))), *range(ends + 1, min(ends + 5, len(rows)))})


def list_heading_lines(laid: Laid) -> Iterator[Spot]:
    """A company whose name says nothing of its trade: the line right above an address or telephone."""
    rows = laid.sheet.rows
    for index in _heading_rows(laid):
        row = rows[index]
        segment = row[0]
        text = segment.text
        words = len(segment.tokens)
        below = "  ".join(s.text for r in rows[index + 1 : index + 4] for s in r)
        if not 1 < words <= 6 or any(c.isdigit() or c in ":@" for c in text) or FORM_TITLE.search(text):
            continue
        if (
            is_own_office(text)
            or is_generic(text)
            or BARE_STATE.match(text)
            or name_torn_state(text)
            or _GREETING.match(text)
            or _CLOSING.match(text)
            or JOB_TITLE.search(text)
            or (tidy_name(text) and is_full_name(tidy_name(text) or ""))
        ):
            continue
        if find_addresses(below) or find_phones(below):
            yield Spot(tidy_organisation(text), laid, index, segment.tokens, 1.5 - 0.2 * min(index, 4))
