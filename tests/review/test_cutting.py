"""The page on which a reviewer cuts a page by hand: what it takes, what it refuses, and what it keeps."""

import pytest

from domain.batches import PageWord
from domain.cuts import parse_cut
from domain.ids import CaseId
from domain.kinds import Kind, Role, Route
from domain.states import CaseStatus, PageUse
from tests.review.office import Office
from tests.review.test_shared_page import open_cases_of_one_page


def word_on(office: Office, case_id: CaseId) -> PageWord:
    with office.storage.work() as work:
        submission_id = work.cases.get(case_id).submission_id
        (page,) = work.submissions.pages(submission_id)
        return work.batches.words(submission_id).get(page.id, PageWord())


def status(office: Office, case_id: CaseId) -> CaseStatus:
    with office.storage.work() as work:
        return work.cases.get(case_id).status


def test_lines_come_one_by_one_and_cut_the_page(office: Office) -> None:
    case, rita = office.open_case(pages=1), office.visitor()
    path = f"/cases/{case}/pages/1/cut"
    assert f'href="{path}"' in rita.get(f"/cases/{case}").text
    assert "takes it for one paper" in rita.get(path).text
    drawn = rita.get(path, params={"way": "across", "at": "40", "part": "1"})
    assert drawn.status_code == 200
    assert 'name="line" value="1 across 40"' in drawn.text
    again = {"line": "1 across 40", "way": "down", "at": "50", "part": "2"}
    assert "Make 3 papers of it" in rita.get(path, params=again).text
    answer = rita.post(path, version=1, word="several_papers", line=["1 across 40", "2 down 50"])
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{case}")
    lines = tuple(map(parse_cut, ("1 across 40", "2 down 50")))
    assert word_on(office, case) == PageWord(PageUse.DOCUMENT, cuts=lines)
    assert status(office, case) is CaseStatus.WITHDRAWN
    assert "gone through anew" in rita.get(f"/cases/{case}").text


def test_says_which_words_a_line_goes_through(office: Office) -> None:
    case = office.open_case(pages=1)
    shown = office.visitor().get(f"/cases/{case}/pages/1/cut", params={"way": "down", "at": "20"}).text
    assert "The lines go through words" in shown
    assert "Ana Reyes" in shown


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        pytest.param({"at": "x"}, "Type where the line goes", id="no number"),
        pytest.param({"at": "2"}, "no room for a paper", id="at the edge"),
        pytest.param({"at": "50", "part": "4"}, "no part 4", id="no such part"),
    ],
)
def test_a_line_that_cannot_be_stays_in_the_form(office: Office, drawn: dict[str, str], words: str) -> None:
    case = office.open_case(pages=1)
    params = {"line": "1 down 50", "way": "across"} | drawn
    answer = office.visitor().get(f"/cases/{case}/pages/1/cut", params=params)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{drawn["at"]}"' in answer.text
    assert 'name="line" value="1 down 50"' in answer.text


def test_a_machine_s_cut_is_undone_and_that_taken_back(office: Office) -> None:
    case, rita = open_cases_of_one_page(office, together=False)[1], office.visitor()
    path = f"/cases/{case}/pages/1/cut"
    shown = rita.get(path).text
    assert "The machine cut it into 2 papers" in shown
    assert "Take that back" not in shown
    assert rita.post(path, version=1, word="one_paper").status_code == 303
    assert word_on(office, case).one_paper


@pytest.mark.parametrize(
    ("form", "status_code", "words"),
    [
        pytest.param({"word": "several_papers"}, 422, "Draw a line first", id="no line"),
        pytest.param({"word": "cut_as_read"}, 422, "cut so already", id="nothing to take back"),
        pytest.param({"word": "blank"}, 404, "nothing to say", id="another word"),
        pytest.param({"word": "one_paper", "version": "7"}, 409, "Nothing was cut", id="changed since"),
    ],
)
def test_refusals_change_nothing(office: Office, form: dict[str, str], status_code: int, words: str) -> None:
    case = office.open_case(pages=1)
    answer = office.visitor().post(f"/cases/{case}/pages/1/cut", **({"version": "1"} | form))
    assert (answer.status_code, words in answer.text) == (status_code, True)
    assert status(office, case) is CaseStatus.OPEN


def test_a_colleague_s_case_is_looked_at_only(office: Office) -> None:
    case, rita, tom = office.open_case(pages=1), office.visitor(), office.visitor("tom")
    assert rita.get(f"/cases/{case}").status_code == 200
    shown = tom.get(f"/cases/{case}/pages/1/cut").text
    assert "rita has this case open" in shown
    assert "Draw the line" not in shown
    answer = tom.post(f"/cases/{case}/pages/1/cut", version=1, word="several_papers", line="across 50")
    assert answer.status_code == 409


def test_what_came_with_a_restricted_paper_is_for_a_supervisor(office: Office) -> None:
    upper, _ = open_cases_of_one_page(office, together=False, lower=Route.RESTRICTED)
    path = f"/cases/{upper}/pages/1/cut"
    assert office.visitor().get(path).status_code == 403
    assert office.visitor().post(path, version=1, word="one_paper").status_code == 403
    assert office.visitor("sam", Role.SUPERVISOR).get(path).status_code == 200


def test_text_is_not_cut(office: Office) -> None:
    case = office.open_case(text_page="Dear office, Ana Reyes", kind=Kind.OTHER)
    rita = office.visitor()
    assert "/cut" not in rita.get(f"/cases/{case}").text
    assert "Only a page with a picture" in rita.get(f"/cases/{case}/pages/1/cut").text
