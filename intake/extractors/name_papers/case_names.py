"""Who bears a part, by the name of the case: "KELLEHER, ANNA v. KELLEHER, TOM" names who complains before who answers."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz import fuzz

from domain.likeness import fold
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.sheets.layout import Flow, Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, search_flow

_LETTER = r"(?:[^\W\d_]|['’\-])"
_WORD = rf"[^\W\d_a-z]{_LETTER}{{1,40}}(?!\w)"
_GIVEN = rf"[^\W\d_a-z]{_LETTER}{{0,40}}(?!\w)\.?"
#: A side of a case, as registers name it: the surname first.
_SURNAME_FIRST = rf"{_WORD}(?:[^\S\n]{_WORD})?,[^\S\n]{{0,2}}{_WORD}(?:[^\S\n]{_GIVEN}){{0,2}}"
#: The same in the usual order.
_GIVEN_FIRST = rf"{_WORD}(?:[^\S\n]{_GIVEN}){{1,3}}"
_VERSUS = r"[\s,]{1,3}(?i:vs?\.?|versus)\s{1,3}"
_CASES = tuple(
    re.compile(rf"(?<![\w'’\-,])(?P<one>{side}){_VERSUS}(?P<two>{side})")
    for side in (_SURNAME_FIRST, _GIVEN_FIRST)
)
#: Which side of a case bears a part; a wife or a husband may be either.
_SIDES = {"plaintiff": "one", "petitioner": "one", "defendant": "two", "respondent": "two"}
#: What asks for the name of the paper's own case.
_CAPTION = re.compile(r"(?i)\W{0,3}(?:case\s+name|name\s+of\s+(?:the\s+)?case)\W{0,3}")
#: Likeness (of 100) from which two sides' names are one, a letter misread perhaps.
_SAME_SIDE = 85

_Side = tuple[str, Laid, tuple[Token, ...]]


def side_of_case(paper: Paper, role: str, new: str | None = None) -> _Side | None:
    """The name, with its place, of who bears a part in the case that a paper is of; None where both sides are not told
    by whole names, where it names two cases so, or where the whole `new` name has another given name."""
    sides = [sides for _, sides in sorted(_own_cases(paper), key=lambda found: found[0])]
    if role not in _SIDES or not sides or not all(_is_one_case(sides[0], other) for other in sides[1:]):
        return None
    found = sides[0][_SIDES[role]]
    return found if new is None or fold(found[0]).split()[0] == fold(new).split()[0] else None


def party_of_given(paper: Paper, new: str) -> _Side | None:
    """Who, asked for by a part as "Plaintiff (last, first, middle)", has the given name of a new name; None of two."""
    found = [
        (name, laid, answer.tokens)
        for laid in paper.pages
        for answer in laid.answers
        if answer.label.phrase in _SIDES
        and (name := tidy_name(answer.text, last_first="last" in answer.label.note[:8]))
        and is_full_name(name)
        and fold(name).split()[0] == fold(new).split()[0]
        and fold(name) != fold(new)
    ]
    return found[0] if len({fold(name) for name, _, _ in found}) == 1 else None


def _own_cases(paper: Paper) -> Iterator[tuple[tuple[int, int], dict[str, _Side]]]:
    """The two sides of every case named apart from running text, with where it stands: what a judgment cites is in its
    sentences."""
    for pattern in _CASES:
        for laid, flow, match in search_flow(paper, pattern):
            sides = {side: found for side in ("one", "two") if (found := _side(laid, flow, match, side))}
            if len(sides) == 2 and _stands_alone(laid, flow, match, sides):
                yield (laid.sheet.page, match.start()), sides


def _side(laid: Laid, flow: Flow, match: re.Match[str], side: str) -> _Side | None:
    """The whole name of one side, without words of a cell beside it: "KELLER, TOM J." of "KELLER, TOM J.  WWM - 12"."""
    tokens = flow.tokens(*match.span(side))
    inner = tokens[-1] if side == "one" else tokens[0]
    cell = next((s.tokens for s in laid.sheet.segments if inner in s.tokens), tokens)
    within = tuple(t for t in tokens if t in cell)
    for words, text in ((within, join_text(within)), (tokens, match[side])):
        if (name := tidy_name(text)) and is_full_name(name):
            return name, laid, words
    return None


def _stands_alone(laid: Laid, flow: Flow, match: re.Match[str], sides: dict[str, _Side]) -> bool:
    """Whether the name of a case fills its lines or cells, or stands behind the caption for it."""
    versus = flow.tokens(match.end("one"), match.start("two"))
    own = {id(t) for t in (*sides["one"][2], *versus, *sides["two"][2])}
    segments = [s for s in laid.sheet.segments if any(id(t) in own for t in s.tokens)]
    first = segments[0].tokens
    before = first[: next(at for at, token in enumerate(first) if id(token) in own)]
    if before:
        return _CAPTION.fullmatch(join_text(before)) is not None
    filled = all(id(t) in own for s in segments for t in s.tokens)
    return filled and not _runs_on(laid, segments[-1].row)


def _runs_on(laid: Laid, row: int) -> bool:
    """Whether the line below goes on in small letters, as running text does."""
    return any(
        upper[0].row == row and below[0].text[:1].islower() for upper, below in pairwise(laid.sheet.rows)
    )


def _is_one_case(one: dict[str, _Side], other: dict[str, _Side]) -> bool:
    """Whether each side of two cases has the same first given name and surname."""
    return all(fuzz.ratio(_ends(one[side][0]), _ends(other[side][0])) >= _SAME_SIDE for side in one)


def _ends(name: str) -> str:
    words = fold(name).split()
    return f"{words[0]} {words[-1]}"
