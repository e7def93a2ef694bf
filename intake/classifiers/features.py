"""What the model looks at: known words, pairs of them, cues, and what a page holds besides words."""

import hashlib
import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.captions import text_by_captions
from domain.pages import PageReading, PageSource
from intake.classifiers.canonical import Vocabulary
from intake.classifiers.cues import PATTERNS, find_cues

#: Buckets that pairs of neighbouring words are hashed into.
PAIR_BUCKETS = 2048

#: Lines at the head of a paper that count as its title.
TITLE_LINES = 7

#: Weight of the words' block, of length 1, beside the cues' ones and zeros: chosen on held-out layouts.
WORDS_WEIGHT = 5.0

#: Weights of a word and a pair within that block, of a cue anywhere and in the title.
WORD, PAIR, CUE, TITLE_CUE = 1.0, 0.6, 1.0, 0.7

_SHAPES = [
    "<state>",
    "<date>",
    "<month>",
    "<cert>",
    "<money>",
    "<twelve>",
    "<long>",
    "<blank>",
    "<tick>",
    "<ticked>",
    "<phone>",
    "<email>",
    "<url>",
    "<ssn>",
    "<mrz>",
    "<aamva>",
    "<qr>",
    "<linear>",
]
_PLAIN = ("body", "few words", "very few words", "no words", "many words", "form values", "many colons")
_DULL = frozenset([":", "?", "<other>", "<digits>"])


@dataclass(frozen=True, slots=True)
class PaperText:
    """A paper's words as the model sees them."""

    lines: tuple[tuple[str, ...], ...]
    """Canonical tokens, a tuple a line, page after page."""
    body: bool = False
    form: bool = False
    """A filled PDF form."""

    @property
    def tokens(self) -> list[str]:
        return [token for line in self.lines for token in line]

    @property
    def known_share(self) -> float:
        """Share of the words (no shapes, no numbers) that the model knows; 0.0 without words."""
        words = [t for t in self.tokens if t not in _PUNCTUATION]
        return sum(t != "<other>" for t in words) / len(words) if words else 0.0

    @property
    def known_words(self) -> int:
        """How many different known words or shapes there are."""
        return len(set(self.tokens) - _DULL)


_PUNCTUATION = frozenset([":", "?", "<digits>"])


def canonical_paper(pages: Sequence[PageReading], vocabulary: Vocabulary) -> PaperText:
    """The words of a paper's pages, with its barcodes as words."""
    lines: list[tuple[str, ...]] = []
    for page in pages:
        lines.extend(tuple(line) for line in vocabulary.canonical_lines(text_by_captions(page)))
        lines.extend(name_barcode(code.format, code.text, vocabulary) for code in page.barcodes)
    return PaperText(
        tuple(lines),
        body=any(page.source is PageSource.BODY for page in pages),
        form=any(page.form_values for page in pages),
    )


def is_aamva(text: str) -> bool:
    """Whether a barcode is the one on the back of North American licences (AAMVA DL/ID standard, D.12)."""
    return "ANSI " in text and any(code in text for code in ("DAQ", "DCS", "DBB"))


def name_barcode(kind: str, text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A barcode as words: what sort it is, and what its address or text says."""
    if is_aamva(text):
        return ("<aamva>",)
    if "qr" in kind.casefold().replace("-", ""):
        words = [w for line in vocabulary.canonical_lines(text.replace("/", " ")) for w in line]
        return ("<qr>", *words)
    words = [w for line in vocabulary.canonical_lines(text.replace("-", " ")) for w in line]
    return ("<linear>", *words)


class FeatureSpace:
    """Numbers the features of a vocabulary: words, pairs, cues, cues of the title, plain facts."""

    def __init__(self, words: Sequence[str]) -> None:
        lexical = [*words, *_SHAPES]
        self._word = {word: place for place, word in enumerate(dict.fromkeys(lexical))}
        self._pairs_at = len(self._word)
        self._cues_at = self._pairs_at + PAIR_BUCKETS
        self._cue = {name: place for place, (name, _) in enumerate(PATTERNS)}
        self._plain_at = self._cues_at + 2 * len(self._cue)
        self.size = self._plain_at + len(_PLAIN)

    def measure(self, paper: PaperText) -> dict[int, float]:
        """Feature number to value; absent features are zero."""
        found = self._measure_words(paper)
        for name in find_cues(" ".join(paper.tokens)):
            found[self._cues_at + self._cue[name]] = CUE
        title = " ".join(t for line in paper.lines[:TITLE_LINES] for t in line)
        for name in find_cues(title):
            found[self._cues_at + len(self._cue) + self._cue[name]] = TITLE_CUE
        for place, holds in enumerate(_plain_facts(paper)):
            if holds:
                found[self._plain_at + place] = CUE
        return found

    def restore(self, places: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.float32]:
        """The values that `measure` gave one paper at these places: they follow from the places."""
        values = np.where(places < self._pairs_at, WORD, PAIR)
        in_title = (places >= self._cues_at + len(self._cue)) & (places < self._plain_at)
        values = np.where(places >= self._cues_at, np.where(in_title, TITLE_CUE, CUE), values)
        words = places < self._cues_at
        length = math.sqrt(float((values[words] ** 2).sum())) or 1.0
        restored: npt.NDArray[np.float32] = np.where(words, WORDS_WEIGHT * values / length, values).astype(
            np.float32
        )
        return restored

    def signature(self) -> str:
        """Hash of all that gives a place its meaning: features measured under another one are of no use."""
        meaning = [
            list(self._word), PAIR_BUCKETS, TITLE_LINES, WORDS_WEIGHT, WORD, PAIR, CUE, TITLE_CUE,
            [(name, pattern.pattern) for name, pattern in PATTERNS], list(_PLAIN),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(meaning).encode()).hexdigest()

    def _measure_words(self, paper: PaperText) -> dict[int, float]:
        found: dict[int, float] = {}
        for line in paper.lines:
            known = [t for t in line if t not in _DULL]
            for token in known:
                if token in self._word:
                    found[self._word[token]] = WORD
            for left, right in pairwise(known):
                bucket = zlib.crc32(f"{left} {right}".encode()) % PAIR_BUCKETS
                found[self._pairs_at + bucket] = PAIR
        length = math.sqrt(sum(value * value for value in found.values())) or 1.0
        return {place: WORDS_WEIGHT * value / length for place, value in found.items()}


def _plain_facts(paper: PaperText) -> tuple[bool, ...]:
    words = [t for t in paper.tokens if t not in _PUNCTUATION]
    colons = sum(":" in line for line in paper.lines)
    return (
        paper.body,
        len(words) < 40,
        len(words) < 12,
        not words,
        len(words) > 250,
        paper.form,
        colons > 8,
    )
