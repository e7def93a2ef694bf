"""A print job: the order sheet for staff, and behind it the requester's own form as it came."""

import io

import pikepdf
from PIL import Image

from domain.cases import Dispatch
from domain.kinds import Kind
from processing.stages.services import Services

#: Inches of the sheet that a page is fitted to, and dots an inch below which a small picture is not blown up.
SHEET = (8.5, 11.0)
FEWEST_DPI = 100.0


def form_pages_as_pdf(order: bytes, dispatch: Dispatch, services: Services) -> bytes:
    """The order sheet, then every page of the case's verification forms."""
    pictures = _form_pictures(dispatch, services)
    whole = pikepdf.open(io.BytesIO(order))
    for picture in pictures:
        with pikepdf.open(io.BytesIO(_page_as_pdf(picture))) as page:
            whole.pages.extend(page.pages)
    _take_back_claims(whole)
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


def _take_back_claims(pdf: pikepdf.Pdf) -> None:
    """With pictures of pages behind it the whole is tagged and archival no more, and does not say so."""
    with pdf.open_metadata() as metadata:
        for claim in [key for key in metadata if "pdfua" in key or "pdfaid" in key or "pdfa/ns/id" in key]:
            del metadata[claim]


def _form_pictures(dispatch: Dispatch, services: Services) -> list[bytes]:
    if dispatch.case_id is None:
        return []
    with services.storage.work() as work:
        documents = [work.documents.get(d) for d in work.cases.get(dispatch.case_id).document_ids]
        forms = [d for d in documents if d.guess.kind is Kind.VERIFICATION_REQUEST]
        addresses = [work.submissions.page(p).image for form in forms for p in form.page_ids]
    return [services.storage.files.get(address) for address in addresses if address]


def _page_as_pdf(picture: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        mode = image.mode if image.mode in ("L", "1") else "RGB"
        image.convert(mode).save(out, "PDF", resolution=_dots_an_inch(image.size))
    return out.getvalue()


def _dots_an_inch(size: tuple[int, int]) -> float:
    """So many that the page fits the sheet, whichever way it is turned."""
    short, long = sorted(size)
    return max(short / SHEET[0], long / SHEET[1], FEWEST_DPI)
