"""Days on a card that are neither its first nor its last: what their words or captions call them."""

import re
from collections.abc import Sequence

from domain.kinds import Course
from intake.extractors.cpr.course import name_courses
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Flow, Sheet, Token

#: What happens on days on which a card is neither given nor runs out.
NEITHER = re.compile(
    r"(?i)\b(?:print(?:ed)?|generated|as\s+of|retrieved|born|birth|dob|rev(?:ised)?|form|copyright|signed|sent|order(?:ed)?|accessed"
    r"|downloaded|updated|run\s+date|membership|hired?|next\s+class|registered|enrolled|started|begun|opened|tried"
    r"|(?:with\s+us|employed|member|here)\s+since)\b|©"
)

#: Words that a caption of one day has at most.
_LONGEST_CAPTION = 4


def is_day_of_another(sheet: Sheet, tokens: Sequence[Token]) -> bool:
    """Whether the caption right over a day says that it is no card's ("Book opened", "With us since")."""
    row = next((s.row for s in sheet.segments if s.tokens[0] is tokens[0]), 0)
    for above in sheet.rows[row - 1] if row else ():
        near = tokens[0].y0 - above.y1 < tokens[0].height and abs(above.x0 - tokens[0].x0) < tokens[0].height
        if near and len(above.tokens) <= _LONGEST_CAPTION and NEITHER.search(above.text):
            return True
    return False


#: The lines that head a memorandum, beside that of its day; two of them tell one, within so many rows of the day.
_MEMO_LINE = re.compile(r"(?i)^\W*(?P<asks>to|from|subject|subj|re|cc)\s*:")
_MEMO_ROWS = 4


def is_day_of_memo(sheet: Sheet, answer: Answer) -> bool:
    """Whether a day answers a memorandum's own "Date:", among the lines that tell to whom it goes and from whom."""
    if answer.label.phrase not in ("date", "dated"):
        return False
    near = sheet.rows[max(0, answer.label.row - _MEMO_ROWS) : answer.label.row + _MEMO_ROWS + 1]
    lines = (_MEMO_LINE.match(segment.text) for row in near for segment in row)
    return len({line["asks"].casefold() for line in lines if line}) > 1


#: Courses whose name in a sentence tells of their own card; "CPR" and "first aid" are parts of many courses.
_CLINICAL = frozenset({Course.BLS, Course.ACLS, Course.PALS})
#: Characters of a sentence before a value that are looked at.
_SENTENCE = 160
_OF_A_CARD = re.compile(r"(?i)\b(?:card|certificat\w+)\b")
#: What a sentence that only says who was let in goes on with: "a BLS provider card has completed the course on".
_OF_THIS_COURSE = re.compile(
    r"(?i)\b(?:complet\w+|finish\w+|passed|attended|this\s+course|course|held|taken|took)\b"
)
#: "no." before a number ends none.
_ENDS_SENTENCE = re.compile(r"(?i)(?<=\w\w)(?<!\Wno)[.;!?]\s")
#: The end of a line from which its sentence does not run on into the next.
_ENDS_LINE = re.compile(r"\n(?![a-z\d(])")


#: A card of before, and what a sentence may tell of it: "his earlier card (code 244912260875, issued 9/2024) ran out".
_EARLIER = re.compile(
    r"(?i)\b(?:earlier|previous|prior|old|former|expired|lapsed|last|lost)\s+(?:(?:BLS|ACLS|PALS|CPR|provider|AHA|course)\s+){0,2}e?-?(?:cards?|certificates?)\b"
    r"(?P<told>.*)$"
)
_TOLD_OF_IT = re.compile(
    r"(?i)\b(?:code|no|number|id|issued?|dated?|of|from|expire[sd]?|expiring|ran|runs?|lapsed|out|on|in|the|was|is|given|which|that|valid|good|through|thru|until"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|\w*\d\w*)\b|\W"
)


def is_of_earlier_card(flow: Flow, tokens: Sequence[Token]) -> bool:
    """Whether a value's sentence tells it of an earlier card of the holder's."""
    return _tells_of_earlier(_sentence_before(flow, tokens))


def _tells_of_earlier(sentence: str) -> bool:
    earlier = _EARLIER.search(sentence)
    return earlier is not None and not _TOLD_OF_IT.sub("", earlier["told"])


def _sentence_before(flow: Flow, tokens: Sequence[Token]) -> str:
    """What a value's sentence says before it."""
    start = flow.start_of(tokens[0]) if tokens else None
    if start is None:
        return ""
    before = _ENDS_LINE.split(flow.text[max(0, start - _SENTENCE) : start])[-1].replace("\n", " ")
    return _ENDS_SENTENCE.split(before)[-1]


def is_of_another_course(flow: Flow, tokens: Sequence[Token], course: str) -> bool:
    """Whether a value's sentence tells of an earlier card, or of that of another course than this one, as a letter does
    of what was shown at the door: "her BLS card expires 11/2026"."""
    sentence = _sentence_before(flow, tokens)
    if _tells_of_earlier(sentence):
        return True
    if Course(course) not in _CLINICAL or course in name_courses(sentence):
        return False
    cards = [
        m.end() for m in _OF_A_CARD.finditer(sentence) if name_courses(sentence[: m.start()]) & _CLINICAL
    ]
    return bool(cards) and not _OF_THIS_COURSE.search(sentence, cards[-1])
