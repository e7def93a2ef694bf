"""`cases`: papers moved by command, the reason in the history, taken back; what is refused."""

import json
from collections.abc import Callable

import pytest

from commands.base import Exit
from commands.cases import cut, history, merge, move, split, take_back
from commands.deciding import decide
from domain.batches import PageWord
from domain.cuts import parse_cut
from domain.documents import KindGuess
from domain.geometry import Box
from domain.ids import CaseId, DocumentId
from domain.kinds import Kind, Outcome, Route, Subkind
from domain.pages import PageReading, PageSource
from domain.states import CaseStatus, PageUse
from intake.readers.wire import encode_reading
from processing.ports import NewDocument
from tests.processing.desk import Desk

Say = Callable[..., str]
Fail = Callable[..., tuple[int, str]]


def held(desk: Desk, case_id: str) -> tuple[CaseStatus, int]:
    with desk.storage.work() as work:
        case = work.cases.get(CaseId(case_id))
    return case.status, len(case.document_ids)


@pytest.fixture
def two(desk: Desk) -> tuple[CaseId, CaseId]:
    return desk.open(Kind.CPR_CARD), desk.open(Kind.CPR_CARD, key="2")


def test_merged_split_and_taken_back(desk: Desk, say: Say, two: tuple[CaseId, CaseId]) -> None:
    first, second = two
    assert f"The papers are in {first}." in say(merge, second, first, "one request", by="rita")
    assert (held(desk, first), held(desk, second)) == ((CaseStatus.OPEN, 2), (CaseStatus.WITHDRAWN, 0))
    third = say(split, first.lower(), [2], "another card", by="rita").split()[-1].rstrip(".")
    assert (held(desk, first)[1], held(desk, third)[1]) == (1, 1)
    assert f"The papers are in {first}." in say(take_back, third, by="rita")
    assert f"The papers are in {second}." in say(take_back, first, by="rita")
    assert (held(desk, first), held(desk, second)) == ((CaseStatus.OPEN, 1), (CaseStatus.OPEN, 1))


def test_history_tells_each_way_with_its_reason(desk: Desk, say: Say, two: tuple[CaseId, CaseId]) -> None:
    first, second = two
    assert f"No paper came into {first}" in say(history, first, by="rita")
    say(move, second, [1], first, "same person, she says", by="rita")
    say(take_back, first, by="sam")
    for case, way in ((first, f"came from {second}"), (second, f"went to {first}")):
        told = say(history, case, by="rita")
        assert f"1 paper {way} by rita, same person, she says; taken back by sam" in told
    assert json.loads(say(history, first, by="rita", as_json=True))["number"] == 1


def test_who_did_it_is_in_the_audit_log(desk: Desk, say: Say, two: tuple[CaseId, CaseId]) -> None:
    first, second = two
    say(move, second, [1], first, "one request", by="rita")
    with desk.storage.work() as work:
        told = {entry.action: dict(entry.details) for entry in work.audit.entries(subject=second)}
    assert told["papers_moved"] == {"to": first, "documents": 1}
    assert told["move_by_command"] == {"account": "rita"}


@pytest.mark.parametrize(
    ("papers", "to", "why", "by", "words"),
    [
        pytest.param([7], None, "why", "rita", "has no document 7", id="no such paper"),
        pytest.param([1], None, "why", "rita", "would hold all", id="all of them into a new case"),
        pytest.param([1], "C-2026-999999", "why", "rita", "There is no case", id="no such case"),
        pytest.param([1], "C-2026-000002", " ", "rita", "Say why", id="without a word"),
        pytest.param([1], "C-2026-000002", "why", "cleo", "clerk may not", id="a clerk"),
        pytest.param([1], "C-2026-000002", "why", "nobody", "no active account", id="nobody"),
    ],
)
def test_says_what_is_in_the_way(
    desk: Desk, fail: Fail, two: tuple[CaseId, CaseId],
    papers: list[int], to: str | None, why: str, by: str, words: str,
) -> None:  # fmt: skip
    verb, how = (split, [papers, why]) if to is None else (move, [papers, to, why])
    code, said = fail(verb, two[0], *how, by=by)
    assert code in (Exit.REFUSED, Exit.FAILED, Exit.USAGE)
    assert words in said
    assert [held(desk, case)[1] for case in two] == [1, 1]


def test_a_case_that_a_person_restricted_stays_so(
    desk: Desk, say: Say, fail: Fail, two: tuple[CaseId, CaseId]
) -> None:
    first, second = two
    say(decide, second, Outcome.REROUTE, ["self_report"], by="sam")
    with desk.storage.work() as work:
        work.cases.reroute(second, Route.RESTRICTED)
    assert "restricted" in fail(merge, first, second, "one request", by="rita")[1]
    say(merge, first, second, "one request", by="sam")
    assert "a case that you may not see" in say(history, first, by="rita")
    assert second in say(history, first, by="sam")


def test_nothing_to_take_back_is_said(desk: Desk, fail: Fail, two: tuple[CaseId, CaseId]) -> None:
    assert "nothing to take back" in fail(take_back, two[0], by="rita")[1]
    assert "nothing to take back" in fail(take_back, two[0], 3, by="rita")[1]


# -- cutting ------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(desk: Desk) -> CaseId:
    """A case of one page that was read."""
    case_id = desk.open(Kind.CPR_CARD)
    with desk.storage.work() as work:
        (page,) = work.submissions.pages(work.cases.get(case_id).submission_id)
        reading = PageReading(0, 850, 1100, 0, PageSource.IMAGE, ())
        work.submissions.save_reading(page.id, page.image, encode_reading(reading))
    return case_id


def word_on(desk: Desk, case_id: CaseId) -> PageWord | None:
    with desk.storage.work() as work:
        submission_id = work.cases.get(case_id).submission_id
        (page,) = work.submissions.pages(submission_id)
        return work.batches.words(submission_id).get(page.id)


def test_a_page_is_cut_by_command(desk: Desk, say: Say, sheet: CaseId) -> None:
    lines = ["across 52", "2 down 48.5"]
    assert "split again by the running workers" in say(cut, sheet.lower(), 1, lines, by="rita")
    assert word_on(desk, sheet) == PageWord(PageUse.DOCUMENT, cuts=tuple(map(parse_cut, lines)))
    assert held(desk, sheet)[0] is CaseStatus.WITHDRAWN
    with desk.storage.work() as work:
        told = {entry.action: dict(entry.details) for entry in work.audit.entries()}
    assert told["split_edited"] == {"edit": "several_papers", "lines": 2}
    assert told["cut_by_command"] == {"account": "rita"}


def test_a_page_with_a_restricted_paper_in_no_case_is_cut_by_a_supervisor(
    desk: Desk, say: Say, fail: Fail, sheet: CaseId
) -> None:
    report = KindGuess(Kind.OTHER, 0.99, False, Subkind.SELF_REPORT)
    with desk.storage.work() as work:
        (document,) = work.documents.of_submission(work.cases.get(sheet).submission_id)
        parts = [
            NewDocument(key, guess, document.page_ids, 0.9, region)
            for key, guess, region in (
                (document.id, document.guess, Box(0, 0, 850, 500)),
                (DocumentId("report"), report, Box(0, 500, 850, 1100)),
            )
        ]
        work.documents.replace(document.submission_id, parts, [])
    code, said = fail(cut, sheet, 1, ["across 52"], by="rita")
    assert (code, "A supervisor cuts it." in said) == (Exit.REFUSED, True)
    assert "split again" in say(cut, sheet, 1, ["across 52"], by="sam")


@pytest.mark.parametrize(
    ("page", "lines", "more", "words"),
    [
        pytest.param(1, None, {}, "Give the lines", id="nothing"),
        pytest.param(1, ["across 52"], {"one_paper": True}, "Give the lines", id="two things"),
        pytest.param(1, ["52"], {}, "Write `across 52`", id="no line"),
        pytest.param(1, ["across 99"], {}, "between 4 and 96", id="at the edge"),
        pytest.param(4, ["across 52"], {}, "has no page 4", id="no such page"),
        pytest.param(1, None, {"as_read": True}, "cut so already", id="nothing to take back"),
        pytest.param(1, ["across 52"], {"by": "cleo"}, "clerk may not", id="a clerk"),
    ],
)
def test_says_why_a_page_is_not_cut(
    desk: Desk, fail: Fail, sheet: CaseId,
    page: int, lines: list[str] | None, more: dict[str, object], words: str,
) -> None:  # fmt: skip
    code, said = fail(cut, sheet, page, lines, **({"by": "rita"} | more))
    assert code in (Exit.REFUSED, Exit.FAILED, Exit.USAGE)
    assert words in said
    assert (word_on(desk, sheet), held(desk, sheet)) == (None, (CaseStatus.OPEN, 1))
