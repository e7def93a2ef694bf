"""A page on which words are put without drawing it: text and boxes, as a reader would hand them on."""

from dataclasses import dataclass, field, replace
from random import Random

from domain.geometry import Box
from domain.pages import PageReading, PageSource, Word

#: Widths of letters in line heights; all others are `_WIDTH`.
_WIDTHS = dict.fromkeys("il.,:;'|!jt()", 0.28) | dict.fromkeys("mwMW@", 0.75) | dict.fromkeys(" ", 0.3)
_WIDTH, _CAPITAL = 0.5, 0.62


@dataclass(slots=True)
class Canvas:
    """One page as it fills; lengths in pixels."""

    width: int
    height: int
    rng: Random
    read: bool
    """As a reader of pictures sees it, with its slips; else as a text layer says it."""
    words: list[Word] = field(default_factory=list)
    line: int = 0

    def put(self, x: float, y: float, text: str, height: float, *, hand: bool = False) -> float:
        """Put one line of text with its top left at (x, y); returns where it ends."""
        self.line += 1
        blank = measure(" ", height)
        for piece in text.split():
            wide = measure(piece, height)
            self._add(piece, x, y, wide, height, hand)
            x += wide + blank
        return x - blank

    def put_comb(self, x: float, y: float, text: str, height: float) -> float:
        """Put characters into boxes of their own."""
        self.line += 1
        pitch = height * self.rng.uniform(1.0, 1.7)
        for char in text:
            if char.isalnum():
                self._add(char, x, y, measure(char, height), height, hand=False)
            x += pitch
        return x

    def _add(self, text: str, x: float, y: float, wide: float, height: float, hand: bool) -> None:
        shake = self.rng.uniform(-0.06, 0.06) * height if self.read or hand else 0.0
        box = Box(int(x), int(y + shake), int(x + wide) + 1, int(y + shake + 0.86 * height) + 1)
        reader = "ppocr" if self.read else "pdf text"
        self.words.append(
            Word(text, box, 0.97 if self.read else 1.0, reader, line=self.line, handwritten=hand)
        )

    def as_reading(self, misread: float) -> PageReading:
        """The page; `misread` is the share of letters that a reader of pictures takes for others."""
        words = [_misread(w, misread, self.rng) for w in self.words] if self.read else self.words
        source = PageSource.IMAGE if self.read else PageSource.TEXT_LAYER
        return PageReading(0, self.width, self.height, 0, source, tuple(words))


def measure(text: str, height: float) -> float:
    """How wide a line of text is, in pixels."""
    return height * sum(_WIDTHS.get(c, _CAPITAL if c.isupper() else _WIDTH) for c in text)


_CONFUSED = {"o": "0", "O": "0", "l": "1", "i": "l", "I": "l", "S": "5", "B": "8", "e": "c", "a": "o", "t": "f",
             "n": "r", "u": "v", "h": "b", "c": "e", "0": "O", "1": "l", "5": "S"}  # fmt: skip


def _misread(word: Word, share: float, rng: Random) -> Word:
    letters = [_CONFUSED.get(c, c) if rng.random() < share else c for c in word.text]
    text = "".join(c for c in letters if rng.random() > share / 4)
    if text.endswith(":") and rng.random() < 0.1:
        text = text[:-1]
    return replace(word, text=text or word.text)
