"""Numbers and addresses of desks that no answer goes to: a dispatcher's fax, a corporation's, a director's office."""

import re

#: How much less a desk's number or address counts that is another's than the one that asks.
OTHER_DESK = 3.0

#: What stands before them in their line.
_CALLED = re.compile(
    r"(?i)\b(?:dispatch(?:er)?|corporate|business\s+office|billing|payroll|main\s+campus|director['’]?s?\s+office)\b[^\n]{0,70}$"
)
#: How a line goes on behind them that says so.
_NOT_FOR = re.compile(
    r"(?i)\W{0,3}(?:\(secure\)\W*)?(?:not\s+for|(?:please\s+)?do\s+not\s+(?:use|fax|send|mail)|please\s+do\b(?=[^.]{0,60}\bnot\b))"
)
#: Characters before them of which one may say whose they are.
_BEFORE = 90


def names_other_desk(text: str, start: int, end: int) -> bool:
    """Whether the line of a number or an address, at some characters of a text, says that it is another desk's."""
    before = text[max(0, start - _BEFORE) : start].rsplit("\n", 1)[-1]
    return _CALLED.search(before) is not None or _NOT_FOR.match(text, end) is not None
