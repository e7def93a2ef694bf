"""The policy as a file: strict to read, and readable as written."""

from dataclasses import fields, replace

import pytest

from domain.policy import SHIPPED, CardPolicy, DatePolicy, Policy, RuleWeight
from processing.rules.check import RULE_IDS
from processing.rules.policy_file import PolicyRefused, changed_keys, policy_keys, read_policy, write_policy

CHANGED = replace(
    SHIPPED,
    dates=DatePolicy(expires_soon_days=60),
    card=CardPolicy(providers=("AHA",), online_only=('taken "at home"', "{fully|wholly} online")),
    severity={"form.release": RuleWeight.BLOCKS, "form.seal": RuleWeight.OFF},
    otherwise=("card-in-two-months",),
)


@pytest.mark.parametrize("policy", [pytest.param(SHIPPED, id="shipped"), pytest.param(CHANGED, id="changed")])
def test_what_is_written_is_read_again(policy: Policy) -> None:
    assert read_policy(write_policy(policy), RULE_IDS) == policy


def test_every_key_says_what_it_is_for_and_where_that_comes_from() -> None:
    lines = write_policy(SHIPPED).splitlines()
    keys = [name.split(".")[1] for name, _, _ in policy_keys(SHIPPED)]
    for key in keys:
        place = next(n for n, line in enumerate(lines) if line.startswith(f"{key} = "))
        assert lines[place - 1].startswith("# ")
    assert sum(line.startswith("# Source: ") for line in lines) == len(keys)


def test_a_key_left_out_is_as_shipped() -> None:
    assert read_policy("[dates]\nexpires_soon_days = 60\n") == replace(
        SHIPPED, dates=DatePolicy(expires_soon_days=60)
    )
    assert read_policy("") == SHIPPED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[status", "not valid TOML", id="no TOML"),
        pytest.param("x = 1\n" + "#" * 300_000, "more than", id="huge"),
        pytest.param("[statuses]\nmay = []", "'statuses' is no table", id="unknown table"),
        pytest.param("status = 1", "'status' is no table", id="a key for a table"),
        pytest.param("[status]\nmay = []", r"\[status\] has no key 'may'", id="unknown key"),
        pytest.param("[status]\nmay_practise = []", "must not be empty", id="an empty list"),
        pytest.param('[status]\nmay_practise = "Active"', "give a list", id="a text for a list"),
        pytest.param("[status]\nmay_practise = [1]", "give a list", id="a number in a list"),
        pytest.param('[status]\nmay_practise = ["Active", "active"]', "twice", id="twice"),
        pytest.param('[status]\nmay_practise = ["Active", " "]', "is empty", id="an empty text"),
        pytest.param('[status]\nmay_not = ["active"]', "both may practise and may not", id="in both lists"),
        pytest.param('[card]\nproviders = ["AMA"]', "choose from AHA, ARC, HSI, NSC", id="unknown provider"),
        pytest.param('[card]\ncourses = ["BLS", "PALS"]', "suffices and needs BLS", id="course in both"),
        pytest.param('[card]\nno_skills = ["{no skills"]', "braces do not pair", id="a broken phrase"),
        pytest.param("[dates]\nexpires_soon_days = -1", "whole days from 0", id="days below none"),
        pytest.param("[dates]\nexpires_soon_days = 1.5", "whole days from 0", id="half a day"),
        pytest.param("[dates]\nexpires_soon_days = true", "whole days from 0", id="true is no number"),
        pytest.param("[reading]\nsure = 90", "a number from 0 to 1", id="percent"),
        pytest.param("[reading]\nlikely = 0.95", "'likely' is above 'sure'", id="likelier than sure"),
        pytest.param('[severity]\n"form.relase" = "off"', "no rule 'form.relase'", id="unknown rule"),
        pytest.param('[severity]\nform.release = "off"', "stands in quotes", id="an id without quotes"),
        pytest.param('[severity]\n"form.release" = "loud"', "choose from off", id="unknown weight"),
        pytest.param("[examples]\nothers = []", "has one key, 'otherwise'", id="unknown list"),
    ],
)
def test_nonsense_is_refused_with_what_to_do(text: str, words: str) -> None:
    with pytest.raises(PolicyRefused, match=words):
        read_policy(text, RULE_IDS)


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(PolicyRefused) as refused:
        read_policy("[dates]\nexpires_soon_days = -1\n[reading]\nsure = 2\n[oddity]\n")
    assert len(refused.value.problems) == 3


def test_changes_are_named_key_by_key() -> None:
    names = [name for name, _, _ in changed_keys(SHIPPED, CHANGED)]
    assert names == [
        "dates.expires_soon_days", "card.providers", "card.online_only", "severity", "examples.otherwise",
    ]  # fmt: skip
    assert changed_keys(CHANGED, CHANGED) == []


def test_every_section_is_shipped_as_its_type_says() -> None:
    for section in fields(Policy):
        if section.name not in ("severity", "otherwise"):
            assert getattr(SHIPPED, section.name) == type(getattr(SHIPPED, section.name))()
