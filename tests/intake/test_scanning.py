"""The virus scanner against a real clamd."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import DeploymentError, TransientError
from intake.scanning import ClamScanner, Verdict
from tests.servers.clamd import INFECTED, SIGNATURE, STREAM_BYTES, Clamd, running_clamd


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    """One daemon for all tests."""
    with running_clamd(tmp_path_factory.mktemp("clamd")) as running:
        yield running


def _zipped(content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.pdf", content)
    return target.getvalue()


@pytest.mark.parametrize("by", ["socket", "port"])
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"words " + INFECTED + b" words", id="plain"),
        pytest.param(_zipped(INFECTED * 20), id="in a zip"),
        pytest.param(b"From: a@example.org\r\nSubject: x\r\n\r\n" + INFECTED, id="in a mail"),
    ],
)
def test_a_virus_passes(clamd: Clamd, by: str, raw: bytes) -> None:
    address = clamd.socket if by == "socket" else f"127.0.0.1:{clamd.port}"
    assert ClamScanner(address).scan(raw).virus.startswith(SIGNATURE)


def test_a_clean_file_is_called_infected(clamd: Clamd) -> None:
    assert ClamScanner(clamd.socket).scan(b"a letter" * 50_000) == Verdict()
    assert "ClamAV" in ClamScanner(clamd.socket).ping()


def test_a_file_too_large_to_scan_counts_as_clean(clamd: Clamd) -> None:
    """The daemon hangs up past StreamMaxLength: that is no clean bill."""
    verdict = ClamScanner(clamd.socket).scan(bytes(3 * STREAM_BYTES))
    assert verdict.virus == ""
    assert "not checked for viruses" in verdict.unchecked


def test_an_absent_daemon_is_silent(tmp_path: Path) -> None:
    away = str(tmp_path / "nobody.socket")
    assert "does not answer" in ClamScanner(away).scan(b"x").unchecked
    with pytest.raises(TransientError, match="Start clamav-daemon"):
        ClamScanner(away, required=True).scan(b"x")


def test_a_daemon_that_says_nothing_holds_the_work_up(tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "mute.socket"))
        mute.listen()
        scanner = ClamScanner(str(tmp_path / "mute.socket"), patience=0.2)
        assert "not checked" in scanner.scan(b"x").unchecked


def test_an_address_that_is_none_stops_with_its_name() -> None:
    with pytest.raises(DeploymentError, match="clamd"):
        ClamScanner("somewhere")
