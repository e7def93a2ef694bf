"""Whether a court paper asks the court for something rather than telling what it decided."""

import re

#: Characters at the head of a paper in which its caption and title stand.
_TITLE = 400
_ASKS_COURT = re.compile(
    r"\bpetition\b|\bcjp 27\b|\bprays? that\b|\basks? the court\b"
    r"|\bmotion (?:to|for) (?:a )?change\b|\bmoves th(?:is|e) (?:honorable )?court\b"
)
_TITLES = re.compile(
    r"\bdecree\b|\bjudgment\b|\bcourt order\b|\border (?:of|for|changing)\b|\bcertificate of\b"
)
#: A petition speaks of the decree that it asks for: behind the title only words that decide count.
_GRANTS = re.compile(
    r"\bit is (?:hereby |further |therefore |so )*(?:ordered|decreed|adjudged)|\bso ordered\b"
    r"|\b(?:ordered|adjudged) and decreed\b|\bcourt (?:orders|decrees|grants|allows)\b"
    r"|\b(?:is|are|be) hereby (?:changed|allowed|granted|ordered|decreed|authori[sz]ed)\b"
    r"|\b(?:petition|application) (?:is|was|has been) (?:hereby )?(?:allowed|granted)\b"
    r"|\bfinds and (?:decrees|decides|orders|adjudges)\b|\bmarriage[^.]{0,80}\bis (?:hereby )?dissolved\b"
)


def asks_court(text: str) -> bool:
    """Whether a paper's words ask a court and nowhere tell a decision; CJP 27 and its like do."""
    plain = " ".join(text.casefold().split())
    asks, titled = _ASKS_COURT.search(plain), _TITLES.search(plain[:_TITLE])
    if asks is None or _GRANTS.search(plain):
        return False
    return titled is None or asks.start() < titled.start()
