"""What only a card of a course tells, whatever else its page holds: adverts, a letter, the receipt below."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import combinations

from intake.extractors.normalise.dates import find_dates

#: Somebody did what the course asks; one who learned to teach it has another card, and so has one who did a
#: part of it, or a refresher of another course.
_COMPLETED = re.compile(
    r"(?is)\b(?:successfully\s+completed|has\s+(?:completed|demonstrated|passed|met)"
    r"|certif(?:ies|y)\s+that\b.{0,80}?\b(?:completed|demonstrated|passed|met))\b(?!.{0,120}?\binstructor(?:'s)?\s+(?:course|program|class))"
    r"(?!.{0,60}?\b(?:refresher|(?:online|cognitive|first)\s+(?:portion|part))\b)"
)
#: A card by which somebody paid has a number as well, most of it hidden.
_NUMBER = re.compile(
    r"(?i)\b(?:e?-?card|certificate|cert\.?)\s*(?:code\b|no\b|number\b|id\b|#)(?!\W*(?:[x*•.]{2}|ending\b))"
)
#: What a card of who teaches says, and what is no card by its own words.
_OTHER_PAPER = re.compile(
    r"(?i)\b(?:requirements?|authori[sz]ed|qualified|eligible)\s+to\s+teach\b"
    r"|\bnot\s+(?:a|an|the|your)\s+(?:\w+\s+){0,2}card\b"
)
#: What a certificate says of the part of a course that is done before its skills are shown.
_OF_A_PART = re.compile(
    r"(?i)\bthis\s+(?:\w+\s+){0,2}is\s+not\s+(?:a|an|the|your)\s+(?:\w+\s+){0,2}card\b"
    r"|\bcompleted\s+(?:\w+\s+){0,3}(?:online|cognitive)\s+(?:portion|part)\b(?!\W+(?:and|&)\b)"
)
_COURSE = re.compile(r"(?i)\b(?:bls|basic life support|acls|advanced cardi\w+|cpr|heartsaver|pals)\b")
_TAUGHT = re.compile(r"(?i)\b(?:instructor|training (?:center|centre|site)|taught by)\b")
#: Days for which the cards of all organisations are valid, give or take the rest of a month.
_LEAST, _MOST = 690, 770
_MID_MONTH = "-15"


def tells_a_card(texts: Iterable[str]) -> bool:
    """Whether a paper says that somebody completed a course of life support, with its card's number, who
    taught it, and two days two years apart."""
    text = "\n".join(texts)
    words = (_COMPLETED, _NUMBER, _COURSE, _TAUGHT)
    told = _OTHER_PAPER.search(text) is None and all(word.search(text) for word in words)
    return told and _holds_for_two_years(text)


def tells_a_part(texts: Iterable[str]) -> bool:
    """Whether a paper that reads like a card says that it is none, or that a part of the course was done."""
    return _OF_A_PART.search("\n".join(texts)) is not None


def _holds_for_two_years(text: str) -> bool:
    days = sorted({_day_of(found.value) for found in find_dates(text)})
    return any(_LEAST <= (later - earlier).days <= _MOST for earlier, later in combinations(days, 2))


def _day_of(told: str) -> date:
    """A day, or the middle of a month."""
    return date.fromisoformat(told if told.count("-") == 2 else told + _MID_MONTH)
