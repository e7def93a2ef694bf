"""Writes the papers that known forms are measured on: `python -m samples.freeze_papers KEPT intake/extractors/papers.json.gz`.

KEPT holds drawn and read papers, as `samples.learn_roles --kept` leaves them. Of each layout that is held out one is
taken, of one quality after the other.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.kinds import FIELDS_OF
from intake.extractors.known_forms.papers import FrozenPaper, pack_papers
from samples.learn_examples import Example, obtain_examples


def main() -> None:
    """Choose and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kept", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    held = [e for e in obtain_examples(asked.kept, 0, 0, 0) if e.held_out]
    frozen = [_freeze(example) for example in _choose(held)]
    asked.out.write_bytes(pack_papers(frozen))
    print(f"{len(frozen)} papers, {asked.out.stat().st_size} bytes")


def _choose(examples: Sequence[Example]) -> Iterator[Example]:
    by_layout: defaultdict[str, dict[str, Example]] = defaultdict(dict)
    for example in examples:
        by_layout[example.layout].setdefault(example.quality, example)
    for number, (_, qualities) in enumerate(sorted(by_layout.items())):
        yield qualities[sorted(qualities)[number % len(qualities)]]


def _freeze(example: Example) -> FrozenPaper:
    truths = {field: example.truth.get(field.value) or None for field in FIELDS_OF[example.kind]}
    said = {
        field: value
        for field, value in truths.items()
        if not isinstance(example.truth.get(field.value), bool)
    }
    return FrozenPaper(example.kind, said, example.pages)


if __name__ == "__main__":
    main()
