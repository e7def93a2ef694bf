"""Papers over HTTP: custody before the answer, one submission a key, and nothing left by what went wrong."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

import upload.serving
from domain.kinds import Channel
from domain.limits import Limits
from domain.states import Stage
from intake.channels.upload import read_original
from intake.parsers.unpack import unpack_original
from processing.ports import UploadHead
from storage.database import SqlStorage
from storage.spool import UploadSpool
from tests.conftest import StorageMaker
from tests.upload.servers import TOKEN, Api, now, read_answer, running_api, settings_for
from upload.app import beside, create_upload_app

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40 + b"\r\n--\r\n%%EOF"
SCAN = b"II*\0" + bytes(1000)


@pytest.fixture
def idle_seconds() -> int:
    """How long a body may stand still: no test but those of slowness depends on it."""
    return 60


@pytest.fixture
def api(make_storage: StorageMaker, tmp_path: Path, idle_seconds: int) -> Iterator[Api]:
    record = make_storage(tmp_path / "record")
    with running_api(record, tmp_path, upload_idle_seconds=idle_seconds) as running:
        yield running


class TestOneRequest:
    """The common way: everything in one request."""

    def test_a_submission_is_in_custody_when_it_is_answered(self, api: Api) -> None:
        answer = api.submit("k-1", [("file", ("form.pdf", PDF)), ("file", ("scan.tif", SCAN))])
        assert answer.status_code == 201
        receipt = answer.json()
        [submission] = api.submissions()
        assert receipt["id"] == submission.id
        assert receipt["size"] == len(PDF) + len(SCAN)
        assert submission.channel is Channel.UPLOAD
        assert submission.receipt_key == "upload:elicensing:k-1"
        kept = read_original(api.storage.files.get(submission.original))
        assert [file.content for file in kept] == [PDF, SCAN], "byte for byte"
        assert [file["sha256"] for file in receipt["files"]] == [file.sha256 for file in kept]
        with api.storage.work() as work:
            assert (Stage.UNPACK, submission.id) in work.jobs.due(now(), 5)
        assert api.waiting() == []

    def test_unpack_sees_the_files_as_attachments_and_no_message(self, api: Api) -> None:
        api.submit("k-1", [("file", ("Änderung.txt", b"A letter of some words.")), ("file", ("s.tif", SCAN))])
        raw = api.storage.files.get(api.submissions()[0].original)
        unpacked = unpack_original(raw, name=None, limits=Limits())
        assert [(p.path, p.name) for p in unpacked.parts] == [
            ("0", None),
            ("1", "Änderung.txt"),
            ("2", "s.tif"),
        ]
        assert unpacked.parts[0].pages == (), "there is no message text"
        assert len(unpacked.parts[1].pages) == 1

    def test_one_file_may_be_the_body(self, api: Api) -> None:
        headers = {
            "Idempotency-Key": "k-1", "Content-Type": "application/pdf",
            "Content-Disposition": "attachment; filename*=UTF-8''%C3%84nderung.pdf",
            "X-Upload-Channel": "scan", "X-Upload-Reference": "A-17",
        }  # fmt: skip
        answer = api.ask("POST", "/submissions", content=PDF, headers=headers)
        assert answer.status_code == 201
        [submission] = api.submissions()
        assert submission.channel is Channel.SCAN
        assert submission.source == "elicensing A-17"
        [file] = read_original(api.storage.files.get(submission.original))
        assert (file.name, file.content) == ("Änderung.pdf", PDF)

    def test_what_the_sender_says_of_the_time_is_kept_and_ours_counts(self, api: Api) -> None:
        words = {"received": "2026-03-02T09:30:00-05:00", "reference": "A-17"}
        assert api.submit("k-1", [("file", ("a.pdf", PDF))], data=words).status_code == 201
        [submission] = api.submissions()
        assert now() - submission.received_at < timedelta(minutes=1)
        assert b"X-Upload-Received: 2026-03-02T09:30:00-05:00" in api.storage.files.get(submission.original)

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            pytest.param({"received": "2999-01-01T00:00:00Z"}, "future", id="received in the future"),
            pytest.param({"received": "yesterday"}, "ISO 8601", id="received is no time"),
            pytest.param({"received": "2026-03-02T09:30:00"}, "offset", id="received without offset"),
            pytest.param({"channel": "email"}, "mailbox", id="mail comes by the mailbox"),
            pytest.param({"channel": "pigeon"}, "upload, scan or fax", id="no channel"),
            pytest.param({"applicant": "Maria Souza"}, "Unknown field", id="unknown field"),
        ],
    )
    def test_words_that_make_no_sense_are_refused(self, api: Api, words: dict[str, str], told: str) -> None:
        answer = api.submit("k-1", [("file", ("a.pdf", PDF))], data=words)
        assert answer.status_code == 422
        assert told in answer.json()["detail"]
        assert "Maria" not in answer.text, "what was sent is not quoted"
        assert api.submissions() == []

    @pytest.mark.parametrize(
        "files", [[("file", ("a.pdf", b""))], [("file", ("a.pdf", PDF)), ("file", ("b", b""))]]
    )
    def test_an_empty_file_is_refused(self, api: Api, files: Any) -> None:
        assert api.submit("k-1", files).status_code == 422
        assert api.submissions() == []

    def test_form_without_its_end_is_no_success(self, api: Api) -> None:
        """A form cut off before it was sent lacks its last file, and no parser complains (DL3671)."""
        whole = b"".join(
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s.pdf"\r\n\r\n%s\r\n' % (n, PDF)
            for n in (b"1", b"2")
        )
        headers = {"Idempotency-Key": "k-1", "Content-Type": "multipart/form-data; boundary=b"}
        answer = api.ask("POST", "/submissions", content=whole[:-40], headers=headers)
        assert answer.status_code == 422
        assert "cut off" in answer.json()["detail"]
        assert (
            api.ask("POST", "/submissions", content=whole + b"--b--\r\n", headers=headers).status_code == 201
        )


class TestKeys:
    """One submission a key, whatever happens on the way."""

    def test_the_same_request_again_gives_the_same_answer(self, api: Api) -> None:
        """Same mail imported twice (P9436): a boundary of its own does not make it another request."""
        files = [("file", ("a.pdf", PDF))]
        first, again = api.submit("k-1", files), api.submit("k-1", files)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        assert len(api.submissions()) == 1

    @pytest.mark.parametrize(
        ("files", "words"),
        [
            pytest.param([("file", ("a.pdf", PDF + b"\n"))], {}, id="other bytes"),
            pytest.param([("file", ("b.pdf", PDF))], {}, id="other name"),
            pytest.param([("file", ("a.pdf", PDF))], {"reference": "A-17"}, id="other reference"),
        ],
    )
    def test_a_key_for_other_content_is_a_problem_and_the_first_stands(
        self, api: Api, files: Any, words: dict[str, str]
    ) -> None:
        receipt = api.submit("k-1", [("file", ("a.pdf", PDF))]).json()
        answer = api.submit("k-1", files, data=words)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"].endswith(":key-used-for-other-content")
        assert [s.id for s in api.submissions()] == [receipt["id"]]

    @pytest.mark.parametrize("key", ["", "with space", "x" * 201])
    def test_a_request_without_a_usable_key_is_refused(self, api: Api, key: str) -> None:
        assert api.submit(key, [("file", ("a.pdf", PDF))]).status_code == 400

    def test_two_at_once_under_one_key_are_one_submission(self, api: Api) -> None:
        head = api.head("POST", "/submissions", Idempotency_Key="k-1", Content_Length=str(len(PDF)))
        with api.line() as first:
            first.sendall(head + PDF[:100])
            _wait_for(api.waiting)
            second = api.ask("POST", "/submissions", content=PDF, headers={"Idempotency-Key": "k-1"})
            assert second.status_code == 409
            assert second.json()["type"].endswith(":key-in-use")
            first.sendall(PDF[100:])
            assert first.recv(20).startswith(b"HTTP/1.1 201")
        assert len(api.submissions()) == 1


class TestClients:
    """Who may, and what of."""

    @pytest.mark.parametrize("token", ["none", "oems_guessed", TOKEN + "x"])
    def test_no_or_a_wrong_token_is_refused(self, api: Api, token: str) -> None:
        answer = api.as_client(token).submit("k-1", [("file", ("a.pdf", PDF))])
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert api.submissions() == []

    def test_a_revoked_token_is_refused_at_once(self, api: Api) -> None:
        assert api.ask("GET", "/limits").status_code == 200
        with api.storage.work() as work:
            work.clients.revoke("elicensing", now())
        assert api.ask("GET", "/limits").status_code == 401

    def test_a_client_sees_its_own_submissions_only(self, api: Api) -> None:
        """Change the ID, see the file (P3172)."""
        with api.storage.work() as work:
            work.clients.add("scanner", "oems_other", now())
        other = api.as_client("oems_other")
        mine = api.submit("k-1", [("file", ("a.pdf", PDF))]).json()["id"]
        theirs = other.submit("k-1", [("file", ("a.pdf", PDF))]).json()["id"]
        assert mine != theirs, "a key is a client's own"
        assert api.ask("GET", f"/submissions/{mine}").json()["state"] == "in_custody"
        assert other.ask("GET", f"/submissions/{mine}").status_code == 404
        assert api.ask("GET", "/submissions/S-none").status_code == 404
        place = _announce(api, "k-2", len(PDF)).headers["location"]
        assert other.ask("HEAD", place).status_code == 404
        assert other.ask("DELETE", place).status_code == 404

    def test_only_a_keyed_hash_of_a_token_is_kept(self, api: Api) -> None:
        with api.storage.engine.connect() as connection:
            [row] = connection.exec_driver_sql("SELECT * FROM upload_client").all()
        assert not any(TOKEN in str(value) for value in row)

    def test_a_name_is_given_once(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            work.clients.add("elicensing", "a", now())
            work.clients.revoke("elicensing", now())
            with pytest.raises(ValueError, match="elicensing"):
                work.clients.add("elicensing", "b", now())
            assert work.clients.of_token("a") is None
            with pytest.raises(KeyError):
                work.clients.revoke("nobody", now())


class TestRefusals:
    """What is refused costs nothing, leaves nothing, and uses up no key."""

    def test_oversize_is_refused_before_a_byte_of_it_is_sent(self, api: Api) -> None:
        with api.line() as line:
            line.sendall(
                api.head(
                    "POST",
                    "/submissions",
                    Idempotency_Key="k-1",
                    Content_Length=str(10**9),
                    Expect="100-continue",
                )
            )
            status, problem, raw = read_answer(line)
        assert status == 413
        assert problem["limit"] == api.ask("GET", "/limits").json()["body_bytes"]
        assert b"100 Continue" not in raw
        assert b"application/problem+json" in raw
        assert (
            api.ask("POST", "/submissions", content=PDF, headers={"Idempotency-Key": "k-1"}).status_code
            == 201
        )

    def test_a_client_that_may_send_is_told_to_go_on(self, api: Api) -> None:
        with api.line() as line:
            line.sendall(
                api.head(
                    "POST",
                    "/submissions",
                    Idempotency_Key="k-1",
                    Content_Length=str(len(PDF)),
                    Expect="100-continue",
                )
            )
            assert line.recv(100).startswith(b"HTTP/1.1 100")
            line.sendall(PDF)
            assert line.recv(20).startswith(b"HTTP/1.1 201")

    def test_a_client_that_sends_oversize_all_the_same_sees_the_answer(self, api: Api) -> None:
        """Closing under its feet would show it a broken line."""
        body = bytes(20 * 1024 * 1024)
        answer = api.ask("POST", "/submissions", content=body, headers={"Idempotency-Key": "k-1"})
        assert answer.status_code == 413

    def test_a_body_of_unknown_length_is_refused_at_the_limit(self, api: Api) -> None:
        limit = api.ask("GET", "/limits").json()["body_bytes"]
        most = 0

        def chunks() -> Iterator[bytes]:
            nonlocal most
            for _ in range(40):
                yield bytes(100_000)
                for path in api.folder.iterdir():
                    with suppress(FileNotFoundError):  # a file may go between the listing and the look
                        most = max(most, path.stat().st_size)

        answer = api.ask("POST", "/submissions", content=chunks(), headers={"Idempotency-Key": "k-1"})
        assert answer.status_code == 413
        assert answer.json()["limit"] == limit
        assert 0 < most <= limit + 100_000, "what was taken lay on disk, and no more than the limit"
        assert api.waiting() == []
        assert (
            api.ask("POST", "/submissions", content=PDF, headers={"Idempotency-Key": "k-1"}).status_code
            == 201
        )

    @pytest.mark.parametrize(("end", "idle_seconds"), [("broken", 60), ("silent", 1)])
    def test_a_body_that_breaks_off_leaves_nothing(self, api: Api, end: str) -> None:
        """Half-written files taken for whole ones (P14219)."""
        line = api.line()
        line.sendall(
            api.head("POST", "/submissions", Idempotency_Key="k-1", Content_Length="90000") + PDF[:5000]
        )
        _wait_for(lambda: bool(api.waiting()))
        if end == "broken":
            line.close()
            _wait_for(lambda: not api.waiting())
        else:
            status, problem, _ = read_answer(line)
            assert (status, problem["type"].split(":")[-1]) == (408, "too-slow")
            line.close()
        assert api.submissions() == []
        assert api.waiting() == []
        assert (
            api.ask("POST", "/submissions", content=PDF, headers={"Idempotency-Key": "k-1"}).status_code
            == 201
        )

    @pytest.mark.parametrize("idle_seconds", [1])
    def test_a_body_that_drips_is_broken_off(self, api: Api) -> None:
        """A byte now and then would hold a place for ever."""
        with api.line() as line:
            line.sendall(api.head("POST", "/submissions", Idempotency_Key="k-1", Content_Length="90000"))
            with pytest.raises(OSError, match=r"reset|Broken pipe"):  # whichever comes first
                _drip(line)
        assert api.submissions() == []

    def test_a_line_that_says_nothing_is_closed(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(upload.serving, "HEAD_SECONDS", 0.3)
        with api.line() as line, api.line() as dripping:
            dripping.sendall(b"GET /api/v1/limits HTTP/1.1\r\nHost: x\r\n")
            assert line.recv(1) == b""
            assert dripping.recv(1) == b""

    def test_more_at_once_than_places_are_asked_to_come_again(
        self, make_storage: StorageMaker, tmp_path: Path
    ) -> None:
        with running_api(make_storage(tmp_path / "record"), tmp_path, upload_at_once=1) as api:
            with api.line() as held:
                held.sendall(
                    api.head("POST", "/submissions", Idempotency_Key="k-1", Content_Length="9000") + b"x"
                )
                _wait_for(lambda: bool(api.waiting()))
                answer = api.submit("k-2", [("file", ("a.pdf", PDF))])
                assert answer.status_code == 503
                assert int(answer.headers["retry-after"]) > 0
                assert api.ask("GET", "/limits").status_code == 200, "asking needs no place"
            _wait_for(lambda: not api.waiting())
            assert api.submit("k-2", [("file", ("a.pdf", PDF))]).status_code == 201

    def test_a_full_disk_acknowledges_nothing(self, make_storage: StorageMaker, tmp_path: Path) -> None:
        """Disk full, never retried (P8329): the client is told to come again, under the same key."""
        storage = make_storage(tmp_path / "record")
        with running_api(storage, tmp_path, reserve_bytes=1 << 60) as api:
            answer = api.submit("k-1", [("file", ("a.pdf", PDF))])
            assert answer.status_code == 503
            assert answer.json()["type"].endswith(":disk-full")
            assert int(answer.headers["retry-after"]) > 0
            assert _announce(api, "k-2", 100).status_code == 503
            assert api.submissions() == []
        with running_api(storage, tmp_path) as api:
            assert api.submit("k-1", [("file", ("a.pdf", PDF))]).status_code == 201

    def test_what_is_not_there_is_a_problem_too(self, api: Api) -> None:
        for method, path, status in (("GET", "/nothing", 404), ("DELETE", "/submissions", 405)):
            answer = api.http.request(method, path, headers={"Authorization": f"Bearer {TOKEN}"})
            assert answer.status_code == status
            assert answer.headers["content-type"] == "application/problem+json"


class TestPieces:
    """A dropped line goes on where it stopped."""

    def test_a_broken_line_goes_on_where_it_stopped(self, api: Api) -> None:
        place = _announce(api, "k-1", len(PDF)).headers["location"]
        # What lies unread when a line breaks is lost, and was not acknowledged.
        for pause in (0.2, 2, 10, 30):
            _break_off(api, place, PDF[:6000], pause)
            if _offset(api, place):
                break
        at = _offset(api, place)
        assert 0 < at <= 6000
        assert _append(api, place, at, PDF[at : at + 1000]).status_code == 204
        answer = _append(api, place, at + 1000, PDF[at + 1000 :])
        assert answer.status_code == 201
        [file] = read_original(api.storage.files.get(api.submissions()[0].original))
        assert file.content == PDF
        assert answer.json()["files"] == [{"sha256": file.sha256, "size": len(PDF)}]
        assert api.waiting() == []

    def test_a_lost_last_answer_is_found_again(self, api: Api) -> None:
        place = _announce(api, "k-1", len(PDF)).headers["location"]
        receipt = _append(api, place, 0, PDF)
        assert api.ask("HEAD", place).status_code == 404
        again = _announce(api, "k-1", len(PDF))
        assert again.status_code == 200
        assert again.json() == receipt.json()
        headers = {"Idempotency-Key": "k-1", "Content-Type": "application/pdf"}
        assert api.ask("POST", "/submissions", content=PDF, headers=headers).status_code == 200, "either way"

    def test_announcing_again_tells_where_it_stands(self, api: Api) -> None:
        place = _announce(api, "k-1", len(PDF)).headers["location"]
        _append(api, place, 0, PDF[:500])
        again = _announce(api, "k-1", len(PDF))
        assert (again.headers["location"], again.headers["upload-offset"]) == (place, "500")
        assert _announce(api, "k-1", len(PDF) + 1).status_code == 422, "another length"

    @pytest.mark.parametrize(
        ("offset", "piece", "status"),
        [
            pytest.param(400, b"x", 409, id="hole"),
            pytest.param(10, b"x", 409, id="overlap"),
            pytest.param(500, bytes(20_000), 413, id="more than announced"),
        ],
    )
    def test_a_piece_in_the_wrong_place_changes_nothing(
        self, api: Api, offset: int, piece: bytes, status: int
    ) -> None:
        place = _announce(api, "k-1", len(PDF)).headers["location"]
        _append(api, place, 0, PDF[:500])
        answer = _append(api, place, offset, piece)
        assert answer.status_code == status
        assert _offset(api, place) == 500
        assert _append(api, place, 500, PDF[500:]).status_code == 201

    def test_requests_that_make_no_sense(self, api: Api) -> None:
        limit = api.ask("GET", "/limits").json()["body_bytes"]
        assert _announce(api, "k-1", limit + 1).status_code == 413
        assert _announce(api, "k-1", 0).status_code == 422
        place = _announce(api, "k-1", 10).headers["location"]
        assert api.ask("PATCH", place, content=b"x").status_code == 415
        headers = {"Content-Type": "application/partial-upload"}
        assert api.ask("PATCH", place, content=b"x", headers=headers).status_code == 400
        assert api.ask("HEAD", "/uploads/" + "0" * 32).status_code == 404
        assert api.ask("HEAD", "/uploads/..%2f..%2fetc").status_code in (404, 405)
        assert api.ask("DELETE", place).status_code == 204
        assert api.ask("HEAD", place).status_code == 404

    def test_a_whole_body_that_makes_no_sense_frees_the_key(self, api: Api) -> None:
        place = _announce(api, "k-1", 10, **{"Content-Type": "multipart/form-data; boundary=b"}).headers[
            "location"
        ]
        assert _append(api, place, 0, b"0123456789").status_code == 422
        assert api.submit("k-1", [("file", ("a.pdf", PDF))]).status_code == 201


class TestSpool:
    """Bodies on their way, on disk."""

    HEAD = UploadHead("c", "k", {}, 10, resumable=True)

    @pytest.fixture
    def spool(self, make_storage: StorageMaker, tmp_path: Path) -> UploadSpool:
        return UploadSpool(tmp_path / "uploads", make_storage(tmp_path / "record").keys, reserve_bytes=0)

    def test_nothing_of_a_paper_lies_open(self, spool: UploadSpool, tmp_path: Path) -> None:
        with spool.begin(self.HEAD) as body:
            body.append(b"Maria Souza")
        [path] = (tmp_path / "uploads").iterdir()
        assert b"Maria" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0

    def test_half_a_piece_of_a_killed_server_is_cut_off(self, spool: UploadSpool, tmp_path: Path) -> None:
        with spool.begin(self.HEAD) as body:
            body.append(b"one")
            body.append(b"two")
        [path] = (tmp_path / "uploads").iterdir()
        os.truncate(path, path.stat().st_size - 1)
        with spool.resume(path.name) as body:
            assert (body.offset, body.content()) == (3, b"one")
            body.append(b"TWO")
        with spool.resume(path.name) as body:
            assert body.content() == b"oneTWO"

    def test_what_nobody_sends_any_more_goes_after_a_day(self, spool: UploadSpool, tmp_path: Path) -> None:
        with spool.begin(self.HEAD):
            assert spool.clear(now() + timedelta(days=2)) == 0, "somebody is sending it"
        [path] = (tmp_path / "uploads").iterdir()
        for hours, gone in ((23, 0), (25, 1)):
            before = (now() - timedelta(hours=hours)).timestamp()
            os.utime(path, (before, before))
            assert spool.clear(now()) == gone, f"after {hours} hours"
        assert list((tmp_path / "uploads").iterdir()) == []


def test_description_is_valid_and_needs_nothing_from_elsewhere(api: Api) -> None:
    description = api.http.get("/openapi.json").json()
    openapi_spec_validator.validate(description)
    assert set(description["paths"]) == {
        "/api/v1/submissions", "/api/v1/submissions/{submission_id}", "/api/v1/limits",
        "/api/v1/uploads", "/api/v1/uploads/{upload_id}",
    }  # fmt: skip
    assert api.http.get("/docs").status_code == 404


def test_pages_and_interface_share_a_port_and_nothing_else(
    api: Api, make_storage: StorageMaker, tmp_path: Path
) -> None:
    """The pages' cookies open no interface, and the interface's tokens open no page."""
    asked: list[str] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await PlainTextResponse("a page")(scope, receive, send)

    spool = UploadSpool(tmp_path / "more", api.storage.keys)
    interface = create_upload_app(api.storage, spool, settings=settings_for(tmp_path), clock=now)
    client = TestClient(beside(interface, pages))
    assert client.get("/queue", headers={"Authorization": f"Bearer {TOKEN}"}).text == "a page"
    assert client.get("/api/v1/limits", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/api/v1/limits", headers={"Cookie": f"oems_session={TOKEN}"}).status_code == 401
    assert client.get("/api/queue").status_code == 404
    assert asked == ["/queue"]


def test_logs_hold_no_names(api: Api, capfd: pytest.CaptureFixture[str]) -> None:
    api.submit("Souza-key", [("file", ("Souza.pdf", PDF))], data={"reference": "Souza"})
    api.submit("Souza-key", [("file", ("Souza.pdf", PDF + b"x"))])
    caught = capfd.readouterr()
    assert "Souza" not in caught.out + caught.err


def _announce(api: Api, key: str, length: int, **headers: str) -> Any:
    given = {"Content-Type": "application/pdf", **headers}
    return api.ask(
        "POST", "/uploads", headers={"Idempotency-Key": key, "Upload-Length": str(length), **given}
    )


def _drip(line: socket.socket) -> None:
    """A byte now and then, for two minutes."""
    for _ in range(1200):
        line.sendall(b"x")
        time.sleep(0.1)


def _break_off(api: Api, place: str, piece: bytes, pause: float) -> None:
    """Send the start of the whole, give the server a while to read it, and hang up."""
    head = api.head(
        "PATCH", place.removeprefix("/api/v1"), Content_Type="application/partial-upload",
        Upload_Offset="0", Content_Length=str(len(PDF)),
    )  # fmt: skip
    with api.line() as line:
        line.sendall(head + piece)
        time.sleep(pause)
    _wait_for(lambda: api.ask("HEAD", place).status_code == 204)


def _append(api: Api, place: str, offset: int, piece: bytes) -> Any:
    headers = {"Content-Type": "application/partial-upload", "Upload-Offset": str(offset)}
    return api.ask("PATCH", place, content=piece, headers=headers)


def _offset(api: Api, place: str) -> int:
    answer = api.ask("HEAD", place)
    return int(answer.headers["upload-offset"]) if answer.status_code == 204 else 0


def _wait_for(ready: Any) -> None:
    until = time.monotonic() + 120
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.01)
