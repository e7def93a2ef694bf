"""Pages and readings in plain form: JSON for words, bytes for pictures; no pickle.

`encode_reading` is also what the stores keep (encrypted), so its form is stable: keys are only ever added,
and `version` rises when an old text would be read otherwise.
"""

import json
from dataclasses import replace
from itertools import chain
from typing import Any

from domain.errors import CorruptDocument
from domain.geometry import Box
from domain.pages import (
    Barcode,
    FormValue,
    Mark,
    MarkKind,
    PageImage,
    PageReading,
    PageSource,
    Quality,
    Word,
)

#: Raised when a stored reading must be read otherwise than before.
VERSION = 1

#: Bytes of the length that stands before each JSON header.
_LENGTH = 4


def encode_reading(reading: PageReading) -> bytes:
    """A reading as compact UTF-8 JSON, without its image."""
    return _dump(
        {
            "version": VERSION,
            "index": reading.index,
            "width": reading.width,
            "height": reading.height,
            "rotation": reading.rotation,
            "source": reading.source.value,
            "words": [_plain_word(word) for word in reading.words],
            "barcodes": [[code.format, code.text, code.box.as_list()] for code in reading.barcodes],
            "quality": [reading.quality.legible, list(reading.quality.reasons)],
            "blank": reading.blank,
            "text": reading.text,
            "form_values": [_plain_value(value) for value in reading.form_values],
            "marks": [[mark.kind.value, mark.box.as_list(), mark.weight] for mark in reading.marks],
            "seconds": reading.seconds,
            **({"false_layer": True} if reading.false_layer else {}),
            **({} if reading.look is None else {"look": reading.look}),
        }
    )


def decode_reading(encoded: bytes, image: bytes = b"") -> PageReading:
    """The reading that `encode_reading` wrote.

    Raises: CorruptDocument where the bytes are something else.
    """
    try:
        return _make_reading(json.loads(encoded), image)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise CorruptDocument("A stored reading does not hold together.") from error


def _make_reading(plain: Any, image: bytes) -> PageReading:
    if plain["version"] != VERSION:
        raise ValueError("version")
    legible, reasons = plain["quality"]
    return PageReading(
        index=int(plain["index"]),
        width=int(plain["width"]),
        height=int(plain["height"]),
        rotation=int(plain["rotation"]),
        source=PageSource(plain["source"]),
        words=tuple(_make_word(word) for word in plain["words"]),
        barcodes=tuple(Barcode(str(f), str(t), _make_box(b)) for f, t, b in plain["barcodes"]),
        quality=Quality(float(legible), tuple(str(reason) for reason in reasons)),
        blank=bool(plain["blank"]),
        text=str(plain["text"]),
        form_values=tuple(_make_value(value) for value in plain["form_values"]),
        marks=tuple(Mark(MarkKind(k), _make_box(b), float(w)) for k, b, w in plain["marks"]),
        image=image,
        seconds=float(plain["seconds"]),
        false_layer=bool(plain.get("false_layer", False)),
        look=int(plain["look"]) if "look" in plain else None,
    )


def pack_reading(reading: PageReading) -> bytes:
    """A reading with its image, as a child hands it to its parent."""
    return _pack(encode_reading(reading), reading.image)


def unpack_reading(packed: bytes) -> PageReading:
    """The reading that `pack_reading` wrote. Raises: CorruptDocument."""
    return decode_reading(*_unpack(packed))


def pack_page(page: PageImage) -> bytes:
    """A page with its image, as the parent hands it to a child."""
    header = {
        "index": page.index,
        "width": page.width,
        "height": page.height,
        "dpi": page.dpi,
        "source": page.source.value,
        "words": [_plain_word(word) for word in page.words],
        "text": page.text,
        "form_values": [_plain_value(value) for value in page.form_values],
        "fax_vertical_dpi": page.fax_vertical_dpi,
        "hidden_text": page.hidden_text,
    }
    return _pack(_dump(header), page.image)


def unpack_page(packed: bytes) -> PageImage:
    """The page that `pack_page` wrote. Raises: CorruptDocument."""
    header, image = _unpack(packed)
    try:
        plain = json.loads(header)
        return PageImage(
            index=int(plain["index"]),
            image=image,
            width=int(plain["width"]),
            height=int(plain["height"]),
            dpi=None if plain["dpi"] is None else float(plain["dpi"]),
            source=PageSource(plain["source"]),
            words=tuple(_make_word(word) for word in plain["words"]),
            text=str(plain["text"]),
            form_values=tuple(_make_value(value) for value in plain["form_values"]),
            fax_vertical_dpi=None if plain["fax_vertical_dpi"] is None else float(plain["fax_vertical_dpi"]),
            hidden_text=str(plain.get("hidden_text", "")),
        )
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise CorruptDocument("A page handed to a reader does not hold together.") from error


def _pack(header: bytes, image: bytes) -> bytes:
    return len(header).to_bytes(_LENGTH, "big") + header + image


def _unpack(packed: bytes) -> tuple[bytes, bytes]:
    end = _LENGTH + int.from_bytes(packed[:_LENGTH], "big")
    if len(packed) < max(end, _LENGTH):
        raise CorruptDocument("A page or reading is cut short.")
    return packed[_LENGTH:end], packed[end:]


def _dump(plain: dict[str, Any]) -> bytes:
    try:
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        # A broken mail's text may hold half of a surrogate pair, which UTF-8 cannot; escapes can.
        return json.dumps(plain, separators=(",", ":"), allow_nan=False).encode()


def _plain_word(word: Word) -> list[Any]:
    return [
        word.text,
        word.box.as_list(),
        word.confidence,
        word.reader,
        None if word.span is None else list(word.span),
        word.second,
        word.second_confidence,
        word.line,
        word.handwritten,
        *([] if word.third is None and not word.doubts else [word.third, word.third_confidence]),
        *([[list(chain.from_iterable(step)) for step in word.doubts]] if word.doubts else []),
    ]


def _make_word(plain: Any) -> Word:
    text, box, confidence, reader, span, second, second_confidence, line, handwritten, *later = plain
    return Word(
        text=str(text),
        box=_make_box(box),
        confidence=float(confidence),
        reader=str(reader),
        span=None if span is None else (int(span[0]), int(span[1])),
        second=None if second is None else str(second),
        second_confidence=float(second_confidence),
        third=None if not later or later[0] is None else str(later[0]),
        third_confidence=float(later[1]) if later else 0.0,
        line=int(line),
        handwritten=bool(handwritten),
        doubts=tuple(_make_step(step) for step in later[2]) if len(later) > 2 else (),
    )


def _make_step(plain: Any) -> tuple[tuple[str, float], ...]:
    return tuple(
        (str(character), float(chance)) for character, chance in zip(plain[::2], plain[1::2], strict=True)
    )


def _plain_value(value: FormValue) -> list[Any]:
    return [value.name, value.label, value.value, value.box.as_list()]


def _make_value(plain: Any) -> FormValue:
    name, label, value, box = plain
    return FormValue(str(name), str(label), str(value), _make_box(box))


def _make_box(plain: Any) -> Box:
    x0, y0, x1, y1 = plain
    return Box(int(x0), int(y0), int(x1), int(y1))


def encode_page(page: PageImage) -> bytes:
    """A page without its image, as it is kept until it is read."""
    return pack_page(replace(page, image=b""))


def decode_page(encoded: bytes, image: bytes) -> PageImage:
    """The page that `encode_page` wrote, with its image. Raises: CorruptDocument."""
    return replace(unpack_page(encoded), image=image)
