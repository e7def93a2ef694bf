"""The server is killed in the middle of a body, and right after custody: the client goes on under its key."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from commands.clients import add_client
from drills.forks import Started, start_forked
from intake.channels.upload import read_original
from settings import PREFIX, Settings
from storage.database import SqlStorage
from storage.reconcile import reconcile_store
from tests.servers.ports import free_port, listens, wait_until
from tests.upload.lone import serve_alone
from wiring import open_storage

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 4_000 + b"%%EOF"
DIGEST = hashlib.sha256(PDF).hexdigest()
#: Seconds for what takes less than one, on a machine that much else keeps busy.
PATIENCE = 120


@dataclass
class Server:
    """The upload interface as a process of its own."""

    home: Path
    token: str
    storage: SqlStorage
    port: int = field(default_factory=free_port)
    process: Started | None = None

    def start(self, *, by_command: bool = False) -> None:
        """`by_command`: as the office starts it; else only what serves."""
        said = self.home / "server.log"
        if by_command:
            with said.open("ab") as log:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "cli", "upload", "--home", str(self.home)],
                    env=os.environ | {PREFIX + "UPLOAD_PORT": str(self.port)}, stdout=log, stderr=log,
                )  # fmt: skip
        else:
            self.process = start_forked(
                serve_alone, self.home, self.port, environ=os.environ, stdout=said, stderr=said
            )
        wait_until(lambda: listens(self.port), self.process, said)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def send(self, method: str, path: str, *, length: int, body: bytes, **headers: str) -> socket.socket:
        """The head of a request that announces `length` bytes, and some of them; the line stays open."""
        given = {
            "Host": "x",
            "Authorization": f"Bearer {self.token}",
            "Content-Length": str(length),
            **headers,
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{n.replace('_', '-')}: {v}" for n, v in given.items())]
        line = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        line.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        return line

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
        given = {"Authorization": f"Bearer {self.token}"} | {
            n.replace("_", "-"): v for n, v in headers.items()
        }
        return httpx.request(
            method, f"http://127.0.0.1:{self.port}{path}", content=body, headers=given, timeout=PATIENCE
        )

    def on_disk(self) -> int:
        """Bytes of bodies that are not yet whole."""
        return sum(path.stat().st_size for path in (self.home / "uploads").iterdir())

    def stands_at(self) -> int:
        """The same where no piece is half written, else 0."""
        before = self.on_disk()
        time.sleep(0.2)
        return before if self.on_disk() == before else 0

    def taken(self) -> int:
        with self.storage.work() as work:
            return len(list(work.submissions.all()))


@pytest.fixture
def server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Server]:
    home = tmp_path / "home"
    add_client("elicensing", home=home)
    token = next(word for word in capsys.readouterr().out.split() if word.startswith("oems_"))
    storage = open_storage(Settings(home=home))
    running = Server(home, token, storage)
    running.start()
    yield running
    running.kill()
    storage.close()


def wait_for(ready: object) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.005)


def test_killed_in_mid_upload_leaves_nothing_and_the_client_sends_again(server: Server) -> None:
    line = server.send(
        "POST", "/api/v1/submissions", length=len(PDF), body=PDF[:600_000], Idempotency_Key="k-1"
    )
    wait_for(lambda: server.on_disk() > 300_000)
    server.kill()
    line.close()
    assert server.taken() == 0
    server.start(by_command=True)
    assert server.on_disk() == 0, "what cannot go on is cleared at the start"
    answer = server.ask("POST", "/api/v1/submissions", PDF, Idempotency_Key="k-1")
    assert answer.status_code == 201
    assert answer.json()["files"][0]["sha256"] == DIGEST
    assert server.taken() == 1


def test_killed_in_mid_piece_goes_on_where_it_stopped(server: Server) -> None:
    place = server.ask(
        "POST", "/api/v1/uploads", Idempotency_Key="k-1", Upload_Length=str(len(PDF)),
        Content_Type="application/pdf",
    ).headers["location"]  # fmt: skip
    piece = {"Content_Type": "application/partial-upload"}
    line = server.send("PATCH", place, length=len(PDF), body=PDF[:600_000], Upload_Offset="0", **piece)
    wait_for(lambda: server.stands_at() > 300_000)
    server.kill()
    line.close()
    server.start()
    at = int(server.ask("HEAD", place).headers["upload-offset"])
    assert 0 < at <= 600_000
    answer = server.ask("PATCH", place, PDF[at:], Upload_Offset=str(at), **piece)
    assert answer.status_code == 201
    assert answer.json()["files"][0]["sha256"] == DIGEST
    assert server.on_disk() == 0


@pytest.mark.parametrize("way", ["one request", "pieces"])
def test_killed_after_custody_before_the_answer_is_one_submission(server: Server, way: str) -> None:
    """Mail acknowledged, then lost (P2396), turned round: custody without an answer is asked for again."""
    if way == "pieces":
        place = server.ask(
            "POST", "/api/v1/uploads", Idempotency_Key="k-1", Upload_Length=str(len(PDF)),
            Content_Type="application/pdf",
        ).headers["location"]  # fmt: skip
        piece = {"Content_Type": "application/partial-upload", "Upload_Offset": "0"}
        line = server.send("PATCH", place, length=len(PDF), body=PDF, **piece)
    else:
        line = server.send(
            "POST", "/api/v1/submissions", length=len(PDF), body=PDF, Idempotency_Key="k-1",
            Content_Type="application/pdf",
        )  # fmt: skip
    wait_for(lambda: server.taken() == 1)
    server.kill()
    line.close()  # whatever was answered, the client has not seen it
    server.start()
    headers = {"Idempotency_Key": "k-1", "Content_Type": "application/pdf"}
    answer = server.ask("POST", "/api/v1/submissions", PDF, **headers)
    assert answer.status_code == 200
    assert answer.json()["files"][0]["sha256"] == DIGEST
    assert server.taken() == 1
    with server.storage.work() as work:
        [submission] = work.submissions.all()
    [file] = read_original(server.storage.files.get(submission.original))
    assert file.content == PDF
    assert reconcile_store(server.storage) == []
