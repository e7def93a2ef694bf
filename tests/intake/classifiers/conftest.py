"""Pages made of text, as splitting sees them."""

from collections.abc import Callable

import pytest

from domain.documents import SubmissionPage
from domain.geometry import Box
from domain.ids import AttachmentId, PageId
from domain.pages import Barcode, PageReading, PageSource, Word
from intake.classifiers.kinds import KindClassifier

PageMaker = Callable[..., SubmissionPage]


def reading_of(text: str, *, index: int = 0, body: bool = False, codes: tuple[Barcode, ...] = ()) -> PageReading:
    """A letter page at 100 dpi with these lines, or a message body."""
    words = []
    for row, line in enumerate(text.splitlines()):
        for column, word in enumerate(line.split()):
            box = Box(60 + 90 * column, 100 + 22 * row, 140 + 90 * column, 118 + 22 * row)
            words.append(Word(word, box, 0.97, "ppocr", line=row))
    return PageReading(
        index=index,
        width=850,
        height=1100,
        rotation=0,
        source=PageSource.BODY if body else PageSource.IMAGE,
        words=() if body else tuple(words),
        text=text if body else "",
        barcodes=codes,
        blank=not text.strip() and not codes,
    )


@pytest.fixture(scope="session")
def classifier() -> KindClassifier:
    return KindClassifier.load()


@pytest.fixture
def page() -> PageMaker:
    """Makes one page; pages of one attachment count up."""
    counts: dict[str, int] = {}

    def make(
        text: str, *, attachment: str = "scan.pdf", body: bool = False, codes: tuple[Barcode, ...] = ()
    ) -> SubmissionPage:
        index = counts.get(attachment, 0)
        counts[attachment] = index + 1
        return SubmissionPage(
            id=PageId(f"{attachment}-p{index}"),
            attachment_id=AttachmentId(attachment),
            attachment_name=None if body else attachment,
            reading=reading_of(text, index=index, body=body, codes=codes),
            is_body=body,
        )

    return make
