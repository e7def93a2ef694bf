"""One mailbox of the private Dovecot, as its owner sees it; and a line to the server that can go wrong."""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from imapclient import IMAPClient

from intake.channels.mailbox.accounts import MailboxSettings
from tests.servers.dovecot import DovecotServer
from tests.servers.ports import free_port


@dataclass(frozen=True, slots=True)
class Postbox:
    """A user of the test server, with plain IMAP."""

    server: DovecotServer
    user: str

    def settings(self, folder: str = "INBOX", port: int | None = None) -> MailboxSettings:
        """As the product is told of it."""
        return MailboxSettings(
            host=self.server.host,
            port=port or self.server.port,
            user=self.user,
            password=self.server.password,
            folders=(folder,),
            tls=False,
        )

    @contextmanager
    def session(self, folder: str | None = None) -> Iterator[IMAPClient]:
        """A session of its own, beside the product's."""
        client = IMAPClient(self.server.host, port=self.server.port, ssl=False)
        client.normalise_times = False
        try:
            client.login(self.user, self.server.password)
            if folder is not None:
                client.select_folder(folder)
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.logout()

    def append(
        self, *messages: bytes, folder: str = "INBOX", at: datetime | None = None, seen: bool = False
    ) -> None:
        """Lay messages into a folder, as delivery does; `at` is when the server received them."""
        with self.session() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for message in messages:
                client.append(folder, message, flags=[b"\\Seen"] if seen else [], msg_time=at)

    def fill(self, count: int, message: bytes) -> None:
        """Lay many copies into the inbox as files, which is quicker than delivering them."""
        inbox = self.server.maildir(self.user) / "cur"
        owner = inbox.stat()
        for number in range(count):
            path = inbox / f"1000000000.M{number:06}.filled:2,"
            path.write_bytes(message)
            os.chown(path, owner.st_uid, owner.st_gid)

    def uids(self, folder: str = "INBOX") -> list[int]:
        """What lies in a folder; nothing where there is none."""
        with self.session() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            return sorted(client.search())

    def unread(self, folder: str = "INBOX") -> list[int]:
        """What nobody has read yet."""
        with self.session() as client:
            client.select_folder(folder, readonly=True)
            return sorted(client.search(["UNSEEN"]))

    def messages(self, folder: str = "INBOX") -> list[bytes]:
        """The messages of a folder, byte for byte, in order of UID."""
        with self.session() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            uids = sorted(client.search())
            found = client.fetch(uids, [b"BODY.PEEK[]"]) if uids else {}
            return [found[uid][b"BODY[]"] for uid in uids]

    def uidvalidity(self, folder: str = "INBOX") -> int:
        """The server's own number for this numbering of the folder."""
        with self.session() as client:
            return int(client.select_folder(folder, readonly=True)[b"UIDVALIDITY"])

    def renumber(self, folder: str) -> None:
        """Make the folder anew with the same messages: other UIDs, another UIDVALIDITY."""
        before, kept = self.uidvalidity(folder), self.messages(folder)
        # UIDVALIDITY counts in seconds: it differs when the clock does.
        time.sleep(1.1)
        with self.session() as client:
            client.delete_folder(folder)
            client.create_folder(folder)
            for message in kept:
                client.append(folder, message)
        assert self.uidvalidity(folder) != before


class Line:
    """Carries bytes between the product and a server until it is cut; then nothing, until it is mended."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self.connections = 0
        """How many were made."""
        self._target = port
        self._carriage = _Carriage()
        self._open: list[socket.socket] = []
        self.mend()

    def cut(self) -> None:
        """End every connection, and take none."""
        # A waiting accept is not ended by closing: shutting down wakes it.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def mend(self) -> None:
        """Take connections again."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._thread = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        self._thread.start()

    def spoil(self, *, after_bytes: int = 0, drip: bool = False) -> None:
        """What the server says stops for ever, on the connections that stand now.

        With `drip` it goes on a byte at a time, slower than anybody can wait for.
        """
        self._carriage.spoil(after_bytes, drip=drip)
        self._carriage = _Carriage()

    def spoil_next(self, *, after_bytes: int = 0, drip: bool = False) -> None:
        """The same on the connections that stand now and the ones made until `heal`."""
        self._carriage.spoil(after_bytes, drip=drip)

    def heal(self) -> None:
        """New connections carry everything; spoilt ones stay so."""
        self._carriage = _Carriage()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            self._open += [near, far]
            self.connections += 1
            for source, target, how in ((near, far, _Carriage()), (far, near, self._carriage)):
                threading.Thread(target=_carry, args=(source, target, how), daemon=True).start()


class _Carriage:
    """How the bytes of some connections are carried."""

    #: Seconds between two bytes that drip.
    DRIP = 0.2

    def __init__(self) -> None:
        self._left: int | None = None
        self._drips = False

    def spoil(self, after_bytes: int, *, drip: bool) -> None:
        self._left, self._drips = after_bytes, drip

    def carry(self, chunk: bytes, target: socket.socket) -> None:
        if self._left is None:
            target.sendall(chunk)
            return
        whole, rest = chunk[: self._left], chunk[self._left :]
        self._left -= len(whole)
        target.sendall(whole)
        for byte in rest if self._drips else b"":
            time.sleep(self.DRIP)
            target.sendall(bytes([byte]))


def _carry(source: socket.socket, target: socket.socket, how: _Carriage) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65_536):
            how.carry(chunk, target)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
