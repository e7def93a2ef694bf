"""Runs of words that may be a name: whole, without a word of its caption, and over the end of a line.

Which of the runs that share words is the name is told by their surroundings (`roles`), so more are offered than
can be names.
"""

from collections.abc import Iterator, Sequence

from intake.extractors.normalise.names import PARTICLES, ends_in_initial, looks_like_name
from intake.extractors.sheets.layout import Segment, Sheet, Token

_SUFFIXES = frozenset({"II", "III", "IV", "Jr", "Sr", "JR", "SR"})
#: Longest name in words, suffix included.
LONGEST_NAME = 6
#: A run from so many words on is offered without its first and without its last word too.
LEAST_TRIMMED = 3
#: A line goes on in the next where it fills so much of the lines' width.
FULL_LINE = 0.75

#: Characters of an initial of which a stroke was read as a sign before it.
LONGEST_STROKED = 2

Run = tuple[int, tuple[Token, ...]]
"""The row of the first word, and the words."""


def find_name_runs(sheet: Sheet) -> Iterator[Run]:
    """The runs of a page, row by row; some share words."""
    for segment in sheet.segments:
        for run in runs_of(segment.tokens):
            yield segment.row, run
            for trimmed in _trim(run):
                yield segment.row, trimmed
    yield from wrapped_runs(sheet)


def runs_of(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The longest runs of words that look like names; a colon, a mark of exclamation, a sentence's end or a word of
    forms ends a run."""
    run: list[Token] = []
    for token in tokens:
        if (_may_name(token) or _follows_saint(run, token)) and len(run) < LONGEST_NAME:
            run.append(token)
        else:
            yield from _closed(run)
            run = []
        if token.text.endswith("!") or _ends_sentence(token):
            yield from _closed(run)
            run = []
        if token.text.endswith(":"):
            run = []
    yield from _closed(run)


#: Characters from which a printed word with a full stop is no short form of a name: "Wm.", "Chas.", "Benj.".
ENDS_SENTENCE = 6


def _ends_sentence(token: Token) -> bool:
    """Whether a printed word ends a sentence; behind one by hand a point may be a blot."""
    word = token.text
    ended = word.endswith(".") and len(word) >= ENDS_SENTENCE and not ends_in_initial(word)
    return ended and not token.word.handwritten


def _trim(run: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The run without the word before it or after it that may be its caption ("Coach Ana Reyes")."""
    if len(run) >= LEAST_TRIMMED:
        yield run[1:]
        if not _ends_in_saint(run[:-1]):
            yield run[:-1]


def wrapped_runs(sheet: Sheet) -> Iterator[Run]:
    """Names that running text breaks at the end of a line."""
    for above, below in zip(sheet.rows, sheet.rows[1:], strict=False):
        if not above or not below or not _goes_on(sheet, above[-1], below[0]):
            continue
        last, first = list(runs_of(above[-1].tokens)), list(runs_of(below[0].tokens))
        if not last or not first:
            continue
        head, tail = last[-1], first[0]
        ends = head[-1] is above[-1].tokens[-1] and tail[0] is below[0].tokens[0]
        if ends and not head[-1].text.endswith((",", ".", ";")) and len(head) + len(tail) <= LONGEST_NAME:
            yield above[-1].row, (*head, *tail)


def _goes_on(sheet: Sheet, above: Segment, below: Segment) -> bool:
    """Whether the text of one line goes on in the next: the line is full, and the next begins at the left."""
    edges = [row[0].x0 for row in sheet.rows if row], [s.x1 for s in sheet.segments]
    left, right = min(edges[0]), max(edges[1])
    full = above.x1 - left > FULL_LINE * (right - left)
    return full and below.x0 - left < (right - left) / 4 and below.y0 - above.y1 < 1.5 * above.height


def _may_name(token: Token) -> bool:
    bare = token.text.strip(".,")
    if len(bare) == LONGEST_STROKED and bare[0] in "'’‘":
        bare = bare[1:]  # a stroke of the initial: "'T."
    if bare[:1].islower() and bare not in PARTICLES:
        return False  # a word of the sentence that the name stands in
    initial = len(bare) == 1 and bare.isupper()
    return looks_like_name(token.text.rstrip("!")) or initial or bare in _SUFFIXES


def _follows_saint(run: Sequence[Token], token: Token) -> bool:
    """Whether a word goes on with "St.", though it was written without its capital: "Ana St. croix"."""
    whole = len(token.text) > len("St") and looks_like_name(token.text.capitalize())
    return whole and len(run) > 1 and _ends_in_saint(run)


def _ends_in_saint(run: Sequence[Token]) -> bool:
    return run[-1].text.strip(".,") == "St"


def _closed(run: list[Token]) -> Iterator[tuple[Token, ...]]:
    while run and run[-1].text.islower() and not _follows_saint(run[:-1], run[-1]):
        run = run[:-1]
    while run and run[0].text.islower() and len(run[0].text) < 4 and len(run) > 3:
        run = run[1:]
    if run:
        yield tuple(run)
