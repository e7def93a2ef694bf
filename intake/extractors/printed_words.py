"""The words of a form's own print: those that the program knows from many layouts, and no names.

What is kept of an office's papers must tell nothing of the people on them. A word that neither the vocabulary of
questions nor the model of surroundings knows is never kept, nor one that is listed as a name and asks no question.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.kinds import Kind
from intake.extractors.layout import Sheet
from intake.extractors.listed_names import look_up
from intake.extractors.roles import load_models
from intake.extractors.surroundings import plain_word
from intake.extractors.vocabulary import phrases_for

#: What stands before the words of a feature of the model of surroundings.
PLACES_OF_WORDS = frozenset({"left", "near", "above", "below", "right", "before", "after", "head"})
#: Shorter words stand everywhere.
SHORTEST = 3
#: A word that is listed at most so high as a name, in steps of ten, is a word first.
RARELY_A_NAME = 1


@dataclass(frozen=True, slots=True)
class PrintedWord:
    """A word that stands once on its page, and where: its left end and its middle, in parts of the page's width."""

    word: str
    x: float
    y: float


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """All words that may be kept."""
    asking = {plain_word(w) for kind in Kind for phrase in phrases_for(kind) for w in phrase.split()}
    features = (f for model in load_models().values() for f in model.features)
    learned = {word for feature in features for word in _words_of(feature)}
    return frozenset(w for w in asking | {w for w in learned if not _is_name(w)} if _may_be_kept(w))


@lru_cache(maxsize=1)
def hash_known_words() -> str:
    """Tells one version's words from another's."""
    return hashlib.sha256(" ".join(sorted(known_words())).encode()).hexdigest()


def _words_of(feature: str) -> Iterator[str]:
    where, *words = feature.split(" ")
    if where in PLACES_OF_WORDS:
        yield from words


def _is_name(word: str) -> bool:
    listed = look_up(word)
    return max(listed.given, listed.surname) > RARELY_A_NAME


def _may_be_kept(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()


def find_printed(sheet: Sheet) -> tuple[PrintedWord, ...]:
    """The known words that stand once on a page."""
    width = max(1, sheet.reading.width)
    tokens = [(plain_word(t.text), t) for row in sheet.rows for segment in row for t in segment.tokens]
    counts = Counter(word for word, _ in tokens)
    return tuple(
        PrintedWord(word, round(t.x0 / width, 4), round(t.middle / width, 4))
        for word, t in tokens
        if counts[word] == 1 and word in known_words()
    )


#: Features that name a question of the vocabulary, or no word at all.
_ASKING = frozenset({"asks", "votes", "alone", "begins"})


def printed_around(features: list[str]) -> frozenset[str]:
    """Of what stands around a mention, what tells nothing of the people on its paper."""
    return frozenset(feature for feature in features if _is_printed(feature))


def _is_printed(feature: str) -> bool:
    first, *words = feature.split(" ")
    if first == "told":
        words = words[1:]
    elif first not in PLACES_OF_WORDS:
        return first in _ASKING
    return all(word in known_words() for word in words)
