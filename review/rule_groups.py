"""The rules and the policy's keys as people look for them: by the kind of paper, and by a word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from domain.kinds import Kind
from processing.rules.context import Rule
from review.words import to_words

#: Sections of the policy, by the first part of a key's name.
SECTIONS = {
    "status": "Statuses",
    "reading": "How surely something must be read",
    "dates": "Dates",
    "card": "CPR cards",
    "form": "Verification requests",
    "name": "Name change evidence",
    "page": "Pages",
}


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of the same kinds of paper."""

    title: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys of one section of the policy."""

    title: str
    keys: tuple[dict[str, Any], ...]


def group_rules(rules: Sequence[Rule], find: str) -> tuple[RuleGroup, ...]:
    """Those that hold the words looked for, in their order, by the kinds of paper that they look at."""
    found = [rule for rule in rules if _holds(find, _text_of(rule))]
    titles = dict.fromkeys(_title(rule.kinds) for rule in found)
    return tuple(
        RuleGroup(title, tuple(rule for rule in found if _title(rule.kinds) == title)) for title in titles
    )


def group_keys(keys: Iterable[dict[str, Any]], find: str) -> tuple[KeyGroup, ...]:
    """Those that hold the words looked for, by section."""
    found = [key for key in keys if _holds(find, f"{key['name']} {key['value']} {key['facts'].words}")]
    sections = dict.fromkeys(_section(key) for key in found)
    return tuple(KeyGroup(title, tuple(k for k in found if _section(k) == title)) for title in sections)


def _title(kinds: frozenset[Kind]) -> str:
    if kinds == frozenset(Kind):
        return "Every paper"
    if kinds == frozenset(Kind) - {Kind.OTHER}:
        return "Every request, card and name paper"
    words = " and ".join(to_words(kind.value) for kind in Kind if kind in kinds)
    return words[:1].upper() + words[1:]


def _section(key: dict[str, Any]) -> str:
    first = str(key["name"]).partition(".")[0]
    return SECTIONS.get(first, to_words(first).capitalize())


def _text_of(rule: Rule) -> str:
    said = (rule.id, rule.code, to_words(rule.code), rule.staff_words, rule.applicant_words, rule.source)
    return " ".join(said)


def _holds(find: str, text: str) -> bool:
    """Every word of what is looked for, anywhere."""
    return all(word in text.casefold() for word in find.casefold().split())
