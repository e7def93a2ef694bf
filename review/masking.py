"""Social Security numbers stay covered, in text and on pictures, until somebody asks for them."""

import hashlib
import hmac
import io
import re
from collections.abc import Sequence

from PIL import Image, ImageDraw

from domain.documents import Document
from domain.geometry import Box
from domain.ids import PageId
from domain.kinds import FieldName
from domain.pages import PageReading

#: What a masked value shows.
MASK = "••••"
#: A whole number as people write it; nine digits without hyphens may be anything.
SSN = re.compile(r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])")
#: Pixels around a box that are covered too: strokes reach beyond the words' boxes.
MARGIN = 4


def mask_text(text: str) -> str:
    """The text with whole Social Security numbers covered."""
    return SSN.sub(MASK, text)


def ssn_boxes(page_id: PageId, documents: Sequence[Document], reading: PageReading | None) -> list[Box]:
    """Where the page shows Social Security digits: the values read, and every word that looks like one."""
    boxes = [word.box for word in reading.words if SSN.search(word.text)] if reading else []
    for document in documents:
        for found in document.evidence:
            if found.field is FieldName.SSN_LAST4 and found.box and not found.span:
                boxes += [found.box] if document.page_ids[found.page] == page_id else []
    return boxes


def cover(picture: bytes, boxes: Sequence[Box]) -> bytes:
    """The picture with these boxes blackened, in its own format; as it is where there are none."""
    if not boxes:
        return picture
    with Image.open(io.BytesIO(picture)) as opened:
        kind = opened.format or "PNG"
        covered = opened.convert("RGB") if opened.mode in {"P", "RGBA", "LA"} else opened.copy()
    draw = ImageDraw.Draw(covered)
    for box in boxes:
        draw.rectangle((box.x0 - MARGIN, box.y0 - MARGIN, box.x1 + MARGIN, box.y1 + MARGIN), fill=0)
    out = io.BytesIO()
    if kind == "JPEG":
        covered.save(out, "JPEG", quality=88)
    else:
        covered.save(out, "PNG", compress_level=1)
    return out.getvalue()


def outside_of(document: Document | None, boxes: Sequence[Box]) -> list[Box]:
    """The boxes that are not on this paper: where it has the whole page, none."""
    region = document.region if document else None
    return [box for box in boxes if box.overlap(region) == 0] if region else []


def reveal_token(session_token: str, document_id: str, page_id: PageId) -> str:
    """What lets one session fetch one page with one paper's digits; handed out where the asking is logged."""
    asked = f"reveal {document_id} {page_id}"
    return hmac.new(session_token.encode(), asked.encode(), hashlib.sha256).hexdigest()
