"""What stands in the way of a verb is said before the work, with what to do next."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commands.demo import demo
from commands.doctor import examine
from commands.pages import review, upload
from commands.queue import list_queue
from commands.serving import check_free, run
from domain.errors import DeploymentError
from settings import Secret, Settings
from tests.servers.ports import free_port
from wiring import open_storage

Fail = Callable[..., tuple[int, str]]


@pytest.fixture
def taken_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port of this machine on which another program listens, set for pages and uploads."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("OEMS_INTAKE_REVIEW_PORT", str(port))
        monkeypatch.setenv("OEMS_INTAKE_UPLOAD_PORT", str(port))
        yield port


class TestPort:
    @pytest.mark.parametrize("verb", [run, review, upload, demo], ids=["run", "review", "upload", "demo"])
    def test_taken_by_another_program_ends_the_verb_at_once(
        self, home: Path, fail: Fail, taken_port: int, verb: Callable[..., None]
    ) -> None:
        code, words = fail(verb)
        assert code == 3
        assert f"Port {taken_port} of 127.0.0.1 is taken, perhaps by another oems-intake" in words
        assert "_port' to another" in words
        assert not (home / "intake.sqlite").exists(), "the work had begun"

    def test_free_is_free_afterwards_too(self) -> None:
        port = free_port()
        check_free("127.0.0.1", port, "review_port")
        check_free("127.0.0.1", port, "review_port")

    def test_of_an_address_that_is_not_ours_names_the_setting(self) -> None:
        with pytest.raises(DeploymentError, match="mend the setting 'review_host'"):
            check_free("192.0.2.1", free_port(), "review_port")


@pytest.mark.parametrize("below", ["", "below"], ids=["a file", "below a file"])
def test_home_that_cannot_be_made_says_what_to_name(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(DeploymentError, match="Name another by --home or OEMS_INTAKE_HOME"):
        open_storage(Settings(home=tmp_path / "file" / below))


def test_database_that_is_away_says_what_to_do(
    home: Path, fail: Fail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OEMS_INTAKE_DATABASE_URL", f"postgresql://x@127.0.0.1:{free_port()}/x")
    code, words = fail(list_queue)
    assert code == 1
    assert "The database is briefly away" in words
    assert "`oems-intake doctor` says what is wrong" in words


def test_redis_that_is_away_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, redis_url=Secret(f"redis://:secret@127.0.0.1:{free_port()}/0"))
    (found,) = [check for check in examine(settings) if check.component == "redis"]
    assert found.state == "fail"
    assert "start redis-server, or mend 'redis_url'" in found.words
    assert "secret" not in found.words


class TestPrintFolder:
    def test_that_cannot_be_made_is_a_failure_of_doctor(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")
        settings = Settings(home=tmp_path, print_folder=tmp_path / "file" / "print")
        (found,) = [check for check in examine(settings) if check.component == "print folder"]
        assert found.state == "fail"
        assert "letters wait. Set print_folder to another" in found.words

    def test_tells_how_many_letters_lie_there(self, tmp_path: Path) -> None:
        settings = Settings(home=tmp_path)
        settings.prints_folder.mkdir()
        (settings.prints_folder / "letter.pdf").write_bytes(b"%PDF")
        (found,) = [check for check in examine(settings) if check.component == "print folder"]
        assert (found.state, found.words[:9]) == ("ok", "1 letters")
