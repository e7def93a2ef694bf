"""Messages a second into custody (stored, synced, in the ledger, moved), beside a bare download.

python -m benchmarks.mailbox.run [--count 10000] [--rounds 3] [--home FOLDER]

A real Dovecot on loopback holds the same invented messages for every run. The bare script downloads them with
imapclient by hundreds and throws them away; ours takes them in as `receive` does. Runs alternate, because
other programs disturb the machine; each round has mailboxes and a home of its own.
"""

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from base64 import encodebytes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from imapclient import IMAPClient

from commands.receiving import Receiver
from intake.channels.mailbox.accounts import MailboxSettings
from settings import Settings
from tests.servers.dovecot import DovecotServer, running_dovecot
from wiring import open_storage

#: Bytes of the smallest and the largest message: letters, and small scans.
SMALLEST, LARGEST = 5_000, 60_000
#: Messages that the bare script asks for by one command.
BARE_BATCH = 100


def invent_message(number: int, dice: random.Random) -> bytes:
    """A mail with an attachment of random bytes, as a server keeps it."""
    body = encodebytes(dice.randbytes(int(dice.randint(SMALLEST, LARGEST) * 0.74)))
    head = (
        f"From: someone{number}@example.org\r\nTo: intake@example.org\r\nSubject: papers {number}\r\n"
        f"Message-ID: <{number}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + body.replace(b"\n", b"\r\n")


def fill(folder: Path, count: int, seed: int) -> int:
    """Write the messages once; how many bytes they have."""
    dice, size = random.Random(seed), 0
    folder.mkdir()
    for number in range(count):
        message = invent_message(number, dice)
        (folder / f"1000000000.M{number:06}.invented:2,").write_bytes(message)
        size += len(message)
    return size


def new_mailbox(server: DovecotServer, messages: Path) -> MailboxSettings:
    """A new account with all the messages (links to the files written once), numbered by the server."""
    user = server.new_user()
    with signed_in(server, user):
        pass
    inbox = server.maildir(user) / "cur"
    owner = inbox.stat()
    for path in messages.iterdir():
        os.link(path, inbox / path.name)
        os.chown(inbox / path.name, owner.st_uid, owner.st_gid)
    with signed_in(server, user):
        pass
    return MailboxSettings(server.host, server.port, user, server.password, tls=False)


@contextmanager
def signed_in(server: DovecotServer, user: str) -> Iterator[IMAPClient]:
    """A session with the inbox selected."""
    with IMAPClient(server.host, port=server.port, ssl=False) as client:
        client.login(user, server.password)
        client.select_folder("INBOX")
        yield client


def download(server: DovecotServer, mailbox: MailboxSettings) -> int:
    """The bare script: every message's bytes, by hundreds; how many there were."""
    with signed_in(server, mailbox.user) as client:
        uids, found = client.search(), 0
        for at in range(0, len(uids), BARE_BATCH):
            answer = client.fetch(uids[at : at + BARE_BATCH], ["BODY.PEEK[]"])
            found += sum(len(message[b"BODY[]"]) > 0 for message in answer.values())
    return found


def take_in(mailbox: MailboxSettings, home: Path) -> int:
    """Our receiver: one sweep; how many are in custody."""
    storage = open_storage(Settings(home=home))
    try:
        Receiver(Settings(home=home), storage).poller(mailbox).poll()
        with storage.work() as work:
            return sum(1 for _ in work.submissions.all())
    finally:
        storage.close()


def timed(run: Callable[[], int], count: int) -> float:
    """Messages a second."""
    began = time.perf_counter()
    found = run()
    seconds = time.perf_counter() - began
    if found != count:
        raise SystemExit(f"{found} messages of {count}: something was lost, no figure")
    return count / seconds


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    folder = Path(tempfile.mkdtemp(prefix="oems-"))
    folder.chmod(0o711)
    try:
        measure(folder, asked.count, asked.rounds, asked.seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, count: int, rounds: int, seed: int) -> None:
    """All rounds, each printed as it comes, then the medians."""
    bare, ours = list[float](), list[float]()
    with running_dovecot(folder / "imap") as server:
        size = fill(folder / "messages", count, seed)
        print(f"{count} messages, {size / count / 1000:.1f} kB each on average; {rounds} rounds")
        for number in range(1, rounds + 1):
            first, second = (new_mailbox(server, folder / "messages") for _ in range(2))
            bare.append(timed(lambda box=first: download(server, box), count))  # type: ignore[misc]
            home = folder / f"home{number}"
            ours.append(timed(lambda box=second, at=home: take_in(box, at), count))  # type: ignore[misc]
            print(f"round {number}: bare {bare[-1]:.0f}/s, into custody {ours[-1]:.0f}/s")
            shutil.rmtree(home)
    ratio = statistics.median(o / b for o, b in zip(ours, bare, strict=True))
    print(
        f"median: bare {statistics.median(bare):.0f}/s, into custody {statistics.median(ours):.0f}/s; "
        f"custody reaches {ratio:.2f} of the bare download (rounds compared one by one)"
    )


if __name__ == "__main__":
    main()
