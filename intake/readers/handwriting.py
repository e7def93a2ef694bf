"""Which words look written by hand, judged by how the two readers fare on them."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from domain.pages import Word

#: Likeness (0-100) of the two readings below which the second reader failed on the word.
UNLIKE = 60.0


def mark_handwriting(words: Sequence[Word]) -> list[Word]:
    """Mark words that the neural reader reads and Tesseract, made for print, does not."""
    return [replace(word, handwritten=True) if _looks_written(word) else word for word in words]


def _looks_written(word: Word) -> bool:
    if word.reader != "ppocr" or sum(c.isalnum() for c in word.text) < 2 or word.agreed:
        return False
    return word.second is None or fuzz.ratio(word.text.casefold(), word.second.casefold()) < UNLIKE
