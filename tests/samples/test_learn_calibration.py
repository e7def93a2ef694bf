"""Learning how sure a value is, on values made up for it."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from intake.extractors.sureness.calibration import Calibration
from samples.learn_calibration import (
    MOST_LIFT,
    learn,
    lift_fields,
    plant_lifts,
    set_threshold,
    tabulate,
    take_trees,
)
from samples.learn_judged import Judged, is_doubted


def invent_values(count: int = 600) -> list[Judged]:
    """Values that are right where the surroundings bear them out and the readers agree."""
    rng = Random(4)
    values = []
    for number in range(count):
        role, agreed = round(rng.uniform(-5, 5), 4), float(rng.random() < 0.5)
        right = role + 3 * agreed + rng.gauss(0, 1) > 0
        signs = {"role": role, "agreed": agreed, "first": 2.0, "seldom": 1.0 if number < 3 else 0.0}
        signs = {name: size for name, size in signs.items() if size}
        values.append(Judged("level", f"layout {number % 7}", "scan", False, signs, right))
    return values


def test_the_shipped_form_says_what_the_learned_model_says() -> None:
    values = invent_values()
    table = tabulate(values)
    model = learn(table, np.arange(len(values)))
    shipped = Calibration(take_trees(model, table.names), 0.95, 0.99)
    said = [shipped.probability(v.signs) for v in values]
    assert said == pytest.approx(model.predict_proba(table.rows)[:, 1], abs=0.02)


def test_values_the_signs_speak_for_get_the_higher_chance() -> None:
    values = invent_values()
    table = tabulate(values)
    shipped = Calibration(take_trees(learn(table, np.arange(len(values))), table.names), 0.95, 0.99)
    assert shipped.probability({"role": 4.5, "agreed": 1.0, "first": 2.0}) > 0.95
    assert shipped.probability({"role": -4.5, "first": 2.0}) < 0.1


def test_a_sign_of_few_values_is_not_asked_for() -> None:
    assert tabulate(invent_values()).names == ("agreed", "first", "role")


@pytest.mark.parametrize(
    ("wrong", "threshold"),
    [
        pytest.param([], 0.901, id="all right: down to the lowest value from 0.9"),
        pytest.param([0.95], 0.951, id="one wrong of few: above it"),
        pytest.param([0.999], 0.999, id="the likeliest wrong: nothing is sure"),
    ],
)
def test_the_threshold_keeps_the_share_of_wrong_ones(wrong: list[float], threshold: float) -> None:
    chances = np.array([round(0.901 + n / 1000, 3) for n in range(99)])
    right = np.array([float(chance) not in wrong for chance in chances])
    assert set_threshold(chances, right) == threshold


@pytest.mark.parametrize(
    ("signs", "doubted"),
    [
        pytest.param({"first": 2.0}, True, id="the readers do not agree"),
        pytest.param({"first": 2.0, "agreed": 1.0}, False, id="they agree"),
        pytest.param({"no words": 1.0}, False, id="nothing was read"),
    ],
)
def test_what_counts_as_doubted(signs: dict[str, float], doubted: bool) -> None:
    assert is_doubted(signs) is doubted


def judged(field: str, right: int, wrong: int) -> list[Judged]:
    signs = {f"field {field}": 1.0}
    return [Judged(field, "layout", "scan", True, signs, n < right) for n in range(right + wrong)]


def test_a_field_that_is_right_more_often_than_said_is_lifted() -> None:
    said_of_all = (2.0,)  # 0.88
    held = [*judged("level", 300, 0), *judged("ssn_last4", 4, 0), *judged("new_name", 85, 15)]
    lifts = lift_fields(said_of_all, held)
    assert lifts == {"level": MOST_LIFT}, "few values lift nothing, nor do such as are right as often as said"
    lifted = Calibration((*said_of_all, *plant_lifts(lifts)), 0.9, 0.99)
    assert lifted.probability({"field level": 1.0}) > 0.9 > lifted.probability({"field new_name": 1.0})


def test_what_is_never_sure_says_nothing_of_its_field() -> None:
    held = [replace(each, signs={**each.signs, "odd age": 1.0}) for each in judged("level", 300, 0)]
    assert lift_fields((2.0,), held) == {}
