"""The ledger answers for every byte, and says so where nothing does; so does reconciliation."""

from datetime import timedelta

import pytest

from domain.ids import AttachmentId, PageId, SubmissionId
from domain.kinds import Channel
from domain.ledger import Ending, Fate, LedgerLine, Thing
from domain.states import PageUse, PartOutcome, Stage
from domain.submissions import Arrival, Submission
from processing.ports import NewPage, SubmissionFacts
from storage.database import SqlStorage
from storage.reconcile import DifferenceKind, reconcile_store
from tests.storage.situations import (
    LATER,
    MARIA,
    NOW,
    an_attachment,
    new_case,
    open_case,
    split,
    take,
    unpack,
)


def rest(storage: SqlStorage, submission: Submission) -> None:
    """No stage of it waits or runs."""
    with storage.work() as work:
        job = work.jobs.claim(Stage.UNPACK, submission.id, NOW, timedelta(minutes=1), 3)
        assert job is not None
        work.jobs.finish(job, NOW)


def lines_of(storage: SqlStorage, submission_id: SubmissionId) -> list[LedgerLine]:
    with storage.work() as work:
        return work.ledger.of_submission(submission_id)


def fates(storage: SqlStorage, submission: Submission) -> list[tuple[str, Fate]]:
    return [(line.what, line.fate) for line in lines_of(storage, submission.id)]


def quarantine(storage: SqlStorage, submission: Submission, attachment: AttachmentId | None = None) -> int:
    with storage.work() as work:
        work.quarantine.add(submission.id, attachment, Stage.UNPACK, "It is broken.", "", NOW.date(), NOW)
        return work.quarantine.of_submission(submission.id)[-1].id


def resolve(storage: SqlStorage, entry: int, ending: Ending) -> None:
    with storage.work() as work:
        work.quarantine.resolve(entry, "looked at it", MARIA, LATER, ending=ending)


class TestFates:
    def test_of_a_finished_case(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            (submission,) = work.submissions.all()
        assert fates(storage, submission) == [
            ("submission", Fate.CASE),
            ("part 0", Fate.PARTS),
            ("page 1", Fate.CASE),
            ("page 2", Fate.SET_ASIDE),
        ]
        head, _, first, blank = lines_of(storage, submission.id)
        assert (head.size, head.name) == (8, "in/scan:1.pdf")
        # SHA-256 of b"original", the arrival's bytes.
        assert head.sha256 == "0682c5f2076f099c34cfdd15a9e063849ed437a49677e6fcc5b4198c76575be5"
        assert (head.words, first.words) == (f"in case {case_id}",) * 2
        assert blank.words == "set aside: blank, nothing on it"

    def test_of_what_is_being_worked_on(self, storage: SqlStorage) -> None:
        submission = take(storage)
        unpack(storage, submission)
        assert set(fates(storage, submission)[2:]) == {("page 1", Fate.WORKED_ON), ("page 2", Fate.WORKED_ON)}
        assert fates(storage, submission)[0] == ("submission", Fate.WORKED_ON)

    def test_of_what_nothing_answers_for(self, storage: SqlStorage) -> None:
        submission = take(storage)
        unpack(storage, submission)
        rest(storage, submission)
        assert fates(storage, submission) == [
            ("submission", Fate.UNEXPLAINED),
            ("part 0", Fate.PARTS),
            ("page 1", Fate.UNEXPLAINED),
            ("page 2", Fate.UNEXPLAINED),
        ]

    @pytest.mark.parametrize("whole", [True, False])
    def test_of_what_is_in_quarantine(self, storage: SqlStorage, whole: bool) -> None:
        submission = take(storage)
        part = AttachmentId(f"{submission.id}-1")
        locked = an_attachment(part, "1", outcome=PartOutcome.NEEDS_PASSWORD)
        with storage.work() as work:
            work.submissions.save_unpacked(submission.id, SubmissionFacts(), [locked], [])
        rest(storage, submission)
        entry = quarantine(storage, submission, None if whole else part)
        found = lines_of(storage, submission.id)
        assert [line.fate for line in found] == [Fate.QUARANTINED] * 2
        assert found[1].words == f"in quarantine, entry {entry}: It is broken"

    def test_of_what_a_person_closed_with_words(self, storage: SqlStorage) -> None:
        submission = take(storage)
        rest(storage, submission)
        entry = quarantine(storage, submission)
        resolve(storage, entry, Ending.CLOSED)
        (line,) = lines_of(storage, submission.id)
        assert line.words == f"handled by a person, entry {entry}: looked at it"

    def test_of_what_was_retried_is_never_already_processed(self, storage: SqlStorage) -> None:
        """P10284: a failure that was retried and came to nothing answers for nothing."""
        submission = take(storage)
        rest(storage, submission)
        resolve(storage, quarantine(storage, submission), Ending.RETRIED)
        assert fates(storage, submission) == [("submission", Fate.UNEXPLAINED)]
        assert [d.kind for d in reconcile_store(storage)] == [DifferenceKind.SUBMISSION_STANDS_STILL]

    def test_of_decoration_and_of_an_empty_text(self, storage: SqlStorage) -> None:
        submission = take(storage)
        logo = an_attachment(AttachmentId(f"{submission.id}-1"), "1", decoration=True)
        text = an_attachment(AttachmentId(f"{submission.id}-0"), "0", disposition="body")
        with storage.work() as work:
            work.submissions.save_unpacked(submission.id, SubmissionFacts(), [text, logo], [])
            work.submissions.choose_decoration(submission.id, "1", True, "their seal", MARIA, NOW)
        _, empty, aside = lines_of(storage, submission.id)
        assert empty.words == "set aside: a message text with nothing in it"
        assert aside.words == "set aside as decoration: their seal (maria)"

    def test_of_a_paper_that_repeats_another(self, storage: SqlStorage) -> None:
        first, again = open_case(storage), open_case(storage, "scan:2")
        with storage.work() as work:
            documents = [work.cases.get(case_id).document_ids[0] for case_id in (first, again)]
            work.documents.link_duplicate(documents[1], documents[0])
            submission = work.documents.get(documents[1]).submission_id
        head, _, page, _ = lines_of(storage, submission)
        assert (head.fate, page.fate) == (Fate.DUPLICATE, Fate.DUPLICATE)
        assert page.words == f"repeats a paper of {first}; shown in case {again}"


def everything(storage: SqlStorage) -> tuple[int, int, int]:
    with storage.work() as work:
        submissions = list(work.submissions.all())
        parts = sum(len(work.submissions.attachments(s.id)) for s in submissions)
        pages = sum(len(work.submissions.pages(s.id)) for s in submissions)
    return len(submissions), parts, pages


def test_every_row_of_custody_has_exactly_one_line(storage: SqlStorage) -> None:
    """DL3671, "silent partial output": nothing can be left out, for the rows themselves are asked."""
    open_case(storage)
    unpack(storage, take(storage, "scan:2"), pages=3)
    take(storage, "scan:3")
    with storage.work() as work:
        heads = work.ledger.submissions()
        lines = [line for head in heads for line in work.ledger.of_submission(head.submission_id)]
    counts = tuple(sum(line.thing is thing for line in lines) for thing in Thing)
    assert counts == everything(storage)
    assert len({line.id for line in lines}) == len(lines)


def test_what_it_cannot_explain_is_what_reconciliation_names(storage: SqlStorage) -> None:
    """F2001, "tell me if counts differ": one question, asked in one place."""
    standing = take(storage)
    unpack(storage, standing)
    lost = take(storage, "scan:2")
    part = an_attachment(AttachmentId(f"{lost.id}-1"), "1", outcome=PartOutcome.UNREADABLE)
    with storage.work() as work:
        work.submissions.save_unpacked(lost.id, SubmissionFacts(), [part], [])
        work.cases.replace(lost.id, [new_case()], NOW, NOW)
    homeless = take(storage, "scan:3")
    document = split(storage, homeless, unpack(storage, homeless))
    for submission in (standing, lost, homeless):
        rest(storage, submission)
    with storage.work() as work:
        shown = {line.id for line in work.ledger.unexplained()}
        listed = {
            line.id
            for head in work.ledger.submissions()
            for line in work.ledger.of_submission(head.submission_id)
            if line.fate is Fate.UNEXPLAINED
        }
    assert shown == listed
    named = {(d.kind, d.subject) for d in reconcile_store(storage)}
    pages = [f"{standing.id}-0-p{n}" for n in range(2)]
    assert named == {
        (DifferenceKind.SUBMISSION_STANDS_STILL, standing.id),
        (DifferenceKind.SUBMISSION_STANDS_STILL, homeless.id),
        (DifferenceKind.ATTACHMENT_UNEXPLAINED, part.id),
        (DifferenceKind.PAGE_UNEXPLAINED, pages[0]),
        (DifferenceKind.PAGE_UNEXPLAINED, pages[1]),
        (DifferenceKind.DOCUMENT_WITHOUT_CASE, document),
    }


class TestFinding:
    def test_by_case_source_and_the_first_letters_of_its_id(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        other = take(storage, "scan:2")
        with storage.work() as work:
            first = work.cases.get(case_id).submission_id
            assert work.ledger.find(case_id.lower()) == [first]
            assert work.ledger.find("in/scan:2.pdf") == [other.id]
            assert work.ledger.find(other.id[:8]) == [other.id]
            assert work.ledger.find("C-2026-999999") == work.ledger.find("%") == work.ledger.find("") == []

    def test_pages_go_on_where_the_last_ended(self, storage: SqlStorage) -> None:
        taken = [take(storage, f"scan:{n}", received_at=NOW + timedelta(hours=n // 2)) for n in range(5)]
        with storage.work() as work:
            first = work.ledger.submissions(limit=2)
            second = work.ledger.submissions(limit=9, after=first[-1].submission_id)
            late = work.ledger.submissions(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=2))
            mails = work.ledger.submissions(channel=Channel.EMAIL)
        assert {line.id for line in first + second} == {s.id for s in taken}
        assert len(first + second) == 5
        assert {line.id for line in late} == {taken[2].id, taken[3].id}
        assert mails == []


class TestSameBytes:
    """Z2063: a resend is linked to the first by its bytes, whatever its Message-ID; both are shown."""

    def test_of_a_whole_original(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        again = take(storage, "scan:2", received_at=LATER)
        with storage.work() as work:
            first, second = reversed(work.ledger.submissions())
        assert (first.same_bytes, second.same_bytes) == ("", case_id)
        assert second.id == again.id
        assert "the same bytes came before in" in second.words

    def test_of_an_attachment_in_another_message(self, storage: SqlStorage) -> None:
        mails = []
        for n, raw in enumerate((b"first mail", b"second mail")):
            arrival = Arrival(Channel.EMAIL, f"m{n}", f"{n}.eml", raw, NOW + timedelta(hours=n))
            address = storage.files.put(raw)
            with storage.work() as work:
                mail = work.submissions.take(arrival, address, NOW)[0]
                part = an_attachment(AttachmentId(f"{mail.id}-1"), "1", sha256="ab" * 32)
                work.submissions.save_unpacked(mail.id, SubmissionFacts(), [part], [])
            mails.append(mail)
        assert [lines_of(storage, mail.id)[1].same_bytes for mail in mails] == ["", mails[0].id]
        assert lines_of(storage, mails[1].id)[0].same_bytes == ""


def test_page_of_a_part_is_named_by_its_part(storage: SqlStorage) -> None:
    submission = take(storage)
    part = AttachmentId(f"{submission.id}-1.2")
    page = NewPage(PageId(f"{part}-p0"), part, 0, None, b"")
    with storage.work() as work:
        work.submissions.save_unpacked(submission.id, SubmissionFacts(), [an_attachment(part, "1.2")], [page])
        aside = [(page.id, PageUse.REMOVED, "an advertisement")]
        work.documents.replace(submission.id, [], aside)
    assert lines_of(storage, submission.id)[-1].what == "page 1 of part 1.2"
    assert lines_of(storage, submission.id)[-1].words == "set aside: removed, an advertisement"


def test_a_submission_set_aside_whole_says_why(storage: SqlStorage) -> None:
    submission = take(storage)
    part = AttachmentId(f"{submission.id}-0")
    pages = [NewPage(PageId(f"{part}-p{n}"), part, n, None, b"") for n in range(2)]
    with storage.work() as work:
        work.submissions.save_unpacked(submission.id, SubmissionFacts(), [an_attachment(part, "0")], pages)
        aside = [(page.id, PageUse.CANARY, "a test message") for page in pages]
        work.documents.replace(submission.id, [], aside)
    rest(storage, submission)
    assert lines_of(storage, submission.id)[0].words == "set aside: canary, a test message"
