"""Later submissions that join an open case, or do not, on both databases; everybody is invented."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from domain.cases import Case, Decision
from domain.errors import NotAllowed, StaleDecision
from domain.ids import CaseId, SubmissionId, UserName
from domain.kinds import (
    Channel,
    DispatchKind,
    FieldName,
    FindingCode,
    Kind,
    Outcome,
    Priority,
    Route,
    Subkind,
)
from domain.ledger import Fate
from domain.moves import MoveReason
from domain.states import CaseStatus, Stage
from domain.times import office_day
from processing.anew import clear_for_remaking
from processing.cases.build import CaseSettings
from processing.cases.calendar import OfficeCalendar
from processing.casework import CaseClock, earlier_cases, record_news
from processing.corrections import correct_fields, is_made_anew
from processing.decisions import DecisionSettings, reopen_case
from processing.moving import move_papers, take_move_back
from processing.stages.services import Services
from storage.database import SqlStorage
from storage.importing import revert_import
from tests.processing.matching.people import MARIA
from tests.processing.stages.envelopes import NOW, Paper, arrive, services_on, settle
from tests.processing.stages.test_match_check_queue import CARD, DECREE, FORM, JOHN, JOHNS_FORM
from tests.storage.situations import dispatch

RITA = UserName("rita")
#: The applicant was asked on the Monday after, and answered on the next Monday.
ASKED = NOW + timedelta(days=3)
LATER = NOW + timedelta(days=10)
#: A side of a card that names nobody.
BACK = Paper(Kind.CPR_CARD, {"issued_on": "2026-05-16"}, text="Instructor and training center")
JOHNS_CARD = Paper(Kind.CPR_CARD, CARD.values | {"holder_name": "John Moore"}, text=CARD.text)
CLOCK = CaseClock(OfficeCalendar(), CaseSettings(), LATER)


@pytest.fixture
def services(storage: SqlStorage, tmp_path: Path) -> Services:
    with storage.work() as work:
        work.records.upsert([MARIA, JOHN], NOW)
    return services_on(storage, tmp_path)


def come(services: Services, source: str, papers: list[Paper | None], **how: object) -> SubmissionId:
    sent = arrive(services, source, papers, **how)  # type: ignore[arg-type]
    settle(replace(services, clock=lambda: LATER), sent)
    return sent


def case_of(services: Services, submission_id: SubmissionId) -> Case:
    with services.storage.work() as work:
        (case,) = work.cases.of_submission(submission_id)
    return case


def first_case(services: Services, *papers: Paper) -> Case:
    """Maria's, from her first mail."""
    sent = arrive(services, "first@example.org", list(papers))
    settle(services, sent)
    return case_of(services, sent)


def ask(services: Services, case: Case) -> None:
    """The applicant was asked for what is missing, by a notice."""
    with services.storage.work() as work:
        work.cases.decide(
            Decision(case.id, Outcome.REQUEST_INFORMATION, ("one_side_missing",), RITA, ASKED, case.version)
        )
        work.dispatches.add(dispatch(case.id, "7"), ASKED)
        work.pauses.begin(case.id, ASKED)


def standing_reasons(services: Services, submission_id: SubmissionId) -> set[MoveReason]:
    with services.storage.work() as work:
        return {move.reason for move in work.moves.standing(submission_id).values()}


#: How an answer points to the case, given its reference.
WAYS = [
    pytest.param(lambda c: {"subject": f"Re: your letter {c}"}, MoveReason.REFERENCE, id="reference"),
    pytest.param(lambda c: {"body": f"To {c.replace('-', ' - ')}, please"}, MoveReason.REFERENCE, id="body"),
    pytest.param(lambda c: {"answers": "<7@example.org>"}, MoveReason.OUR_MAIL, id="our notice"),
    pytest.param(lambda c: {"answers": "<first@example.org>"}, MoveReason.THEIR_MAIL, id="their mail"),
]


@pytest.mark.parametrize(("way", "reason"), WAYS)
def test_the_missing_side_joins_the_case_it_answers(
    services: Services, way: Callable[[CaseId], dict[str, str]], reason: MoveReason
) -> None:
    case = first_case(services, CARD)
    ask(services, case)
    sent = come(services, "second@example.org", [BACK], received_at=LATER, **way(case.id))
    joined = case_of(services, sent)
    assert (joined.id, len(joined.document_ids)) == (case.id, 2)
    assert joined.status is CaseStatus.REOPENED
    assert standing_reasons(services, sent) == {reason}


def test_the_clock_goes_on_with_the_days_that_were_left(services: Services) -> None:
    case = first_case(services, CARD)
    ask(services, case)
    sent = come(services, "second@example.org", [BACK], received_at=LATER, answers="<7@example.org>")
    # Due on 5 January, asked on 21 December: nine working days were left, from 28 December on.
    assert case.due_on == date(2027, 1, 5)
    assert case_of(services, sent).due_on == date(2027, 1, 11)
    with services.storage.work() as work:
        assert work.cases.why_reopened(case.id) == "more papers came on 2026-12-28 by email."


def test_a_fax_without_any_word_answers_the_case_that_waits_for_this_record(services: Services) -> None:
    case = first_case(services, CARD, DECREE)
    with services.storage.work() as work:
        work.cases.settle_match(case.id, MARIA.certification_number, RITA, NOW)
        case = work.cases.get(case.id)
    ask(services, case)
    sent = come(services, "fax.pdf", [replace(DECREE, text="A certified copy")], channel=Channel.FAX)
    assert case_of(services, sent).id == case.id
    assert standing_reasons(services, sent) == {MoveReason.RECORD}


def test_papers_of_a_case_that_waits_for_nothing_make_their_own(services: Services) -> None:
    case = first_case(services, FORM)
    other = replace(FORM, values=FORM.values | {"requesting_agency": "Another State"}, text="Once more")
    assert case_of(services, come(services, "fax.pdf", [other], channel=Channel.FAX)).id != case.id


@pytest.mark.parametrize(
    "papers",
    [
        pytest.param([JOHNS_CARD], id="another name"),
        pytest.param([JOHNS_FORM], id="another record"),
        pytest.param([FORM], id="a request of its own"),
        pytest.param([Paper(Kind.OTHER, {}, "away", subkind=Subkind.AUTO_REPLY)], id="an automatic answer"),
        pytest.param([Paper(Kind.OTHER, {}, "told", subkind=Subkind.SELF_REPORT)], id="a self-report"),
    ],
)
def test_what_belongs_elsewhere_stays_out_whatever_the_sender_says(
    services: Services, papers: list[Paper | None]
) -> None:
    case = first_case(services, CARD)
    ask(services, case)
    how = {"answers": "<7@example.org>", "subject": case.id}
    assert case_of(services, come(services, "second@example.org", papers, **how)).id != case.id
    with services.storage.work() as work:
        assert work.cases.get(case.id).status is CaseStatus.WAITING


def test_people_of_one_answer_are_told_apart(services: Services) -> None:
    case = first_case(services, CARD)
    ask(services, case)
    front = replace(CARD, text=f"{CARD.text} Other side up")
    sent = come(services, "second@example.org", [JOHNS_FORM, front], answers="<7@example.org>")
    with services.storage.work() as work:
        johns, marias = work.cases.of_submission(sent)
    assert (johns.certification_number, len(johns.document_ids)) == (JOHN.certification_number, 1)
    assert (marias.id, len(marias.document_ids)) == (case.id, 2)


def test_a_nameless_paper_joins_neither_of_two_people(services: Services) -> None:
    sent = arrive(services, "first@example.org", [FORM, JOHNS_FORM])
    settle(services, sent)
    answer = come(services, "second@example.org", [BACK], answers="<first@example.org>")
    assert case_of(services, answer).submission_id == answer


@pytest.mark.parametrize("status", [CaseStatus.DECIDED, CaseStatus.WITHDRAWN, "restricted"])
def test_a_closed_case_takes_no_papers(services: Services, status: str) -> None:
    case = first_case(services, CARD)
    with services.storage.work() as work:
        if status == CaseStatus.DECIDED:
            decision = Decision(case.id, Outcome.REJECT, ("online_only",), RITA, NOW, case.version)
            work.cases.decide(decision)
        elif status == CaseStatus.WITHDRAWN:
            work.cases.withdraw(case.submission_id)
        else:
            work.cases.reroute(case.id, Route.RESTRICTED)
    sent = come(services, "second@example.org", [BACK], subject=case.id)
    assert case_of(services, sent).id != case.id


class TestReferences:
    """What a reference may lead to, and what not."""

    def test_misread_by_the_reader_leads_the_papers_of_its_person(self, services: Services) -> None:
        case = first_case(services, CARD)
        ask(services, case)
        misread = case.id.replace("0", "O", 1).replace("-00", "-0O")
        front = replace(CARD, text=f"The other side of it. Your reference {misread}")
        sent = come(services, "fax.pdf", [front], channel=Channel.FAX)
        assert case_of(services, sent).id == case.id
        assert standing_reasons(services, sent) == {MoveReason.REFERENCE}

    def test_misread_it_leads_no_paper_that_names_nobody(self, services: Services) -> None:
        case = first_case(services, CARD)
        ask(services, case)
        side = replace(BACK, text=f"{BACK.text} {case.id.replace('0', 'O', 1)}")
        assert case_of(services, come(services, "fax.pdf", [side], channel=Channel.FAX)).id != case.id

    @pytest.mark.parametrize("asked", [True, False])
    def test_plain_on_a_fax_it_leads_a_nameless_side_where_we_asked(
        self, services: Services, asked: bool
    ) -> None:
        case = first_case(services, CARD)
        if asked:
            ask(services, case)
        side = replace(BACK, text=f"{BACK.text} {case.id}")
        sent = come(services, "fax.pdf", [side], channel=Channel.FAX)
        assert (case_of(services, sent).id == case.id) is asked

    @pytest.mark.parametrize("paper", [BACK, JOHNS_CARD, JOHNS_FORM])
    def test_of_another_persons_case_leads_nowhere(self, services: Services, paper: Paper) -> None:
        case = first_case(services, CARD)
        ask(services, case)
        sent = come(services, "john@example.org", [paper], sender="john@example.org", subject=case.id)
        assert case_of(services, sent).id != case.id
        with services.storage.work() as work:
            assert work.cases.get(case.id).status is CaseStatus.WAITING

    def test_from_the_address_on_the_record_leads_a_nameless_side(self, services: Services) -> None:
        with services.storage.work() as work:
            work.records.upsert([replace(MARIA, email="Souza@home.example.org")], NOW)
        case = first_case(services, FORM)
        ask(services, case)
        how = {"sender": "souza@home.example.org", "subject": case.id}
        note = Paper(Kind.OTHER, {}, "As you asked")
        assert case_of(services, come(services, "second@example.org", [note], **how)).id == case.id

    def test_says_which_of_two_open_cases_of_one_person_is_meant(self, services: Services) -> None:
        first = first_case(services, CARD)
        second = case_of(services, come(services, "two@example.org", [replace(FORM, text="A request")]))
        assert second.id != first.id
        ask(services, first)
        side = replace(CARD, text=f"The other side. {first.id}")
        assert case_of(services, come(services, "fax.pdf", [side], channel=Channel.FAX)).id == first.id

    def test_of_a_decided_case_opens_one_of_its_own(self, services: Services) -> None:
        case = first_case(services, CARD)
        with services.storage.work() as work:
            work.cases.decide(Decision(case.id, Outcome.REJECT, ("online_only",), RITA, ASKED, case.version))
        own = case_of(services, come(services, "second@example.org", [BACK], subject=case.id))
        assert own.id != case.id
        assert own.status is CaseStatus.OPEN

    def test_with_the_very_paper_again_reopens_the_case_and_links_the_repeat(
        self, services: Services
    ) -> None:
        case = first_case(services, CARD)
        ask(services, case)
        sent = come(services, "second@example.org", [CARD], subject=case.id)
        joined = case_of(services, sent)
        assert (joined.id, joined.status) == (case.id, CaseStatus.REOPENED)
        with services.storage.work() as work:
            assert work.documents.duplicate_of(joined.document_ids[1]) == joined.document_ids[0]
        own = undo_last(services, case.id)
        with services.storage.work() as work:
            assert work.documents.duplicate_of(own.document_ids[0]) == case.document_ids[0]
            assert work.cases.get(case.id).status is CaseStatus.WAITING


class TestRepeats:
    """The same papers again: by fax after a mail, or a second time because nobody has answered yet."""

    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.FAX, Channel.SCAN, Channel.UPLOAD])
    def test_join_the_open_case_of_the_first_without_a_word(
        self, services: Services, channel: Channel
    ) -> None:
        case = first_case(services, FORM)
        sent = come(services, "again.pdf", [FORM], channel=channel, received_at=LATER)
        joined = case_of(services, sent)
        assert (joined.id, joined.priority, joined.route) == (case.id, case.priority, case.route)
        assert standing_reasons(services, sent) == {MoveReason.REPEAT}

    def test_bring_a_new_card_of_this_request_along(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        other = replace(CARD, values=CARD.values | {"course": "ACLS", "expires_on": "2028-01"})
        sent = come(services, "again.pdf", [FORM, other], channel=Channel.FAX, received_at=LATER)
        assert case_of(services, sent).id == case.id

    def test_with_another_request_make_their_own(self, services: Services) -> None:
        case = first_case(services, CARD)
        sent = come(services, "again.eml", [CARD, FORM], received_at=LATER)
        with services.storage.work() as work:
            assert case.id not in {c.id for c in work.cases.of_submission(sent)}

    def test_are_no_answer_to_what_was_asked(self, services: Services) -> None:
        case = first_case(services, FORM)
        ask(services, case)
        sent = come(services, "again.pdf", [FORM], channel=Channel.FAX, received_at=LATER)
        assert case_of(services, sent).id != case.id
        with services.storage.work() as work:
            assert work.cases.get(case.id).status is CaseStatus.WAITING

    def test_taken_back_have_a_case_of_their_own_for_good(self, services: Services) -> None:
        case = first_case(services, FORM)
        sent = come(services, "again.pdf", [FORM], channel=Channel.FAX, received_at=LATER)
        own = undo_last(services, case.id)
        assert (own.submission_id, own.priority) == (sent, Priority.LOW)
        settle(services, sent)
        assert case_of(services, sent).id == own.id


class TestDecidedCases:
    """Papers that go on from a decided case make their own, and the reviewer is told of it."""

    def decided(self, services: Services, *papers: Paper) -> Case:
        case = first_case(services, *papers)
        with services.storage.work() as work:
            work.cases.decide(Decision(case.id, Outcome.REJECT, ("online_only",), RITA, ASKED, case.version))
            work.dispatches.add(dispatch(case.id, "7"), ASKED)
        return case

    def told(self, services: Services, submission_id: SubmissionId) -> list[str]:
        with services.storage.work() as work:
            documents = work.documents.of_submission(submission_id)
            found = [f for d in documents for f in work.documents.findings(d.id)]
        return [f.staff_words for f in found if f.code is FindingCode.DECIDED_BEFORE]

    @pytest.mark.parametrize(
        ("way", "words"),
        [
            pytest.param(lambda c: {"subject": f"Re: your letter {c}"}, "The papers name", id="reference"),
            pytest.param(lambda c: {"body": f"To {c.replace('-', ' - ')}"}, "The papers name", id="body"),
            pytest.param(
                lambda c: {"answers": "<7@example.org>"}, "The mail answers ours about", id="notice"
            ),
            pytest.param(
                lambda c: {"answers": "<first@example.org>"}, "The mail goes on in the thread of", id="thread"
            ),
        ],
    )
    def test_are_named_with_what_was_decided(
        self, services: Services, way: Callable[[CaseId], dict[str, str]], words: str
    ) -> None:
        case = self.decided(services, CARD)
        sent = come(services, "second@example.org", [BACK], received_at=LATER, **way(case.id))
        assert case_of(services, sent).id != case.id
        assert self.told(services, sent) == [
            f"{words} {case.id}, which was decided on {office_day(ASKED)}: reject."
        ]

    def test_are_named_where_a_fax_prints_the_reference(self, services: Services) -> None:
        case = self.decided(services, CARD)
        side = replace(BACK, text=f"{BACK.text} {case.id}")
        assert self.told(services, come(services, "fax.pdf", [side], channel=Channel.FAX))

    def test_of_somebody_else_are_not_named(self, services: Services) -> None:
        case = self.decided(services, CARD)
        sent = come(services, "john@example.org", [JOHNS_CARD], sender="john@example.org", subject=case.id)
        assert not self.told(services, sent)

    def test_that_are_restricted_are_not_named_by_their_reference(self, services: Services) -> None:
        case = self.decided(services, CARD)
        with services.storage.work() as work:
            work.cases.reroute(case.id, Route.RESTRICTED)
        (words,) = self.told(services, come(services, "second@example.org", [BACK], subject=case.id))
        assert "a restricted case" in words
        assert case.id not in words

    def test_that_were_opened_again_take_the_papers_without_a_word(self, services: Services) -> None:
        case = self.decided(services, CARD)
        with services.storage.work() as work:
            work.cases.reopen(case.id, "a mistake", LATER)
        sent = come(services, "second@example.org", [CARD], received_at=LATER, answers="<7@example.org>")
        assert case_of(services, sent).id == case.id
        assert not self.told(services, sent)

    def test_of_the_same_record_are_shown_beside_a_case(self, services: Services) -> None:
        case = self.decided(services, FORM)
        later = case_of(services, come(services, "fax.pdf", [FORM], channel=Channel.FAX, received_at=LATER))
        with services.storage.work() as work:
            (earlier,) = earlier_cases(work, later)
            assert not earlier_cases(work, work.cases.get(case.id)), "it is not its own"
        assert (earlier.case.id, earlier.decision.outcome) == (case.id, Outcome.REJECT)


class TestRecordNews:
    """What an import did to the record of a case that was answered."""

    def news(self, services: Services, case: Case) -> str:
        with services.storage.work() as work:
            return record_news(work, work.cases.get(case.id))

    @pytest.mark.parametrize("outcome", [Outcome.REJECT, Outcome.REQUEST_INFORMATION])
    def test_is_told_once_it_changed(self, services: Services, outcome: Outcome) -> None:
        case = first_case(services, FORM)
        assert not self.news(services, case), "of an open case the match is made anew"
        with services.storage.work() as work:
            reason = "withdrawn" if outcome is Outcome.REJECT else "illegible"
            work.cases.decide(Decision(case.id, outcome, (reason,), RITA, ASKED, case.version))
        assert not self.news(services, case)
        with services.storage.work() as work:
            work.records.upsert([replace(MARIA, status="Expired")], LATER)
        number = MARIA.certification_number
        assert self.news(services, case) == (
            f"Record {number} changed on {office_day(LATER)}, after this was decided."
        )
        with services.storage.work() as work:
            work.record_imports.remove([number], LATER, work.record_imports.begin("", "ada", LATER))
        assert self.news(services, case) == (
            f"Record {number} is no longer among the records: an import removed it."
        )

    @pytest.mark.parametrize(
        ("decided", "told"),
        [
            pytest.param(ASKED - timedelta(days=1), False, id="before the import: the record is as it was"),
            pytest.param(ASKED + timedelta(minutes=1), True, id="while the import stood"),
            pytest.param(LATER + timedelta(days=1), False, id="after the import was taken back"),
        ],
    )
    def test_is_told_where_an_import_was_taken_back(
        self, services: Services, decided: datetime, told: bool
    ) -> None:
        case = first_case(services, FORM)
        with services.storage.work() as work:
            import_id = work.record_imports.begin("", "ada", ASKED)
            work.record_imports.upsert([replace(MARIA, status="Expired")], ASKED, import_id)
            work.record_imports.finish(import_id, 1, 0, ASKED)
            work.cases.decide(Decision(case.id, Outcome.REJECT, ("withdrawn",), RITA, decided, case.version))
        revert_import(services.storage, import_id, "ada", LATER)
        words = (
            f"Import {import_id} was taken back on {office_day(LATER)}, after this was decided: "
            f"record {MARIA.certification_number} may have been another one then."
        )
        assert self.news(services, case) == (words if told else "")

    @pytest.mark.parametrize("imported", [True, False])
    def test_has_the_papers_matched_again_where_the_case_is_opened_again(
        self, services: Services, imported: bool
    ) -> None:
        case = first_case(services, FORM)
        with services.storage.work() as work:
            work.cases.decide(Decision(case.id, Outcome.REJECT, ("withdrawn",), RITA, ASKED, case.version))
            if imported:
                work.record_imports.finish(work.record_imports.begin("", "ada", LATER), 0, 0, LATER)
            reopen_case(work, case.id, RITA, "she wrote again", LATER, DecisionSettings(services.outbound))
            assert work.jobs.pending([Stage.MATCH], case.submission_id) is imported


def test_running_again_changes_nothing(services: Services) -> None:
    case = first_case(services, CARD)
    sent = come(services, "second@example.org", [BACK], subject=case.id)
    before = case_of(services, sent)
    for again in (sent, case.submission_id, sent):
        settle(replace(services, clock=lambda: LATER), again)
    assert case_of(services, sent) == before


def test_our_acknowledgement_names_the_case_that_was_joined(services: Services) -> None:
    case = first_case(services, CARD)
    sent = come(services, "second@example.org", [BACK], subject=case.id)
    with services.storage.work() as work:
        told = [
            d for d in work.dispatches.of_case(case.id)
            if d.kind is DispatchKind.ACKNOWLEDGEMENT and d.submission_id == sent
        ]  # fmt: skip
    assert [case.id in d.words[0] for d in told] == [True]


def test_an_answer_to_the_acknowledgement_finds_the_case_of_its_person(services: Services) -> None:
    sent = arrive(services, "first@example.org", [CARD, JOHNS_CARD])
    settle(services, sent)
    with services.storage.work() as work:
        marias, johns = work.cases.of_submission(sent)
        (told,) = work.dispatches.of_case(marias.id)
    side = replace(JOHNS_CARD, text="The other side")
    assert case_of(services, come(services, "second@example.org", [side], answers=told.message_id)).id == (
        johns.id
    )


def test_a_word_on_a_paper_that_joined_is_followed_in_the_case_it_is_in(services: Services) -> None:
    case = first_case(services, CARD)
    sent = come(services, "second@example.org", [BACK], subject=case.id)
    with services.storage.work() as work:
        case = work.cases.get(case.id)
        said = {FieldName.HOLDER_NAME: "John Moore", FieldName.CERTIFICATE_ID: "265401234567"}
        correct_fields(work, case.id, case.version, case.document_ids[1], said, RITA, LATER)
        assert is_made_anew(work, work.cases.get(case.id))
    settle(services, sent)
    with services.storage.work() as work:
        after = work.cases.get(case.id)
        assert not is_made_anew(work, after)
        match = work.documents.match(case.document_ids[1])
    assert after.document_ids == case.document_ids
    # The reviewer sees whose it is, and moves it.
    assert match
    assert match.best
    assert match.best.certification_number == JOHN.certification_number


class TestSentAgain:
    """Who was asked for more sends the very same request again, without a word."""

    def test_joins_the_case_that_waits_and_is_undone(self, services: Services) -> None:
        case = first_case(services, FORM)
        ask(services, case)
        sent = come(services, "again@example.org", [FORM], received_at=LATER)
        joined = case_of(services, sent)
        assert (joined.id, joined.status) == (case.id, CaseStatus.REOPENED)
        assert standing_reasons(services, sent) == {MoveReason.SENT_AGAIN}
        own = undo_last(services, case.id)
        assert (own.submission_id, own.id != case.id) == (sent, True)
        with services.storage.work() as work:
            assert work.cases.get(case.id).status is CaseStatus.WAITING
        settle(replace(services, clock=lambda: LATER), sent)
        assert case_of(services, sent).id == own.id

    @pytest.mark.parametrize(
        ("papers", "how"),
        [
            pytest.param([FORM], {"sender": "boss@example.org"}, id="another sender"),
            pytest.param([FORM], {"channel": Channel.SCAN}, id="a scan has no sender"),
            pytest.param([FORM], {"received_at": NOW + timedelta(hours=1)}, id="before our notice"),
            pytest.param([JOHNS_FORM], {}, id="another person's"),
        ],
    )
    def test_stays_apart_otherwise(
        self, services: Services, papers: list[Paper | None], how: dict[str, object]
    ) -> None:
        case = first_case(services, FORM)
        ask(services, case)
        sent = come(services, "again@example.org", papers, **({"received_at": LATER} | how))
        assert case_of(services, sent).id != case.id
        with services.storage.work() as work:
            assert work.cases.get(case.id).status is CaseStatus.WAITING


def test_papers_of_another_that_were_moved_in_while_it_waited_ask_a_second_person(services: Services) -> None:
    case = first_case(services, FORM)
    ask(services, case)
    johns = case_of(services, come(services, "john@example.org", [JOHNS_FORM], sender="john@example.org"))
    with services.storage.work() as work:
        move_papers(work, johns.id, johns.version, johns.document_ids, case.id, RITA, CLOCK)
        settings = DecisionSettings(None)  # type: ignore[arg-type]
        reopen_case(work, case.id, RITA, "she telephoned", LATER, settings)
        assert work.cases.get(case.id).second_person


class TestUndoing:
    def test_gives_the_papers_a_case_of_their_own_and_the_first_waits_on(self, services: Services) -> None:
        case = first_case(services, CARD)
        ask(services, case)
        sent = come(services, "second@example.org", [BACK], answers="<7@example.org>", received_at=LATER)
        own = undo_last(services, case.id)
        with services.storage.work() as work:
            first = work.cases.get(case.id)
        assert (own.submission_id, len(own.document_ids)) == (sent, 1)
        assert (first.status, first.due_on) == (CaseStatus.WAITING, case.due_on)
        assert first.document_ids == case.document_ids

    @pytest.mark.parametrize("hours", [1, -1], ids=["clock right", "clock set back"])
    def test_leaves_the_case_open_where_other_papers_came_since(self, services: Services, hours: int) -> None:
        case = first_case(services, CARD)
        ask(services, case)
        come(services, "second@example.org", [BACK], answers="<7@example.org>", received_at=LATER)
        with services.storage.work() as work:
            deed = work.moves.of_case(case.id)[-1].deed
        note = Paper(Kind.OTHER, {}, "As you asked")
        third = arrive(services, "third@example.org", [note], subject=case.id, received_at=LATER)
        settle(replace(services, clock=lambda: LATER + timedelta(hours=hours)), third)
        assert case_of(services, third).id == case.id
        with services.storage.work() as work:
            take_move_back(work, case.id, work.cases.get(case.id).version, deed, RITA, CLOCK)
            assert work.cases.get(case.id).status is CaseStatus.REOPENED

    def test_holds_when_the_stages_run_again(self, services: Services) -> None:
        case = first_case(services, CARD)
        sent = come(services, "second@example.org", [BACK], subject=case.id)
        own = undo_last(services, case.id)
        settle(replace(services, clock=lambda: LATER), sent)
        assert case_of(services, sent).id == own.id

    def test_is_refused_once_it_was_taken_back(self, services: Services) -> None:
        case = first_case(services, CARD)
        come(services, "second@example.org", [BACK], subject=case.id)
        with services.storage.work() as work:
            deed = work.moves.of_case(case.id)[-1].deed
        undo_last(services, case.id)
        with services.storage.work() as work, pytest.raises(NotAllowed, match="taken back already"):
            take_move_back(work, case.id, work.cases.get(case.id).version, deed, RITA, CLOCK)


def undo_last(services: Services, case_id: CaseId) -> Case:
    with services.storage.work() as work:
        deed = work.moves.of_case(case_id)[-1].deed
        return take_move_back(work, case_id, work.cases.get(case_id).version, deed, RITA, CLOCK)


def move(services: Services, case: Case, numbers: list[int], to: CaseId | None) -> Case:
    with services.storage.work() as work:
        chosen = [case.document_ids[n] for n in numbers]
        return move_papers(work, case.id, case.version, chosen, to, RITA, CLOCK)


class TestMoving:
    def test_splits_a_case_and_the_second_run_leaves_it_so(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        new = move(services, case, [1], None)
        settle(services, case.submission_id)
        with services.storage.work() as work:
            cases = work.cases.of_submission(case.submission_id)
        assert [(c.id, c.kind, len(c.document_ids)) for c in cases] == [
            (case.id, Kind.VERIFICATION_REQUEST, 1),
            (new.id, Kind.CPR_CARD, 1),
        ]

    def test_merges_cases_and_the_emptied_one_is_closed(self, services: Services) -> None:
        case = first_case(services, FORM)
        other = case_of(services, come(services, "fax.pdf", [CARD], channel=Channel.FAX))
        merged = move(services, other, [0], case.id)
        for again in (other.submission_id, case.submission_id):
            settle(services, again)
        with services.storage.work() as work:
            assert work.cases.get(other.id).status is CaseStatus.WITHDRAWN
            assert work.cases.get(case.id).document_ids == merged.document_ids
            assert work.cases.submissions_of(case.id) == [case.submission_id, other.submission_id]
            assert [row.case.id for row in work.cases.rows()] == [case.id]

    def test_an_answer_to_a_merged_case_finds_the_one_it_went_to(self, services: Services) -> None:
        case = first_case(services, FORM)
        other = case_of(services, come(services, "fax.pdf", [CARD], channel=Channel.FAX))
        move(services, other, [0], case.id)
        note = Paper(Kind.OTHER, {}, "As you asked")
        assert case_of(services, come(services, "third@example.org", [note], subject=other.id)).id == case.id

    def test_taken_back_all_is_as_before(self, services: Services) -> None:
        case = first_case(services, FORM)
        other = case_of(services, come(services, "fax.pdf", [CARD], channel=Channel.FAX))
        move(services, other, [0], case.id)
        back = undo_last(services, case.id)
        with services.storage.work() as work:
            first = work.cases.get(case.id)
        assert replace(back, version=0) == replace(other, version=0)
        assert replace(first, version=0) == replace(case, version=0)

    def test_two_peoples_papers_in_one_case_ask_a_second_person(self, services: Services) -> None:
        case = first_case(services, FORM)
        johns = case_of(services, come(services, "john@example.org", [JOHNS_FORM]))
        merged = move(services, johns, [0], case.id)
        assert merged.second_person
        assert merged.certification_number is None

    @pytest.mark.parametrize(
        ("numbers", "to", "words"),
        [
            pytest.param([], None, "Choose the papers", id="none chosen"),
            pytest.param([0, 1], None, "would hold all", id="all into a new one"),
            pytest.param([0], "C-2026-000001", "in this case already", id="into itself"),
            pytest.param([0], "C-2026-999999", "There is no case", id="into none"),
        ],
    )
    def test_says_what_to_do_instead(
        self, services: Services, numbers: list[int], to: str | None, words: str
    ) -> None:
        case = first_case(services, FORM, CARD)
        with pytest.raises(NotAllowed, match=words):
            move(services, case, numbers, None if to is None else CaseId(to))

    def test_a_case_that_a_colleague_has_open_takes_and_gives_nothing(self, services: Services) -> None:
        case = first_case(services, FORM)
        other = case_of(services, come(services, "fax.pdf", [CARD], channel=Channel.FAX))
        with services.storage.work() as work:
            work.cases.claim(case.id, UserName("sam"), LATER, LATER + timedelta(hours=1))
        for source, target in ((other, case.id), (case, other.id)):
            with pytest.raises(StaleDecision, match="sam holds"):
                move(services, source, [0], target)

    def test_the_page_as_it_was_shown_counts(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        with pytest.raises(StaleDecision, match="changed since"):
            move(services, replace(case, version=case.version - 1), [0], None)


class TestNothingIsLost:
    def fates(self, services: Services, *submissions: SubmissionId) -> set[Fate]:
        with services.storage.work() as work:
            return {line.fate for s in submissions for line in work.ledger.of_submission(s)} - {Fate.PARTS}

    def test_by_joining_moving_and_taking_back(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        sent = come(services, "second@example.org", [BACK], subject=case.id)
        both = (case.submission_id, sent)
        finished(services, *both)
        assert self.fates(services, *both) == {Fate.CASE}
        with services.storage.work() as work:
            case = work.cases.get(case.id)
        new = move(services, case, [1, 2], None)
        assert self.fates(services, *both) == {Fate.CASE}
        undo_last(services, new.id)
        assert self.fates(services, *both) == {Fate.CASE}
        undo_last(services, case.id)
        assert self.fates(services, *both) == {Fate.CASE}

    def test_when_the_papers_of_the_first_are_made_anew(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        sent = come(services, "second@example.org", [BACK], subject=case.id)
        with services.storage.work() as work:
            clear_for_remaking(work, case.submission_id, LATER)
        with services.storage.work() as work:
            assert work.jobs.pending([Stage.QUEUE], sent)
            assert work.cases.of_submission(sent) == []
        settle(services, case.submission_id)
        settle(services, sent)
        with services.storage.work() as work:
            (again,) = work.cases.of_submission(case.submission_id)
            assert (again.id, len(again.document_ids)) == (case.id, 3)

    def test_when_the_papers_that_joined_are_made_anew(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        sent = come(services, "second@example.org", [BACK], subject=case.id)
        with services.storage.work() as work:
            clear_for_remaking(work, sent, LATER)
        with services.storage.work() as work:
            assert work.cases.get(case.id).document_ids == case.document_ids
        settle(services, sent)
        assert case_of(services, sent).id == case.id

    def test_when_a_case_that_was_merged_is_made_anew(self, services: Services) -> None:
        case = first_case(services, FORM)
        other = case_of(services, come(services, "fax.pdf", [CARD], channel=Channel.FAX))
        move(services, other, [0], case.id)
        with services.storage.work() as work:
            clear_for_remaking(work, case.submission_id, LATER)
        for again in (case.submission_id, other.submission_id):
            settle(services, again)
        with services.storage.work() as work:
            found = [work.cases.get(c.id) for c in (case, other)]
        assert [(c.status, c.document_ids) for c in found] == [
            (CaseStatus.OPEN, case.document_ids),
            (CaseStatus.OPEN, other.document_ids),
        ]

    def test_when_a_case_that_was_split_is_made_anew(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        new = move(services, case, [1], None)
        with services.storage.work() as work:
            clear_for_remaking(work, case.submission_id, LATER)
        settle(services, case.submission_id)
        with services.storage.work() as work:
            assert work.cases.get(case.id).document_ids == case.document_ids
            assert work.cases.get(new.id).document_ids == ()
            assert [row.case.id for row in work.cases.rows()] == [case.id]

    def test_the_audit_tells_each_step(self, services: Services) -> None:
        case = first_case(services, FORM, CARD)
        come(services, "second@example.org", [BACK], subject=case.id)
        undo_last(services, case.id)
        with services.storage.work() as work:
            case = work.cases.get(case.id)
        move(services, case, [1], None)
        with services.storage.work() as work:
            told = [entry.action for entry in work.audit.entries(subject=case.id)]
        assert sorted(told) == ["move_taken_back", "papers_joined", "papers_moved"]


def finished(services: Services, *submissions: SubmissionId) -> None:
    """Unpacking stands ready since the arrival: these papers never ran it, and it would answer for them."""
    for submission_id in submissions:
        with services.storage.work() as work:
            claimed = work.jobs.claim(Stage.UNPACK, submission_id, LATER, timedelta(hours=1), 3)
            assert claimed
            work.jobs.finish(claimed, LATER)
