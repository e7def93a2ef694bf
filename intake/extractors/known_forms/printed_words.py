"""The words of a form's own print: those that the program knows from many layouts, and no names.

What is kept of an office's papers must tell nothing of the people on them. A word that neither the vocabulary of
questions nor the model of surroundings knows is never kept; nor, where it asks no question, one that is listed as a
name or stands in what may be one.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.kinds import Kind
from intake.extractors.mentions.mentions import Mention
from intake.extractors.mentions.name_runs import find_name_runs
from intake.extractors.mentions.roles import load_models
from intake.extractors.mentions.surroundings import describe_all, plain_word
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.sheets.layout import Sheet
from intake.extractors.sheets.vocabulary import phrases_for

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
    features = (f for model in load_models().values() for f in model.features)
    learned = {word for feature in features for word in _words_of(feature)}
    return frozenset(w for w in _asking_words() | {w for w in learned if not _is_name(w)} if _may_be_kept(w))


@lru_cache(maxsize=1)
def _asking_words() -> frozenset[str]:
    phrases = (phrase for kind in Kind for phrase in phrases_for(kind))
    return frozenset(plain_word(word) for phrase in phrases for word in phrase.split())


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


def printed_words(sheet: Sheet) -> frozenset[str]:
    """The words of a page that may be kept."""
    named = {plain_word(token.text) for _, run in find_name_runs(sheet) for token in run}
    there = {plain_word(t.text) for row in sheet.rows for segment in row for t in segment.tokens}
    return frozenset((there & known_words()) - (named - _asking_words()))


def find_printed(sheet: Sheet) -> tuple[PrintedWord, ...]:
    """The words of a page that may be kept and stand there once."""
    kept, width = printed_words(sheet), max(1, sheet.reading.width)
    tokens = [(plain_word(t.text), t) for row in sheet.rows for segment in row for t in segment.tokens]
    counts = Counter(word for word, _ in tokens)
    return tuple(
        PrintedWord(word, round(t.x0 / width, 4), round(t.middle / width, 4))
        for word, t in tokens
        if counts[word] == 1 and word in kept
    )


#: Features that name a question of the vocabulary, or no word at all.
_ASKING = frozenset({"asks", "votes", "alone", "begins"})


def printed_around(mentions: Sequence[Mention], kind: Kind) -> list[frozenset[str]]:
    """For each mention of one document, of what stands around it what tells nothing of the people on its paper."""
    sheets = {id(mention.sheet): mention.sheet for mention in mentions}
    kept = frozenset[str]().union(*(printed_words(sheet) for sheet in sheets.values()))
    return [
        frozenset(f for f in features if _is_printed(f, kept)) for features in describe_all(mentions, kind)
    ]


def _is_printed(feature: str, kept: frozenset[str]) -> bool:
    first, *words = feature.split(" ")
    if first == "told":
        words = words[1:]
    elif first not in PLACES_OF_WORDS:
        return first in _ASKING
    return all(word in kept for word in words)
