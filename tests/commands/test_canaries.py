"""Canaries go the whole way by each channel: real mail server, Dovecot, folders, readers and stages."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from commands.canaries import CanaryKeeper, canary_senders_of
from commands.doctor import _look_at_canaries
from commands.facts import gather_facts
from commands.receiving import Receiver
from commands.reconciling import reconcile_all
from domain.alarms import AlarmKind
from domain.errors import DeploymentError, TransientError
from domain.kinds import Channel
from domain.states import PageUse, Stage
from domain.submissions import Submission
from intake.channels.files import FolderChannel
from outbound.canaries import CanarySender
from processing.canaries import find_tokens, new_token
from processing.ports import CanaryState
from processing.predictions import describe_submission
from processing.watch.rules import judge_facts
from samples.degrade import FaxHeader, fax_document, save_fax
from samples.drawing import render_pages
from samples.mails import File, build_fax_mail
from storage.reconcile import reconcile_store
from tests.mails import plain_mail
from tests.offices import Office, running_office
from tests.servers.dovecot import DovecotServer
from tests.servers.ports import free_port
from tests.servers.smtp import Inbox
from tests.upload.servers import TOKEN, running_api

MAILBOX, FAX = "oems.recert@example.org", "15085550100@fax.example.org"
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, dovecot: DovecotServer, _smtp_session: Inbox
) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    (folder / "mails").mkdir()
    (folder / "upload-token").write_text(f"{TOKEN}\n")
    more = {
        "canary_mail_addresses": (MAILBOX,),
        "canary_fax_address": FAX,
        "eml_folder": folder / "mails",
        "canary_upload_url": f"http://127.0.0.1:{free_port()}",
        "canary_upload_token_file": folder / "upload-token",
    }
    with running_office(folder, dovecot, _smtp_session, **more) as office:
        yield office


@pytest.fixture
def office(running: Office, smtp_server: Inbox) -> Office:
    """The same office for all tests; its mail server delivers nothing until a test says so."""
    assert running.inbox is smtp_server
    return running


def sender_of(office: Office, kind: str) -> CanarySender:
    senders = canary_senders_of(office.settings, office.parts.services.mailer)
    return next(sender for sender in senders if sender.route.startswith(kind))


def send(office: Office, sender: CanarySender) -> None:
    """One canary now, as the receiver's schedule sends it."""
    keeper = CanaryKeeper(office.parts.storage, [sender], timedelta(minutes=1), office.clock)
    office.clock.turn(61)
    assert keeper.send_due() == 1


def deliver(office: Office) -> list[Submission]:
    """What the mail server took comes into the mailbox, and is received."""
    office.postbox.append(*(content for _, _, content in office.inbox.messages))
    office.inbox.clear()
    return office.receive()


def state_of(office: Office, route: str) -> CanaryState:
    with office.parts.storage.work() as work:
        return next(state for state in work.canaries.states() if state.route == route)


def uses_of(office: Office, submission: Submission) -> list[PageUse]:
    with office.parts.storage.work() as work:
        return [page.use for page in work.submissions.pages(submission.id)]


def assert_came_through(office: Office, sender: CanarySender, submission: Submission) -> None:
    """Set aside with its own use; no case, no quarantine, nothing sent, everything accounted for."""
    assert office.settle(submission.id) == []
    uses = uses_of(office, submission)
    assert uses
    assert set(uses) == {PageUse.CANARY}
    with office.parts.storage.work() as work:
        assert work.quarantine.of_submission(submission.id) == []
        assert work.documents.of_submission(submission.id) == []
        reasons = {page.use_reason for page in work.submissions.pages(submission.id)}
        assert not work.jobs.unsettled([submission.id])
        (line,) = describe_submission(work, submission)
    assert (line["kind"], line["needs_manual_triage"]) == (None, False)
    assert line["problem"] == "Set aside: canary, test message of the installation itself."
    assert reasons == {"test message of the installation itself"}
    assert reconcile_store(office.parts.storage) == []
    assert office.inbox.messages == [], "a canary is never answered"
    state = state_of(office, sender.route)
    assert state.waiting_since is None
    assert state.last_settled is not None
    assert state.took is not None
    assert timedelta(0) < state.took < timedelta(minutes=2)


def test_canary_by_mail_comes_through_and_opens_no_case(office: Office) -> None:
    sender = sender_of(office, "mail oems")
    send(office, sender)
    [(_, recipients, content)] = office.inbox.messages
    assert recipients == [MAILBOX]
    mail = message_from_bytes(content, policy=default_policy)
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("OEMS intake canary", "auto-generated")
    [submission] = deliver(office)
    assert_came_through(office, sender, submission)
    assert office.postbox.uids("INBOX") == []


def test_canary_by_scanner_is_read_by_both_readers_and_opens_no_case(office: Office) -> None:
    sender = sender_of(office, "scan")
    send(office, sender)
    [submission] = office.receive()
    assert submission.channel is Channel.SCAN
    assert_came_through(office, sender, submission)


def test_canary_by_mail_folder_comes_through(office: Office) -> None:
    sender = sender_of(office, "mail folder")
    send(office, sender)
    assert office.settings.eml_folder is not None
    watched = FolderChannel(office.settings.eml_folder, Channel.EMAIL, settle_seconds=0)
    before = {s.id for s in office.submissions()}
    for _ in range(2):
        watched.poll(Receiver(office.settings, office.parts.storage).take, time.time())
    [submission] = [s for s in office.submissions() if s.id not in before]
    assert_came_through(office, sender, submission)


@contextmanager
def uploads(office: Office, token: str = TOKEN) -> Iterator[Path]:
    """The upload interface at the address that is set, and the file with the canary's token."""
    file, port = office.settings.canary_upload_token_file, urlsplit(office.settings.canary_upload_url).port
    assert file is not None
    file.write_text(f"{token}\n")
    with running_api(office.parts.storage, office.settings.home, port=port):
        yield file


def test_canary_by_upload_comes_through_and_opens_no_case(office: Office) -> None:
    sender, before = sender_of(office, "upload"), {s.id for s in office.submissions()}
    with uploads(office):
        send(office, sender)
    [submission] = [s for s in office.submissions() if s.id not in before]
    assert (submission.channel, submission.source) == (Channel.UPLOAD, "elicensing OEMS intake canary")
    assert_came_through(office, sender, submission)


def test_canary_by_upload_that_is_not_taken_raises_the_alarm_and_says_why(office: Office) -> None:
    sender = sender_of(office, "upload")
    keeper = CanaryKeeper(office.parts.storage, [sender], HOUR, office.clock)
    for token, words in ((TOKEN, "cannot be reached"), ("oems_revoked", "does not know the canary's token")):
        office.clock.turn(2 * 3600)
        if token == TOKEN:
            assert keeper.send_due() == 0
        else:
            with uploads(office, token):
                assert keeper.send_due() == 0
        office.clock.turn(16 * 60)
        facts = gather_facts(office.settings, office.parts.storage, office.clock())
        [said] = [a.words for a in judge_facts(facts) if a.subject == "upload"]
        assert words in said
    with uploads(office):
        send(office, sender)
    office.settle(*(s.id for s in office.submissions()))
    assert "upload" not in absent(office)


def test_doctor_says_how_the_canary_by_upload_is_set(office: Office) -> None:
    unset = office.settings.with_changes(canary_upload_url="")
    with uploads(office):
        assert _look_at_canaries(office.settings).state == "ok"
        said = _look_at_canaries(unset)
    assert (said.state, said.words[:21]) == ("warn", "None goes by upload: ")
    with pytest.raises(TransientError, match="cannot be reached"):
        _look_at_canaries(office.settings)
    with uploads(office, "oems_revoked"), pytest.raises(DeploymentError, match="clients add canary"):
        _look_at_canaries(office.settings)


@pytest.mark.parametrize("seed", [1, 2])
def test_canary_by_standard_fax_comes_through(office: Office, seed: int) -> None:
    """204 by 98 dots an inch, noise, skew and the sender's strip; in the mail of a gateway."""
    sender = sender_of(office, "fax")
    send(office, sender)
    [sent] = office.inbox.mails_to(FAX)
    office.inbox.clear()
    [page] = [part.get_content() for part in sent.iter_attachments()]
    office.postbox.append(as_fax(page, Random(seed)))
    [submission] = office.receive()
    assert_came_through(office, sender, submission)
    with office.parts.storage.work() as work:
        assert work.submissions.get(submission.id).channel is Channel.FAX


def as_fax(pdf: bytes, rng: Random) -> bytes:
    """What comes back when a gateway faxes this PDF to our own number."""
    at = datetime.now(UTC)
    header = FaxHeader(at.replace(tzinfo=None), "OEMS", "508-555-0100")
    pages = fax_document(render_pages(pdf, 200), rng, "fax_standard", header)
    file = File("fax.tif", "image/tiff", save_fax(pages, "fax_standard"))
    return build_fax_mail(file, "OEMS", "+15085550100", 1, False, at, rng)


class TestLost:
    """What went in does not come out: the alarm names the way, and ends when one comes through again."""

    @pytest.mark.parametrize("kind", ["mail oems", "fax", "scan", "mail folder"])
    def test_canary_that_is_lost_raises_the_alarm_of_its_way(self, office: Office, kind: str) -> None:
        sender = sender_of(office, kind)
        send(office, sender)
        office.inbox.clear()  # The mail server loses it.
        lose_files(office)
        assert sender.route not in absent(office)
        office.clock.turn(16 * 60)
        assert sender.route in absent(office)

    def test_alarm_of_a_lost_canary_is_over_when_the_next_comes_through(self, office: Office) -> None:
        sender = sender_of(office, "mail oems")
        send(office, sender)
        office.inbox.clear()
        office.clock.turn(16 * 60)
        assert sender.route in absent(office)
        send(office, sender)
        [submission] = deliver(office)
        office.settle(submission.id)
        assert sender.route not in absent(office)

    def test_canary_that_could_not_be_sent_says_why(self, office: Office) -> None:
        sender = sender_of(office, "mail oems")
        office.inbox.refuse_recipient[MAILBOX] = "550 no such mailbox"
        office.clock.turn(61)
        keeper = CanaryKeeper(office.parts.storage, [sender], HOUR, office.clock)
        assert keeper.send_due() == 0
        office.clock.turn(16 * 60)
        facts = gather_facts(office.settings, office.parts.storage, office.clock())
        said = [a.words for a in judge_facts(facts) if a.subject == sender.route]
        assert "could not be sent (The mail server refused the message for good (code 550))" in said[0]
        office.inbox.clear()
        send(office, sender)
        office.settle(deliver(office)[0].id)


def absent(office: Office) -> set[str]:
    facts = gather_facts(office.settings, office.parts.storage, office.clock())
    return {a.subject for a in judge_facts(facts) if a.kind is AlarmKind.CANARY_ABSENT}


def lose_files(office: Office) -> None:
    for folder in (office.settings.scan_folder, office.settings.eml_folder):
        assert folder is not None
        for path in Path(folder).glob("canary-*"):
            path.unlink()


class TestForged:
    """Only what we sent, once, alone: everything else is for a person."""

    def test_forged_token_opens_a_case(self, office: Office) -> None:
        [case] = office.arrive(canary_like(new_token()))
        with office.parts.storage.work() as work:
            uses = [page.use for page in work.submissions.pages(case.submission_id)]
        assert PageUse.CANARY not in uses

    def test_repeated_token_opens_a_case(self, office: Office) -> None:
        sender = sender_of(office, "mail oems")
        send(office, sender)
        content = office.inbox.messages[0][2]
        [first] = deliver(office)
        assert_came_through(office, sender, first)
        [token] = find_tokens(content.decode())
        assert len(office.arrive(canary_like(token))) == 1

    def test_papers_with_a_stolen_token_are_not_set_aside(self, office: Office) -> None:
        sender = sender_of(office, "mail oems")
        send(office, sender)
        [token] = find_tokens(office.inbox.messages[0][2].decode())
        office.inbox.clear()
        person = office.find_person()
        card = office.piece("cross_certificate", person).draw()
        mail = message_from_bytes(canary_like(token), _class=EmailMessage, policy=default_policy)  # type: ignore[arg-type]
        mail.add_attachment(card, maintype="application", subtype="pdf", filename="card.pdf")
        cases = office.arrive(mail.as_bytes())
        assert cases, "a paper that came with a canary's token is shown to a person"
        assert state_of(office, sender.route).waiting_since is not None

    def test_second_run_of_the_stages_leaves_a_canary_what_it_is(self, office: Office) -> None:
        sender = sender_of(office, "scan")
        send(office, sender)
        [submission] = office.receive()
        assert_came_through(office, sender, submission)
        with office.parts.storage.work() as work:
            work.jobs.restart(Stage.SPLIT, submission.id, office.clock())
            work.jobs.restart(Stage.QUEUE, submission.id, office.clock())
        assert_came_through(office, sender, submission)


def canary_like(token: str) -> bytes:
    """A mail that looks like a canary and comes from somebody else."""
    return plain_mail(sum(token.encode())) + f"\n{token}\n".encode()


def test_mailbox_holds_nothing_that_is_unexplained(office: Office) -> None:
    """After all of the above: server, ledger and disk agree."""
    differences = reconcile_all(office.settings, office.parts.storage)
    assert [d.words for d in differences if not d.explained] == []
