"""Old and new name where the parts of one of them, or of both, stand in boxes of their own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from domain.likeness import fold
from intake.extractors.name_papers.name_parts import ASIDE, PartedName, parted_names
from intake.extractors.name_papers.name_tables import first_middle, whole_after
from intake.extractors.name_papers.part_columns import names_in_columns
from intake.extractors.name_papers.stroked_names import stroked_pairs
from intake.extractors.normalise.names import is_full_name, join_name, tidy_name
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Rows over which the parts of one person's names go on.
STACKED = 6


def parted_pairs(laid: Laid) -> Iterator[tuple[Answer, Answer, str]]:
    """Names before and after, each in a row of boxes for its parts; those that differ.

    A given name tells whose the new name is; where none is the same, the heading that asks for the name before does.
    """
    names = [*parted_names(laid), *names_in_columns(laid)]
    for new in (n for n in names if n.new):
        others = [n for n in names if not n.new]
        kin = [n for n in others if _given(n) == _given(new)]
        for old in kin or (n for n in others if n.old):
            if fold(old.answer.value) != fold(new.answer.value):
                yield old.answer, new.answer, new.answer.value
    yield from _pairs_with_whole(laid, [n for n in names if not n.new])
    yield from _stacked_pairs(laid)
    yield from stroked_pairs(laid)


def _pairs_with_whole(laid: Laid, names: Sequence[PartedName]) -> Iterator[tuple[Answer, Answer, str]]:
    """Names before in parts, each with the name after in one box right below: whole, or the surname alone."""
    for after in (a for a in laid.answers if a.label.ask is Ask.NAME_AFTER and tidy_name(a.value)):
        above = [n.answer for n in names if 0 < after.label.row - n.answer.label.row <= STACKED]
        before = max(above, key=partial(_nearness, after), default=None)
        if before is None or fold(after.value) in fold(before.value).split()[:-1]:
            continue
        value = whole_after(before, after)
        if value and fold(value) != fold(before.value):
            yield before, after, value


def _nearness(after: Answer, before: Answer) -> tuple[int, float]:
    """How near above a box a name stands; of names in one row, how near to its column."""
    return before.label.row, -abs(before.tokens[0].x0 - after.tokens[0].x0)


def _given(name: PartedName) -> str:
    return fold(name.answer.value).split()[0]


def _stacked_pairs(laid: Laid) -> Iterator[tuple[Answer, Answer, str]]:
    """Names whose parts stand below each other, the surname once before and once after: "last name once wed"."""
    answers = {ask: [a for a in laid.answers if a.label.ask is ask] for ask in Ask}
    for new in answers[Ask.NAME_AFTER]:
        given = _above(new, answers[Ask.FIRST_NAME] + answers[Ask.FIRST_MIDDLE])
        old = _above(new, answers[Ask.LAST_NAME] + answers[Ask.NAME_BEFORE])
        if given is None or old is None or is_full_name(new.value) or is_full_name(old.value):
            continue
        middle = _above(new, answers[Ask.MIDDLE_NAME])
        second = middle.value if middle and abs(middle.label.row - given.label.row) <= STACKED // 2 else ""
        first, more = first_middle(given.value)
        before, after = (join_name(first, second or more, last.value) for last in (old, new))
        if before and after and fold(before) != fold(after):
            parts = (given, *([middle] if middle else ()))
            tokens = tuple(t for a in (*parts, old) for t in a.tokens)
            yield replace(old, value=before, tokens=tokens), new, after


def _above(anchor: Answer, answers: Sequence[Answer]) -> Answer | None:
    """The answer to another part of the name that stands nearest above one, in its column."""
    near = [
        a
        for a in answers
        if 0 <= anchor.label.row - a.label.row <= STACKED
        and a is not anchor
        and abs(a.label.x0 - anchor.label.x0) < 2 * ASIDE * anchor.label.height
    ]
    return max(near, key=lambda a: a.label.row, default=None)
