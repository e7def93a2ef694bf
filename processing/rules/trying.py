"""A policy tried by the worked examples: what it answers otherwise, and what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.kinds import Severity
from domain.policy import Policy
from processing.rules.examples import Answer, Found, answer_examples, shipped_examples


@dataclass(frozen=True, slots=True)
class ExampleTrial:
    """How a policy did on the worked examples."""

    answers: tuple[Answer, ...]
    failures: tuple[str, ...]
    """In words with what to do; with any of them the policy is not put in force."""

    @property
    def otherwise(self) -> tuple[Answer, ...]:
        """Those answered otherwise than shipped."""
        return tuple(answer for answer in self.answers if not answer.as_expected)


def try_on_examples(policy: Policy) -> ExampleTrial:
    """Every example must be answered as expected, or be named by the policy as answered otherwise."""
    answers = answer_examples(policy, shipped_examples())
    wrong = [_failure(answer, policy) for answer in answers]
    return ExampleTrial(tuple(answers), tuple(w for w in wrong if w) + _idle(policy, answers))


def _failure(answer: Answer, policy: Policy) -> str:
    example, named = answer.example, answer.example.id in policy.otherwise
    if answer.as_expected or (named and (not example.firm or _is_graver(answer))):
        return ""
    what = (
        f"{example.id}: {example.words} Expected {describe_found(example.expected)}; "
        f"this policy finds {describe_found(answer.found)}."
    )
    if example.firm:
        return f"{what} No policy may answer it less gravely: take back what changes it."
    return f"{what} Mend the policy, or, where it is meant so, add '{example.id}' to [examples] otherwise."


def _is_graver(answer: Answer) -> bool:
    """Whether all that is expected is found, and weighs at least as much."""
    found = answer.found
    return all(
        code in found and _WEIGHTS.index(found[code]) >= _WEIGHTS.index(severity)
        for code, severity in answer.example.expected.items()
    )


_WEIGHTS = (Severity.NOTES, Severity.WARNS, Severity.BLOCKS)


def _idle(policy: Policy, answers: Sequence[Answer]) -> tuple[str, ...]:
    """Names of examples that are none, or that the policy answers as everybody does."""
    differing = {answer.example.id for answer in answers if not answer.as_expected}
    idle = [name for name in policy.otherwise if name not in differing]
    return tuple(
        f"[examples] otherwise names '{name}', which this policy does not answer otherwise. Take it out."
        for name in idle
    )


def describe_found(found: Found) -> str:
    """Findings with their severities, or that there are none."""
    return ", ".join(f"{code} ({severity})" for code, severity in found.items()) or "nothing"
