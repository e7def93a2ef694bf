"""Two reports over the same labelled papers: what got better, what got worse, paper by paper."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from processing.evaluation.report import FORM, Report

#: Figures of which less is better; of `papers` neither is.
LESS_IS_BETTER = frozenset(
    {
        "silent errors", "abstained", "papers lost", "papers that are not there",
        "matches that name the wrong person",
    }
)  # fmt: skip
NEITHER = frozenset({"papers"})


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that is another one now."""

    name: str
    before: float | None
    after: float | None
    worse: bool


@dataclass(frozen=True, slots=True)
class PaperChange:
    """One thing on one paper that went from right to wrong, or back."""

    paper: str
    what: str
    """`kind`, `pages`, `match`, `field NAME` or `finding CODE`."""
    worse: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second report beside the first."""

    figures: tuple[FigureChange, ...]
    papers: tuple[PaperChange, ...]
    unknown: tuple[str, ...]
    """Papers that only one of the two knows: they were made from different truths."""

    @property
    def is_worse(self) -> bool:
        """Whether anything got worse, or the two cannot be told to be of the same papers."""
        worse = [figure.worse for figure in self.figures] + [paper.worse for paper in self.papers]
        return bool(self.unknown) or any(worse)


def compare_reports(before: Report, after: Report) -> Comparison:
    """Raises ValueError where one of the two is no report of this form."""
    if any(not isinstance(report, dict) or report.get("form") != FORM for report in (before, after)):
        raise ValueError("One of the files is no report that this version of `evaluate --output` wrote.")
    one, two = ({paper["name"]: paper for paper in report["papers"]} for report in (before, after))
    return Comparison(
        tuple(_compare_figures(before["figures"], after["figures"])),
        tuple(change for name in one if name in two for change in _compare_paper(one[name], two[name])),
        tuple(sorted(one.keys() ^ two.keys())),
    )


def _compare_figures(
    before: Mapping[str, float | None], after: Mapping[str, float | None]
) -> Iterator[FigureChange]:
    for name, old in before.items():
        new = after.get(name)
        if old != new:
            yield FigureChange(name, old, new, _is_worse(name, old, new))


def _is_worse(name: str, old: float | None, new: float | None) -> bool:
    if name in NEITHER or old is None or new is None:
        return False
    return new > old if name in LESS_IS_BETTER else new < old


def _compare_paper(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PaperChange]:
    old, new = _verdicts(before), _verdicts(after)
    for what in sorted(old.keys() | new.keys()):
        # What is judged only once was neither shown on the paper nor said in the other run.
        was, now = old.get(what, True), new.get(what, True)
        if was != now:
            yield PaperChange(before["name"], what, worse=was)


def _verdicts(paper: Mapping[str, Any]) -> dict[str, bool]:
    """Each thing that was judged on a paper, and whether it was right."""
    return {
        "kind": paper["said"] == paper["kind"],
        "pages": paper["pages_right"],
        "match": paper["match_right"],
        **{f"field {name}": field["right"] for name, field in paper["fields"].items()},
        **{f"finding {code}": outcome == "right" for code, outcome in paper["findings"].items()},
    }
