"""A PDF page's own text: words with boxes in page-image pixels, and whether they can be believed."""

import ctypes
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c
from PIL import Image

from domain.geometry import Box
from domain.pages import Word
from intake.parsers.pdf_images import UNSEEN_MODES, PageImages

#: Words below which a page is not called a page of text.
FEWEST_WORDS = 4
#: Characters without a true Unicode value that a text layer may have.
BAD_SHARE = 0.04
#: Words that leave no mark on the page (hidden, covered, white) that a true layer may have.
UNSEEN_SHARE = 0.3
#: Grey levels between paper and ink inside a word's box.
CONTRAST = 40
#: Share of the page under ink that no word explains (handwriting, outlined letters)
#: beyond which OCR must read.
UNEXPLAINED_SHARE = 0.004
#: Characters read from one page; a page of more is hostile.
MOST_CHARACTERS = 200_000
#: Characters kept of a page's unseen text: enough to hold against what is read.
MOST_HIDDEN = 4_000
#: Resolution at which ink is looked at.
INK_DPI = 100.0

Grey = npt.NDArray[np.uint8]


@dataclass(slots=True)
class _Char:
    text: str
    box: tuple[float, float, float, float]
    """Left, bottom, right, top in points."""
    seen: bool
    sound: bool
    level: bool


@dataclass(frozen=True, slots=True)
class PageText:
    """What a PDF says on one page."""

    words: list[Word] | None
    """The layer's words; None where OCR must read."""
    hidden: str
    """Text that the picture does not show."""


def read_page_text(page: Any, image: Image.Image, survey: PageImages, form_words: list[Word]) -> PageText:
    """The page's words as far as they can be used, and what the picture does not show of them."""
    chars = _read_chars(page)
    unseen = [c for c in chars if survey.covers or not c.seen or c.text == " "]
    words = _words_of([c for c in chars if c.seen], page, image.size) if not survey.covers else []
    grey: Grey = np.asarray(image.convert("L"))
    marked = [word for word in words if _leaves_mark(grey, word.box)]
    blank = [word.text for word in words if not _leaves_mark(grey, word.box)]
    hidden = " ".join([*"".join(c.text for c in unseen).split(), *blank])[:MOST_HIDDEN]
    usable = _is_usable(chars, words, marked) and not survey.covers
    if usable and _unexplained_ink(grey, [*marked, *form_words], survey, page) <= UNEXPLAINED_SHARE:
        return PageText(marked, hidden)
    return PageText(None, hidden)


def read_hidden_text(page: Any) -> str:
    """The text of a page that is one picture: whatever it says, the picture does not show it."""
    return " ".join("".join(c.text for c in _read_chars(page)).split())[:MOST_HIDDEN]


def _is_usable(chars: list[_Char], words: list[Word], marked: list[Word]) -> bool:
    """Whether a layer can be believed before it is compared: true values, level, language, marks on the page.

    Pictures must not cover the page either: an invisible OCR layer is somebody else's reading.
    """
    letters = [c for c in chars if c.seen and c.text.strip()]
    if not letters or sum(not c.sound for c in letters) > BAD_SHARE * len(letters):
        return False
    if sum(c.level for c in letters) < 0.7 * len(letters):
        return False
    if len(words) < FEWEST_WORDS or not _reads_like_language(words):
        return False
    return len(words) - len(marked) <= UNSEEN_SHARE * len(words)


def _read_chars(page: Any) -> list[_Char]:
    text_page = page.get_textpage()
    try:
        count = min(text_page.count_chars(), MOST_CHARACTERS)
        return [c for c in (_read_char(text_page, index) for index in range(count)) if c is not None]
    finally:
        text_page.close()


def _read_char(text_page: Any, index: int) -> _Char | None:
    code = pdfium_c.FPDFText_GetUnicode(text_page, index)
    if pdfium_c.FPDFText_IsGenerated(text_page, index) == 1 or code in (0, 9, 10, 13, 32, 0xA0):
        return _Char(" ", (0, 0, 0, 0), True, True, True)
    if code == 0x02 or code == 0xAD:
        code = 0x2D  # PDFium marks a hyphen at a line's end so.
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not pdfium_c.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return None
    thing = pdfium_c.FPDFText_GetTextObject(text_page, index)
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(thing) if thing else 0
    angle = pdfium_c.FPDFText_GetCharAngle(text_page, index)
    text = unicodedata.normalize("NFKC", chr(code)) if 0xFB00 <= code <= 0xFB06 else chr(code)
    return _Char(
        text=text,
        box=(left.value, bottom.value, right.value, top.value),
        seen=mode not in UNSEEN_MODES,
        sound=_is_sound(text) and pdfium_c.FPDFText_HasUnicodeMapError(text_page, index) != 1,
        level=abs(angle) < 0.12 or abs(angle - 6.283185) < 0.12,
    )


def _is_sound(text: str) -> bool:
    return text != "\ufffd" and unicodedata.category(text[0]) not in ("Co", "Cc", "Cn")


def _words_of(chars: list[_Char], page: Any, size: tuple[int, int]) -> list[Word]:
    words: list[Word] = []
    run: list[_Char] = []
    for char in [*chars, _Char(" ", (0, 0, 0, 0), True, True, True)]:
        if run and (char.text == " " or _on_next_line(run[-1], char)):
            word = _word_of(run, page, size)
            if word is not None:
                words.append(word)
            run = []
        if char.text != " ":
            run.append(char)
    return words


def _on_next_line(last: _Char, char: _Char) -> bool:
    """Whether a character begins the line below: PDFium puts nothing between the halves of a broken word."""
    return char.box[2] <= last.box[0] and char.box[3] <= last.box[1]


def _word_of(run: list[_Char], page: Any, size: tuple[int, int]) -> Word | None:
    inked = [c.box for c in run if c.box[2] > c.box[0]]
    if not inked:
        return None
    box = to_pixels(
        page,
        (
            min(b[0] for b in inked),
            min(b[1] for b in inked),
            max(b[2] for b in inked),
            max(b[3] for b in inked),
        ),
        size,
    )
    if box is None:
        return None
    return Word(text="".join(c.text for c in run), box=box, confidence=1.0, reader="pdf text")


def to_pixels(page: Any, bounds: tuple[float, float, float, float], size: tuple[int, int]) -> Box | None:
    """A rectangle in points (left, bottom, right, top) as a box on the page image, turned as the page is.

    None where it lies outside.
    """
    # PDFium answers in whole device units; eight to a pixel keep the fractions.
    fine = 8
    xs, ys = [], []
    for x, y in ((bounds[0], bounds[1]), (bounds[2], bounds[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_c.FPDF_PageToDevice(page, 0, 0, size[0] * fine, size[1] * fine, 0, x, y, across, down)
        xs.append(across.value / fine)
        ys.append(down.value / fine)
    x0, x1 = max(0, int(min(xs))), min(size[0], int(max(xs)) + 1)
    y0, y1 = max(0, int(min(ys))), min(size[1], int(max(ys)) + 1)
    return Box(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


def _reads_like_language(words: list[Word]) -> bool:
    """Fonts without a true encoding give letters that never make words: look for vowels."""
    wordy = [w.text.lower() for w in words if len(w.text) >= 4 and w.text.isalpha()]
    if len(wordy) < 8:
        return True
    voiced = sum(any(v in word for v in "aeiouyáéíóúäöüàèãõç") for word in wordy)
    return voiced >= 0.75 * len(wordy)


def _leaves_mark(grey: Grey, box: Box) -> bool:
    patch = grey[max(0, box.y0 - 1) : box.y1 + 1, max(0, box.x0 - 1) : box.x1 + 1]
    return bool(patch.size) and int(patch.max()) - int(patch.min()) >= CONTRAST


def _unexplained_ink(grey: Grey, words: list[Word], survey: PageImages, page: Any) -> float:
    """Share of the page under marks that are no word, no ruled line, no box, no picture and no seal."""
    width, height = page.get_size()
    scale = min(1.0, INK_DPI * max(width, height) / 72.0 / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = (small < 150).astype(np.uint8)
    boxes = [w.box for w in words]
    boxes += [
        b for b in (to_pixels(page, i.bounds, (grey.shape[1], grey.shape[0])) for i in survey.images) if b
    ]
    for box in boxes:
        y0, y1 = int(box.y0 * scale) - 2, int(box.y1 * scale) + 3
        x0, x1 = int(box.x0 * scale) - 2, int(box.x1 * scale) + 3
        dark[max(0, y0) : y1, max(0, x0) : x1] = 0
    # Ruled lines and frames go first, so that writing that touches them stands alone.
    for shape in ((25, 1), (1, 25)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        dark = np.where(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel) > 0, 0, dark).astype(np.uint8)
    joined = cv2.dilate(dark, np.ones((3, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    total = sum(_weight_of(stat, dark.shape) for stat in stats[1:])
    return float(total) / float(dark.shape[0] * dark.shape[1])


def _weight_of(stat: Any, shape: tuple[int, ...]) -> int:
    """Bounding area of one mark; 0 for specks, thin remains of lines, and a compact seal near the head."""
    _, top, wide, high = (int(v) for v in stat[:4])
    if min(wide, high) < 7:
        return 0
    if top < 0.22 * shape[0] and 0.5 <= wide / high <= 2.0 and high < 0.16 * shape[0]:
        return 0
    # A tick box is small, square and alone.
    if max(wide, high) <= 22 and 0.7 <= wide / high <= 1.4:
        return 0
    return wide * high


def lay_lines(words: list[Word]) -> list[Word]:
    """Number the words' lines top to bottom, words left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.middle[1], w.box.x0)):
        home = next((line for line in reversed(lines[-4:]) if _same_line(line[-1], word)), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    lines.sort(key=lambda line: min(w.box.middle[1] for w in line))
    return [
        replace(word, line=number)
        for number, line in enumerate(lines)
        for word in sorted(line, key=lambda w: w.box.x0)
    ]


def _same_line(one: Word, other: Word) -> bool:
    shared = min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0)
    return shared >= 0.5 * min(one.box.height, other.box.height)
