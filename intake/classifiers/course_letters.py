"""A letter of who taught that stands for a card that is not made yet: it tells what the card will."""

import re
from collections.abc import Iterable

from intake.extractors.cpr.course import name_courses

#: How a letter says that it stands for a card, or that the card is still to come.
_STANDS_FOR_CARD = re.compile(
    r"(?i)\b(?:letter|memo(?:randum)?|note|notice)\b[^.]{0,60}\b(?:in\s+(?:place|lieu)\s+of|instead\s+of|until)\b[^.]{0,40}\be?-?(?:cards?|certificates?)\b"
    r"|\b(?:letter|memo(?:randum)?|note|notice)\b[^.]{0,40}\bas\s+(?:(?:an?|the|her|his|their|your|written|temporary|interim|official)\s+)*(?:proof|evidence|verification|documentation|confirmation)\b"
    r"|\b(?:e?-?cards?|certificates?)\b[^.]{0,40}\b(?:(?:will|is\s+to|are\s+to|to)\s+be\s+(?:issued|released|printed|mailed|sent|e-?mailed|delivered)|(?:has|have)\s+(?:not\s+(?:yet\s+)?(?:been|arrived|come)|been\s+(?:held|delayed|put\s+off|back\s?-?ordered))"
    r"|(?:is|are)\s+(?:on\s+(?:back\s?-?)?order|not\s+(?:yet\s+)?\w+ed|still\s+\w+|pending|delayed))\b"
)
#: Who took the course, and passed it, is spoken of: "he attended our BLS renewal and passed".
_PASSED = re.compile(
    r"(?i)\b(?:he|she|they|who|(?:mr|ms|mrs)\.?\s+\w+|(?-i:(?<![\w'’-])[A-Z][\w'’-]{1,40}))\s+(?:(?:has|have|had|also|successfully|both|satisfactorily)\s+){0,3}"
    r"(?:attended|completed|passed|took|taken|finished|demonstrated)\b"
)
#: Whose letter it is: one who taught, or whose office it is to see that people are taught.
_TEACHES = re.compile(
    r"(?i)\binstructor\b|\btraining\s+(?:cent(?:er|re)|site|officer|coordinator|division|bureau)\b|\beducat(?:or|ion\s+(?:coordinator|manager|specialist|department))\b"
)
#: What somebody writes who took a course, or of one that nobody passed: an own card, a class to come, a bill;
#: and that the letter is no card and stands for none.
_OTHERWISE = re.compile(
    r"(?i)\bmy\s+(?:\w+\s+){0,2}(?:e?-?card|certificate)\b|\b(?<!\bin\s)(?<!\battended\s)(?<!\bcompleted\s)(?<!\bpassed\s)my\s+(?:\w+\s+){0,2}(?:course|class)\b"
    r"|\bI\s+(?:\w+\s+)?(?:took|sat|completed|passed|attended|lost|am\s+(?:an?\s+)?(?:emt|paramedic))\b"
    r"|\b(?:did\s+not|didn['’]t|has\s+not|failed\s+to|does\s+not)\s+(?:yet\s+)?(?:attend|complete|pass|take|meet|finish)\w*|\b(?:registered|enrolled|scheduled)\s+(?:for|in)\b"
    r"|\b(?:is|are)\s+not\s+(?:an?\s+|the\s+)?(?:(?:valid|official|actual|provider|course|cpr|bls)\s+){0,3}(?:e?-?cards?|certificates?|certification)\b"
    r"|\b(?:must|may|can|should|shall|is|are)\s*not\s+(?:to\s+)?(?:be\s+)?(?:used|valid|accepted|taken|good)\s+(?:in\s+(?:place|lieu)\s+of|instead\s+of|as|for)\s+(?:(?:an?|the|such)\s+)?(?:(?:valid|official|provider|course|cpr|bls)\s+){0,3}(?:one\b|e?-?cards?\b|certificates?\b|proof\b|certification\b)"
    r"|\brefund\b|\binvoice\b|\broster\s+of\b|\binstructor\s+(?:course|candidate|e?-?card|status)\b|\bauthori[sz]ed\s+to\s+teach\b"
)


def stands_for_card(texts: Iterable[str]) -> bool:
    """Whether a letter of who taught tells that somebody passed a course, and stands for the card."""
    text = " ".join(" ".join(texts).split())
    told = _STANDS_FOR_CARD.search(text) and _PASSED.search(text) and _TEACHES.search(text)
    return bool(told and name_courses(text)) and _OTHERWISE.search(text) is None
