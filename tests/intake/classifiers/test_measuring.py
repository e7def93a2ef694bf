"""When a candidate is worse than the model in use."""

import pytest

from domain.kinds import Kind
from intake.classifiers.measuring import KindMeasures, Verdict, find_worse

RIGHT, ASKED = Verdict(Kind.CPR_CARD, True, False), Verdict(Kind.CPR_CARD, True, True)
SILENT, OPEN = Verdict(Kind.CPR_CARD, False, False), Verdict(Kind.CPR_CARD, False, True)
OTHER, OTHER_SILENT = Verdict(Kind.OTHER, True, False), Verdict(Kind.OTHER, False, False)


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [
        pytest.param([RIGHT, ASKED], [RIGHT, ASKED], [], id="the same"),
        pytest.param([RIGHT, ASKED], [RIGHT, RIGHT], [], id="less to ask"),
        pytest.param([SILENT], [OPEN], ["1 papers left to a person, 0 before"], id="asked now"),
        pytest.param([ASKED], [OPEN], [], id="asked either way"),
        pytest.param([RIGHT], [OPEN], ["set: 1 errors in cpr card, 0 before",
                                       "1 papers left to a person, 0 before"], id="unsure"),
        pytest.param([RIGHT], [SILENT], ["set: 1 errors in cpr card, 0 before",
                                         "set: 1 silent errors, 0 before"], id="silent"),
        pytest.param([SILENT, OTHER], [RIGHT, OTHER_SILENT],
                     ["set: 1 errors in other, 0 before"], id="one kind for another"),
    ],
)  # fmt: skip
def test_is_told_kind_by_kind(before: list[Verdict], after: list[Verdict], worse: list[str]) -> None:
    assert find_worse({"set": (KindMeasures(tuple(before)), KindMeasures(tuple(after)))}) == worse


def test_one_set_may_ask_more_where_another_asks_less_but_no_set_may_err_more() -> None:
    more, less = KindMeasures((ASKED,)), KindMeasures((RIGHT,))
    assert find_worse({"shipped": (less, more), "own": (more, less)}) == []
    wrong, right = KindMeasures((SILENT,)), KindMeasures((RIGHT,))
    assert find_worse({"shipped": (right, wrong), "own": (wrong, right)})[0].startswith("shipped: 1 errors")
