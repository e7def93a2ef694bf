"""A receiver killed in the middle of a batch of mail: everything is in custody once, and moved, afterwards.

P2396 (acknowledged, then lost) and P9436 (the same mail imported twice).
"""

import os
import signal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import intake.channels.mailbox.fetching as fetching
import intake.channels.mailbox.walking as walking
import storage.durable
import storage.repositories.submissions as rows
from commands.receiving import Receiver
from drills.forks import run_forked
from drills.offices import Office
from intake.channels.mailbox.accounts import MailboxSettings
from settings import Settings
from tests.mails import plain_mail
from tests.servers.dovecot import DovecotServer
from tests.servers.postbox import Postbox

MESSAGES = 30
#: Where the third call is fatal: in the second batch.
PLACES: dict[str, tuple[Any, str]] = {
    "while files are written": (storage.durable, "_sync_all"),
    "between files and rows": (rows.SqlSubmissions, "take_all"),
    "between rows and move": (walking, "put_aside"),
}


def poll_and_die(home: Path, point: str, mailbox: MailboxSettings) -> None:
    """Poll once, a few messages a batch, and die in the second batch."""
    fetching.BATCH_COUNT = 7  # type: ignore[misc]
    owner, name = PLACES[point]
    whole, calls = getattr(owner, name), count(1)

    def die_the_third_time(*given: Any, **named: Any) -> Any:
        if next(calls) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*given, **named)

    setattr(owner, name, die_the_third_time)
    with Office(home).storage() as kept:
        Receiver(Settings(home=home), kept).poller(mailbox).poll()


@pytest.mark.parametrize("point", list(PLACES))
def test_mail_is_lost_or_doubled_by_a_kill(tmp_path: Path, dovecot: DovecotServer, point: str) -> None:
    postbox, office = Postbox(dovecot, dovecot.new_user()), Office(tmp_path / "home")
    messages = [plain_mail(number) for number in range(MESSAGES)]
    postbox.append(*messages)
    mailbox = MailboxSettings("127.0.0.1", dovecot.port, postbox.user, dovecot.password, tls=False)
    killed = run_forked(poll_and_die, office.home, point, mailbox)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with office.storage() as opened:
        with opened.work() as work:
            kept = [opened.files.get(s.original) for s in work.submissions.all()]
        moved = postbox.messages("Processed")
        assert set(moved) <= set(kept), "a message was moved that is not in custody"
        assert Receiver(Settings(home=office.home), opened).poller(postbox.settings()).poll()
        with opened.work() as work:
            kept = [opened.files.get(s.original) for s in work.submissions.all()]
    wanted = sorted(message.replace(b"\n", b"\r\n") for message in messages)
    assert sorted(kept) == wanted
    assert sorted(postbox.messages("Processed")) == wanted
    assert postbox.uids("INBOX") == []
