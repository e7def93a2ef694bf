"""Roles: which question a mention answers, by a linear model of its surroundings.

The model is learned from drawn papers (`samples.learn_roles`) and lies in `model/` beside this module, with
what it was learned from and how it measured. A feature counts only where several layouts share it, so the
model knows labels and places, not layouts.
"""

import json
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
from intake.extractors.mentions import Mention, Shape
from intake.extractors.surroundings import describe_all

#: The role of a mention that answers nothing that is asked.
NO_ROLE = "none"


@dataclass(frozen=True, slots=True)
class ShapeModel:
    """The weights for mentions of one shape."""

    features: dict[str, int]
    roles: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    """A row a feature, a column a role; the last row is the constant."""

    def probabilities(self, features: Sequence[str]) -> dict[str, float]:
        """The chance of each role."""
        rows = [place for f in features if (place := self.features.get(f)) is not None]
        scores = self.weights[rows].sum(axis=0) + self.weights[-1]
        shares = np.exp(scores - scores.max())
        return dict(zip(self.roles, (shares / shares.sum()).tolist(), strict=True))


@lru_cache(maxsize=1)
def load_models() -> dict[Shape, ShapeModel]:
    """The shipped models. Raises `DeploymentError` where the files are missing."""
    with as_file(files("intake.extractors").joinpath("model")) as folder:
        return read_models(folder)


def read_models(folder: Path) -> dict[Shape, ShapeModel]:
    """The models that lie in a folder. Raises `DeploymentError` where the files are missing."""
    try:
        facts = json.loads(folder.joinpath("roles.json").read_text("utf-8"))
        with np.load(folder.joinpath("roles.npz")) as arrays:
            return {
                Shape(name): ShapeModel(
                    {feature: place for place, feature in enumerate(model["features"])},
                    tuple(model["roles"]),
                    arrays[name].astype(np.float32),
                )
                for name, model in facts["shapes"].items()
            }
    except (OSError, KeyError, ValueError) as error:
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


def judge_roles(mentions: Sequence[Mention], kind: Kind) -> list[dict[str, float]]:
    """The chance of each role for every mention of one document."""
    models = _IN_USE.get() or load_models()
    judged = []
    for mention, features in zip(mentions, describe_all(mentions, kind), strict=True):
        model = models.get(mention.shape)
        judged.append(model.probabilities(features) if model else {NO_ROLE: 1.0})
    return judged
