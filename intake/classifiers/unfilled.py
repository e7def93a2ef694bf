"""Forms and cards that nobody filled in: a sample card proves nothing, an empty form asks nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.documents import KindGuess
from domain.kinds import Kind, Subkind
from domain.pages import MarkKind, PageReading
from intake.classifiers.kinds import UNSURE
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sheets.vocabulary import Ask

#: What stands where a day or a month is to be filled in: "MM/DD/YYYY", "mm-yy".
_PLACE_FOR_A_DAY = re.compile(r"(?i)\bmm?\s?[/-]\s?(?:dd?\s?[/-]\s?)?yy(?:yy)?\b")

#: What a form asks of the person it is about.
_OF_A_PERSON = frozenset(
    (Ask.NAME, Ask.LAST_NAME, Ask.FIRST_NAME, Ask.BIRTH_DATE, Ask.SSN, Ask.SSN_LAST4, Ask.NUMBER, Ask.LEVEL)
)
#: A form asks at least so many of them.
_LEAST_ASKED = 3

#: Marks that somebody made.
_BY_A_PERSON = frozenset((MarkKind.INK, MarkKind.CHECKBOX_ON, MarkKind.CHECKBOX_UNSURE, MarkKind.RING))

#: The letterhead of the office's own forms; it stands in the first lines, which write to nobody.
_OWN_LETTERHEAD = re.compile(
    r"(?im)^[^\w\n]{0,4}(?:the\s+)?(?:commonwealth\s+of\s+massachusetts|massachusetts\s+(?:department\s+of\s+public\s+health"
    r"|office\s+of\s+emergency\s+medical\s+services))\b"
)
_WRITES_TO = re.compile(r"(?im)^[^\w\n]{0,4}(?:to|attn|attention|dear|mail\s+to|fax\s+to)\b")
_LETTERHEAD_LINES = 4


def judge_unfilled(guess: KindGuess, pages: Sequence[PageReading]) -> KindGuess:
    """The guess, for a person to look at where a form or a card was not filled in.

    The office's own form is likeliest another paper then; what little was written on it may be lost.
    """
    text = "\n".join(page.plain_text for page in pages)
    if guess.kind is Kind.CPR_CARD and _PLACE_FOR_A_DAY.search(text) and not find_dates(text):
        return _doubt(guess)
    if guess.kind is Kind.VERIFICATION_REQUEST and _asks_in_vain(text, pages):
        return KindGuess(Kind.OTHER, UNSURE, True, Subkind.UNKNOWN) if _is_own(text) else _doubt(guess)
    return guess


def _doubt(guess: KindGuess) -> KindGuess:
    return replace(guess, confidence=min(UNSURE, guess.confidence), abstains=True)


def _asks_in_vain(text: str, pages: Sequence[PageReading]) -> bool:
    """Whether a form asks who somebody is, and nothing on it was answered, signed, ticked or dated."""
    marked = any(mark.kind in _BY_A_PERSON for page in pages for mark in page.marks)
    if marked or find_dates(text, month_only=False):
        return False
    paper = lay_out(Kind.VERIFICATION_REQUEST, pages)
    if paper.is_mail:
        return False
    asked = {label.ask for laid in paper.pages for label in laid.labels} & _OF_A_PERSON
    answered = {answer.label.ask for laid in paper.pages for answer in laid.answers}
    return len(asked) >= _LEAST_ASKED and not asked & answered


def _is_own(text: str) -> bool:
    head = "\n".join(text.split("\n")[:_LETTERHEAD_LINES])
    return _OWN_LETTERHEAD.search(head) is not None and _WRITES_TO.search(head) is None
