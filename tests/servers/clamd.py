"""A private clamd with one signature of our own, on a socket in its folder and a loopback port."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.ports import free_port, listens, need_program, start_server, stop_server, wait_until

#: What the signature finds: invented, harmless, and nowhere else.
INFECTED = b"OEMS-INTAKE-INVENTED-VIRUS"
SIGNATURE = "Invented.Virus"
#: Bytes that the daemon takes at most.
STREAM_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Clamd:
    """Where the daemon listens."""

    socket: str
    port: int


@contextmanager
def running_clamd(folder: Path) -> Iterator[Clamd]:
    """Start a daemon below `folder`; its only database is the invented signature."""
    program, port = need_program("clamd"), free_port()
    database = folder / "database"
    database.mkdir(parents=True)
    (database / "own.ndb").write_text(f"{SIGNATURE}:0:*:{INFECTED.hex()}\n", encoding="ascii")
    socket, log, settings = folder / "clamd.socket", folder / "clamd.log", folder / "clamd.conf"
    options = {
        "DatabaseDirectory": database,
        "OfficialDatabaseOnly": "no",
        "Foreground": "yes",
        "LocalSocket": socket,
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "TemporaryDirectory": folder,
        "StreamMaxLength": STREAM_BYTES,
    }
    settings.write_text("".join(f"{name} {value}\n" for name, value in options.items()), encoding="ascii")
    server = start_server([program, "--config-file", str(settings)], log, cwd=folder)
    try:
        wait_until(lambda: socket.exists() and listens(port), server, log)
        yield Clamd(str(socket), port)
    finally:
        stop_server(server)
