"""Whose part of a form a row belongs to: what the applicant fills in, what the state asked does, where the answer goes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from domain.likeness import fold
from intake.extractors.normalise.addresses import STATE_NAMES
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Sheet
from intake.extractors.sheets.vocabulary import Ask


class Part(StrEnum):
    """Whose part of a form a row belongs to."""

    OPEN = "open"
    APPLICANT = "applicant"
    STATE = "state"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows that two parts share, one at the left and one at the right."""

    first_row: int
    last_row: int
    """The row after the last one."""
    edge: float
    """Where the right part begins, in pixels of the levelled page."""
    left: Part
    right: Part


_STATE_WORDS = re.compile(
    r"(?i)(?:(?:to be|shall be|must be|is to be)\s+(?:certified|answered|given)|completed|filled (?:in|out))\s+by\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:state|issuing|licens(?!ees?\b|ed\s)\w+|certif(?!icants?\b|ied\s)\w+"
    r"|verif\w+|regulat\w+|agency|oems|ems office|office|registry|jurisdiction|board|massachusetts)"
    r"|\bfor\s+(?:state|office|agency|oems|official|ems office|department)\s+use"
    r"|^\W*(?:for\s+(?:the\s+)?|(?:part|section|portion|step|block|box|side|page|item)\b.{0,12}?\W|[a-d1-9ivx]{1,3}[.):]\s*(?:the\s+)?(?:for\s+the\s+)?)(?:the\s+)?"
    r"(?:state\s+of\s+(?:first|prior|previous|original)\s+(?:certification|licensure)|(?:issuing|verifying|certifying|licensing)\s+(?:state|agency|office|authority|board))"
    r"(?:'s)?(?:\s+(?:only|part|section|use|page|portion|completes|must|fills?|to|please|information|reply|response|answers?)\b.*|\W*)$"
    r"|^\W*(?-i:(?:ISSUING|VERIFYING|CERTIFYING|LICENSING)\s+(?:STATE|AGENCY|OFFICE|AUTHORITY|BOARD))\W*$"
    r"|\b(?:issuing|verifying|certifying|licensing)\s+(?:state|agency|office|authority|board)(?:'s)?\s+(?:only|use|completes|fills?|to complete|must complete|page|part|section|half|confirms)\b"
    r"|\bstate\s+(?:office|agency|ems|official)?'?s?\s*(?:section|part|reply|response)\b"
    r"|\b(?:office|agency|official|state)\s+use\s+only|do not write below|for oems\b|oems (?:reply|response|use|verification)"
    r"|^reply\b|^response\b|\bverification by\b|\bstate of massachusetts (?:section|use)|\bverifier'?s?\b"
    r"|\b(?:agency|office|state|board|authority)\s+(?:to\s+complete|completes|please complete|fills? in|to fill in|answers?|confirms)\b"
    r"|^(?:the\s+)?(?:agency|office|state|board)\s+verification$"
    r"|\b(?:word|answer|reply|statement|record|part|section|half)\s+of\s+the\s+(?:\w+\s+)?(?:authority|state|office|agency|board)\b"
    r"|\bjurisdiction(?:'s)?\s+(?:response|reply|use|section|part|only|completes)\b|\b(?:authority|state|office|agency|board)'?s\s+(?:half|part|section|answer|word|side|page|portion)\b|^\W*answer\s*:|\b(?:to be )?answered by\b"
)
_APPLICANT_WORDS = re.compile(
    r"(?i)(?:completed|filled (?:in|out)|signed)\s+by\s+(?:the\s+)?(?:\w+\s+)?(?:applicant|candidate|employee|student|provider|emt|individual|you|certificate|certificant|member|licensee|registrant|technician|paramedic|licen[sc]e\s+holder)"
    r"|\bapplicant'?s?\s+(?:information|section|part|page|side|copy|identification|data|to complete|authorization|release|consent|details|statement)"
    r"|\b(?:candidate|employee|student|applicant|member|personal)\s+(?:information|section|details|data|identification|part)\b|^applicant$|^authorization\b|\b(?:applicant|provider|candidate|employee|student|member|holder)'?s?\s+(?:authorization|consent|permission|release)\b|\brelease\b|^consent\b"
    r"|\b(?:holder|person|bearer|individual|certificant|licensee|applicant|candidate|student|employee|your|my|you)'?s?\s+(?:half|part|side|portion|section|details|particulars|own words)\b"
    r"|\b(?:tell us )?about (?:you|yourself|the applicant|the person|the candidate)\b|\bwho you are\b|\bstatement of the (?:person|applicant|candidate|holder)\b|\bpermission\b"
    r"|\bpart\w* (?:for|of) the (?:applicant|holder|person|candidate)\b|\byou (?:fill in|complete)\b"
)
#: Whose part a heading opens that only names them behind its number: "PART II - Applicant. Print legibly.".
_ASKED_FOR = r"(?:other|your|home|issuing|verifying|certifying|licensing|credentialing|original|previous|prior|responding)"
_BODY = r"(?:state|agency|office|authority|board|jurisdiction|body)"
_WHO_ASKED = (
    rf"(?:the\s+)?(?:{_ASKED_FOR}\s+(?:(?:ems|licensing|certifying|certification|credentialing)\s+)?{_BODY}(?:\s+official)?"
    r"|state\s+(?:official|office|agency|(?:ems|licensing|certifying|certification|credentialing)\s+(?:authority|agency|office|board|official)))"
)
#: How a heading says whose its part is, its number before: "(2) For the use of", "This section is for".
_IS_FOR = r"(?:this\s+(?:part|section|half|side|portion|page|box)\s+(?:is\s+)?)?(?:only\s+)?for\s+(?:(?:the\s+)?use\s+(?:of|by)\s+)?"
_NUMBERED = r"^\W*(?:(?:[1-9]|[a-d])(?![^\W_])[.):]?\s*)?"
_STATE_TITLE = re.compile(
    rf"(?i)^(?:{_IS_FOR}|use\s+of\s+)?{_WHO_ASKED}(?:\s+(?:response|reply|use|only))?\W*$"
)
_FOR_STATE = re.compile(
    rf"(?i){_NUMBERED}(?:{_IS_FOR}{_WHO_ASKED}(?:\s+only)?|{_WHO_ASKED}\s+(?:use\s+)?only)\W*$"
)
_PERSON = (
    r"(?:the\s+)?(?:applicant|candidate|licensee|certificant|registrant|emt|provider|licen[sc]e\s+holder)"
)
_APPLICANT_TITLE = re.compile(rf"(?i)^(?:{_IS_FOR})?{_PERSON}\W*$")
_FOR_APPLICANT = re.compile(
    rf"(?i){_NUMBERED}{_IS_FOR}{_PERSON}(?:\s+only)?\W*$|^\W*[1-9a-d][.):]\s*{_PERSON}\W*$"
)
#: What a numbered heading says of the certification that is asked about, as the applicant tells it: "PART 2 - CREDENTIAL TO
#: BE VERIFIED", "Section B: License you hold".
_CREDENTIAL = re.compile(
    r"(?i)\b(?:credentials?|licen[sc]es?|certificat(?:e|ion)s?|registrations?)\s+(?:(?:that|which)\s+)?"
    r"(?:(?:is\s+|are\s+)?(?:to\s+be|being)\s+verified|you\s+(?:now\s+)?h(?:old|ave\s+held)|for\s+which\s+you\b)"
    r"(?!\s+by\b(?!\s+(?:you|the\s+applicant)\b))"
)
#: A small letter that numbers a heading.
_LETTERED = re.compile(r"^[a-d][.):]")
#: An order to who is asked, their name before it: "ISSUING STATE: please answer 10 - 17 and send to the Board".
_ORDERED_STATE = re.compile(
    rf"(?i)^\W*(?:the\s+)?{_ASKED_FOR}\s+{_BODY}\s*[:,–—-]\s*(?:please\s+|kindly\s+)?(?:answer|complete|fill|supply|furnish|verify)\b"
)
#: Whom a part speaks to, in capitals as a salutation is not: "TO STATE BOARD OR AGENCY:", under "TO APPLICANT:".
_TO_STATE = re.compile(
    rf"(?i)^\W*to\s+(?:the\s+)?(?:{_WHO_ASKED}|state\s+board)(?:\s*(?:/|\bor\b|\band\b)\s*(?:licensing\s+)?{_BODY})?\s*:?\W*$"
)
#: Where the words of a heading's title end.
_TITLE_END = re.compile(r"[.:;(,]|\s[–—-]\s")
_RETURN_WORDS = re.compile(
    r"(?i)\b(?:return|send|mail|post|forward|submit|fax|e-?mail|goes back|deliver|address the answer|answer)\b[\w\s,/-]{0,40}?\bto\b\s*:?|party to receive|(?:disclos\w+|released?|furnished|given|addressed|made)\s+(?:\w+\s+){0,3}to\b\s*:?$|\brecipient\b|where to (?:send|return)|destination"
    r"|\b(?:requesting|receiving)\s+(?:agency|organi[sz]ation|party|facility|office|state|employer|institution|entity)\b|\brequest(?:ed|or|er)\b(?:\s+by)?\s*:?$"
)
_ORDER = re.compile(
    r"(?i)^\W*(?:part|portion|section|step|block|box|side)\s*[:#]?\s*(?P<n>iii|ii|iv|i|one|two|three|1|2|3|a|b|c)\b"
)
_BARE_ORDER = re.compile(
    r"(?i)^\W*(?:part|portion|section|step|block|box|side)\s*(?:iii|ii|iv|i|one|two|three|[1-4]|[a-d])\W*$"
)
_NUMBER_BEFORE = re.compile(_ORDER.pattern + r"[\s.:)–—-]*")
#: Where a part stands, before whose it is: "RIGHT SIDE: STATE OFFICIAL".
_SIDE_BEFORE = re.compile(
    r"(?i)^\W*(?:left|right|upper|lower|top|bottom)(?:[\s-]+hand)?\s+(?:side|half|part|section|column|box)\s*[:–—-]\s*"
)
#: The heading that a paragraph of a form begins with: "Candidate's authorization. The agency may obtain ...".
_RUN_IN = re.compile(r"^(?P<head>[^\W\d_]['’\w]*(?:\s[^\W\d_]['’\w]*){0,3}\s?)[.:]\s")
_FIRST_PARTS = frozenset({"i", "one", "1", "a"})
_ORDINAL = r"(?:iii|ii|iv|i|one|two|three|[1-3]|[a-c])"
#: What an instruction leaves to the applicant where it is more than the first part: "complete Sections 1 and 2".
_APPLICANTS_PARTS = re.compile(
    r"(?i)\b(?:applicants?|candidates?|licensees?|holders?|you)\b[^.:]{0,40}?\b(?:completes?|fills? (?:in|out))\s+(?:only\s+)?"
    rf"(?:part|portion|section|step|block)s\s+(?P<list>{_ORDINAL}(?:(?:\s*(?:,|&|,?\s+and\b)\s*){_ORDINAL})+)\b"
)


def _list_applicants_parts(sheet: Sheet) -> frozenset[str]:
    """The numbers of the parts that the applicant fills in: the first, where the form says nothing else."""
    said = _APPLICANTS_PARTS.search(sheet.flow.text)
    listed = re.findall(rf"\b{_ORDINAL}\b", said["list"].casefold()) if said else ()
    return _FIRST_PARTS | frozenset(listed)


def list_parts(sheet: Sheet, labels: Sequence[Label], carried: Part, *, first: bool = True) -> list[Part]:
    """Whose part each row of a page is; `carried` is that with which the page before ended, and `first` whether there is
    none."""
    headings = list(_headings_of(sheet, labels))
    parts = _fill(headings, carried)
    return _with_the_applicants(parts, headings, labels) if first else parts


def _fill(headings: Sequence[Part | None], carried: Part) -> list[Part]:
    """The part of each row: what the last heading opens."""
    parts, current = [], carried
    for heading in headings:
        current = heading or current
        parts.append(current)
    return parts


def _headings_of(sheet: Sheet, labels: Sequence[Label]) -> Iterator[Part | None]:
    """The part that each row opens, if it is a heading."""
    own = _list_applicants_parts(sheet)
    for row in sheet.rows:
        # A heading that stands alone in the right half speaks for its own column only.
        leading = [s for s in row if s is row[0] or s.x0 < 0.45 * sheet.reading.width]
        leading = [s for s in leading if not _runs_on_aside(sheet, s)]
        leading = [s for s in leading if not _is_caption(s, row, labels)]
        heading = None
        for segment in leading:
            heading = heading or _heading(segment.text, len(segment.tokens), own)
        if len(row) > 1 and _BARE_ORDER.match(row[0].text):  # "Part II", a dash and its title, set wide apart
            whole = " ".join(s.text for s in row)
            heading = _heading(whole, len(whole.split()), own) or heading
        yield heading


#: What a form asks of the applicant, one kind of question each; the state that is asked answers none of them.
_OF_A_PERSON = {
    Ask.BIRTH_DATE: "born", Ask.SSN: "ssn", Ask.SSN_LAST4: "ssn", Ask.FORMER_NAME: "former", Ask.ADDRESS: "home",
    Ask.EMAIL: "reached", Ask.PHONE: "reached",
}  # fmt: skip
_OTHERS = (Part.STATE, Part.RETURN)
#: So many of them together are asked of nobody else, and so many at most beside a part that asks those.
_PERSONS, _STRAY = 3, 1


def _with_the_applicants(
    parts: list[Part], headings: Sequence[Part | None], labels: Sequence[Label]
) -> list[Part]:
    """The parts, where one that was taken for another's is the only one with the applicant's questions, as where a form's
    title names who verifies, or the applicant is called who requests: then it is the applicant's."""
    opened = [i for i, heading in enumerate(headings) if heading is not None]
    sections = [range(a, b) for a, b in pairwise([*opened, len(parts)])]
    asked = [_asked_of_a_person(labels, section) for section in sections]
    before = _asked_of_a_person(labels, range(opened[0] if opened else 0))
    theirs = [s for s, n in zip(sections, asked, strict=True) if n >= _PERSONS and parts[s[0]] in _OTHERS]
    others = [n for s, n in zip(sections, asked, strict=True) if s not in theirs]
    if len(theirs) == 1 and max([before, *others]) <= _STRAY:
        for row in theirs[0]:
            parts[row] = Part.APPLICANT
    return parts


def _asked_of_a_person(labels: Sequence[Label], rows: range) -> int:
    """How many kinds of the applicant's questions some rows ask."""
    return len({_OF_A_PERSON[x.ask] for x in labels if x.starts and x.row in rows and x.ask in _OF_A_PERSON})


#: What captions beside one another ask of a certification.
_OF_A_CERTIFICATION = frozenset({Ask.LEVEL, Ask.NUMBER, Ask.ISSUED, Ask.EXPIRES})
#: Words of a caption that only names who certified somebody: "CERTIFYING STATE".
_MOST_WORDS = 3
#: Words that no caption has.
_USE_ONLY = re.compile(r"(?i)\buse\s+only\b")
_STATES = frozenset({*map(fold, STATE_NAMES), "ma", "mass"})


def _is_caption(segment: Segment, row: Sequence[Segment], labels: Sequence[Label]) -> bool:
    """Whether a few words are a caption and no heading: they stand in a row of captions that ask of a certification, or a
    state's name answers them."""
    if _USE_ONLY.search(segment.text):
        return False
    beside = (x for x in labels if x.row == segment.row and x.alone and x.starts)
    asked = any(x.ask in _OF_A_CERTIFICATION and x.tokens[0] not in segment.tokens for x in beside)
    answered = any(s is not segment and fold(s.text).strip(" .") in _STATES for s in row)
    return (asked or answered) and len(segment.tokens) <= _MOST_WORDS and not _ORDER.match(segment.text)


#: Widest line, as a share of the page, of a column of instructions beside a form.
ASIDE = 0.3
#: Lines of it below one, of which one begins with a small letter.
ASIDE_ROWS = 2


def _runs_on_aside(sheet: Sheet, segment: Segment) -> bool:
    """Whether a line is of running text in a narrow column, which goes on below in small letters: no heading does, and
    what a form asks stands beside it."""
    narrow = segment.x1 - segment.x0 < ASIDE * sheet.reading.width
    if not narrow or _ORDER.match(segment.text) or segment.text.endswith(":"):
        return False
    below = sheet.rows[segment.row + 1 : segment.row + 1 + ASIDE_ROWS]
    goes_on = any(
        abs(s.x0 - segment.x0) < segment.height and s.text[:1].islower() for row in below for s in row
    )
    return goes_on and any(s.x0 > segment.x1 for row in (sheet.rows[segment.row], *below) for s in row)


def find_columns(sheet: Sheet, labels: Sequence[Label], parts: Sequence[Part]) -> Columns | None:
    """Two parts side by side: a heading in the right half, another part or other words in the left."""
    middle = sheet.reading.width / 2
    own = _list_applicants_parts(sheet)
    headings = [
        (index, segment, part)
        for index, row in enumerate(sheet.rows)
        for segment in row
        if not _is_caption(segment, row, labels)
        and (part := _heading(segment.text, len(segment.tokens), own)) in (Part.STATE, Part.APPLICANT)
    ]
    for row, right, part in headings:
        if right.x0 < 0.8 * middle or (right is sheet.rows[row][0] and right.x0 < middle):
            continue
        other = next(
            (p for i, s, p in headings if p is not part and abs(i - row) <= 5 and s.x1 < right.x0 and s.x0 < middle),
            None,
        )  # fmt: skip
        beside = sheet.rows[row][0]
        if other is None and (part is not Part.STATE or beside is right or len(beside.tokens) < 2):
            continue
        left = other or (Part.APPLICANT if parts[row] is Part.STATE else parts[row])
        edge = _left_edge(sheet, row, right)
        ends = (
            i for i in range(row + 1, len(sheet.rows)) if parts[i] is Part.RETURN or _crosses(sheet, i, edge)
        )
        return Columns(row, next(ends, len(sheet.rows)), edge, left, part)
    return None


def _left_edge(sheet: Sheet, row: int, heading: Segment) -> float:
    """Where the column under a heading begins: the heading may be centred over it."""
    starts = sorted(
        s.x0 for r in sheet.rows[row:] for s in r if 0.8 * sheet.reading.width / 2 <= s.x0 <= heading.x0
    )
    for x in starts:
        if sum(abs(x - y) < 1.5 * heading.height for y in starts) >= 3:
            return x - 0.8 * heading.height
    return heading.x0 - 0.8 * heading.height


def _crosses(sheet: Sheet, row: int, edge: float) -> bool:
    """Whether a line of text runs across the edge of a column."""
    return any(s.x0 < edge - 2 * s.height and s.x1 > edge + 2 * s.height for s in sheet.rows[row])


_ADDRESSEE = re.compile(r"(?i)^\W*(?:to|from|attn|attention|re)\s*:")
_ASKING = re.compile(r"(?i)\b(return|send|mail|authorize|request)\b")


#: How a heading ends with whom the paper is not to go to: "- DO NOT RETURN TO THE APPLICANT".
_WARNING = re.compile(
    r"(?i)(?<=\w)\s?[-–—.,;(]\s?(?:please\s+)?do\s+not\s+(?:return|give|mail|send|hand)\b[^.:]{0,60}[.)]?$"
)


def _heading(text: str, words: int, own: frozenset[str]) -> Part | None:
    """The part a heading opens; None for what is no heading. The words outweigh the ordinal; `own` are the applicant's."""
    if (warned := _WARNING.search(text)) is not None:
        text = text[: warned.start()]
        words = len(text.split())
    order = _ORDER.match(text)
    if text[:1].islower() and not order and not _LETTERED.match(text):
        return None
    if _ORDERED_STATE.match(text) or _FOR_STATE.match(text):
        return Part.STATE
    if text.isupper() and _TO_STATE.match(text):
        return Part.STATE
    if _FOR_APPLICANT.match(text):
        return Part.APPLICANT
    if (order or _SIDE_BEFORE.match(text)) and (titled := _titled(text)):
        return titled
    if words > 7 and not order and (run_in := _RUN_IN.match(text)) and _is_applicants(run_in["head"]):
        return Part.APPLICANT
    if words > 16 or (not order and words > 11):
        return None
    if (text.count(".") >= 2 and not order) or _ADDRESSEE.match(text):
        return None
    if text[:1].islower():
        return None
    head = " ".join(text.split()[:14])
    if _STATE_WORDS.search(head) and not _ASKING.search(head):
        return Part.STATE if not _is_applicants(head) else Part.APPLICANT
    if _is_applicants(head):
        return Part.APPLICANT
    found = _RETURN_WORDS.search(head)
    if found and found.start() < 25 and not (order and order["n"].casefold() in own):
        return Part.RETURN
    if order:
        applicants = order["n"].casefold() in own or _CREDENTIAL.search(head)
        return Part.APPLICANT if applicants else Part.STATE
    return None


def _titled(text: str) -> Part | None:
    """The part of whom a numbered heading's title names and nothing else."""
    title = _TITLE_END.split(_SIDE_BEFORE.sub("", _NUMBER_BEFORE.sub("", text)), maxsplit=1)[0].strip()
    if _STATE_TITLE.match(title):
        return Part.STATE
    return Part.APPLICANT if _APPLICANT_TITLE.match(title) else None


def _is_applicants(text: str) -> bool:
    """Whether words of a heading, its number before them left out or not, speak of the applicant's part."""
    return bool(_APPLICANT_WORDS.search(text) or _APPLICANT_WORDS.search(_NUMBER_BEFORE.sub("", text)))
