"""What a page looks like comes with its reading, or is taken of its picture where the reading is older."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.ids import PageId
from domain.kinds import Kind
from domain.pages import PageSource
from intake.readers.resemblance import look_of
from processing.stages.looks import looks_of
from processing.stages.pages import read_pages_of
from storage.database import SqlStorage
from tests.papers import grey, scanned
from tests.processing.stages.envelopes import Paper, arrive, services_on

TOLD = 0x0F0F_F0F0_3333_CCCC


@pytest.mark.parametrize(
    ("look", "source", "shown"),
    [
        pytest.param(TOLD, PageSource.IMAGE, TOLD, id="told"),
        pytest.param(TOLD, PageSource.TEXT_LAYER, TOLD, id="told of a text layer"),
        pytest.param(None, PageSource.IMAGE, look_of(grey(scanned())), id="taken of the picture"),
        pytest.param(None, PageSource.BODY, None, id="a message has none"),
    ],
)
def test_look_of_a_page(
    storage: SqlStorage, tmp_path: Path, look: int | None, source: PageSource, shown: int | None
) -> None:
    services = services_on(storage, tmp_path)
    submission_id = arrive(services, "scan.pdf", [Paper(Kind.CPR_CARD, picture=scanned())])
    with services.storage.work() as work:
        [page] = read_pages_of(work, submission_id)
    read = replace(page, reading=replace(page.reading, look=look, source=source))
    found: dict[PageId, int] = looks_of([read], services)
    assert found == ({} if shown is None else {page.id: shown})
