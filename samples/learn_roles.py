"""Learns which question a mention answers: `python -m samples.learn_roles --out intake/extractors/model`.

Papers of every layout are drawn, their text layers laid out as at run time, some also degraded and read by the
real readers; some thousands are put together at random besides (`samples.random_forms`), since a question may be
put and placed in more ways than anybody draws. Every mention whose value is a truth of its paper has that field as
its role. The shipped model learns from all layouts that are not held out, and is measured on those that are.
"""

import argparse
import gzip
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from domain.kinds import FIELDS_OF, Kind
from intake.extractors.mentions.mentions import Shape
from intake.extractors.mentions.roles import FEATURES, NO_ROLE, ShapeModel, read_models
from samples.catalogue import LAYOUTS
from samples.learn_choice import Choices, fit_choices
from samples.learn_examples import Example, hash_examples, obtain_examples
from samples.learn_mentions import FIELDS_OF_SHAPE, Gathered, Roles, gather, join_rows
from samples.random_forms.papers import invent_papers

FOLDS = 3
#: A drawn layout weighs as much as so many papers put together at random.
DRAWN_WEIGHT = 40.0
#: A feature counts where at least so many layouts or random papers share it, and ships where it weighs so much.
LEAST_LAYOUTS, LEAST_WEIGHT = 4, 0.05


@dataclass(frozen=True, slots=True)
class Learned:
    """One shape's model, as it ships."""

    features: list[str]
    roles: list[str]
    weights: npt.NDArray[np.float32]

    def as_shipped(self) -> ShapeModel:
        """The model as extraction uses it."""
        places = {feature: place for place, feature in enumerate(self.features)}
        return ShapeModel(places, tuple(self.roles), self.weights)


Models = dict[Shape, Learned]


def learn_models(gathered: dict[Shape, Gathered], left_out: Iterable[str], strength: float) -> Models:
    """A model a shape, from all layouts but those left out."""
    skipped = frozenset(left_out)
    models: Models = {}
    for shape, rows in gathered.items():
        chosen = [i for i, name in enumerate(rows.layouts) if name not in skipped]
        model = _learn(rows, chosen, strength)
        if model:
            models[shape] = model
    return models


def _learn(rows: Gathered, chosen: Sequence[int], strength: float) -> Learned | None:
    """How well a mention stands for each role, from papers in which it had to be told from the others."""
    roles = sorted(frozenset[str]().union(*(rows.roles[i] for i in chosen)))
    if not roles:
        return None
    features = _shared_features(rows, chosen)
    places = {f: n for n, f in enumerate(features)}
    order = {paper: n for n, paper in enumerate(dict.fromkeys(rows.papers[i] for i in chosen))}
    answers = np.array([[role in rows.roles[i] for role in roles] for i in chosen])
    papers = np.array([order[rows.papers[i]] for i in chosen])
    choices = Choices(
        _matrix([rows.features[i] for i in chosen], places), papers, answers, _weigh(rows, chosen)
    )
    solved, constant = fit_choices(choices, strength)
    kept = np.flatnonzero(np.abs(solved).max(axis=1) >= LEAST_WEIGHT)
    weights = np.vstack([solved[kept], constant[None, :]]).astype(np.float16).astype(np.float32)
    return Learned([features[i] for i in kept], roles, weights)


def _shared_features(rows: Gathered, chosen: Sequence[int]) -> list[str]:
    shared: dict[str, set[str]] = defaultdict(set)
    for i in chosen:
        for feature in rows.features[i]:
            shared[feature].add(rows.layouts[i])
    return sorted(f for f, where in shared.items() if len(where) >= LEAST_LAYOUTS)


def _weigh(rows: Gathered, chosen: Sequence[int]) -> npt.NDArray[np.float64]:
    """The weight of each paper in order: every drawn layout weighs alike, every random paper alike."""
    layouts = {rows.papers[i]: rows.layouts[i] for i in chosen}
    counts = Counter(layouts.values())
    weights = np.array(
        [(DRAWN_WEIGHT if name in LAYOUTS else 1.0) / counts[name] for name in layouts.values()]
    )
    scaled: npt.NDArray[np.float64] = weights * len(weights) / weights.sum()
    return scaled


def _matrix(features: Sequence[Sequence[str]], places: dict[str, int]) -> csr_matrix:
    indices, pointers = [], [0]
    for row in features:
        indices += [places[f] for f in row if f in places]
        pointers.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, pointers), (len(features), len(places)))


def part_layouts(layouts: Iterable[str], folds: int = FOLDS) -> dict[str, int]:
    """Layout to fold, each kind's layouts spread over all folds."""
    by_kind: dict[Kind, list[str]] = defaultdict(list)
    for name in sorted(set(layouts)):
        by_kind[LAYOUTS[name].kind].append(name)
    return {name: at % folds for names in by_kind.values() for at, name in enumerate(names)}


def judge(gathered: dict[Shape, Gathered], models: Models) -> dict[Shape, list[dict[str, float]]]:
    """The chance of each role for every mention, among those of its paper."""
    return {shape: _judge(rows, models.get(shape)) for shape, rows in gathered.items()}


def _judge(rows: Gathered, model: Learned | None) -> list[dict[str, float]]:
    of_paper: dict[int, list[int]] = defaultdict(list)
    for i, paper in enumerate(rows.papers):
        of_paper[paper].append(i)
    judged: dict[int, dict[str, float]] = {}
    shipped = model.as_shipped() if model else None
    for places in of_paper.values():
        chances = (
            shipped.chances([rows.features[i] for i in places], [rows.values[i] for i in places])
            if shipped else [{NO_ROLE: 1.0} for _ in places]
        )  # fmt: skip
        judged |= dict(zip(places, chances, strict=True))
    return [judged[i] for i in range(len(rows.papers))]


def measure(
    examples: Sequence[Example], gathered: dict[Shape, Gathered], judged: dict[Shape, list[dict[str, float]]]
) -> dict[str, dict[str, float]]:
    """For each field, over papers: how often the likeliest mention (from 0.5) is right, wrong, missing."""
    best: dict[tuple[int, str], tuple[float, Roles]] = {}
    for shape, rows in gathered.items():
        for i, roles in enumerate(judged[shape]):
            for role, chance in roles.items():
                key = (rows.papers[i], role)
                if role != NO_ROLE and chance > best.get(key, (0.5,))[0]:
                    best[key] = (chance, rows.roles[i])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for number, example in enumerate(examples):
        for shape, fields in FIELDS_OF_SHAPE.items():
            if shape is Shape.NAME_PART:
                continue
            for field in fields:
                if field not in FIELDS_OF[example.kind]:
                    continue
                found = best.get((number, field.value))
                shown = bool(example.truth.get(field.value))
                what = (
                    ("right" if field.value in found[1] else "wrong" if shown else "spurious")
                    if found
                    else ("missing" if shown else "rightly none")
                )
                counts[field.value][what] += 1
    return {
        field: {
            **dict(count),
            "f1": round(
                2
                * count["right"]
                / max(1, 2 * count["right"] + 2 * count["wrong"] + count["spurious"] + count["missing"]),
                3,
            ),
        }
        for field, count in sorted(counts.items())
    }


def main() -> None:
    """Learn, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-layout", type=int, default=2, help="text layers of each layout")
    parser.add_argument("--read-rounds", type=int, default=2, help="read pages a layout and quality")
    parser.add_argument("--random", type=int, default=6000, help="papers put together at random")
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--strength", type=float, default=1.0)
    parser.add_argument("--kept", type=Path, help="a file that keeps the drawn and read papers between runs")
    parser.add_argument(
        "--folds", type=Path, help="a folder for models that did not see a third of the layouts"
    )
    parser.add_argument(
        "--processes", type=int, default=len(os.sched_getaffinity(0)), help="that draw and read side by side"
    )
    asked = parser.parse_args()
    examples = obtain_examples(asked.kept, asked.per_layout, asked.read_rounds, asked.seed, asked.processes)
    drawn = gather(examples)
    invented = gather(invent_papers(asked.random, asked.seed))
    gathered = {shape: join_rows(rows, invented[shape]) for shape, rows in drawn.items()}
    held = {e.layout for e in examples if e.held_out}
    models = learn_models(gathered, held, asked.strength)
    unseen = [e for e in examples if e.held_out]
    rows = gather(unseen)
    figures = measure(unseen, rows, judge(rows, models))
    for field, counts in figures.items():
        print(f"{field:22} {counts}")
    write(asked.out, models, examples, {"random_papers": asked.random, "measured_on_unseen_layouts": figures})
    if asked.folds:
        folds = part_layouts(e.layout for e in examples if not e.held_out)
        for number in range(FOLDS):
            left_out = held | {name for name, fold in folds.items() if fold == number}
            write(asked.folds / str(number), learn_models(gathered, left_out, asked.strength), examples, {})


def read_folds(folder: Path) -> list[dict[Shape, ShapeModel]]:
    """The models that `main` wrote for the folds of `part_layouts`, in order."""
    return [read_models(folder / str(number)) for number in range(FOLDS)]


def write(folder: Path, models: Models, examples: Sequence[Example], figures: dict[str, Any]) -> None:
    """Write the model with what it was learned from and how it measured."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {s.value: m.weights.astype(np.float16) for s, m in models.items()}
    np.savez_compressed(folder / "roles.npz", **arrays)
    facts = {
        "data_hash": hash_examples(examples),
        "papers": len(examples),
        "layouts": len({e.layout for e in examples}),
        **figures,
        "shapes": {s.value: {"roles": m.roles} for s, m in models.items()},
    }
    features = json.dumps({s.value: m.features for s, m in models.items()}, ensure_ascii=False)
    (folder / FEATURES).write_bytes(gzip.compress(features.encode(), mtime=0))
    (folder / "roles.json").write_text(
        json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
