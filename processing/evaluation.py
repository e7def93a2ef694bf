"""Compare predictions with a labelled truth: kinds, pages, fields, matches, findings.

The truth is one JSON line a submission, as `docs/contracts.md` describes it. A predicted document is
held against the true one of the same file and attachment that shares most pages with it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from processing.matching.names import names_agree

#: Shown as sure from here on (contract).
SURE = 0.9
NAMES = frozenset({"applicant_name", "holder_name", "new_name", "former_name", "instructor_name"})


@dataclass(slots=True)
class FieldTally:
    """How often one field was right."""

    right: int = 0
    wrong: int = 0
    """A value was given that is not the true one, or where the paper shows none."""
    missing: int = 0
    sure_but_wrong: int = 0

    @property
    def f1(self) -> float | None:
        """None where the field occurs nowhere. A wrong value also misses the true one."""
        whole = 2 * self.right + self.wrong + self.missing
        return 2 * self.right / whole if whole else None


@dataclass(slots=True)
class Report:
    """What came out."""

    documents: int = 0
    found: int = 0
    kind_right: int = 0
    abstained: int = 0
    silent_errors: int = 0
    pages_right: int = 0
    spurious: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: defaultdict[str, FieldTally] = field(default_factory=lambda: defaultdict(FieldTally))
    matched_right: int = 0
    matched_wrong: int = 0
    certain: int = 0
    certain_right: int = 0
    findings_right: int = 0
    findings_wrong: int = 0
    findings_missing: int = 0

    def figures(self) -> dict[str, float | int | None]:
        """The measures by name; None where nothing could be measured."""
        return {
            "documents found": _share(self.found, self.documents),
            "kind macro-F1": self._macro_f1(),
            "kind right": _share(self.kind_right, self.documents),
            "abstained": _share(self.abstained, self.documents),
            "silent errors": _share(self.silent_errors, self.documents),
            "pages exactly right": _share(self.pages_right, self.documents),
            "documents that are not there": self.spurious,
            "fields F1": self._fields_f1(),
            "values sure but wrong": sum(t.sure_but_wrong for t in self.fields.values()),
            "matches wrong": self.matched_wrong,
            "certain matches found": _share(self.certain_right, self.certain),
            "findings precision": _share(self.findings_right, self.findings_right + self.findings_wrong),
            "findings recall": _share(self.findings_right, self.findings_right + self.findings_missing),
        }

    def as_dict(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "figures": self.figures(),
            "fields": {name: asdict(tally) | {"f1": tally.f1} for name, tally in sorted(self.fields.items())},
            "confusion": {f"{true} -> {said}": n for (true, said), n in sorted(self.confusion.items())},
        }

    def _macro_f1(self) -> float | None:
        kinds = {true for true, _ in self.confusion}
        scores = []
        for kind in kinds:
            right = self.confusion[kind, kind]
            missed = sum(n for (true, said), n in self.confusion.items() if true == kind and said != kind)
            taken = sum(n for (true, said), n in self.confusion.items() if true != kind and said == kind)
            scores.append(2 * right / (2 * right + missed + taken))
        return sum(scores) / len(scores) if scores else None

    def _fields_f1(self) -> float | None:
        whole = FieldTally(
            sum(t.right for t in self.fields.values()),
            sum(t.wrong for t in self.fields.values()),
            sum(t.missing for t in self.fields.values()),
        )
        return whole.f1


def compare_predictions(
    truth: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]
) -> Report:
    """Hold every true document against what was predicted for its file."""
    report = Report()
    by_source: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for prediction in predictions:
        if prediction.get("kind"):
            by_source[str(prediction["source"])].append(prediction)
    by_file: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in truth:
        by_file[str(line["file"])] += line["documents"]
    for file, documents in by_file.items():
        _compare_file(documents, by_source.get(file, []), report)
    return report


def _compare_file(
    documents: Sequence[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]], report: Report
) -> None:
    left = list(predictions)
    for true in documents:
        said = max(left, key=lambda p: _shared(true, p), default=None)
        report.documents += 1
        if said is None or _shared(true, said) == 0:
            report.confusion[true["kind"], "missed"] += 1
            _count_missing(true, report)
            continue
        left.remove(said)
        _compare_document(true, said, report)
    report.spurious += len(left)


def _shared(true: Mapping[str, Any], said: Mapping[str, Any]) -> int:
    if true["attachment"] != said["attachment"]:
        return 0
    return len(set(true["pages"]) & set(said["pages"]))


def _compare_document(true: Mapping[str, Any], said: Mapping[str, Any], report: Report) -> None:
    report.found += 1
    report.confusion[true["kind"], said["kind"]] += 1
    right = true["kind"] == said["kind"]
    report.kind_right += right
    report.abstained += bool(said["needs_manual_triage"])
    report.silent_errors += not right and not said["needs_manual_triage"]
    report.pages_right += set(true["pages"]) == set(said["pages"])
    if not right:
        _count_missing(true, report)
        return
    for name, value in true["fields"].items():
        _compare_field(f"{true['kind']}.{name}", name, value, said["fields"].get(name), report)
    _compare_match(true, said, report)
    wanted, allowed = set(true.get("rule_findings", ())), set(true.get("rule_findings_optional", ()))
    found = set(said["findings"])
    report.findings_right += len(found & wanted)
    report.findings_missing += len(wanted - found)
    if true["kind"] != "other":
        report.findings_wrong += len((found & LABELLED) - wanted - allowed)


#: The findings that a truth labels; others are not counted as wrong.
LABELLED = frozenset(
    {
        "expired", "online_only", "wrong_level", "unrecognized_provider", "name_mismatch", "number_mismatch",
        "dob_mismatch", "missing_signature", "no_record",
    }
)  # fmt: skip


def _count_missing(true: Mapping[str, Any], report: Report) -> None:
    for name, value in true["fields"].items():
        if value is not None:
            report.fields[f"{true['kind']}.{name}"].missing += 1


def _compare_field(key: str, name: str, want: Any, given: Mapping[str, Any] | None, report: Report) -> None:
    got = given["value"] if given else None
    if want is None and got is None:
        return
    tally = report.fields[key]
    if want is not None and got is not None and same_value(name, want, got):
        tally.right += 1
        return
    tally.missing += want is not None
    if got is not None and given is not None:
        tally.wrong += 1
        tally.sure_but_wrong += given["confidence"] >= SURE


def same_value(name: str, want: Any, got: Any) -> bool:
    """Whether two values of a field say the same, up to case, punctuation and a middle name."""
    if isinstance(want, bool) or isinstance(got, bool):
        return want is got
    if name in NAMES:
        return names_agree(str(want), str(got))
    return _plain(want) == _plain(got)


def _plain(value: Any) -> str:
    return re.sub(r"[^a-z0-9]", "", str(value).casefold())


def _compare_match(true: Mapping[str, Any], said: Mapping[str, Any], report: Report) -> None:
    match = said["match"]
    owners = {true.get("record"), *true.get("record_alternates", ())}
    right = match["status"] == "matched" and match.get("certification_number") in owners
    report.matched_right += right
    report.matched_wrong += match["status"] == "matched" and not right
    if true.get("match_expectation") == "certain" and true["kind"] != "other":
        report.certain += 1
        report.certain_right += right


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
