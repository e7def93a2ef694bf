"""Signs of a value itself: whether it is whole, spelled as such values are, and goes with the rest of its paper."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from domain.documents import Evidence
from domain.kinds import Course, EvidenceType, FieldName, Level, Provider
from domain.likeness import fold
from domain.marriage_papers import is_before_marriage
from domain.pages import Word
from domain.values import DATES
from intake.extractors.cpr.course import is_lay_title, name_courses
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.levels import find_levels
from intake.extractors.normalise.listed_names import look_up, words_of

#: Hardly anybody is certified younger, or writes older.
YOUNGEST, OLDEST = 16, 90
#: A birth date that makes its person younger or older than that on the paper's last day.
ODD_AGE = "odd age"
#: A day between dots, as most countries write it day first, that could be read either way.
EITHER_ORDER = "either order"
#: A card of resuscitation is good for two years (American Heart Association, course card guide).
CARD_YEARS = 2
_MONTHS = 12
WHOLE_DAY = len("2026-01-31")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(?:\d{4}|\d{2})(?!\d)")
#: A paper on a name tells the births of two, and nothing that was tried tells them apart well enough: of 126 such values
#: that the trees held for sure 12 were the other party's.
SEVERAL_BIRTHS = "several births"
#: A course among others in a list of which none is seen ticked, or CPR that may be a part of the other course named: of
#: 42 such values that the trees held for sure 13 were wrong.
COURSE_AMONG_OTHERS = "course among others"
MANY_COURSES = 3
#: What titles of the lay course say of it: "Heartsaver First Aid CPR AED" is one course.
_LAY_PARTS = frozenset({Course.CPR_AED, Course.FIRST_AID})
#: A paper tells the terms of several cards, as a booklet does, or a page of them: which is meant stands in words that
#: are hard to read. A licence or passport on whose page a day lies after its end has another one beside it: all of five
#: such values were the other one's.
SEVERAL_TERMS = "several terms"
#: "Adult & Child CPR": made of words of courses alone, no place that teaches.
COURSE_FOR_AN_OFFICE = "course for an office"
#: The letter of the certification number tells another level.
LEVEL_CLASHES = "level clashes"
#: A paper from before a marriage is no certificate of it, and nobody bears the name that it tells.
BEFORE_MARRIAGE = "before marriage"

#: What a number's letter says of the level (the state's own numbering).
_LEVEL_OF_LETTER = {"E": Level.EMT, "A": Level.AEMT, "P": Level.PARAMEDIC}
_OF_A_CARD = frozenset({
    FieldName.ISSUED_ON, FieldName.EXPIRES_ON, FieldName.INSTRUCTOR_NAME, FieldName.TRAINING_CENTER, FieldName.CERTIFICATE_ID,
})  # fmt: skip
_OF_A_CHANGE = frozenset({FieldName.EVIDENCE_TYPE, FieldName.FORMER_NAME, FieldName.NEW_NAME})
_OF_A_LICENCE = frozenset({
    FieldName.FORMER_NAME, FieldName.NEW_NAME, FieldName.ISSUED_ON, FieldName.EXPIRES_ON,
})  # fmt: skip
_EXPIRING = frozenset({EvidenceType.DRIVERS_LICENSE.value, EvidenceType.PASSPORT.value})
_OFFICES = frozenset({FieldName.REQUESTING_AGENCY, FieldName.TRAINING_CENTER})
_LOOSE_ENDS = frozenset({"of", "and", "the", "&", "for"})
_PROVIDERS: tuple[tuple[Provider, re.Pattern[str]], ...] = (
    (Provider.AHA, re.compile(r"(?i)\bamerican heart\b|\bAHA\b")),
    (Provider.ARC, re.compile(r"(?i)\bred cross\b|\bARC\b")),
    (Provider.HSI, re.compile(r"(?i)\bHSI\b|\bhealth\s*(?:&|and)\s*safety institute\b")),
    (Provider.NSC, re.compile(r"(?i)\bnational safety council\b|\bNSC\b")),
)

_LONG_NAMES = (
    (Provider.AHA, "american heart association"), (Provider.ARC, "american red cross"),
    (Provider.NSC, "national safety council"), (Provider.HSI, "health & safety institute"),
)  # fmt: skip
#: So like a name, of 100, is one with a few letters read wrongly.
NEARLY = 80.0
#: The same of a single word.
_SAME_WORD = 60.0
#: An issuer of cards is named with a few letters read wrongly, and the value is another.
ISSUER_NEARLY_NAMED = "issuer nearly named"

Told = Iterator[tuple[str, float]]


class Said:
    """What all of a paper says, found once for all of its values."""

    def __init__(self, text: str, found: Sequence[Evidence]) -> None:
        self.text = text
        self.values: Mapping[FieldName, str] = {e.field: str(e.value) for e in found}

    @cached_property
    def letters(self) -> str:
        """The text as letters and digits alone."""
        return characters_of(self.text)

    @cached_property
    def days(self) -> list[str]:
        """The days and months in the running text, each once, in order."""
        return sorted({found.value for found in find_dates(self.text)})

    @cached_property
    def births(self) -> list[str]:
        """The days on which somebody can have been born who is grown on the last of them."""
        last = max((int(day[:4]) for day in self.days), default=0)
        return [day for day in self.days if len(day) == WHOLE_DAY and last - int(day[:4]) >= YOUNGEST]

    @cached_property
    def terms(self) -> int:
        """How many pairs of its days lie a card's term apart: in the same month, so many years later."""
        months = {day[:7] for day in self.days if len(day) == WHOLE_DAY}
        return sum(f"{int(month[:4]) + CARD_YEARS}{month[4:]}" in months for month in months)

    @cached_property
    def before_marriage(self) -> bool:
        """Whether it is a marriage's paper and only tells that somebody means to marry."""
        married = self.values.get(FieldName.EVIDENCE_TYPE) == EvidenceType.MARRIAGE_CERTIFICATE
        return married and is_before_marriage(self.text)

    @cached_property
    def has_licence_beside(self) -> bool:
        """Whether it tells a day after the end of its own licence or passport, as of a later one."""
        end = self.values.get(FieldName.EXPIRES_ON)
        kind = self.values.get(FieldName.EVIDENCE_TYPE)
        return kind in _EXPIRING and end is not None and any(day > end for day in self.days)

    @cached_property
    def levels(self) -> set[Level]:
        """The levels that it names."""
        return {level for level, _, _ in find_levels(self.text)}

    @cached_property
    def courses(self) -> set[Course]:
        """The courses that it names."""
        return name_courses(self.text)

    @cached_property
    def providers(self) -> set[Provider]:
        """The known issuers of cards that it names."""
        return {provider for provider, pattern in _PROVIDERS if pattern.search(self.text)}

    @cached_property
    def course_lines(self) -> int:
        """The lines that name a course, as in a list of which one is ticked."""
        return sum(bool(name_courses(line)) for line in self.text.splitlines())

    @cached_property
    def nearly_named(self) -> set[Provider]:
        """The known issuers of cards whose name stands there, maybe with a few letters read wrongly."""
        text = fold(self.text)
        return {issuer for issuer, name in _LONG_NAMES if _nearly_says(text, name)}


def _nearly_says(text: str, name: str) -> bool:
    """Whether a name stands in a text, maybe with a few letters read wrongly; where another word stands for one of its
    own, it is another's, as "emergency care & safety institute"."""
    found = fuzz.partial_ratio_alignment(name, text, score_cutoff=NEARLY)
    if found is None:
        return False
    read = text[found.dest_start : found.dest_end]
    words = re.findall(r"\w{3,}", name)
    return all(fuzz.partial_ratio(word, read) >= _SAME_WORD for word in words)


def characters_of(text: str) -> str:
    """Letters and digits alone, without case and accents."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def signs_of_second(evidence: Evidence, read: Sequence[Word]) -> Told:
    """What the second reader makes of the value itself, whatever it reads around it."""
    seconds = [w for w in read if w.second is not None]
    if not seconds:
        return
    ours, theirs = (
        characters_of("".join(texts))
        for texts in ([w.text for w in seconds], [w.second or "" for w in seconds])
    )
    apart = Levenshtein.distance(ours, theirs)
    yield "letters apart", float(min(6, apart))
    yield "share apart", apart / max(1, len(ours))
    yield "alone share", 1 - len(seconds) / len(read)
    if len(seconds) == len(read) and _says(evidence, " ".join(w.second or "" for w in read), ours == theirs):
        yield "second says it", 1.0


def _says(evidence: Evidence, text: str, same_letters: bool) -> bool:
    if evidence.field in DATES:
        born = evidence.field is FieldName.DATE_OF_BIRTH
        return any(found.value == evidence.value for found in find_dates(text, birth=born))
    value = characters_of(str(evidence.value))
    return same_letters or (len(value) > 3 and value in characters_of(text))


def signs_of_spelling(evidence: Evidence, said: Said) -> Told:
    """Whether a value stands as it was printed, how often the paper says it, and whether it is spelled as such."""
    value, printed = characters_of(str(evidence.value)), characters_of(evidence.printed)
    if value == printed:
        yield "as printed", 1.0
    elif sorted(value) == sorted(printed):
        yield "order turned", 1.0
    elif value in printed:
        yield "part of printed", 1.0
    yield "times said", float(min(4, said.letters.count(value))) if len(value) > 3 else 0.0
    if evidence.field.value.endswith("name"):
        yield from _signs_of_name(str(evidence.value))
    elif evidence.field is FieldName.RETURN_EMAIL:
        yield from _signs_of_email(str(evidence.value), said)
    elif evidence.field in _OFFICES:
        yield from _signs_of_office(str(evidence.value).split())
        if is_lay_title(str(evidence.value)):
            yield COURSE_FOR_AN_OFFICE, 1.0


def _signs_of_name(value: str) -> Told:
    words = words_of(value)
    if not words:
        return
    listed = [look_up(word) for word in words]
    unlisted = sum(not each.known for each in listed)
    yield "unlisted words", float(unlisted)
    yield "unlisted share", unlisted / len(words)
    yield "shortest word", float(min(6, *(len(w) for w in words)))
    yield "rarest word", float(min(max(each.given, each.surname) for each in listed))
    first, last = listed[0], listed[-1]
    yield "order", float(first.given - first.surname + last.surname - last.given)
    if first.given and last.surname:
        yield "given and surname", 1.0


def _signs_of_email(value: str, said: Said) -> Told:
    domain = fold(value).partition("@")[2]
    yield "domain said", float(min(3, fold(said.text).count(domain)))
    office = said.values.get(FieldName.REQUESTING_AGENCY, "")
    if any(word in domain for word in re.findall(r"[a-z]{3,}", fold(office))):
        yield "domain of the office", 1.0


def _signs_of_office(words: Sequence[str]) -> Told:
    yield "office words", float(min(8, len(words)))
    if words and (words[-1][:1].islower() or words[-1].casefold() in _LOOSE_ENDS):
        yield "office cut", 1.0


def signs_of_fit(evidence: Evidence, said: Said, told: bool) -> Told:
    """Whether a value goes with the paper's other values and words; `told` where a ticked box stands beside it, or it is
    the one course that answers the question for it."""
    value = str(evidence.value)
    if evidence.field in _OF_A_CARD and FieldName.PROVIDER in said.values and said.terms > 1:
        yield SEVERAL_TERMS, 1.0
    if evidence.field in _OF_A_CHANGE and said.before_marriage:
        yield BEFORE_MARRIAGE, 1.0
    if evidence.field in _OF_A_LICENCE and said.has_licence_beside:
        yield SEVERAL_TERMS, 1.0
    if evidence.field in DATES:
        yield from _signs_among_days(value, said)
        yield from _signs_of_printed_day(value, evidence.printed)
        if evidence.field is FieldName.DATE_OF_BIRTH:
            yield from _signs_of_age(value, said)
    elif evidence.field in (FieldName.FORMER_NAME, FieldName.NEW_NAME):
        yield "births", float(min(4, len(said.births)))
    elif evidence.field is FieldName.LEVEL:
        yield "levels named", float(len(said.levels))
        yield from _fits("level", _level_told(said.values.get(FieldName.CERTIFICATION_NUMBER)), value)
    elif evidence.field is FieldName.CERTIFICATION_NUMBER:
        yield "number letter", float(value[:1].isalpha())
        yield "digits", float(sum(c.isdigit() for c in value))
        yield from _fits("number", _level_told(value), said.values.get(FieldName.LEVEL))
    elif evidence.field is FieldName.PROVIDER:
        yield "providers named", float(len(said.providers))
        yield ("provider named" if value in said.providers else "provider not named"), 1.0
        if said.nearly_named - said.providers - {value}:
            yield ISSUER_NEARLY_NAMED, 1.0
    elif evidence.field is FieldName.COURSE:
        yield "courses named", float(len(said.courses))
        yield "course lines", float(min(6, said.course_lines))
        yield f"course {value}", 1.0
        named = said.courses - (_LAY_PARTS if value == Course.HEARTSAVER else frozenset())
        part_of_another = value == Course.CPR_AED and len(named) > 1
        if not told and (part_of_another or len(named) >= MANY_COURSES):
            yield COURSE_AMONG_OTHERS, 1.0


def _level_told(number: str | None) -> str | None:
    return _LEVEL_OF_LETTER.get((number or "")[:1])


def _fits(name: str, one: str | None, other: str | None) -> Told:
    if one is not None and other is not None:
        yield (f"{name} fits" if one == other else f"{name} clashes"), 1.0


def _signs_among_days(value: str, said: Said) -> Told:
    days = said.days
    earlier, later = [d for d in days if d[:7] < value[:7]], [d for d in days if d[:7] > value[:7]]
    yield "days", float(min(8, len(days)))
    yield "later days", float(min(5, len(later)))
    if not later:
        yield "latest day", 1.0
    if not earlier:
        yield "earliest day", 1.0
    yield "year", (int(value[:4]) - 2000) / 10


def _signs_of_printed_day(value: str, printed: str) -> Told:
    """Whether the year stands there whole, and as many digits as a day has."""
    if value[:4] in printed:
        yield "year printed", 1.0
    elif not re.search(rf"(?<!\d){value[2:4]}(?!\d)", printed):
        yield "year not printed", 1.0
    halves = {(int(one), int(other)) for one, other in _DOTTED.findall(printed)}
    if any(one != other and max(one, other) <= _MONTHS for one, other in halves):
        yield EITHER_ORDER, 1.0
    yield "month in letters", float(sum(c.isalpha() for c in printed) >= len("Jan"))
    yield "day digits", float(min(9, sum(c.isdigit() for c in printed)))


def _signs_of_age(value: str, said: Said) -> Told:
    """How old somebody was on the last day that the paper tells besides the birth."""
    years = [int(day[:4]) for day in said.days if day != value]
    if not years:
        return
    age = max(years) - int(value[:4])
    yield "age", min(100.0, float(age)) / 10
    yield "births", float(min(4, len(said.births)))
    if len(said.births) > 1 and FieldName.EVIDENCE_TYPE in said.values:
        yield SEVERAL_BIRTHS, 1.0
    if not YOUNGEST <= age <= OLDEST:
        yield ODD_AGE, 1.0
