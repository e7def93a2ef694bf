"""Roles: which mention of a document answers a question, by a linear model of their surroundings.

Mentions are weighed against the others of their document, and against none of them being the answer: on a paper
unlike those learned from all stand low, and the answer still highest.

The model is learned from drawn papers (`samples.learn_roles`) and lies in `model/` beside this module, with
what it was learned from and how it measured. A feature counts only where several layouts share it, so the
model knows labels and places, not layouts.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from domain.errors import DeploymentError
from domain.kinds import Kind
from intake.extractors.mentions.mentions import Mention, Shape
from intake.extractors.mentions.surroundings import describe_all
from intake.extractors.sheets.label import Label

#: The names of the features of each shape, in the order of the weights' rows; packed, since they are many.
FEATURES = "roles.features.json.gz"
#: The role of a mention that answers nothing that is asked.
NO_ROLE = "none"


@dataclass(frozen=True, slots=True)
class ShapeModel:
    """The weights for mentions of one shape; no mention at all scores 0."""

    features: dict[str, int]
    roles: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    """A row a feature, a column a role; the last row is the constant."""

    def chances(self, described: Sequence[Sequence[str]], values: Sequence[str]) -> list[dict[str, float]]:
        """For each mention of one document, the chance that a role's answer is its value."""
        if not described:
            return []
        scores = np.array([self._scores(features) for features in described])
        most = np.maximum(scores.max(axis=0), 0.0)
        sizes = np.exp(scores - most)
        shares = sizes / (sizes.sum(axis=0) + np.exp(-most))
        of_value: dict[str, npt.NDArray[np.float32]] = {}
        for value, share in zip(values, shares, strict=True):
            of_value[value] = of_value.get(value, np.zeros_like(share)) + share
        return [self._named(of_value[value]) for value in values]

    def _scores(self, features: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = [place for f in features if (place := self.features.get(f)) is not None]
        total: npt.NDArray[np.float32] = self.weights[rows].sum(axis=0) + self.weights[-1]
        return total

    def _named(self, shares: npt.NDArray[np.float32]) -> dict[str, float]:
        bounded = np.minimum(shares, 1.0).tolist()
        return {**dict(zip(self.roles, bounded, strict=True)), NO_ROLE: 1.0 - max(bounded)}


@lru_cache(maxsize=1)
def load_models() -> dict[Shape, ShapeModel]:
    """The shipped models. Raises `DeploymentError` where the files are missing."""
    with as_file(files("intake.extractors").joinpath("model")) as folder:
        return read_models(folder)


def read_models(folder: Path) -> dict[Shape, ShapeModel]:
    """The models that lie in a folder. Raises `DeploymentError` where the files are missing."""
    try:
        facts = json.loads(folder.joinpath("roles.json").read_text("utf-8"))
        features = json.loads(gzip.decompress(folder.joinpath(FEATURES).read_bytes()))
        with np.load(folder.joinpath("roles.npz")) as arrays:
            return {
                Shape(name): ShapeModel(
                    {feature: place for place, feature in enumerate(features[name])},
                    tuple(model["roles"]),
                    arrays[name].astype(np.float32),
                )
                for name, model in facts["shapes"].items()
            }
    except (OSError, EOFError, KeyError, ValueError, zlib.error) as error:
        raise DeploymentError(
            "The model of roles is missing or damaged: install the program again."
        ) from error


_IN_USE: ContextVar[Mapping[Shape, ShapeModel] | None] = ContextVar("roles", default=None)


@contextmanager
def models_in_use(models: Mapping[Shape, ShapeModel]) -> Iterator[None]:
    """Judge by other models than the shipped ones: how extraction does on layouts that they never saw."""
    token = _IN_USE.set(models)
    try:
        yield
    finally:
        _IN_USE.reset(token)


def judge_roles(
    mentions: Sequence[Mention], kind: Kind, labels: Mapping[int, Sequence[Label]] | None = None
) -> list[dict[str, float]]:
    """The chance of each role for every mention of one document; `NO_ROLE` has what the likeliest leaves.

    `labels` by page, where they were found before.
    """
    models = _IN_USE.get() or load_models()
    described = describe_all(mentions, kind, labels)
    judged: dict[int, dict[str, float]] = {}
    for shape in {m.shape for m in mentions}:
        places = [at for at, m in enumerate(mentions) if m.shape is shape]
        model = models.get(shape)
        chances = (
            model.chances([described[at] for at in places], [mentions[at].value for at in places])
            if model else [{NO_ROLE: 1.0} for _ in places]
        )  # fmt: skip
        judged |= dict(zip(places, chances, strict=True))
    return [judged[at] for at in range(len(mentions))]


def judge_paper_type(described: Sequence[str]) -> dict[str, float]:
    """The chance of each type for a paper as a whole; none where no model tells types."""
    model = (_IN_USE.get() or load_models()).get(Shape.PAPER)
    return model.chances([described], [""])[0] if model else {}
