"""Everything an office runs on, each part of which can be killed and started again."""

import os
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from imapclient import IMAPClient

from drills.forks import Started
from drills.offices import GONE_SECONDS, DrillFailed, Office
from drills.processes import descendants, wait_gone
from tests.servers.dovecot import DovecotServer, running_dovecot
from tests.servers.ports import ServerProcess, free_port, other_user, primary_group
from tests.servers.postgresql import running_postgres
from tests.servers.redis import redis_process, redis_url
from tests.servers.smtp import Inbox, running_smtp

#: The office's own processes: how many of each.
OWN = {"work": 2, "receive": 1}
#: Seconds between two tries to start a server whose last life has not quite ended.
AGAIN_SECONDS = 0.2


@dataclass
class Postman:
    """Brings mail to the server's disk and scans to the folder, whoever is there to take them."""

    inbox: Path
    """The Maildir of the watched mailbox."""
    scans: Path
    waiting: list[Path]
    """What is still to be brought, in order."""

    def bring(self, count: int) -> None:
        """Bring the next ones: written beside, then renamed, as mail servers and scanners do."""
        for source in self.waiting[:count]:
            goal, beside = self._places(source)
            shutil.copyfile(source, beside)
            stamp = source.stat().st_mtime
            os.utime(beside, (stamp, stamp))
            if (user := other_user()) and goal.parent != self.scans:
                shutil.chown(beside, user, primary_group(user))
            beside.rename(goal)
        del self.waiting[:count]

    def _places(self, source: Path) -> tuple[Path, Path]:
        if source.suffix == ".eml":
            name = f"{int(source.stat().st_mtime)}.{token_hex(8)}.drill"
            return self.inbox / "new" / name, self.inbox / "tmp" / name
        return self.scans / source.name, self.scans / f".{source.name}.part"


@dataclass
class Site:
    """An office with its servers, all real and all ours to kill."""

    office: Office
    servers: dict[str, ServerProcess]
    dovecot: DovecotServer
    user: str
    outgoing: Inbox
    postman: Postman
    own: dict[str, Started] = field(default_factory=dict)

    def start(self) -> None:
        """Start the office's processes; the servers run already."""
        for verb, count in OWN.items():
            for number in range(count):
                self.own[f"{verb}-{number}"] = self.office.start(verb)

    def working(self, *names: str) -> bool:
        """Whether one of these processes of the office holds work."""
        return any(self.office.held(self.own[name].pid) for name in names)

    def stop_server(self, name: str) -> None:
        """SIGKILL for the server and everything below it."""
        process = self.servers[name].process
        if process is None:
            raise DrillFailed(f"{name} was never started")
        below = descendants(process.pid)
        process.kill()
        process.wait()
        for seen in below:
            _kill_if_there(seen.pid)
        if left := wait_gone(below, GONE_SECONDS):
            raise DrillFailed(f"{len(left)} processes of {name} outlive SIGKILL")
        # A child that was forked in the last moment answers until it sees that it is alone: whoever starts
        # the server anew would take that for an answer of the new one, which finds its port taken and ends.
        until = time.monotonic() + GONE_SECONDS
        while self.servers[name].ready():
            if time.monotonic() > until:
                raise DrillFailed(f"something of {name} still answers after SIGKILL")
            time.sleep(AGAIN_SECONDS)

    def start_server(self, name: str, seconds: float = 120) -> None:
        """Start it again; it may need a moment to see that its last life is over."""
        until = time.monotonic() + seconds
        while True:
            try:
                self.servers[name].start()
            except BaseException as error:
                # The test servers fail as tests do.
                if time.monotonic() > until or isinstance(error, KeyboardInterrupt):
                    raise DrillFailed(f"{name} does not come up again: {error}") from error
                time.sleep(AGAIN_SECONDS)
            else:
                return

    def renumber_mailbox(self) -> None:
        """Let the mail server forget its numbers: UIDVALIDITY changes, UIDs begin anew."""
        self.stop_server("dovecot")
        for path in self.dovecot.maildir(self.user).rglob("dovecot*"):
            path.unlink()
        self.start_server("dovecot")

    def mail_waiting(self) -> int:
        """Messages that still lie in the inbox, on the server's disk."""
        return sum(1 for folder in ("new", "cur") for _ in (self.postman.inbox / folder).iterdir())

    def processed(self) -> list[bytes]:
        """The messages that were moved aside, byte for byte, from the server's disk."""
        folder = self.dovecot.maildir(self.user) / "Processed"
        return [path.read_bytes() for sub in ("new", "cur") for path in (folder / sub).iterdir()]


def _kill_if_there(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def opened_site(
    folder: Path, store: Path, arrivals: Sequence[Path], *, forked: bool = False
) -> Iterator[Site]:
    """A site below `folder`, its file store in `store`; nothing of it stays."""
    with ExitStack() as stack:
        postgres = stack.enter_context(running_postgres(folder / "pg"))
        dovecot = stack.enter_context(running_dovecot(folder / "imap"))
        outgoing = stack.enter_context(running_smtp())
        port = free_port()
        redis = redis_process(folder / "redis", port)
        redis.start()
        stack.callback(redis.stop)
        user, scans = dovecot.new_user(), folder / "scans"
        scans.mkdir()
        _open_mailbox(dovecot, user)
        settings = {
            "database_url": postgres.create_database(), "redis_url": redis_url(port),
            "files": str(store), "scan_folder": str(scans),
            "imap_host": dovecot.host, "imap_port": str(dovecot.port), "imap_user": user,
            "imap_password": dovecot.password, "imap_tls": "false", "imap_poll_seconds": "1",
            "smtp_host": outgoing.host, "smtp_port": str(outgoing.port), "smtp_tls": "false",
        }  # fmt: skip
        office = Office(folder / "home", settings, forked=forked)
        stack.callback(office.close)
        servers = {"redis": redis, "postgresql": postgres.process, "dovecot": dovecot.process}
        postman = Postman(dovecot.maildir(user), scans, list(arrivals))
        yield Site(office, servers, dovecot, user, outgoing, postman)


def _open_mailbox(dovecot: DovecotServer, user: str) -> None:
    """The server makes the Maildir when somebody first looks into it."""
    with IMAPClient(dovecot.host, port=dovecot.port, ssl=False) as client:
        client.login(user, dovecot.password)
        client.select_folder("INBOX")
