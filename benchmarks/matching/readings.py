"""How the real readers misread: values of drawn papers beside what was read of them, and how surely.

    python -m benchmarks.matching.readings --kept READ_PAPERS

takes them from the papers that `make learn-calibration KEPT=file` keeps, and writes `readings.csv` beside
this
module. Weights are learned with the readings of some layouts, calibration with those of the others. Nothing
of the benchmarks' noise (`hard_pairs`, `worded_pairs`) comes from here.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rapidfuzz.distance import Levenshtein

from domain.kinds import Channel, FieldName
from intake.extractors.extract import extract_evidence
from processing.matching.parsing import fold_text
from samples.learn_examples import Example, load_example

KEPT_READINGS = Path(__file__).with_name("readings.csv")

#: What kind of value a field holds.
KINDS = {
    FieldName.APPLICANT_NAME: "name",
    FieldName.HOLDER_NAME: "name",
    FieldName.NEW_NAME: "name",
    FieldName.FORMER_NAME: "name",
    FieldName.CERTIFICATION_NUMBER: "number",
    FieldName.DATE_OF_BIRTH: "date",
    FieldName.SSN_LAST4: "last4",
}

#: Of a value that lost more of its signs than this, the reading is another value of the paper.
MOST_CHANGED = 0.6


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as it stood on a paper, and as it was read."""

    kind: str
    held_out: bool
    true: str
    read: str
    confidence: float

    @property
    def is_right(self) -> bool:
        return fold_text(self.true) == fold_text(self.read)


def gather_readings(examples: Iterator[Example]) -> Iterator[Reading]:
    """The readings of a person's fields, where the paper has them."""
    for example in examples:
        for found in extract_evidence(example.kind, list(example.pages), channel=Channel.FAX):
            true = example.truth.get(found.field.value)
            if found.field in KINDS and true:
                kind = KINDS[found.field]
                yield Reading(kind, example.held_out, str(true), str(found.value), found.confidence)


def load_readings(path: Path = KEPT_READINGS) -> list[Reading]:
    """The readings kept."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Reading(r["kind"], r["held_out"] == "1", r["true"], r["read"], float(r["confidence"]))
            for r in csv.DictReader(lines)
        ]


def write_readings(readings: Sequence[Reading], path: Path = KEPT_READINGS) -> None:
    """Keep the readings, one a line."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("kind", "held_out", "true", "read", "confidence"))
        writer.writerows((r.kind, int(r.held_out), r.true, r.read, r.confidence) for r in readings)


class Misreader:
    """Reads values as one of the kept readings went: whole, or with the same errors at the same places."""

    def __init__(self, readings: Sequence[Reading], rng: Random) -> None:
        self._rng = rng
        self._by_kind = {kind: [r for r in readings if r.kind == kind] for kind in set(KINDS.values())}

    def read(self, kind: str, value: str, others: Sequence[str]) -> tuple[str, float, bool]:
        """(what is read, how surely, whether it is right); `others` stand on papers beside the value."""
        model = self._rng.choice(self._by_kind[kind])
        if model.is_right:
            return value, model.confidence, True
        read = self._spoil(model, value, others)
        return read, model.confidence, fold_text(read) == fold_text(value)

    def _spoil(self, model: Reading, value: str, others: Sequence[str]) -> str:
        true, read = fold_text(model.true), fold_text(model.read)
        words = value.split()
        if sorted(read.split()) == sorted(true.split()) and len(words) > 1:
            return " ".join((words[-1], *words[:-1]))
        if Levenshtein.distance(true, read) > MOST_CHANGED * len(true):
            return self._rng.choice(others)
        if set(read.split()) < set(true.split()) and len(words) > 2:
            return f"{words[0]} {words[-1]}"
        return _apply(value, true, read)


def _apply(value: str, true: str, read: str) -> str:
    """The edits between two texts, at the places of `value` that lie as far along."""
    letters = list(value)
    for edit in reversed(list(Levenshtein.editops(true, read))):
        place = min(edit.src_pos * len(value) // max(len(true), 1), len(letters) - 1)
        new = read[edit.dest_pos] if edit.dest_pos < len(read) else ""
        if edit.tag == "insert":
            letters.insert(place, new)
        elif len(letters) > 1 and letters[place] not in " -":
            letters[place] = "" if edit.tag == "delete" else new
    return "".join(letters)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kept", type=Path, required=True, help="papers kept by `make learn-calibration`")
    asked = parser.parse_args()
    lines = asked.kept.read_text("utf-8").splitlines()
    readings = list(gather_readings(load_example(line) for line in lines))
    write_readings(readings)
    print(f"{len(readings)} readings, {sum(r.is_right for r in readings)} of them right")


if __name__ == "__main__":
    main()
