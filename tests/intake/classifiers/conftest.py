"""Pages made of text, as splitting sees them."""

from collections.abc import Callable

import pytest

from domain.documents import SubmissionPage
from domain.ids import AttachmentId, PageId
from domain.pages import Barcode
from intake.classifiers.kinds import KindClassifier
from tests.intake.classifiers.papers import reading_of

PageMaker = Callable[..., SubmissionPage]


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
