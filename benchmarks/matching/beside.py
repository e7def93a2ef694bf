"""One task three ways: this product, Splink, and a plain rapidfuzz scan, in one run on one processor.

    make benchmark-matching
    python -m benchmarks.matching.beside [--people 20000] [--papers 3000] [--seed 7]

Papers are read glyph by glyph as in `worded_pairs`, which no weights were learned from. Each way is given the
fields alone (number, name, birth date, last four) and says whose paper it is, or that a person should look.
Splink estimates its weights from these very records and papers; its threshold, and the scan's, are tried at
several places. Prints the share of the answers that are right, the share of all papers that are answered
rightly, and the CPU time.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.matching.answers import Answers, Asked
from benchmarks.matching.beside_splink import answer_by_splink
from benchmarks.matching.people import People
from benchmarks.matching.worded_pairs import Papers
from domain.kinds import MatchStatus
from domain.records import CertificationRecord, MatchQuery
from processing.matching.rank import rank_matches
from settings import Settings
from storage.database import SqlStorage
from wiring import open_storage, utc_now

#: Which fields papers show, and how often.
FIELDS = (("number name born", 40), ("number name", 20), ("name born last4", 20), ("name born", 20))

#: One paper in so many is of somebody who has no record.
STRANGERS = 20


def draw_papers(people: People, papers: int, seed: int) -> tuple[list[CertificationRecord], list[Asked]]:
    """(records to search, papers), some of the papers of people left out of the records."""
    rng, maker = Random(seed), Papers(people, seed)
    # Of a person with two credentials no paper without a number says which is meant.
    second = {other.certification_number for _, other in people.two_levels}
    everybody = [r for r in people.records if r.certification_number not in second]
    strangers = rng.sample(everybody, papers // STRANGERS)
    records = [r for r in everybody if r not in strangers]
    asked = []
    for place in range(papers):
        known = place % STRANGERS != 0
        person = rng.choice(records) if known else strangers[place // STRANGERS]
        fields = rng.choices([f for f, _ in FIELDS], [w for _, w in FIELDS])[0]
        # Words beside the fields are nothing that the other ways could use.
        query = replace(maker.query(person, fields=fields), printed_words=())
        asked.append(Asked(query, person.certification_number if known else None))
    return records, asked


def answer_ourselves(storage: SqlStorage, asked: Sequence[Asked]) -> Answers:
    """Through the database, as the match stage does."""
    begun, named = time.process_time(), []
    with storage.work() as work:
        terms = work.linkage.terms()
        for paper in asked:
            match = rank_matches(paper.query, work.records.candidates(paper.query), terms=terms)
            settled = match.status is MatchStatus.MATCHED and match.best
            named.append(str(match.best.certification_number) if settled and match.best else None)
    return Answers("oems-intake (SQLite)", named, time.process_time() - begun)


def answer_by_scan(records: Sequence[CertificationRecord], asked: Sequence[Asked]) -> Iterator[Answers]:
    """The mean likeness of the fields that the paper shows, of every record; no blocking."""
    begun = time.process_time()
    numbers = [str(r.certification_number) for r in records]
    columns: Mapping[str, list[str]] = {
        "number": numbers, "name": [r.full_name.casefold() for r in records],
        "date_of_birth": [str(r.date_of_birth) for r in records], "ssn_last4": [r.ssn_last4 for r in records],
    }  # fmt: skip
    best = [_most_alike(paper.query, columns) for paper in asked]
    seconds = time.process_time() - begun
    for least in (80.0, 90.0, 95.0):
        named = [numbers[place] if score >= least else None for place, score in best]
        yield Answers(f"rapidfuzz scan, likeness {least:.0f}", named, seconds)


def _most_alike(query: MatchQuery, columns: Mapping[str, list[str]]) -> tuple[int, float]:
    """(place, likeness 0-100) of the record that resembles most."""
    shown = {
        "number": query.number,
        "name": query.names[0].casefold() if query.names else "",
        "date_of_birth": query.date_of_birth,
        "ssn_last4": query.ssn_last4,
    }
    scores = [
        process.cdist(
            [value], columns[column], scorer=fuzz.token_sort_ratio if column == "name" else fuzz.ratio
        )[0]
        for column, value in shown.items()
        if value
    ]
    mean = np.mean(scores, axis=0)
    place = int(mean.argmax())
    return place, float(mean[place])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--papers", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    records, asked = draw_papers(People(chosen.people, chosen.seed), chosen.papers, chosen.seed)
    with tempfile.TemporaryDirectory() as home:
        storage = open_storage(Settings.load({}, Path(home)))
        with storage.work() as work:
            work.records.upsert(records, utc_now())
            work.linkage.count_terms(utc_now())
        ours = answer_ourselves(storage, asked)
        storage.close()
    print(f"{len(asked)} papers against {len(records)} records; last column: times as long as ours")
    print(ours.say(asked, ours.seconds))
    for way in (answer_by_splink, answer_by_scan):
        for answers in way(records, asked):
            print(answers.say(asked, ours.seconds))


if __name__ == "__main__":
    main()
