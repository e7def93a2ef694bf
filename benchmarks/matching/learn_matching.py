"""Learns how much an agreement says: `python -m benchmarks.matching.learn_matching --out .../weights.json`.

Chances on the person's own paper are counted on labelled papers (`benchmarks/matching/labelled.py`); chances
on
another's paper on random pairs of papers and records; both with the readings of the layouts that are not held
out. The calibration is fitted to papers of other people, read as the held-out layouts were, and measured on a
third set of people.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import IsotonicRegression

from benchmarks.matching.labelled import (
    OTHERS_ADDRESS,
    OWN_ADDRESS,
    SHOWN,
    SLIPS,
    STRANGERS,
    Labelled,
    PaperMaker,
    index_records,
    invent_population,
)
from benchmarks.matching.readings import KEPT_READINGS, load_readings
from domain.records import CertificationRecord, MatchQuery
from processing.matching.compare import compare_record
from processing.matching.names import best_comparison
from processing.matching.outcomes import UNWEIGHED, outcomes_of
from processing.matching.rank import rank_by_chance
from processing.matching.terms import MOST_VALUES, Term, TermTable, count_shares
from processing.matching.weights import Outcome, Weighing, read_weights

#: Added to every count, so that what was not seen is rare and not impossible.
SMOOTHING = 0.5

#: Share of misreadings that are held to be of any other value: too few were seen to leave that to them alone.
STRAY = 0.3

#: Chances that no labelled pair tells: what papers say of street, telephone and town, whose name stands among
#: their words, a suffix that is another one, how often a sender writes of somebody again. All are cautious.
ASSUMED: Mapping[str, Mapping[str, Outcome]] = {
    "contact": {"HOME": Outcome(0.3, 0.3, 0.004), "TOWN": Outcome(0.9, 0.9, 0.3)},
    "name": {
        "STANDS": Outcome(0.8, 0.8, 0.003),
        "STANDS_TOO": Outcome(0.4, 0.4, 0.025),
        "SUFFIX_CLASH": Outcome(0.0005, 0.02, 0.000016),
    },
    "history": {"AGREES": Outcome(0.2, 0.2, 1.0, one_of_all=True)},
}

#: How many records an office has, where no table of terms says.
RECORDS = 100_000

#: Log-odds at which the calibration is told, and how fast it rises at least.
PLACES = (-10.0, -7.0, -5.0, -3.0, -1.5, 0.0, 1.5, 3.0, 5.0, 7.0, 9.0, 11.0, 13.0)
LEAST_SLOPE = 0.05

#: The field of a reading, by the field compared.
READ_AS = {"number": "number", "name": "name", "date_of_birth": "date", "ssn_last4": "last4", "level": ""}


def count_own(papers: Sequence[Labelled]) -> dict[str, dict[bool, Counter[str]]]:
    """Outcomes on the person's own paper, by field and by whether the value was read rightly."""
    counts: dict[str, dict[bool, Counter[str]]] = defaultdict(lambda: {True: Counter(), False: Counter()})
    for paper in papers:
        outcomes, found = outcomes_of(paper.query, paper.record)
        for field, name in outcomes.items():
            counts[field][READ_AS[field] in paper.right or not READ_AS[field]][name] += 1
        if found.name:
            counts["middle"][True][found.name.middle.name] += 1
    return counts


def count_others(
    papers: Sequence[Labelled], people: Sequence[CertificationRecord], pairs: int, rng: Random
) -> dict[str, Counter[str]]:
    """Outcomes of papers beside records drawn at random."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(pairs):
        paper, other = rng.choice(papers), rng.choice(people)
        if other.certification_number == paper.record.certification_number:
            continue
        for field, name in outcomes_of(paper.query, other)[0].items():
            counts[field][name] += 1
        # The middle names of two strangers who are otherwise called the same.
        namesake = replace(other, first_name=paper.record.first_name, last_name=paper.record.last_name)
        if found := best_comparison(paper.query.names, namesake):
            counts["middle"][found.middle.name] += 1
    return counts


def count_strays(
    papers: Sequence[Labelled], block: Callable[[MatchQuery], list[CertificationRecord]]
) -> Counter[str]:
    """Papers whose number is that of another record: misread, mistyped, or somebody else's."""
    strays: Counter[str] = Counter()
    for paper in papers:
        numbered = MatchQuery(number=paper.query.number)
        fits = {
            compare_record(numbered, record, UNWEIGHED).number.name
            for record in block(numbered)
            if record.certification_number != paper.record.certification_number
        }
        strays.update(fits)
    return strays


def learn_outcomes(
    own: Mapping[str, Mapping[bool, Counter[str]]], others: Mapping[str, Counter[str]]
) -> dict[str, dict[str, Outcome]]:
    """The chances of every outcome seen."""
    fields: dict[str, dict[str, Outcome]] = {}
    for field, counts in own.items():
        names = sorted(set(counts[True]) | set(counts[False]) | set(others[field]))
        fields[field] = {
            name: Outcome(
                _chance(counts[True], name, len(names)),
                _chance_misread(counts, others[field], name, len(names)),
                _chance(others[field], name, len(names)),
            )
            for name in names
        }
    return fields


def _chance_misread(
    counts: Mapping[bool, Counter[str]], others: Counter[str], name: str, names: int
) -> float:
    if not counts[False]:  # nobody reads it wrong: it is given, as the sender's level is
        return _chance(counts[True], name, names)
    stray = _chance(others, name, names)
    return round((1 - STRAY) * _chance(counts[False], name, names) + STRAY * stray, 9)


def _chance(counts: Counter[str], name: str, names: int) -> float:
    return round((counts[name] + SMOOTHING) / (counts.total() + SMOOTHING * names), 9)


def name_terms(people: Sequence[CertificationRecord]) -> TermTable:
    """The table that storage counts."""
    counted = {
        Term.SURNAME: (p.last_name.casefold() for p in people),
        Term.GIVEN: (p.first_name.casefold() for p in people),
        Term.BIRTH: (str(p.date_of_birth) for p in people),
        Term.TOWN: (p.city.casefold() for p in people),
    }
    shares = {
        term: count_shares(Counter(values).items(), MOST_VALUES[term]) for term, values in counted.items()
    }
    return TermTable(len(people), {term: found for term, found in shares.items() if found})


def learn(
    papers: Sequence[Labelled], people: Sequence[CertificationRecord], pairs: int, rng: Random
) -> dict[str, Any]:
    """The file's `fields`, as dictionaries."""
    fields = learn_outcomes(count_own(papers), count_others(papers, people, pairs, rng))
    strays = count_strays(papers, index_records(people).block)
    shown = sum(bool(p.query.number) for p in papers)
    for name in ("AGREES", "OTHER_PREFIX"):
        # One record has the number, whoever's it is: the more records, the less it is this one's by chance.
        # Another's number agrees with its own prefix; under any other one it would be as much another's.
        stray = (strays["AGREES"] + SMOOTHING) / shown
        fields["number"][name] = replace(fields["number"][name], other=round(stray, 6), one_of_all=True)
    # A grade that says the middle names differ has said so.
    fields["middle"] = {
        n: o for n, o in fields["middle"].items() if n not in ("DIFFERS", "SILENT", "PARTIAL")
    }
    fields["email"] = {"AGREES": Outcome(OWN_ADDRESS, OWN_ADDRESS, OTHERS_ADDRESS, one_of_all=True)}
    terms = name_terms(people)
    # Two names agree by chance as often as surname and given name do; the table's ratios start from there.
    chance = terms.terms[Term.SURNAME].repeat * terms.terms[Term.GIVEN].repeat
    fields["name"]["SAME"] = replace(fields["name"]["SAME"], other=round(chance, 9))
    fields["date_of_birth"]["FULL"] = replace(
        fields["date_of_birth"]["FULL"], other=round(terms.terms[Term.BIRTH].repeat, 9)
    )
    for field, outcomes in ASSUMED.items():
        fields[field] = {**fields.get(field, {}), **outcomes}
    return {field: {name: asdict(o) for name, o in sorted(found.items())} for field, found in fields.items()}


def judge(
    facts: Mapping[str, Any], papers: Sequence[Labelled], people: Sequence[CertificationRecord]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """(chance said, whether it is the person's) of every candidate of every paper."""
    weighing, index = Weighing(read_weights(facts), name_terms(people)), index_records(people)
    said, true = [], []
    for paper in papers:
        for candidate in rank_by_chance(paper.query, index.block(paper.query), weighing):
            said.append(candidate.probability)
            true.append(paper.listed and candidate.certification_number == paper.record.certification_number)
    return np.array(said), np.array(true)


def fit_calibration(said: npt.NDArray[np.float64], true: npt.NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Points of a rising line from the log-odds as weighed to the log-odds as found."""
    kept = np.clip(said, 1e-9, 1 - 1e-9)
    odds = np.log(kept / (1 - kept))
    # The line of least error that never falls; taken at a few places, so that it has no steps.
    rising = IsotonicRegression(y_min=1e-5, y_max=1 - 1e-5, out_of_bounds="clip").fit(odds, true)
    points: list[tuple[float, float]] = []
    for place in PLACES:
        about = rising.predict(np.linspace(place - 0.75, place + 0.75, 31)).mean()
        found = float(np.log(about / (1 - about)))
        # What weighs more is never said to be less likely, and never just as likely.
        least = points[-1][1] + LEAST_SLOPE * (place - points[-1][0]) if points else found
        points.append((place, round(max(found, least), 4)))
    return points


def reliability(said: npt.NDArray[np.float64], true: npt.NDArray[np.bool_]) -> list[dict[str, float | int]]:
    """Said and true chance, by bands of what is said."""
    bands = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99, 0.999, 1.01)
    lines: list[dict[str, float | int]] = []
    for low, high in pairwise(bands):
        here = (said >= low) & (said < high)
        if here.any():
            means = {"said": float(said[here].mean()), "true": float(true[here].mean())}
            band = {name: round(mean, 4) for name, mean in means.items()}
            lines.append({"from": low, "candidates": int(here.sum()), **band})
    return lines


def information(said: npt.NDArray[np.float64], true: npt.NDArray[np.bool_]) -> float:
    """Mean bits of surprise at what is true: less is better."""
    kept = np.clip(np.where(true, said, 1 - said), 1e-9, 1)
    return round(float(-np.log2(kept).mean()), 5)


def main() -> None:
    """Draw, learn, calibrate, measure, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--pairs", type=int, default=400_000, help="random pairs of papers and records")
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    readings, rng = load_readings(), Random(asked.seed)
    seen, unseen = ([r for r in readings if r.held_out is held] for held in (False, True))
    people = invent_population(asked.people, asked.seed)
    papers = list(PaperMaker(people, seen, rng).papers(asked.papers))
    own = [paper for paper in papers if paper.listed]
    facts: dict[str, Any] = {
        "data_hash": hash_data(asked), "papers": len(own), "random_pairs": asked.pairs,
        "readings_learned_from": len(seen), "readings_held_out": len(unseen), "assumed": name_assumed(),
        "listed": 1 - STRANGERS, "records": RECORDS, "calibration": [(0.0, 0.0)],
        "fields": learn(own, people, asked.pairs, rng),
    }  # fmt: skip
    for place, name in enumerate(("calibration", "measured")):
        others = invent_population(asked.people, asked.seed + 1 + place)
        said, true = judge(facts, list(PaperMaker(others, unseen, rng).papers(asked.papers)), others)
        if name == "calibration":
            facts["calibration"] = fit_calibration(said, true)
        else:
            facts[name] = {"candidates": len(said), "surprise_bits": information(said, true),
                           "reliability": reliability(said, true)}  # fmt: skip
    asked.out.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(facts, indent=1))


def name_assumed() -> list[str]:
    """What no count stands behind; the shares of slips are assumed besides."""
    return ["email.AGREES", *(f"{field}.{name}" for field, outcomes in ASSUMED.items() for name in outcomes)]


def hash_data(asked: argparse.Namespace) -> str:
    """Of what was learned from: the readings, the assumed slips, and the arguments that draw the people."""
    drawn = [asked.people, asked.papers, asked.pairs, asked.seed]
    cautious = {field: {n: asdict(o) for n, o in outcomes.items()} for field, outcomes in ASSUMED.items()}
    shares = [SLIPS, SHOWN, STRANGERS, OWN_ADDRESS, OTHERS_ADDRESS, STRAY, cautious, drawn]
    assumed = json.dumps(shares, sort_keys=True)
    return sha256(KEPT_READINGS.read_bytes() + assumed.encode()).hexdigest()


if __name__ == "__main__":
    main()
