"""Words as they stand on a levelled page, parted where a drawn blank or a lost one hides in them."""

import re
from collections.abc import Iterator

from domain.geometry import Box
from domain.pages import Word
from intake.extractors.sheets.layout import Token

#: Letters that a word must have, and how much higher than wide it is, where it was printed on its side.
LEAST_UPENDED, UPENDED = 4, 1.5

#: Three wide capitals, so much higher than wide: a frame's line or an edge of the paper that was read as letters, or an
#: upended word. Strokes such as those of a third ("III") are as narrow.
_WIDE, WIDE_UPENDED = re.compile(r"[A-HK-Z]{3}"), 2.0

#: A blank drawn as characters: it parts what stands before and after it.
_BLANK = re.compile(r"^[_\-–—.=~…]{2,}$|^_$")

#: A label glued to its answer by a reader that lost the blank.
_GLUED = re.compile(r"^(?P<label>[^\W\d][^\s:@/]{1,24}[:.])(?P<answer>[^\s:./][^\s]*)$")

_GLUED_DATE = re.compile(
    r"^(?P<label>(?:[A-Za-z]{3,}|at|by|in|is|of|on|to)[:.]?)(?P<answer>\d{1,2}[/\-]\d{1,2}[/\-]\d{2,4})$"
)

#: "onNov.", "DatedMarch": the shorter words are no beginning of a name.
_GLUED_MONTH = re.compile(
    r"^(?P<label>[A-Za-z]{3,}[a-z]|[Oo]n)(?P<answer>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?)$"
)

#: A small word of a sentence, or a caption, glued to the name that was written behind it ("amMaria", "SignatureMaria"): no
#: name begins so.
_GLUED_NAME = re.compile(
    r"^(?P<label>am|and|by|is|name|named|of|saw|that|the|to|Name|Signature|Signed)(?P<answer>[A-ZÀ-ÖØ-Þ][^\W\dA-Z_]+[^\s:@/]*)$"
)

_UNDERSCORES = re.compile(r"_{2,}")

#: "I am" as a reader runs it together, and how another one then reads it; "Lam" is a name as well.
_LAM, _I_AM = re.compile(r"^[Ll]am$"), re.compile(r"^[I1|]\s?am$")

_GLUED_I_AM = re.compile(r"^(?P<label>I)(?P<answer>am)$")

#: "lyer" for "Iyer": no word begins with a small L before such a letter; readers take one for the other.
_SMALL_L = re.compile(r"^l(?=[bcdfghjkmnpqrstvwxz][a-z]{2,}|y[aeiou][a-z])")


def is_upended(word: Word) -> bool:
    """Whether a word runs up the page, as a table's side headings do: it stands in no row."""
    letters = sum(c.isalpha() for c in word.text)
    if word.box.height > WIDE_UPENDED * word.box.width and _WIDE.fullmatch(word.text):
        return True
    return letters >= LEAST_UPENDED and word.box.height > UPENDED * word.box.width


def tokens_of(word: Word, slope: float) -> Iterator[Token]:
    """A word, or its parts, on a page that leans by `slope` (rise over run); none for a drawn blank."""
    text = word.text.strip()
    if _BLANK.match(text):
        return
    text = text.strip("_") or text  # the end of a drawn blank
    text = _SMALL_L.sub("I", text)
    if _LAM.match(text) and any(_I_AM.match(other) for other in (word.second, word.third) if other):
        text = "Iam"
    for part, x0, x1, breaks in _parts(text, word.box):
        shift = slope * (x0 + x1) / 2
        yield Token(part, word, x0, word.box.y0 - shift, x1, word.box.y1 - shift, breaks)


def _parts(text: str, box: Box) -> Iterator[tuple[str, float, float, bool]]:
    """Part a word where a drawn blank or a lost blank hides in it; widths go by characters."""
    pieces: list[tuple[str, int, bool]] = []
    glued = (
        _GLUED_DATE.match(text)
        or _GLUED_MONTH.match(text)
        or _GLUED_NAME.match(text)
        or _GLUED_I_AM.match(text)
        or (None if "//" in text else _GLUED.match(text))
    )
    if glued and (glued["label"].endswith(":") or glued.re is not _GLUED):
        pieces = [(glued["label"], 0, False), (glued["answer"], glued.start("answer"), False)]
    elif _UNDERSCORES.search(text):
        at = 0
        for piece in re.split(r"(_{2,})", text):
            if piece and not piece.startswith("__"):
                pieces.append((piece, at, at > 0))
            at += len(piece)
    else:
        pieces = [(text, 0, False)]
    per = box.width / max(1, len(text))
    for piece, start, breaks in pieces:
        yield piece, box.x0 + per * start, box.x0 + per * (start + len(piece)), breaks
