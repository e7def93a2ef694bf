"""Names whose parts stand below each other, a caption beside each: a column for the old name and one for the new.

Present legal name          Name hereafter
First    Ana                First    Eva
Last     Reyes              Last     Reyes
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.kinds import Kind
from domain.likeness import fold
from intake.extractors.name_papers.name_parts import PartedName
from intake.extractors.name_papers.name_tables import is_kept
from intake.extractors.normalise.names import join_name, looks_like_name, tidy_name
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.keywords import guess_ask
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment, join_text
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Rows below the headings over which the parts go on.
ROWS = 6
#: What a row's caption asks for, a number before it left out.
_PARTS = tuple(
    re.compile(rf"^(?:\W*\w{{1,2}}[.)] ?)?{part}(?: names?)?(?: or initial| initial)?:?$")
    for part in ("(?:first|given)", "middle", "(?:last|family|sur)(?:name)?")
)


def names_in_columns(laid: Laid) -> Iterator[PartedName]:
    """The whole names of a page whose parts have a row each, below headings that call one the old and one the new."""
    for row in laid.sheet.rows:
        asked = [(s, guess_ask(s.text, Kind.NAME_CHANGE_EVIDENCE)) for s in row]
        heads = {ask: s for s, ask in asked if ask in (Ask.NAME_BEFORE, Ask.NAME_AFTER)}
        if len(heads) < 2 or len(row) > len(heads) + 1:
            continue
        below = laid.sheet.rows[row[0].row + 1 : row[0].row + 1 + ROWS]
        before, after = heads[Ask.NAME_BEFORE], heads[Ask.NAME_AFTER]
        old = _parts_below(before, after, below)
        kept = {part: old.get(part) for part in _kept_below(after, before, below)}
        new = {**_parts_below(after, before, below), **kept}
        for head, parts in ((before, old), (after, new)):
            if name := _name_of(laid, head, parts):
                yield PartedName(name, head is after, head is before)


def _parts_below(head: Segment, other: Segment, rows: Sequence[Sequence[Segment]]) -> dict[int, Segment]:
    """The parts of a name that stand nearer to a heading's middle than to the other's, by what their rows ask for."""
    found: dict[int, Segment] = {}
    for row in rows:
        part = _part_of(row)
        own = [s for s in row if _is_nearer(s, head, other) and _is_name(s)]
        if part is not None and len(own) == 1:
            found.setdefault(part, own[0])
    return found


def _kept_below(head: Segment, other: Segment, rows: Sequence[Sequence[Segment]]) -> set[int]:
    """The parts of a name that are said to stay, below a heading for the new one."""
    said = ((_part_of(row), [s for s in row if _is_nearer(s, head, other)]) for row in rows)
    return {part for part, own in said if part is not None and any(is_kept(s.text) for s in own)}


def _name_of(laid: Laid, head: Segment, parts: Mapping[int, Segment | None]) -> Answer | None:
    """The name that the parts below a heading make; None where the first or the last is missing."""
    first, middle, last = (parts.get(part) for part in range(len(_PARTS)))
    if first is None or last is None:
        return None
    name = join_name(first.text, middle.text if middle else "", last.text)
    tokens = tuple(t for s in (first, middle, last) if s for t in s.tokens)
    return Answer(_label_of(laid, head), Place.BELOW, tokens, name, 1.0) if name else None


def _label_of(laid: Laid, head: Segment) -> Label:
    """A heading as the label that a whole name answers."""
    end = len(head.tokens)
    return Label(Ask.NAME, fold(head.text), laid.sheet.page, head.row, 0, end, head.tokens, 1.0, False, True)


def _part_of(row: Sequence[Segment]) -> int | None:
    """Which part of a name a row's captions ask for; None where they ask for none or for several."""
    asked = {i for s in row for i, part in enumerate(_PARTS) if part.search(fold(s.text))}
    return asked.pop() if len(asked) == 1 else None


def _is_name(segment: Segment) -> bool:
    """Whether a text may be a part of a name and is no caption."""
    text = join_text(segment.tokens)
    if any(part.search(fold(text)) for part in _PARTS):
        return False
    initial = re.fullmatch(r"[^\W\d_]\.?", text) is not None
    return initial or (looks_like_name(text, most=4) and tidy_name(text) is not None)


def _is_nearer(segment: Segment, head: Segment, other: Segment) -> bool:
    return _apart(segment, head) < _apart(segment, other)


def _apart(one: Segment, other: Segment) -> float:
    """How far the middles of two texts are apart."""
    return abs((one.x0 + one.x1) - (other.x0 + other.x1)) / 2
