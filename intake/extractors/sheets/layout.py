"""Words brought into rows, segments and blocks, whatever drew them: a text layer, a reader, a mail's text.

Pages may lean by a few degrees or stand in perspective (photos), so rows are found on levelled coordinates;
the boxes handed on are always those of the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from domain.geometry import Box, join_boxes
from domain.pages import Mark, PageReading, PageSource, Word
from intake.extractors.normalise.names import looks_like_name
from intake.extractors.normalise.streets import ANY_STREET

#: A gap wider than this many line heights parts two segments of a row.
SEGMENT_GAP = 0.9

#: The widest blank between two words of one segment, in line heights (typewriter faces in tight boxes).
WIDEST_BLANK = 1.25

#: Share of the smaller height by which two runs must overlap to stand in one row.
ROW_OVERLAP = 0.5

#: Largest lean that levelling believes, as rise over run (about nine degrees).
STEEPEST = 0.16

#: Characters in boxes of their own that are taken for one word, and the widest step between two, in heights.
SHORTEST_COMB = 3
WIDEST_PITCH = 3.2

#: Two digits in boxes belong to others beside them where their steps differ by no more than this share, and so
#: many steps lie between them at most.
PITCH_SPREAD = 0.2
WIDEST_PART = 3.0

#: Letters that a word must have, and how much higher than wide it is, where it was printed on its side.
LEAST_UPENDED, UPENDED = 4, 1.5

#: Gap, in line heights, up to which a word goes on in the row of the word before it.
NEXT_WORD = 1.2

#: Gap, in line heights, below which there is no blank between two words.
NO_BLANK = 0.12

#: Numbers down a page's margin from which on they count as pleading paper's.
LEAST_LINE_NUMBERS = 10

#: A word whose letters are this much wider than its neighbour's has a box that reaches over other words.
WIDEST_LETTERS = 1.8

#: A narrower gap parts two segments where the words behind it begin at the same place in other rows near by:
#: its least width in line heights, how many rows away, and how many rows besides its own.
COLUMN_GAP = 0.45
COLUMN_ROWS = 8
COLUMN_LEAST = 2

#: Words that a label has at most which stands close behind the value before it.
LONGEST_LABEL = 5

#: A blank drawn as characters: it parts what stands before and after it.
_BLANK = re.compile(r"^[_\-–—.=~…]{2,}$|^_$")

#: A label glued to its answer by a reader that lost the blank.
_GLUED = re.compile(r"^(?P<label>[^\W\d][^\s:@/]{1,24}[:.])(?P<answer>[^\s:./][^\s]*)$")
_GLUED_DATE = re.compile(
    r"^(?P<label>(?:[A-Za-z]{3,}|at|by|in|is|of|on|to)[:.]?)(?P<answer>\d{1,2}[/\-]\d{1,2}[/\-]\d{2,4})$"
)
_GLUED_MONTH = re.compile(
    r"^(?P<label>[A-Za-z]{3,}[a-z])(?P<answer>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?)$"
)
#: A small word of a sentence, or a caption, glued to the name that was written behind it ("amMaria", "SignatureMaria"): no
#: name begins so.
_GLUED_NAME = re.compile(
    r"^(?P<label>am|and|by|is|name|named|of|saw|that|the|to|Name|Signature|Signed)(?P<answer>[A-ZÀ-ÖØ-Þ][^\W\dA-Z_]+[^\s:@/]*)$"
)
_STREET = re.compile(rf"(?i)(?:{ANY_STREET})\.?")
_UNDERSCORES = re.compile(r"_{2,}")
#: "I am" as a reader runs it together, and how another one then reads it; "Lam" is a name as well.
_LAM, _I_AM = re.compile(r"^[Ll]am$"), re.compile(r"^[I1|]\s?am$")
_GLUED_I_AM = re.compile(r"^(?P<label>I)(?P<answer>am)$")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, or the part of one, on the levelled page."""

    text: str
    word: Word
    x0: float
    y0: float
    x1: float
    y1: float
    breaks: bool = False
    """A drawn blank stood before this word."""

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True)
class Segment:
    """Words of one row with no wide gap between them; asked for its place many times."""

    tokens: tuple[Token, ...]
    row: int
    """Ordinal of the row on its page."""

    @cached_property
    def text(self) -> str:
        return join_text(self.tokens)

    @property
    def x0(self) -> float:
        return self.tokens[0].x0

    @cached_property
    def x1(self) -> float:
        return max(t.x1 for t in self.tokens)

    @cached_property
    def y0(self) -> float:
        return median(t.y0 for t in self.tokens)

    @cached_property
    def y1(self) -> float:
        return median(t.y1 for t in self.tokens)

    @property
    def height(self) -> float:
        return max(1.0, self.y1 - self.y0)


@dataclass(frozen=True, slots=True)
class Flow:
    """Running text with the way back to its words."""

    text: str
    places: tuple[tuple[int, int, Token], ...]
    """(start, end, token), in order."""

    def tokens(self, start: int, end: int) -> tuple[Token, ...]:
        """The words that stand on a span of the text."""
        return tuple(t for a, b, t in self.places if a < end and b > start)

    def start_of(self, token: Token) -> int | None:
        """Where a word begins in the text; None where it has no place in it."""
        return next((start for start, _, own in self.places if own is token), None)


@dataclass(slots=True)
class Sheet:
    """One page as rows of segments."""

    page: int
    """Index into the document's pages."""
    reading: PageReading
    rows: list[list[Segment]]
    marks: tuple[Mark, ...] = ()
    slope: float = 0.0
    _flow: Flow | None = field(default=None, repr=False)
    _line_height: float | None = field(default=None, repr=False)

    @property
    def is_body(self) -> bool:
        return self.reading.source is PageSource.BODY

    @property
    def segments(self) -> Iterator[Segment]:
        for row in self.rows:
            yield from row

    @property
    def line_height(self) -> float:
        """The usual height of a line, in pixels."""
        if self._line_height is None:
            self._line_height = median([s.height for s in self.segments] or [20.0])
        return self._line_height

    def row_tokens(self, row: int) -> list[Token]:
        """All words of one row, left to right."""
        return [t for s in self.rows[row] for t in s.tokens]

    @property
    def flow(self) -> Flow:
        """The page as running text, one line a row."""
        if self._flow is None:
            self._flow = flow_of([[t for s in row for t in s.tokens] for row in self.rows])
        return self._flow

    def level(self, x: float, y: float) -> float:
        """The levelled height of a point of the page."""
        return y - self.slope * x

    def blocks(self) -> list[list[Segment]]:
        """Segments stacked above each other: paragraphs, address blocks, letterheads."""
        return _stack(self)


def build_sheet(reading: PageReading, page: int) -> Sheet:
    """Bring the words of one reading into rows and segments."""
    words = [w for w in reading.words if w.text.strip()]
    slope = 0.0 if reading.source is not PageSource.IMAGE else _lean(reading)
    tokens = [t for w in words if not _is_upended(w) for t in _tokens_of(w, slope)]
    rows = [_join_torn(_join_combs(row)) for row in _without_line_numbers(_group_rows(tokens))]
    edges = _column_edges(rows)
    split = [_split_row(row, i, edges.get(i, frozenset())) for i, row in enumerate(rows)]
    return Sheet(page, reading, split, reading.marks, slope)


def _is_upended(word: Word) -> bool:
    """Whether a word runs up the page, as a table's side headings do: it stands in no row."""
    letters = sum(c.isalpha() for c in word.text)
    return letters >= LEAST_UPENDED and word.box.height > UPENDED * word.box.width


def join_text(tokens: Sequence[Token]) -> str:
    """The words as text, one blank between them."""
    return " ".join(t.text for t in tokens)


def box_of(tokens: Sequence[Token]) -> Box:
    """The box of some words on the page itself (at least one word)."""
    return join_boxes([t.word.box for t in tokens])


def flow_of(lines: Sequence[Sequence[Token]]) -> Flow:
    """Join lines of words to running text."""
    text, places = "", []
    for line in lines:
        for token in line:
            start = len(text)
            text += token.text
            places.append((start, len(text), token))
            text += " "
        text = text[:-1] + "\n" if line else text
    return Flow(text, tuple(places))


def block_flow(block: Sequence[Segment]) -> Flow:
    """A block as running text, one line a segment."""
    return flow_of([s.tokens for s in block])


#: "lyer" for "Iyer": no word begins with a small L before such a letter; readers take one for the other.
_SMALL_L = re.compile(r"^l(?=[bcdfghjkmnpqrstvwxz][a-z]{2,}|y[aeiou][a-z])")


def _tokens_of(word: Word, slope: float) -> Iterator[Token]:
    text = word.text.strip()
    if _BLANK.match(text):
        return
    text = text.strip("_") or text  # the end of a drawn blank
    text = _SMALL_L.sub("I", text)
    if _LAM.match(text) and any(_I_AM.match(other) for other in (word.second, word.third) if other):
        text = "Iam"
    for part, x0, x1, breaks in _parts(text, word.box):
        shift = slope * (x0 + x1) / 2
        yield Token(part, word, x0, word.box.y0 - shift, x1, word.box.y1 - shift, breaks)


def _parts(text: str, box: Box) -> Iterator[tuple[str, float, float, bool]]:
    """Part a word where a drawn blank or a lost blank hides in it; widths go by characters."""
    pieces: list[tuple[str, int, bool]] = []
    glued = (
        _GLUED_DATE.match(text)
        or _GLUED_MONTH.match(text)
        or _GLUED_NAME.match(text)
        or _GLUED_I_AM.match(text)
        or (None if "//" in text else _GLUED.match(text))
    )
    if glued and (glued["label"].endswith(":") or glued.re is not _GLUED):
        pieces = [(glued["label"], 0, False), (glued["answer"], glued.start("answer"), False)]
    elif _UNDERSCORES.search(text):
        at = 0
        for piece in re.split(r"(_{2,})", text):
            if piece and not piece.startswith("__"):
                pieces.append((piece, at, at > 0))
            at += len(piece)
    else:
        pieces = [(text, 0, False)]
    per = box.width / max(1, len(text))
    for piece, start, breaks in pieces:
        yield piece, box.x0 + per * start, box.x0 + per * (start + len(piece)), breaks


def _lean(reading: PageReading) -> float:
    """The page's lean as rise over run: the weighted median over its lines."""
    slopes: list[tuple[float, float]] = []
    for line in reading.lines:
        if len(line) < 3:
            continue
        run = line[-1].box.middle[0] - line[0].box.middle[0]
        height = median(w.box.height for w in line)
        if run > 6 * height:
            rise = (line[-1].box.middle[1] - line[0].box.middle[1]) / run
            if abs(rise) <= STEEPEST:
                slopes.append((rise, run))
    slopes.sort()
    half = sum(run for _, run in slopes) / 2
    for rise, run in slopes:
        half -= run
        if half <= 0:
            return rise
    return 0.0


def _group_rows(tokens: list[Token]) -> list[list[Token]]:
    """Words that overlap in height stand in one row; the best-fitting row takes a word."""
    runs = _runs(tokens)
    rows: list[list[Token]] = []
    bounds: list[tuple[float, float]] = []
    for run in sorted(runs, key=lambda r: median(t.middle for t in r)):
        low, high = median(t.y0 for t in run), median(t.y1 for t in run)
        best, best_share = -1, ROW_OVERLAP
        for index in range(max(0, len(rows) - 6), len(rows)):
            a, b = bounds[index]
            share = (min(high, b) - max(low, a)) / max(1.0, min(high - low, b - a))
            share = max(share, _share_with_neighbour(run, rows[index]))
            if share >= best_share and not _collides(run, rows[index]):
                best, best_share = index, share
        if best < 0:
            rows.append(list(run))
            bounds.append((low, high))
        else:
            rows[best] += run
            bounds[best] = (median(t.y0 for t in rows[best]), median(t.y1 for t in rows[best]))
    order = sorted(range(len(rows)), key=lambda i: sum(bounds[i]))
    return [sorted(rows[i], key=lambda t: t.x0) for i in order]


def _share_with_neighbour(run: list[Token], row: list[Token]) -> float:
    """How far a run overlaps in height with the word of a row that it goes on behind: hands lean and rise."""
    first = run[0]
    before = [t for t in row if t.x1 <= first.x0 + 0.3 * first.height]
    last = max(before, key=lambda t: t.x1, default=None)
    if last is None or first.x0 - last.x1 > NEXT_WORD * max(first.height, last.height):
        return 0.0
    shared = min(first.y1, last.y1) - max(first.y0, last.y0)
    return shared / max(1.0, min(first.height, last.height))


#: Of words over each other the middles are so many heights of the lower one apart where they are two lines; where one is
#: a caption that lies wholly over what was written, less is enough.
ABOVE, ABOVE_CAPTION = 0.9, 0.75

#: A caption of so many words and letters, the first of which may stand so many heights before what is written below.
LEAST_COVERED, LEAST_LETTERS, COVERED = 2, 6, 0.5


def _collides(run: list[Token], row: list[Token]) -> bool:
    """Whether a run would stand on top of the row's words; a reader's overlapping line ends are no collision."""
    width = max(t.x1 for t in run) - min(t.x0 for t in run)
    least = 0.35 * min(width, max(u.x1 for u in row) - min(u.x0 for u in row))
    if sum(_shared_width(t, u) for t in run for u in row) > least:
        return True
    # A tall hand reaches down into the small print below it, and is as wide as it is.
    over = [(t, u) for t in run for u in row if min(t.x1, u.x1) > max(t.x0, u.x0)]
    shared = sum(min(t.x1, u.x1) - max(t.x0, u.x0) for t, u in over)
    if _are_apart(over, ABOVE) and shared > least:
        return True
    return _are_apart(over, ABOVE_CAPTION) and (_covers(run, row) or _covers(row, run))


def _are_apart(over: Sequence[tuple[Token, Token]], least: float) -> bool:
    """Whether words over each other stand in two lines, their middles so many heights of the lower one apart."""
    return all(abs(t.middle - u.middle) > least * min(t.height, u.height) for t, u in over)


def _covers(words: list[Token], others: list[Token]) -> bool:
    """Whether several words lie wholly over or under some others, as a box's small caption does at the edge of what
    was written far larger below it."""
    x0, x1 = min(t.x0 for t in words), max(t.x1 for t in words)
    inside = [u for u in others if u.x0 >= x0 - COVERED * u.height and u.x1 <= x1]
    covered = [u for u in inside if any(min(t.x1, u.x1) > max(t.x0, u.x0) for t in words)]
    return len(covered) >= LEAST_COVERED and sum(len(u.text) for u in covered) >= LEAST_LETTERS


def _shared_width(a: Token, b: Token) -> float:
    """The width that two words share; a box far too wide for its letters counts as wide as the other's letters say."""
    ends = []
    for one, other in ((a, b), (b, a)):
        letter = (other.x1 - other.x0) / max(1, len(other.text))
        wide = (one.x1 - one.x0) > WIDEST_LETTERS * letter * len(one.text) and len(other.text) > 2
        ends.append(one.x0 + letter * len(one.text) if wide else one.x1)
    return max(0.0, min(ends) - max(a.x0, b.x0))


def _runs(tokens: list[Token]) -> list[list[Token]]:
    """Words that the reader gave one line and that stand close together."""
    lines: dict[int, list[Token]] = {}
    for token in tokens:
        lines.setdefault(token.word.line, []).append(token)
    runs: list[list[Token]] = []
    for line in lines.values():
        line.sort(key=lambda t: t.x0)
        run = [line[0]]
        for token in line[1:]:
            last = run[-1]
            height = max(1.0, min(last.height, token.height))
            level = abs(token.middle - last.middle) < 0.6 * max(last.height, token.height)
            if level and token.x0 - last.x1 < 2.5 * height:
                run.append(token)
            else:
                runs.append(run)
                run = [token]
        runs.append(run)
    return runs


def _without_line_numbers(rows: list[list[Token]]) -> list[list[Token]]:
    """Rows without the numbers that pleading paper prints down its margin; some lines hold nothing else."""
    numbers = [(i, row[0]) for i, row in enumerate(rows) if re.fullmatch(r"[1-9]|[12]\d|3[0-2]", row[0].text)]
    if len(numbers) < LEAST_LINE_NUMBERS:
        return rows
    margin = median(t.x1 for _, t in numbers)
    lined = {i for i, t in numbers if abs(t.x1 - margin) < 2 * t.height}
    alone = sum(len(rows[i]) == 1 for i in lined)
    values = [int(rows[i][0].text) for i in sorted(lined)]
    rising = sum(a < b for a, b in pairwise(values))
    if len(lined) < LEAST_LINE_NUMBERS or alone < 4 or rising < 0.8 * (len(values) - 1):
        return rows
    kept = [row[1:] if i in lined else row for i, row in enumerate(rows)]
    return [row for row in kept if row]


def _join_combs(row: list[Token]) -> list[Token]:
    """Characters that stand each in its own box, evenly spaced, become one word."""
    runs = list(_comb_runs(row))
    joined: list[Token] = []
    for at, (first, last) in enumerate(runs):
        beside = runs[max(0, at - 2) : at] + runs[at + 1 : at + 3]
        pair = last - first == 2 and any(_is_akin_comb(row, (first, last), other) for other in beside)
        if last - first >= SHORTEST_COMB or pair:
            joined.append(_one_word(row[first:last]))
        else:
            joined += row[first:last]
    return joined


def _comb_runs(row: list[Token]) -> Iterator[tuple[int, int]]:
    """The row in runs of characters that stand evenly spaced; every other word is a run of its own."""
    at = 0
    while at < len(row):
        end = at + 1
        while row[at].text.isalnum() and end < len(row) and _follows_in_comb(row, at, end):
            end += 1
        yield at, end
        at = end


def _is_akin_comb(row: list[Token], pair: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two characters stand beside others in boxes, spaced as those are: the day behind the month."""
    if other[1] - other[0] < 2:
        return False
    mine, theirs = _pitch_of(row, pair), _pitch_of(row, other)
    apart = max(row[pair[0]].x0, row[other[0]].x0) - min(row[pair[1] - 1].x1, row[other[1] - 1].x1)
    return abs(mine - theirs) < PITCH_SPREAD * theirs and apart < WIDEST_PART * theirs


def _pitch_of(row: list[Token], run: tuple[int, int]) -> float:
    first, last = row[run[0]], row[run[1] - 1]
    return (last.x0 + last.x1 - first.x0 - first.x1) / 2 / (run[1] - run[0] - 1)


def _join_torn(row: list[Token]) -> list[Token]:
    """What a reader tore in pieces where no blank is: an address of electronic mail, a name at its hyphen."""
    joined: list[Token] = []
    for token in row:
        if joined and _is_torn(joined[-1], token):
            joined[-1] = _one_word([joined[-1], token])
        elif _parts_name(joined[-2:], token):
            joined[-2:] = [_one_word([*joined[-2:], token])]
        else:
            joined.append(token)
    return joined


def _is_torn(first: Token, second: Token) -> bool:
    """Whether two words stand without a blank and only together are an address."""
    user = "@" in second.text and first.text.endswith((".", "_", "-")) and "@" not in first.text
    domain = "@" in first.text and second.text[:1].islower() and "." in second.text
    return (user or domain) and _touch(first, second)


def _parts_name(before: Sequence[Token], token: Token) -> bool:
    """Whether a hyphen between two words of names stands without a blank before it and behind it: "Avenue-Lynn" is none."""
    words = [*before, token]
    return (
        [word.text == "-" for word in words] == [False, True, False]
        and all(re.fullmatch(r"[^\W\d_a-z][^\W\d_]+[.,]?", w.text) for w in (words[0], token))
        and all(_touch(one, other) for one, other in pairwise(words))
        and all(looks_like_name(word.text.rstrip(".,")) for word in (words[0], token))
        and not _STREET.fullmatch(words[0].text)
    )


def _touch(first: Token, second: Token) -> bool:
    """Whether no blank is between two words of a row."""
    return abs(second.x0 - first.x1) < NO_BLANK * max(1.0, min(first.height, second.height))


def _follows_in_comb(row: list[Token], first: int, at: int) -> bool:
    """Whether a character stands one pitch behind the character before it."""
    last, token = row[at - 1], row[at]
    if not (_is_character(last) and _is_character(token)):
        return False
    pitch = (token.x0 + token.x1 - last.x0 - last.x1) / 2
    if pitch > WIDEST_PITCH * max(last.height, token.height):
        return False
    if at - first < 2:
        return True
    usual = (last.x0 + last.x1 - row[first].x0 - row[first].x1) / 2 / (at - 1 - first)
    return 0.7 * usual < pitch < 1.4 * usual


def _is_character(token: Token) -> bool:
    return len(token.text) == 1 and (token.text.isalnum() or token.text in "-'’")


def _one_word(tokens: list[Token]) -> Token:
    words = [t.word for t in tokens]
    seconds = [w.second for w in words]
    word = replace(
        words[0],
        text="".join(t.text for t in tokens),
        box=join_boxes([w.box for w in words]),
        confidence=min(w.confidence for w in words),
        second="".join(x or "" for x in seconds) if all(seconds) else None,
    )
    return Token(
        word.text, word, tokens[0].x0, min(t.y0 for t in tokens), tokens[-1].x1, max(t.y1 for t in tokens),
        tokens[0].breaks,
    )  # fmt: skip


def _column_edges(rows: list[list[Token]]) -> dict[int, frozenset[int]]:
    """Words of each row before which a column begins: behind a gap, under and over others that begin there too; the
    labels of a column also where the value before one leaves no gap."""
    starts = [
        (i, at, b.x0, min(a.height, b.height))
        for i, row in enumerate(rows)
        for at, (a, b) in enumerate(pairwise(row), start=1)
        if b.x0 - a.x1 > max(COLUMN_GAP, 1.7 * _usual_gap(row)) * max(1.0, min(a.height, b.height))
    ]
    labels = [start for start in starts if _opens_label(rows[start[0]], start[1])]
    close = [
        (i, at, row[at].x0, row[at].height)
        for i, row in enumerate(rows)
        for at in range(1, len(row))
        if _opens_label(row, at) and any(t.text.endswith(":") for t in row[:at])
    ]
    edges: dict[int, set[int]] = {}
    for own, others in ((starts, starts), (close, labels)):
        for i, at, x, height in own:
            near = {
                j
                for j, _, y, _ in others
                if j != i and abs(j - i) <= COLUMN_ROWS and abs(x - y) < 0.3 * height
            }
            if len(near) >= COLUMN_LEAST:
                edges.setdefault(i, set()).add(at)
    return {i: frozenset(found) for i, found in edges.items()}


def _opens_label(row: list[Token], at: int) -> bool:
    """Whether a label may begin with a word: in a few words that stand close, none of them a number, comes its colon."""
    words = row[at : at + LONGEST_LABEL]
    colon = next((i for i, token in enumerate(words) if token.text.endswith(":")), None)
    if colon is None or not words[0].text[:1].isupper():
        return False
    close = all(b.x0 - a.x1 < SEGMENT_GAP * a.height for a, b in pairwise(words[: colon + 1]))
    return close and not any(c.isdigit() for t in words[: colon + 1] for c in t.text)


def _split_row(row: list[Token], index: int, edges: frozenset[int] = frozenset()) -> list[Segment]:
    segments: list[Segment] = []
    current: list[Token] = []
    usual = _usual_gap(row)
    for at, token in enumerate(row):
        if current:
            last = current[-1]
            height = max(1.0, min(last.height, token.height))
            if at in edges or token.breaks or token.x0 - last.x1 > max(SEGMENT_GAP, 1.7 * usual) * height:
                segments.append(Segment(tuple(current), index))
                current = []
        current.append(token)
    if current:
        segments.append(Segment(tuple(current), index))
    return segments


def _usual_gap(row: list[Token]) -> float:
    """The row's blank between words, in line heights: typewriter faces set wide ones. 0.0 where unknown."""
    gaps = sorted((b.x0 - a.x1) / max(1.0, min(a.height, b.height)) for a, b in pairwise(row) if not b.breaks)
    gaps = [g for g in gaps if g > 0]
    usual = gaps[len(gaps) // 4] if len(gaps) >= 2 else 0.0
    return usual if usual <= WIDEST_BLANK else 0.0


def _stack(sheet: Sheet) -> list[list[Segment]]:
    below: dict[int, Segment] = {}
    taken: set[int] = set()
    for index, row in enumerate(sheet.rows):
        for segment in row:
            under = _next_below(sheet, segment, index)
            if under is not None and id(under) not in taken:
                below[id(segment)] = under
                taken.add(id(under))
    blocks = []
    for segment in sheet.segments:
        if id(segment) in taken:
            continue
        block = [segment]
        while id(block[-1]) in below:
            block.append(below[id(block[-1])])
        blocks.append(block)
    return blocks


def _next_below(sheet: Sheet, segment: Segment, index: int) -> Segment | None:
    for row in sheet.rows[index + 1 : index + 3]:
        for other in row:
            height = max(segment.height, other.height)
            gap = other.y0 - segment.y1
            share = min(segment.x1, other.x1) - max(segment.x0, other.x0)
            aligned = abs(segment.x0 - other.x0) < 1.5 * height
            ratio = height / max(1.0, min(segment.height, other.height))
            close = gap < 1.1 * height
            if (
                close
                and ratio < 2.2
                and (aligned or share > 0.5 * min(segment.x1 - segment.x0, other.x1 - other.x0))
            ):
                return other
    return None
