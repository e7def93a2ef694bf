"""`rules`: the policy shown, tried, set and taken back, and what is said of nonsense."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from commands.base import Exit
from commands.rules import (
    app,
    export,
    list_rules,
    list_versions,
    return_rules,
    set_rules,
    show,
    try_rules,
)
from domain.kinds import Kind, Outcome
from tests.processing.desk import Desk

Say = Callable[..., str]
Fail = Callable[..., tuple[int, str]]

MORE_DAYS = '[dates]\nexpires_soon_days = 90\n[examples]\notherwise = ["card-in-two-months"]\n'


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "policy.toml"
    file.write_text(MORE_DAYS, encoding="utf-8")
    return file


def test_every_rule_is_listed_with_its_source(desk: Desk, say: Say) -> None:
    table = say(list_rules)
    assert "card.online-only" in table
    assert "FAQ Q16" in table
    first = json.loads(say(list_rules, as_json=True).splitlines()[0])
    assert first["id"] == "kind.unsure"
    assert first["applicant"].endswith(".")


def test_what_is_exported_can_be_tried_and_changes_nothing(desk: Desk, say: Say, tmp_path: Path) -> None:
    file = tmp_path / "out.toml"
    assert f"rules test {file}" in say(export, file)
    said = say(try_rules, file)
    assert "nothing changes" in said
    assert "answered otherwise: 0" in said


def test_a_policy_is_tried_set_shown_and_taken_back(desk: Desk, say: Say, policy: Path) -> None:
    tried = say(try_rules, policy)
    assert "dates.expires_soon_days: 30 -> 90" in tried
    assert "card-in-two-months: nothing -> expires_soon (notes)" in tried
    assert "Policy 1 is in force." in say(set_rules, policy, reason="advisory of June")
    shown = json.loads(say(show, as_json=True))
    assert (shown["version"], shown["values"]["dates.expires_soon_days"]) == (1, 90)
    assert shown["changed"] == ["dates.expires_soon_days", "examples.otherwise"]
    assert "advisory of June" in say(list_versions)
    assert "which is version 0 again" in say(return_rules, reason="too many letters")
    assert json.loads(say(show, as_json=True))["changed"] == []
    assert "expires_soon_days = 90" in _exported(say, policy.with_name("one.toml"), 1)


def _exported(say: Say, file: Path, version: int) -> str:
    say(export, file, version=version)
    return file.read_text(encoding="utf-8")


def test_open_cases_are_checked_anew_where_it_is_asked(desk: Desk, say: Say, policy: Path) -> None:
    desk.open(Kind.CPR_CARD)
    decided = desk.open(Kind.CPR_CARD, key="2")
    desk.decide(decided, Outcome.REJECT)
    assert "checked anew: 1" in say(set_rules, policy, reason="why", recheck=True)


def test_a_failure_is_told_with_what_to_do_and_keeps_the_policy_out(
    desk: Desk, fail: Fail, policy: Path, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    policy.write_text("[dates]\nexpires_soon_days = 90\n", encoding="utf-8")
    with pytest.raises(typer.Exit) as ended:
        try_rules(policy, home=home)
    said = capsys.readouterr()
    assert ended.value.exit_code == Exit.DIFFERENCES
    assert "add 'card-in-two-months' to [examples] otherwise" in said.out
    assert "FAILURE: 1" in said.err
    code, words = fail(set_rules, policy, reason="why")
    assert code == Exit.REFUSED
    assert "rules test" in words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[dates]\nexpires_soon = 3\n", "has no key 'expires_soon'", id="unknown key"),
        pytest.param("\xff", "no UTF-8 text", id="no text"),
    ],
)
def test_nonsense_is_refused(desk: Desk, fail: Fail, policy: Path, text: str, words: str) -> None:
    policy.write_text(text, encoding="latin-1")
    for verb, options in ((try_rules, {}), (set_rules, {"reason": "why"})):
        code, said = fail(verb, policy, **options)
        assert code == Exit.USAGE
        assert words in said


def test_what_cannot_be_done_says_why(desk: Desk, fail: Fail, policy: Path, say: Say) -> None:
    assert fail(return_rules, reason="why")[0] == Exit.REFUSED
    assert "no version 7" in fail(show, version=7)[1]
    assert "Say why" in fail(set_rules, policy, reason=" ")[1]
    say(set_rules, policy, reason="why")
    assert "nothing would change" in fail(set_rules, policy, reason="once more")[1]


@pytest.mark.parametrize("verb", [["show"], ["export", "out.toml"]])
def test_a_number_that_no_version_can_have_is_refused_before_anything_is_asked(verb: list[str]) -> None:
    refused = CliRunner().invoke(app, [*verb, "--version", "999999999999"])
    assert refused.exit_code == Exit.USAGE
    assert "2147483647" in refused.output
