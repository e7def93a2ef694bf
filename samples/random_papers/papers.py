"""Papers of every kind put together at random, as text: they teach the classifier what wordings are too few for.

A drawn layout or a wording says what it says in one way; here the sentences that do the same (who asks, why, for what,
about whom, where the answer goes) are drawn anew for each paper, so that no word of them is needed to know it. Papers of
other kinds are made of the same letterheads, captions and closings, so that these tell nothing. Nothing is measured on
them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from samples.learn_grammar import expand

_STEP = re.compile(r"\(([^)]*)\)|(\S+)")
_PICK = re.compile(r"(?P<names>[a-z_|]+)(?:\*(?P<least>\d)-(?P<most>\d))?(?P<maybe>\?)?")


@dataclass(frozen=True, slots=True)
class RandomPaper:
    """One paper's text and what it is."""

    text: str
    leaf: str


@cache
def load_parts() -> dict[str, list[str]]:
    """What may be said, by what it does."""
    parts: dict[str, list[str]] = _load("parts.toml")["parts"]
    return parts


@cache
def load_recipes() -> dict[str, list[str]]:
    """Leaf to the ways its papers are put together."""
    recipes: dict[str, list[str]] = _load("recipes.toml")["recipes"]
    return recipes


def _load(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def invent_papers(counts: Mapping[str, int], seed: int) -> Iterator[RandomPaper]:
    """As many papers of each leaf as `counts` says; a leaf's papers do not hang on how many others there are."""
    for leaf, count in counts.items():
        rng = Random(f"random papers {seed} {leaf}")
        for _ in range(count):
            yield RandomPaper(invent_text(rng.choice(load_recipes()[leaf]), rng), leaf)


def invent_text(recipe: str, rng: Random) -> str:
    """One paper as the recipe says."""
    lines: list[str] = []
    for group, step in _STEP.findall(recipe):
        steps = group.split() if group else [step]
        if group:
            rng.shuffle(steps)
        lines += [line for each in steps for line in _say(each, rng)]
    return "\n".join(lines)


def _say(step: str, rng: Random) -> list[str]:
    asked = _PICK.fullmatch(step)
    if asked is None:
        raise ValueError(f"A recipe's step is a part's name, with *1-3 or ? behind it, not {step!r}.")
    if asked["maybe"] and rng.random() < 0.5:
        return []
    parts = load_parts()[rng.choice(asked["names"].split("|"))]
    count = rng.randint(int(asked["least"]), int(asked["most"])) if asked["least"] else 1
    return [expand(part, {}, rng) for part in rng.sample(parts, min(count, len(parts)))]
