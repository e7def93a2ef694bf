"""Papers of the three kinds with fields, put together at random; each an `Example` with its truth."""

from collections.abc import Iterator
from random import Random

from samples.learn_examples import Example
from samples.people import invent_people
from samples.random_forms.cards import RandomCard
from samples.random_forms.name_changes import RandomNameChange
from samples.random_forms.requests import RandomRequest


def invent_papers(count: int, seed: int) -> Iterator[Example]:
    """So many papers, the kinds in turn."""
    rng = Random(seed)
    people = invent_people(4000, rng)
    makers = (RandomRequest, RandomCard, RandomNameChange)
    for number in range(count):
        yield makers[number % len(makers)](rng, rng.choice(people), people).make(number)
