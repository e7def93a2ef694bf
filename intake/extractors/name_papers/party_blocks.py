"""Parties of a certificate in blocks below each other, each with a name before and one after."""

from collections.abc import Mapping, Sequence

from intake.extractors.sheets.answers import Answer


def pair_blocks(befores: Sequence[Answer], afters: Sequence[Answer]) -> Mapping[int, Answer]:
    """By the identity of each name after, the name before that opens its block; nothing where names before and after do not
    take turns down one page."""
    marked = [
        (a.label.page, a.label.row, new, a) for new, side in ((False, befores), (True, afters)) for a in side
    ]
    marked.sort(key=lambda each: each[:3])
    turns = [new for _, _, new, _ in marked]
    if len(befores) < 2 or turns != [False, True] * len(befores) or len({page for page, *_ in marked}) > 1:
        return {}
    answers = [answer for *_, answer in marked]
    return {id(after): before for before, after in zip(answers[::2], answers[1::2], strict=True)}
