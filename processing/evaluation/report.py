"""One report of one run: measures for all to see, and for each labelled paper what was right and wrong.

The measures name nobody. The papers hold what they say: whoever keeps them keeps personal data.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from processing.evaluation.fields import (
    Judged,
    judge_fields,
    measure_calibration,
    measure_fields,
    measure_layouts,
)
from processing.evaluation.kinds import (
    MISSED,
    is_silent_error,
    measure_kinds,
    measure_silence,
    measure_splits,
    pages_right,
)
from processing.evaluation.pairing import Pair, Pairing, pair_papers
from processing.evaluation.papers import SaidPaper, TrueSubmission, read_predictions
from processing.evaluation.records import (
    judge_findings,
    judge_match,
    match_right,
    measure_findings,
    measure_matches,
    measure_repeats,
)

#: The form of the report; another number means that two reports cannot be compared.
FORM = 1

Report = dict[str, Any]


def judge(truth: Sequence[TrueSubmission], lines: Sequence[Mapping[str, Any]]) -> Report:
    """Hold the lines of `process` against labelled papers."""
    pairing = pair_papers(truth, read_predictions(lines))
    measures = _measure(pairing)
    return {
        "form": FORM,
        "figures": _figures(measures, len(pairing.pairs)),
        **measures,
        "papers": _describe_all(pairing.pairs),
        "not_there": [_describe_spurious(said) for said in pairing.spurious],
    }


def without_papers(report: Report) -> Report:
    """The measures alone, which name nobody."""
    return {name: value for name, value in report.items() if name not in ("papers", "not_there")}


def _measure(pairing: Pairing) -> dict[str, Any]:
    return {
        "kinds": measure_kinds(pairing),
        "silence": measure_silence(pairing),
        "splits": measure_splits(pairing),
        "fields": measure_fields(pairing),
        "layouts": measure_layouts(pairing),
        "calibration": measure_calibration(pairing),
        "matches": measure_matches(pairing),
        "findings": measure_findings(pairing),
        "repeats": measure_repeats(pairing),
    }


def _figures(measures: Mapping[str, Any], papers: int) -> dict[str, float | int | None]:
    """The few that everybody asks for, by name; None where nothing could be measured."""
    fields = measures["fields"]["whole"].get("all", {})
    sureness = measures["calibration"]["by_group"].get("all", {})
    return {
        "papers": papers,
        "kinds, macro-F1": measures["kinds"]["macro_f1"],
        "silent errors": measures["silence"]["rate"],
        "abstained": measures["silence"]["abstained"],
        "papers lost": measures["silence"]["lost"],
        "pages exactly right": measures["splits"]["right"],
        "papers that are not there": measures["splits"]["spurious"],
        "fields, F1": fields.get("f1"),
        "values shown as sure that are right": sureness.get("sure_and_right"),
        "values shown as sure and right, of all": sureness.get("covered"),
        "matches that name the wrong person": measures["matches"]["wrong"],
        "certain matches found": measures["matches"]["certain_found"],
        "findings, precision": measures["findings"]["whole"]["precision"],
        "findings, recall": measures["findings"]["whole"]["recall"],
    }


def _describe_all(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Two papers on one page have one name, and are told apart by their order."""
    seen: Counter[str] = Counter()
    described = []
    for pair in pairs:
        seen[pair.true.name] += 1
        again = seen[pair.true.name]
        name = pair.true.name if again == 1 else f"{pair.true.name}|{again}"
        described.append({"name": name, **_describe(pair)})
    return described


def _describe(pair: Pair) -> dict[str, Any]:
    """One labelled paper and everything that was judged on it."""
    return {
        "file": pair.true.file,
        "attachment": pair.true.attachment,
        "quality": pair.true.quality,
        "handwritten": pair.true.handwritten,
        "kind": pair.true.kind,
        "said": pair.said.kind if pair.said else MISSED,
        "confidence": pair.said.confidence if pair.said else None,
        "silent_error": is_silent_error(pair),
        "pages": sorted(pair.true.pages),
        "pages_said": sorted(pair.said.pages) if pair.said else [],
        "pages_right": pages_right(pair),
        "match": judge_match(pair),
        "match_right": match_right(pair),
        "findings": judge_findings(pair) if pair.true.kind != "other" else {},
        "fields": {judged.name: _describe_field(judged) for judged in judge_fields(pair)},
    }


def _describe_spurious(said: SaidPaper) -> dict[str, Any]:
    """A paper that nobody labelled."""
    return {
        "file": said.source,
        "attachment": said.attachment,
        "pages": sorted(said.pages),
        "said": said.kind,
        "confidence": said.confidence,
    }


def _describe_field(judged: Judged) -> dict[str, Any]:
    said: dict[str, Any] = {"right": judged.right, "want": judged.want, "got": judged.got.value}
    if judged.given:
        said |= {"confidence": judged.got.confidence, "page": judged.got.page, "box": judged.got.box}
    if judged.line:
        said["attachment"] = judged.line.attachment
    return said
