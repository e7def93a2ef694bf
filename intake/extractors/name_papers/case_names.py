"""Who bears a part, by the name of the case: "KELLEHER, ANNA v. KELLEHER, TOM" names who complains before who answers."""

import re

from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.sheets.layout import Token
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


def side_of_case(paper: Paper, role: str) -> tuple[str, Laid, tuple[Token, ...]] | None:
    """The name, with its place, of who bears a part in the case that a paper names; None where both sides are not
    told by whole names."""
    if role not in _SIDES:
        return None
    for pattern in _CASES:
        for laid, flow, match in search_flow(paper, pattern):
            names = {side: tidy_name(match[side]) for side in ("one", "two")}
            name = names[_SIDES[role]]
            if name and all(told and is_full_name(told) for told in names.values()):
                return name, laid, flow.tokens(*match.span(_SIDES[role]))
    return None
