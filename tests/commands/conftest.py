"""A home with staff, verbs that run in it, and what they say."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import commands.base
from commands.administration import add_user
from domain.kinds import Role
from settings import Settings
from tests.processing.desk import Desk
from wiring import open_storage


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
