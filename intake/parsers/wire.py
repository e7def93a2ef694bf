"""What passes from a parser child to its trusted side: frames of JSON and raw bytes, checked one by one.

A frame is a 4-byte big-endian length, that many bytes of JSON, and, where the JSON says `blob`, that many
raw bytes. Pages cross as plain pixels, never as an encoded picture, so that what reads them later never
decodes anything a child made up.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from typing import Any

from PIL import Image

from domain.geometry import Box
from domain.limits import Limits
from domain.pages import FormValue, PageSource, Word
from domain.states import PartOutcome
from domain.submissions import FaxFacts, Forwarded, Headers, Part
from intake.parsers.witness import Collector, Opening, PageDraft

_LENGTH = struct.Struct(">I")
#: Longest JSON of one frame: a page of 200,000 words has about 20 MB.
LONGEST_JSON = 64 * 1024 * 1024
#: Bytes of pixels that pass at a time.
_STRIP_BYTES = 16 * 1024 * 1024
_MODES = {"1", "L", "RGB"}
#: Squaring may stretch a page by this much beyond the pixels counted before decoding.
_STRETCH = 4
#: Warnings and forwarded messages told of one original.
_MOST_NOTES = 10_000
_PATH_CHARACTERS = set("0123456789.")
Write = Callable[[bytes], object]
Read = Callable[[int], bytes]


class MalformedFrame(Exception):
    """A child told something that unpack never tells."""


class FrameWriter:
    """The witness in the child: writes all it hears as frames."""

    def __init__(self, write: Write, original: bytes, count: Callable[[int], None] | None = None) -> None:
        """`count` is told how many pages went over."""
        self._write = write
        self._original = original
        self._count = count
        self._pages = 0

    def _send(self, header: dict[str, Any], blob: bytes = b"") -> None:
        self._send_head({**header, "blob": len(blob)} if blob else header)
        if blob:
            self._write(blob)

    def _send_head(self, header: dict[str, Any]) -> None:
        packed = json.dumps(header, ensure_ascii=True).encode()
        self._write(_LENGTH.pack(len(packed)) + packed)

    def opened(self, opening: Opening) -> None:
        self._send({"tell": "opened", **asdict(opening)})

    def began(self, part: Part) -> None:
        # The file itself need not come back: the trusted side has it.
        same = part.content is self._original
        self._send(
            {
                "tell": "began",
                "path": part.path,
                "name": part.name,
                "media_type": part.media_type,
                "disposition": part.disposition,
                "size": part.size,
                "text": part.text,
                "sha256": part.sha256,
                "original": same,
            },
            b"" if same else part.content,
        )

    def paged(self, path: str, draft: PageDraft) -> None:
        image = draft.image
        size = _bytes_of_row(image.mode, image.width) * image.height if image is not None else 0
        self._send_head(
            {
                "blob": size,
                "tell": "paged",
                "path": path,
                "index": draft.index,
                "mode": image.mode if image is not None else None,
                "width": draft.width,
                "height": draft.height,
                "dpi": draft.dpi,
                "source": draft.source.value,
                "words": [_pack_word(word) for word in draft.words],
                "text": draft.text,
                "form_values": [[v.name, v.label, v.value, *v.box.as_list()] for v in draft.form_values],
                "fax_vertical_dpi": draft.fax_vertical_dpi,
                "hidden_text": draft.hidden_text,
            }
        )
        if image is not None:
            for top, bottom in _strips(image.mode, *image.size):
                self._write(image.crop((0, top, image.width, bottom)).tobytes())
        self._pages += 1
        if self._count is not None:
            self._count(self._pages)

    def ended(
        self, path: str, outcome: PartOutcome, problem: str | None, *, decoration: bool, text: str | None
    ) -> None:
        # The text was told with the part; only whether there is one can have changed.
        self._send(
            {
                "tell": "ended",
                "path": path,
                "outcome": outcome.value,
                "problem": problem,
                "decoration": decoration,
                "textual": text is not None,
            }
        )

    def forwarded(self, message: Forwarded) -> None:
        self._send({"tell": "forwarded", **asdict(message)})

    def warned(self, words: str) -> None:
        self._send({"tell": "warned", "words": words})

    def linked(self) -> None:
        self._send({"tell": "linked"})

    def closed(self, outcome: PartOutcome, problem: str | None, signed: str | None) -> None:
        self._send({"tell": "closed", "outcome": outcome.value, "problem": problem, "signed": signed})


def _bytes_of_row(mode: str, width: int) -> int:
    return (width + 7) // 8 if mode == "1" else width * (3 if mode == "RGB" else 1)


def _strips(mode: str, width: int, height: int) -> Iterator[tuple[int, int]]:
    """Rows that pass in one piece: a page's pixels are never in memory twice."""
    rows = max(1, _STRIP_BYTES // _bytes_of_row(mode, width))
    for top in range(0, height, rows):
        yield top, min(height, top + rows)


def _pack_word(word: Word) -> list[Any]:
    span = list(word.span) if word.span else None
    return [word.text, *word.box.as_list(), word.confidence, word.reader, span, word.line]


class FrameReader:
    """The trusted side: checks each frame and tells the collector.

    Raises MalformedFrame on anything that unpack would not tell, EOFError where the child broke off.
    """

    def __init__(self, read: Read, original: bytes, limits: Limits, collector: Collector) -> None:
        self._read = read
        self._original = original
        self._limits = limits
        self._collector = collector
        self._texts: dict[str, str | None] = {}
        self._pages = 0
        self._notes = 0
        self._bytes = 0

    def play(self) -> None:
        """Read frames until the child has told everything."""
        while not self._collector.whole:
            try:
                self._play_one()
            except (KeyError, TypeError, ValueError, RecursionError) as error:
                raise MalformedFrame("a frame does not hold what it must") from error

    def _play_one(self) -> None:
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        if length > LONGEST_JSON:
            raise MalformedFrame("a frame is too long")
        header = json.loads(self._read(length))
        size = _whole(header.get("blob", 0))
        if not 0 <= size <= max(self._limits.expanded_bytes, self._limits.page_pixels * 3 * _STRETCH):
            raise MalformedFrame("a frame carries too much")
        tell = header["tell"]
        blob = self._read(size) if size and tell != "paged" else b""
        if tell == "paged":
            self._page(header, size)
        elif tell == "opened":
            self._collector.opened(_unpack_opening(header))
        elif tell == "began":
            self._begin(header, blob)
        elif tell == "ended":
            self._end(header)
        elif tell in ("forwarded", "warned"):
            self._note(tell, header)
        elif tell == "linked":
            self._collector.linked()
        elif tell == "closed":
            signed = header["signed"]
            self._collector.closed(PartOutcome(header["outcome"]), _maybe(header["problem"]), _maybe(signed))
        else:
            raise MalformedFrame("a frame tells nothing known")

    def _begin(self, header: dict[str, Any], blob: bytes) -> None:
        path = _text(header["path"])
        parent = path.rpartition(".")[0]
        if (
            path in self._texts
            or not path
            or set(path) - _PATH_CHARACTERS
            or (parent and parent not in self._texts)
        ):
            raise MalformedFrame("a part lies nowhere")
        if len(self._texts) > self._limits.entries:
            raise MalformedFrame("too many parts")
        content = self._original if header["original"] is True else blob
        self._bytes += len(blob)
        if self._bytes > 2 * self._limits.expanded_bytes:
            raise MalformedFrame("too many bytes")
        text = _maybe(header["text"])
        self._texts[path] = text
        digest = hashlib.sha256(content).hexdigest() if content else _text(header["sha256"])
        self._collector.began(
            Part(
                path=path,
                name=_maybe(header["name"]),
                media_type=_text(header["media_type"]),
                disposition=_text(header["disposition"]),
                size=len(content) if content else _whole(header["size"]),
                sha256=digest,
                text=text,
                content=content,
            )
        )

    def _page(self, header: dict[str, Any], size: int) -> None:
        path = _text(header["path"])
        self._pages += 1
        if path not in self._texts or self._pages > self._limits.pages + self._limits.entries:
            raise MalformedFrame("a page of no part, or too many")
        width, height = _whole(header["width"]), _whole(header["height"])
        image = self._pixels(header["mode"], width, height, size)
        self._collector.paged(
            path,
            PageDraft(
                index=_whole(header["index"]),
                image=image,
                width=width,
                height=height,
                dpi=_maybe_real(header["dpi"]),
                source=PageSource(header["source"]),
                words=tuple(_unpack_word(word) for word in header["words"]),
                text=_text(header["text"]),
                form_values=tuple(_unpack_form_value(value) for value in header["form_values"]),
                fax_vertical_dpi=_maybe_real(header["fax_vertical_dpi"]),
                hidden_text=_text(header["hidden_text"]),
            ),
        )

    def _pixels(self, mode: object, width: int, height: int, size: int) -> Image.Image | None:
        if mode is None:
            return None
        most = self._limits.page_pixels * _STRETCH
        if mode not in _MODES or width < 1 or height < 1 or width * height > most:
            raise MalformedFrame("a page of impossible size")
        row = _bytes_of_row(str(mode), width)
        if size != row * height:
            raise MalformedFrame("a page lacks pixels")
        if size <= _STRIP_BYTES:
            return Image.frombytes(str(mode), (width, height), self._read(size))
        image = Image.new(str(mode), (width, height))
        for top, bottom in _strips(str(mode), width, height):
            strip = self._read(row * (bottom - top))
            image.paste(Image.frombytes(str(mode), (width, bottom - top), strip), (0, top))
        return image

    def _note(self, tell: str, header: dict[str, Any]) -> None:
        self._notes += 1
        if self._notes > _MOST_NOTES:
            raise MalformedFrame("too many notes")
        if tell == "warned":
            return self._collector.warned(_text(header["words"]))
        told = [_text(header[name]) for name in ("sender", "date", "subject")]
        return self._collector.forwarded(Forwarded(_whole(header["depth"]), *told))

    def _end(self, header: dict[str, Any]) -> None:
        path = _text(header["path"])
        self._collector.ended(
            path,
            PartOutcome(header["outcome"]),
            _maybe(header["problem"]),
            decoration=header["decoration"] is True,
            text=self._texts[path] if header["textual"] is True else None,
        )


def _unpack_opening(header: dict[str, Any]) -> Opening:
    told = header["headers"]
    fax = header["fax"]
    return Opening(
        media_type=_text(header["media_type"]),
        headers=Headers(**{f.name: _text(told[f.name]) for f in fields(Headers)}),
        automatic=_maybe(header["automatic"]),
        fax=FaxFacts(
            profile=_text(fax["profile"]),
            caller=_text(fax["caller"]),
            station=_text(fax["station"]),
            pages=None if fax["pages"] is None else _whole(fax["pages"]),
            received=_text(fax["received"]),
            received_at=_text(fax["received_at"]),
        )
        if fax is not None
        else None,
    )


def _unpack_word(told: list[Any]) -> Word:
    text, x0, y0, x1, y1, confidence, reader, span, line = told
    return Word(
        text=_text(text),
        box=Box(_whole(x0), _whole(y0), _whole(x1), _whole(y1)),
        confidence=_real(confidence),
        reader=_text(reader),
        span=(_whole(span[0]), _whole(span[1])) if span is not None else None,
        line=_whole(line),
    )


def _unpack_form_value(told: list[Any]) -> FormValue:
    name, label, value, x0, y0, x1, y1 = told
    box = Box(_whole(x0), _whole(y0), _whole(x1), _whole(y1))
    return FormValue(_text(name), _text(label), _text(value), box)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedFrame("no text where one must be")
    return value


def _maybe(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1 << 40:
        raise MalformedFrame("no whole number where one must be")
    return value


def _real(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedFrame("no number where one must be")
    return float(value)


def _maybe_real(value: object) -> float | None:
    return None if value is None else _real(value)
