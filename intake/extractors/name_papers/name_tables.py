"""Names in tables of two parties: one column or one row for each, the name before and the name after."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.likeness import fold
from intake.extractors.normalise.dates import parse_date
from intake.extractors.normalise.names import is_full_name, join_name, looks_like_name, tidy_name
from intake.extractors.sheets.answers import NAMES, Answer, Place
from intake.extractors.sheets.keywords import is_parents
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, Token, join_text
from intake.extractors.sheets.next_lines import with_next_lines, with_rest_of_name
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Rows of a table from the name before to the name after at most, lines of captions that go on included.
TABLE_ROWS = 20


def column_pairs(laid: Laid) -> Iterator[tuple[Answer, Answer, str]]:
    """Names before and after in a table with one column for each party; those that differ.

    The name borne before the marriage is not the one at birth, of which a table may ask the surname beside it; where
    it is asked for as a name and no more, the given name tells that the new one is the same party's, or that a
    surname alone is asked for below it.
    """
    befores = [b for b in names_of_columns(laid, Ask.NAME_BEFORE) if len(b.value.split()) > 1]
    names = [n for n in names_of_columns(laid, Ask.NAME) if is_full_name(n.value)]
    for after in names_of_columns(laid, Ask.NAME_AFTER):
        column = [b for b in befores if _is_above(b, after)]
        own = [n for n in names if _is_above(n, after) and _is_of(n, after)]
        whole = [b for b in column if not asks_surname(b.label)] or own or column
        for before in whole[-1:]:
            value = whole_after(before, after, lone=True)
            if value and fold(value) != fold(before.value):
                yield before, after, value


def _is_of(name: Answer, after: Answer) -> bool:
    """Whether a name above a new one is its party's: by the given name, or where the new one is a surname alone."""
    alone = asks_surname(after.label) and not is_full_name(after.value)
    return alone or fold(after.value).split()[:1] == fold(name.value).split()[:1]


#: What is written into a box for the new name by who keeps the old one.
_KEPT = re.compile(
    r"(?:the )?same\b[^\n]{0,40}|(?:un|not? )chang\w{0,4}|ditto|keep\w{0,3}|kept|none|nil|n\W?a|not applicable|retain\w{0,3}"
)


def is_kept(value: str) -> bool:
    """Whether words in a box for a name, or for a part of it, say that it stays."""
    return bool(_KEPT.fullmatch(fold(value).strip(" .,-()*")))


def kept_surnames(laid: Laid) -> frozenset[int]:
    """The ids of the words that give, in a party's column, the surname that the party has above them."""
    names = [n for n in names_of_columns(laid, Ask.NAME) if is_full_name(n.value)]
    return frozenset(
        id(token)
        for after in names_of_columns(laid, Ask.NAME_AFTER)
        for name in names
        if _is_above(name, after) and fold(whole_after(name, after) or "") == fold(name.value)
        for token in after.tokens
    )


def _is_above(before: Answer, after: Answer) -> bool:
    """Whether a name stands above another in its column of a table."""
    return same_column(before, after) and 0 < after.label.row - before.label.row <= TABLE_ROWS


def row_pairs(laid: Laid) -> Iterator[tuple[Answer, Answer, str]]:
    """Names before and after in a table with one row for each party; those that differ."""
    heads = [x for x in laid.labels if x.starts and x.ask in (Ask.NAME, Ask.NAME_BEFORE)]
    heads = [x for x in heads if not _heads_captions(laid, x)]
    for after_head in (x for x in laid.labels if x.starts and x.ask is Ask.NAME_AFTER):
        for head in (x for x in heads if abs(x.row - after_head.row) <= 1):
            befores, afters = _column_names(laid, head), _column_names(laid, after_head)
            for after in afters:
                before = min(befores, key=lambda b: abs(_level(b) - _level(after)), default=None)
                if before is None or abs(_level(before) - _level(after)) > 1.5 * before.tokens[0].height:
                    continue
                value = whole_after(before, after, lone=True)
                if value and fold(value) != fold(before.value):
                    yield before, after, value


def _heads_captions(laid: Laid, head: Label) -> bool:
    """Whether a head stands over a caption for a name in its column, as "PARTY B" over "Full name" does."""
    below = (x for x in laid.labels if x.starts and x.row == head.row + 1 and x.ask in NAMES)
    return any(abs(x.x0 - head.x0) < 1.2 * head.height for x in below)


def names_of_columns(laid: Laid, ask: Ask) -> list[Answer]:
    """The names in a table's rows that ask something; a surname with the given names of its own column."""
    names = [a for x in laid.labels if x.ask is ask for a in _row_names(laid, x)]
    given = [
        a for x in laid.labels if x.ask in (Ask.FIRST_NAME, Ask.FIRST_MIDDLE) for a in _row_names(laid, x)
    ]
    return [_with_given(name, given) for name in names]


def _with_given(name: Answer, given: list[Answer]) -> Answer:
    """A lone surname behind the given names in its column."""
    near = [g for g in given if same_column(g, name) and abs(g.label.row - name.label.row) <= 6]
    if not near or (is_full_name(name.value) and not _SURNAMES.search(name.label.phrase)):
        return name
    whole = join_name(*first_middle(near[0].value), name.value)
    return replace(name, value=whole, tokens=(*near[0].tokens, *name.tokens)) if whole else name


#: Labels that ask for a surname alone.
_SURNAMES = re.compile(r"^last\b|\b(?:surname|last name|family name|nom|apelido|apellidos?)\b")


def asks_surname(label: Label) -> bool:
    """Whether a label asks for a surname alone."""
    return _SURNAMES.search(label.phrase) is not None


def _row_names(laid: Laid, label: Label) -> Iterator[Answer]:
    """Every name beside a label, each in its own column; a label between two columns asks both."""
    beside = (s for s in laid.sheet.rows[label.row] if not (label.x0 <= s.x1 and s.x0 <= label.x1))
    for cell in _cells_of(beside):
        tokens = with_rest_of_name(laid.sheet, cell)
        tokens = with_next_lines(laid.sheet, label, tokens, laid.labels)
        name = tidy_name(one_line(" ".join(t.text for t in tokens)))
        if name and looks_like_name(name):
            yield Answer(label, Place.RIGHT, tuple(tokens), name, 1.0)


#: Letter widths to which a blank of a typewriter comes at most.
TYPED_BLANK = 1.7


def _cells_of(segments: Iterable[Segment]) -> list[list[Token]]:
    """The words of each cell of a row: typed words that begin under others seem to begin a column, and do not where
    only a blank is between them and the word before."""
    cells: list[list[Token]] = []
    for segment in segments:
        last = cells[-1][-1] if cells else None
        if last and segment.x0 - last.x1 < TYPED_BLANK * min(_letter(last), _letter(segment.tokens[0])):
            cells[-1] += segment.tokens
        else:
            cells.append(list(segment.tokens))
    return cells


def _letter(token: Token) -> float:
    """The width of a letter of a word."""
    return (token.x1 - token.x0) / max(1, len(token.text))


def _column_names(laid: Laid, head: Label) -> list[Answer]:
    """The names in the cells below a column's head; what answers another question stands in another box."""
    others = {id(t) for a in laid.answers if a.label.ask is Ask.OTHER for t in a.tokens}
    return [
        Answer(head, Place.BELOW, tokens, name, 1.0)
        for tokens in cells_below(laid, head)
        if not any(id(t) in others for t in tokens)
        if (name := tidy_name(one_line(" ".join(t.text for t in tokens)))) and looks_like_name(name)
    ]


#: Gaps between lines, in line heights: below the first two lines are one cell, above the second the table ends.
WRAPPED, TABLE_ENDS = 0.5, 4.0


def cells_below(laid: Laid, head: Label) -> Iterator[tuple[Token, ...]]:
    """The words of each cell below a column's head; lines that stand close together are one cell."""
    cell: list[Token] = []
    for row in laid.sheet.rows[head.row + 1 : head.row + 14]:
        for segment in row:
            if abs(segment.x0 - head.x0) > 1.2 * head.height:
                continue
            gap = segment.y0 - max(t.y1 for t in cell) if cell else 0.0
            if cell and (gap > WRAPPED * segment.height or _begins_row(row, head, cell, segment)):
                yield tuple(cell)
                cell = []
            if gap > TABLE_ENDS * segment.height:
                return
            cell += segment.tokens
    if cell:
        yield tuple(cell)


def _begins_row(row: Sequence[Segment], head: Label, cell: Sequence[Token], below: Segment) -> bool:
    """Whether a line right below a cell is another row's, which something at the left heads: each is whole by itself."""
    headed = any(segment.x1 < head.x0 for segment in row)
    return headed and all(_is_whole(join_text(tokens)) for tokens in (cell, below.tokens))


def _is_whole(text: str) -> bool:
    """Whether a text is a whole name or a whole day."""
    name = tidy_name(text)
    return parse_date(text, month_only=False) is not None or (name is not None and is_full_name(name))


def _level(answer: Answer) -> float:
    return sum(t.middle for t in answer.tokens) / len(answer.tokens)


def same_column(a: Answer, b: Answer) -> bool:
    """Whether two answers begin at the same place; left of their labels, whether they end there."""
    apart = abs(a.tokens[0].x0 - b.tokens[0].x0)
    if all(x.tokens[-1].x1 < x.label.x0 for x in (a, b)):
        apart = min(apart, abs(a.tokens[-1].x1 - b.tokens[-1].x1))
    return apart < 2.5 * a.tokens[0].height


def crosses_columns(laid: Laid, tokens: Sequence[Token]) -> bool:
    """Whether some words of one row stand in two columns of it: the cells of a table are no name together."""
    mine = {id(t) for t in tokens}
    rows = [s.row for s in laid.sheet.segments if any(id(t) in mine for t in s.tokens)]
    return len(rows) > len(set(rows))


def whole_after(before: Answer, after: Answer, *, lone: bool = False) -> str | None:
    """The whole new name; a surname alone is joined to the given names of the same person."""
    new = tidy_name(after.value)
    if new is None:
        return None
    if is_full_name(new):
        given = fold(new).split()[0] == fold(before.value).split()[0]
        if given or not _SURNAMES.search(after.label.phrase):
            return new if given or lone else None
    words = before.value.split()
    suffix = words[-1:] if re.fullmatch(r"(?:Jr|Sr)\.?|II|III|IV", words[-1]) else []
    names = words[:-1] if suffix else words
    return " ".join([*names[:-1], new, *suffix])


def one_line(text: str) -> str:
    """A text over several lines as one; a word parted by its hyphen keeps it."""
    return " ".join(re.sub(r"(?<=\w)-\s+(?=\w)", "-", text).split())


def first_middle(given: str) -> tuple[str, str]:
    """The first of some given names, and the others."""
    first, _, middle = given.strip().partition(" ")
    return first, middle


def answers_of_parents(laid: Laid) -> frozenset[int]:
    """The ids of the words that answer a question for a parent, or stand right at it: nothing of a party's name."""
    asked = [x for x in laid.labels if x.ask is Ask.OTHER and is_parents(x.phrase)]
    answers = (a.tokens for a in laid.answers if a.label in asked)
    beside = (segment.tokens for x in asked if (segment := _nearest_in_column(laid, x)))
    return frozenset(id(t) for tokens in (*answers, *beside) for t in tokens)


def _nearest_in_column(laid: Laid, label: Label) -> Segment | None:
    """The nearer one of the texts right below and right above a label that begin where it does, its number left out."""
    rows = [
        *laid.sheet.rows[label.row + 1 : label.row + 2],
        *laid.sheet.rows[max(0, label.row - 1) : label.row],
    ]
    own = next((s.x0 for s in laid.sheet.rows[label.row] if s.x0 <= label.x0 <= s.x1), label.x0)
    near = [s for row in rows for s in row if abs(s.x0 - own) < 1.5 * label.height]
    return min(near, key=lambda s: max(s.y0 - label.y1, label.y0 - s.y1), default=None)
