"""A print job: the order sheet for staff, and behind it the requester's own form as it came."""

import io

import pikepdf
from PIL import Image

from domain.cases import Dispatch
from domain.kinds import Kind
from processing.stages.services import Services

#: Dots per inch assumed where a page image says nothing; only sets the paper's size in print.
PRINT_DPI = 200.0


def form_pages_as_pdf(order: bytes, dispatch: Dispatch, services: Services) -> bytes:
    """The order sheet, then every page of the case's verification forms."""
    pictures = _form_pictures(dispatch, services)
    whole = pikepdf.open(io.BytesIO(order))
    for picture in pictures:
        with pikepdf.open(io.BytesIO(_page_as_pdf(picture))) as page:
            whole.pages.extend(page.pages)
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue()


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
        image.convert("RGB" if image.mode not in ("L", "1") else "L").save(out, "PDF", resolution=PRINT_DPI)
    return out.getvalue()
