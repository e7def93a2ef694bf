"""Word and OpenDocument texts: their words, and the pictures pasted into them."""

import io
import zipfile
from xml.parsers import expat

from domain.errors import CorruptDocument, LimitExceeded
from intake.parsers.budget import Budget
from intake.parsers.sniff import ODT

#: Decoded XML of the largest text read; a letter has some hundred kilobytes.
LARGEST_XML = 40 * 1024 * 1024
_DAMAGED = "The document file is damaged or cut off. Ask the sender for a PDF."
_WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT_SPACE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def read_office(raw: bytes, media_type: str, budget: Budget) -> tuple[str, list[tuple[str, bytes]]]:
    """Text, and pictures as (name, bytes) in the order of their names.

    Raises CorruptDocument or LimitExceeded.
    """
    main = "content.xml" if media_type == ODT else "word/document.xml"
    folder = "Pictures/" if media_type == ODT else "word/media/"
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            xml = _read_bounded(archive, main, LARGEST_XML)
            names = sorted(n for n in archive.namelist() if n.startswith(folder) and not n.endswith("/"))
            pictures = [(n.rpartition("/")[2], _read_bounded(archive, n, budget.bytes_left)) for n in names]
    except (LimitExceeded, MemoryError):
        raise
    except Exception as error:
        raise CorruptDocument(_DAMAGED) from error
    return _text_of(xml), pictures


def _read_bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise LimitExceeded("The document holds more than can be opened here. Ask the sender for a PDF.")
    return content


def _text_of(xml: bytes) -> str:
    """Words and line breaks of the XML; entity declarations, which can explode, end the parse."""
    out: list[str] = []
    depth_of_text = 0

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal depth_of_text
        if tag in (f"{_WORD_SPACE} t", f"{_TEXT_SPACE} p", f"{_TEXT_SPACE} h"):
            depth_of_text += 1
        elif tag in (f"{_WORD_SPACE} tab", f"{_TEXT_SPACE} tab"):
            out.append("\t")
        elif tag in (f"{_WORD_SPACE} br", f"{_TEXT_SPACE} line-break"):
            out.append("\n")
        elif tag == f"{_TEXT_SPACE} s":
            out.append(" ")

    def end(tag: str) -> None:
        nonlocal depth_of_text
        if tag in (f"{_WORD_SPACE} t", f"{_TEXT_SPACE} p", f"{_TEXT_SPACE} h"):
            depth_of_text -= 1
        if tag in (f"{_WORD_SPACE} p", f"{_TEXT_SPACE} p", f"{_TEXT_SPACE} h"):
            out.append("\n")
        elif tag == f"{_WORD_SPACE} tc":
            out.append("\t")

    def words(text: str) -> None:
        if depth_of_text:
            out.append(text)

    def refuse(*_: object) -> None:
        raise CorruptDocument(_DAMAGED)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = words
    parser.EntityDeclHandler = refuse
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise CorruptDocument(_DAMAGED) from error
    return "".join(out).strip("\n")
