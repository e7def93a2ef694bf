"""Judges every value of drawn and read papers: which are right by the paper's truth, and what spoke for and against.

What calibration is learned from and measured on, and what ships for offices that learn from their own papers
(`values.json.gz`). Papers are judged side by side in several processes, in order, so that the same papers give the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from pathlib import Path

from domain.likeness import same_value
from intake.extractors.extract import read_fields
from intake.extractors.mentions.mentions import Shape
from intake.extractors.mentions.roles import ShapeModel, load_models, models_in_use
from intake.extractors.sheets.paper import lay_out
from intake.extractors.sureness.signs import Signs, describe_evidence
from intake.extractors.sureness.values import JudgedValue, pack_values
from intake.readers.strip import lift_strip
from samples.learn_examples import Example
from samples.learn_roles import FOLDS, part_layouts, read_folds

#: Papers that one process judges at a time.
AT_A_TIME = 25


@dataclass(frozen=True, slots=True)
class Judged:
    """One value with its signs, and whether it is right."""

    field: str
    layout: str
    quality: str
    held_out: bool
    signs: Signs
    right: bool


def judge_by_folds(examples: Sequence[Example], folder: Path, processes: int = 1) -> list[Judged]:
    """Every value as it is given and seen by a model of surroundings that never saw its layout; one that did would
    be believed more than it earns on the office's papers."""
    folds = part_layouts(e.layout for e in examples if not e.held_out)
    chosen = [(FOLDS if e.held_out else folds[e.layout], e) for e in examples]
    parts = [chosen[at : at + AT_A_TIME] for at in range(0, len(chosen), AT_A_TIME)]
    if processes == 1:
        return list(chain.from_iterable(_judge_part(part, folder) for part in parts))
    with ProcessPoolExecutor(processes) as pool:
        return list(chain.from_iterable(pool.map(_judge_part, parts, repeat(folder))))


def _judge_part(part: Sequence[tuple[int, Example]], folder: Path) -> list[Judged]:
    models = _load_all(folder)
    return [value for number, example in part for value in judge_examples([example], models[number])]


@lru_cache(maxsize=1)
def _load_all(folder: Path) -> tuple[Mapping[Shape, ShapeModel], ...]:
    """The models of the folds, then the shipped one, which no layout held out was shown to."""
    return (*read_folds(folder), load_models())


def judge_examples(examples: Sequence[Example], models: Mapping[Shape, ShapeModel]) -> Iterator[Judged]:
    """Every value that extraction gives, but for what is true or false."""
    with models_in_use(models):
        yield from _judge(examples)


def _judge(examples: Sequence[Example]) -> Iterator[Judged]:
    for example in examples:
        looked = any(word.third is not None for page in example.pages for word in page.words)
        paper = lay_out(example.kind, [lift_strip(page)[0] for page in example.pages])
        found = read_fields(paper)
        for evidence, signs in zip(found, describe_evidence(paper, found), strict=True):
            if isinstance(evidence.value, bool) or (not looked and is_doubted(signs)):
                continue
            field = evidence.field.value
            want = example.truth.get(field)
            right = want is not None and same_value(field, want, evidence.value)
            yield Judged(field, example.layout, example.quality, example.held_out, signs, right)


def is_doubted(signs: Signs) -> bool:
    """Whether the first two readers do not agree on a value: a paper that was read before there was a third reader
    says nothing of how such values fare."""
    return "first" in signs and "agreed" not in signs


def pack_all(values: Sequence[Judged]) -> bytes:
    """As they ship: those of layouts learned from, and those of layouts held out."""
    mixed_in, frozen = (
        [JudgedValue(v.field, v.layout, v.signs, v.right) for v in values if v.held_out is held]
        for held in (False, True)
    )
    return pack_values(mixed_in, frozen)
