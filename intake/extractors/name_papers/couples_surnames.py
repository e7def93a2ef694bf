"""New names that a certificate states behind a couple's own, one for each: surnames, "(Groom) ... (Bride) ...", or whole ones."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.name_papers.name_tables import one_line
from intake.extractors.name_papers.parties import Named, former_evidence, is_one_name, joined_couple
from intake.extractors.normalise.names import SUFFIXES, given_names, tidy_name
from intake.extractors.sheets.paper import Paper, search_flow

_ROLE = r"\(?(?i:groom|bride|husband|wife|(?:spouse|party|applicant|person)\s*(?:[ab12]|one|two)|(?:first|second|1st|2nd)\s+(?:spouse|party|applicant|person))\)?"
_WORD = r"[^\W\d_a-z][\w'’\-]+"
#: One surname, of up to three words.
SURNAME = rf"{_WORD}(?:[^\S\n]+{_WORD}){{0,2}}"
_STATED = re.compile(
    r"(?i:\b(?:new\s+(?:last\s+|family\s+|sur)names?|(?:last\s+|family\s+|sur)names?\s+(?:to\s+be\s+used\s+)?after\s+(?:the\s+)?marriage))"
    rf"\W{{0,4}}{_ROLE}\W{{1,4}}(?P<one>{SURNAME})\W{{1,4}}{_ROLE}\W{{1,4}}(?P<two>{SURNAME})"
)

#: One whole name within a line, and how a certificate lists those that both are to bear.
_WHOLE = rf"{_WORD}(?:[^\S\n]+(?:{_WORD}|[^\W\d_a-z]\.?(?!\w)|(?:de|da|do|dos|del|van|von|der)(?=\s))){{1,4}}"
_LISTED = re.compile(
    r"(?i:\bnames?\s+(?:(?:that\s+)?(?:each|either)\s+(?:party|spouse|of\s+them)\s+(?:shall|will|is\s+to|may)\s+(?:bear|use|take|have)\s+|to\s+be\s+(?:used|borne|taken)\s+)?"
    r"after\s+(?:the\s+)?(?:marriage|wedding|ceremony))(?:\s*\([^()\n]{1,40}\))?"
    rf"\W{{0,4}}{_ROLE}\W{{1,4}}(?P<one>{_WHOLE})\W{{1,4}}{_ROLE}\W{{1,4}}(?P<two>{_WHOLE})"
)

#: Likeness (of 100) from which two surnames may be one of which letters were misread.
MISREAD = 75

#: How surely the surname stated for whose surname was another is the new one.
STATED = 0.9

#: The groups of a pattern that hold what is of the one and of the other.
PLACES = ("one", "two")


def couples_change(paper: Paper) -> list[Evidence]:
    """The old and the new name of the one of a couple whose stated surname, or whole name, is another than before.

    None where both take another surname: nothing says which of them is ours, nor whose surname is stated first.
    """
    couple = next((pair for pair in joined_couple(paper) if len(pair) == len(PLACES)), ())
    if couple and (listed := _listed_change(paper, couple)):
        return listed
    for laid, flow, match in search_flow(paper, _STATED) if couple else ():
        stated = [tidy_name(one_line(match[group])) for group in PLACES]
        changed = _changed(couple, [name for name in stated if name])
        if changed is not None:
            old, place = changed
            value = " ".join((*given_names(old.name), stated[place] or ""))
            tokens = flow.tokens(*match.span(PLACES[place]))
            new = paper.evidence(FieldName.NEW_NAME, value, laid.sheet.page, tokens, STATED)
            return [former_evidence(paper, old), new]
    return []


def _listed_change(paper: Paper, couple: Sequence[Named]) -> list[Evidence]:
    """The old and the new name of the one of a couple whose whole name in the list of names after the marriage is
    another; the given name tells whose each is."""
    for laid, flow, match in search_flow(paper, _LISTED):
        listed = [(place, tidy_name(match[place]) or "") for place in PLACES]
        borne = [(own[0], name, place) for place, name in listed if len(own := _of_given(couple, name)) == 1]
        changed = [each for each in borne if not is_one_name(each[0].name, each[1])]
        if len(borne) == len(PLACES) and len(changed) == 1:
            old, name, place = changed[0]
            tokens = flow.tokens(*match.span(place))
            new = paper.evidence(FieldName.NEW_NAME, name, laid.sheet.page, tokens, STATED)
            return [former_evidence(paper, old), new]
    return []


def _of_given(couple: Sequence[Named], name: str) -> list[Named]:
    """Those of a couple who bear a name's given name."""
    return [named for named in couple if fold(named.name).split()[:1] == fold(name).split()[:1]]


def _changed(couple: Sequence[Named], surnames: Sequence[str]) -> tuple[Named, int] | None:
    """Who changes the surname, and which of those stated is the new one: in whatever order they are stated, one of
    the couple keeps the surname."""
    orders = [places for places in ((0, 1), (1, 0)) if len(surnames) == len(couple)]
    found = {
        (change[0][0].name, fold(surnames[change[0][1]])): change[0]
        for places in orders
        if len(change := list(_differing(couple, surnames, places))) == 1
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _differing(
    couple: Sequence[Named], surnames: Sequence[str], places: Sequence[int]
) -> Iterator[tuple[Named, int]]:
    """Those of a couple whose name does not end in the surname stated for them, not even misread."""
    for named, place in zip(couple, places, strict=True):
        if not is_surname_of(surnames[place], named.name):
            yield named, place


def is_surname_of(surname: str, name: str) -> bool:
    """Whether a name ends in a surname, which may be misread."""
    stated = _plain(surname)
    borne = " ".join(_plain(name).split()[-len(stated.split()) :])
    return fuzz.ratio(borne, stated) >= MISREAD


def _plain(name: str) -> str:
    """A name's words for comparing: parted at hyphens, saints written out, no suffix."""
    words = (word.strip(".,") for word in fold(name).replace("-", " ").split())
    return " ".join("saint" if word == "st" else word for word in words if word not in SUFFIXES)
