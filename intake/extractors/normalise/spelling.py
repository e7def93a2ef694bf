"""How a name is spelled that the readers saw in several ways, or not quite.

A reader's letters are evidence of those that were written, and a list tells how common a name is. Both are weighed
as in any noisy channel: how likely the written word is, times how likely each reader makes of it what it saw. What
readers make of a letter was counted on drawn papers (`samples.learn_letters`, `model/letters.json`). A word that is
listed nowhere stays possible, only less so the more letters it has.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from math import inf, log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from domain.errors import DeploymentError
from domain.likeness import fold
from domain.pages import Doubts
from intake.extractors.normalise.doubted import chance_of, fold_doubts
from intake.extractors.normalise.listed_names import list_words, look_up, share_of

#: How many of the names on papers are listed nowhere; each letter of such a name is one of the alphabet, as good as any.
UNLISTED, LETTER = log(0.2), log(1 / 26)
LISTED = log(0.8)
#: A name that stands where the other sort is expected (a surname in the middle) is so many times rarer there.
OUT_OF_PLACE = 0.08
#: What the second and third reader see counts for less: they stumble over the same strokes.
LATER_READERS = 0.7
#: However far off what they see is, it speaks no more than so much against a word: they may have read another.
FARTHEST = -14.0
#: The readers' own errors before any was counted: a letter in so many, spread over all others.
ERROR, BEFOREHAND = 0.06, 3.0
#: So many listed names near to what was seen are weighed.
MOST_NEAR = 80
#: What the first reader doubts of this very word counts for so much, how readers err in general for the rest.
DOUBTED = 0.6
#: So many of the likeliest words are weighed by it.
MOST_WEIGHED = 16
#: Shorter words are changed by nobody: too many names are a letter apart.
LEAST_LETTERS = 3


class Place(StrEnum):
    """Where in a name a word stands."""

    GIVEN = "given"
    MIDDLE = "middle"
    SURNAME = "surname"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A listed name that the readers may have seen."""

    word: str
    """Folded letters."""
    margin: float
    """How much likelier than anything else, as a natural logarithm; negative where something else is likelier."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """What a reader made of letters, as counts."""

    counts: dict[tuple[str, str], int]
    """(written, read); an empty string for a letter that was lost, or that nobody wrote."""
    written: dict[str, int]
    """How often each letter was written; under the empty string all of them, for each may have one before it."""

    @classmethod
    def load(cls, facts: dict[str, dict[str, int]]) -> "_Letters":
        """From what the file holds: by letter written, how often it was read as what."""
        counts = {(one, other): n for one, made in facts.items() for other, n in made.items()}
        written = {one: sum(made.values()) for one, made in facts.items() if one}
        return cls(counts, {**written, "": sum(written.values())})

    def chance(self, written: str, read: str) -> float:
        """The logarithm of the chance to read one for the other."""
        expected = 1 - ERROR if written == read else ERROR / 25
        seen = self.counts.get((written, read), 0) + BEFOREHAND * expected
        return log(seen / (self.written.get(written, 0) + BEFOREHAND))


def letters_of(word: str) -> str:
    """The letters by which words are compared."""
    return re.sub(r"[^a-z]", "", fold(word))


def align_letters(written: str, read: str) -> list[tuple[str, str]]:
    """Each letter written beside the one read; an empty string where one was lost or came in."""
    pairs: list[tuple[str, str]] = []
    for step in Levenshtein.opcodes(written, read):
        one, other = written[step.src_start : step.src_end], read[step.dest_start : step.dest_end]
        if step.tag == "delete":
            pairs += [(letter, "") for letter in one]
        elif step.tag == "insert":
            pairs += [("", letter) for letter in other]
        else:
            pairs += zip(one, other, strict=True)
    return pairs


def spell(seen: Sequence[str], place: Place, doubts: Doubts = ()) -> Spelling | None:
    """The likeliest listed name behind what the readers saw, the first reader's word first, empty strings for readers
    that saw nothing; None where what the first saw is as likely itself, or no listed name is near.

    `doubts` are what the first reader may have seen besides, where it tells.
    """
    first, *later = (letters_of(text) for text in seen)
    if len(first) < LEAST_LETTERS:
        return None
    near = _near([first, *later])
    possible = near | {first, *later} - {""}
    scored = sorted(
        ((_prior(word, place) + _likelihood(word, first, later), word) for word in possible), reverse=True
    )
    if doubts:
        scored = _weigh_doubts(scored, first, doubts)
    if len(scored) == 1 or scored[0][1] == first or scored[0][1] not in near:
        return None
    return Spelling(scored[0][1], scored[0][0] - scored[1][0])


def _weigh_doubts(scored: Sequence[tuple[float, str]], first: str, doubts: Doubts) -> list[tuple[float, str]]:
    """The likeliest words scored anew by the first reader's own doubts, in their new order."""
    steps, own = fold_doubts(doubts, letters_of), _load_letters()[0]
    kept = [*scored[:MOST_WEIGHED], *(pair for pair in scored[MOST_WEIGHED:] if pair[1] == first)]
    return sorted(
        (
            (score + DOUBTED * (chance_of(word, steps) - _chance(own, word, first)), word)
            for score, word in kept
        ),
        reverse=True,
    )


def _near(seen: Sequence[str]) -> set[str]:
    """The listed names a few letters off what any reader saw."""
    near = {text for text in seen if look_up(text).known}
    for at, text in enumerate(seen):
        if len(text) >= LEAST_LETTERS:
            most = _most_apart(text) if at == 0 else min(2, _most_apart(text))
            found = process.extract(
                text, _listed().like(text, most), scorer=Levenshtein.distance,
                score_cutoff=most, limit=MOST_NEAR,
            )  # fmt: skip
            near.update(word for word, _, _ in found)
    return near


def _most_apart(text: str) -> int:
    return 1 if len(text) <= 4 else 2 if len(text) < 8 else 3


def _prior(word: str, place: Place) -> float:
    listed = look_up(word)
    given, surname = share_of(listed.given), share_of(listed.surname)
    weights = {Place.GIVEN: (1.0, OUT_OF_PLACE), Place.MIDDLE: (0.5, 0.5), Place.SURNAME: (OUT_OF_PLACE, 1.0)}
    share = sum(weight * part for weight, part in zip(weights[place], (given, surname), strict=True))
    return max(LISTED + log(share) if share else -inf, UNLISTED + LETTER * len(word))


def _likelihood(word: str, first: str, later: Sequence[str]) -> float:
    own, *others = _load_letters()
    likelihood = _chance(own, word, first)
    for letters, text in zip(others, later, strict=True):
        if text:
            likelihood += LATER_READERS * max(FARTHEST, _chance(letters, word, text))
    return likelihood


def _chance(letters: _Letters, word: str, read: str) -> float:
    return sum(letters.chance(one, other) for one, other in align_letters(word, read))


@dataclass(frozen=True, slots=True)
class _Listed:
    """The listed names, each with the letters that it has as bits of a number."""

    words: tuple[str, ...]
    letters: NDArray[np.uint32]

    @classmethod
    def of(cls, words: Sequence[str]) -> "_Listed":
        """From folded words."""
        return cls(tuple(words), np.array([_bits(word) for word in words], dtype=np.uint32))

    def like(self, text: str, most: int) -> list[str]:
        """In their order, all words that lie at most so many letters off, and a few others: each step of a distance
        brings no more than one letter and takes no more than one."""
        own = np.uint32(_bits(text))
        lacks = np.bitwise_count(self.letters & ~own) <= most
        lacks &= np.bitwise_count(own & ~self.letters) <= most
        return [self.words[at] for at in np.flatnonzero(lacks)]


def _bits(word: str) -> int:
    return sum(1 << (ord(letter) - ord("a")) for letter in set(word))


@lru_cache(maxsize=1)
def _listed() -> _Listed:
    return _Listed.of([word for word in list_words() if len(word) >= LEAST_LETTERS])


@lru_cache(maxsize=1)
def _load_letters() -> tuple[_Letters, ...]:
    """What each of the three readers makes of letters. Raises `DeploymentError` where the file is missing or damaged."""
    try:
        facts = json.loads(files("intake.extractors").joinpath("model", "letters.json").read_text("utf-8"))
        return tuple(_Letters.load(reader) for reader in facts["readers"])
    except (OSError, KeyError, ValueError) as error:
        raise DeploymentError(
            "The table of letters is missing or damaged: install the program again."
        ) from error
