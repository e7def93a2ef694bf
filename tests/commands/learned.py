"""Homes that learned from their office's papers: the same papers in every run."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from commands.doctor import examine
from intake.classifiers.features import FeatureSpace
from intake.classifiers.papers import ShippedPapers, load_papers
from intake.extractors.known_forms import papers as known_forms
from intake.extractors.sureness.values import ShippedValues, load_values
from processing.matching.pairs import ShippedPairs, load_pairs
from settings import Settings

#: Of what ships with the program such a share is enough to learn with, in a fraction of the time.
ONE_IN = 3


def doctors_line(home: Path, component: str) -> tuple[str, str]:
    """What `doctor` finds of one component: its state, and the words."""
    (found,) = examine(Settings.load({}, home), [component])
    return found.state, found.words


@contextmanager
def fewer_shipped() -> Iterator[None]:
    """A share of the values, papers and pairs that ship, as if no more of them did."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("commands.learning_fields.load_values", fewer_values)
        patch.setattr("commands.learning_kinds.load_papers", fewer_papers)
        patch.setattr("commands.learning_matching.load_pairs", fewer_pairs)
        patch.setattr("commands.learning_forms.load_papers", fewer_forms)
        yield


def fewer_values() -> ShippedValues:
    """Values of every third layout alone: those of one layout stay together."""
    shipped = load_values()
    layouts = sorted({value.group for value in (*shipped.mixed_in, *shipped.frozen)})
    kept = frozenset(layouts[::ONE_IN])
    mixed_in, frozen = (
        tuple(value for value in values if value.group in kept)
        for values in (shipped.mixed_in, shipped.frozen)
    )
    return replace(shipped, mixed_in=mixed_in, frozen=frozen)


def fewer_papers(space: FeatureSpace) -> ShippedPapers:
    """Every third paper."""
    shipped = load_papers(space)
    return replace(shipped, training=shipped.training[::ONE_IN], frozen=shipped.frozen[::ONE_IN])


def fewer_pairs() -> ShippedPairs:
    """Every third pair of those that weights are measured on; those that are mixed in stay."""
    shipped = load_pairs()
    return replace(shipped, hard=shipped.hard[::ONE_IN], frozen=shipped.frozen[::ONE_IN])


def fewer_forms() -> known_forms.ShippedPapers:
    """Every third paper of those that forms are measured on."""
    shipped = known_forms.load_papers()
    return replace(shipped, frozen=shipped.frozen[::ONE_IN])


@contextmanager
def ids_of(drawn: Random) -> Iterator[None]:
    """Ids that follow from a seed: what is held out hangs on those of arrivals, and drawn by chance
    no two runs would learn the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=drawn.getrandbits(128), version=4))
        yield
