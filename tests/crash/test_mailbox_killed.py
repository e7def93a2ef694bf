"""A receiver killed in the middle of a batch of mail: everything is in custody once, and moved, afterwards.

P2396 (acknowledged, then lost) and P9436 (the same mail imported twice).
"""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commands.receiving import Receiver
from drills.offices import ROOT, Office
from settings import Settings
from tests.mails import plain_mail
from tests.servers.dovecot import DovecotServer
from tests.servers.postbox import Postbox

MESSAGES = 30
#: Polls once, a few messages a batch, and kills itself in the second batch.
POLLER = """
import os, signal, sys
from pathlib import Path
import intake.channels.mailbox.fetching as fetching
import intake.channels.mailbox.walking as walking
import storage.durable, storage.repositories.submissions as rows
from commands.receiving import Receiver
from drills.offices import Office
from intake.channels.mailbox.accounts import MailboxSettings
from settings import Settings

home, point, port, user, password = sys.argv[1:]
fetching.BATCH_COUNT = 7
places = {
    "while files are written": (storage.durable, "_sync_all"),
    "between files and rows": (rows.SqlSubmissions, "take_all"),
    "between rows and move": (walking, "put_aside"),
}
owner, name = places[point]
real, calls = getattr(owner, name), []

def die_the_third_time(*args, **kwargs):
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)

setattr(owner, name, die_the_third_time)
mailbox = MailboxSettings("127.0.0.1", int(port), user, password, tls=False)
with Office(Path(home)).storage() as kept:
    Receiver(Settings(home=Path(home)), kept).poller(mailbox).poll()
"""


@pytest.mark.parametrize(
    "point", ["while files are written", "between files and rows", "between rows and move"]
)
def test_mail_is_lost_or_doubled_by_a_kill(tmp_path: Path, dovecot: DovecotServer, point: str) -> None:
    postbox, office = Postbox(dovecot, dovecot.new_user()), Office(tmp_path / "home")
    messages = [plain_mail(number) for number in range(MESSAGES)]
    postbox.append(*messages)
    killed = subprocess.run(
        [sys.executable, "-c", POLLER, str(office.home), point, str(dovecot.port), postbox.user,
         dovecot.password],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with office.storage() as storage:
        with storage.work() as work:
            kept = [storage.files.get(s.original) for s in work.submissions.all()]
        moved = postbox.messages("Processed")
        assert set(moved) <= set(kept), "a message was moved that is not in custody"
        assert Receiver(Settings(home=office.home), storage).poller(postbox.settings()).poll()
        with storage.work() as work:
            kept = [storage.files.get(s.original) for s in work.submissions.all()]
    wanted = sorted(message.replace(b"\n", b"\r\n") for message in messages)
    assert sorted(kept) == wanted
    assert sorted(postbox.messages("Processed")) == wanted
    assert postbox.uids("INBOX") == []
