"""How a letter is signed that has no place for it: under its closing words, or over the name that it ends with."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName
from domain.likeness import fold
from domain.pages import MarkKind
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.requests.signing_places import share_of
from intake.extractors.requests.strokes import LONGEST_SIGNATURE
from intake.extractors.sheets.closings import is_closing
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask

#: Likeness, of 100, from which two lines under a letter's closing are one name, written and typed.
SAME_NAME = 72

#: Space below closing words, in lines, that was left to sign in.
LEFT_FREE = 1.3

#: Words of a letter's closing line: "Thank you for your time,".
LONGEST_CLOSING = 5


def find_closing_signature(paper: Paper) -> list[Evidence]:
    """A letter without a labelled line: strokes or a written name below its closing words, and its date."""
    for laid in paper.pages:
        if laid.sheet.is_body:
            continue
        for closing in list_closings(laid):
            height = closing.height
            box = closing.tokens[0].word.box
            region = Box(
                max(0, box.x0 - round(2 * height)),
                box.y1,
                box.x0 + round(24 * height),
                box.y1 + round(8 * height),
            )
            weight = _closing_weight(laid, closing, region)
            found = [
                paper.evidence(
                    FieldName.SIGNATURE_PRESENT, weight > 0, laid.sheet.page, (), weight or 0.75,
                    printed="", box=region, reading=1.0,
                )
            ]  # fmt: skip
            dated = _letter_date(paper, laid, closing.row)
            return [*found, *([dated] if dated else [])]
    return []


def _closing_weight(laid: Laid, closing: Segment, region: Box) -> float:
    """How surely the place under closing words holds a signature; 0.0 for none.

    A typed name alone is none; a line unlike the letter's own type, or two lines (written, then typed), is one.
    """
    # A large signature begins beside the closing words.
    reach = Box(region.x0, max(0, region.y0 - round(2 * closing.height)), region.x1, region.y1)
    if any(m.kind is MarkKind.INK and share_of(m.box, reach) > 0.3 for m in laid.sheet.marks):
        return 0.95
    below = [s for row in laid.sheet.rows[closing.row + 1 : closing.row + 4] for s in row[:1]]
    below = [
        s for s in below if share_of(s.tokens[0].word.box, region) > 0.5 and any(c.isalpha() for c in s.text)
    ]
    if not below:
        return 0.0
    first = below[0]
    if len(below) > 1 and fuzz.ratio(fold(first.text), fold(below[1].text)) > SAME_NAME:
        return 0.9  # written, then typed
    if any(t.word.handwritten for t in first.tokens):
        return 0.93
    usual = laid.sheet.line_height
    other_type = not 0.84 < first.height / usual < 1.2
    doubtful = min(t.word.confidence for t in first.tokens) < 0.85
    # Space was left for a signature, and the name is typed below it.
    left = first.y0 - closing.y1 > LEFT_FREE * usual
    short = _is_short_form(first.text) and not left
    return 0.88 if other_type or doubtful or short else 0.0


def _is_short_form(text: str) -> bool:
    """Whether a name is written as people sign: one initial and a surname."""
    return bool(re.fullmatch(r"[A-Z]\.?\s+[A-Z][\w'’-]+", text.strip()))


def find_ending_signature(paper: Paper) -> list[Evidence]:
    """A letter without closing words that ends in a name: strokes right above it are the signature."""
    for laid in reversed(paper.pages):
        if laid.sheet.is_body:
            continue
        rows = laid.sheet.rows
        for row in reversed(rows[len(rows) // 2 :]):
            segment = row[0]
            name = tidy_name(segment.text.split(",")[0])
            if name is None or not is_full_name(name) or len(segment.tokens) > 5 or len(row) > 1:
                continue
            height, box = segment.height, segment.tokens[0].word.box
            region = Box(
                max(0, box.x0 - round(2 * height)), max(0, box.y0 - round(4.5 * height)),
                box.x0 + round(20 * height), box.y0,
            )  # fmt: skip
            inked = any(m.kind is MarkKind.INK and share_of(m.box, region) > 0.3 for m in laid.sheet.marks)
            if not inked and not _scribbled(laid, region):
                return []
            found = paper.evidence(
                FieldName.SIGNATURE_PRESENT, True, laid.sheet.page, (), 0.9 if inked else 0.8,
                printed="", box=region, reading=1.0,
            )  # fmt: skip
            dated = _letter_date(paper, laid, segment.row)
            return [found, *([dated] if dated else [])]
    return []


def _scribbled(laid: Laid, region: Box) -> bool:
    """Whether the only words in a place are a name's few, none of which the readers could agree on."""
    words = [w for w in laid.sheet.reading.words if share_of(w.box, region) > 0.6]
    return 0 < len(words) <= LONGEST_SIGNATURE and all(
        not w.agreed and not any(c.isdigit() for c in w.text) for w in words
    )


def _letter_date(paper: Paper, laid: Laid, before_row: int) -> Evidence | None:
    """The date that stands alone on a line of a letter, above its text."""
    for index, row in enumerate(laid.sheet.rows[: min(before_row, 16)]):
        for segment in row:
            dates = find_dates(segment.text, month_only=False)
            rest = (
                len(re.sub(r"\W", "", segment.text))
                - len(re.sub(r"\W", "", segment.text[dates[0].start : dates[0].end]))
                if dates
                else 9
            )
            # A label that stands behind it asks nothing of it.
            labels = (x for x in laid.labels if x.row == index and x.x0 < segment.x1)
            labelled = any(x.ask is not Ask.DATE and x.starts for x in labels)
            rest -= sum(
                len(t.text) for x in laid.labels if x.row == index and x.ask is Ask.DATE for t in x.tokens
            )
            if len(dates) == 1 and rest <= 5 and not labelled:
                return paper.evidence(
                    FieldName.SIGNED_ON, dates[0].value, laid.sheet.page, segment.tokens, 0.95
                )
    return None


def list_closings(laid: Laid) -> Iterator[Segment]:
    for segment in laid.sheet.segments:
        if len(segment.tokens) <= LONGEST_CLOSING and is_closing(segment.text):
            yield segment
