"""Scanning for viruses by ClamAV's daemon: INSTREAM over its socket (clamd(8))."""

import socket
import struct
from dataclasses import dataclass

from domain.errors import DeploymentError, TransientError

#: Bytes sent at a time.
_CHUNK = 1 << 16
#: Seconds without a word from the daemon after which it counts as away; a large file takes some seconds.
PATIENCE = 60.0
#: Longest answer read.
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the scanner says of some bytes."""

    virus: str = ""
    """The signature's name; empty where none was found."""
    unchecked: str = ""
    """Why the bytes were not checked, in words for staff; empty where they were."""


class NoScanner:
    """No scanner is set: everything passes, and nobody claims that it was checked."""

    def scan(self, raw: bytes) -> Verdict:
        return Verdict()


class ClamScanner:
    """ClamAV's daemon at a socket: a path, or `host:port`.

    `required`: where the daemon is away, work waits (TransientError) instead of going on unchecked.
    """

    def __init__(self, address: str, *, required: bool = False, patience: float = PATIENCE) -> None:
        """Raises DeploymentError where the address is neither a path nor `host:port`."""
        self._address = address
        self._required = required
        self._patience = patience
        self._target = None if address.startswith("/") else _host_and_port(address)

    def scan(self, raw: bytes) -> Verdict:
        """Have bytes scanned. Raises TransientError where that is required and not to be had."""
        try:
            answer = self._ask(raw)
        except OSError as error:
            return self._unchecked(f"The virus scanner at {self._address} does not answer", error)
        if answer.endswith(" FOUND"):
            return Verdict(virus=answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if answer.endswith(" OK"):
            return Verdict()
        return self._unchecked(f"The virus scanner did not check the file ({answer or 'no answer'})")

    def ping(self) -> str:
        """The daemon's version. Raises OSError where it is away."""
        with self._connect() as connection:
            connection.sendall(b"zVERSION\0")
            return _read_answer(connection)

    def _unchecked(self, words: str, error: Exception | None = None) -> Verdict:
        if self._required:
            raise TransientError(f"{words}; the work waits for it. Start clamav-daemon.") from error
        return Verdict(unchecked=f"{words}; the file was not checked for viruses.")

    def _ask(self, raw: bytes) -> str:
        with self._connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            try:
                for start in range(0, len(raw), _CHUNK):
                    chunk = raw[start : start + _CHUNK]
                    connection.sendall(struct.pack(">I", len(chunk)) + chunk)
                connection.sendall(struct.pack(">I", 0))
            except (BrokenPipeError, ConnectionResetError):
                # Past StreamMaxLength the daemon says so and hangs up before everything was sent.
                return _read_answer(connection) or "the file is larger than its StreamMaxLength"
            return _read_answer(connection)

    def _connect(self) -> socket.socket:
        if self._target is not None:
            return socket.create_connection(self._target, timeout=self._patience)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self._patience)
        try:
            connection.connect(self._address)
        except OSError:
            connection.close()
            raise
        return connection


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        raise DeploymentError(
            f"The setting 'clamd' is {address!r}; it must be the path of a socket or host:port."
        )
    return host.strip("[]"), int(port)


def _read_answer(connection: socket.socket) -> str:
    answer = b""
    try:
        while len(answer) < _LONGEST_ANSWER and not answer.endswith(b"\0"):
            chunk = connection.recv(_LONGEST_ANSWER)
            if not chunk:
                break
            answer += chunk
    except ConnectionResetError:
        return ""
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
