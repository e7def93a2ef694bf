"""Judging values of papers side by side, and measuring the shipped calibration on them."""

import shutil
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from intake.extractors.sureness.values import unpack_values
from samples.learn_examples import Example, dump_example
from samples.learn_judged import Judged, judge_by_folds, pack_all
from samples.learn_roles import FOLDS
from samples.measure_calibration import measure_shipped, obtain_papers
from samples.random_forms.papers import invent_papers


@pytest.fixture(scope="module")
def papers() -> list[Example]:
    return [replace(paper, held_out=True) for paper in invent_papers(30, 5)]


@pytest.fixture(scope="module")
def folds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("folds")
    with as_file(files("intake.extractors").joinpath("model")) as shipped:
        for number in range(FOLDS):
            shutil.copytree(shipped, folder / str(number))
    return folder


@pytest.fixture(scope="module")
def values(papers: list[Example], folds: Path) -> list[Judged]:
    return judge_by_folds(papers, folds)


def test_papers_judged_side_by_side_give_the_same_in_order(
    papers: list[Example], folds: Path, values: list[Judged]
) -> None:
    assert values
    assert judge_by_folds(papers, folds, processes=2) == values


def test_values_are_kept_as_those_learned_from_and_those_held_out(values: list[Judged]) -> None:
    shown = [replace(value, held_out=number % 2 == 0) for number, value in enumerate(values)]
    kept = unpack_values(pack_all(shown))
    assert [v.right for v in kept.frozen] == [v.right for v in shown if v.held_out]
    assert [v.group for v in kept.mixed_in] == [v.layout for v in shown if not v.held_out]


def test_measures_count_the_values_of_each_quality_and_field(values: list[Judged]) -> None:
    figures = measure_shipped(values)
    assert figures["all"]["values"] == len(values)
    assert figures["all"]["values"] == sum(figures[q]["values"] for q in {v.quality for v in values})
    assert figures["all"]["values"] == sum(figures[f]["values"] for f in {v.field for v in values})


def test_papers_are_taken_from_the_file_that_keeps_them(papers: list[Example], tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text("".join(f"{dump_example(paper)}\n" for paper in papers[:3]), encoding="utf-8")
    assert obtain_papers(kept, seed=1) == papers[:3]
