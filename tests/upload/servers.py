"""The upload interface on a real server on loopback, and a client that checks every answer as described."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema

from domain.limits import Limits
from domain.submissions import Submission
from settings import Settings
from storage.database import SqlStorage
from storage.spool import UploadSpool
from tests.servers.ports import free_port
from upload.app import create_upload_app
from upload.serving import server_of

#: Small, so that what is too large is quickly sent.
LIMITS = Limits(message_bytes=3 * 1024 * 1024)
TOKEN = "oems_token-of-elicensing"


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Api:
    """One client of a running server."""

    port: int
    storage: SqlStorage
    folder: Path
    token: str = TOKEN
    description: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}/api/v1", timeout=120)
        self.description = self.description or self.http.get("/openapi.json").json()

    def as_client(self, token: str) -> "Api":
        return Api(self.port, self.storage, self.folder, token, self.description)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request with the token; its answer must be one that the description has."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = self.http.request(method, path.removeprefix("/api/v1"), headers=headers, **more)
        self.check(method, path.removeprefix("/api/v1"), answer)
        return answer

    def submit(self, key: str, files: Any, **more: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key, **more.pop("headers", {})}
        return self.ask("POST", "/submissions", files=files, headers=headers, **more)

    def check(self, method: str, path: str, answer: httpx.Response) -> None:
        """The status is described for this route, and the body fits the schema."""
        route = next(r for r in self.description["paths"] if _fits(r, f"/api/v1{path}"))
        answers = self.description["paths"][route][method.lower()]["responses"]
        assert str(answer.status_code) in answers, f"{method} {route}: {answer.status_code} is not described"
        content = answers[str(answer.status_code)].get("content", {})
        if method == "HEAD" or not content:
            assert not answer.content
            return
        media_type = answer.headers["content-type"].partition(";")[0]
        schema = {**content[media_type]["schema"], "components": self.description["components"]}
        jsonschema.validate(answer.json(), schema)

    # -- what is behind it

    def submissions(self) -> list[Submission]:
        with self.storage.work() as work:
            return list(work.submissions.all())

    def waiting(self) -> list[str]:
        """Bodies that are not yet whole."""
        return sorted(path.name for path in self.folder.iterdir())

    # -- bare lines

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=120)

    def head(self, method: str, path: str, **headers: str) -> bytes:
        """The head of a request, for a bare line."""
        lines = [f"{method} /api/v1{path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        lines += [f"Authorization: Bearer {self.token}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _fits(route: str, path: str) -> bool:
    wanted, given = route.split("/"), path.split("/")
    same = zip(wanted, given, strict=False)
    return len(wanted) == len(given) and all(w == g or w.startswith("{") for w, g in same)


def read_answer(line: socket.socket) -> tuple[int, dict[str, Any], bytes]:
    """Everything until the server closes: status, problem, raw bytes."""
    raw = b""
    while piece := line.recv(65536):
        raw += piece
    status = int(raw.split(b" ", 2)[1])
    return status, json.loads(raw.partition(b"\r\n\r\n")[2] or b"{}"), raw


def settings_for(folder: Path, **changes: Any) -> Settings:
    return Settings(home=folder, limits=LIMITS, **changes)


@contextmanager
def running_api(
    storage: SqlStorage, folder: Path, *, reserve_bytes: int = 0, port: int | None = None, **changes: Any
) -> Iterator[Api]:
    """The interface on this port, else a free one, as `oems-intake upload` serves it."""
    spool = UploadSpool(folder / "uploads", storage.keys, reserve_bytes=reserve_bytes)
    app = create_upload_app(storage, spool, settings=settings_for(folder, **changes), clock=now)
    port = port or free_port()
    server = server_of(app, "127.0.0.1", port)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    with storage.work() as work:
        if work.clients.of_token(TOKEN) is None:
            work.clients.add("elicensing", TOKEN, now())
    api = Api(port, storage, folder / "uploads")
    try:
        yield api
    finally:
        api.http.close()
        server.should_exit = True
        thread.join(120)
