"""Homes that learned from their office's papers: the same papers in every run."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest


@contextmanager
def ids_of(drawn: Random) -> Iterator[None]:
    """Ids that follow from a seed: what is held out hangs on those of arrivals, and drawn by chance
    no two runs would learn the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=drawn.getrandbits(128), version=4))
        yield
