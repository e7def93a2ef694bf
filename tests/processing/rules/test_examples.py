"""The worked examples, and a policy tried by them."""

from dataclasses import replace

import pytest

from domain.policy import SHIPPED, CardPolicy, DatePolicy, NamePolicy, Policy, RuleWeight, StatusPolicy
from processing.rules.check import RULES
from processing.rules.examples import Example, answer_examples, shipped_examples
from processing.rules.trying import try_on_examples


@pytest.mark.parametrize("example", [pytest.param(e, id=e.id) for e in shipped_examples()])
def test_the_shipped_policy_answers_as_expected(example: Example) -> None:
    [answer] = answer_examples(SHIPPED, [example])
    assert answer.found == example.expected


def test_every_rule_is_hit_by_an_example_and_missed_by_another() -> None:
    for rule in RULES:
        answers = [
            rule.check(e.context) is not None for e in shipped_examples() if e.context.kind in rule.kinds
        ]
        assert set(answers) == {True, False}, rule.id


def test_every_example_has_an_id_of_its_own() -> None:
    assert len({e.id for e in shipped_examples()}) == len(shipped_examples())


MORE_DAYS = replace(SHIPPED, dates=DatePolicy(expires_soon_days=90))


@pytest.mark.parametrize(
    ("policy", "failure"),
    [
        pytest.param(SHIPPED, "", id="as shipped"),
        pytest.param(MORE_DAYS, "card-in-two-months", id="another answer that nobody named"),
        pytest.param(replace(MORE_DAYS, otherwise=("card-in-two-months",)), "", id="one that is named"),
        pytest.param(
            replace(SHIPPED, otherwise=("card-good",)),
            "names 'card-good'",
            id="named, and not answered otherwise",
        ),
        pytest.param(
            replace(SHIPPED, otherwise=("card-god",)), "names 'card-god'", id="named, and no example"
        ),
        pytest.param(
            replace(
                SHIPPED, severity={"paper.expired": RuleWeight.OFF}, otherwise=("card-expired-yesterday",)
            ),
            "No policy may",
            id="an expired card is never passed over",
        ),
        pytest.param(
            replace(
                SHIPPED,
                status=StatusPolicy(may_practise=("Active", "Probation", "Revoked"), may_not=()),
                otherwise=("form-revoked",),
            ),
            "No policy may",
            id="nor a revoked certification",
        ),
        pytest.param(
            replace(
                SHIPPED,
                severity={"form.status": RuleWeight.BLOCKS},
                otherwise=("form-suspended", "form-revoked", "form-status-unknown"),
            ),
            "",
            id="graver is allowed",
        ),
    ],
)
def test_a_policy_is_tried(policy: Policy, failure: str) -> None:
    failures = try_on_examples(policy).failures
    assert bool(failures) is bool(failure)
    assert failure in " ".join(failures)


@pytest.mark.parametrize(
    ("policy", "example", "found"),
    [
        pytest.param(
            replace(SHIPPED, card=CardPolicy(providers=("AHA", "ARC", "NSC"))),
            "card-month",
            {"expires_soon", "unrecognized_provider"},
            id="a body is no longer accepted",
        ),
        pytest.param(
            replace(SHIPPED, card=CardPolicy(provider_names=("national lifesaver online institute",))),
            "card-provider-other",
            set(),
            id="a body is accepted besides",
        ),
        pytest.param(
            replace(SHIPPED, card=CardPolicy(courses=("BLS", "CPR_AED"))),
            "card-cpr-aed",
            set(),
            id="a course more",
        ),
        pytest.param(
            replace(SHIPPED, card=CardPolicy(acls_levels=())),
            "card-paramedic-bls-alone",
            set(),
            id="no ACLS",
        ),
        pytest.param(
            replace(SHIPPED, card=CardPolicy(online_only=("heartcode bls",))),
            "card-online-portion",
            {"not_a_provider_card", "online_only"},
            id="words of an online course",
        ),
        pytest.param(
            replace(SHIPPED, name=NamePolicy(petitions=("change of name",))),
            "name-decree",
            {"petition_not_decree"},
            id="words of a petition",
        ),
        pytest.param(
            replace(SHIPPED, severity={"form.release": RuleWeight.OFF}),
            "form-no-release",
            set(),
            id="a rule is off",
        ),
    ],
)
def test_a_policy_changes_what_is_found(policy: Policy, example: str, found: set[str]) -> None:
    [chosen] = [e for e in shipped_examples() if e.id == example]
    [answer] = answer_examples(policy, [chosen])
    assert set(answer.found) == found


def test_a_weight_is_taken_as_given() -> None:
    policy = replace(SHIPPED, severity={"form.release": RuleWeight.BLOCKS})
    [chosen] = [e for e in shipped_examples() if e.id == "form-no-release"]
    [answer] = answer_examples(policy, [chosen])
    assert [str(severity) for severity in answer.found.values()] == ["blocks"]
