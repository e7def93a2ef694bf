"""A mailbox, a ledger and the receiver between them; a home with staff, and verbs that run in it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import commands.base
from commands.receiving import Receiver
from commands.users import add_user
from domain.kinds import Role
from settings import Settings
from storage.database import SqlStorage
from tests.processing.desk import Desk
from tests.servers.dovecot import DovecotServer
from tests.servers.postbox import Postbox
from wiring import open_storage


@pytest.fixture
def postbox(dovecot: DovecotServer) -> Postbox:
    return Postbox(dovecot, dovecot.new_user())


@pytest.fixture
def ledger(make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path) -> SqlStorage:
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return make_storage(tmp_path)


@pytest.fixture
def receiver(ledger: SqlStorage, tmp_path: Path) -> Receiver:
    return Receiver(Settings(home=tmp_path), ledger)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(commands.base.out, "width", 200)
    return tmp_path / "home"


@pytest.fixture
def desk(home: Path, tmp_path: Path) -> Iterator[Desk]:
    """A home with staff, whose clock is the machine's."""
    storage = open_storage(Settings.load({}, home))
    desk = Desk(storage, tmp_path)
    for name, role in (("rita", "reviewer"), ("sam", "supervisor"), ("cleo", "clerk")):
        add_user(name, Role(role), home=home)
    yield desk
    storage.close()


Say = Callable[..., str]


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a verb in the home; what it printed."""

    def run(verb: Callable[..., Any], *args: Any, **options: Any) -> str:
        capsys.readouterr()
        verb(*args, home=home, **options)
        return capsys.readouterr().out

    return run


@pytest.fixture
def fail(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run a verb that must not succeed; its exit code and what it said on stderr."""

    def run(verb: Callable[..., Any], *args: Any, **options: Any) -> tuple[int, str]:
        capsys.readouterr()
        with pytest.raises(typer.Exit) as ended:
            verb(*args, home=home, **options)
        said = capsys.readouterr()
        assert said.out == ""
        return ended.value.exit_code, said.err

    return run


Fail = Callable[..., tuple[int, str]]


@pytest.fixture
def learned(learned_once: tuple[Path, dict[str, Any]], home: Path) -> dict[str, Any]:
    """What was said of a home that learned, which is copied into the home of this test."""
    made, said = learned_once
    shutil.copytree(made, home)
    shutil.copy(made.with_name("home.master-key"), home.with_name("home.master-key"))
    return said
