"""Small pictures of pages out of custody, for the report of `evaluate`."""

import base64
from collections.abc import Sequence

import cv2
import numpy as np

from domain.errors import DocumentError
from domain.ids import SubmissionId
from intake.readers.picture import Grey, decode_grey
from intake.readers.wire import decode_reading
from processing.evaluation.papers import fold_part
from processing.ports import Storage, StoredPage

#: Pixels of a whole page's width, and of the longest crop's.
PAGE_WIDTH, CROP_WIDTH = 620, 760
#: What is shown around a box, in heights of the box, and at least so many pixels.
AROUND, LEAST_AROUND = 1.5, 25
JPEG_QUALITY = 55


class Album:
    """Pages by file, attachment and number; the picture that was shown last is kept decoded."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        with storage.work() as work:
            self._submissions = {s.source: s.id for s in work.submissions.all()}
        self._last: tuple[object, Grey, float] | None = None

    def page(self, file: str, attachment: str | None, number: int) -> str:
        """A data address of a page, small; empty where there is no picture."""
        found = self._picture(file, attachment, number)
        return "" if found is None else _address(found[0], PAGE_WIDTH)

    def crop(self, file: str, attachment: str | None, number: int, box: Sequence[float]) -> str:
        """A data address of the place around a box, which is outlined; empty where there is no picture."""
        found = self._picture(file, attachment, number)
        if found is None:
            return ""
        grey, scale = found
        left, top, right, bottom = (round(edge * scale) for edge in box)
        around = max(LEAST_AROUND, round((bottom - top) * AROUND))
        drawn = cv2.rectangle(grey.copy(), (left - 3, top - 3), (right + 3, bottom + 3), 0, 2)
        cut = np.asarray(drawn, np.uint8)[
            max(0, top - around) : bottom + around, max(0, left - around) : right + around
        ]
        return _address(cut, CROP_WIDTH) if cut.size else ""

    def _picture(self, file: str, attachment: str | None, number: int) -> tuple[Grey, float] | None:
        """The page's picture, and its pixels for one of the page that was read."""
        key = (file, attachment, number)
        if self._last is None or self._last[0] != key:
            stored = self._find(file, attachment, number)
            if stored is None or stored.image is None or stored.reading is None:
                return None
            try:
                grey = decode_grey(self._storage.files.get(stored.image))
            except DocumentError:
                return None
            self._last = key, grey, grey.shape[1] / max(1, decode_reading(stored.reading).width)
        return self._last[1], self._last[2]

    def _find(self, file: str, attachment: str | None, number: int) -> StoredPage | None:
        submission_id: SubmissionId | None = self._submissions.get(file)
        if submission_id is None:
            return None
        with self._storage.work() as work:
            names = {a.id: fold_part(a.name) for a in work.submissions.attachments(submission_id)}
            pages = work.submissions.pages(submission_id)
        here = (p for p in pages if p.index == number and names[p.attachment_id] == attachment)
        return next(here, None)


def _address(grey: Grey, width: int) -> str:
    if grey.shape[1] > width:
        height = max(1, round(grey.shape[0] * width / grey.shape[1]))
        grey = np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    _, encoded = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(encoded.tobytes()).decode()
