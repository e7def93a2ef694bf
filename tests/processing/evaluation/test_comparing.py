"""Two reports over the same papers: what went from right to wrong, and back."""

from copy import deepcopy
from typing import Any

import pytest

from processing.evaluation.comparing import FigureChange, PaperChange, compare_reports
from tests.processing.evaluation.labelled import SAID, TRUTH, Line, judge

BEFORE = judge(TRUTH, SAID)


def said_otherwise(ordinal: int, **changes: object) -> list[Line]:
    lines = deepcopy(SAID)
    lines[ordinal] |= changes
    return lines


def with_field(ordinal: int, name: str, value: object, confidence: float = 0.99) -> list[Line]:
    lines = deepcopy(SAID)
    lines[ordinal]["fields"][name] = {"value": value, "confidence": confidence, "page": 0}
    return lines


FORM = "email/a.eml|form.pdf|0"


@pytest.mark.parametrize(
    ("after", "change"),
    [
        pytest.param(
            with_field(0, "level", "EMT"), PaperChange(FORM, "field level", False), id="a value mended"
        ),
        pytest.param(
            with_field(0, "ssn_last4", "4812"), PaperChange(FORM, "field ssn_last4", True), id="a value lost"
        ),
        pytest.param(
            with_field(0, "signed_on", "2026-01-01"),
            PaperChange(FORM, "field signed_on", True),
            id="a value that is nowhere",
        ),
        pytest.param(
            said_otherwise(0, findings=[]),
            PaperChange(FORM, "finding wrong_level", True),
            id="a finding lost",
        ),
        pytest.param(
            said_otherwise(0, match={"status": "none"}),
            PaperChange(FORM, "match", True),
            id="a certain match lost",
        ),
        pytest.param(said_otherwise(0, pages=[0]), PaperChange(FORM, "pages", True), id="a page lost"),
    ],
)
def test_tells_what_changed_on_which_paper(after: list[Line], change: PaperChange) -> None:
    comparison = compare_reports(BEFORE, judge(TRUTH, after))
    assert comparison.papers == (change,)
    assert comparison.is_worse is change.worse


def test_one_worse_among_many_better_is_worse() -> None:
    after = with_field(0, "level", "EMT")
    after[0]["fields"]["certification_number"]["value"] = "E0901235"
    comparison = compare_reports(BEFORE, judge(TRUTH, after))
    assert [change.worse for change in comparison.papers] == [True, False]
    assert comparison.is_worse


def test_the_same_twice_is_no_worse() -> None:
    comparison = compare_reports(BEFORE, judge(TRUTH, SAID))
    assert not comparison.is_worse
    assert comparison.figures == comparison.papers == comparison.unknown == ()


def test_figures_are_worse_upwards_or_downwards() -> None:
    comparison = compare_reports(BEFORE, judge(TRUTH, said_otherwise(0, needs_manual_triage=True)))
    assert comparison.figures == (FigureChange("abstained", 0.375, 0.5, worse=True),)
    assert comparison.is_worse


def test_papers_of_another_truth_are_named() -> None:
    comparison = compare_reports(BEFORE, judge(TRUTH[:1], SAID))
    assert len(comparison.unknown) == 6
    assert comparison.is_worse


@pytest.mark.parametrize("given", [{"figures": {}}, [], "a"], ids=["another form", "a list", "a text"])
def test_what_is_no_report_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="no report"):
        compare_reports(given, BEFORE)
