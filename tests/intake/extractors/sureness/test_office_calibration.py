"""What an office's corrected values make of the calibration, and how far they may go."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from domain.errors import DeploymentError
from intake.extractors.sureness.calibration import Fork, Tree, load_calibration
from intake.extractors.sureness.learning import HIGHEST, learn_candidate
from intake.extractors.sureness.measuring import OWN, SHIPPED, FieldMeasures, find_worse, measure_fields
from intake.extractors.sureness.own_calibration import OwnCalibration
from intake.extractors.sureness.signs import DIGITS_DIFFER
from intake.extractors.sureness.values import (
    JudgedValue,
    ShippedValues,
    load_values,
    pack_values,
    unpack_values,
)

#: Papers enough of an office to say something.
PAPERS = 200


#: Of the layouts whose values ship, every so manieth is enough to see what an office's do.
ONE_IN = 4


@pytest.fixture(scope="module")
def all_shipped() -> ShippedValues:
    return load_values()


@pytest.fixture(scope="module")
def shipped(all_shipped: ShippedValues) -> ShippedValues:
    """A share of the values that ship, those of one layout together: learning from all takes its time."""
    return replace(
        all_shipped, mixed_in=a_share_of(all_shipped.mixed_in), frozen=a_share_of(all_shipped.frozen)
    )


def a_share_of(values: Sequence[JudgedValue]) -> tuple[JudgedValue, ...]:
    kept = frozenset(sorted({value.group for value in values})[::ONE_IN])
    return tuple(value for value in values if value.group in kept)


@pytest.fixture(scope="module")
def all_right(shipped: ShippedValues) -> OwnCalibration:
    """What is learned where the office says that everything is right."""
    return learn_candidate(load_calibration(), shipped, of_office(shipped, lambda value: True)).calibration


def of_office(shipped: ShippedValues, right: Callable[[JudgedValue], bool]) -> list[JudgedValue]:
    """Values like those that ship, judged otherwise, of arrivals of their own."""
    return [
        JudgedValue(value.field, f"arrival {place // 4}", value.signs, right(value))
        for place, value in enumerate(shipped.mixed_in[: PAPERS * 4])
    ]


def test_without_values_of_the_office_nothing_changes(shipped: ShippedValues) -> None:
    same = learn_candidate(load_calibration(), shipped, []).calibration
    assert (same.shifts, same.sure_from) == ({}, load_calibration().sure_from)
    assert all(
        same.confidence(value.signs) == load_calibration().confidence(value.signs) for value in shipped.frozen
    )


def test_what_is_mostly_wrong_here_is_said_less_surely(shipped: ShippedValues) -> None:
    """The birth dates of this office's forms are read wrongly."""
    office = of_office(shipped, lambda value: value.field != "date_of_birth" and value.right)
    learned = learn_candidate(load_calibration(), shipped, office).calibration
    births = [v for v in shipped.frozen if v.field == "date_of_birth"]
    before, after = (
        sum(table.probability(v.signs) for v in births) / len(births)
        for table in (load_calibration(), learned)
    )
    assert after < before - 0.1


def test_nothing_is_shown_as_sure_more_readily_than_shipped(all_right: OwnCalibration) -> None:
    assert all_right.sure_from == load_calibration().sure_from


def test_nothing_becomes_sure_that_is_not_as_shipped(
    shipped: ShippedValues, all_right: OwnCalibration
) -> None:
    before = {id(v) for v in shipped.frozen if load_calibration().confidence(v.signs) >= 0.9}
    after = {id(v) for v in shipped.frozen if all_right.confidence(v.signs) >= 0.9}
    assert after
    assert after <= before


def test_what_is_never_sure_does_not_raise_the_threshold(shipped: ShippedValues) -> None:
    """However sure its signs are else, and however often it is wrong here."""
    table = load_calibration()
    surest = sorted(shipped.mixed_in, key=lambda v: -table.probability(v.signs))[:PAPERS]
    office = [JudgedValue(v.field, "one arrival", {**v.signs, DIGITS_DIFFER: 1.0}, False) for v in surest]
    assert learn_candidate(table, shipped, office).calibration.sure_from == table.sure_from


def test_where_much_that_is_sure_is_wrong_the_threshold_rises(shipped: ShippedValues) -> None:
    table = load_calibration()
    sure = {id(v) for v in shipped.mixed_in if table.confidence(v.signs) >= 0.9}
    turn = iter(range(10_000))
    office = of_office(shipped, lambda v: v.right and not (id(v) in sure and next(turn) % 8 == 0))
    learned = learn_candidate(table, shipped, office).calibration
    assert table.sure_from < learned.sure_from <= HIGHEST


def test_a_few_false_labels_hardly_move_anything(all_shipped: ShippedValues) -> None:
    false = of_office(all_shipped, lambda value: not value.right)[:5]
    learned = learn_candidate(load_calibration(), all_shipped, false).calibration
    before, after = (measure_fields(table, all_shipped.frozen) for table in (load_calibration(), learned))
    assert abs(after.sure - before.sure) < 0.05 * before.values


def test_thousands_of_false_labels_are_not_promoted(shipped: ShippedValues) -> None:
    false = of_office(shipped, lambda value: not value.right)
    learned = learn_candidate(load_calibration(), shipped, false).calibration
    before, after = (measure_fields(table, shipped.frozen) for table in (load_calibration(), learned))
    assert find_worse({SHIPPED: (before, after)}) != []


def test_the_same_values_give_the_same_file_which_holds_none_of_them(shipped: ShippedValues) -> None:
    office = of_office(shipped, lambda value: value.right)
    first, again = (learn_candidate(load_calibration(), shipped, o).files({}) for o in (office, office[::-1]))
    assert first == again
    assert b"arrival" not in first["shifts.json"]


def test_the_shipped_values_are_of_other_layouts_than_those_measured_on(all_shipped: ShippedValues) -> None:
    assert {v.group for v in all_shipped.mixed_in}.isdisjoint(v.group for v in all_shipped.frozen)
    measured = measure_fields(load_calibration(), all_shipped.frozen)
    assert measured.sure > 0.6 * measured.values
    assert measured.sure_but_wrong < 0.01 * measured.sure


def test_the_shipped_values_bear_every_sign_that_the_shipped_trees_ask_for(
    all_shipped: ShippedValues,
) -> None:
    """Else the trees were learned from other values: run `make learn-calibration`, which writes both."""
    asked = {sign for tree in load_calibration().trees for sign in signs_of(tree)}
    assert asked
    assert asked <= {sign for value in all_shipped.mixed_in for sign in value.signs}


def signs_of(tree: Tree) -> set[str]:
    if not isinstance(tree, Fork):
        return set()
    return {tree.sign} | signs_of(tree.smaller) | signs_of(tree.larger)


def test_values_come_back_as_they_were_packed() -> None:
    value = JudgedValue("level", "a layout", {"one": 1.0, "raw": -2.5}, True)
    back = unpack_values(pack_values([value], [value]))
    assert (back.mixed_in, back.frozen) == ((value,), (value,))


def test_damaged_values_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    load_values.cache_clear()
    monkeypatch.setattr("intake.extractors.sureness.values.gzip.decompress", lambda packed: b"{}")
    with pytest.raises(DeploymentError, match="install the program again"):
        load_values()
    load_values.cache_clear()


@pytest.mark.parametrize(
    ("what", "after", "words"),
    [
        pytest.param(
            SHIPPED, FieldMeasures(100, 70, 2, 0.2), "2 values sure and wrong, 1 before", id="wrong"
        ),
        pytest.param(SHIPPED, FieldMeasures(100, 69, 1, 0.2), "68 values sure and right", id="fewer sure"),
        pytest.param(OWN, FieldMeasures(100, 70, 1, 0.201), "bits of surprise", id="less is foreseen"),
    ],
)
def test_a_candidate_that_is_worse_anywhere_is_refused(what: str, after: FieldMeasures, words: str) -> None:
    assert words in " ".join(find_worse({what: (FieldMeasures(100, 70, 1, 0.2), after)}))


def test_fewer_may_be_sure_where_fewer_of_them_are_wrong() -> None:
    before, after = FieldMeasures(999, 700, 3, 0.2), FieldMeasures(999, 600, 1, 0.2)
    assert find_worse({OWN: (before, after)}) == []
    assert find_worse({OWN: (before, FieldMeasures(999, 400, 1, 0.2))}) != []
