"""The policy as a file: TOML that says of each key what it is for, read strictly and written readably."""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import Field, fields, replace
from functools import lru_cache
from textwrap import wrap
from typing import Any

from domain.errors import NotAllowed
from domain.policy import SHIPPED, Policy, RuleWeight
from domain.policy_keys import KeyFacts, Shape
from processing.rules.phrases import compile_phrases

#: Larger ones are no policy.
LARGEST = 256 * 1024
#: Columns of the comments written.
_WIDTH = 100
_MOST_DAYS = 366
#: The tables of a file that are no section of `Policy`.
_SEVERITY, _EXAMPLES, _OTHERWISE = "severity", "examples", "otherwise"


class PolicyRefused(NotAllowed):
    """What is wrong with a policy, and what to do, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


# -- writing ------------------------------------------------------------------------------------------


def write_policy(policy: Policy) -> str:
    """The file of a policy: `read_policy` gives the same policy back."""
    lines = [
        "# What the office may change of its rules. Try it by `oems-intake rules test FILE`,",
        "# put it in force by `oems-intake rules set FILE --reason ...`. A key left out is as shipped.",
        "# Phrases: {a|b} is one of several, {the|} may be missing, * is any word (at a word's end any",
        "# ending), ... is up to forty characters of the same sentence.",
    ]
    for section in _sections():
        lines += ["", f"[{section.name}]"]
        for each in fields(getattr(policy, section.name)):
            lines += [*_comment(_facts(each)), f"{each.name} = {_toml(_value(policy, section, each))}"]
    return "\n".join([*lines, *_write_severity(policy), *_write_examples(policy)]) + "\n"


def _write_severity(policy: Policy) -> list[str]:
    words = _lines(
        f'Rules that weigh otherwise, such as "form.release" = "blocks": {", ".join(RuleWeight)}. '
        "`oems-intake rules list` shows the rules."
    )
    weights = [f"{json.dumps(rule)} = {json.dumps(str(weight))}" for rule, weight in policy.severity.items()]
    return ["", f"[{_SEVERITY}]", *words, *weights]


def _write_examples(policy: Policy) -> list[str]:
    words = _lines("Worked examples that this policy answers otherwise on purpose, by id.")
    return ["", f"[{_EXAMPLES}]", *words, f"{_OTHERWISE} = {_toml(policy.otherwise)}"]


def _comment(facts: KeyFacts) -> list[str]:
    among = f" Among: {', '.join(facts.among)}." if facts.among else ""
    return [*_lines(facts.words + among), *_lines(f"Source: {facts.source}.")]


def _lines(words: str) -> list[str]:
    return [f"# {line}" for line in wrap(words, _WIDTH)]


def _toml(value: Any) -> str:
    """JSON writes these values as TOML does, but for long lists, which get a line each."""
    if not isinstance(value, tuple):
        return json.dumps(round(value, 4) if isinstance(value, float) else value)
    short = json.dumps(list(value), ensure_ascii=False)
    if len(short) <= _WIDTH:
        return short
    return "[\n" + "".join(f"    {json.dumps(each, ensure_ascii=False)},\n" for each in value) + "]"


# -- reading ------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def read_policy(text: str, rules: frozenset[str] | None = None) -> Policy:
    """The policy of a file; `rules` are the ids that a severity may name (None: any).

    Raises `PolicyRefused` with a line for each problem.
    """
    given = _parse(text)
    problems: list[str] = []
    policy = SHIPPED
    for name, values in given.items():
        if name == _SEVERITY:
            policy = replace(policy, severity=_read_severity(values, rules, problems))
        elif name == _EXAMPLES:
            policy = replace(policy, otherwise=_read_otherwise(values, problems))
        else:
            policy = _read_section(policy, name, values, problems)
    problems += [] if problems else _contradictions(policy)
    if problems:
        raise PolicyRefused(problems)
    return policy


def _parse(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise PolicyRefused([f"The file has more than {LARGEST} characters and is no policy. Take another."])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyRefused([f"The file is not valid TOML: {error}. Mend the line named."]) from error


def _read_section(policy: Policy, name: str, values: Any, problems: list[str]) -> Policy:
    section = next((s for s in _sections() if s.name == name), None)
    if section is None or not isinstance(values, Mapping):
        known = ", ".join([*(s.name for s in _sections()), _SEVERITY, _EXAMPLES])
        problems.append(f"'{name}' is no table of the policy. Take it out, or mend its name: {known}.")
        return policy
    keys = {f.name: f for f in fields(getattr(policy, name))}
    changes = {}
    for key, value in values.items():
        if key not in keys:
            problems.append(f"[{name}] has no key '{key}'. Take it out, or mend its name: {', '.join(keys)}.")
            continue
        try:
            changes[key] = _checked(value, _value(SHIPPED, section, keys[key]), _facts(keys[key]))
        except ValueError as error:
            problems.append(f"[{name}] {key}: {error}.")
    return replace(policy, **{name: replace(getattr(policy, name), **changes)})


def _checked(value: Any, shipped: Any, facts: KeyFacts) -> Any:
    if isinstance(shipped, tuple):
        return _checked_list(value, facts)
    return _NUMBERS[facts.shape](value)


def _checked_list(value: Any, facts: KeyFacts) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError('give a list of texts, such as ["one", "another"]')
    texts = tuple(" ".join(each.split()) for each in value)
    if facts.needed and not texts:
        raise ValueError("the list must not be empty; what is shipped stands in `rules export`")
    if "" in texts:
        raise ValueError("a text is empty; take it out")
    folded = [each.casefold() for each in texts]
    if twice := next((t for t in texts if folded.count(t.casefold()) > 1), ""):
        raise ValueError(f"'{twice}' stands there twice; take one out")
    if facts.among and (strange := [t for t in texts if t not in facts.among]):
        raise ValueError(f"'{strange[0]}' is not known; choose from {', '.join(facts.among)}")
    if facts.shape is Shape.PHRASES:
        _check_phrases(texts)
    return texts


def _check_phrases(texts: tuple[str, ...]) -> None:
    for text in texts:
        try:
            compile_phrases((text,))
        except ValueError as error:
            raise ValueError(f"the phrase '{text}' cannot be read: {error}") from error


def _days(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_DAYS:
        raise ValueError(f"give whole days from 0 to {_MOST_DAYS}")
    return value


def _number(value: Any, most: int) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(f"give a number from 0 to {most}")
    return float(value)


_NUMBERS: dict[Shape, Callable[[Any], float]] = {
    Shape.DAYS: _days,
    Shape.SHARE: lambda value: _number(value, 1),
    Shape.SCORE: lambda value: _number(value, 100),
}


def _read_severity(values: Any, rules: frozenset[str] | None, problems: list[str]) -> dict[str, RuleWeight]:
    weights: dict[str, RuleWeight] = {}
    for rule, weight in (values if isinstance(values, Mapping) else {"?": values}).items():
        if rules is not None and rule not in rules:
            problems.append(f"[{_SEVERITY}] names no rule '{rule}'. `oems-intake rules list` shows the rules "
                            '(an id has a point and stands in quotes: "form.release").')  # fmt: skip
        elif weight not in tuple(RuleWeight):
            problems.append(f"[{_SEVERITY}] '{rule}': choose from {', '.join(RuleWeight)}.")
        else:
            weights[rule] = RuleWeight(weight)
    return weights


def _read_otherwise(values: Any, problems: list[str]) -> tuple[str, ...]:
    named = values.get(_OTHERWISE, []) if isinstance(values, Mapping) else None
    if not isinstance(named, list) or set(values) - {_OTHERWISE}:
        problems.append(f"[{_EXAMPLES}] has one key, '{_OTHERWISE}', a list of ids of worked examples.")
        return ()
    return tuple(str(each) for each in named)


def _contradictions(policy: Policy) -> Iterator[str]:
    """Keys that are right each for itself and make no sense together."""
    may = {status.casefold() for status in policy.status.may_practise}
    if both := [status for status in policy.status.may_not if status.casefold() in may]:
        yield f"[status] '{both[0]}' both may practise and may not. Take it out of one of the lists."
    if both := sorted({*policy.card.courses} & {*policy.card.courses_beside_bls}):
        yield f"[card] '{both[0]}' both suffices and needs BLS beside. Take it out of one of the lists."
    if policy.reading.likely > policy.reading.sure:
        yield "[reading] 'likely' is above 'sure'. Lower it."


# -- the keys -----------------------------------------------------------------------------------------


def policy_keys(policy: Policy) -> Iterator[tuple[str, Any, KeyFacts]]:
    """Every key by its full name, with its value and what it is for."""
    for section in _sections():
        for each in fields(getattr(policy, section.name)):
            yield f"{section.name}.{each.name}", _value(policy, section, each), _facts(each)


def changed_keys(before: Policy, after: Policy) -> list[tuple[str, Any, Any]]:
    """The keys that differ: name, value before, value after."""
    pairs = zip(_all_values(before), _all_values(after), strict=True)
    return [(name, one, other) for (name, one), (_, other) in pairs if one != other]


def _all_values(policy: Policy) -> list[tuple[str, Any]]:
    values = [(name, value) for name, value, _ in policy_keys(policy)]
    return [*values, (_SEVERITY, dict(policy.severity)), (f"{_EXAMPLES}.{_OTHERWISE}", policy.otherwise)]


def _sections() -> list[Field[Any]]:
    return [f for f in fields(Policy) if f.name not in (_SEVERITY, _OTHERWISE)]


def _value(policy: Policy, section: Field[Any], key: Field[Any]) -> Any:
    return getattr(getattr(policy, section.name), key.name)


def _facts(key: Field[Any]) -> KeyFacts:
    facts: KeyFacts = key.metadata["facts"]
    return facts
