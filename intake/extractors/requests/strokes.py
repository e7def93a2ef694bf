"""Strokes on a drawn line that may be a signature, whatever the words round them call it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.geometry import Box, join_boxes
from domain.pages import MarkKind
from intake.extractors.normalise.dates import find_dates
from intake.extractors.requests.signing_places import rules_on, share_of
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.vocabulary import Ask

#: A signature is at least this wide and tall, in lines of the page.
LEAST_WIDTH, LEAST_HEIGHT = 2.5, 0.5

#: Height of writing, in heights of a line, from which it is no print; and the most words of a signature.
TALL, LONGEST_SIGNATURE = 1.5, 4

#: Share of the strokes that lies over their line; they may swing out beyond its ends.
OVER_LINE = 0.7

#: How far above its line a signature may end, and how far beside or below it a caption stands, in lines of the page.
FLOATING, BESIDE, BELOW = 1.0, 3.0, 1.6

#: How far from each other the levels of a signature and of its day may be, in lines of the page.
SAME_LEVEL = 1.2

#: How far below its line the next one with the day on it may be, in lines of the page.
NEXT_LINE = 3.5

#: Characters of a word that tells no caption.
SHORT_WORD = 3

#: The most words of a caption.
LONGEST_CAPTION = 8

#: Who signs for an office, before it or beside the applicant, by the words of a caption.
_OFFICIALS = re.compile(
    r"(?i)\b(?:offic\w+|verif\w+|notar\w+|witness\w*|clerk|registrar|examin\w+|supervis\w+|instructor|director|chief|manager"
    r"|certifying|issuing|licensing|confirm\w*|stamp|seal|title|position|post|commission|board|agency|authority|state)\b"
)

_OWN = re.compile(r"(?i)\b(?:my|your|i|you|applicant|holder|undersigned)\b")


@dataclass(frozen=True, slots=True)
class Strokes:
    """Strokes on a line, and what stands beside them."""

    box: Box
    inked: bool
    """No reader took them for words; else they were read as words that are no print."""
    caption: Segment | None
    """What names the line."""
    day: str | None
    dated: tuple[Token, ...]
    """The words of the day beside them."""

    @property
    def is_plain(self) -> bool:
        """Whether they can hardly be anything but a signature: on a line that has a caption, with a day beside them."""
        return self.caption is not None and self.day is not None


def find_strokes(laid: Laid) -> Iterator[Strokes]:
    """The strokes on a page's lines that answer no other question and are not an official's."""
    if laid.sheet.is_body:
        return
    rules = rules_on(laid)
    for box, inked in _pieces(laid):
        rule = _line_under(laid, box, rules)
        if rule is None or (inked and _answers_torn_caption(laid, box)):
            continue
        caption = _caption_of(laid, box, rule)
        if caption is None or _may_be_applicants(laid, caption):
            yield Strokes(box, inked, caption, *_day_beside(laid, box, rule))


def find_ink_outside(laid: Laid, part: Part) -> list[Box]:
    """Ink as large as a signature, on a line or not, but for that in one part of the form."""

    def part_at(box: Box) -> Part:
        x, y = box.middle
        level = laid.sheet.level(x, y)
        near = min(laid.sheet.segments, key=lambda s: abs(s.tokens[0].middle - level))
        return laid.part_at(near.row, box.x0)

    return [box for box in list_large_ink(laid) if part_at(box) is not part]


def list_large_ink(laid: Laid) -> list[Box]:
    """Ink as large as a signature that is no seal's or stamp's own."""
    usual = laid.sheet.line_height
    stamps = [m.box for m in laid.sheet.marks if m.kind in (MarkKind.STAMP, MarkKind.STAMP_UNSURE)]
    return [
        mark.box
        for mark in laid.sheet.marks
        if mark.kind is MarkKind.INK
        and mark.box.width >= LEAST_WIDTH * usual
        and mark.box.height >= LEAST_HEIGHT * usual
        and not any(share_of(mark.box, stamp) > 0.8 for stamp in stamps)
    ]


def _pieces(laid: Laid) -> Iterator[tuple[Box, bool]]:
    """Ink and words written large, each with whether it is ink."""
    yield from ((box, True) for box in list_large_ink(laid))
    asked = {id(x.tokens[0]) for x in laid.labels if x.starts and x.ask is not Ask.SIGNATURE}
    for segment in laid.sheet.segments:
        if id(segment.tokens[0]) in asked:
            continue  # what is written behind another question answers it, however it was read
        if is_written(segment.tokens, laid.sheet.line_height):
            yield join_boxes([t.word.box for t in segment.tokens]), False


def is_written(words: Sequence[Token], usual: float) -> bool:
    """Whether a few words are strokes and no print: taller than the lines, and the readers differ on them."""
    if not 0 < len(words) <= LONGEST_SIGNATURE or any(c.isdigit() for t in words for c in t.text):
        return False
    tall = max(t.height for t in words) > TALL * usual
    return tall and any(t.word.handwritten or not t.word.agreed for t in words)


def _line_under(laid: Laid, box: Box, rules: Sequence[Box]) -> Box | None:
    """The drawn line that strokes stand on or run across."""
    reach = FLOATING * laid.sheet.line_height
    under = [
        rule
        for rule in rules
        if min(box.x1, rule.x1) - max(box.x0, rule.x0) >= OVER_LINE * box.width
        and box.y0 + 0.4 * box.height <= rule.y1
        and rule.y0 <= box.y1 + reach
    ]
    return min(under, key=lambda rule: abs(rule.y0 - box.y1), default=None)


def _caption_of(laid: Laid, box: Box, rule: Box) -> Segment | None:
    """What names a line: the words before it, else those right below it, else those behind it."""
    usual = laid.sheet.line_height
    level = laid.sheet.level(*rule.middle)
    near = [s for s in laid.sheet.segments if len(s.tokens) <= LONGEST_CAPTION and _is_words(s)]
    beside = [s for s in near if s.y0 <= level + 0.5 * usual and s.y1 >= level - 1.2 * usual]
    before = [s for s in beside if -usual < rule.x0 - s.x1 < BESIDE * usual and s.x1 <= box.x0 + usual]
    if before:
        return max(before, key=lambda s: s.x1)
    below = [
        s for s in near if -0.5 * usual <= s.y0 - level <= BELOW * usual and s.x0 < rule.x1 and s.x1 > rule.x0
    ]
    if below:
        return min(below, key=lambda s: (round((s.y0 - level) / usual), abs(s.x0 - rule.x0)))
    behind = [s for s in beside if -usual < s.x0 - rule.x1 < BESIDE * usual]
    return min(behind, key=lambda s: s.x0, default=None)


#: What a caption says of a place to sign.
_SIGN = re.compile(r"(?i)sign|^\W*x\W*$")


def _answers_torn_caption(laid: Laid, box: Box) -> bool:
    """Whether ink lies among words of a line that begins before it with a printed word of a caption: an answer by hand that
    ran into its caption, of which no more than that was read."""
    for segment in laid.sheet.segments:
        first, over = segment.tokens[0], [t for t in segment.tokens if t.x1 > box.x0 and t.x0 < box.x1]
        level = min(segment.y1, box.y1) - max(segment.y0, box.y0) > box.height / 2
        torn = any(not t.word.agreed for t in over) and first.word.agreed and first.x1 < box.x0
        if level and torn and len(first.text) > SHORT_WORD and not _SIGN.search(segment.text):
            return True
    return False


def _is_words(segment: Segment) -> bool:
    return any(c.isalpha() for c in segment.text)


def _may_be_applicants(laid: Laid, caption: Segment) -> bool:
    """Whether a caption neither asks for anything else nor names an official."""
    asked = [x for x in laid.labels if x.starts and _is_in(x, caption)]
    if any(x.ask is not Ask.SIGNATURE for x in asked) or _OFFICIALS.search(caption.text):
        return False
    return laid.part_at(caption.row, caption.x0) is not Part.STATE or bool(_OWN.search(caption.text))


def _is_in(label: Label, segment: Segment) -> bool:
    return any(t in segment.tokens for t in label.tokens)


def _day_beside(laid: Laid, box: Box, rule: Box) -> tuple[str | None, tuple[Token, ...]]:
    """A day on the level of some strokes, or on the next line below them, that answers no other question."""
    usual = laid.sheet.line_height
    level = laid.sheet.level(*rule.middle)
    claimed = {
        id(t) for a in laid.answers if a.label.starts and a.label.ask is not Ask.DATE for t in a.tokens
    }
    for segment in laid.sheet.segments:
        dates = find_dates(segment.text, month_only=False)
        if len(dates) != 1 or len(segment.tokens) > 5 or any(id(t) in claimed for t in segment.tokens):
            continue
        if abs(segment.y1 - level) < SAME_LEVEL * usual and (segment.x0 > box.x1 or segment.x1 < box.x0):
            return dates[0].value, segment.tokens
        if 0 < segment.y1 - level < NEXT_LINE * usual and abs(segment.x0 - rule.x0) < 2 * usual:
            return dates[0].value, segment.tokens
    return None, ()


#: How the domains of mailboxes end, besides two letters for a country.
_ENDINGS = frozenset(
    re.findall(
        r"\w+", "com org net gov edu mil info biz example health care email med coop aero name pro int"
    )
)


def is_scribble(mailbox: str, tokens: Sequence[Token]) -> bool:
    """Whether strokes were read as a mailbox: no domain ends so, and no other reader saw the sign in them."""
    ending = mailbox.rpartition(".")[2]
    others = [text for t in tokens for text in (t.word.second, t.word.third) if text is not None]
    signed = any("@" in text for text in others)
    return ending not in _ENDINGS and len(ending) > 2 and bool(others) and not signed
