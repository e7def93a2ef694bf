"""What came with a restricted paper, asked of one submission and of many."""

from collections.abc import Callable

import pytest

from domain.corrections import KindWord
from domain.documents import KindGuess
from domain.ids import DocumentId, SubmissionId
from domain.kinds import Kind, Route, Subkind
from domain.ledger import Ending
from domain.states import Stage
from processing.corrections import correct_kind
from processing.ports import NewDocument
from processing.restricted import came_with_restricted, which_came_with_restricted
from storage.database import SqlStorage
from tests.storage.situations import JOHN, MARIA, NOW, new_case, open_case, take, unpack

REPORT = KindGuess(Kind.OTHER, 0.97, False, Subkind.SELF_REPORT)
LETTER = KindGuess(Kind.OTHER, 0.97, False, Subkind.LETTER)


def in_no_case(storage: SqlStorage, guess: KindGuess = REPORT, key: str = "loose") -> SubmissionId:
    submission = take(storage, key)
    document = NewDocument(DocumentId(f"{key}-d"), guess, tuple(unpack(storage, submission, 1)), 0.9)
    with storage.work() as work:
        work.documents.replace(submission.id, [document], [])
    return submission.id


def in_a_case(storage: SqlStorage, route: Route = Route.RESTRICTED) -> SubmissionId:
    case_id = open_case(storage, f"cased {route}", route=route)
    with storage.work() as work:
        return work.cases.get(case_id).submission_id


def joined_to(storage: SqlStorage, route: Route = Route.RESTRICTED) -> SubmissionId:
    """Its paper lies in another submission's case."""
    own = in_no_case(storage, LETTER, key=f"joins {route}")
    case_id = open_case(storage, f"home {route}", route=route)
    with storage.work() as work:
        work.cases.change_papers(case_id, add=[work.documents.of_submission(own)[0].id])
    return own


def named_by_a_person(storage: SqlStorage, subkind: Subkind = Subkind.CORI_FORM) -> SubmissionId:
    own = in_no_case(storage, LETTER, key=f"named {subkind}")
    with storage.work() as work:
        (document,) = work.documents.of_submission(own)
        (case,) = work.cases.replace(own, [new_case(document.id, kind=Kind.OTHER)], NOW, NOW)
        correct_kind(work, case.id, case.version, document.id, KindWord(Kind.OTHER, subkind), JOHN, NOW)
        work.cases.withdraw(own)
    return own


def whose_better_copy_is(storage: SqlStorage, guess: KindGuess = REPORT) -> SubmissionId:
    first, copy = take(storage, f"first {guess.subkind}").id, in_no_case(storage, guess, f"c {guess.subkind}")
    with storage.work() as work:
        work.quarantine.add(first, None, Stage.UNPACK, "It is locked.", "Ask.", NOW.date(), NOW)
        (entry,) = work.quarantine.of_submission(first)
        work.quarantine.resolve(entry.id, "came", MARIA, NOW, ending=Ending.REPLACED, replaced_by=copy)
    return first


def copy_of(storage: SqlStorage, first: SubmissionId, key: str) -> SubmissionId:
    """A better copy of which nothing is told yet."""
    copy = take(storage, key).id
    with storage.work() as work:
        work.submissions.link_replacement(copy, first)
    return copy


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(in_a_case, True, id="in a restricted case"),
        pytest.param(joined_to, True, id="in a restricted case of others"),
        pytest.param(in_no_case, True, id="in no case yet"),
        pytest.param(named_by_a_person, True, id="called so by a person"),
        pytest.param(whose_better_copy_is, True, id="told by a better copy"),
        pytest.param(lambda s: copy_of(s, in_no_case(s), "copy"), True, id="copy of such a one"),
        pytest.param(lambda s: in_a_case(s, Route.TRIAGE), False, id="in an ordinary case"),
        pytest.param(lambda s: joined_to(s, Route.TRIAGE), False, id="in an ordinary case of others"),
        pytest.param(lambda s: in_no_case(s, LETTER), False, id="a letter in no case"),
        pytest.param(lambda s: named_by_a_person(s, Subkind.STATUS_QUESTION), False, id="called a question"),
        pytest.param(lambda s: whose_better_copy_is(s, LETTER), False, id="a letter as better copy"),
        pytest.param(lambda s: copy_of(s, take(s, "first").id, "copy"), False, id="copy of what is not read"),
    ],
)
def test_one_and_many_are_told_alike(
    storage: SqlStorage, make: Callable[[SqlStorage], SubmissionId], expected: bool
) -> None:
    other, asked = in_a_case(storage, Route.ASK_SENDER), make(storage)
    with storage.work() as work:
        assert came_with_restricted(work, asked) is expected
        assert which_came_with_restricted(work, [other, asked]) == ({asked} if expected else set())


def test_of_what_surely_is_ordinary_nothing_more_is_asked(storage: SqlStorage) -> None:
    ordinary = {in_a_case(storage, Route.TRIAGE), in_no_case(storage, LETTER), take(storage, "locked").id}
    closed = in_a_case(storage)
    with storage.work() as work:
        assert work.ledger.perhaps_restricted([*ordinary, closed]) == {closed}
