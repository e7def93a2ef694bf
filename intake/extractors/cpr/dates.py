"""When a card was given and when it runs out.

A labelled answer wins; then a sentence that tells what happened on the day; then what is left over: a card
shows two dates, and where one is known the other one is what remains.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.cpr.course_rows import rows_of_course
from intake.extractors.cpr.other_days import (
    NEITHER,
    is_day_of_another,
    is_day_of_memo,
    is_of_another_course,
)
from intake.extractors.cpr.term_rows import term_in_force
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask

#: What happens on the day a card is given, on the day it runs out, and on days that are neither.
_GIVEN = re.compile(
    r"(?i)\b(?:issued?|complet\w+|finish\w+|pass(?:ed)?|attend\w+|award\w+|held|conducted|taken|took|trained|certified|dated?|given"
    r"|watched|observed|saw|seen|tested|evaluated|assessed|examined|demonstrated"
    r"|valid\s+from|effective|earned|achieved|meeting|on\s+this|(?:class|course|session|training)\s+of)\b"
)
_ENDS = re.compile(
    r"(?i)\b(?:exp(?:ir\w*)?|renew\w*|re-?certif\w*|valid\s+(?:until|through|thru|to|till)|good\s+(?:until|through|thru)|due"
    # "through" alone tells it only right before the day: one may sit through a class.
    r"|in\s+force\s+(?:until|through|thru|to|till)|(?:until|through|thru)(?=(?:\s+the)?(?:\s+(?:end|last\s+day)\s+of)?[\s:,(]*$)|end\s+of|ends|lapses|retrain\w*|no\s+later\s+than)\b"
)
#: A course of renewal that somebody took: its day is no end.
_RENEWED = re.compile(
    r"(?i)(?P<done>\b(?:complet\w+|pass(?:ed)?|attend\w+|took|taken|finish\w+|taught|held)\b[^.\d]{0,60}?)\b(?:renewal|re-?certification)\b"
    r"(?!\s*(?:date|due|by|is|month|year|period|required|recommended|:))"
)
#: What is learned alone, of a course whose skills are seen on another day.
_LEARNED_ALONE = re.compile(r"(?i)\b(?:e-?learning|online|modules?|computer|web)\b")

#: Words that may stand between two dates that bound a time.
_SPAN = re.compile(r"(?i)^\s*(?:-|–|—|to|thru|through|until|till)\s*$")

#: Characters before a date in which its sentence tells what the day is.
_REACH = 110

#: Days between a card's two dates that elimination believes: one to three years, and some weeks of slack.
_LEAST_TERM, _MOST_TERM = 330, 1130


#: Years after which every card has run out; nobody gives one for longer.
LONGEST_TERM = 5

#: Letters of a day's ISO form that tell its month.
_MONTH = len("2026-01")
_ISO = re.compile(r"\d{4}-\d\d")


class _Role(Enum):
    GIVEN = auto()
    ENDS = auto()
    NEITHER = auto()


@dataclass(frozen=True, slots=True)
class _Day:
    """A date on the paper."""

    value: str
    page: int
    tokens: tuple[Token, ...]
    role: _Role | None
    """What its sentence says of it; None where it says nothing."""
    taken: bool
    """It answers another question."""
    beforehand: bool = False
    """Its sentence tells of the part that is learned alone, before the skills are seen."""


def tells_two_terms(laid: Laid) -> bool:
    """Whether a page asks for a card's first day and its last more than once, and the answers differ: it shows two
    cards, in columns or rows that are not told apart."""
    asked = (Ask.ISSUED, Ask.EXPIRES)
    months = ({a.value[:_MONTH] for a in laid.answers if a.label.ask is ask} for ask in asked)
    return all(len(told) > 1 for told in months)


def asks_too_long_a_term(laid: Laid) -> bool:
    """Whether what stands as a card's first day and its last lie farther apart than any card lasts: one of them is
    misread or another thing's."""
    issued, expires = (
        [a.value for a in laid.answers if a.label.ask is ask and _ISO.match(a.value)]
        for ask in (Ask.ISSUED, Ask.EXPIRES)
    )
    return any(lasts_too_long(first, last) for first in issued for last in expires)


def find_card_dates(paper: Paper, course: Evidence | None) -> list[Evidence]:
    """The day (or month) of issue and that of expiry, as far as the card shows them."""
    if term := term_in_force(paper):
        page = term.laid.sheet.page
        return [
            paper.evidence(FieldName.ISSUED_ON, term.first, page, term.first_tokens, 0.85),
            paper.evidence(FieldName.EXPIRES_ON, term.last, page, term.last_tokens, 0.85),
        ]
    issued = _labelled(paper, FieldName.ISSUED_ON, Ask.ISSUED, course)
    expires = _labelled(paper, FieldName.EXPIRES_ON, Ask.EXPIRES, course)
    days = list(_days(paper, str(course.value) if course else ""))
    told = _told(paper, FieldName.ISSUED_ON, _Role.GIVEN, days)
    issued = issued if issued and not (told and _is_of_memo(paper, issued)) else told
    expires = expires or _told(paper, FieldName.EXPIRES_ON, _Role.ENDS, days)
    if issued is not None and expires is not None and _runs_out_first(str(issued.value), str(expires.value)):
        # A card cannot run out before it is given: one of the two is another day.
        if len({d.value for d in days}) < 2:
            # A lone date is what its label says, and never both.
            return [max(issued, expires, key=lambda e: e.confidence)]
        issued, expires = (None, expires) if expires.confidence > issued.confidence else (issued, None)
    if issued is None or expires is None:
        issued, expires = _complete(paper, issued, expires, days)
    issued, expires = _set_by_term(paper, issued, expires, days)
    return _without_misread(issued, expires)


def _is_of_memo(paper: Paper, issued: Evidence) -> bool:
    """Whether a day is the one on which a memorandum was written: what it tells of was before."""
    laid = paper.pages[issued.page]
    box = issued.box
    here = [a for a in laid.answers if box and any(t.word.box.overlap(box) for t in a.tokens)]
    return any(is_day_of_memo(laid.sheet, answer) for answer in here)


def _without_misread(issued: Evidence | None, expires: Evidence | None) -> list[Evidence]:
    """The days; where they lie farther apart than any card lasts, one is misread, and the surer one stays."""
    told = [e for e in (issued, expires) if e is not None]
    if issued is None or expires is None or not lasts_too_long(str(issued.value), str(expires.value)):
        return told
    return [max(expires, issued, key=lambda e: e.confidence)]


def lasts_too_long(issued: str, expires: str) -> bool:
    """Whether two days, of issue and of expiry, lie farther apart than any card lasts."""
    return int(expires[:4]) - int(issued[:4]) > LONGEST_TERM


def _labelled(paper: Paper, field: FieldName, ask: Ask, course: Evidence | None) -> Evidence | None:
    answers = [
        a for a in paper.answers(ask) if _ISO.match(a.value) and not _tells_of_another(paper, a, course)
    ]
    if not answers and ask is Ask.ISSUED:
        # "Course completed" asks for a title or for a day: what stands there tells.
        for course_answer in paper.answers(Ask.COURSE):
            dates = find_dates(course_answer.text)
            if dates and dates[0].start <= 2 and "completed" in course_answer.label.phrase:
                return paper.evidence(
                    field, dates[0].value, course_answer.label.page, course_answer.tokens, 0.93
                )
    if not answers:
        return None
    best = answers[0]
    cell = _cell_beside_course(paper, best, course)
    if cell:
        value, tokens = cell
        return paper.evidence(field, value, best.label.page, tokens, 0.93)
    return paper.answer_evidence(field, best)


def _tells_of_another(paper: Paper, answer: Answer, course: Evidence | None) -> bool:
    """Whether an answer stands in a sentence on another course's card."""
    flow = paper.pages[answer.label.page].sheet.flow
    return course is not None and is_of_another_course(flow, answer.tokens, str(course.value))


def _cell_beside_course(
    paper: Paper, answer: Answer, course: Evidence | None
) -> tuple[str, list[Token]] | None:
    """In a list of courses the date counts that stands in the course's own row, in the labelled column."""
    if (
        course is None
        or course.box is None
        or course.page != answer.label.page
        or answer.place is not Place.BELOW
    ):
        return None
    right = max(answer.label.x1, *(t.x1 for t in answer.tokens))
    for tokens in rows_of_course(paper, course):
        if any(t is a for t in tokens for a in answer.tokens):
            return None
        column = [t for t in tokens if t.x1 > answer.label.x0 - t.height and t.x0 < right]
        dates = find_dates(" ".join(t.text for t in column))
        if len(dates) == 1:
            return dates[0].value, column
    return None


def _days(paper: Paper, course: str) -> Iterator[_Day]:
    for laid in paper.pages:
        flow = laid.sheet.flow
        taken = {
            id(t) for a in laid.answers if _is_other(a) or is_day_of_memo(laid.sheet, a) for t in a.tokens
        }
        found = find_dates(flow.text.replace("\n", " "))
        for index, each in enumerate(found):
            tokens = flow.tokens(each.start, each.end)
            before = found[index - 1] if index else None
            role = _role_of(flow.text, each.start, each.end)
            if before and _SPAN.match(flow.text[before.end : each.start]):
                role = _Role.ENDS
            after = found[index + 1] if index + 1 < len(found) else None
            if role in (None, _Role.ENDS) and after and _SPAN.match(flow.text[each.end : after.start]):
                role = _Role.GIVEN
            role = role or (_Role.NEITHER if is_day_of_another(laid.sheet, tokens) else None)
            role = _Role.NEITHER if course and is_of_another_course(flow, tokens, course) else role
            alone = bool(_LEARNED_ALONE.search(_sentence_before(flow.text, each.start)))
            yield _Day(each.value, laid.sheet.page, tokens, role, any(id(t) in taken for t in tokens), alone)


def _is_other(answer: Answer) -> bool:
    """Whether an answer belongs to a question that is not about the card's dates, its label read without doubt."""
    return answer.label.ask not in (Ask.ISSUED, Ask.EXPIRES) and answer.label.likeness == 1.0


def _role_of(text: str, start: int, end: int) -> _Role | None:
    """What the words before a date (or, failing them, right behind it) say of the day."""
    head = _RENEWED.sub(r"\g<done>", _sentence_before(text, start))
    cues = [(m.end(), role) for pattern, role in _CUES for m in pattern.finditer(head)]
    if cues:
        return max(cues, key=lambda c: (c[0], c[1] is not _Role.GIVEN))[1]
    tail = re.split(r"[.;\n]\s?", text[end : end + 45])[0]
    found = [(m.start(), role) for pattern, role in _CUES for m in pattern.finditer(tail)]
    return min(found, key=lambda c: c[0])[1] if found else None


def _sentence_before(text: str, start: int) -> str:
    """The words of its sentence before a date."""
    lines = text[max(0, start - _REACH) : start].split("\n")
    # A line above tells something only where the sentence runs on from it.
    head = " ".join(lines[-2:]) if len(lines) > 1 and len(lines[-1].split()) <= 3 else lines[-1]
    return re.split(r"(?<=\w\w)[.;!?]\s", head)[-1]


_CUES = ((_GIVEN, _Role.GIVEN), (_ENDS, _Role.ENDS), (NEITHER, _Role.NEITHER))


def _told(paper: Paper, field: FieldName, role: _Role, days: Sequence[_Day]) -> Evidence | None:
    fitting = [day for day in days if day.role is role and not day.taken]
    for day in [d for d in fitting if not d.beforehand] or fitting:
        return paper.evidence(field, day.value, day.page, day.tokens, 0.91)
    return None


def _complete(
    paper: Paper, issued: Evidence | None, expires: Evidence | None, days: Sequence[_Day]
) -> tuple[Evidence | None, Evidence | None]:
    """What remains: the one other date of a card, or its only two, where they lie a card's term apart."""
    known = [e for e in (issued, expires) if e is not None]
    boxes = [e.box for e in known if e.box is not None]
    free = [
        d
        for d in days
        if not d.taken
        and d.role is not _Role.NEITHER
        and not any(
            d.page == e.page and b.overlap(t.word.box)
            for e, b in zip(known, boxes, strict=False)
            for t in d.tokens
        )
    ]
    values = {d.value: d for d in reversed(free)}
    if known and len(values) == 1:
        (day,) = values.values()
        if issued is not None and _is_term(str(issued.value), day.value):
            expires = paper.evidence(FieldName.EXPIRES_ON, day.value, day.page, day.tokens, 0.8)
        elif expires is not None and _is_term(day.value, str(expires.value)):
            issued = paper.evidence(FieldName.ISSUED_ON, day.value, day.page, day.tokens, 0.8)
    elif not known and len(values) == 2:
        first, last = (values[v] for v in sorted(values))
        if _is_term(first.value, last.value):
            issued = paper.evidence(FieldName.ISSUED_ON, first.value, first.page, first.tokens, 0.75)
            expires = paper.evidence(FieldName.EXPIRES_ON, last.value, last.page, last.tokens, 0.75)
    return issued, expires


def _set_by_term(
    paper: Paper, issued: Evidence | None, expires: Evidence | None, days: Sequence[_Day]
) -> tuple[Evidence | None, Evidence | None]:
    """Two days whole years apart are a card's term, whatever words stand nearer to another day."""
    if issued is not None and expires is not None and _is_whole_term(str(issued.value), str(expires.value)):
        return issued, expires
    terms = {
        (first.value, last.value): (first, last)
        for first in days
        for last in days
        if _is_whole_term(first.value, last.value)
        and not (first.taken or last.taken or first.role is _Role.NEITHER)
    }
    if len(terms) > 1:
        told = {k: t for k, t in terms.items() if t[0].role is _Role.GIVEN and not t[0].beforehand}
        terms = told or terms
    said = {str(e.value) for e in (issued, expires) if e is not None}
    if len(terms) != 1:
        return issued, expires
    ((pair, (first, last)),) = terms.items()
    if said and not said & set(pair):
        return issued, expires
    if issued is None or issued.value != first.value:
        issued = paper.evidence(FieldName.ISSUED_ON, first.value, first.page, first.tokens, 0.85)
    if expires is None or expires.value != last.value:
        expires = paper.evidence(FieldName.EXPIRES_ON, last.value, last.page, last.tokens, 0.85)
    return issued, expires


def _is_whole_term(first: str, last: str) -> bool:
    """Whether a card given on the first day may run out on the last: one to three years on, to the day or month."""
    years = int(last[:4]) - int(first[:4])
    if not 1 <= years <= 3 or first[5:7] != last[5:7] or len(first) < 10:
        return False
    if len(last) < 10:
        return True
    end = calendar.monthrange(int(last[:4]), int(last[5:7]))[1]
    return last[8:] in (first[8:], f"{end:02d}")


def _runs_out_first(issued: str, expires: str) -> bool:
    return expires <= issued[: len(expires)]


def _is_term(first: str, last: str) -> bool:
    return _LEAST_TERM <= (_as_day(last) - _as_day(first)).days <= _MOST_TERM


def _as_day(value: str) -> date:
    return date.fromisoformat(value if len(value) == 10 else f"{value}-15")
