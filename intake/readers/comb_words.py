"""The words that stand in combs, read anew without the boxes' lines."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from domain.geometry import Box, join_boxes
from domain.pages import Word
from intake.readers.comb_lines import SetLine, set_line
from intake.readers.combs import Comb, area_of, stands_beside
from intake.readers.picture import Grey

#: A word of the page is the comb's where this share of it lies in the boxes, or its middle and this lesser
#: share if it says the same, as one whose box takes in the caption over them.
WORD_SHARE = 0.6
TALL_SHARE = 0.45

#: What is read less surely than this is a guess at what cannot be read.
LEAST_SURE = 0.6

#: From this confidence of the second reader on a word on which both agree is print.
SURE_PRINT = 0.9

#: The readers' names as words bear them.
_READERS = ("ppocr", "tesseract")

#: Boxes so few hold digits alone, or letters alone: a letter among digits there is a digit misread.
MOST_DIGITS = 4
#: As many combs side by side are parts of one date or number, whose letters are digits misread.
LEAST_PARTS = 3
_AS_DIGITS = str.maketrans("OoQDCILl|!ZzSsBGbgq", "0000011111225586699")

#: Reads a set line: its text and how sure that is, 0.0-1.0, by the first and by the second reader.
ReadLine = Callable[[Grey], tuple[tuple[str, float], tuple[str, float]]]


def replace_combs(grey: Grey, combs: Sequence[Comb], words: Sequence[Word], read: ReadLine) -> list[Word]:
    """The words of a page, those in `combs` read anew where all their characters can be told."""
    kept = list(words)
    for group in _side_by_side(combs):
        found = [each for comb in group if (each := _read_comb(grey, comb, read)) is not None]
        whole = _as_one_date([word for words in found for word in words])
        if not whole or not all(found):
            continue
        place = join_boxes([comb.box for comb in group])
        taken = [word for word in kept if _is_of(word, place, whole)]
        if any(_is_print_over(word, place) for word in kept if word not in taken):
            continue
        written = any(word.handwritten for word in taken)
        kept = [word for word in kept if word not in taken]
        kept += [replace(word, handwritten=written) for word in whole]
    return kept


def _is_of(word: Word, place: Box, found: Sequence[Word]) -> bool:
    """Whether a word of the page was read off a comb, of which the words `found` were read anew."""
    share = word.box.overlap(place) / area_of(word.box)
    across, down = word.box.middle
    within = place.x0 <= across <= place.x1 and place.y0 <= down <= place.y1
    alike = within and any(word.text == other.text for other in found)
    return share >= (TALL_SHARE if alike else WORD_SHARE)


def _is_print_over(word: Word, place: Box) -> bool:
    """Whether a word that both readers surely read reaches over what seemed boxes: its own strokes."""
    sure = word.agreed and word.second_confidence >= SURE_PRINT
    return sure and word.box.overlap(place) >= WORD_SHARE * area_of(place)


def _side_by_side(combs: Sequence[Comb]) -> Iterator[list[Comb]]:
    """Combs in groups that stand beside each other, as month, day and year do."""
    rest = sorted(combs, key=lambda comb: comb.box.x0)
    while rest:
        group = [rest.pop(0)]
        for comb in list(rest):
            if _are_parts(group[-1], comb) and stands_beside(comb, group[-1]):
                group.append(comb)
                rest.remove(comb)
        yield group


def _are_parts(comb: Comb, other: Comb) -> bool:
    """Whether two combs are as short as the parts of one date or number, which need each other."""
    return max(len(comb.cells), len(other.cells)) <= MOST_DIGITS


def _read_comb(grey: Grey, comb: Comb, read: ReadLine) -> list[Word] | None:
    """A comb's words, with what a pen left on the boxes' sides or else without; None where all are empty."""
    inside = set_line(grey, comb, sides=False)
    if inside is None:
        return None
    whole = set_line(grey, comb)
    return (_read_line(whole, read) if whole is not None else []) or _read_line(inside, read)


def _read_line(line: SetLine, read: ReadLine) -> list[Word]:
    """A set line's words by the first reader that has as many characters as it; none where neither has."""
    first, second = read(line.grey)
    texts = [
        ("".join(text.split()), sure, name)
        for (text, sure), name in zip((first, second), _READERS, strict=True)
    ]
    fits = [found for found in texts if len(found[0]) == line.count and found[1] >= LEAST_SURE]
    if not fits:
        return []
    text, sure, reader = fits[0]
    other, other_sure, _ = texts[1] if reader == _READERS[0] else texts[0]
    words, at = [], 0
    for cells in line.words:
        end = at + len(cells)
        beside = _as_one_kind(other[at:end]) if len(other) == len(text) else None
        words.append(
            Word(
                _as_one_kind(text[at:end]),
                join_boxes(list(cells)),
                sure,
                reader,
                second=beside,
                second_confidence=other_sure,
            )
        )
        at = end
    return words


def _as_one_date(words: Sequence[Word]) -> list[Word]:
    """The words of combs side by side: where half are digits, as of month, day and year, all of them are."""
    digits = sum(c.isdigit() for word in words for c in word.text)
    short = all(len(word.text) <= MOST_DIGITS for word in words)
    if not short or len(words) < LEAST_PARTS or 2 * digits < sum(len(word.text) for word in words):
        return list(words)
    return [
        replace(word, text=_with_digits(word.text), second=word.second and _with_digits(word.second))
        for word in words
    ]


def _with_digits(text: str) -> str:
    """A text's letters read as the digits that they resemble, where each resembles one."""
    turned = text.translate(_AS_DIGITS)
    return turned if turned.isdigit() else text


def _as_one_kind(text: str) -> str:
    """A letter among a few digits read as the digit that it resembles."""
    if len(text) <= MOST_DIGITS and any(c.isdigit() for c in text):
        return text.translate(_AS_DIGITS)
    return text
