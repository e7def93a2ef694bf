"""The pages of a case as its page shows them, each with the values that stand on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.cases import Case
from domain.geometry import Box
from domain.ids import PageId
from intake.readers.wire import decode_page, decode_reading
from processing.ports import StoredPage, Work
from review.guard import Visitor
from review.masking import MASK, mask_text, reveal_token
from review.opening import pages_beside
from review.shown_documents import ShownDocument, ShownValue


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of the case."""

    id: PageId
    number: int
    """1-based within the case."""
    beside: str
    """Empty for a page of a document; else what it was set aside as, and why."""
    width: int
    height: int
    has_picture: bool
    pieces: tuple[tuple[str, str], ...]
    """(text, key of the value it is, or empty), for a page that is text."""
    quality: tuple[str, ...]
    seen: bool
    reveal: str = field(default="", repr=False)
    """Lets the picture be fetched uncovered, where the digits were asked for."""
    values: tuple[ShownValue, ...] = ()
    region: tuple[int, int, int, int] | None = None
    """x, y, width, height of the paper that is shown, where the page shows others too."""


def show_pages(
    work: Work, case: Case, documents: Sequence[ShownDocument], visitor: Visitor, revealed: str
) -> tuple[ShownPage, ...]:
    """Pages of the documents in their order, then those that came along and are in none."""
    seen = work.cases.parts_shown(case.id, visitor.name)
    own = [(part, page_id) for part in documents for page_id in part.document.page_ids]
    pages = [
        _show_page(
            work.submissions.page(page_id), number, (page_id, part.document.region) in seen,
            values=tuple(v for v in part.values if v.page == number),
            reveal=reveal_token(visitor.token, revealed, page_id) if part.document.id == revealed else "",
            region=part.document.region,
        )
        for number, (part, page_id) in enumerate(own, start=1)
    ]  # fmt: skip
    beside = pages_beside(work, case, visitor)
    pages += [
        _show_page(stored, number, (stored.id, None) in seen, beside=_set_aside_words(stored))
        for number, stored in enumerate(beside, start=len(own) + 1)
    ]
    return tuple(pages)


def _set_aside_words(stored: StoredPage) -> str:
    return f"{stored.use.value}, {stored.use_reason}" if stored.use_reason else stored.use.value


def _show_page(
    stored: StoredPage,
    number: int,
    seen: bool,
    *,
    values: tuple[ShownValue, ...] = (),
    reveal: str = "",
    beside: str = "",
    region: Box | None = None,
) -> ShownPage:
    if stored.reading is not None:
        reading = decode_reading(stored.reading)
        width, height, quality, text = (
            reading.width,
            reading.height,
            reading.quality.reasons,
            reading.plain_text,
        )
    else:
        page = decode_page(stored.unread, b"")
        width, height, quality, text = page.width, page.height, (), page.text
    return ShownPage(
        id=stored.id,
        number=number,
        beside=beside,
        width=width,
        height=height,
        has_picture=stored.image is not None,
        pieces=() if stored.image else _cut_text(text, values, bare=bool(reveal)),
        quality=quality,
        seen=seen,
        reveal=reveal,
        values=values,
        region=(region.x0, region.y0, region.width, region.height) if region else None,
    )


def _cut_text(text: str, values: tuple[ShownValue, ...], *, bare: bool) -> tuple[tuple[str, str], ...]:
    """The text in pieces, those that are values under their key; masked digits stay masked."""
    pieces: list[tuple[str, str]] = []
    end = 0
    for value in sorted((v for v in values if v.span), key=lambda v: v.span or (0, 0)):
        start, stop = value.span or (0, 0)
        if start < end:
            continue
        pieces += [(text[end:start], ""), (MASK if value.masked else text[start:stop], value.key)]
        end = stop
    pieces.append((text[end:], ""))
    return tuple((piece if bare else mask_text(piece), key) for piece, key in pieces if piece)


def picture_type(picture: bytes) -> str:
    """PNG or JPEG, by its first bytes."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
