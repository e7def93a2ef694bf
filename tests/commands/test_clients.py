"""`clients`: tokens shown once, names given once, revoked for good, and the audit log tells."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from commands.base import Exit, opened_storage
from commands.clients import app

RUNNER = CliRunner()


def clients(home: Path, *words: str) -> tuple[int, str]:
    result = RUNNER.invoke(app, [*words, "--home", str(home)])
    return result.exit_code, result.output


def test_a_token_is_shown_once_and_works_until_it_is_revoked(tmp_path: Path) -> None:
    code, said = clients(tmp_path / "home", "add", "elicensing")
    assert code == Exit.OK
    token = next(word for word in said.split() if word.startswith("oems_"))
    with opened_storage(tmp_path / "home") as (_, storage):
        with storage.work() as work:
            found = work.clients.of_token(token)
            assert found is not None
            assert found.name == "elicensing"
        code, said = clients(tmp_path / "home", "list", "--json")
        assert [(row["name"], row["revoked_at"]) for row in map(json.loads, said.splitlines())] == [
            ("elicensing", None)
        ]
        assert token not in said
        assert clients(tmp_path / "home", "revoke", "elicensing")[0] == Exit.OK
        with storage.work() as work:
            assert work.clients.of_token(token) is None
            entries = [(e.action, e.subject) for e in work.audit.newest()]
    assert entries == [("client_revoked", "elicensing"), ("client_added", "elicensing")]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("add", "elicensing"), Exit.REFUSED, "elicensing-2", id="a name is given once"),
        pytest.param(("add", "E Licensing"), Exit.USAGE, "small letters", id="name with space"),
        pytest.param(("revoke", "nobody"), Exit.FAILED, "clients list", id="unknown"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    tmp_path: Path, words: tuple[str, ...], code: Exit, told: str
) -> None:
    clients(tmp_path / "home", "add", "elicensing")
    clients(tmp_path / "home", "revoke", "elicensing")
    found, said = clients(tmp_path / "home", *words)
    assert found == code
    assert told in said
