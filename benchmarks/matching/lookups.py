"""Import of many records, and the time of a look-up among them, on SQLite and on PostgreSQL.

    python -m benchmarks.matching.lookups [--records 1000000] [--database sqlite] [--keep FOLDER]

Prints the import's CPU time and memory, then for each kind of paper the time to find and rank its candidates
(median and p95), beside a plain rapidfuzz scan of all names. All people are invented. `--keep` leaves the
database in a folder, and uses it again where it is there.
"""

import argparse
import csv
import io
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from rapidfuzz import process
from rapidfuzz.distance import OSA

from benchmarks.matching.crowd import invent_crowd
from benchmarks.matching.hard_pairs import ask
from benchmarks.matching.noise import misread, off_by_one
from domain.records import CertificationRecord, MatchQuery
from processing.matching.rank import rank_matches
from settings import Secret, Settings
from storage.database import SqlStorage
from storage.importing import COLUMNS, import_records
from tests.servers.postgresql import running_postgres
from wiring import open_storage, utc_now

Maker = Callable[[CertificationRecord, Random], MatchQuery]


def _other_day(record: CertificationRecord, rng: Random) -> str:
    born = record.date_of_birth or date(1970, 1, 1)
    return born.replace(day=1 + (born.day + rng.randrange(1, 9)) % 28).isoformat()


def _misnumbered(query: MatchQuery, rng: Random) -> MatchQuery:
    return replace(query, number=off_by_one(query.number, rng))


def _short_name(record: CertificationRecord) -> tuple[str, ...]:
    return (f"{record.first_name} {record.last_name}",)


PAPERS: dict[str, Maker] = {
    "all as on the record": lambda r, rng: ask(r, email=r.email),
    "number misread": lambda r, rng: _misnumbered(ask(r), rng),
    "name and birth date": lambda r, rng: ask(r, number=False, names=_short_name(r)),
    "name alone": lambda r, rng: ask(r, number=False, born=False, names=_short_name(r)),
    "name misread, birth date": lambda r, rng: ask(r, number=False, names=(misread(r.full_name, rng),)),
    "name and number misread": lambda r, rng: _misnumbered(ask(r, names=(misread(r.full_name, rng),)), rng),
    "birth date misread, no number": lambda r, rng: ask(r, number=False, date_of_birth=_other_day(r, rng)),
    "former and new name, last four": lambda r, rng: ask(
        r, number=False, names=(f"{r.first_name} Quimby", *_short_name(r)), ssn_last4=r.ssn_last4
    ),
}


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one kind of paper, in order; and how many had their record among the candidates."""

    wall: Sequence[float]
    processor: Sequence[float]
    found: int

    def say(self, words: str) -> str:
        middle, late = len(self.wall) // 2, int(0.95 * len(self.wall))
        return (
            f"{words:32} wall {self.wall[middle]:6.1f} {self.wall[late]:6.1f}   "
            f"CPU {self.processor[middle]:6.1f} {self.processor[late]:6.1f}   "
            f"found {self.found}/{len(self.wall)}"
        )


def fill_storage(storage: SqlStorage, records: int, seed: int) -> None:
    """Import the crowd, through the lines of a CSV file as an office does."""
    started, wall = time.process_time(), time.perf_counter()
    report = import_records(
        storage, _lines(records, seed), number_pattern=r"[EAP]\d{7}", now=utc_now(),
        progress=lambda done: print(f"\r{done}", end="", flush=True),
    )  # fmt: skip
    used, waited = time.process_time() - started, time.perf_counter() - wall
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\r{report.added} records in {waited:.0f} s, CPU here {used:.0f} s, peak {memory} MiB")


def _lines(records: int, seed: int) -> Iterator[str]:
    names = [*COLUMNS, "former_names", "ssn_is_pseudo"]
    yield ",".join(names)
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for record in invent_crowd(records, seed):
        row = (getattr(record, name) for name in names)
        writer.writerow(";".join(v) if isinstance(v, tuple) else v for v in row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def time_papers(storage: SqlStorage, people: Sequence[CertificationRecord], seed: int) -> dict[str, Timed]:
    """Find and rank the candidates of each kind of paper for each of `people`."""
    rng = Random(seed)
    return {
        words: _time(storage, [(person, make(person, rng)) for person in people])
        for words, make in PAPERS.items()
    }


def _time(storage: SqlStorage, asked: Sequence[tuple[CertificationRecord, MatchQuery]]) -> Timed:
    wall, processor, found = [], [], 0
    with storage.work() as work:
        terms = work.linkage.terms()
    for person, query in asked:
        with storage.work() as work:
            begun, used = time.perf_counter(), time.process_time()
            candidates = work.records.candidates(query)
            rank_matches(query, candidates, terms=terms)
            processor.append(1000 * (time.process_time() - used))
            wall.append(1000 * (time.perf_counter() - begun))
        found += any(c.certification_number == person.certification_number for c in candidates)
    return Timed(sorted(wall), sorted(processor), found)


def time_scan(names: Sequence[str], people: Sequence[CertificationRecord]) -> float:
    """Milliseconds (median) of comparing one name with every name, as a program without blocking does."""
    times = []
    for person in people:
        begun = time.perf_counter()
        process.extract(person.full_name, names, scorer=OSA.normalized_similarity, limit=10)
        times.append(1000 * (time.perf_counter() - begun))
    return sorted(times)[len(times) // 2]


@contextmanager
def opened(database: str, keep: Path | None) -> Iterator[SqlStorage]:
    """A storage of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        home = (keep or Path(scratch)) / "home"
        settings = Settings.load({}, home)
        if database == "sqlite":
            storage = open_storage(settings)
            yield storage
            storage.close()
            return
        with running_postgres(Path(scratch) / "server") as server:
            storage = open_storage(settings.with_changes(database_url=Secret(server.create_database())))
            yield storage
            storage.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--papers", type=int, default=100, help="of each kind")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    crowd = list(invent_crowd(chosen.records, chosen.seed))
    people = Random(chosen.seed).sample(crowd, min(chosen.papers, len(crowd)))
    names = [record.full_name for record in crowd]
    del crowd
    with opened(chosen.database, chosen.keep) as storage:
        with storage.work() as work:
            there = work.records.count()
        if not there:
            fill_storage(storage, chosen.records, chosen.seed)
        print(f"{chosen.records} records on {chosen.database}; milliseconds a paper: median, p95")
        times = time_papers(storage, people, chosen.seed)
    for words, timed in times.items():
        print(timed.say(words))
    everything = Timed(
        sorted(t for timed in times.values() for t in timed.wall),
        sorted(t for timed in times.values() for t in timed.processor),
        sum(timed.found for timed in times.values()),
    )
    print(everything.say("all"))
    scan = time_scan(names, people[:20])
    middle = everything.wall[len(everything.wall) // 2]
    print(f"a plain rapidfuzz scan of all names: {scan:.0f} ms, {scan / middle:.0f} times as long")


if __name__ == "__main__":
    main()
