"""The task of `beside` by Splink, with weights that it estimates from the same records and papers.

Splink is no part of the product: the group `compare` of pyproject.toml holds it.
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.matching.answers import Answers, Asked
from domain.records import CertificationRecord
from processing.matching.numbers import number_key
from processing.matching.parsing import fold_words


def answer_by_splink(records: Sequence[CertificationRecord], asked: Sequence[Asked]) -> Iterator[Answers]:
    """Term frequencies on, blocked alike, one thread; all papers in one batch."""
    from splink import DuckDBAPI

    # It tells its progress, and what could not be trained, at every level.
    logging.disable(logging.WARNING)
    begun, database = time.process_time(), DuckDBAPI()
    database.duckdb_con.execute("SET threads TO 1")
    linker = _train(database, records, asked)
    learned = time.process_time()
    pairs = linker.inference.predict(threshold_match_probability=0.01).as_pyarrow_table().to_pylist()
    seconds = time.process_time() - learned
    print(f"Splink took {learned - begun:.1f} s to estimate its weights, which is not counted below")
    best = _best_pairs(pairs)
    for least in (0.9, 0.99, 0.999):
        likeliest = [best.get(str(place), ("", 0.0)) for place in range(len(asked))]
        named = [number if chance >= least else None for number, chance in likeliest]
        yield Answers(f"Splink, probability {least}", named, seconds)


def _train(database: Any, records: Sequence[CertificationRecord], asked: Sequence[Asked]) -> Any:
    from splink import Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=_comparisons(),
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("born", "substr(surname, 1, 1)"),
            block_on("first", "surname"),
            block_on("last4", "substr(first, 1, 1)"),
            block_on("substr(number, 1, 4)", "surname"),
        ],
    )
    linker = Linker(_register(database, records, asked), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("number")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in (block_on("number"), block_on("born", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker


def _comparisons() -> list[Any]:
    from splink import comparison_library as compare

    return [
        compare.DamerauLevenshteinAtThresholds("number", [1, 2]),
        compare.NameComparison("first").configure(term_frequency_adjustments=True),
        compare.NameComparison("surname").configure(term_frequency_adjustments=True),
        compare.DamerauLevenshteinAtThresholds("born", [1, 2]).configure(term_frequency_adjustments=True),
        compare.DamerauLevenshteinAtThresholds("last4", [1]),
    ]


def _register(database: Any, records: Sequence[CertificationRecord], asked: Sequence[Asked]) -> list[Any]:
    import pyarrow as arrow

    tables = {
        "records": [
            _row(number, number, record.full_name, str(record.date_of_birth), record.ssn_last4)
            for record in records
            for number in (str(record.certification_number),)
        ],
        "papers": [
            _row(str(place), q.number, q.names[0] if q.names else "", q.date_of_birth, q.ssn_last4)
            for place, q in enumerate(paper.query for paper in asked)
        ],
    }
    return [
        database.register(arrow.Table.from_pylist(rows), dataset_display_name=name)
        for name, rows in tables.items()
    ]


def _row(unique_id: str, number: str, name: str, born: str, last4: str) -> dict[str, str | None]:
    """What the paper does not show is null, which Splink leaves out."""
    words = fold_words(name) or ("",)
    values = {
        "number": number_key(number),
        "first": words[0],
        "surname": words[-1],
        "born": born,
        "last4": last4,
    }
    return {"unique_id": unique_id, **{column: value or None for column, value in values.items()}}


def _best_pairs(pairs: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, float]]:
    """The likeliest record of each paper, with its probability."""
    best: dict[str, tuple[str, float]] = {}
    for pair in pairs:
        sides = {pair[f"source_dataset_{side}"]: pair[f"unique_id_{side}"] for side in "lr"}
        if pair["match_probability"] > best.get(sides["papers"], ("", 0.0))[1]:
            best[sides["papers"]] = (sides["records"], pair["match_probability"])
    return best
