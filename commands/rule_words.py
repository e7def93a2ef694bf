"""How rules, policies and trials of policies are printed."""

from collections.abc import Iterable, Sequence
from typing import Any

from commands.base import out, print_json
from domain.policy import Policy, PolicyVersion
from processing.rules.context import Rule
from processing.rules.policy_file import changed_keys
from processing.rules.trying import ExampleTrial, describe_found
from processing.stages.trial import CaseTrial


def describe_rule(rule: Rule) -> dict[str, Any]:
    """A rule for a machine."""
    return {
        "id": rule.id,
        "finding": rule.code.value,
        "kinds": sorted(rule.kinds),
        "source": rule.source,
        "staff": rule.staff_words,
        "applicant": rule.applicant_words,
    }


#: How the table of rules names kinds.
KIND_WORDS = {"verification_request": "form", "name_change_evidence": "name change", "cpr_card": "card"}


def describe_version(version: PolicyVersion) -> dict[str, Any]:
    """Who, when and why, for a machine."""
    return {"version": version.version, "at": version.at.isoformat(), "by": version.by,
            "reason": version.reason, "returns_to": version.returns_to}  # fmt: skip


def show_value(value: Any) -> str:
    """As people read it: lists with semicolons."""
    if isinstance(value, tuple):
        return "; ".join(str(each) for each in value) or "none"
    if isinstance(value, dict):
        return "; ".join(f"{key}: {each}" for key, each in value.items()) or "none"
    return str(value)


def report_trial(
    before: Policy, after: Policy, examples: ExampleTrial, tried: Sequence[CaseTrial], *, as_json: bool
) -> None:
    """What a policy changes, how it answers the worked examples, and what it makes of decided cases."""
    changed = [trial for trial in tried if trial.changes]
    if as_json:
        changes = changed_keys(before, after)
        print_json({
            "changes": [{"key": key, "before": one, "after": other} for key, one, other in changes],
            "examples": len(examples.answers), "otherwise": [a.example.id for a in examples.otherwise],
            "failures": list(examples.failures), "cases": len(tried),
            "changed_cases": [_describe_trial(trial) for trial in changed],
        })  # fmt: skip
        return
    _print_changes(changed_keys(before, after))
    out.print(f"\nWorked examples: {len(examples.answers)}, answered otherwise: {len(examples.otherwise)}")
    for answer in examples.otherwise:
        out.print(f"  {answer.example.id}: {describe_found(answer.example.expected)} -> "
                  f"{describe_found(answer.found)}", markup=False)  # fmt: skip
    for words in examples.failures:
        out.print(f"FAILURE {words}", markup=False)
    out.print(f"\nDecided cases: {len(tried)}, with other findings: {len(changed)}")
    for trial in changed:
        out.print("  " + _words_of(trial), markup=False)


def _print_changes(changes: Iterable[tuple[str, Any, Any]]) -> None:
    """What a policy changes, key by key."""
    rows = list(changes)
    out.print("Against the policy in force nothing changes." if not rows else "Against the policy in force:")
    for name, one, other in rows:
        if isinstance(one, tuple):
            words = [f"+ {each}" for each in other if each not in one] + [
                f"- {e}" for e in one if e not in other
            ]
            out.print(f"  {name}: {'; '.join(words) or 'another order'}", markup=False)
        else:
            out.print(f"  {name}: {show_value(one)} -> {show_value(other)}", markup=False)


def _describe_trial(trial: CaseTrial) -> dict[str, Any]:
    return {
        "case": trial.case_id,
        "decided": trial.decided,
        "gained": list(trial.gained),
        "lost": list(trial.lost),
        "proposed_before": trial.proposed_before,
        "proposed_after": trial.proposed_after,
    }


def _words_of(trial: CaseTrial) -> str:
    changes = [f"+ {code}" for code in trial.gained] + [f"- {code}" for code in trial.lost]
    moved = trial.proposed_before != trial.proposed_after
    proposed = (
        f"; proposed {trial.proposed_before or 'none'} -> {trial.proposed_after or 'none'}" if moved else ""
    )
    return f"{trial.case_id} (decided: {trial.decided or 'none'}): {', '.join(changes)}{proposed}"
