"""A page that shows several cards: each case shows its own, and the rest veiled."""

import io
import re

from PIL import Image

from domain.documents import Evidence, KindGuess
from domain.geometry import Box
from domain.ids import CaseId, DocumentId
from domain.kinds import FieldName, Kind, Role, Route, Subkind
from processing.ports import NewDocument
from tests.review.office import HEIGHT, SSN, WIDTH, Office, Visiting
from tests.storage.situations import evidence, new_case

UPPER, LOWER = Box(0, 0, WIDTH, 400), Box(0, 400, WIDTH, HEIGHT)

#: Where the upper and the lower card show Social Security digits.
DIGITS = (Box(100, 320, 300, 350), Box(480, 450, 700, 490))


def open_cases_of_one_page(
    office: Office, *, together: bool, lower: Route = Route.ORDINARY_REVIEW
) -> list[CaseId]:
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
        for key, digits in zip(ids, DIGITS, strict=True):
            four = Evidence(FieldName.SSN_LAST4, SSN, SSN[-4:], 0, digits, 0.97, "ppocr")
            work.documents.save_evidence(key, [evidence(f"Holder {key[-1]}", FieldName.HOLDER_NAME), four])
        new = [new_case(*ids)] if together else [new_case(ids[0]), new_case(ids[1], route=lower)]
        return [case.id for case in work.cases.replace(submission_id, new, office.clock(), office.clock())]


def submission_of(office: Office, case_id: CaseId) -> str:
    with office.storage.work() as work:
        return work.cases.get(case_id).submission_id


def picture_of(visitor: Visiting, case_id: CaseId, more: str = "") -> Image.Image:
    answer = visitor.get(f"/cases/{case_id}/pages/1/image{more}")
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.content)).convert("L")


def is_covered(picture: Image.Image, box: Box) -> bool:
    return picture.crop((box.x0, box.y0, box.x1, box.y1)).getextrema() == (0, 0)


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


def test_digits_are_shown_of_the_paper_they_were_asked_for_alone(office: Office) -> None:
    cases = open_cases_of_one_page(office, together=False)
    rita = office.visitor()
    assert all(is_covered(picture_of(rita, cases[0]), digits) for digits in DIGITS)
    for n, case in enumerate(cases):
        html = rita.post(f"/cases/{case}/reveal", document=f"{submission_of(office, case)}-card{n}").text
        (reveal,) = re.findall(r"image(\?reveal=\w+)", html)
        shown = picture_of(rita, case, reveal)
        assert [is_covered(shown, digits) for digits in DIGITS] == [n == 1, n == 0]


def test_a_card_s_digits_asked_for_do_not_show_the_other_s_of_the_same_case(office: Office) -> None:
    (case,) = open_cases_of_one_page(office, together=True)
    rita = office.visitor()
    html = rita.post(f"/cases/{case}/reveal", document=f"{submission_of(office, case)}-card1", page=2).text
    (reveal,) = re.findall(r"image(\?reveal=\w+)", html)
    assert is_covered(picture_of(rita, case, reveal), DIGITS[0])


def test_a_restricted_card_is_covered_for_whoever_may_not_see_its_case(office: Office) -> None:
    upper, _ = open_cases_of_one_page(office, together=False, lower=Route.RESTRICTED)
    assert is_covered(picture_of(office.visitor(), upper), LOWER)
    above = Box(0, 0, WIDTH, UPPER.y1 - 10)
    assert not is_covered(picture_of(office.visitor(), upper), above)
    supervisor = office.visitor("sam", Role.SUPERVISOR)
    assert not is_covered(picture_of(supervisor, upper), LOWER)


def test_a_restricted_paper_is_covered_before_there_is_a_case_of_it(office: Office) -> None:
    """It was found by a new split, or its last stage is in quarantine."""
    case = office.open_case(pages=1)
    report = KindGuess(Kind.OTHER, 0.99, False, Subkind.SELF_REPORT)
    with office.storage.work() as work:
        (document,) = work.documents.of_submission(work.cases.get(case).submission_id)
        parts = [
            NewDocument(key, guess, document.page_ids, 1.0, region)
            for key, guess, region in (
                (document.id, document.guess, UPPER),
                (DocumentId(f"{document.id}-r"), report, LOWER),
            )
        ]
        work.documents.replace(document.submission_id, parts, [])
    assert is_covered(picture_of(office.visitor(), case), LOWER)
    assert not is_covered(picture_of(office.visitor("sam", Role.SUPERVISOR), case), LOWER)


def test_looking_at_one_card_is_not_looking_at_the_other(office: Office) -> None:
    (case,) = open_cases_of_one_page(office, together=True)
    rita = office.visitor()
    assert rita.get(f"/cases/{case}?page=1").status_code == 200
    assert rita.get(f"/cases/{case}/pages/1/image").status_code == 200
    shown = rita.get(f"/cases/{case}?page=1").text
    assert shown.count('<span class="seen">') == 1
    refused = rita.approve(case, reason="approve/complete", record="E0901234")
    assert "Not yet seen: page 2." in refused.text
    rita.get(f"/cases/{case}/pages/2/image")
    assert "Not yet seen" not in rita.approve(case, reason="approve/complete", record="E0901234").text


def test_a_page_seen_whole_is_looked_at_again_where_it_is_cut(office: Office) -> None:
    case = office.open_case(pages=1)
    rita = office.visitor()
    rita.look_at(case, 1)
    with office.storage.work() as work:
        (document,) = work.documents.of_submission(work.cases.get(case).submission_id)
        parts = [
            NewDocument(DocumentId(key), document.guess, document.page_ids, 1.0, region)
            for key, region in ((document.id, UPPER), ("lower", LOWER))
        ]
        work.documents.replace(document.submission_id, parts, [])
    assert "Not yet seen: page 1." in rita.approve(case).text
