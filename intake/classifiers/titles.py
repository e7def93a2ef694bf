"""The lines at a paper's head in which its title may stand."""

from collections.abc import Iterable

#: Lines in which a title stands.
_HEAD = 6


def short_head_lines(texts: Iterable[str], longest: int) -> list[str]:
    """The first lines of a paper, those of at most `longest` words."""
    lines = "\n".join(texts).split("\n", _HEAD)[:_HEAD]
    return [line for line in lines if len(line.split()) <= longest]
