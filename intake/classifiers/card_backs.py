"""A course card's back that tells of any course and holder, in words of a front that lost its days."""

import re
from collections.abc import Sequence

from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import is_full_name, looks_like_name

#: How a back tells how whoever holds the card was tried, has it signed or says what makes it void. That the
#: holder completed a course a front tells too.
_OF_A_BACK = re.compile(
    r"(?i)\b(?:the|this)\s+(?:card\s?)?(?:holder|bearer)\s+(?:was|has\s+been)\s+(?:evaluated|assessed|tested)\b"
    r"|\b(?:card\s?)?(?:holder|bearer)['’]?s?\s+signature\b|\bsignature\s+of\s+(?:the\s+)?(?:card\s?)?(?:holder|bearer)\b"
    r"|\b(?:void|not\s+valid)\s+(?:if|unless)\b|\balterations?\b|\bcertification\s+period\s+may\s+not\b"
)
#: A caption of its holder's name at the beginning of a line, filled in or not. One of a signature is none.
_ASKS_FOR_HOLDER = re.compile(
    r"(?i)^\W{0,3}(?:(?:full|printed)\s+)?(?:name\b|(?:card\s?holder|holder|bearer|student|participant|candidate"
    r"|recipient)(?:['’]?s)?(?:\s+name\b|\s*(?:[:_]|$|\s{2}\S)))"
)
_COURSE = re.compile(
    r"(?i)\b(?:bls|acls|pals|cpr|aed|heartsaver|life\s+support|first\s+aid|course\s+passed)\b"
)
#: Lines of a card's heading, and words of one that is a title.
_HEAD, _MOST_WORDS = 4, 8


def tells_as_back(lines: Sequence[str]) -> bool:
    """Whether a page's lines have a sign of a back, and none of a front: a title, a name or room for one."""
    if not _OF_A_BACK.search(" ".join(lines)) or any(_is_title(line) for line in lines[:_HEAD]):
        return False
    return not any(_ASKS_FOR_HOLDER.match(line) or _is_name(line) for line in lines)


def _is_title(line: str) -> bool:
    """Whether a line of few words that is no sentence names a course."""
    short = len(line.split()) <= _MOST_WORDS and not line.rstrip().endswith(".")
    return short and _COURSE.search(line) is not None


def _is_name(line: str) -> bool:
    """Whether a line is a person's name, the given name a listed one."""
    name = line.strip(" ,.")
    called = is_full_name(name) and looks_like_name(name)
    return called and look_up(name.split()[0]).given > 0
