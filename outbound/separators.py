"""Batch cover and separator sheets as PDF, to be printed on one side and scanned with the papers."""

import io
from collections.abc import Sequence
from datetime import date

import pikepdf
import segno

from domain.kinds import Channel
from domain.sheets import SheetCode, SheetKind, encode_sheet
from outbound.rendering import compile_template

#: So much of a code may be lost: level H, 30 % (ISO/IEC 18004).
ERROR_LEVEL = "h"
#: Light modules round a code (ISO/IEC 18004 asks for 4).
QUIET_ZONE = 4


def make_sheets(
    count: int,
    *,
    batch: str = "",
    name: str = "",
    envelopes: int | None = None,
    pages: int | None = None,
    envelope_pages: Sequence[int] = (),
    channel: Channel = Channel.SCAN,
    cover: bool = True,
) -> list[SheetCode]:
    """A cover and `count` separators numbered from 1; without `batch` they can be used again and again."""
    first = SheetCode(SheetKind.COVER, batch, pages=pages, envelopes=envelopes, channel=channel, name=name)
    separators = [
        SheetCode(
            SheetKind.SEPARATOR,
            batch,
            number=number,
            of=count,
            pages=envelope_pages[number - 1] if number <= len(envelope_pages) else None,
            channel=channel,
        )
        for number in range(1, count + 1)
    ]
    return [first, *separators] if cover else separators


def render_sheets(sheets: Sequence[SheetCode], today: date) -> bytes:
    """The sheets as PDF, one a page; printers are told to print one side at full size."""
    named = next((sheet for sheet in sheets if sheet.kind is SheetKind.COVER), sheets[0])
    facts: dict[str, object] = {
        "title": "Separator sheets",
        "batch": named.batch,
        "name": named.name,
        "channel": named.channel.value,
        "envelopes": _words(named.envelopes),
        "pages": _words(named.pages if named.kind is SheetKind.COVER else None),
        "today": f"{today:%B} {today.day}, {today.year}",
        "sheets": [_facts(sheet) for sheet in sheets],
    }
    return _print_one_side(compile_template("separators.typ", facts, today))


def _facts(sheet: SheetCode) -> dict[str, object]:
    symbol = segno.make(encode_sheet(sheet), error=ERROR_LEVEL, boost_error=False)
    is_cover = sheet.kind is SheetKind.COVER
    return {
        "cover": is_cover,
        "number": sheet.number or 0,
        "place": "" if is_cover else f"{sheet.number} of {sheet.of}",
        "words": "the batch cover" if is_cover else f"separator {sheet.number}",
        "pages": "" if sheet.pages is None else f"{sheet.pages} page{'' if sheet.pages == 1 else 's'}",
        "qr": symbol.svg_inline(border=QUIET_ZONE, dark="black", light="white"),
    }


def _words(number: int | None) -> str:
    return "" if number is None else str(number)


def _print_one_side(pdf: bytes) -> bytes:
    """With the printer's own defaults set: a sheet on the back of another would part nothing."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.Root.ViewerPreferences = pikepdf.Dictionary(
            DisplayDocTitle=True, Duplex=pikepdf.Name.Simplex, PrintScaling=pikepdf.Name("/None")
        )
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()
