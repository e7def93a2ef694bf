"""A paper in another language and its translation into English: together they are one paper."""

import re

from domain.likeness import fold
from domain.pages import PageReading
from intake.classifiers.pages import PageFacts

_TRANSLATION = re.compile(r"(?i)\btranslat(?:ion|ed|or)\b")
#: Words that hardly any page in English lacks, and no page in another language has often.
_ENGLISH = re.compile(r"(?i)\b(?:the|and|of|was|were|with|this|that|by|is)\b")
#: So many of them are in a page of English.
_LEAST_ENGLISH = 6
#: Words that both show as they are: names, and numbers of a register.
_WORD = re.compile(r"[^\W\d_]{4,}|\d{4,}")
#: Of the words of the original so many are in its translation at least, and this share.
_LEAST_SHARED, _SHARE = 8, 0.2


def is_translated(one: PageFacts, other: PageFacts) -> bool:
    """Whether one of two pages in a row is the translation of the other."""
    readings = (one.page.reading, other.page.reading)
    return any(_translates(*pair) for pair in (readings, readings[::-1]))


def _translates(original: PageReading, translation: PageReading) -> bool:
    foreign, english = original.plain_text, translation.plain_text
    if len(_ENGLISH.findall(foreign)) >= _LEAST_ENGLISH or len(_ENGLISH.findall(english)) < _LEAST_ENGLISH:
        return False
    if not _TRANSLATION.search(english):
        return False
    words, own = ({fold(w) for w in _WORD.findall(text)} for text in (foreign, english))
    shared = words & own
    return len(shared) >= _LEAST_SHARED and len(shared) >= _SHARE * len(words)
