"""The second reader: Tesseract, in process by tesserocr, or as a program by pytesseract."""

import csv
import importlib.util
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from domain.errors import DeploymentError
from domain.geometry import Box
from intake.readers.picture import Grey

# With more threads than idle cores the engine's OpenMP loops spin for minutes; read at library load.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

#: Where Debian, Fedora, Homebrew and the upstream installer put the language files.
TESSDATA_FOLDERS = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)

#: Segmentation modes: whole page by layout analysis; one block of lines, for collages; a single line.
WHOLE_PAGE = 3
ONE_BLOCK = 6
ONE_LINE = 7

#: Level of a word's row in Tesseract's TSV.
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class TesseractWord:
    """One word as Tesseract reads it, in the pixels of the picture it was given."""

    text: str
    box: Box
    confidence: float
    """0.0-1.0; Tesseract's own 0-100 rescaled."""


def find_tessdata(given: Path | None = None, language: str = "eng") -> Path:
    """The folder with the language files: the one given, TESSDATA_PREFIX, or a usual place.

    Raises: DeploymentError where none holds the language.
    """
    places = (
        [given] if given else [Path(p) for p in (os.environ.get("TESSDATA_PREFIX"), *TESSDATA_FOLDERS) if p]
    )
    for folder in places:
        if (folder / f"{language}.traineddata").is_file():
            return folder
    raise DeploymentError(
        f"Tesseract's language file {language}.traineddata is missing: install the Debian package "
        f"tesseract-ocr-{language}, or set TESSDATA_PREFIX to the folder that holds it."
    )


class Tesseract:
    """The engine, loaded when it first reads; use from one thread at a time."""

    def __init__(self, tessdata: Path | None = None, language: str = "eng") -> None:
        self._folder = find_tessdata(tessdata, language)
        self._language = language
        #: Whether the engine runs inside this process.
        self.in_process = importlib.util.find_spec("tesserocr") is not None
        if not self.in_process and importlib.util.find_spec("pytesseract") is None:
            raise DeploymentError("Neither tesserocr nor pytesseract is installed: install one of them.")

    @cached_property
    def _api(self) -> Any:
        import tesserocr

        return tesserocr.PyTessBaseAPI(path=str(self._folder), lang=self._language, psm=WHOLE_PAGE)

    def start(self) -> None:
        """Load the engine, which else is loaded when it first reads."""
        if self.in_process:
            _ = self._api

    def read(self, grey: Grey, mode: int = WHOLE_PAGE, dpi: int = 200) -> list[TesseractWord]:
        """Read a prepared grey picture."""
        table = self._run_library(grey, mode, dpi) if self.in_process else self._run_program(grey, mode, dpi)
        return list(_parse_table(table))

    def _run_library(self, grey: Grey, mode: int, dpi: int) -> str:
        height, width = grey.shape
        self._api.SetPageSegMode(mode)
        self._api.SetImageBytes(grey.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(dpi)
        try:
            return str(self._api.GetTSVText(0))
        except RuntimeError:
            return ""  # tesserocr's way to say that the page holds no text
        finally:
            self._api.Clear()

    def _run_program(self, grey: Grey, mode: int, dpi: int) -> str:
        import pytesseract
        from PIL import Image

        options = f"--psm {mode} --dpi {dpi} --tessdata-dir {self._folder}"
        try:
            table: str = pytesseract.image_to_data(
                Image.fromarray(grey), lang=self._language, config=options, timeout=120
            )
        except pytesseract.TesseractNotFoundError as error:
            raise DeploymentError("The program tesseract is missing: install tesseract-ocr.") from error
        return table


def _parse_table(table: str) -> Iterator[TesseractWord]:
    """Rows of the TSV (level page block par line word left top width height conf text) that are words."""
    for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) < 12 or row[0] != _WORD_LEVEL or not row[11].strip():
            continue
        left, top, width, height = (int(value) for value in row[6:10])
        confidence = min(1.0, max(0.0, float(row[10]) / 100))
        yield TesseractWord(row[11].strip(), Box(left, top, left + width, top + height), confidence)
