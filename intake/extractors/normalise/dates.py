"""Dates in every printed form, as ISO days or months.

US order (month first) wins; a day-first reading stands only where the month-first one is no date.
Nothing is completed: where only a month is printed the answer is `YYYY-MM`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from intake.extractors.normalise.confusions import DIGIT_LIKE, as_digits, count_digits
from intake.extractors.normalise.months import month_number
from intake.extractors.normalise.worded_numbers import ordinal, worded_year

#: Years that a paper of this office can carry: births from 1900, expiries a few decades ahead.
_YEARS = range(1900, 2070)

#: Two-digit years up to this one belong to this century where they tell a birth (nobody younger is certified).
_YOUNGEST_BIRTH = 15

#: The same for all other dates.
_LATEST_ELSEWHERE = 69

_D = f"[{DIGIT_LIKE}]"
_SEP = r"\s?[/.\-–—]\s?"
_YEAR = f"{_D}{{4}}"
#: A year whose first digit, as by hand, stands off the others: "3/29/2 026".
_TORN_YEAR = r"(?<=[/\-–—])(?:2\s0|1\s9)\d\d"
#: A year whose halves stand apart behind a comma: "Sept 1, 19 79".
_HALVED_YEAR = r"(?<=,\s)(?:19|20)\s\d\d(?![/.\-]?\d)"
_MON = r"[A-Za-z015]{3,9}\.?"
_ORD = r"(?:st|nd|rd|th)?"
#: The point behind a month's short name read as a colon: "Aug: 3, 1982".
_POINT = r"(?:(?<=[A-Za-z]{3}):)?"

#: Blanks alone part day, month and year only where each has its full digits ("03 04 2025"); of "is 03-04-2025" the word
#: is no month.
_GAPS = rf"(?:(?=\d\d\s\d\d\s\d{{4}})|(?!{_D}{{1,2}}\s(?![/.\-–—])))"
#: A word that runs into a day written whole, as by hand: "2026/10/02file no. 7".
_WORD_BEHIND = r"(?=[A-Za-z]{2})"
#: Two days written whole may run together, as in narrow columns ("08/24/202308/23/2025").
_NUMERIC = re.compile(
    rf"(?:(?<![\w/])|(?<=/\d\d/\d{{4}})){_GAPS}(?P<a>{_D}{{1,2}})(?:{_SEP}|\s)(?P<b>{_D}{{1,2}})(?:{_SEP}|\s)"
    rf"(?P<y>{_YEAR}|{_TORN_YEAR}|['’]?{_D}{{2}})(?:(?![\w/])|(?=\d\d/\d\d/\d{{4}}(?![\w/]))|(?<=\d/\d\d\d\d){_WORD_BEHIND})"
)
_ISO = re.compile(
    rf"(?<![\w/])(?P<y>{_YEAR}){_SEP}(?P<a>{_D}{{1,2}}){_SEP}(?P<b>{_D}{{1,2}})(?:(?![\w/])|(?<=/\d\d/\d\d){_WORD_BEHIND})"
)
#: A day and the year behind it without the blank between: "Aug 292026".
_GLUED = r"(?<=\d)(?=(?:19|20)\d\d(?!\w))"
#: The end of a form's number, "VR-MAR 07/2025", is no month, but for what a card calls its days: "EXP-MAR 07 2027".
_OF_NUMBER = r"(?:(?<![A-Z]-)|(?<=(?:DOB|EXP|ISS)-))"
_MONTH_DAY_YEAR = re.compile(
    rf"(?<![A-Za-z]){_OF_NUMBER}(?P<m>{_MON}){_POINT}[\s,\-/]+(?P<d>{_D}{{1,2}})\s?{_ORD}(?:\s?[,.\-/]\s?|\s+|(?<=[a-z])|{_GLUED})"
    rf"(?P<y>{_YEAR}|{_HALVED_YEAR}|['’]?{_D}{{2}})(?!\w)"
)
#: The same where the blank behind the month is lost; the end of "18 April 2026" is no month with a day.
_MONTH_GLUED_DAY = re.compile(
    rf"(?<![A-Za-z])(?<!\d\s)(?P<m>[A-Za-z015]{{3,9}}?\.?)(?P<d>\d{_D}?|O\d)\s?{_ORD}(?:\s?[,.\-/]\s?|\s+|(?<=[a-z]))"
    rf"(?P<y>{_YEAR}|['’]?{_D}{{2}})(?!\w)"
)
#: A month in the tongues of a passport ("FEV/FEB", "MAR / MARS"): one of the two words is English.
_TWICE = r"(?:\s?/\s?(?P<n>[^\W\d_]{3,9}\.?))?"
#: A word that begins with a letter like a digit ("Born 08 Mar") is no day with its month, nor is the "is" of "renewal date
#: is August 2028", for all that it looks like 15; "llth" is one.
_NO_WORD = r"(?:(?!(?:[Ii]s|IS)\s)(?![A-Za-z]{3})|(?=[A-Za-z]{1,2}(?:st|nd|rd|th)(?!\w)))"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\w){_NO_WORD}(?P<d>{_D}{{1,2}})\s?{_ORD}(?:\s+day)?(?:\s+(?:of|de))?[\s,.\-/]*(?P<m>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ01]{{2,8}}\.?){_TWICE}"
    rf"[\s,.\-/]*(?:A\.?D\.?,?\s*)?(?:(?:of|del?)\s+)?(?P<y>{_YEAR}|['’]?{_D}{{2}})(?!\w)"
)
#: A year of which a form prints the century and leaves the rest to fill in: "4th day of September, 20 26".
_FILLED_YEAR = r"20[\s_]{1,3}(?P<y>\d\d)(?![\w:/])"
_FILLED = (
    re.compile(
        rf"(?<!\w){_NO_WORD}(?P<d>{_D}{{1,2}})\s?{_ORD}(?:\s+day)?(?:\s+of)?(?:\s+[a-z]{{1,3}}(?=\s))?[\s,._]+(?P<m>[A-Za-z][A-Za-z01]{{2,8}})\.?[\s,._]+(?:A\.?D\.?,?\s?)?{_FILLED_YEAR}"
    ),
    re.compile(rf"(?<![A-Za-z])(?P<m>{_MON})[\s,_]+(?P<d>{_D}{{1,2}})\s?{_ORD}[\s,_]+{_FILLED_YEAR}"),
)
#: The end of one that stands without its day: of "September, 20 26" the 20 is the century.
_LEFT_OPEN = re.compile(r"[A-Za-z]\.?\s?,\s*20[\s_]+[0-4]\d$")
_YEAR_MONTH_DAY = re.compile(
    rf"(?<!\w)(?P<y>\d{{4}})[\s,.\-/]*(?P<m>[A-Za-z]{{3,9}}\.?)[\s,.\-/]*(?P<d>(?=.?\d){_D}{{1,2}})(?!\w)"
)
_WORDED = re.compile(
    r"(?P<d>(?<![A-Za-z])[A-Za-z]+(?:[\s-][A-Za-z]+)?|\d{1,2}(?:st|nd|rd|th)?)\s+day\s+of\s+(?P<m>[A-Za-z]{3,9})\.?,?\s+"
    r"(?:(?:in\s+)?the\s+year\s+(?:of\s+our\s+lord\s+)?)?(?P<y>(?:two\s+thousand|nineteen)[\sA-Za-z-]*|\d{4})",
    re.IGNORECASE,
)
_MONTH_YEAR_NUMERIC = re.compile(rf"(?<![\w/.\-])(?P<m>{_D}{{1,2}}){_SEP}(?P<y>{_YEAR})(?![\w/])")
_YEAR_MONTH_NUMERIC = re.compile(rf"(?<![\w/.\-])(?P<y>{_YEAR})-(?P<m>{_D}{{2}})(?![\w/\-])")
_MONTH_YEAR_SHORT = re.compile(rf"^\W*(?P<m>{_D}{{1,2}})\s?[/\-]\s?(?P<y>{_D}{{2}})\W*$")
_MONTH_NAME_YEAR = re.compile(rf"(?<!\w)(?P<m>{_MON})[\s,\-/]*(?P<y>{_YEAR}|['’]{_D}{{2}})(?!\w)")
_RUN = re.compile(r"^\W*(\d{2})\s*(\d{2})\s*(\d{4})\W*$")
#: The same with the year first ("YYYYMMDD").
_YEAR_RUN = re.compile(r"^\W*((?:19|20)\d{2})\s*(\d{2})\s*(\d{2})\W*$")
#: Digits in boxes, parted anywhere, with or without what is drawn between month, day and year ("1 0 / 1 6 / 1988").
_BOXED = re.compile(r"^(?=.*(?<!\d)\d\s\d(?!\d))\W*\d(?:[\s/.\-–—]*\d){7}\W*$")
#: Six digits in boxes; "082028" may be a month with its year and stays unread.
_SHORT_RUN = re.compile(r"^\W*(\d{2})\s*(\d{2})\s*(\d{2})\W*$")

#: A slash read as a one between month and day ("08128/2025"): no other parting has two digits on each side.
_SLASH_AS_ONE = re.compile(r"^\W*(?P<m>\d{2})[1Il|](?P<d>\d{2})[/\-](?P<y>\d{4})\W*$")

#: A one and the slash behind it, which a hand runs together: "9/2V2026" is the 21st; "3/v12" is a form's version.
_ONE_AND_SLASH = re.compile(
    rf"(?<![\w/])(?P<m>{_D}{{1,2}})/(?P<d>[0-3]?)[Vv](?P<y>(?:19|20)\d\d|(?<=\d[Vv])\d\d|(?<=/V)\d\d)(?![\w/])"
)

#: The same behind the month: "1V23/2026" is November's 23rd, "OV2028" January.
_MONTHS_ONE_AND_SLASH = re.compile(
    r"(?<![\w/])(?P<m>[01O])[Vv](?:(?P<d>[0-3]?\d)/(?P<y>(?:19|20)\d\d|\d\d)|(?P<alone>(?:19|20)\d\d))(?![\w/])"
)

#: Two ones between slashes, which a hand slants and joins: "8/M/2026" is the 11th. Before the first one M is a man: "M/8/1987".
_JOINED_ONES = re.compile(r"(?<![\w/])(?P<m>[01]?\d)/[MN]/(?P<y>(?:19|20)\d\d|\d\d)(?![\w/])")

#: A stroke read as a one behind a whole day, as of the cell's edge or of the last digit's own tail: "01/10/19911".
_STROKE_BEHIND = re.compile(r"^\W*(?P<day>\d{1,2}[/\-]\d{1,2}[/\-](?:19|20)\d\d)[1Il|]\W*$")

#: A lost slash; of three digits no other is one, of four one of them may be the slash ("8131/2026").
SHORTEST_LOST = 3
_LOST_SLASH = re.compile(r"^\W*(?P<md>\d{3,4})[/\-](?P<y>\d{4})\W*$")


#: So many texts are kept with their dates: of a paper's rows and pages many a rule asks.
KEPT = 1024

#: Without a digit or the word "day" no text tells a date: most words and rows are soon let go.
_MAY_TELL_A_DATE = re.compile(r"\d|(?i:day)")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text."""

    value: str
    """ISO day, or `YYYY-MM`."""
    start: int
    end: int


def parse_date(text: str, *, birth: bool = False, month_only: bool = True) -> str | None:
    """Read the first date in an answer: ISO day, or `YYYY-MM` where only a month stands there."""
    if _BOXED.match(text) and (value := _run("".join(c for c in text if c.isdigit()), birth=birth)):
        return value
    found = next(iter(find_dates(text, birth=birth, month_only=month_only)), None)
    if found:
        return found.value
    squeezed = _join_run(as_digits(text)) if count_digits(text) >= 6 else ""
    if value := _run(squeezed, birth=birth):
        return value
    if not birth and (short := _SHORT_RUN.match(squeezed)) and short[2] not in ("19", "20"):
        # Of a birth date of eight digits two may be lost, and the six left would tell another day.
        return _day(short[3], short[1], short[2], birth=birth, swap=False)
    if slash := _SLASH_AS_ONE.match(text):
        return _day(slash["y"], slash["m"], slash["d"], birth=birth, swap=False)
    if lost := _LOST_SLASH.match(text):
        value = _split_month_day(lost["md"], lost["y"], birth=birth)
        if value or len(lost["md"]) == SHORTEST_LOST:
            return value
    if whole := _STROKE_BEHIND.match(text):
        return parse_date(whole["day"], birth=birth, month_only=False)
    if value := _slashes_as_ones(text, birth=birth):
        return value
    if month_only and not birth and (short := _MONTH_YEAR_SHORT.match(text)) and count_digits(text) >= 3:
        return _month(short["y"], short["m"])
    return None


def _run(text: str, *, birth: bool) -> str | None:
    """Eight digits: month, day and year as US forms ask them, or the year first where that alone is a date."""
    if (run := _RUN.match(text)) and (value := _day(run[3], run[1], run[2], birth=birth)):
        return value
    year = _YEAR_RUN.match(text)
    return _day(year[1], year[2], year[3], birth=birth, swap=False) if year else None


def _join_run(text: str) -> str:
    """Digits in boxes that a reader parted anywhere ("01172 8"); blanks where a date has them stay."""
    parts = text.split()
    if 3 < len(parts) <= 8 and all(part.isdigit() for part in parts) and sum(map(len, parts)) == 8:
        return "".join(parts)
    runs = len(parts) in (2, 3) and all(part.isdigit() for part in parts)
    return "".join(parts) if runs and len(parts[-1]) != 4 else text


#: Digits of month, day and year as people write them.
_LENGTHS = tuple((a, b, y) for a in (1, 2) for b in (1, 2) for y in (2, 4))


def _slashes_as_ones(text: str, *, birth: bool) -> str | None:
    """A date whose slashes a reader took for ones, where only one way of parting it is a date."""
    run = text.strip(" .,;:")
    if not re.fullmatch(r"[\d/]{6,10}", run) or run.count("/") > 1:
        return None
    ways: set[str] = set()
    for a, b, y in _LENGTHS:
        if a + b + y + 2 != len(run) or run[a] not in "1/" or run[a + 1 + b] not in "1/":
            continue
        month, day, year = run[:a], run[a + 1 : a + 1 + b], run[a + b + 2 :]
        # Ten characters can be parted in no other way, nor eight whose last four are no year with a digit misread.
        full = a == b == 2 and (y == 4 or run[-4] not in "0129/")
        if "/" in month + day + year or (y == 4 and year[:2] not in ("19", "20")):
            continue
        if month.startswith("0") and not full:
            continue
        if value := _day(year, month, day, birth=birth, swap=False):
            ways.add(value)
    return ways.pop() if len(ways) == 1 else None


def _split_month_day(run: str, year: str, *, birth: bool) -> str | None:
    """Month and day whose slash was lost ("814/2025"), where only one way of parting them is a date."""
    ways = {
        _day(year, run[:cut], run[cut:], birth=birth, swap=False) for cut in (1, 2) if 0 < len(run) - cut <= 2
    }
    ways.discard(None)
    return ways.pop() if len(ways) == 1 else None


def find_dates(text: str, *, birth: bool = False, month_only: bool = True) -> list[FoundDate]:
    """Find the dates in a text, in order, none overlapping another."""
    return list(_dates_in(text, birth, month_only)) if _MAY_TELL_A_DATE.search(text) else []


@lru_cache(maxsize=KEPT)
def _dates_in(text: str, birth: bool, month_only: bool) -> tuple[FoundDate, ...]:
    found: list[FoundDate] = []
    for candidate in _candidates(text, birth=birth, month_only=month_only):
        if all(candidate.end <= f.start or candidate.start >= f.end for f in found):
            found.append(candidate)
    return tuple(sorted(found, key=lambda f: f.start))


def _candidates(text: str, *, birth: bool, month_only: bool) -> Iterator[FoundDate]:
    for match in _WORDED.finditer(text) if "day" in text.casefold() else ():
        if value := _worded(match):
            yield FoundDate(value, *match.span())
    for pattern in _FILLED:
        for match in pattern.finditer(text):
            month = month_number(match["m"])
            if month and (value := _day(f"20{match['y']}", str(month), match["d"], birth=birth, swap=False)):
                yield FoundDate(value, *match.span())
    for pattern in (_ISO, _NUMERIC):
        for match in pattern.finditer(text):
            if count_digits(match[0]) < 3:
                continue
            if value := _day(match["y"], match["a"], match["b"], birth=birth):
                yield FoundDate(value, *match.span())
    for match in _ONE_AND_SLASH.finditer(text):
        if value := _day(match["y"], match["m"], f"{match['d']}1", birth=birth, swap=False):
            yield FoundDate(value, *match.span())
    for match in _MONTHS_ONE_AND_SLASH.finditer(text):
        first = f"{as_digits(match['m'])}1"
        if match["d"]:
            value = _day(match["y"], first, match["d"], birth=birth, swap=False)
        else:
            value = _month(match["alone"], first) if month_only else None
        if value:
            yield FoundDate(value, *match.span())
    for match in _JOINED_ONES.finditer(text):
        if value := _day(match["y"], match["m"], "11", birth=birth, swap=False):
            yield FoundDate(value, *match.span())
    for pattern in (_MONTH_DAY_YEAR, _MONTH_GLUED_DAY, _DAY_MONTH_YEAR, _YEAR_MONTH_DAY):
        for match in pattern.finditer(text):
            month = month_number(match["m"]) or month_number(match.groupdict().get("n") or "")
            if month and count_digits(match[0]) >= 3 and not _LEFT_OPEN.search(match[0]):
                value = _day(match["y"], str(month), match["d"], birth=birth, swap=False)
                if value:
                    yield FoundDate(value, *match.span())
    if month_only:
        yield from _months(text)


def _months(text: str) -> Iterator[FoundDate]:
    for pattern in (_MONTH_YEAR_NUMERIC, _YEAR_MONTH_NUMERIC):
        for match in pattern.finditer(text):
            if count_digits(match[0]) >= 4 and (value := _month(match["y"], match["m"])):
                yield FoundDate(value, *match.span())
    for match in _MONTH_NAME_YEAR.finditer(text):
        month = month_number(match["m"])
        if month and count_digits(match["y"]) >= 2 and (value := _month(match["y"], str(month))):
            yield FoundDate(value, *match.span())


def _day(year: str, first: str, second: str, *, birth: bool, swap: bool = True) -> str | None:
    full = _full_year(year, birth=birth)
    if full is None:
        return None
    a, b = int(as_digits(first)), int(as_digits(second))
    for month, day in ((a, b), (b, a)) if swap else ((a, b),):
        try:
            return date(full, month, day).isoformat()
        except ValueError:
            continue
    return None


def _month(year: str, month: str) -> str | None:
    full, number = _full_year(year, birth=False), int(as_digits(month))
    return f"{full}-{number:02d}" if full and 1 <= number <= 12 else None


def _full_year(text: str, *, birth: bool) -> int | None:
    digits = as_digits(re.sub(r"['’\s]", "", text))
    if not digits.isdigit():
        return None
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year <= (_YOUNGEST_BIRTH if birth else _LATEST_ELSEWHERE) else 1900
    return year if year in _YEARS else None


def _worded(match: re.Match[str]) -> str | None:
    month = month_number(match["m"])
    day = ordinal(match["d"])
    year = worded_year(match["y"])
    if not (month and day and year):
        return None
    return _day(str(year), str(month), str(day), birth=False, swap=False)
