"""Rows that say where an answer goes, told from those that say where a form goes first or where the applicant lives."""

import re

from intake.extractors.sheets.label import Label
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Words that announce where to send something.
CUE = re.compile(
    r"(?i)\b(?:return(?:ed)?|send|mail|post|goes back|forward|submit|release|deliver|fax|e-?mail|report|reply|respond|furnish|provide|certify|verification|verify\b[^.]{0,30}?|results?|destination)"
    r"\b[^.\n]{0,45}?\bto\b\s*:?|\bparty to receive\b|\brecipient\b|\bdestination\b|\bwhere to\b|\breceiving (?:agency|party|organi[sz]ation|office)\b"
    r"|\b(?:faxed|e-?mailed|mailed|posted)\s+(?:back\s+|directly\s+)?to\b|\b(?:put|place|enclose|seal)\b[^.\n]{0,40}\benvelope\b[^.\n]{0,20}?\bto\b"
    r"|\b(?:come|go|reach|write|writ\w+|answers?|respond|reply)\b[^.\n]{0,30}\b(?:us|me)\b[^.\n]{0,12}\bat\b"
    r"|^\W*(?:mail|post|postal address|mailing address)\s*:|(?:^\W*|[.;]\s+)by (?:post|mail)\b|\baddress(?:ed)?\b[^.\n]{0,25}?\bto\b|\bwhere\b[^.\n]{0,30}\b(?:sends?|goes|answers?)\b"
    r"|\brequest(?:ing|ed) (?:agency|organi[sz]ation|party|office|by|employer|institution)\b"
)


def is_cued(laid: Laid, row: int, reach: int = 5) -> bool:
    """Whether a return instruction stands on this row or a few rows above it."""
    for index in range(row, max(-1, row - reach - 1), -1):
        if _instructs(laid, index):
            return True
        asked = (x for x in laid.labels if x.row == index and x.starts)
        if any(x.ask is Ask.AGENCY or (x.ask is Ask.RETURN_TO and not _goes_onward(laid, x)) for x in asked):
            return True
    return False


#: Where the applicant is to send the form first: the state that certified them, not the office that asks.
_ONWARD = re.compile(
    r"(?i)\b(?:send|sent|mail(?:ed)?|submit(?:ted)?|forward(?:ed)?|deliver(?:ed)?)\b[^.\n:]{0,45}?\bto\s+"
    r"(?:(?:each|every|any|all|the|that|those|your|of|a|other|appropriate|respective|verifying|licensing|certifying|issuing)\s+)*"
    r"(?:states?(?:\(s\))?(?!\s+of\s+[a-z]+\s*,)|jurisdictions?|territory|(?:licensing|certifying|issuing|verifying)\s+\w+|ems\s+office\s+(?:in|of|where))(?![\w'’])"
)
_HOME_CAPTION = re.compile(r"(?i)^\W*mailing address\s*:")
#: What only the applicant is asked: where they live is asked beside it. Titles of forms hold words of the last two.
_OF_THE_APPLICANT = frozenset({Ask.BIRTH_DATE, Ask.SSN, Ask.SSN_LAST4, Ask.FORMER_NAME})
_IF_ANSWERED = frozenset({Ask.NUMBER, Ask.LEVEL})
#: Rows between two questions that are asked of one person together.
_BESIDE = 2


def stands_with_the_applicant(laid: Laid, row: int) -> bool:
    """Whether a row is among those that ask the applicant's birth date, number and the like."""
    asked = {x.row for x in laid.labels if x.ask in _OF_THE_APPLICANT and x.starts}
    asked |= {a.label.row for a in laid.answers if a.label.ask in _IF_ANSWERED and a.label.starts}
    return any(abs(other - row) <= _BESIDE for other in asked)


#: Words of a line of running text at least.
PROSE = 8


def _with_line_above(laid: Laid, row: int) -> str:
    """A line of running text with the one above it, where an instruction goes over the end of that one; else nothing."""
    rows = laid.sheet.rows
    if row == 0 or any(len(r) != 1 or len(r[0].tokens) < PROSE for r in rows[row - 1 : row + 1]):
        return ""
    above = rows[row - 1][0].text
    both = f"{above} {rows[row][0].text}"
    return both if any(cue.start() < len(above) < cue.end() for cue in CUE.finditer(both)) else ""


def _instructs(laid: Laid, row: int) -> bool:
    """Whether a row says where the answer goes, and not where the applicant lives or sends the form first."""
    rows = laid.sheet.rows
    text = "  ".join(s.text for s in rows[row])
    if not CUE.search(text) and not (text := _with_line_above(laid, row)):
        return False
    if _HOME_CAPTION.search(text) and stands_with_the_applicant(laid, row):
        return False
    if len(rows[row]) > 1 and sends_onward(laid, row):
        return False
    going_on = "  ".join(s.text for r in rows[row : row + 2] for s in r)
    onward = _ONWARD.search(going_on)
    return onward is None or bool(CUE.search(text, onward.end()) or CUE.search(text[: onward.start()]))


def _goes_onward(laid: Laid, label: Label) -> bool:
    """Whether a label that asks where the form goes only tells the applicant where to send it, beside other questions."""
    return len(laid.sheet.rows[label.row]) > 1 and sends_onward(laid, label.row)


def sends_onward(laid: Laid, row: int) -> bool:
    """Whether a line, with the two below it in its column, says where the applicant sends the form and nothing else."""
    for segment in laid.sheet.rows[row]:
        if CUE.search(segment.text):
            under = (s for r in laid.sheet.rows[row + 1 : row + 3] for s in r)
            below = [s.text for s in under if abs(s.x0 - segment.x0) < segment.height]
            told = " ".join([segment.text, *below])
            onward = _ONWARD.search(told)
            if onward and not CUE.search(told, onward.end()) and not CUE.search(told[: onward.start()]):
                return True
    return False
