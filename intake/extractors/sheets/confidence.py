"""How sure a value is: what its words are worth, times what its place on the paper is worth."""

from collections.abc import Sequence

from domain.pages import PageSource
from intake.extractors.sheets.layout import Token

#: Words that never went through reading: their text is what the sender's program wrote.
_TRUE_TEXT = frozenset({"pdf text", "acroform", "body"})

#: Worth of a word that both readers read alike, before its own confidence weighs.
_AGREED = 0.97

#: Worth of a word that only one reader saw, and of one that the readers read differently.
_ALONE = 0.86
_DIFFERENT = 0.6


def weigh_word(token: Token) -> float:
    """The chance that one word is read right, 0.0-1.0, before calibration."""
    word = token.word
    if word.reader in _TRUE_TEXT:
        return 0.995
    if word.second is None:
        return _ALONE * (0.6 + 0.4 * word.confidence)
    if word.agreed:
        return _AGREED + (1 - _AGREED) * word.confidence
    return _DIFFERENT * (0.5 + 0.5 * word.confidence)


def weigh_reading(tokens: Sequence[Token]) -> float:
    """The chance that all of some words are read right: the weakest decides, the others pull a little."""
    if not tokens:
        return 0.5
    worth = sorted(weigh_word(t) for t in tokens)
    product = 1.0
    for each in worth[1:]:
        product *= 1 - (1 - each) * 0.35
    return worth[0] * product


def name_readers(tokens: Sequence[Token], source: PageSource) -> str:
    """Who read the words, as evidence names it."""
    if source is PageSource.BODY:
        return "body"
    names = {t.word.reader for t in tokens}
    if any(t.word.second is not None and t.word.agreed for t in tokens) and "ppocr" in names:
        names.add("tesseract")
    if any(t.word.upheld and not t.word.agreed for t in tokens):
        names.add("ppocrv4")
    return "+".join(sorted(names)) or "layout"


def second_text(tokens: Sequence[Token]) -> str | None:
    """What the other reader made of the words; None where it read nothing or the same."""
    if not any(t.word.second and not t.word.agreed for t in tokens):
        return None
    return " ".join((t.word.second or t.text) if t.word.text == t.text else t.text for t in tokens)
