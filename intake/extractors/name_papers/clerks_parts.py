"""What a clerk adds to a court's paper: words of a copy, a notice or a record, whose day is not the judgment's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.likeness import fold
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid

#: Words with which a clerk begins; that copies shall or may be given is the court's own sentence.
_CLERK_BEGINS = re.compile(
    r"\ba?\s?true\s?(?:(?:and|full|correct|exact|attested|certified|perfect)\s+){0,4}cop(?:y|ies)\b"
    r"|\b(?:full|correct|exact)\s(?:and\s\w+\s)?(?:cop(?:y|ies)|transcript|abstract)\b"
    r"|^\W*(?:certified|attested|exemplified|conformed)\scop(?:y|ies)\b"
    r"|\bthis is an? (?:attested|certified|exemplified) copy\b"
    r"|^\W*attest(?:ed|ation)?\b|\bcop(?:y|ies)\b[\s,.:;]{1,3}attest|^\W*certification\W*$"
    r"|\b(?:i|we)\b[^.;]{0,80}\bcertify\b|\bto certify\b|\bhereby certif(?:y|ies)\b"
    r"|\bcertified (?:at|on|by|from|this|to be)\b|\bcompared this\b|\bdate of (?:this )?copy\b"
    r"|\bcop(?:y|ies)(?: (?:hereof|of this \w+))? (?:(?:was|were) )?(?:made|issued|furnished|mailed|e-?mailed|sent|provided|delivered|served)\b"
    r"|\bnotice of (?:decision|entry|judgment|order)s? (?:was )?(?:mailed|sent|given|issued)\b"
)
#: What a judge certifies who orders what somebody else recommended.
_JUDGE_CERTIFIES = re.compile(r"\bso ordered\b|\bcertify that i have (?:read|reviewed|considered)\b")
#: What a clerk certifies in the same words: a copy, and to whom it went.
_COPIED = re.compile(r"\b(?:cop(?:y|ies)|attest\w*|mailed|served|sent|clerk|register)\b")
#: Words with which a court goes on below a heading that says "certified copy".
_COURT_GOES_ON = re.compile(r"\b(?:ordered|orders|adjudged|decreed|granted|dissolved)\b|\bby the court\b")

_JUDGE = re.compile(
    r"\b(?:judges?|justices?|hon|honorable|magistrate|referee|chancellor|surrogate)\b|\bj\.\s?(?:s\.\s?c|p|f\.\s?c)\b|,\s?j\.?\W*$"
)
_CLERK = re.compile(r"\b(?:clerks?|register|registrar|recorder|prothonotary|deputy)\b")
#: Rows below a day in which the title of who signed stands.
TITLE_BELOW = 3


def clerks_words(laid: Laid) -> frozenset[int]:
    """The words of a clerk on a court's page, by identity: from those with which a clerk begins until the court goes on.
    A day over a judge's title is the judge's there too, and a day beside a clerk's title the clerk's anywhere."""
    titles = [_titles_of(segments) for segments in laid.sheet.rows]
    found: set[int] = set()
    for row, (segments, heads) in enumerate(zip(laid.sheet.rows, _clerks_heads(laid), strict=True)):
        begins = next((head for head in heads if head.row == row), None)
        begun = any(head.row < row for head in heads)
        for segment in segments:
            if begun or (begins is not None and segment.x0 >= begins.x0):
                own = not _is_judges(titles, segment, heads)
            else:
                own = is_day(segment) and bool(titles[row]) and not any(t.judge for t in titles[row])
            if own:
                found |= {id(t) for t in segment.tokens}
    return frozenset(found)


def judges_days(laid: Laid) -> frozenset[int]:
    """The words of days on lines of their own over a judge's title, as a judge signs an order, by identity."""
    titles = [_titles_of(segments) for segments in laid.sheet.rows]
    rows = zip(laid.sheet.rows, _clerks_heads(laid), strict=True)
    days = (s for row, heads in rows for s in row if _is_this_day(s) and _is_judges(titles, s, heads))
    return frozenset(id(t) for s in days if not _is_stamped(laid, s) for t in s.tokens)


#: How a judge begins the line of the day over the signature: "This the 29th day of June, 2026."
_THIS = re.compile(r"(?i)^\W*this,?\s+(?:the\s+)?")


def _is_this_day(segment: Segment) -> bool:
    """Whether a segment is a day and no more than "this" before it."""
    text = segment.text.strip()
    words, found = _THIS.match(text), find_dates(text, month_only=False)
    start = words.end() if words else 0
    return is_day(segment) or (len(found) == 1 and found[0].start <= start and len(text) - found[0].end <= 2)


#: The line over the day of a court's stamp, which names the court alone; a judge signs "by the court".
_COURTS_NAME = re.compile(r"^(?!.*\b(?:by|of) the court\b)(?:[\w.&'\-]+ ){0,5}court\b(?: [\w.&'\-]+){0,4}$")
#: Line heights by which the lines of a stamp stand apart at most.
STAMPED = 1.0


#: What a stamp says of a paper that came to the clerk.
_FILED = re.compile(r"\b(?:filed|received|clerk)\b")


def _is_stamped(laid: Laid, day: Segment) -> bool:
    """Whether a day stands right under a line that names the court, beside what the judge signs: a clerk's stamp. Where
    the judge's title stands in its row, the line over it must say that it was filed, or name the clerk."""
    over = laid.sheet.rows[day.row - 1] if day.row else []
    beside = any(s is not day for s in laid.sheet.rows[day.row])
    return any(
        s.x0 < day.x1 and day.x0 < s.x1 and day.y0 - s.y1 < STAMPED * day.height
        for s in over
        if _names_court(s) and (not beside or _FILED.search(fold(s.text)))
    )


def _begins_clerk(text: str) -> bool:
    judges = _JUDGE_CERTIFIES.search(text) is not None and not _COPIED.search(text)
    return _CLERK_BEGINS.search(text) is not None and not judges


def _clerks_heads(laid: Laid) -> list[list[Segment]]:
    """For each row the segments, in it or over it, with which a clerk begins, back to where the court went on last."""
    heads: list[list[Segment]] = []
    for segments in laid.sheet.rows:
        over = heads[-1] if heads else []
        begins = [s for s in segments if _begins_clerk(fold(s.text))]
        if not begins and any(_COURT_GOES_ON.search(fold(s.text)) for s in segments):
            over = []
        heads.append([*over, *begins][-MANY:])
    return heads


#: Words of the stamp with which a clerk enters what a judge gave, and what it is entered in.
_ENTERED = re.compile(r"^\W*(?:entered|docketed|journali[sz]ed)\b")
_ENTERED_IN = re.compile(
    r"^\W*(?:docketed|journali[sz]ed)\b|\b(?:on|in|upon)\s(?:the\s)?(?:\w+\s)?(?:register|docket|journal|records?)\b"
)


def entry_days(laid: Laid) -> frozenset[int]:
    """The words of days on which a clerk entered an order, by identity: of a stamp over or by a clerk's title, over the
    court's name, or that says into which book, whose day stands in its line or in the one below."""
    titles = [_titles_of(segments) for segments in laid.sheet.rows]
    found: set[int] = set()
    for row, segments in enumerate(laid.sheet.rows):
        for segment in (s for s in segments if _ENTERED.search(fold(s.text))):
            below = [s for s in _beneath(laid, segment) if is_day(s) or _is_timed_day(s)]
            has_day = bool(find_dates(segment.text, month_only=False))
            in_book = _ENTERED_IN.search(fold(segment.text)) is not None
            days = [segment] if has_day else below
            clerks = in_book or _is_clerks(titles[row : row + 1 + TITLE_BELOW], segment)
            if clerks or any(_names_court(s) for day in days for s in _beneath(laid, day)):
                found |= {id(t) for s in days for t in s.tokens}
    return frozenset(found)


def _names_court(segment: Segment) -> bool:
    """Whether a line names a court and says no more, as the last one of its stamp does."""
    return _COURTS_NAME.match(fold(segment.text).strip(" .,")) is not None


def _beneath(laid: Laid, segment: Segment) -> Sequence[Segment]:
    """What stands right below a segment, in the next row or, where that is aside, the one after it."""
    for row in laid.sheet.rows[segment.row + 1 : segment.row + 3]:
        if under := [s for s in row if s.x0 < segment.x1 and segment.x0 < s.x1]:
            return under
    return ()


def _is_clerks(titles: Sequence[Sequence["_Title"]], segment: Segment) -> bool:
    """Whether the first title in a segment's column, in its row or below it, is a clerk's."""
    under = (t for row in titles for t in row if t.x0 < segment.x1 and segment.x0 < t.x1)
    first = next(under, None)
    return first is not None and not first.judge


def is_day(segment: Segment) -> bool:
    """Whether a segment is a day and nothing else."""
    found = find_dates(segment.text, month_only=False)
    return len(found) == 1 and found[0].end - found[0].start >= len(segment.text.strip()) - 2


#: The time of day that a stamp prints behind a day: "2026 MAY 18 A 10:22", "05/18/2026 10:22 AM".
_TIME = re.compile(
    r"(?i)^[\s,]{0,2}(?:at\s)?(?:[ap]\.?\s?(?:m\.?\s?)?)?\d{1,2}:\d{2}(?::\d{2})?\s?(?:[ap]\.?\s?m?)?\W*$"
)


def _is_timed_day(segment: Segment) -> bool:
    """Whether a segment is a day with the time of day behind it, and nothing else."""
    text = segment.text.strip()
    found = find_dates(text, month_only=False)
    return len(found) == 1 and found[0].start <= 1 and _TIME.match(text[found[0].end :]) is not None


@dataclass(frozen=True, slots=True)
class _Title:
    """A judge's or a clerk's title in a row."""

    x0: float
    x1: float
    judge: bool


#: Titles looked at in one row.
MANY = 8


def _titles_of(segments: Sequence[Segment]) -> list[_Title]:
    titles: list[_Title] = []
    for segment in segments:
        text = fold(segment.text)
        judge, clerk = _JUDGE.search(text), _CLERK.search(text)
        if judge or clerk:
            first = judge is not None and (clerk is None or judge.start() < clerk.start())
            titles.append(_Title(segment.x0, segment.x1, first))
        if len(titles) == MANY:
            break
    return titles


def _is_judges(titles: Sequence[Sequence[_Title]], segment: Segment, heads: Sequence[Segment]) -> bool:
    """Whether the first title at or below a segment is a judge's: in its own column, or aside where that has none and no
    clerk's words stand over it."""
    rows = titles[segment.row : segment.row + 1 + TITLE_BELOW]
    under = [t for row in rows for t in row if t.x0 < segment.x1 and segment.x0 < t.x1]
    if under:
        return under[0].judge
    if any(head.x0 < segment.x1 and segment.x0 < head.x1 for head in heads):
        return False
    return next((row[0].judge for row in rows if row), False)
