"""The report of `evaluate` on a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.table import Table

from commands.base import out
from processing.evaluation.comparing import Comparison
from processing.evaluation.report import Report

#: Of a comparison so many papers are named; the rest is counted.
MOST_NAMED = 40


def print_report(report: Report) -> None:
    """The figures, then what they are made of."""
    _print("Figures", ("Measure", "Value"), report["figures"].items())
    _print("What was taken for what", ("Kind", "Papers"), report["kinds"]["confusion"].items())
    groups, rows = field_rows(report)
    _print("Fields: F1 of exact match", ("Field", *groups), rows)
    _print("By layout", LAYOUT_HEADINGS, layout_rows(report))
    _print("Shown as sure (0.9 and more)", SURE_HEADINGS, sure_rows(report))
    _print("Reliability of values", RELIABILITY_HEADINGS, reliability_rows(report["calibration"]))
    _print("Findings", FINDING_HEADINGS, finding_rows(report))
    _print(f"Seconds a page ({report['times']['pages']} pages)", TIME_HEADINGS, time_rows(report))


def print_comparison(comparison: Comparison) -> None:
    """What got worse first."""
    if not (comparison.figures or comparison.papers or comparison.unknown):
        out.print("Nothing is different.")
    rows = [(c.name, c.before, c.after, "worse" if c.worse else "") for c in comparison.figures]
    _print("Figures", ("Measure", "Before", "After", ""), rows)
    for title, worse in (("From right to wrong", True), ("From wrong to right", False)):
        changes = [(c.paper, c.what) for c in comparison.papers if c.worse is worse]
        _print(f"{title}: {len(changes)}", ("Paper", "What"), changes[:MOST_NAMED])
        if len(changes) > MOST_NAMED:
            out.print(f"and {len(changes) - MOST_NAMED} more")
    if comparison.unknown:
        out.print(f"{len(comparison.unknown)} papers stand in one of the two reports only.")


def _print(title: str, headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*map(show, row))
    if table.row_count:
        out.print(table)


def show(value: Any) -> str:
    """A share with three places, nothing as a dash."""
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


# -- rows, for the terminal and for the page ----------------------------------------------------------

SURE_HEADINGS = ("Papers", "Values on them", "Given", "Sure", "Sure but wrong", "Sure and right", "Covered")
LAYOUT_HEADINGS = ("Layout", "Papers", "Kinds right", "Fields, F1", "Right", "Wrong", "Missing")
RELIABILITY_HEADINGS = ("Confidence", "Claims", "Said", "Right")
FINDING_HEADINGS = ("Finding", "Precision", "Recall", "Right", "Wrong", "Missing")
TIME_HEADINGS = ("Stage", "Runs", "By the clock, waiting included", "CPU")


def field_rows(report: Report) -> tuple[list[str], list[list[Any]]]:
    """The groups of papers, and a row of F1 for each field, all of them last."""
    whole: Mapping[str, Any] = report["fields"]["whole"]
    groups = ["all", *(group for group in whole if group != "all")]
    named = [*report["fields"]["by_field"].items(), ("all fields", whole)]
    return groups, [[name, *(by.get(group, {}).get("f1") for group in groups)] for name, by in named]


def sure_rows(report: Report) -> list[list[Any]]:
    """What is shown as sure, by group of papers."""
    keys = ("values", "given", "sure", "sure_but_wrong", "sure_and_right", "covered")
    return [
        [group, *(sureness[key] for key in keys)]
        for group, sureness in report["calibration"]["by_group"].items()
    ]


def layout_rows(report: Report) -> list[list[Any]]:
    """Kinds and fields by layout, the worst first."""
    keys = ("papers", "kinds_right", "f1", "right", "wrong", "missing")
    worst = sorted(report["layouts"].items(), key=lambda row: 1.0 if row[1]["f1"] is None else row[1]["f1"])
    return [[layout, *(measured[key] for key in keys)] for layout, measured in worst]


def reliability_rows(measures: Mapping[str, Any]) -> list[list[Any]]:
    """Claims against what came true, by bucket of confidence."""
    return [
        [f"{bucket['from']:g} to {bucket['to']:g}", bucket["claims"], bucket["said"], bucket["right"]]
        for bucket in measures["reliability"]
    ]


def finding_rows(report: Report) -> list[list[Any]]:
    """Precision and recall by code, all of them last."""
    named = [*report["findings"]["by_code"].items(), ("all findings", report["findings"]["whole"])]
    keys = ("precision", "recall", "right", "wrong", "missing")
    return [[name, *(tally[key] for key in keys)] for name, tally in named]


def time_rows(report: Report) -> list[list[Any]]:
    """Seconds a page by stage."""
    pages = max(1, report["times"]["pages"])
    return [
        [stage, spent["runs"], spent["clock"] / pages, None if spent["cpu"] is None else spent["cpu"] / pages]
        for stage, spent in report["times"]["stages"].items()
    ]
