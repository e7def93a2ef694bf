"""Counts what each reader makes of letters: `make learn-letters KEPT=file`, from the papers that `make learn-roles` kept.

On layouts that are not held out each word of a value is laid beside the word of its paper's truth, where the first
reader was not quite sure or the second saw something else: those are the words that `normalise/spelling.py` weighs.
How many names of held-out layouts it mends and spoils stands beside the counts.
"""

import argparse
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein
from rich.progress import track

from domain.documents import Evidence
from domain.likeness import same_value
from intake.extractors.extract import read_fields
from intake.extractors.normalise.spelling import LEAST_LETTERS, align_letters, letters_of
from intake.extractors.people.cut_names import NAMES
from intake.extractors.people.spelled_names import CLEAR, spell_names
from intake.extractors.sheets.paper import Paper, lay_out
from intake.extractors.sheets.words_under import words_under
from intake.readers.strip import lift_strip
from samples.learn_examples import Example, hash_examples, obtain_examples

READERS = 3
#: Two words that differ more are not the same word misread.
FARTHEST = 0.6

#: By reader, by letter written, how often it was read as what.
Counts = list[dict[str, Counter[str]]]


def count_letters(read: Sequence[tuple[Example, Paper, list[Evidence]]]) -> Counts:
    """What each reader made of the letters of all values that it did not read without doubt."""
    counts: Counts = [defaultdict(Counter) for _ in range(READERS)]
    for example, paper, found in read:
        for evidence in found:
            want = example.truth.get(evidence.field.value)
            if isinstance(want, str) and not example.held_out:
                for truth, seen in _words_beside(paper, evidence, want):
                    _count_word(counts, truth, seen)
    return counts


def _count_word(counts: Counts, truth: str, seen: Sequence[str]) -> None:
    for made, text in zip(counts, seen, strict=True):
        if text and Levenshtein.normalized_distance(truth, text) <= FARTHEST:
            for one, other in align_letters(truth, text):
                made[one][other] += 1


def _words_beside(paper: Paper, evidence: Evidence, want: str) -> Iterator[tuple[str, list[str]]]:
    """Each word of the truth with what the readers saw of it, where one of them doubted."""
    told = [letters_of(word) for word in str(evidence.value).split()]
    true = [letters_of(word) for word in want.split()]
    if len(told) != len(true):
        return
    under = words_under(evidence, paper.pages[evidence.page].sheet.reading)
    for own, truth in zip(told, true, strict=True):
        word = next((w for w in under if letters_of(w.text) == own), None)
        if word is None or min(len(own), len(truth)) < LEAST_LETTERS or not (word.second or word.third):
            continue
        seen = [own, letters_of(word.second or ""), letters_of(word.third or "")]
        if word.confidence < CLEAR or (seen[1] and seen[1] != own):
            yield truth, seen


def measure(read: Sequence[tuple[Example, Paper, list[Evidence]]]) -> dict[str, dict[str, int]]:
    """Names of layouts learned from and held out: how many spelling mends, spoils, and leaves wrong in another way, were
    none of them sure."""
    figures: dict[str, Counter[str]] = {"learned from": Counter(), "held out": Counter()}
    for example, paper, found in read:
        counter = figures["held out" if example.held_out else "learned from"]
        unsure = [replace(evidence, confidence=0.0) for evidence in found]
        for before, after in zip(found, spell_names(paper, unsure), strict=True):
            want = example.truth.get(before.field.value)
            if before.field not in NAMES or want is None:
                continue
            right = same_value(before.field.value, want, before.value)
            counter["names"] += 1
            counter["wrong before"] += not right
            if before.value != after.value:
                now = same_value(before.field.value, want, after.value)
                counter["spoiled" if right and not now else "mended" if now and not right else "neither"] += 1
    return {name: dict(counter) for name, counter in figures.items()}


def _read(examples: Sequence[Example]) -> Iterator[tuple[Example, Paper, list[Evidence]]]:
    for example in track(examples, description="Reading fields"):
        paper = lay_out(example.kind, [lift_strip(page)[0] for page in example.pages])
        yield example, paper, read_fields(paper)


def main() -> None:
    """Load or draw, count, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kept", type=Path, help="a file that keeps the drawn and read papers between runs")
    parser.add_argument("--per-layout", type=int, default=2, help="text layers of each layout")
    parser.add_argument("--read-rounds", type=int, default=2, help="read papers a layout and quality")
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument(
        "--processes", type=int, default=len(os.sched_getaffinity(0)), help="that draw and read side by side"
    )
    asked = parser.parse_args()
    drawn = obtain_examples(asked.kept, asked.per_layout, asked.read_rounds, asked.seed, asked.processes)
    examples = [e for e in drawn if e.quality != "clean"]
    read = list(_read(examples))
    counts = count_letters(read)
    facts: dict[str, Any] = {
        "data_hash": hash_examples(examples),
        "papers": sum(not e.held_out for e in examples),
        "letters": [sum(sum(made.values()) for made in reader.values()) for reader in counts],
        "readers": [
            {one: dict(sorted(made.items())) for one, made in sorted(reader.items())} for reader in counts
        ],
    }
    asked.out.write_text(json.dumps(facts, indent=1) + "\n")
    facts["measured"] = measure(read)
    asked.out.write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps({name: facts[name] for name in ("papers", "letters", "measured")}, indent=1))


if __name__ == "__main__":
    main()
