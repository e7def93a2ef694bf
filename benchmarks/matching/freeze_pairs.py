"""Draws the labelled pairs that ship with the program.

    python -m benchmarks.matching.freeze_pairs --out processing/matching/pairs.json.gz

Hard pairs come of `hard_pairs` and `worded_pairs`, ordinary papers of `labelled`, each with the records that
blocking finds. The seeds are used for nothing else, so that nothing was fitted to them.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.matching import hard_pairs, worded_pairs
from benchmarks.matching.index import RecordIndex
from benchmarks.matching.labelled import Labelled, PaperMaker, index_records, invent_population
from benchmarks.matching.learn_matching import name_terms
from benchmarks.matching.people import People
from benchmarks.matching.readings import load_readings
from benchmarks.matching.tally import HardPair
from processing.matching.compare import compare_record
from processing.matching.pairs import LabelledPair, pack_pairs
from processing.matching.rank import is_plausible

#: So many pairs of each sort; 12,000 people, so that namesakes are met.
HARD, WORDED, ORDINARY, PEOPLE = 1_500, 1_500, 1_500, 12_000
HARD_SEED, WORDED_SEED, ORDINARY_SEED = 9_001, 9_002, 9_003


def draw_hard(pairs: int, people: int, seed: int) -> Iterator[LabelledPair]:
    """Papers whose values are known as they stand, misread by plain rules."""
    population = People(people, seed)
    for pair in islice(hard_pairs.make_pairs(population, Random(seed + 1)), pairs):
        yield _with_rivals(pair, population)


def draw_worded(pairs: int, people: int, seed: int) -> Iterator[LabelledPair]:
    """Papers with all their words, read glyph by glyph."""
    population = People(people, seed)
    worded_pairs.settle_households(population, Random(seed))
    for pair in islice(worded_pairs.make_papers(population, seed + 1), pairs):
        yield _with_rivals(worded_pairs.say_certainty(pair), population)


def _with_rivals(pair: HardPair, population: People) -> LabelledPair:
    number = pair.record.certification_number if pair.record else None
    return LabelledPair(pair.query, tuple(population.block(pair.query)), number, pair.certain)


def draw_ordinary(papers: Sequence[Labelled], index: RecordIndex) -> Iterator[LabelledPair]:
    """What an office mostly receives, beside the records that a person would be shown."""
    for paper in papers:
        number = paper.record.certification_number if paper.listed else None
        near = (r for r in index.block(paper.query) if is_plausible(compare_record(paper.query, r)))
        yield LabelledPair(paper.query, tuple(near), number)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    hard = [*draw_hard(HARD, 4_000, HARD_SEED), *draw_worded(WORDED, 4_000, WORDED_SEED)]
    people, rng = invent_population(PEOPLE, ORDINARY_SEED), Random(ORDINARY_SEED)
    index, readings = index_records(people), [r for r in load_readings() if r.held_out]
    halves = (people[0::2], people[1::2])
    mixed_in, frozen = (
        list(draw_ordinary(list(PaperMaker(half, readings, rng).papers(ORDINARY)), index)) for half in halves
    )
    packed = pack_pairs(hard, mixed_in, frozen, name_terms(people))
    asked.out.write_bytes(packed)
    print(f"{len(hard)} hard pairs, {len(mixed_in)} and {len(frozen)} ordinary ones, {len(packed)} bytes")


if __name__ == "__main__":
    main()
