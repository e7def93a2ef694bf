"""Words that call a number one of a certification; forms print numbers of their own that look just like one."""

import re
from collections.abc import Sequence
from itertools import pairwise

from intake.extractors.sheets.layout import Segment, Sheet, Token, join_text

#: What stands between such a word and its number: a few words, perhaps over the line's end.
_BETWEEN = r"\b[^\n]{0,24}\n?[^\n]{0,8}$"
#: A paper that certifies something calls itself a certification of that.
_EMS = r"my\s+(?:own\s+)?(?:number|no)|a?emt|e\.m\.t|paramedic|oems|ems|c[ae][rn]tif\w{2,5}[il1]on(?!\s+of\b)"
#: Words that call a number one of a certification on whatever paper; a note beside a copy says "re:" and no more.
CERTIFICATION = re.compile(rf"(?i)\b(?:{_EMS}){_BETWEEN}|\bre\b[^\w\n]{{0,4}}$")
#: The same on a paper that is no certificate itself, and where its sender wrote by hand.
OR_CERTIFICATE = re.compile(
    rf"(?i)\b(?:{_EMS}|c[eao][rn]t(?:ificate)?(?!\s+of\b)){_BETWEEN}|\bre\b[^\w\n]{{0,4}}$"
)
#: The same on a paper that is neither a certificate nor a licence, as what asks for a change.
OR_LICENCE = re.compile(
    rf"(?i)\b(?:{_EMS}|c[eao][rn]t(?:ificate)?(?!\s+of\b)|licen[cs]e){_BETWEEN}|\bre\b[^\w\n]{{0,4}}$"
)
#: On a letter or form of no office, which bears no numbers of its own, any number counts that nothing calls another's.
UNSAID = re.compile(r"$")
#: Words that call the number behind them one of a form, a register or a court.
_ANOTHERS = re.compile(
    r"(?i)\b(?:docket|book|bk|page|pg|vol|volume|liber|folio|(?:state|local|town|city|court)\s+file|registered|registrar|registry|records?|forms?"
    r"|serial|control|stock|series|audit|void\w*|alter\w*|reproduc\w*|marriage|birth|death|divorce|vital|court|case|probate)\b"
)
#: The same right before a number in a letter.
_CLEARLY_ANOTHERS = re.compile(
    r"(?i)\b(?:docket|book|page|vol|volume|liber|serial|control|stock|series|audit|marriage|case|form)\b[^\w\n]{0,3}(?:no|number)?[^\w\n]{0,4}$"
)
#: Words right before a number that was printed with a form, or given to something else by another office.
_PRINTED = re.compile(
    r"(?i)\b(?:(?:serial|control|stock|series|audit|docket|book|page|invoice|receipt|batch|tracking|confirmation)[^\w\n]{0,3}"
    r"(?:no|nos|num|number|nr)?|forms?[^\w\n]{0,3}(?:no|nos|num|number|nr))[^\w\n]{0,4}$"
)
#: What a form says at its foot: its own number or its printing, what must not be done to it, or "No." alone.
_OF_A_FORM = re.compile(
    r"(?i)\b(?:forms?|rev|revised|void\w*|alter\w*|reproduc\w*|printed)\b|^\W*(?:no|nos|nr|number)?\W*$"
)
#: Rows that the foot of a page has at most.
_FOOT = 2
#: At the head of a column, words for the number that another office gave: the national registry, or one that a person
#: applies to.
_OF_ANOTHER_OFFICE = re.compile(
    r"(?i)\b(?:nremt|national\s+reg\w*|registry|appl(?:ication|icant|\.)?\s*(?:id|no|nos|num|number|nr|#)(?!\w))"
)
#: The same right before a number: "App. 7741-26".
_OF_APPLICATION = re.compile(
    r"(?i)\bapp(?:l(?:ication|icant)?)?\.?\s*(?:id|no|nos|num|number|nr|#)\.?\s*[:#]?\s*$|\b(?:appl?\.|application)\s*[:#]?\s*$"
)
#: What a certification's number looks like, of which a caption may say both: "Certification / Application Number".
_OURS = re.compile(r"(?i)[EAP]\W?\d{6,8}")
#: Characters before a number that speak of it.
_SPOKEN = 60
#: Words of a column's head at most, and how far off it, in line heights, what stands under it begins.
_HEAD_WORDS, _UNDER = 6, 2.0


def is_called_certification(sheet: Sheet, tokens: Sequence[Token], words: re.Pattern[str]) -> bool:
    """Whether words before a number, or at the head of its column, call it one of a certification."""
    start = sheet.flow.start_of(tokens[0]) or 0
    if means_certification(sheet.flow.text[max(0, start - _SPOKEN) : start], words):
        return True
    return any(means_certification(join_text(head.tokens), words) for head in _heads(sheet, tokens[0]))


def is_forms_number(sheet: Sheet, tokens: Sequence[Token]) -> bool:
    """Whether a number is a form's own, or what was printed on one: a number of nobody's."""
    start = sheet.flow.start_of(tokens[0]) or 0
    if _PRINTED.search(sheet.flow.text[max(0, start - _SPOKEN) : start]):
        return True
    if (
        sheet.is_body
        or not stands_at_foot(sheet, tokens)
        or is_called_certification(sheet, tokens, OR_LICENCE)
    ):
        return False
    row = next(i for i, row in enumerate(sheet.rows) if any(tokens[0] is t for s in row for t in s.tokens))
    others = [t for t in sheet.row_tokens(row) if not any(t is own for own in tokens)]
    return bool(others) and _OF_A_FORM.search(join_text(others)) is not None


def is_of_another_office(sheet: Sheet, tokens: Sequence[Token]) -> bool:
    """Whether a number stands under a column's head that calls it the national registry's or an application's, or behind
    what calls it the latter."""
    start = sheet.flow.start_of(tokens[0]) or 0
    line = sheet.flow.text[max(0, start - _SPOKEN) : start].rpartition("\n")[2]
    if _OF_APPLICATION.search(line) and not _OURS.match(join_text(tokens)):
        return True
    return any(_OF_ANOTHER_OFFICE.search(join_text(head.tokens)) for head in _heads(sheet, tokens[0]))


def stands_at_foot(sheet: Sheet, tokens: Sequence[Token]) -> bool:
    """Whether words stand in the last rows of a page of many."""
    rows = sheet.rows[-_FOOT:] if len(sheet.rows) > 2 * _FOOT else []
    return any(tokens[0] is t for row in rows for s in row for t in s.tokens)


def means_certification(said: str, words: re.Pattern[str]) -> bool:
    """Whether what ends here calls a number one of a certification, and nothing in it another's."""
    found = words.search(said)
    if words is UNSAID:
        return not _CLEARLY_ANOTHERS.search(said)
    return found is not None and not _ANOTHERS.search(said, found.start())


def _heads(sheet: Sheet, number: Token) -> list[Segment]:
    """What stands in the row right above a number and begins where it does, as a column's head."""
    return [
        segment
        for above, row in pairwise(sheet.rows)
        if any(number is t for s in row for t in s.tokens)
        for segment in above
        if len(segment.tokens) <= _HEAD_WORDS and abs(segment.x0 - number.x0) < _UNDER * number.height
    ]
