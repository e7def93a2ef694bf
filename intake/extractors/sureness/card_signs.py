"""Signs of a course card's values: days that no card has, or that are a letter's, and values under another's caption."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from domain.documents import Evidence
from domain.kinds import Course, FieldName, Kind
from domain.values import TERM
from intake.extractors.cpr.centers import asks_site
from intake.extractors.cpr.course import name_courses
from intake.extractors.cpr.numbers import asks_for_a_lists, asks_for_own
from intake.extractors.cpr.other_days import is_day_of_memo, is_of_another_course
from intake.extractors.mentions.gaps import Judged
from intake.extractors.normalise.numbers import LETTERS_OF_ANOTHER
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sureness.place_signs import stands_under

#: From the first day of a card to its last no whole years lie: one of the two is another's, or misread.
ODD_TERM = "odd term of a card"
#: The day at the head of a letter, on which it was written: what it tells of or encloses was mostly given before.
DAY_OF_A_LETTER = "day of a letter"
#: What stands under a caption that asks for somebody else, another number or another day.
UNDER_ANOTHERS_CAPTION = "under another's caption"
#: A number or a day of a sentence on another course's card ("her BLS card 4417221, seen at the door").
OF_ANOTHER_COURSE = "of another course"
#: A number under a caption that calls it a list's, a class's or its holder's: none of those is the card's own.
NUMBER_OF_A_LIST = "number of a list"
#: A number before which letters stand as a word of their own, and that no caption left of it calls the card's; or letters
#: that say that it is another's: it may be a licence's, a day or a site's, and the letters no part of it.
LETTERS_APART = "letters apart from a number"
#: A name whose own title makes it that of who leads a program or keeps its records, on a card that speaks of who taught
#: besides; where it speaks of nobody else, who signs so is taken for that, but for a physician: one answers for a
#: course's medicine and need not have taught it, least of all where the course was online alone.
TITLED_OTHERWISE = "titled otherwise"

#: A card is good for one year, two or three.
_YEARS = range(1, 4)
_WHOLE_DAY = len("2026-01-31")
_OF_ONE_COURSE = frozenset({*TERM, FieldName.CERTIFICATE_ID})
_GREETS = re.compile(r"(?i)^\W*(?:dear\b|to whom it may concern\b|hello\b|re\s*:)")
#: The title behind a name, degrees between left out.
_OTHER_TITLE = re.compile(
    r"^\W*(?:[A-Z][A-Za-z.\-]{0,5},\s*){0,3}(?i:(?:(?:the|our|program|medical|training|center|centre|site|education|operations|executive|managing)\s+)*"
    r"(?:(?:program|medical|executive|managing)\s+director|coordinator|registrar|manager|president))\b(?!\W*(?i:(?:and|&)\W+)?(?i:instructor))"
)

_PHYSICIAN = re.compile(r"^\W*(?:M\.?D|D\.?O)\b.*(?i:\bmedical\s+director\b)")
#: The same where the degree stands before the name: "Dr. Ana Lopez, Medical Director".
_DOCTOR, _DIRECTS_MEDICINE = (
    re.compile(r"(?i)\b(?:dr|doctor)\.?$"),
    re.compile(r"(?i)^\W*medical\s+director\b"),
)
#: A physician, by the title before the name or the degree behind it.
_SPEAKS_OF_TEACHING = re.compile(r"(?i)\b(?:instructor(?!\W?led)|trainer|evaluator|educator|taught)\b")

#: What a caption asks for that a value of the field is not.
_CLASHES: Mapping[FieldName, frozenset[Ask]] = {
    FieldName.HOLDER_NAME: frozenset({Ask.INSTRUCTOR}),
    FieldName.INSTRUCTOR_NAME: frozenset({Ask.NAME}),
    FieldName.TRAINING_CENTER: frozenset({Ask.NAME, Ask.INSTRUCTOR}),
    FieldName.CERTIFICATE_ID: frozenset({Ask.PHONE, Ask.FAX, Ask.SSN_LAST4}),
    FieldName.ISSUED_ON: frozenset({Ask.EXPIRES, Ask.BIRTH_DATE}),
    FieldName.EXPIRES_ON: frozenset({Ask.ISSUED, Ask.BIRTH_DATE}),
}
_OWN: Mapping[FieldName, frozenset[Ask]] = {
    FieldName.HOLDER_NAME: frozenset({Ask.NAME}),
    FieldName.INSTRUCTOR_NAME: frozenset({Ask.INSTRUCTOR}),
    FieldName.TRAINING_CENTER: frozenset({Ask.TRAINING_CENTER, Ask.PROVIDER}),
    FieldName.CERTIFICATE_ID: frozenset({Ask.CERTIFICATE_ID}),
    FieldName.ISSUED_ON: frozenset({Ask.ISSUED}),
    FieldName.EXPIRES_ON: frozenset({Ask.EXPIRES}),
}
#: Captions that ask for nothing of ours: of other people, of other numbers, of other days.
_OTHERS: Mapping[FieldName, re.Pattern[str]] = {
    **dict.fromkeys(
        (FieldName.HOLDER_NAME, FieldName.INSTRUCTOR_NAME),
        re.compile(r"\b(?:coordinator|director|manager|registrar|witness|author|developer)\b"),
    ),
    FieldName.CERTIFICATE_ID: re.compile(
        r"\b(?:instr\w*|inst|trainer|evaluator|tc|center|site|order|form|stock|product|item|registry|phone|employee|agency|unit)\b"
    ),
    **dict.fromkeys(
        TERM,
        re.compile(r"\b(?:print\w*|run|report|as of|made|generated|created|viewed|hire|member|registered|next|instructor|commission)\b"),
    ),
}  # fmt: skip

Told = Iterator[tuple[str, float]]


def signs_of_card(evidence: Evidence, laid: Laid, kind: Kind, values: Mapping[FieldName, str]) -> Told:
    """What speaks against a value being the card's own; nothing for other papers."""
    if kind is not Kind.CPR_CARD:
        return
    if evidence.field in TERM:
        term = [values[field] for field in TERM if field in values]
        if len(term) == len(TERM) and not _is_whole(*term, to_the_day=_is_written(evidence, laid)):
            yield ODD_TERM, 1.0
        if _heads_a_letter(evidence, laid):
            yield DAY_OF_A_LETTER, 1.0
    if evidence.field in _OF_ONE_COURSE and _is_of_another_course(evidence, laid, values):
        yield OF_ANOTHER_COURSE, 1.0
    if _is_under_anothers(evidence, laid):
        yield UNDER_ANOTHERS_CAPTION, 1.0
    if evidence.field is FieldName.CERTIFICATE_ID and _is_of_a_list(evidence, laid):
        yield NUMBER_OF_A_LIST, 1.0
    if evidence.field is FieldName.CERTIFICATE_ID and _has_letters_apart(evidence, laid):
        yield LETTERS_APART, 1.0
    if evidence.field is FieldName.INSTRUCTOR_NAME and (
        _is_titled_otherwise(evidence, laid) or _directs_online(evidence, laid, values)
    ):
        yield TITLED_OTHERWISE, 1.0


#: Captions that ask for a training center itself, and for nothing that it may send its students to.
_ASKS_CENTER = re.compile(r"^(?:aha |name of )?(?:training (?:center|centre|ctr)|tc)(?: name)?$")


def without_captions(evidence: Evidence, laid: Laid, judged: Sequence[Judged]) -> tuple[Judged, ...]:
    """The mentions that may be the card's center in a value's stead: neither captions ("Training Center ID"), nor what one
    calls the site, where another asks for the center and has its answer."""
    asked = [a for a in laid.answers if a.label.ask is Ask.TRAINING_CENTER and a.label.likeness == 1.0]
    told = any(_ASKS_CENTER.match(a.label.phrase) and stands_under(evidence, a.tokens) for a in asked)
    if evidence.field is not FieldName.TRAINING_CENTER or not told:
        return tuple(judged)
    others = {id(t) for a in asked if asks_site(a) for t in a.tokens}
    others |= {id(t) for label in laid.labels if label.starts for t in label.tokens}
    return tuple((m, roles) for m, roles in judged if not all(id(t) in others for t in m.tokens))


#: What a sentence tells that somebody learned, in a line and in the next one where it goes on in small letters.
_TELLS_OF_COURSES = re.compile(
    r"(?i)\b(?:completed|finished|passed|attended|taken|earned|awarded)\b\s?[^.:\n]{0,120}"
    r"(?:\n(?-i:[a-z])[^.:\n]{0,120})?"
)
#: What courses are made of, and no other course beside them.
_PARTS_OF_COURSES: Mapping[Course, frozenset[Course]] = {
    Course.HEARTSAVER: frozenset({Course.CPR_AED, Course.FIRST_AID})
}


def is_asked_course(evidence: Evidence, laid: Laid) -> bool:
    """Whether a course answers, right of it, the question for the card's course, the answer names no other, and no
    sentence says that another was completed."""
    if evidence.field is not FieldName.COURSE:
        return False
    asked = (a for a in laid.answers if a.label.ask is Ask.COURSE and a.place is Place.RIGHT)
    own = (a for a in asked if a.label.likeness == 1.0 and stands_under(evidence, a.tokens))
    return any(len(name_courses(a.value)) == 1 for a in own) and not _is_another_told(evidence, laid)


def _is_another_told(evidence: Evidence, laid: Laid) -> bool:
    """Whether a sentence tells of a course that is neither a value nor what it is made of."""
    own = Course(str(evidence.value))
    parts = {own} | _PARTS_OF_COURSES.get(own, frozenset({Course.CPR_AED}))
    told = (name_courses(found[0]) for found in _TELLS_OF_COURSES.finditer(laid.sheet.flow.text))
    return any(not courses <= parts for courses in told)


def _is_of_another_course(evidence: Evidence, laid: Laid, values: Mapping[FieldName, str]) -> bool:
    tokens = [t for s in laid.sheet.segments for t in s.tokens if stands_under(evidence, [t])]
    course = values.get(FieldName.COURSE)
    return course is not None and is_of_another_course(laid.sheet.flow, tokens, course)


def _is_whole(issued: str, expires: str, *, to_the_day: bool) -> bool:
    """Whether whole years lie between two days: to the month; `to_the_day` to the same day, its eve or a month's end."""
    ends = {expires[:7]}
    if len(expires) == _WHOLE_DAY:
        after = date.fromisoformat(expires) + timedelta(days=1)
        ends.add(after.isoformat()[:7])
        told = to_the_day and len(issued) == _WHOLE_DAY and after.day != 1
        if told and int(issued[8:]) not in (after.day - 1, after.day):
            return False
    return any(f"{int(issued[:4]) + years}{issued[4:7]}" in ends for years in _YEARS)


def _is_written(evidence: Evidence, laid: Laid) -> bool:
    """Whether a value was written by hand, where a stroke for a one is misread more often than a term is odd."""
    words = (t.word for s in laid.sheet.segments for t in s.tokens if stands_under(evidence, [t]))
    return any(word.handwritten for word in words)


def _heads_a_letter(evidence: Evidence, laid: Laid) -> bool:
    """Whether a day stands alone above a letter's greeting, or in a memorandum's head, and answers no question but that for
    a date."""
    answered = [a for a in laid.answers if stands_under(evidence, a.tokens)]
    if any(answer.label.phrase != "date" for answer in answered):
        return False
    if any(is_day_of_memo(laid.sheet, answer) for answer in answered):
        return True
    own = next((s for s in laid.sheet.segments if stands_under(evidence, s.tokens)), None)
    rows = (s.row for s in laid.sheet.segments if _GREETS.match(s.text))
    greeted = next(rows, None)
    return own is not None and greeted is not None and own.row < greeted and _is_all_of(evidence, own)


def _is_all_of(evidence: Evidence, segment: Segment) -> bool:
    """Whether a line says the day and at most that it is a date."""
    rest = [t for t in segment.tokens if not stands_under(evidence, [t])]
    return all(token.text.casefold().strip(":") in ("date", "dated") for token in rest)


def _is_under_anothers(evidence: Evidence, laid: Laid) -> bool:
    """Whether a value answers a clear caption that asks for another thing, and none that asks for its own."""
    here = [a for a in laid.answers if stands_under(evidence, a.tokens)]
    if any(answer.label.ask in _OWN.get(evidence.field, ()) for answer in here):
        return False
    return any(answer.label.likeness == 1.0 and _asks_another(evidence.field, answer) for answer in here)


def _asks_another(field: FieldName, answer: Answer) -> bool:
    if answer.label.ask in _CLASHES.get(field, ()):
        return True
    others = _OTHERS.get(field)
    return answer.label.ask is Ask.OTHER and others is not None and bool(others.search(answer.label.phrase))


def _is_of_a_list(evidence: Evidence, laid: Laid) -> bool:
    """Whether all captions of a number call it a list's, a class's or its holder's."""
    asked = [a.label.phrase for a in laid.answers if stands_under(evidence, a.tokens)]
    return bool(asked) and all(asks_for_a_lists(phrase) for phrase in asked)


def _has_letters_apart(evidence: Evidence, laid: Laid) -> bool:
    """Whether letters stand as a word of their own before a number, and may make it another's."""
    for segment in laid.sheet.segments:
        own = [at for at, t in enumerate(segment.tokens) if stands_under(evidence, [t])]
        if own and (letters := segment.tokens[own[0]].text).isalpha() and len(own) > 1:
            return letters in LETTERS_OF_ANOTHER or not _is_beside_own_caption(evidence, laid)
        if own and own[0]:
            return segment.tokens[own[0] - 1].text.strip(".:#") in LETTERS_OF_ANOTHER
    return False


def _is_beside_own_caption(evidence: Evidence, laid: Laid) -> bool:
    """Whether a number answers, right of it, a caption that calls it the card's or the certificate's."""
    asked = (a for a in laid.answers if a.label.ask is Ask.CERTIFICATE_ID and a.place is Place.RIGHT)
    return any(asks_for_own(a.label.phrase) and stands_under(evidence, a.tokens) for a in asked)


def _is_titled_otherwise(evidence: Evidence, laid: Laid) -> bool:
    """Whether right behind a name in its line another title stands than one of who teaches, who is spoken of, or a
    physician's who directs."""
    taught = _SPEAKS_OF_TEACHING.search(laid.sheet.flow.text) is not None
    for segment in laid.sheet.segments:
        under = [stands_under(evidence, [t]) for t in segment.tokens]
        if any(under):
            last = max(at for at, own in enumerate(under) if own)
            behind = " ".join(t.text for t in segment.tokens[last + 1 :])
            before = " ".join(t.text for t in segment.tokens[: under.index(True)])
            doctor = _DOCTOR.search(before) is not None and _DIRECTS_MEDICINE.match(behind) is not None
            if _OTHER_TITLE.match(behind) and (taught or doctor or _PHYSICIAN.match(behind)):
                return True
    return False


def _directs_online(evidence: Evidence, laid: Laid, values: Mapping[FieldName, str]) -> bool:
    """Whether a name is asked for as that of the director of a course that nobody taught in a room: of three such names two
    were not taken for the instructor's."""
    if values.get(FieldName.FORMAT_ONLINE_ONLY) != str(True):
        return False
    asked = [a.label.phrase for a in laid.answers if stands_under(evidence, a.tokens)]
    return bool(asked) and all(phrase.endswith("director") for phrase in asked)
