"""A letter goes by the decision that stands, and by a way that may reach somebody."""

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.errors import NotAllowed
from domain.ids import CaseId, SubmissionId
from domain.kinds import Kind, Outcome
from domain.states import CaseStatus, DispatchState, Stage
from outbound.mailer import Mailer
from processing.decisions import decide_case, reopen_case
from processing.pausing import open_again
from processing.stages.dispatch import note_bounce
from storage.database import SqlStorage
from tests.processing.desk import MAINE, SENDER, Desk, mailer_to
from tests.servers.smtp import Inbox
from tests.storage.situations import MARIA, decision

#: Longer than any pause after so few tries.
LATER = 4000
CANCELLED, READY, SENT = DispatchState.CANCELLED, DispatchState.READY, DispatchState.SENT


@pytest.fixture
def desk(
    make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path, smtp_server: Inbox
) -> Desk:
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return Desk(make_storage(tmp_path), tmp_path, mailer_to(smtp_server))


@dataclass(frozen=True, slots=True)
class MeanwhileMailer:
    """The real mailer, and what a person does while it speaks to the server."""

    real: Mailer
    meanwhile: Callable[[], None]
    is_set: bool = True

    def send(self, message: EmailMessage, recipient: str) -> None:
        self.meanwhile()
        self.real.send(message, recipient)


def ask_twice(desk: Desk) -> CaseId:
    """A case whose applicant was asked for one thing; the letter that asks for another waits still."""
    case = desk.open(Kind.CPR_CARD)
    desk.decide(case, Outcome.REQUEST_INFORMATION, "missing_signature")
    desk.send()
    desk.decide(case, Outcome.REQUEST_INFORMATION, "one_side_missing")
    desk.wait(10)
    return case


def reopen(desk: Desk, case: CaseId) -> None:
    with desk.storage.work() as work:
        reopen_case(work, case, MARIA, "the wrong office", desk.now, desk.decisions)


def decide_again(desk: Desk, case: CaseId) -> None:
    desk.wait(1)
    reopen(desk, case)
    desk.decide(case, destination="maine-ems")


def recipients(inbox: Inbox) -> list[str]:
    return [to for _, addresses, _ in inbox.messages for to in addresses]


def send_while(desk: Desk, meanwhile: Callable[[], None]) -> None:
    """One try at sending, beside which a person does something."""
    real = desk.mailer
    desk.mailer = MeanwhileMailer(real, meanwhile)
    desk.send()
    desk.mailer = real


class TestLetterThatTheServerPutsOff:
    @pytest.fixture
    def case(self, desk: Desk, smtp_server: Inbox) -> CaseId:
        smtp_server.refuse_message = "451 later"
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="maine-ems")
        return case

    def test_waits_where_its_case_is_opened_again_beside_the_try(
        self, desk: Desk, smtp_server: Inbox, case: CaseId
    ) -> None:
        send_while(desk, lambda: reopen(desk, case))
        smtp_server.refuse_message = None
        assert desk.send(after=LATER) == 0
        assert desk.states(case) == [READY]
        desk.decide(case, destination="maine-ems")
        desk.send()
        assert desk.states(case) == [CANCELLED, SENT]
        assert recipients(smtp_server) == [MAINE.email]

    def test_goes_no_more_where_its_case_is_decided_anew_beside_the_try(
        self, desk: Desk, smtp_server: Inbox, case: CaseId
    ) -> None:
        send_while(desk, lambda: decide_again(desk, case))
        smtp_server.refuse_message = None
        desk.send(after=LATER)
        assert desk.states(case) == [CANCELLED, SENT]
        assert recipients(smtp_server) == [MAINE.email]

    def test_that_the_server_then_refuses_does_not_open_the_later_decision(
        self, desk: Desk, smtp_server: Inbox, case: CaseId
    ) -> None:
        smtp_server.refuse_message = "554 no"
        send_while(desk, lambda: decide_again(desk, case))
        smtp_server.refuse_message = None
        desk.send(after=LATER)
        assert desk.states(case) == [DispatchState.FAILED, SENT]
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.DECIDED

    def test_goes_once_when_the_server_is_back(self, desk: Desk, smtp_server: Inbox, case: CaseId) -> None:
        desk.send()
        smtp_server.refuse_message = None
        desk.send(after=LATER)
        desk.send(after=LATER)
        assert recipients(smtp_server) == [MAINE.email]


def test_decision_that_is_being_made_while_a_letter_is_put_off_is_seen(
    storage: SqlStorage, tmp_path: Path, smtp_server: Inbox
) -> None:
    """Else it would wait on in the moment after everything that waits was cancelled, and go later."""
    desk = Desk(storage, tmp_path, mailer_to(smtp_server))
    smtp_server.refuse_message = "451 later"
    case = desk.open(Kind.VERIFICATION_REQUEST)
    desk.decide(case, destination="maine-ems")
    decided = threading.Event()

    def decide_slowly() -> None:
        at = desk.now + timedelta(seconds=1)
        with desk.storage.work() as work:
            reopen_case(work, case, MARIA, "the wrong office", at, desk.decisions)
            version = work.cases.get(case).version
            made = decision(case, version, at=at, destination="maine-ems")
            decide_case(work, made, desk.decisions)
            decided.set()
            time.sleep(0.5)

    deciding = threading.Thread(target=decide_slowly)

    def begin() -> None:
        deciding.start()
        decided.wait(timeout=10)

    send_while(desk, begin)
    deciding.join()
    smtp_server.refuse_message = None
    desk.send(after=LATER)
    assert desk.states(case) == [CANCELLED, SENT]
    assert recipients(smtp_server) == [MAINE.email]


class TestNoticeThatStillWaits:
    @pytest.fixture
    def case(self, desk: Desk, smtp_server: Inbox) -> CaseId:
        """Something was asked for, and the mail server is away."""
        smtp_server.refuse_message = "451 later"
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, Outcome.REQUEST_INFORMATION, "missing_signature")
        desk.send()
        smtp_server.refuse_message = None
        return case

    def test_asks_for_nothing_once_the_case_is_decided(
        self, desk: Desk, smtp_server: Inbox, case: CaseId
    ) -> None:
        desk.decide(case, destination="maine-ems")
        desk.send(after=LATER)
        assert desk.states(case) == [CANCELLED, SENT]
        assert recipients(smtp_server) == [MAINE.email]

    def test_asks_for_nothing_that_has_come(self, desk: Desk, smtp_server: Inbox, case: CaseId) -> None:
        with desk.storage.work() as work:
            clock = desk.decisions.clock.read(work, desk.now)
            open_again(work, case, "more papers came.", clock, answered_at=desk.now)
        assert desk.send(after=LATER) == 0
        with desk.storage.work() as work:
            assert Stage.DISPATCH not in [waiting.stage for waiting in work.vitals.waiting(desk.now)]

    def test_that_a_decision_cancelled_which_is_taken_back_leaves_the_case_in_the_queue(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        """The applicant was asked for one thing, and waits to hear of another: somebody must tell them."""
        case = ask_twice(desk)
        desk.decide(case)
        desk.wait(10)
        desk.undo(case)
        assert desk.send() == 0
        assert desk.states(case) == [SENT, CANCELLED, CANCELLED]
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.REOPENED

    def test_that_was_at_the_server_while_a_decision_was_made_is_missed_where_that_is_taken_back(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        """It is put off after the decision, and goes no more."""
        case = ask_twice(desk)

        def decide_meanwhile() -> None:
            desk.decide(case)
            desk.wait(1)

        smtp_server.refuse_message = "451 later"
        send_while(desk, decide_meanwhile)
        desk.undo(case)
        assert desk.states(case) == [SENT, CANCELLED, CANCELLED]
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.REOPENED

    @pytest.mark.parametrize("seconds", [0, -3600], ids=["clock right", "clock set back"])
    def test_is_kept_while_colleagues_have_the_case_and_goes_where_that_is_taken_back(
        self, desk: Desk, smtp_server: Inbox, seconds: int
    ) -> None:
        """Passing a case on answers nobody."""
        case = ask_twice(desk)
        desk.wait(seconds)
        desk.decide(case, Outcome.REROUTE)
        desk.wait(1)
        assert desk.states(case) == [SENT, READY]
        assert desk.send(after=49) == 0
        desk.undo(case)
        assert desk.send(after=61 - seconds) == 1
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.WAITING

    def test_goes_where_nothing_came(self, desk: Desk, smtp_server: Inbox, case: CaseId) -> None:
        desk.send(after=LATER)
        assert recipients(smtp_server) == [SENDER]


@pytest.mark.parametrize("stands", [True, False], ids=["decision stands", "decided anew"])
def test_what_may_have_gone_is_asked_for_again_only_by_the_decision_that_stands(
    desk: Desk, smtp_server: Inbox, stands: bool
) -> None:
    case = desk.open(Kind.VERIFICATION_REQUEST)
    desk.decide(case, destination="maine-ems")
    smtp_server.hangs_up = True
    desk.send()
    smtp_server.clear()
    if not stands:
        decide_again(desk, case)
        desk.send()
    first = desk.dispatches(case)[0]
    assert first.state is DispatchState.UNCERTAIN
    with desk.storage.work() as work:
        work.dispatches.resolve_uncertain(first.id, sent=False, by=MARIA, now=desk.now)
    desk.send(after=LATER)
    assert recipients(smtp_server) == [MAINE.email], "one letter, and not one more"


def test_second_person_lets_nothing_go_of_a_case_that_is_open_again(desk: Desk) -> None:
    case = desk.open(Kind.VERIFICATION_REQUEST)
    desk.decide(case, destination="Elsewhere Lane 2, Augusta, ME 04333")
    with desk.storage.work() as work:
        clock = desk.decisions.clock.read(work, desk.now)
        open_again(work, case, "more papers came.", clock, answered_at=desk.now)
    with pytest.raises(NotAllowed, match="Decide it anew"):
        desk.confirm(case)
    assert desk.states(case) == [DispatchState.HELD]


class TestAddressThatCannotBeReached:
    def ask(self, desk: Desk, case: CaseId) -> None:
        desk.decide(case, Outcome.REQUEST_INFORMATION, "missing_signature")
        desk.send()

    def test_next_notice_goes_to_the_sender_and_then_on_paper(self, desk: Desk, smtp_server: Inbox) -> None:
        other = "ana@work.example.org"
        case = desk.open(Kind.CPR_CARD, sender=other)
        smtp_server.refuse_recipient |= {SENDER: "550 no such mailbox"}
        self.ask(desk, case)
        with desk.storage.work() as work:
            assert "goes to another address, or is printed" in work.cases.why_reopened(case)
        self.ask(desk, case)
        assert recipients(smtp_server) == [other]
        smtp_server.refuse_recipient |= {other: "550 no such mailbox"}
        desk.wait(1)
        reopen(desk, case)
        self.ask(desk, case)
        assert desk.prints() == []
        self.ask(desk, case)
        assert len(desk.prints()) == 1
        assert recipients(smtp_server) == [other]

    def test_notice_is_told_to_nobody_else_because_our_server_was_away(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = desk.open(Kind.CPR_CARD, sender="ana@work.example.org")
        smtp_server.refuse_message = "451 later"
        self.ask(desk, case)
        for _ in range(desk.outbound.max_attempts):
            desk.send(after=4 * 3600)
        assert desk.states(case) == [DispatchState.FAILED]
        smtp_server.refuse_message = None
        self.ask(desk, case)
        assert len(desk.prints()) == 1
        assert recipients(smtp_server) == []

    def test_letter_to_an_office_is_printed(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        smtp_server.refuse_recipient |= {MAINE.email: "550 no such mailbox"}
        desk.decide(case, destination="maine-ems")
        desk.send()
        desk.decide(case, destination="maine-ems")
        desk.send()
        assert len(desk.prints()) == 1
        assert desk.states(case) == [DispatchState.FAILED, SENT]

    def test_what_came_back_is_not_sent_there_again(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.CPR_CARD)
        self.ask(desk, case)
        [notice] = desk.dispatches(case)
        with desk.storage.work() as work:
            assert note_bounce(work, notice.message_id.encode(), desk.services, SubmissionId("bounce"))
        self.ask(desk, case)
        assert len(desk.prints()) == 1
        assert recipients(smtp_server) == [SENDER]
        assert "came back" in (desk.dispatches(case)[0].problem or "")

    def test_what_came_back_of_an_overruled_decision_opens_nothing(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="maine-ems")
        desk.send()
        decide_again(desk, case)
        desk.send()
        first, second = desk.dispatches(case)
        for letter, status in ((first, CaseStatus.DECIDED), (second, CaseStatus.REOPENED)):
            with desk.storage.work() as work:
                assert note_bounce(work, letter.message_id.encode(), desk.services, SubmissionId("bounce"))
                assert work.cases.get(case).status is status
                assert "came back" in (work.dispatches.get(letter.id).problem or "")

    def test_letter_that_cannot_be_printed_is_not_said_to_go_another_way(self, desk: Desk) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        (desk.folder / "print").write_text("a file where the folder should be")
        desk.decide(case, destination="reno")
        for _ in range(desk.outbound.max_attempts):
            desk.send(after=4 * 3600)
        assert desk.states(case) == [DispatchState.FAILED]
        with desk.storage.work() as work:
            assert work.cases.why_reopened(case).endswith("cannot be written (EEXIST).")

    def test_other_cases_go_there_as_before(self, desk: Desk, smtp_server: Inbox) -> None:
        """The mailbox may have been full; each case finds out for itself."""
        first, second = desk.open(Kind.CPR_CARD), desk.open(Kind.CPR_CARD, key="2")
        smtp_server.refuse_recipient |= {SENDER: "550 no such mailbox"}
        self.ask(desk, first)
        smtp_server.clear()
        self.ask(desk, second)
        assert recipients(smtp_server) == [SENDER]
