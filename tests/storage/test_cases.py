"""Cases: references, leases, versions, decisions; two people cannot decide one."""

import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from domain.cases import Case
from domain.corrections import KindWord, NewCorrection
from domain.documents import KindGuess, PagePart
from domain.errors import StaleDecision, TransientError
from domain.geometry import Box
from domain.ids import CaseId, CertificationNumber, DocumentId, PageId, SubmissionId, UserName
from domain.kinds import Kind, MatchStatus, Outcome, Priority, Route, Subkind
from domain.moves import Move, MoveReason
from domain.states import CaseStatus
from processing.ports import NewDocument
from storage.database import SqlStorage
from storage.tables import CasePageRow
from tests.storage.situations import (
    JOHN,
    LATER,
    MARIA,
    NOW,
    NUMBER,
    add_records,
    decision,
    finding,
    match,
    new_case,
    open_case,
    record,
    take,
    unpack,
)


class TestReferences:
    def test_count_up_by_year_of_receipt(self, storage: SqlStorage) -> None:
        # Half past eight in the evening of New Year's Eve in Massachusetts is the next year in UTC.
        new_years_eve = datetime(2027, 1, 1, 1, 30, tzinfo=UTC)
        found = []
        for number, received in enumerate((NOW, NOW, new_years_eve, new_years_eve + timedelta(hours=4))):
            submission = take(storage, f"scan:{number}")
            with storage.work() as work:
                found += work.cases.replace(submission.id, [new_case()], received, NOW)
        assert [case.id for case in found] == [
            "C-2026-000001", "C-2026-000002", "C-2026-000003", "C-2027-000001",
        ]  # fmt: skip

    def test_have_no_gaps_when_many_open_and_some_crash(self, storage: SqlStorage) -> None:
        submissions = [take(storage, f"scan:{number}").id for number in range(16)]

        def run(place: int) -> None:
            try:
                with storage.work() as work:
                    work.cases.replace(submissions[place], [new_case(), new_case()], NOW, NOW)
                    if place % 4 == 0:
                        raise RuntimeError
            except RuntimeError:
                pass

        threads = [threading.Thread(target=run, args=(place,)) for place in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with storage.work() as work:
            ids = sorted(row.case.id for row in work.cases.rows(limit=100))
        assert ids == [f"C-2026-{number:06d}" for number in range(1, 25)]


class TestRepeatedRun:
    def test_gives_the_same_references_and_versions(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            before = work.cases.get(case_id)
            again = work.cases.replace(before.submission_id, [new_case(*before.document_ids)], NOW, LATER)
        assert again == [before]

    def test_of_a_worker_of_an_earlier_release_keeps_the_references_too(self, storage: SqlStorage) -> None:
        """The tables were upgraded beside it; it knows nothing of the pages of a case."""
        case_id = open_case(storage)
        with storage.work() as work:
            work.session.execute(delete(CasePageRow))
            before = work.cases.get(case_id)
            again = work.cases.replace(before.submission_id, [new_case(*before.document_ids)], NOW, LATER)
        assert again == [before]

    def test_with_another_proposal_counts_the_version_up(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            before = work.cases.get(case_id)
            changed = new_case(*before.document_ids, route=Route.SENIOR_REVIEW)
            (after,) = work.cases.replace(before.submission_id, [changed], NOW, LATER)
        assert (after.id, after.route, after.version) == (case_id, Route.SENIOR_REVIEW, 2)

    def test_leaves_a_decided_case_alone(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            decided = work.cases.decide(decision(case_id))
            changed = new_case(*decided.document_ids, priority=Priority.URGENT)
            assert work.cases.replace(decided.submission_id, [changed], NOW, LATER) == [decided]

    def test_keeps_a_record_that_a_person_named(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        other = CertificationNumber("E0905678")
        with storage.work() as work:
            case = work.cases.settle_match(case_id, other, MARIA, NOW)
            (after,) = work.cases.replace(case.submission_id, [new_case(*case.document_ids)], NOW, LATER)
        assert after.certification_number == other

    def test_with_fewer_cases_withdraws_the_spare_reference(self, storage: SqlStorage) -> None:
        submission, (one, other) = two_papers(storage)
        with storage.work() as work:
            work.cases.replace(submission, [new_case(one), new_case(other)], NOW, NOW)
            first, spare = work.cases.replace(submission, [new_case(one, other)], NOW, NOW)
        assert (first.document_ids, first.status) == ((one, other), CaseStatus.OPEN)
        assert (spare.document_ids, spare.status) == ((), CaseStatus.WITHDRAWN)


def two_papers(
    storage: SqlStorage, key: str = "scan:1", first: Subkind | None = None, last: Subkind | None = None
) -> tuple[SubmissionId, list[DocumentId]]:
    """One submission with two papers of a page each, and a page that is nothing."""
    submission = take(storage, key)
    unpack(storage, submission, 3)
    return submission.id, split_into(storage, submission.id, (0, None), (1, None), subkinds=(first, last))


def split_into(
    storage: SqlStorage,
    submission: SubmissionId,
    *places: tuple[int, Box | None],
    subkinds: Sequence[Subkind | None] = (),
) -> list[DocumentId]:
    """A document for each page or part of a page, numbered in this order as every split numbers them."""
    kinds = [*subkinds, *(None for _ in places)]
    new = [
        NewDocument(
            DocumentId(f"{submission}-d{ordinal}"),
            KindGuess(Kind.OTHER if kinds[ordinal] else Kind.CPR_CARD, 0.97, False, kinds[ordinal]),
            (PageId(f"{submission}-0-p{page}"),),
            0.9,
            region,
        )
        for ordinal, (page, region) in enumerate(places)
    ]
    with storage.work() as work:
        work.documents.replace(submission, new, [])
    return [document.id for document in new]


TOP, BOTTOM = Box(0, 0, 800, 500), Box(0, 500, 800, 1100)
#: Two people, and the page that both stand on.
ANA, BEN = NUMBER, CertificationNumber("E0905678")


class TestReferencesGoWithTheirPages:
    """A new split numbers the documents anew: the first may be another person's paper than before."""

    def opened(
        self, storage: SqlStorage, whose: CertificationNumber | None = ANA
    ) -> tuple[SubmissionId, Case]:
        """One case, of a page that is one paper as yet."""
        arrived = take(storage)
        submission = arrived.id
        unpack(storage, arrived, 2)
        (whole,) = split_into(storage, submission, (0, None))
        with storage.work() as work:
            (case,) = work.cases.replace(submission, [new_case(whole, certification_number=whose)], NOW, NOW)
        return submission, case

    def cut(
        self,
        storage: SqlStorage,
        submission: SubmissionId,
        top: CertificationNumber | None,
        bottom: CertificationNumber | None,
    ) -> list[Case]:
        """The page is cut in two, and the cases of its parts are proposed."""
        with storage.work() as work:
            work.cases.withdraw(submission)
        parts = split_into(storage, submission, (0, TOP), (0, BOTTOM))
        new = [new_case(part, certification_number=n) for part, n in zip(parts, (top, bottom), strict=True)]
        with storage.work() as work:
            return work.cases.replace(submission, new, NOW, LATER)

    def answered(self, storage: SqlStorage, case: Case) -> None:
        """It was decided for Ana, and opened again."""
        with storage.work() as work:
            work.cases.decide(decision(case.id, case.version, certification_number=ANA))
            work.cases.reopen(case.id, "the letter bounced", LATER)

    def test_an_answered_one_goes_with_its_person_s_part(self, storage: SqlStorage) -> None:
        submission, case = self.opened(storage)
        self.answered(storage, case)
        first, new = self.cut(storage, submission, BEN, ANA)
        assert (first.id, first.certification_number, first.status) == (case.id, ANA, CaseStatus.REOPENED)
        assert first.document_ids == (DocumentId(f"{submission}-d1"),)
        assert (new.certification_number, new.status) == (BEN, CaseStatus.OPEN)

    @pytest.mark.parametrize(
        ("top", "bottom"),
        [
            pytest.param(BEN, CertificationNumber("E0907777"), id="two others"),
            pytest.param(None, BEN, id="one nobody knows"),
            pytest.param(None, None, id="nobody knows either"),
        ],
    )
    @pytest.mark.parametrize("how", ["decided", "undone", "named", "asked"])
    def test_an_answered_one_goes_with_none_that_may_be_another_s(
        self,
        storage: SqlStorage,
        top: CertificationNumber | None,
        bottom: CertificationNumber | None,
        how: str,
    ) -> None:
        submission, case = self.opened(storage, None if how == "asked" else ANA)
        with storage.work() as work:
            if how == "named":
                work.cases.settle_match(case.id, ANA, MARIA, NOW)
            elif how == "asked":
                asked = decision(case.id, outcome=Outcome.REQUEST_INFORMATION, reasons=("one_side_missing",))
                work.cases.decide(asked)
                work.cases.reopen(case.id, "she telephoned", LATER)
        if how in ("decided", "undone"):
            self.answered(storage, case)
        if how == "undone":
            with storage.work() as work:
                work.cases.undo(case.id, MARIA, LATER)
        old, *new = self.cut(storage, submission, top, bottom)
        assert (old.id, old.status, old.document_ids) == (case.id, CaseStatus.WITHDRAWN, ())
        assert [c.certification_number for c in new] == [top, bottom]
        with storage.work() as work:
            assert {c.id for c in work.cases.sharing_pages(case.id)} == {c.id for c in new}
            same = [new_case(*c.document_ids, certification_number=c.certification_number) for c in new]
            again = work.cases.replace(submission, same, NOW, LATER)
        assert again == [old, *new]

    def test_a_cut_taken_back_does_not_give_the_sheet_to_the_answered_part(self, storage: SqlStorage) -> None:
        submission, case = self.opened(storage)
        first, second = self.cut(storage, submission, ANA, BEN)
        self.answered(storage, first)
        with storage.work() as work:
            work.cases.withdraw(submission)
        (whole,) = split_into(storage, submission, (0, None))
        with storage.work() as work:
            old, now = work.cases.replace(submission, [new_case(whole, certification_number=BEN)], NOW, LATER)
        assert (old.id, old.status) == (case.id, CaseStatus.WITHDRAWN)
        assert (now.id, now.document_ids) == (second.id, (whole,))
        first_again, second_again = self.cut(storage, submission, ANA, BEN)
        assert (first_again.id, second_again.id) == (first.id, second.id)
        assert first_again.status is CaseStatus.REOPENED

    def test_pages_decide_and_not_the_place(self, storage: SqlStorage) -> None:
        submission, (one, other) = two_papers(storage)
        with storage.work() as work:
            first, second = work.cases.replace(submission, [new_case(one), new_case(other)], NOW, NOW)
            work.cases.withdraw(submission)
        (only,) = split_into(storage, submission, (1, None))
        with storage.work() as work:
            gone, stays = work.cases.replace(submission, [new_case(only)], NOW, LATER)
        assert (gone.id, gone.status) == (first.id, CaseStatus.WITHDRAWN)
        assert (stays.id, stays.document_ids, stays.status) == (second.id, (only,), CaseStatus.OPEN)

    def test_one_decided_for_another_record_is_not_the_papers_any_more(self, storage: SqlStorage) -> None:
        submission, case = self.opened(storage)
        self.answered(storage, case)
        with storage.work() as work:
            old, new = work.cases.replace(
                submission, [new_case(*case.document_ids, certification_number=BEN)], NOW, LATER
            )
        assert (old.id, old.status, old.certification_number) == (case.id, CaseStatus.WITHDRAWN, ANA)
        assert (new.certification_number, new.document_ids) == (BEN, case.document_ids)

    def test_what_was_moved_into_it_stays_where_its_own_papers_go(self, storage: SqlStorage) -> None:
        submission, (one, other) = two_papers(storage)
        with storage.work() as work:
            first, second = work.cases.replace(submission, [new_case(one), new_case(other)], NOW, NOW)
            work.cases.change_papers(second.id, take=[other])
            work.cases.change_papers(first.id, add=[other])
            work.moves.add(
                [
                    Move("deed", other, submission, second.id, first.id, MoveReason.PERSON, CaseStatus.OPEN,
                         first.due_on, MARIA, NOW)
                ]
            )  # fmt: skip
        with storage.work() as work:
            held = work.cases.get(first.id)
        self.answered(storage, held)
        with storage.work() as work:
            with_guest = new_case(one, other, certification_number=BEN)
            found = work.cases.replace(submission, [with_guest], NOW, LATER)
            assert (
                work.cases.replace(submission, [new_case(one, certification_number=BEN)], NOW, LATER) == found
            )
        assert [(c.id, c.document_ids, c.status) for c in found] == [
            (first.id, (other,), CaseStatus.REOPENED),
            (second.id, (), CaseStatus.WITHDRAWN),
            ("C-2026-000003", (one,), CaseStatus.OPEN),
        ]

    def test_a_queue_that_a_person_chose_stays_with_the_papers(self, storage: SqlStorage) -> None:
        submission, case = self.opened(storage)
        with storage.work() as work:
            chosen = decision(case.id, outcome=Outcome.REROUTE, reasons=("restricted",))
            work.cases.decide(chosen)
            (after,) = work.cases.replace(submission, [new_case(*case.document_ids)], NOW, LATER)
        assert after.route is Route.RESTRICTED
        parted = self.cut(storage, submission, None, BEN)
        assert {c.route for c in parted} == {Route.RESTRICTED}
        with storage.work() as work:
            same = [new_case(*c.document_ids, certification_number=c.certification_number) for c in parted]
            again = work.cases.replace(submission, same[1:], NOW, LATER)
            opened = [work.cases.propose_anew(c.id, same[1]) for c in parted[1:]]
        assert {c.route for c in (*again, *opened)} == {Route.RESTRICTED}, "the next run opened it to all"

    def test_a_restricted_paper_stays_closed_in_the_case_that_it_comes_into(
        self, storage: SqlStorage
    ) -> None:
        submission, (one, other) = two_papers(storage)
        with storage.work() as work:
            _, second = work.cases.replace(submission, [new_case(one), new_case(other)], NOW, NOW)
            work.cases.decide(decision(second.id, outcome=Outcome.REROUTE, reasons=("restricted",)))
            (first, _) = work.cases.replace(submission, [new_case(one, other)], NOW, LATER)
        assert (first.document_ids, first.route) == ((one, other), Route.RESTRICTED)

    def test_a_later_word_of_another_case_opens_no_restricted_paper(self, storage: SqlStorage) -> None:
        submission, (one, other) = two_papers(storage)
        both = [new_case(one, other)]
        with storage.work() as work:
            first, second = work.cases.replace(submission, [new_case(one), new_case(other)], NOW, NOW)
            for case, queue in ((second, "restricted"), (first, "triage")):
                work.cases.decide(decision(case.id, outcome=Outcome.REROUTE, reasons=(queue,)))
            merged = [work.cases.replace(submission, both, NOW, LATER)[0] for _ in range(2)]
        assert {(c.id, c.document_ids, c.route) for c in merged} == {
            (first.id, (one, other), Route.RESTRICTED)
        }
        with storage.work() as work:
            version = merged[-1].version
            work.cases.decide(decision(first.id, version, outcome=Outcome.REROUTE, reasons=("triage",)))
            opened = work.cases.replace(submission, both, NOW, LATER)[0]
        assert opened.route is Route.TRIAGE, "who saw both papers said otherwise"

    def test_of_two_queues_that_persons_chose_the_closed_one_counts(self, storage: SqlStorage) -> None:
        submission, (one, other) = two_papers(storage)
        with storage.work() as work:
            cases = work.cases.replace(submission, [new_case(one), new_case(other)], NOW, NOW)
            for case, queue in zip(cases, ("triage", "restricted"), strict=True):
                work.cases.decide(decision(case.id, outcome=Outcome.REROUTE, reasons=(queue,)))
            both = new_case(one, other, certification_number=BEN)
            *_, new = work.cases.replace(submission, [both], NOW, LATER)
        assert (new.document_ids, new.route) == ((one, other), Route.RESTRICTED)

    def test_a_word_about_other_papers_opens_no_restricted_paper(self, storage: SqlStorage) -> None:
        submission, (one, report) = two_papers(storage, last=Subkind.SELF_REPORT)
        closed = new_case(report, route=Route.RESTRICTED, certification_number=BEN)
        with storage.work() as work:
            first, second = work.cases.replace(submission, [new_case(one), closed], NOW, NOW)
            work.cases.decide(decision(first.id, outcome=Outcome.REROUTE, reasons=("triage",)))
            work.cases.change_papers(second.id, take=[report])
            work.cases.change_papers(first.id, add=[report])
            both = new_case(one, report, route=Route.RESTRICTED)
            assert work.cases.propose_anew(first.id, both).route is Route.RESTRICTED
            work.cases.change_papers(first.id, take=[report])
            left = work.cases.propose_anew(first.id, new_case(one))
        assert left.route is Route.RESTRICTED, "what is closed only a person opens"

    def test_who_saw_a_restricted_paper_may_open_its_case_until_another_comes(
        self, storage: SqlStorage
    ) -> None:
        submission, (seen, later) = two_papers(storage, first=Subkind.SELF_REPORT, last=Subkind.CORI_FORM)
        with storage.work() as work:
            proposed = new_case(seen, route=Route.RESTRICTED)
            (case,) = work.cases.replace(submission, [proposed], NOW, NOW)
            work.cases.decide(decision(case.id, outcome=Outcome.REROUTE, reasons=("senior_review",)))
            opened = work.cases.replace(submission, [proposed], NOW, LATER)[0]
            both = new_case(seen, later, route=Route.RESTRICTED)
            closed = work.cases.replace(submission, [both], NOW, LATER)[0]
            work.cases.decide(
                decision(case.id, closed.version, outcome=Outcome.REROUTE, reasons=("senior_review",))
            )
            again = work.cases.replace(submission, [both], NOW, LATER)[0]
        assert [c.route for c in (opened, closed, again)] == [
            Route.SENIOR_REVIEW, Route.RESTRICTED, Route.SENIOR_REVIEW,
        ]  # fmt: skip

    def test_a_paper_that_is_known_as_restricted_later_closes_its_case(self, storage: SqlStorage) -> None:
        submission, (one, _) = two_papers(storage)
        with storage.work() as work:
            (case,) = work.cases.replace(submission, [new_case(one)], NOW, NOW)
            work.cases.decide(decision(case.id, outcome=Outcome.REROUTE, reasons=("triage",)))
        split_into(storage, submission, (0, None), (1, None), subkinds=(Subkind.SELF_REPORT, None))
        with storage.work() as work:
            named = work.cases.propose_anew(case.id, new_case(one, route=Route.RESTRICTED))
        assert named.route is Route.RESTRICTED

    def test_a_paper_that_a_person_calls_restricted_later_closes_its_case(self, storage: SqlStorage) -> None:
        submission, (one, _) = two_papers(storage)
        with storage.work() as work:
            (case,) = work.cases.replace(submission, [new_case(one)], NOW, NOW)
            work.cases.decide(decision(case.id, outcome=Outcome.REROUTE, reasons=("triage",)))
            word = KindWord(Kind.OTHER, Subkind.SELF_REPORT)
            read = KindWord(Kind.CPR_CARD, None)
            words = [NewCorrection(None, word, read)]
            work.corrections.add(case.id, case.version + 1, work.documents.get(one), words, MARIA, LATER)
            named = work.cases.propose_anew(case.id, new_case(one, route=Route.RESTRICTED))
        assert named.route is Route.RESTRICTED

    def test_a_withdrawn_case_never_shows_what_took_the_number_of_its_paper(
        self, storage: SqlStorage
    ) -> None:
        submission, case = self.opened(storage)
        with storage.work() as work:
            work.cases.withdraw(submission)
        split_into(storage, submission, (1, None))
        with storage.work() as work:
            work.cases.bring_back(submission)
            after = work.cases.get(case.id)
        assert (after.status, after.document_ids) == (CaseStatus.WITHDRAWN, ())

    def test_a_document_of_a_decided_case_gets_into_no_other(self, storage: SqlStorage) -> None:
        submission, (one, other) = two_papers(storage)
        with storage.work() as work:
            first, second = work.cases.replace(submission, [new_case(one), new_case(other)], NOW, NOW)
            work.cases.decide(decision(first.id))
            after = work.cases.replace(submission, [new_case(one, other)], NOW, LATER)
        assert [(c.id, c.document_ids) for c in after] == [(first.id, (one,)), (second.id, (other,))]


class TestLease:
    def test_keeps_others_out_until_it_ends(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.cases.claim(case_id, MARIA, NOW, LATER)
            work.cases.claim(case_id, MARIA, NOW, LATER)
        with storage.work() as work, pytest.raises(StaleDecision, match="maria"):
            work.cases.claim(case_id, JOHN, NOW, LATER)
        with storage.work() as work, pytest.raises(StaleDecision, match="maria"):
            work.cases.decide(decision(case_id, by=JOHN))
        with storage.work() as work:
            after = work.cases.claim(case_id, JOHN, LATER + timedelta(seconds=1), LATER + timedelta(hours=1))
        assert after.claimed_by == JOHN

    def test_is_given_back_by_its_holder_only(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.cases.claim(case_id, MARIA, NOW, LATER)
            work.cases.release(case_id, JOHN)
            assert work.cases.get(case_id).claimed_by == MARIA
            work.cases.release(case_id, MARIA)
            assert work.cases.get(case_id).claimed_by is None


class TestDeciding:
    @pytest.mark.parametrize(
        ("outcome", "reasons", "status", "route"),
        [
            pytest.param(
                Outcome.APPROVE, ("complete",), CaseStatus.DECIDED, Route.ORDINARY_REVIEW, id="approve"
            ),
            pytest.param(
                Outcome.REJECT, ("expired",), CaseStatus.DECIDED, Route.ORDINARY_REVIEW, id="reject"
            ),
            pytest.param(
                Outcome.REQUEST_INFORMATION,
                ("one_side_missing",),
                CaseStatus.WAITING,
                Route.ORDINARY_REVIEW,
                id="ask",
            ),
            pytest.param(
                Outcome.REROUTE, ("senior_review",), CaseStatus.OPEN, Route.SENIOR_REVIEW, id="reroute"
            ),
        ],
    )
    def test_sets_status_and_route(
        self,
        storage: SqlStorage,
        outcome: Outcome,
        reasons: tuple[str, ...],
        status: CaseStatus,
        route: Route,
    ) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            case = work.cases.decide(decision(case_id, outcome=outcome, reasons=reasons))
        assert (case.status, case.route, case.version) == (status, route, 2)

    def test_keeps_the_decision_whole(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        given = decision(
            case_id, note="seen twice", certification_number=NUMBER, destination="ri", confirmed_by=JOHN
        )
        with storage.work() as work:
            work.cases.decide(given)
        with storage.work() as work:
            assert work.cases.decisions(case_id) == [given]

    def test_twenty_people_at_once_decide_once(self, storage: SqlStorage) -> None:
        case_id, barrier = open_case(storage), threading.Barrier(20)
        won, lost = list[str](), list[str]()

        def run(name: str) -> None:
            barrier.wait()
            try:
                with storage.work() as work:
                    work.cases.decide(decision(case_id, by=UserName(name)))
                won.append(name)
            except StaleDecision:
                lost.append(name)

        threads = [threading.Thread(target=run, args=(f"user{place}",)) for place in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with storage.work() as work:
            assert [made.by for made in work.cases.decisions(case_id)] == won
        assert (len(won), len(lost)) == (1, 19)

    def test_on_an_older_version_is_stale(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.cases.settle_match(case_id, NUMBER, JOHN, NOW)
        with storage.work() as work, pytest.raises(StaleDecision, match="changed since"):
            work.cases.decide(decision(case_id, version=1))

    def test_undone_reopens_and_stays_on_record(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.cases.decide(decision(case_id))
            undone = work.cases.undo(case_id, MARIA, LATER)
            assert undone.undone_at == LATER
            assert work.cases.get(case_id).status is CaseStatus.REOPENED
            assert work.cases.decisions(case_id) == [undone]
        with storage.work() as work, pytest.raises(StaleDecision, match="no decision"):
            work.cases.undo(case_id, MARIA, LATER)
        with storage.work() as work:
            work.cases.decide(decision(case_id, version=3))
            assert len(work.cases.decisions(case_id)) == 2

    def test_bounce_reopens_with_its_words(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.cases.decide(decision(case_id))
            assert work.cases.why_reopened(case_id) == ""
            work.cases.reopen(case_id, "the letter bounced", LATER)
            assert work.cases.get(case_id).status is CaseStatus.REOPENED
            assert work.cases.why_reopened(case_id) == "the letter bounced"

    @pytest.mark.parametrize("verb", ["UPDATE decision SET outcome = 'reject'", "DELETE FROM decision"])
    def test_is_never_edited(self, storage: SqlStorage, verb: str) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.cases.decide(decision(case_id))
        with (
            pytest.raises((DBAPIError, TransientError), match="append-only"),
            storage.engine.begin() as direct,
        ):
            direct.exec_driver_sql(verb)


class TestQueue:
    def test_is_in_working_order_and_pages_by_key(self, storage: SqlStorage) -> None:
        open_case(storage, "scan:1", priority=Priority.LOW)
        open_case(storage, "scan:2", due_on=date(2026, 3, 20))
        open_case(storage, "scan:3", due_on=date(2026, 3, 10))
        open_case(storage, "scan:4", due_on=date(2026, 3, 10))
        open_case(storage, "scan:5", priority=Priority.URGENT, due_on=date(2026, 4, 1))
        expected = [f"C-2026-00000{number}" for number in (5, 3, 4, 2, 1)]
        seen, after = list[str](), None
        with storage.work() as work:
            while page := work.cases.rows(after=after, limit=2):
                seen += [row.case.id for row in page]
                after = page[-1].case.id
        assert seen == expected

    def test_row_says_who_and_what(self, storage: SqlStorage) -> None:
        add_records(storage, record())
        case_id = open_case(storage)
        with storage.work() as work:
            (document,) = work.cases.get(case_id).document_ids
            assert not work.cases.rows()[0].sure
            work.documents.save_match(document, match())
            work.documents.save_findings(document, [finding()], "1", [])
            (row,) = work.cases.rows()
        assert (row.person, row.findings, row.sure) == ("Ana Reyes", ("expired",), True)

    def test_ambiguous_match_is_not_sure(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            (document,) = work.cases.get(case_id).document_ids
            work.documents.save_match(document, match(status=MatchStatus.AMBIGUOUS))
            assert not work.cases.rows()[0].sure

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            pytest.param("c-2026-000001", 1, id="reference"),
            pytest.param("e0901234", 1, id="number"),
            pytest.param("réyes", 1, id="name with an accent"),
            pytest.param("ana rey", 1, id="start of the name"),
            pytest.param("smith", 0, id="somebody else"),
            pytest.param("%", 0, id="no wildcard"),
        ],
    )
    def test_is_searched(self, storage: SqlStorage, search: str, found: int) -> None:
        add_records(storage, record(), record("E0905555", "John", "Smith"))
        open_case(storage)
        with storage.work() as work:
            assert len(work.cases.rows(search=search)) == found

    def test_is_filtered_and_counted(self, storage: SqlStorage) -> None:
        open_case(storage, "scan:1", route=Route.TRIAGE)
        decided = open_case(storage, "scan:2")
        with storage.work() as work:
            work.cases.decide(decision(decided))
            assert len(work.cases.rows(routes=[Route.TRIAGE])) == 1
            assert len(work.cases.rows(routes=[Route.RESCAN])) == 0
            assert [row.case.id for row in work.cases.rows(statuses=[CaseStatus.DECIDED])] == [decided]
            assert work.cases.counts() == {"triage": 1, "open": 1, "decided": 1}


@pytest.mark.parametrize(
    "part",
    [
        pytest.param((PageId("p0"), None), id="a whole page"),
        pytest.param((PageId("p0"), Box(0, 0, 850, 400)), id="a part of one"),
    ],
)
def test_what_was_shown_is_kept_by_person(storage: SqlStorage, part: PagePart) -> None:
    case_id = open_case(storage)
    with storage.work() as work:
        for _ in range(2):
            work.cases.note_shown(case_id, part, MARIA, NOW)
        assert work.cases.parts_shown(case_id, MARIA) == {part}
        assert work.cases.parts_shown(case_id, JOHN) == set()


def test_unknown_case_is_a_key_error(storage: SqlStorage) -> None:
    with storage.work() as work, pytest.raises(KeyError):
        work.cases.get(CaseId("C-2026-999999"))
