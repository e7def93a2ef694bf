"""Decisions and what they send, to a real SMTP server and a print folder: the right thing, once."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

import processing.stages.dispatch
from domain.cases import Finding
from domain.errors import DeploymentError, NotAllowed
from domain.ids import CaseId, SubmissionId
from domain.kinds import Channel, DispatchKind, FindingCode, Kind, Outcome, Severity
from domain.states import CaseStatus, DispatchState
from outbound.mailer import UnsetMailer
from processing.decisions import reopen_case
from processing.name_changes import send_confirmed_cards
from processing.pausing import open_again
from processing.stages.dispatch import SENDING_LEASE, note_bounce, send_dispatch, send_due
from processing.stages.running import sweep
from storage.database import SqlStorage
from tests.processing.desk import MAINE, SENDER, Desk, mailer_to
from tests.processing.headers import header_words
from tests.servers.smtp import Inbox
from tests.storage.situations import JOHN, MARIA, NUMBER, record

#: What is on Ana's record or papers and must never leave.
SECRETS = ("4321", "1987", "06/05", "June 5", "12 Invented Lane", "617-555-0123")


@pytest.fixture
def desk(
    make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path, smtp_server: Inbox
) -> Desk:
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return Desk(make_storage(tmp_path), tmp_path, mailer_to(smtp_server))


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return re.sub(r"\s+", " ", " ".join(p.get_textpage().get_text_range() for p in document))
    finally:
        document.close()


def papers_of(mail: EmailMessage) -> list[bytes]:
    return [part.get_content() for part in mail.iter_attachments()]


def all_words(mail: EmailMessage) -> str:
    """Headers, body and the text of what is attached."""
    body = mail.get_body(("plain",))
    assert body is not None
    return "\n".join([header_words(mail), body.get_content(), *map(words_of, papers_of(mail))])


def assert_nothing_private(words: str) -> None:
    for secret in SECRETS:
        assert secret not in words


def finding(code: FindingCode, words: str) -> Finding:
    return Finding(code, Severity.WARNS, "for staff", words, "rule", "FAQ")


# -- what goes where ----------------------------------------------------------------------------------


class TestVerification:
    def test_letter_goes_to_the_listed_address_and_to_nobody_else(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination=" maine-ems ")
        assert desk.send(after=59) == 0
        assert smtp_server.messages == []
        assert desk.send(after=2) == 1
        assert [to for _, to, _ in smtp_server.messages] == [[MAINE.email]]
        [mail] = smtp_server.mails_to(MAINE.email)
        [letter] = papers_of(mail)
        for expected in ("Augusta, ME 04333", "Ana Reyes", NUMBER, "Current", case):
            assert expected in words_of(letter)
        assert_nothing_private(all_words(mail))
        assert desk.prints() == []

    def test_letter_with_seal_is_printed(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="reno")
        desk.send()
        assert smtp_server.messages == []
        [letter] = desk.prints()
        assert "Place for the seal" in words_of(letter.read_bytes())
        assert letter.name.startswith(f"{case}-verification-letter-")

    def test_office_that_takes_no_email_gets_a_print(self, desk: Desk, smtp_server: Inbox) -> None:
        with desk.storage.work() as work:
            work.directory.save(replace(MAINE, accepts=("post",)), MARIA, desk.now)
        desk.decide(desk.open(Kind.VERIFICATION_REQUEST), destination="maine-ems")
        desk.send()
        assert smtp_server.messages == []
        assert len(desk.prints()) == 1

    def test_office_that_has_only_a_fax_gets_a_print_with_its_number(self, desk: Desk) -> None:
        desk.decide(desk.open(Kind.VERIFICATION_REQUEST), destination="iowa")
        desk.send()
        [letter] = desk.prints()
        assert "By fax: 515-555-0100" in words_of(letter.read_bytes())

    def test_own_form_is_a_print_job_with_the_requesters_pages_and_no_letter(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="ohio")
        desk.send()
        assert smtp_server.messages == []
        [job] = desk.prints()
        document = pypdfium2.PdfDocument(job.read_bytes())
        try:
            assert len(document) == 2
            order, form = (page.get_textpage().get_text_range() for page in document)
            assert "Form to complete by hand" in order
            assert NUMBER in order
            assert form.strip() == ""
            picture = document[1].render(scale=1).to_pil().convert("L")
            assert picture.size == (612, 792)
            assert picture.getextrema()[0] < 100, "the requester's page is blank"
        finally:
            document.close()
        assert_nothing_private(order)
        with pikepdf.open(job) as pdf, pdf.open_metadata() as metadata:
            claims = [key for key in ("pdfuaid:part", "pdfaid:part") if key in metadata]
        assert claims == [], "pictures of pages are neither tagged nor archival"

    def test_own_form_that_did_not_come_cannot_be_completed(self, desk: Desk) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST, picture=False)
        with pytest.raises(NotAllowed, match="none came with this request"):
            desk.decide(case, Outcome.APPROVE, "own_form", destination="maine-ems")
        assert desk.dispatches(case) == []

    def test_unlisted_destination_waits_for_a_second_person(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="Nowhere Board <Clerk@Nowhere.example.org>, 1 Main St, Reno, NV 89501")
        assert desk.send(after=3600) == 0
        with pytest.raises(NotAllowed, match="cannot be the second person"):
            desk.confirm(case, by=MARIA)
        assert desk.send(after=3600) == 0
        desk.confirm(case)
        assert desk.send() == 1
        [mail] = smtp_server.mails_to("clerk@nowhere.example.org")
        words = words_of(papers_of(mail)[0])
        assert "1 Main St, Reno, NV 89501" in words
        with pytest.raises(NotAllowed, match="Nothing of this case waits"):
            desk.confirm(case)

    @pytest.mark.parametrize("typed", ["", "   ", "mane-ems"])
    def test_no_destination_or_a_key_that_is_not_listed_is_refused(self, desk: Desk, typed: str) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        with pytest.raises(NotAllowed, match="irectory"):
            desk.decide(case, destination=typed)

    @pytest.mark.parametrize("status", ["Suspended", "On Hold For Review"])
    def test_status_that_does_not_allow_practice_waits_for_a_second_person(
        self, desk: Desk, status: str
    ) -> None:
        with desk.storage.work() as work:
            work.records.upsert([record(status=status)], desk.now)
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="maine-ems")
        assert desk.states(case) == [DispatchState.HELD]

    def test_use_public_letter_tells_where_and_sends_no_letter(self, desk: Desk, smtp_server: Inbox) -> None:
        desk.decide(desk.open(Kind.VERIFICATION_REQUEST), Outcome.USE_PUBLIC_LETTER)
        desk.send()
        [mail] = smtp_server.mails_to(SENDER)
        assert "https://checkahealthlicense.mass.gov/" in all_words(mail)
        assert papers_of(mail) == []


class TestNotices:
    def test_approved_cpr_card_is_said_to_be_on_file(self, desk: Desk, smtp_server: Inbox) -> None:
        desk.decide(desk.open(Kind.CPR_CARD))
        desk.send()
        [mail] = smtp_server.mails_to(SENDER)
        assert "on file" in all_words(mail)
        assert papers_of(mail) == []
        assert_nothing_private(all_words(mail))

    def test_request_names_what_is_missing_in_the_words_of_the_finding(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = desk.open(Kind.CPR_CARD, finding(FindingCode.ACLS_MISSING, "Send your ACLS card too."))
        desk.decide(case, Outcome.REQUEST_INFORMATION, "acls_missing", "illegible")
        desk.send()
        [mail] = smtp_server.mails_to(SENDER)
        words = all_words(mail)
        assert "- Send your ACLS card too." in words
        assert "- A page cannot be read." in words
        assert case in mail["Subject"]
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.WAITING

    def test_goes_to_the_record_not_to_whoever_sent(self, desk: Desk, smtp_server: Inbox) -> None:
        desk.decide(desk.open(Kind.CPR_CARD, sender="somebody@else.example.org"))
        desk.send()
        assert [to for _, to, _ in smtp_server.messages] == [[SENDER]]

    def test_goes_to_the_sender_where_no_record_is_settled(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.CPR_CARD, sender="new@example.org", certification_number=None)
        desk.decide(case, Outcome.REQUEST_INFORMATION, "no_record")
        desk.send()
        assert [to for _, to, _ in smtp_server.messages] == [["new@example.org"]]

    @pytest.mark.parametrize("channel", [Channel.SCAN, Channel.FAX])
    def test_is_printed_for_paper_without_an_address(
        self, desk: Desk, smtp_server: Inbox, channel: Channel
    ) -> None:
        with desk.storage.work() as work:
            work.records.upsert([record(email="")], desk.now)
        case = desk.open(Kind.CPR_CARD, channel=channel)
        desk.decide(case, Outcome.REQUEST_INFORMATION, "one_side_missing")
        desk.send()
        assert smtp_server.messages == []
        [notice] = desk.prints()
        words = words_of(notice.read_bytes())
        assert "Ana Reyes" in words
        assert "both sides" in words
        assert_nothing_private(words)

    def test_reroute_writes_to_nobody(self, desk: Desk) -> None:
        case = desk.open(Kind.OTHER, certification_number=None)
        desk.decide(case, Outcome.REROUTE)
        assert desk.dispatches(case) == []

    def test_note_for_colleagues_is_never_sent(self, desk: Desk, smtp_server: Inbox) -> None:
        desk.decide(desk.open(Kind.CPR_CARD), note="she called twice")
        desk.send()
        assert b"called" not in smtp_server.messages[0][2]


class TestNameChange:
    NEW = "Ana Lopez"

    def approve(self, desk: Desk) -> CaseId:
        case = desk.open(Kind.NAME_CHANGE_EVIDENCE, new_name=self.NEW)
        desk.decide(case)
        return case

    def test_card_goes_out_only_when_an_import_confirms_the_name(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = self.approve(desk)
        desk.send()
        [notice] = smtp_server.mails_to(SENDER)
        assert "new card follows" in all_words(notice)
        assert papers_of(notice) == []
        with desk.storage.work() as work:
            assert [c.new_name for c in work.records.pending_changes()] == [self.NEW]
            work.records.upsert([record(phone="617-555-0199", email=SENDER)], desk.now)
            assert send_confirmed_cards(work, desk.outbound, desk.now) == 0
        with desk.storage.work() as work:
            work.records.upsert([record(last="Lopez", email=SENDER)], desk.now)
            assert send_confirmed_cards(work, desk.outbound, desk.now) == 1
            assert send_confirmed_cards(work, desk.outbound, desk.now) == 0
        desk.send()
        card_mail = smtp_server.mails_to(SENDER)[1]
        [card] = papers_of(card_mail)
        for expected in (self.NEW, NUMBER, "EMT", "Current"):
            assert expected in words_of(card)
        assert_nothing_private(all_words(card_mail))
        assert [d.kind for d in desk.dispatches(case)] == [
            DispatchKind.NOTICE,
            DispatchKind.CERTIFICATION_CARD,
        ]

    def test_card_goes_to_the_address_on_the_record_alone(self, desk: Desk, smtp_server: Inbox) -> None:
        desk.decide(desk.open(Kind.NAME_CHANGE_EVIDENCE, new_name=self.NEW, sender="thief@example.org"))
        with desk.storage.work() as work:
            work.records.upsert([record(last="Lopez", email="")], desk.now)
            send_confirmed_cards(work, desk.outbound, desk.now)
        desk.send()
        assert smtp_server.mails_to("thief@example.org") == []
        assert any("certification-card" in path.name for path in desk.prints())

    def test_undone_approval_leaves_no_pending_change(self, desk: Desk) -> None:
        case = self.approve(desk)
        desk.undo(case)
        with desk.storage.work() as work:
            assert work.records.pending_changes() == []

    def test_card_that_an_import_sends_within_the_minute_is_of_the_approval(self, desk: Desk) -> None:
        waits, went = self.approve(desk), desk.open(Kind.NAME_CHANGE_EVIDENCE, key="2", new_name=self.NEW)
        assert self.import_name(desk) == 1
        desk.undo(waits)
        assert desk.states(waits) == [DispatchState.CANCELLED, DispatchState.CANCELLED]
        desk.decide(went)
        assert self.import_name(desk) == 1
        assert desk.send(after=1) == 1
        with pytest.raises(NotAllowed, match="gone out already"):
            desk.undo(went)

    def import_name(self, desk: Desk, last: str = "Lopez") -> int:
        with desk.storage.work() as work:
            work.records.upsert([record(last=last, email=SENDER)], desk.now)
            return send_confirmed_cards(work, desk.outbound, desk.now)

    def approve_again(self, desk: Desk, case: CaseId, **changes: str) -> None:
        desk.wait(1)
        with desk.storage.work() as work:
            reopen_case(work, case, JOHN, "once more", desk.now, desk.decisions)
        desk.decide(case, **changes)

    def test_approved_again_while_its_card_waits_gets_another_by_the_next_import(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = self.approve(desk)
        assert self.import_name(desk) == 1
        self.approve_again(desk, case)
        assert self.import_name(desk) == 1
        desk.send()
        assert len([m for m in smtp_server.mails_to(SENDER) if papers_of(m)]) == 1

    def test_approved_again_after_its_card_went_gets_no_other(self, desk: Desk, smtp_server: Inbox) -> None:
        case = self.approve(desk)
        assert self.import_name(desk) == 1
        desk.send()
        self.approve_again(desk, case)
        assert self.import_name(desk) == 0

    def test_approved_again_with_another_name_goes_by_that_one(self, desk: Desk) -> None:
        case = self.approve(desk)
        self.import_name(desk)
        desk.send()
        self.approve_again(desk, case, new_name="Ana Lopes")
        with desk.storage.work() as work:
            [change] = work.records.pending_changes()
        assert (change.former_name, change.new_name, change.exported_at) == (self.NEW, "Ana Lopes", None)
        assert self.import_name(desk, "Lopes") == 1

    def test_what_was_exported_is_not_exported_again(self, desk: Desk) -> None:
        case = self.approve(desk)
        with desk.storage.work() as work:
            work.records.mark_exported([case], desk.now)
            exported = desk.now
            # Mail that came back opens a case and leaves what was approved.
            open_again(
                work, case, "a bounce", desk.decisions.clock.read(work, desk.now), answered_at=desk.now
            )
        desk.decide(case)
        with desk.storage.work() as work:
            [change] = work.records.pending_changes()
        assert (change.former_name, change.exported_at) == ("Ana Reyes", exported)

    def test_rejected_after_it_was_approved_is_entered_nowhere(self, desk: Desk) -> None:
        case = self.approve(desk)
        with desk.storage.work() as work:
            open_again(
                work, case, "a bounce", desk.decisions.clock.read(work, desk.now), answered_at=desk.now
            )
        desk.decide(case, Outcome.REJECT, "petition_not_decree")
        with desk.storage.work() as work:
            assert work.records.pending_changes() == []
        assert self.import_name(desk) == 0

    def test_card_whose_mail_came_back_is_printed_once_it_is_approved_again(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = self.approve(desk)
        desk.send()
        self.import_name(desk)
        smtp_server.refuse_recipient |= {SENDER: "550 no such mailbox"}
        desk.send()
        assert desk.states(case) == [DispatchState.SENT, DispatchState.FAILED]
        desk.decide(case)
        assert self.import_name(desk) == 1
        desk.send()
        assert any("certification-card" in path.name for path in desk.prints())

    def test_paper_that_states_no_new_name_cannot_be_approved(self, desk: Desk) -> None:
        case = desk.open(Kind.NAME_CHANGE_EVIDENCE)
        with pytest.raises(NotAllowed, match="No new name"):
            desk.decide(case)
        assert desk.dispatches(case) == []


class TestSnapshot:
    def test_change_of_the_record_after_the_decision_does_not_change_the_letter(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        desk.decide(desk.open(Kind.VERIFICATION_REQUEST), destination="maine-ems")
        with desk.storage.work() as work:
            work.records.upsert([record(last="Changed", status="Revoked")], desk.now)
            work.directory.save(replace(MAINE, email="changed@maine.example.org"), MARIA, desk.now)
        desk.send()
        [mail] = smtp_server.mails_to(MAINE.email)
        words = words_of(papers_of(mail)[0])
        assert "Ana Reyes" in words
        assert "Current" in words
        assert "Changed" not in words
        assert "Revoked" not in words


class TestUndo:
    def test_within_the_minute_nothing_goes_out(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        desk.wait(59)
        desk.undo(case)
        assert desk.send(after=3600) == 0
        assert desk.states(case) == [DispatchState.CANCELLED]
        assert smtp_server.messages == []

    def test_after_the_minute_it_is_refused(self, desk: Desk) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        desk.wait(61)
        with pytest.raises(NotAllowed, match="60 seconds"):
            desk.undo(case)

    def test_a_worker_that_was_quicker_is_seen(self, desk: Desk) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        desk.wait(60)
        [dispatch] = desk.dispatches(case)
        with desk.storage.work() as work:
            assert work.dispatches.start_sending(dispatch.id, desk.now, SENDING_LEASE)
        with pytest.raises(NotAllowed, match="gone out already"):
            desk.undo(case)
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.DECIDED

    @pytest.mark.parametrize("seconds", [0, -3600], ids=["clock right", "clock set back"])
    def test_what_an_earlier_decision_sent_hinders_no_undoing(self, desk: Desk, seconds: int) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case, Outcome.REQUEST_INFORMATION)
        desk.send()
        desk.wait(seconds)
        desk.decide(case)
        desk.undo(case)
        assert sorted(desk.states(case)) == [DispatchState.CANCELLED, DispatchState.SENT]

    def test_second_persons_word_can_be_taken_back_with_the_decision(self, desk: Desk) -> None:
        case = desk.open(Kind.CPR_CARD, second_person=True)
        desk.decide(case)
        desk.confirm(case)
        desk.undo(case)
        assert desk.send(after=3600) == 0

    def test_case_can_be_opened_again_later(self, desk: Desk) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        desk.send()
        with desk.storage.work() as work:
            reopen_case(work, case, JOHN, "the card was another person's", desk.now, desk.decisions)
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.REOPENED
            with pytest.raises(NotAllowed, match="in the queue already"):
                reopen_case(work, case, JOHN, "again", desk.now, desk.decisions)
        desk.decide(case, Outcome.REJECT)


# -- once, whatever happens ---------------------------------------------------------------------------


class TestOnce:
    def test_sending_is_committed_before_the_data_goes(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        seen: list[DispatchState] = []
        smtp_server.before_answer = lambda: seen.extend(desk.states(case))
        desk.send()
        assert seen == [DispatchState.SENDING]
        assert desk.states(case) == [DispatchState.SENT]

    def test_message_id_is_fixed_from_the_start(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        fixed = desk.dispatches(case)[0].message_id
        smtp_server.refuse_message = "451 later"
        desk.send()
        smtp_server.refuse_message = None
        desk.send()
        [mail] = smtp_server.mails_to(SENDER)
        assert mail["Message-ID"] == fixed

    def test_worker_that_dies_after_the_data_leaves_a_question_and_sends_no_second(
        self, desk: Desk, smtp_server: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)

        class Killed(BaseException):
            """As kill -9: nothing after it runs."""

        def die(*_: object) -> None:
            raise Killed

        with monkeypatch.context() as dying:
            dying.setattr(processing.stages.dispatch, "_settle", die)
            with pytest.raises(Killed):
                desk.send()
        assert len(smtp_server.messages) == 1
        assert desk.states(case) == [DispatchState.SENDING]
        desk.wait(SENDING_LEASE.total_seconds() + 1)
        sweep(desk.services)
        assert desk.states(case) == [DispatchState.UNCERTAIN]
        assert desk.send(after=24 * 3600) == 0
        assert len(smtp_server.messages) == 1

    @pytest.mark.parametrize("again", [True, False])
    def test_a_person_settles_the_question(self, desk: Desk, smtp_server: Inbox, again: bool) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        smtp_server.hangs_up = True
        desk.send()
        assert desk.states(case) == [DispatchState.UNCERTAIN]
        smtp_server.hangs_up = False
        with desk.storage.work() as work:
            work.dispatches.resolve_uncertain(desk.dispatches(case)[0].id, not again, JOHN, desk.now)
        desk.send()
        mails = smtp_server.mails_to(SENDER)
        assert len(mails) == (2 if again else 1)
        assert len({mail["Message-ID"] for mail in mails}) == 1

    def test_two_workers_send_one_mail(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        desk.wait(61)
        [dispatch] = desk.dispatches(case)
        assert send_dispatch(dispatch.id, desk.services) is DispatchState.SENT
        assert send_dispatch(dispatch.id, desk.services) is None
        assert len(smtp_server.messages) == 1

    def test_second_letter_of_a_case_takes_no_printed_one_away(self, desk: Desk) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        for _ in range(2):
            desk.decide(case, destination="reno")
            desk.send()
            with desk.storage.work() as work:
                reopen_case(work, case, JOHN, "once more", desk.now, desk.decisions)
        assert len(desk.prints()) == 2


class TestTrouble:
    def test_put_off_is_tried_again_later_each_time(self, desk: Desk, smtp_server: Inbox) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        smtp_server.refuse_message = "451 try again later"
        desk.send()
        [dispatch] = desk.dispatches(case)
        assert (dispatch.state, dispatch.attempts) == (DispatchState.READY, 1)
        assert "code 451" in (dispatch.problem or "")
        waits = []
        for _ in range(4):
            before = desk.now
            while send_due(desk.services) == 0 and desk.dispatches(case)[0].attempts == dispatch.attempts:
                desk.wait(5)
            waits.append((desk.now - before).total_seconds())
            dispatch = desk.dispatches(case)[0]
        assert waits == [30, 60, 120, 240]
        smtp_server.refuse_message = None
        desk.send(after=3600)
        assert desk.states(case) == [DispatchState.SENT]

    def test_put_off_for_days_ends_as_failed_and_reopens_the_case(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        smtp_server.refuse_message = "451 never"
        began = desk.now
        while desk.states(case) == [DispatchState.READY]:
            desk.send(after=4 * 3600)
        assert desk.states(case) == [DispatchState.FAILED]
        assert 4 <= (desk.now - began).days <= 6
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.REOPENED

    def test_refused_for_good_fails_and_reopens_the_case_with_why(
        self, desk: Desk, smtp_server: Inbox
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)
        smtp_server.refuse_recipient[SENDER] = f"550 no mailbox {SENDER}"
        desk.send()
        assert desk.states(case) == [DispatchState.FAILED]
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.REOPENED
            assert "code 550" in work.cases.why_reopened(case)
        assert desk.send(after=24 * 3600) == 0

    def test_wrong_settings_of_the_server_leave_no_question(
        self, desk: Desk, smtp_server: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = desk.open(Kind.CPR_CARD)
        desk.decide(case)

        def refuse(*_: Any) -> None:
            raise DeploymentError("The mail server refuses smtp_user and smtp_password.")

        with monkeypatch.context() as wrong:
            wrong.setattr(type(desk.mailer), "_greet", refuse)
            desk.send()
        [dispatch] = desk.dispatches(case)
        assert dispatch.state is DispatchState.READY
        assert "smtp_password" in (dispatch.problem or "")
        desk.send(after=120)
        assert len(smtp_server.messages) == 1

    def test_paper_that_cannot_be_made_fails_visibly_before_anything_goes(
        self, desk: Desk, smtp_server: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="maine-ems")

        def break_down(*_: object) -> bytes:
            raise RuntimeError("no such font")

        monkeypatch.setattr(processing.stages.dispatch, "render_verification", break_down)
        desk.send()
        assert desk.states(case) == [DispatchState.FAILED]
        assert smtp_server.messages == []
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.REOPENED

    def test_print_folder_that_is_away_is_waited_for(self, desk: Desk) -> None:
        case = desk.open(Kind.VERIFICATION_REQUEST)
        desk.decide(case, destination="reno")
        (desk.folder / "print").write_bytes(b"a file where the folder should be")
        desk.send()
        [dispatch] = desk.dispatches(case)
        assert dispatch.state is DispatchState.READY
        assert "print folder" in (dispatch.problem or "")
        (desk.folder / "print").unlink()
        desk.send()
        assert len(desk.prints()) == 1

    def test_without_a_mail_server_mail_waits_untried_and_prints_go(self, desk: Desk) -> None:
        desk.mailer = UnsetMailer()
        by_mail = desk.open(Kind.CPR_CARD)
        by_post = desk.open(Kind.VERIFICATION_REQUEST, key="2")
        desk.decide(by_mail)
        desk.decide(by_post, destination="reno")
        assert desk.send() == 1
        [waiting] = desk.dispatches(by_mail)
        assert (waiting.state, waiting.attempts) == (DispatchState.READY, 0)

    def test_bounce_reopens_the_case_it_belongs_to(self, desk: Desk, smtp_server: Inbox) -> None:
        case, other = desk.open(Kind.CPR_CARD), desk.open(Kind.CPR_CARD, key="2")
        desk.decide(case)
        desk.decide(other)
        desk.send()
        sent = {mail["Message-ID"]: content for mail, (_, _, content) in zip(
            smtp_server.mails_to(SENDER), smtp_server.messages, strict=True
        )}  # fmt: skip
        original = sent[desk.dispatches(case)[0].message_id]
        bounce = b"From: MAILER-DAEMON@example.org\r\nSubject: Undelivered\r\n\r\nSorry.\r\n\r\n" + original
        with desk.storage.work() as work:
            assert note_bounce(work, bounce, desk.services, SubmissionId("bounce"))
            assert not note_bounce(
                work, b"nothing of ours <1@example.org>", desk.services, SubmissionId("bounce")
            )
        with desk.storage.work() as work:
            assert work.cases.get(case).status is CaseStatus.REOPENED
            assert work.cases.get(other).status is CaseStatus.DECIDED
            assert "undelivered" in work.cases.why_reopened(case)
