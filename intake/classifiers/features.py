"""What the model looks at: known words, pairs of them, cues, and what a page holds besides words."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.pages import PageReading, PageSource
from intake.classifiers.canonical import Vocabulary
from intake.classifiers.cues import PATTERNS, find_cues

#: Buckets that pairs of neighbouring words are hashed into.
PAIR_BUCKETS = 2048

#: Lines at the head of a paper that count as its title.
TITLE_LINES = 7

#: Weight of the words' block, of length 1, beside the cues' ones and zeros: chosen on held-out layouts.
WORDS_WEIGHT = 5.0

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
        lines.extend(tuple(line) for line in vocabulary.canonical_lines(page.plain_text))
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
            found[self._cues_at + self._cue[name]] = 1.0
        title = " ".join(t for line in paper.lines[:TITLE_LINES] for t in line)
        for name in find_cues(title):
            found[self._cues_at + len(self._cue) + self._cue[name]] = 0.7
        for place, holds in enumerate(_plain_facts(paper)):
            if holds:
                found[self._plain_at + place] = 1.0
        return found

    def _measure_words(self, paper: PaperText) -> dict[int, float]:
        found: dict[int, float] = {}
        for line in paper.lines:
            known = [t for t in line if t not in _DULL]
            for token in known:
                if token in self._word:
                    found[self._word[token]] = 1.0
            for left, right in pairwise(known):
                bucket = zlib.crc32(f"{left} {right}".encode()) % PAIR_BUCKETS
                found[self._pairs_at + bucket] = 0.6
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
