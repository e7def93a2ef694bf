"""Rows of an export, whatever its file is: CSV, or a workbook (XLSX)."""

import csv
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.errors import UnusableFile
from storage.exports.mapping import FileForm

WORKBOOK: Final = ".xlsx"
#: Columns that a workbook may keep as numbers, and how many digits they have.
DIGITS: Final[Mapping[str, int]] = {"ssn_last4": 4, "zip": 5}


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row as text."""

    line: int
    """Where it begins, from 1; of a workbook the number of the row."""
    cells: Sequence[str] | None
    """None: the quotes of the line do not close."""
    numeric: frozenset[int] = frozenset()
    """Places of cells that a workbook keeps as numbers: leading zeros are lost."""


@contextmanager
def opened_rows(source: Path | Iterable[str], form: FileForm) -> Iterator[Iterator[ExportRow]]:
    """The rows of a file, or of lines. Raises `UnusableFile` where the file cannot be read so."""
    if not isinstance(source, Path):
        yield csv_rows(source, form.delimiter)
    elif source.suffix.casefold() == WORKBOOK:
        with _opened_workbook(source, form.sheet) as rows:
            yield rows
    else:
        # A mark at the beginning is no part of the first column's name.
        encoding = "utf-8-sig" if form.encoding.casefold() in ("utf-8", "utf8") else form.encoding
        try:
            file = source.open(encoding=encoding, errors="surrogateescape", newline="")
        except LookupError as error:
            raise UnusableFile(
                f"The mapping file's encoding '{form.encoding}' is not known; try utf-8 or cp1252."
            ) from error
        with file:
            yield csv_rows(file, form.delimiter)


def csv_rows(lines: Iterable[str], delimiter: str = ",") -> Iterator[ExportRow]:
    """Rows that hold anything; quoted line breaks keep the count of lines."""
    reader = csv.reader(lines, strict=True, delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield ExportRow(line, None)
            continue
        except UnicodeError as error:
            # A decoder that keeps no spoilt bytes apart, such as UTF-16's, cannot go on.
            raise UnusableFile(
                "The file is not written in the encoding that the mapping file names. Name its own under "
                "'encoding' of [file], such as utf-8, cp1252 or utf-16."
            ) from error
        if row:
            yield ExportRow(line, row)


@contextmanager
def _opened_workbook(path: Path, sheet: str) -> Iterator[Iterator[ExportRow]]:
    try:
        with warnings.catch_warnings():
            # Whatever a workbook holds besides cells is of no interest.
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise UnusableFile(f"{path} is no workbook (XLSX). Export it again, or as CSV.") from error
    try:
        if sheet and sheet not in book.sheetnames:
            raise UnusableFile(
                f"The workbook has no sheet '{sheet}'; it has {', '.join(book.sheetnames)}. Name one of them "
                "in the mapping file as 'sheet' under [file]."
            )
        yield _workbook_rows(book[sheet] if sheet else book.worksheets[0])
    finally:
        book.close()


def _workbook_rows(sheet: Any) -> Iterator[ExportRow]:
    width = 0
    for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [_text_of(cell) for cell in cells]
        width = width or _width(texts)
        if any(texts):
            # Rows end where their last cell is; a sheet's may be wider than its header.
            texts = texts + [""] * (width - len(texts)) if len(texts) < width else _trimmed(texts, width)
            numeric = frozenset(place for place, cell in enumerate(cells) if type(cell) in (int, float))
            yield ExportRow(line, texts, numeric)


def _width(header: Sequence[str]) -> int:
    return max((place for place, name in enumerate(header, start=1) if name), default=0)


def _trimmed(texts: list[str], width: int) -> list[str]:
    return texts if any(texts[width:]) else texts[:width]


def _text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
