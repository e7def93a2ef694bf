"""What a key of the policy is: its value as shipped, what it is for, its source, what it may hold."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Shape(StrEnum):
    """What a key's values must be, beyond their type."""

    WORDS = "words"
    PHRASES = "phrases"
    """In the language of `processing.rules.phrases`."""
    SHARE = "share"
    """From 0 to 1."""
    DAYS = "days"
    SCORE = "score"
    """From 0 to 100."""


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What a key of the policy is for."""

    words: str
    source: str
    shape: Shape
    among: tuple[str, ...] = ()
    """The only words it may hold; empty: any."""
    needed: bool = False
    """Whether the list must name something."""


def key(
    shipped: T,
    words: str,
    source: str,
    shape: Shape = Shape.WORDS,
    *,
    among: tuple[str, ...] = (),
    needed: bool = False,
) -> T:
    """A field of a section, which carries its facts."""
    facts = KeyFacts(words, source, shape, among, needed)
    return cast(T, field(default=cast(Any, shipped), metadata={"facts": facts}))
