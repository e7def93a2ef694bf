"""The clerk at the batches: counts, the brake on approval, restricted papers, taking back, mending."""

import io
from urllib.parse import quote

import pytest
from PIL import Image

from domain.ids import BatchId, CaseId
from domain.kinds import Role, Route
from domain.states import CaseStatus, PageUse, Stage
from tests.review.office import AGENCY, SSN, WRITTEN, Office


def pages_of(office: Office, case_id: CaseId) -> list[str]:
    with office.storage.work() as work:
        return [page.id for page in work.submissions.pages(work.cases.get(case_id).submission_id)]


def status(office: Office, case_id: CaseId) -> CaseStatus:
    with office.storage.work() as work:
        return work.cases.get(case_id).status


def picture_path(batch: BatchId, page_id: str, size: str = "small") -> str:
    return f"/batches/{batch}/pages/1/{size}/{page_id}"


def test_a_clerk_sees_the_count_and_every_page_small(office: Office) -> None:
    batch, (case_id, _) = office.scan({"blank_page": True}, {}, expected=3)
    carl = office.visitor("carl", Role.CLERK)
    listed = carl.get("/batches").text
    assert f'href="/batches/{batch}"' in listed
    assert "2 of 3" in listed
    shown = carl.get(f"/batches/{batch}").text
    assert "The count differs" in shown
    assert "3 envelopes expected, 2 found" in shown
    assert shown.count("<img") == 5
    assert "behind sheet 2" in shown
    answer = carl.get(picture_path(batch, pages_of(office, case_id)[0]))
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert max(picture.size) == 260
    assert answer.headers["cache-control"] == "no-store"
    actions = office.actions("carl")
    assert ("batch_shown", batch) in actions
    assert ("page_shown", pages_of(office, case_id)[0]) in actions


def test_a_file_that_could_not_be_opened_is_pointed_to(office: Office) -> None:
    """A locked scan opens no envelope: the batch must say where it waits, not that all is good."""
    batch, (case_id,) = office.scan({})
    entry = office.quarantine(case_id)
    carl = office.visitor("carl", Role.CLERK)
    for path in ("/batches", f"/batches/{batch}"):
        shown = carl.get(path).text
        assert f'<a href="/quarantine/{entry}">entry {entry}</a>' in shown
    assert "Every page is good to read." not in shown
    carl.post(f"/quarantine/{entry}/close", words="Scanned again.")
    for path in ("/batches", f"/batches/{batch}"):
        assert "waits in quarantine" not in carl.get(path).text.casefold()


def test_social_security_digits_are_covered_on_the_clerks_pictures(office: Office) -> None:
    """The same picture with and without the number."""
    with_number, (one,) = office.scan({})
    without, (other,) = office.scan({"written": tuple(w for w in WRITTEN if w[1] != SSN)})
    carl = office.visitor("carl", Role.CLERK)
    pictures = [
        Image.open(io.BytesIO(carl.get(picture_path(batch, pages_of(office, case)[0], "large")).content))
        for batch, case in ((with_number, one), (without, other))
    ]
    x, y = next((x, y) for _, text, x, y in WRITTEN if text == SSN)
    box = (x + 4, y + 12, x + 120, y + 26)
    covered, bare = (picture.convert("L").crop(box).resize((1, 1)).getpixel((0, 0)) for picture in pictures)
    assert isinstance(covered, int)
    assert isinstance(bare, int)
    assert covered < 30 < 220 < bare


def test_a_differing_batch_keeps_its_cases_from_approval_until_a_person_says_so(office: Office) -> None:
    batch, (case_id,) = office.scan({}, expected=2)
    rita = office.visitor()
    rita.look_at(case_id)
    assert "count of batch" in rita.get(f"/cases/{case_id}").text
    refused = rita.approve(case_id)
    assert "2 envelopes expected, 1 found" in refused.text
    assert status(office, case_id) is CaseStatus.OPEN
    carl = office.visitor("carl", Role.CLERK)
    assert carl.post(f"/batches/{batch}/close", words="").status_code == 422
    assert carl.post(f"/batches/{batch}/close", words="One came back empty.").status_code == 303
    assert "by carl: One came back empty." in carl.get(f"/batches/{batch}").text
    rita.approve(case_id)
    assert status(office, case_id) is CaseStatus.DECIDED


def test_one_key_takes_no_case_of_a_differing_batch(office: Office) -> None:
    _, (case_id,) = office.scan({}, expected=2)
    rita = office.visitor()
    rita.look_at(case_id)
    rita.post(f"/cases/{case_id}/accept", version=1, destination=AGENCY.key)
    assert status(office, case_id) is CaseStatus.OPEN


def test_the_clerks_own_count(office: Office) -> None:
    batch, _ = office.scan({}, expected=2)
    carl = office.visitor("carl", Role.CLERK)
    assert carl.post(f"/batches/{batch}/expect", envelopes="1", pages="2").status_code == 303
    assert "Complete" in carl.get(f"/batches/{batch}").text
    for wrong in ("many", "-1", "1000000", "²"):
        assert carl.post(f"/batches/{batch}/expect", envelopes=wrong, pages="").status_code == 422
    assert "Complete" in carl.get(f"/batches/{batch}").text


class TestRestricted:
    def test_papers_are_hidden_from_the_clerk_and_shown_to_a_supervisor(self, office: Office) -> None:
        batch, (plain, _) = office.scan({}, {"route": Route.RESTRICTED, "blank_page": True})
        pages = pages_of(office, plain)
        carl, sue = office.visitor("carl", Role.CLERK), office.visitor("sue", Role.SUPERVISOR)
        shown = carl.get(f"/batches/{batch}").text
        assert shown.count("<img") == 2
        assert shown.count("Restricted") == 3
        assert carl.get(picture_path(batch, pages[0])).status_code == 200
        for page_id in pages[2:]:
            for size in ("small", "large"):
                refused = carl.get(picture_path(batch, page_id, size))
                assert refused.status_code == 403
                assert "restricted" in refused.text
        assert sue.get(f"/batches/{batch}").text.count("<img") == 5
        assert sue.get(picture_path(batch, pages[2])).status_code == 200
        assert not [subject for action, subject in office.actions("carl") if subject in pages[2:]]

    def test_papers_that_nobody_sorted_yet_are_hidden_too(self, office: Office) -> None:
        batch, (case_id,) = office.scan({})
        page = pages_of(office, case_id)[0]
        carl = office.visitor("carl", Role.CLERK)
        carl.post(f"/batches/{batch}/pages/{page}/edit", word="starts_document")
        assert carl.get(picture_path(batch, page)).status_code == 403
        assert "Being sorted" in carl.get(f"/batches/{batch}").text


def test_a_page_is_fetched_through_its_own_batch_only(office: Office) -> None:
    batch, _ = office.scan({})
    _, (other,) = office.scan({})
    elsewhere = office.open_case()
    carl = office.visitor("carl", Role.CLERK)
    for case_id in (other, elsewhere):
        page = pages_of(office, case_id)[0]
        assert carl.get(picture_path(batch, page)).status_code == 404
        assert carl.post(f"/batches/{batch}/pages/{page}/edit", word="blank").status_code == 404
        with office.storage.work() as work:
            submission = work.cases.get(case_id).submission_id
        assert carl.post(f"/batches/{batch}/scans/{submission}/withdraw", words="x").status_code == 404
    for nowhere in ("nowhere", quote("../cases"), quote("<b>")):
        assert carl.get(f"/batches/{nowhere}").status_code in (403, 404)


def test_a_scan_is_taken_back_and_brought_back(office: Office) -> None:
    batch, (case_id,) = office.scan({})
    with office.storage.work() as work:
        submission = work.cases.get(case_id).submission_id
    carl = office.visitor("carl", Role.CLERK)
    path = f"/batches/{batch}/scans/{submission}"
    assert carl.post(f"{path}/withdraw", words=" ").status_code == 422
    assert carl.post(f"{path}/withdraw", words="The wrong pile.").status_code == 303
    assert status(office, case_id) is CaseStatus.WITHDRAWN
    assert "Taken back by carl: The wrong pile." in carl.get(f"/batches/{batch}").text
    assert carl.post(f"{path}/withdraw", words="Again.").status_code == 409
    rita = office.visitor()
    assert "withdrawn" in rita.get(f"/cases/{case_id}").text
    rita.approve(case_id, version=2)
    assert status(office, case_id) is CaseStatus.WITHDRAWN
    assert carl.post(f"{path}/restore").status_code == 303
    with office.storage.work() as work:
        assert work.batches.withdrawal(submission) is None
        assert (Stage.SPLIT, submission) in work.jobs.due(office.clock(), 99)


def test_after_a_decision_nothing_is_taken_back(office: Office) -> None:
    batch, (case_id,) = office.scan({})
    with office.storage.work() as work:
        submission = work.cases.get(case_id).submission_id
    rita = office.visitor()
    rita.look_at(case_id)
    rita.approve(case_id)
    carl = office.visitor("carl", Role.CLERK)
    answer = carl.post(f"/batches/{batch}/scans/{submission}/withdraw", words="The wrong pile.")
    assert answer.status_code == 422
    assert "was decided already" in answer.text
    shown = carl.get(f"/batches/{batch}").text
    assert "can no longer be taken back" in shown
    assert "Split again" not in shown


@pytest.mark.parametrize("word", ["", "nonsense", "undecided"])
def test_a_word_that_means_nothing_changes_nothing(office: Office, word: str) -> None:
    batch, (case_id,) = office.scan({})
    page = pages_of(office, case_id)[0]
    carl = office.visitor("carl", Role.CLERK)
    assert carl.post(f"/batches/{batch}/pages/{page}/edit", word=word).status_code == 422
    with office.storage.work() as work:
        assert work.submissions.page(page).use is PageUse.DOCUMENT  # type: ignore[arg-type]
    assert status(office, case_id) is CaseStatus.OPEN
