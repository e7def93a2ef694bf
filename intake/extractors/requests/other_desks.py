"""Numbers and addresses of desks that no answer goes to: a dispatcher's fax, a corporation's, a director's office."""

import re

#: How much less a desk's number or address counts that is another's than the one that asks.
OTHER_DESK = 3.0

#: What stands before them in their line.
_CALLED = re.compile(
    r"(?i)\b(?:dispatch(?:er)?|corporate|business\s+office|billing|payroll|main\s+campus|director['’]?s?\s+office)\b[^\n]{0,70}$"
)
#: How a line goes on behind them that says so. What is not to go another way may well go this one: "12 Elm Street. Do not fax."
_NOT_FOR = r"(?i)\W{{0,3}}(?:\(secure\)\W*)?(?:not\s+for|(?:please\s+)?do\s+not\s+(?:use\b|{way}\b|send\b(?![^.]{{0,30}}\bby\b))|please\s+do\b(?!\s+not\b)(?=[^.]{{0,60}}\bnot\b))"
_NO_FAX, _NO_MAIL = (re.compile(_NOT_FOR.format(way=way)) for way in ("fax", "mail"))
#: Characters before them of which one may say whose they are.
_BEFORE = 90


def names_other_desk(text: str, start: int, end: int, *, fax: bool) -> bool:
    """Whether the line of a fax number or an address, at some characters of a text, says that it is another desk's."""
    before = text[max(0, start - _BEFORE) : start].rsplit("\n", 1)[-1]
    return _CALLED.search(before) is not None or (_NO_FAX if fax else _NO_MAIL).match(text, end) is not None
