"""The person's certification number, birth date and last four digits of the Social Security number."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import FieldName, Level
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.numbers import find_certification_numbers, find_ssn_last4
from intake.extractors.people.number_words import (
    UNSAID,
    is_called_certification,
    is_forms_number,
    is_of_another_office,
    means_certification,
)
from intake.extractors.people.places import OWN_PARTS, is_answered_by_state
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Sheet, Token
from intake.extractors.sheets.paper import Paper, search_flow, sureness_of
from intake.extractors.sheets.vocabulary import Ask

_PROSE_BIRTH = re.compile(
    r"(?i)\b(?:bo(?:rn|m)(?:\s+on)?|(?-i:b)\.(?=\s?\d)|date\s+of\s+birth|birth\s*date|d\.?o\.?b\.?|birthday)(?!\w)(?:\s+(?:is|was|of))?[\s:,(\-–]*"
)
_PROSE_LAST4 = re.compile(
    r"(?i)(?:last\s*(?:four|4)|final\s+four)[^\d\n]{0,60}(?:\n[^\d\n]{0,40})?(?-i:(?<![\dA-Z]))(?P<four>\d{4})\b(?!\s*[-/.]\s*\d)"
    r"|\bend\s+of\s+(?:my\s+|the\s+)?(?:ssn|social\b)[^\d\n]{0,40}\b(?P<four3>\d{4})\b(?!\s*[-/.]\s*\d)"
    r"|\b(?:ssn|social(?:\s+security)?)[^\d\n]{0,40}(?:last\s*(?:four|4)\D{0,20}|end(?:ing|s)?(?:\s+(?:in|with))?\D{0,6}|[x*#•]{2,}\D{0,12})(?P<four2>\d{4})\b"
)

_NOT_MA = re.compile(r"(?i)\b(?:nremt|national\s+registry|registry|national)\b[^\n]{0,25}$")
_MA = re.compile(
    r"(?i)\b(?:ma|mass\.?|massachusetts|oems|emt|aemt|paramedic|certif\w*|license)\b[^\n]{0,40}$"
)


def find_number(
    paper: Paper,
    field: FieldName = FieldName.CERTIFICATION_NUMBER,
    *,
    called: re.Pattern[str] | None = None,
) -> Evidence | None:
    """The Massachusetts certification number; never the registry's, nor the digits of a birth. Where papers bear
    numbers of their own, only one that is `called` a certification's."""
    birth = find_birth_date(paper)
    born = _digits_of_day(str(birth.value)) if birth else frozenset()
    answers = [
        a
        for a in paper.answers(Ask.NUMBER, parts=OWN_PARTS)
        if a.value not in born and (called in (None, UNSAID) or means_certification(a.label.phrase, called))
    ]
    sheets = {laid.sheet.page: laid.sheet for laid in paper.pages}
    answers = [a for a in answers if not is_of_another_office(sheets[a.label.page], a.tokens)]
    if answers:
        best = max(answers, key=lambda a: (a.value[:1].isalpha(), _says_massachusetts(a), a.score))
        return paper.answer_evidence(field, best)
    found: list[tuple[float, Evidence]] = []
    for laid in paper.pages:
        flow = laid.sheet.flow
        for number in find_certification_numbers(flow.text):
            before = flow.text[max(0, number.start - 60) : number.start].replace("\n", " ")
            tokens = flow.tokens(number.start, number.end)
            if not tokens or _NOT_MA.search(before) or is_answered_by_state(laid, tokens[0]):
                continue
            if number.value in born or is_forms_number(laid.sheet, tokens):
                continue
            if is_of_another_office(laid.sheet, tokens):
                continue
            if not _is_called(laid.sheet, tokens, called):
                continue
            worth = 0.97 if _MA.search(before) else 0.8
            found.append((worth, paper.evidence(field, number.value, laid.sheet.page, tokens, worth)))
    return max(found, key=lambda f: f[0], default=(0.0, None))[1]


#: Digits that readers take for a number's letter, by the level that the letter tells.
_DIGIT_FOR_LETTER = {Level.EMT: ("E", "6"), Level.AEMT: ("A", "4"), Level.PARAMEDIC: ("P", "9")}
#: Digits of a number with its letter read as one.
_WITH_LETTER = 8


def with_letter(number: Evidence | None, level: Evidence | None) -> Evidence | None:
    """A number whose letter was read as a digit, as the level tells it: "90810170" of a paramedic is P0810170."""
    if number is None or level is None:
        return number
    letter, digit = _DIGIT_FOR_LETTER[Level(str(level.value))]
    value = str(number.value)
    misread = value.isdigit() and len(value) == _WITH_LETTER and value.startswith(f"{digit}0")
    return replace(number, value=letter + value[1:]) if misread else number


def _digits_of_day(day: str) -> frozenset[str]:
    """A day as it is written in a row of boxes, the year last or first."""
    year, month, rest = day[:4], day[5:7], day[8:]
    return frozenset({f"{month}{rest}{year}", f"{year}{month}{rest}"})


def _is_called(sheet: Sheet, tokens: Sequence[Token], called: re.Pattern[str] | None) -> bool:
    return called is None or is_called_certification(sheet, tokens, called)


def _says_massachusetts(answer: Answer) -> bool:
    return bool(re.search(r"\b(ma|mass|massachusetts|oems)\b", answer.label.phrase))


def find_birth_date(paper: Paper, field: FieldName = FieldName.DATE_OF_BIRTH) -> Evidence | None:
    """The date of birth: a labelled answer, else a sentence that says "born"."""
    answers = paper.answers(Ask.BIRTH_DATE, parts=OWN_PARTS)
    if answers:
        return paper.answer_evidence(field, answers[0])
    for laid, flow, match in search_flow(paper, _PROSE_BIRTH):
        rest = flow.text[match.end() : match.end() + 40]
        dates = find_dates(rest.replace("\n", " "), birth=True, month_only=False)
        if dates and dates[0].start <= 6:
            tokens = flow.tokens(match.end() + dates[0].start, match.end() + dates[0].end)
            if tokens and not is_answered_by_state(laid, tokens[0]):
                return paper.evidence(field, dates[0].value, laid.sheet.page, tokens, 0.96)
    return None


def find_ssn(paper: Paper) -> Evidence | None:
    """The last four digits of the Social Security number; the rest is never kept."""
    field = FieldName.SSN_LAST4
    answers = paper.answers(Ask.SSN, Ask.SSN_LAST4, parts=OWN_PARTS)
    if answers:
        best = answers[0]
        return paper.evidence(
            field, best.value, best.label.page, best.tokens, sureness_of(best), reading=best.reading,
            printed="…" + best.value,
        )  # fmt: skip
    for laid, flow, match in search_flow(paper, _PROSE_LAST4):
        group = next(name for name in ("four", "four2", "four3") if match[name])
        tokens = flow.tokens(*match.span(group))
        return paper.evidence(field, match[group], laid.sheet.page, tokens, 0.95, printed="…" + match[group])
    for laid in paper.pages:
        flow = laid.sheet.flow
        for found in find_ssn_last4(flow.text):
            tokens = flow.tokens(found.start, found.end)
            return paper.evidence(field, found.value, laid.sheet.page, tokens, 0.9, printed="…" + found.value)
    return None
