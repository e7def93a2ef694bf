"""Learning what an agreement weighs, on a few papers."""

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from benchmarks.matching.labelled import PaperMaker, invent_population
from benchmarks.matching.learn_matching import LEAST_SLOPE, fit_calibration, learn
from benchmarks.matching.readings import Misreader, Reading, load_readings
from processing.matching.weights import Outcome


@pytest.fixture(scope="module")
def learned() -> dict[str, dict[str, Outcome]]:
    rng, people = Random(1), invent_population(500, 1)
    readings = [r for r in load_readings() if not r.held_out]
    papers = [p for p in PaperMaker(people, readings, rng).papers(800) if p.listed]
    fields = learn(papers, people, 3_000, rng)
    return {field: {name: Outcome(**o) for name, o in found.items()} for field, found in fields.items()}


@pytest.mark.parametrize(
    ("field", "agrees", "differs"),
    [
        pytest.param("number", "AGREES", "DIFFERS", id="number"),
        pytest.param("name", "SAME", "DIFFERS", id="name"),
        pytest.param("date_of_birth", "FULL", "DIFFERS", id="birth date"),
        pytest.param("ssn_last4", "AGREES", "DIFFERS", id="last four"),
        pytest.param("level", "AGREES", "DIFFERS", id="level"),
    ],
)
def test_agreement_speaks_for_and_difference_against(
    learned: dict[str, dict[str, Outcome]], field: str, agrees: str, differs: str
) -> None:
    outcomes = learned[field]
    assert outcomes[agrees].bits(1.0, 10_000) > 0 > outcomes[differs].bits(1.0, 10_000)


def test_a_number_nearly_the_same_says_less_than_the_same(learned: dict[str, dict[str, Outcome]]) -> None:
    number = learned["number"]
    assert number["AGREES"].bits(1.0, 10_000) > number["NEAR"].bits(1.0, 10_000)


@pytest.mark.parametrize(
    ("reading", "value", "read"),
    [
        pytest.param(
            Reading("name", False, "Ana Cole", "Ana Cole", 1.0), "Eva Moore", "Eva Moore", id="right"
        ),
        pytest.param(
            Reading("name", False, "Ana B Cole", "Ana Cole", 1.0),
            "Eva M Moore",
            "Eva Moore",
            id="a word lost",
        ),
        pytest.param(
            Reading("name", False, "Ana Cole", "Cole Ana", 1.0), "Eva Moore", "Moore Eva", id="turned"
        ),
        pytest.param(Reading("last4", False, "8774", "9774", 0.9), "1234", "9234", id="the same digit"),
        pytest.param(
            Reading("date", False, "1962-12-26", "2001-07-04", 0.9),
            "1980-05-05",
            "2020-02-02",
            id="another's",
        ),
    ],
)
def test_a_value_is_misread_as_the_model_was(reading: Reading, value: str, read: str) -> None:
    found, confidence, right = Misreader([reading], Random(1)).read(reading.kind, value, ["2020-02-02"])
    assert (found, confidence, right) == (read, reading.confidence, read == value)


def test_the_readings_kept_are_of_layouts_learned_from_and_of_others() -> None:
    readings = load_readings()
    assert {r.held_out for r in readings} == {True, False}
    assert 0.8 < sum(r.is_right for r in readings) / len(readings) < 1


def test_a_calibration_always_rises() -> None:
    said = np.array([0.1, 0.2, 0.5, 0.5, 0.9, 0.95, 0.99])
    points = fit_calibration(said, np.array([True, False, False, True, False, True, True]))
    steps = [(right - left) / (b - a) for (a, left), (b, right) in pairwise(points)]
    assert min(steps) >= LEAST_SLOPE - 1e-3
