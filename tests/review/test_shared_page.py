"""A page that shows several cards: each case shows its own, and the rest veiled."""

import re

from domain.documents import KindGuess
from domain.geometry import Box
from domain.ids import CaseId, DocumentId
from domain.kinds import FieldName, Kind
from processing.ports import NewDocument
from tests.review.office import HEIGHT, WIDTH, Office
from tests.storage.situations import evidence, new_case

UPPER, LOWER = Box(0, 0, WIDTH, 400), Box(0, 400, WIDTH, HEIGHT)


def open_cases_of_one_page(office: Office, *, together: bool) -> list[CaseId]:
    """One page with two cards, in one case or in two."""
    before = office.open_case(pages=1)
    with office.storage.work() as work:
        submission_id = work.cases.get(before).submission_id
        (page,) = work.submissions.pages(submission_id)
        guess = KindGuess(Kind.CPR_CARD, 0.99, False)
        ids = [DocumentId(f"{submission_id}-card{n}") for n in range(2)]
        documents = [
            NewDocument(key, guess, (page.id,), 1.0, region)
            for key, region in zip(ids, (UPPER, LOWER), strict=True)
        ]
        work.documents.replace(submission_id, documents, [])
        for key in ids:
            work.documents.save_evidence(key, [evidence(f"Holder {key[-1]}", FieldName.HOLDER_NAME)])
        new = [new_case(*ids)] if together else [new_case(key) for key in ids]
        return [case.id for case in work.cases.replace(submission_id, new, office.clock(), office.clock())]


def veil_of(html: str) -> str:
    (path,) = re.findall(r'class="veil" d="([^"]+)"', html)
    return str(path)


def test_each_case_veils_the_other_s_card(office: Office) -> None:
    upper, lower = open_cases_of_one_page(office, together=False)
    rita = office.visitor()
    first, second = (rita.get(f"/cases/{case}?page=1").text for case in (upper, lower))
    assert f"M0 0v{UPPER.height}h{WIDTH}v-{UPPER.height}Z" in veil_of(first)
    assert f"M0 400v{LOWER.height}h{WIDTH}v-{LOWER.height}Z" in veil_of(second)
    assert "Holder 0" in first
    assert "Holder 1" not in first
    assert rita.get(f"/cases/{lower}/pages/1/image").status_code == 200


def test_a_case_of_both_shows_the_page_once_for_each(office: Office) -> None:
    (case,) = open_cases_of_one_page(office, together=True)
    rita = office.visitor()
    pages = [rita.get(f"/cases/{case}?page={number}").text for number in (1, 2)]
    assert veil_of(pages[0]) != veil_of(pages[1])
    assert rita.get(f"/cases/{case}/pages/2/image").status_code == 200
    assert rita.get(f"/cases/{case}/pages/3/image").status_code != 200


def test_a_page_of_one_paper_is_not_veiled(office: Office) -> None:
    assert "veil" not in office.visitor().get(f"/cases/{office.open_case()}?page=1").text
