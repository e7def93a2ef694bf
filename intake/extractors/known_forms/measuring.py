"""What known forms make of papers whose truth is known, and whether others are nowhere worse."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.kinds import FieldName
from intake.extractors.known_forms.by_form import read_by_form
from intake.extractors.known_forms.form import KnownForm, find_form
from intake.extractors.known_forms.learning import TaughtPaper


@dataclass(frozen=True, slots=True)
class FormMeasures:
    """What some known forms make of one set of papers."""

    papers: int
    copies: int
    """Papers of a known form."""
    right: Mapping[FieldName, int]
    wrong: Mapping[FieldName, int]
    """Other than what was said, or where nothing was to be read."""
    missing: Mapping[FieldName, int]

    def as_dict(self) -> dict[str, Any]:
        """For a machine, and for the file itself."""
        totals = {"right": self.right, "wrong": self.wrong, "missing": self.missing}
        counts = {name: sum(found.values()) for name, found in totals.items()}
        return {"papers": self.papers, "copies": self.copies, **counts}


def measure_forms(
    forms: Sequence[KnownForm], papers: Sequence[TaughtPaper], told: Callable[[], None] = lambda: None
) -> FormMeasures:
    """Every value of which somebody said what it is; `told` is called after each paper."""
    counts: dict[str, Counter[FieldName]] = {name: Counter() for name in ("right", "wrong", "missing")}
    copies = 0
    for taught in papers:
        form = find_form(forms, taught.paper)
        copies += form is not None
        for field, verdict in _judge(taught, form):
            counts[verdict][field] += 1
        told()
    return FormMeasures(len(papers), copies, **counts)


def _judge(taught: TaughtPaper, form: KnownForm | None) -> list[tuple[FieldName, str]]:
    read = read_by_form(taught.paper, taught.found, taught.judged, form) if form else taught.found
    given = {evidence.field: evidence for evidence in read}
    verdicts = []
    for field, said in taught.said.items():
        if field in given:
            verdicts.append((field, "right" if taught.is_right(given[field]) else "wrong"))
        elif said is not None:
            verdicts.append((field, "missing"))
    return verdicts


#: The sets of papers that forms are measured on.
SHIPPED, OWN = "shipped layouts held out", "the office's papers held out"

Pairs = Mapping[str, tuple[FormMeasures, FormMeasures]]
"""By set: of the forms in use, of the candidate."""


def find_worse(pairs: Pairs) -> list[str]:
    """Where a candidate is worse than what is in use on the same papers, one sentence each: no field may have fewer
    right values, nor more wrong ones."""
    return [words for what, pair in pairs.items() for words in _worse(what, *pair)]


def _worse(what: str, before: FormMeasures, after: FormMeasures) -> list[str]:
    worse = []
    for field in FieldName:
        name = field.value.replace("_", " ")
        if after.right.get(field, 0) < before.right.get(field, 0):
            worse.append(f"{what}: {after.right.get(field, 0)} {name} right, {before.right[field]} before")
        if after.wrong.get(field, 0) > before.wrong.get(field, 0):
            worse.append(f"{what}: {after.wrong[field]} {name} wrong, {before.wrong.get(field, 0)} before")
    return worse
