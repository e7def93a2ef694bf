"""Places on a paper that have the shape of a name: "San Marcos", "Fall River"."""

import re
from collections.abc import Iterator

from domain.likeness import fold
from intake.extractors.normalise.addresses import STATE_CODES, STATE_NAMES
from intake.extractors.sheets.paper import Paper, search_flow

#: Capitalised words side by side on one line, each no longer than a word of a name may be.
_WORDS = r"(?<!\w)[^\W\d_a-z][\w'’.\-]{0,60}(?:[^\S\n]+[^\W\d_a-z][\w'’.\-]{0,60}){1,4}"
_CODES, _NAMES = "|".join(sorted(STATE_CODES)), "|".join(sorted(STATE_NAMES))

#: A place by the words before it, and by its state behind it; a state's name may be a person's, who goes on behind it.
_BEHIND = re.compile(
    rf"\b(?i:at|(?:city|town|county|village|borough|parish|township)\s+of)[^\S\n]+(?P<place>{_WORDS})"
)
_BEFORE = re.compile(
    rf"(?P<place>{_WORDS}),[^\S\n]+(?:(?:{_CODES})\b|(?i:{_NAMES})\b(?!\s+[^\W\d_a-z]))"
    rf"|(?P<coded>{_WORDS})(?=,?\s+\d{{5}}\b)"
)

#: Words with which towns begin and no given name does.
_FIRST_OF_TOWNS = frozenset(
    ["san", "santa", "saint", "st", "los", "las", "el", "new", "north", "south", "east", "west", "fort", "ft", "mount", "mt", "port", "lake", "cape"]
)  # fmt: skip


def opens_place(name: str) -> bool:
    """Whether a name begins as towns do and people do not."""
    return fold(name).split()[0].strip(".") in _FIRST_OF_TOWNS


def places_on(paper: Paper) -> frozenset[str]:
    """The places that a paper tells in two words or more, folded: behind "at" or "City of", or before a state."""
    return frozenset(_places(paper))


def _places(paper: Paper) -> Iterator[str]:
    for _, _, match in search_flow(paper, _BEHIND):
        words = fold(match["place"]).split()
        yield from (" ".join(words[:last]) for last in range(2, len(words) + 1))
    for _, _, match in search_flow(paper, _BEFORE):
        words = (match["place"] or match["coded"]).split()
        if match["coded"]:
            if words[-1] not in STATE_CODES:
                continue
            yield from (fold(" ".join(words[first:])) for first in range(len(words) - 1))
            words = words[:-1]
        yield from (fold(" ".join(words[first:])) for first in range(len(words) - 1))
