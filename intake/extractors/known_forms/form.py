"""Known forms: what an office's people once said of a form, kept for the next copy of it.

A form is known by the words of its own print. Of a value only the place is kept, the printed words around it and the
shape of what stood there; nothing of what people wrote.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import DeploymentError
from domain.kinds import FieldName, Kind
from intake.extractors.known_forms.printed_words import PrintedWord, find_printed, hash_known_words
from intake.extractors.mentions.mentions import Shape
from intake.extractors.sheets.paper import Paper

FORMS_FILE = "forms.json"

#: Two papers are one form where they share so much of their print. On 280 papers of 49 layouts read from clean files,
#: scans, faxes and photos, two of different layouts shared 0.38 at most, nine in ten of the same one 0.63 and more.
LEAST_SHARED = 0.5
#: Fewer words than this tell no form.
LEAST_WORDS = 12

Print = tuple[tuple[PrintedWord, ...], ...]
"""The printed words of each page."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at which a value stood."""

    page: int
    x: float
    y: float
    """Its left end and its middle, in parts of the page's width."""
    shape: Shape
    around: frozenset[str]
    """What was printed around it, as features of the model of surroundings."""


Spots = Mapping[FieldName, tuple[Spot, ...]]


@dataclass(frozen=True, slots=True)
class KnownForm:
    """One form that an office received."""

    kind: Kind
    print: Print
    answers: Spots
    """Where people found values."""
    refused: Spots
    """Where the machine had read a value that was none of this field."""
    fixed: Mapping[FieldName, str]
    """What every copy says, as the type of a certificate, where the machine had it wrong."""

    def without(self, fields: frozenset[FieldName]) -> "KnownForm":
        """The form as if nobody had spoken of some fields."""
        answers = {f: spots for f, spots in self.answers.items() if f not in fields}
        refused = {f: spots for f, spots in self.refused.items() if f not in fields}
        fixed = {f: value for f, value in self.fixed.items() if f not in fields}
        return KnownForm(self.kind, self.print, answers, refused, fixed)

    @property
    def fields(self) -> tuple[FieldName, ...]:
        """All fields that people spoke of, in the order in which they came."""
        return tuple(dict.fromkeys([*self.answers, *self.refused, *self.fixed]))


def print_of(paper: Paper) -> Print:
    """The printed words of a paper."""
    return tuple(find_printed(laid.sheet) for laid in paper.pages)


def share_print(one: Print, other: Print) -> float:
    """How much of their print two papers share, 0.0-1.0; nothing where either has too little."""
    first, second = _words_of(one), _words_of(other)
    if min(len(first), len(second)) < LEAST_WORDS:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _words_of(pages: Print) -> frozenset[tuple[int, str]]:
    return frozenset((number, printed.word) for number, page in enumerate(pages) for printed in page)


def find_form(forms: Sequence[KnownForm], paper: Paper) -> KnownForm | None:
    """The form of which a paper is a copy; None where it is like none."""
    own = [form for form in forms if form.kind is paper.kind]
    if not own:
        return None
    words = print_of(paper)
    shared, at = max((share_print(form.print, words), -n) for n, form in enumerate(own))
    return own[-at] if shared >= LEAST_SHARED else None


def dump_forms(forms: Sequence[KnownForm], facts: Mapping[str, Any]) -> bytes:
    """The file; `facts` are what was learned from, and the measures."""
    said = {"forms": [_dump(form) for form in forms], "words_sha256": hash_known_words(), **facts}
    return (json.dumps(said, separators=(",", ":")) + "\n").encode("utf-8")


def _dump(form: KnownForm) -> dict[str, Any]:
    return {
        "kind": form.kind.value,
        "print": [[[w.word, w.x, w.y] for w in page] for page in form.print],
        "answers": {field.value: [_dump_spot(s) for s in spots] for field, spots in form.answers.items()},
        "refused": {field.value: [_dump_spot(s) for s in spots] for field, spots in form.refused.items()},
        "fixed": {field.value: value for field, value in form.fixed.items()},
    }


def _dump_spot(spot: Spot) -> list[Any]:
    return [spot.page, spot.x, spot.y, spot.shape.value, sorted(spot.around)]


def load_forms(folder: Path) -> tuple[KnownForm, ...]:
    """What an office learned. Raises `DeploymentError` where it cannot be read, or another version of the program
    learned it, to which other words are printed ones."""
    try:
        said = json.loads((folder / FORMS_FILE).read_text("utf-8"))
        forms = tuple(_load(form) for form in said["forms"])
        words = said["words_sha256"]
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise DeploymentError("The home's known forms cannot be read.") from error
    if words != hash_known_words():
        raise DeploymentError("The home's known forms fit another version of the program.")
    return forms


def _load(said: Mapping[str, Any]) -> KnownForm:
    pages = tuple(
        tuple(PrintedWord(str(w), float(x), float(y)) for w, x, y in page) for page in said["print"]
    )
    fixed = {FieldName(field): str(value) for field, value in said["fixed"].items()}
    return KnownForm(
        Kind(said["kind"]), pages, _load_spots(said["answers"]), _load_spots(said["refused"]), fixed
    )


def _load_spots(said: Mapping[str, Any]) -> dict[FieldName, tuple[Spot, ...]]:
    return {FieldName(field): tuple(_load_spot(spot) for spot in spots) for field, spots in said.items()}


def _load_spot(said: Sequence[Any]) -> Spot:
    page, x, y, shape, around = said
    return Spot(int(page), float(x), float(y), Shape(shape), frozenset(around))
