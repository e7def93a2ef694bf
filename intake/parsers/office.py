"""Word and OpenDocument texts: their words, and the pictures and files pasted into them."""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from domain.errors import CorruptDocument, LimitExceeded
from intake.parsers.budget import Budget
from intake.parsers.sniff import ODT

#: Decoded XML of the largest text read; a letter has some hundred kilobytes.
LARGEST_XML = 40 * 1024 * 1024
_DAMAGED = "The document file is damaged or cut off. Ask the sender for a PDF."
_WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT_SPACE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_TABLE_SPACE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_CHOICE_SPACE = "http://schemas.openxmlformats.org/markup-compatibility/2006"

#: Parts with words, in the order in which people read them; the text itself must be there.
_WORD_PARTS = (
    r"word/header\d*\.xml",
    r"word/document\.xml",
    r"word/(?:foot|end)notes\.xml",
    r"word/footer\d*\.xml",
)
_TEXT_PARTS = (r"styles\.xml", r"content\.xml")
_WORD_FILES, _TEXT_FILES = ("word/media/", "word/embeddings/"), ("Pictures/", "Object ")

_TEXTUAL = (f"{_WORD_SPACE} t", f"{_TEXT_SPACE} p", f"{_TEXT_SPACE} h")
_PARAGRAPHS = (f"{_WORD_SPACE} p", f"{_TEXT_SPACE} p", f"{_TEXT_SPACE} h")
_CELLS = (f"{_WORD_SPACE} tc", f"{_TABLE_SPACE} table-cell")
_ROWS = (f"{_WORD_SPACE} tr", f"{_TABLE_SPACE} table-row")
#: What stands for a sign or a space.
_SIGNS = {
    f"{_WORD_SPACE} tab": "\t",
    f"{_TEXT_SPACE} tab": "\t",
    f"{_WORD_SPACE} br": "\n",
    f"{_WORD_SPACE} cr": "\n",
    f"{_TEXT_SPACE} line-break": "\n",
    f"{_TEXT_SPACE} s": " ",
    f"{_WORD_SPACE} noBreakHyphen": "-",
}
#: What is there twice, or is no longer there (a tracked deletion).
_LEFT_OUT = (f"{_CHOICE_SPACE} Fallback", f"{_TEXT_SPACE} tracked-changes", f"{_WORD_SPACE} del")


def read_office(raw: bytes, media_type: str, budget: Budget) -> tuple[str, list[tuple[str, bytes]]]:
    """Text, and pictures and files inside as (name, bytes) in the order of their names.

    Raises CorruptDocument or LimitExceeded.
    """
    parts, folders = (_TEXT_PARTS, _TEXT_FILES) if media_type == ODT else (_WORD_PARTS, _WORD_FILES)
    main = "content.xml" if media_type == ODT else "word/document.xml"
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            archive.getinfo(main)
            texts = [
                _Words(main=name == main).read(_read_bounded(archive, name, LARGEST_XML))
                for name in _in_order(archive, parts)
            ]
            names = sorted(n for n in archive.namelist() if n.startswith(folders) and _is_file(n))
            files = [(n.rpartition("/")[2], _read_bounded(archive, n, budget.bytes_left)) for n in names]
    except (CorruptDocument, LimitExceeded, MemoryError):
        raise
    except Exception as error:
        raise CorruptDocument(_DAMAGED) from error
    return "\n".join(text for text in texts if text.strip()), files


def _is_file(name: str) -> bool:
    return not name.endswith(("/", ".xml", ".rels"))


def _in_order(archive: zipfile.ZipFile, parts: tuple[str, ...]) -> Iterator[str]:
    names = sorted(archive.namelist())
    for pattern in parts:
        yield from (name for name in names if re.fullmatch(pattern, name))


def _read_bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise LimitExceeded("The document holds more than can be opened here. Ask the sender for a PDF.")
    return content


class _Words:
    """Words and line breaks of one XML part; the cells of a table's row stand on one line.

    Entity declarations, which can explode, end the parse; hidden text is left out.
    """

    def __init__(self, *, main: bool) -> None:
        self._out: list[str] = []
        self._textual = 0
        self._cells = 0
        self._left_out = 0
        self._hidden = False
        self._main = main

    def read(self, xml: bytes) -> str:
        """The text. Raises CorruptDocument."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._say
        parser.EntityDeclHandler = parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(xml, True)
        except expat.ExpatError as error:
            if self._main:
                raise CorruptDocument(_DAMAGED) from error
        return "".join(self._out).strip("\n")

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if tag in _LEFT_OUT:
            self._left_out += 1
        elif tag in _TEXTUAL:
            self._textual += 1
        elif tag in _CELLS and not self._left_out:
            self._cells += 1
        elif tag == f"{_WORD_SPACE} r":
            self._hidden = False
        elif tag == f"{_WORD_SPACE} vanish":
            self._hidden = True
        elif tag in _SIGNS and not self._left_out:
            self._out.append(_SIGNS[tag])

    def _end(self, tag: str) -> None:
        if tag in _LEFT_OUT:
            self._left_out -= 1
        elif tag in _TEXTUAL:
            self._textual -= 1
        if self._left_out:
            return
        if tag in _PARAGRAPHS:
            self._out.append(" " if self._cells else "\n")
        elif tag in _CELLS:
            self._cells -= 1
            self._out.append("\t")
        elif tag in _ROWS:
            self._out.append("\n")

    def _say(self, text: str) -> None:
        if self._textual and not self._left_out and not self._hidden:
            self._out.append(text)

    def _refuse(self, *_: object) -> None:
        raise CorruptDocument(_DAMAGED)
