"""PDF → page drafts: a scan at its own pixels, a page of text with its words, a form with its values."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from domain.errors import CorruptDocument, EncryptedDocument, LimitExceeded, UnsupportedFormat
from domain.pages import PageSource
from intake.parsers.budget import Budget
from intake.parsers.headers import clean_name
from intake.parsers.pdf_forms import pinned_files, read_form_page
from intake.parsers.pdf_images import PageImages, extract_scan, is_lost_picture, survey_images
from intake.parsers.pdf_text import lay_lines, read_hidden_text, read_page_text
from intake.parsers.pixels import fax_lines_per_inch
from intake.parsers.raster import draft_picture
from intake.parsers.witness import PageDraft

#: Resolution of pages that are drawn, not scanned: what the readers want (design, section 5).
DRAWN_DPI = 200.0
#: Longest side in pixels to which a drawn page is rendered; a poster is drawn coarser.
LONGEST_SIDE = 12_000
#: Bytes that programs on the way add behind the end: zeros and blank lines.
MOST_PADDING = 1024 * 1024
#: Bytes at the end of a file in which its trailer stands.
TAIL_BYTES = 4096

LOCKED = "The PDF asks for a password. Ask the sender for a copy without a password."
PROTECTED = (
    "The PDF is protected in a way that is not opened here. Ask the sender for a copy without protection."
)
DAMAGED = "The PDF is damaged or cut off and cannot be opened. Ask the sender to send it again."
CUT_OFF = (
    "The PDF looks cut off; pages may be missing. Compare with the sender's page count, or ask for it again."
)
EMPTY = "The PDF has no pages. Ask the sender to send it again."
XFA = (
    "This PDF is an Adobe XFA form that only Adobe Reader can show. "
    "Ask the sender to print it to a new PDF, or to fax it."
)


class PdfFile:
    """One PDF, open; repaired where that helps.

    Raises EncryptedDocument, CorruptDocument.
    """

    def __init__(self, raw: bytes, budget: Budget) -> None:
        self._raw = raw
        self._budget = budget
        self._document = _open_document(raw)
        self._objects = _open_objects(raw)
        if self._document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            self._document.init_forms()

    @property
    def objects(self) -> "Iterable[Any]":
        """The PDF's objects; none where qpdf cannot open what PDFium can."""
        return self._objects.objects if self._objects is not None else ()

    def close(self) -> None:
        """Close pages before the document, as PDFium wants it."""
        if self._objects is not None:
            self._objects.close()
        self._document.close()

    def embedded_files(self) -> Iterator[tuple[str | None, bytes]]:
        """Files attached to the PDF or pinned to one of its pages, by name and bytes; each file once."""
        seen: set[bytes] = set()
        for index in range(self._document.count_attachments()):
            attachment = self._document.get_attachment(index)
            content = bytes(attachment.get_data())
            seen.add(hashlib.sha256(content).digest())
            yield clean_name(attachment.get_name()), content
        for name, content in pinned_files(self._objects):
            if hashlib.sha256(content).digest() not in seen:
                yield name, content

    def pages(self, *, render: bool) -> Iterator[PageDraft]:
        """Every page in order. Raises LimitExceeded and, after the last page, what staff must know."""
        count = len(self._document)
        if count > self._budget.limits.pages:
            raise LimitExceeded(
                f"The PDF has {count:,} pages; at most {self._budget.limits.pages:,} are opened. "
                "Ask the sender to send only the pages that matter."
            )
        if count == 0:
            raise CorruptDocument(EMPTY)
        failed = 0
        for index in range(count):
            self._budget.take_page()
            draft = self._read_page(index, render=render)
            if draft is None:
                failed += 1
            else:
                yield draft
        self._complain(failed, count)

    def _complain(self, failed: int, count: int) -> None:
        if failed == count:
            raise CorruptDocument(DAMAGED)
        if failed:
            raise CorruptDocument(
                f"{failed} of the PDF's {count} pages are damaged and cannot be shown. "
                "Ask the sender to send it again."
            )
        if self._is_xfa():
            raise UnsupportedFormat(XFA)
        tail = self._raw[-TAIL_BYTES - MOST_PADDING :].rstrip(b"\0\t\r\n ")[-TAIL_BYTES:]
        if b"%%EOF" not in tail and b"startxref" not in tail:
            raise CorruptDocument(CUT_OFF)

    def _is_xfa(self) -> bool:
        """Whether the form lives in XFA alone: its pages then only say "please wait"."""
        return bool(self._document.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL)

    def _read_page(self, index: int, *, render: bool) -> PageDraft | None:
        try:
            page = self._document[index]
        except pdfium.PdfiumError:
            return None
        try:
            return self._draft_page(page, index) if render else _outline_page(page, index)
        except (pdfium.PdfiumError, ValueError):
            return None
        finally:
            page.close()

    def _draft_page(self, page: Any, index: int) -> PageDraft:
        _mend_crop(page)
        survey = survey_images(page)
        scan = extract_scan(page, survey, self._budget)
        if scan is not None:
            drawn = draft_picture(scan.image, index, scan.dpi, bilevel=scan.bilevel)
            return replace(drawn, hidden_text=read_hidden_text(page))
        dpi = _rendering_dpi(page, survey)
        image = _render(page, dpi, self._budget)
        if is_lost_picture(image, survey):
            raise ValueError("the page is a picture that cannot be decoded")
        values, form_words = read_form_page(self._objects, page, index, image.size)
        text = read_page_text(page, image, survey, form_words)
        words = text.words
        textual = words is not None
        return PageDraft(
            index=index,
            image=image,
            width=image.width,
            height=image.height,
            dpi=dpi if 50 <= dpi <= 1200 else None,
            source=PageSource.TEXT_LAYER if textual else PageSource.IMAGE,
            words=tuple(lay_lines([*words, *form_words])) if words is not None else (),
            form_values=tuple(values),
            fax_vertical_dpi=None if textual else _fax_lines(survey),
            hidden_text=text.hidden,
        )


def _open_document(raw: bytes) -> Any:
    try:
        return _checked(pdfium.PdfDocument(raw))
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise EncryptedDocument(LOCKED) from error
        # PDFium keeps the error of the file before where it names none for this one.
        if code == pdfium_c.FPDF_ERR_SECURITY and b"/Encrypt" in raw:
            raise EncryptedDocument(PROTECTED) from error
    return _repair_document(raw)


def _checked(document: Any) -> Any:
    """An opened document, if it has pages at all."""
    if len(document) == 0:
        document.close()
        raise pdfium.PdfiumError("no pages")
    return document


def _repair_document(raw: bytes) -> Any:
    """Rebuild the cross-reference table with qpdf and try again."""
    mended = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(raw), suppress_warnings=True) as pdf:
            pdf.save(mended)
        return _checked(pdfium.PdfDocument(mended.getvalue()))
    except pikepdf.PasswordError as error:
        raise EncryptedDocument(LOCKED) from error
    except (pikepdf.PdfError, pdfium.PdfiumError, ValueError, RuntimeError) as error:
        raise CorruptDocument(DAMAGED) from error


def _open_objects(raw: bytes) -> "pikepdf.Pdf | None":
    """The PDF's objects, for form fields; None where qpdf cannot open what PDFium can."""
    try:
        return pikepdf.open(io.BytesIO(raw), suppress_warnings=True)
    except Exception:
        return None


def _mend_crop(page: Any) -> None:
    """A crop box beside the page would leave nothing of it (PDF 32000-1, 14.11.2: the two intersect)."""
    left, bottom, right, top = page.get_mediabox()
    x0, y0, x1, y1 = page.get_cropbox()
    if min(right, x1) - max(left, x0) <= 1 or min(top, y1) - max(bottom, y0) <= 1:
        page.set_cropbox(left, bottom, right, top)


def _rendering_dpi(page: Any, survey: PageImages) -> float:
    """A scan's own resolution where pictures cover the page, else `DRAWN_DPI`; less for posters."""
    width, height = page.get_size()
    wanted = survey.dpi if survey.covers and survey.dpi else DRAWN_DPI
    most = LONGEST_SIDE * 72.0 / max(width, height, 1.0)
    return float(min(wanted, most))


def _render(page: Any, dpi: float, budget: Budget) -> Image.Image:
    width, height = page.get_size()
    budget.check_pixels(max(1, round(width * dpi / 72)), max(1, round(height * dpi / 72)))
    bitmap = page.render(scale=dpi / 72.0, rev_byteorder=True)
    image: Image.Image = bitmap.to_pil().convert("RGB")
    return image.convert("L") if _is_grey(image) else image


def _is_grey(image: Image.Image) -> bool:
    """Whether no pixel of a sample shows colour."""
    red, green, blue = np.moveaxis(np.asarray(image)[::3, ::3], 2, 0)
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    return bool((most - least).max(initial=0) <= 12)


def _outline_page(page: Any, index: int) -> PageDraft:
    width, height = page.get_size()
    return PageDraft(
        index=index,
        image=None,
        width=round(width * DRAWN_DPI / 72),
        height=round(height * DRAWN_DPI / 72),
        dpi=DRAWN_DPI,
        source=PageSource.IMAGE,
    )


def _fax_lines(survey: PageImages) -> float | None:
    if survey.single is None:
        return None
    return fax_lines_per_inch(survey.single.dpi, survey.single.size[0], bilevel=survey.single.bilevel)
