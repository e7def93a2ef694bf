"""`learn --what matching`: the weights, by papers whose record a person confirmed."""

from collections.abc import Iterator

from commands.base import err
from commands.learning_trials import Tried, ask_for_enough, say_measures, tables_of, told
from processing.labelled_matches import labelled_matches
from processing.matching.learning import learn_candidate, rebase
from processing.matching.measuring import (
    HARD,
    ORDINARY,
    OWN,
    MatchMeasures,
    Pairs,
    find_worse,
    measure_matching,
)
from processing.matching.pairs import LabelledPair, ShippedPairs, load_pairs
from processing.matching.terms import TermTable
from processing.matching.weights import Weights, load_facts, load_weights
from processing.stages.labelled import OfficePairs, gather_office_pairs
from settings import Settings
from storage.database import SqlStorage
from wiring import open_weights, utc_now

#: Fewer confirmed papers than this say little: a weight is a share, and rare outcomes count.
LEAST_MATCHES = 40


def try_matching(settings: Settings, storage: SqlStorage) -> Tried:
    """The matching weights, from papers whose record a person confirmed, and from how common values are."""
    shipped, office = load_pairs(), _office_pairs(storage)
    with storage.work() as work:
        terms = work.linkage.count_terms(utc_now())
    in_use, problem = open_weights(settings.home)
    if problem:
        err.print(problem)
    err.print(
        f"Learning from {len(shipped.mixed_in)} shipped papers and {len(office.training)} own; "
        f"{office.left_out} left out, on which nothing is the record's that was confirmed."
    )
    candidate = learn_candidate(load_facts(), shipped, office.training, terms)
    measures = _measure_matching(in_use, candidate.weights, shipped, office, terms)
    said = say_measures(measures)
    tables = tables_of(measures, lambda name, found: f"{len(found.verdicts)} papers: {name}", _say_matching)
    return Tried(candidate.files(said), said, find_worse(measures), tables)


def _office_pairs(storage: SqlStorage) -> OfficePairs:
    with storage.work() as work:
        labelled = list(labelled_matches(work))
    arrivals = len({match.document.submission_id for match in labelled})
    with told("Decided papers", arrivals) as advance:
        office = gather_office_pairs(storage, labelled, advance)
    ask_for_enough(
        office,
        LEAST_MATCHES,
        "papers of approved cases with a confirmed record",
        hint="A reviewer makes one by approving a case.",
    )
    return office


def _measure_matching(
    in_use: Weights, candidate: Weights, shipped: ShippedPairs, office: OfficePairs, terms: TermTable
) -> Pairs:
    own = [each.pair for each in office.frozen]
    with told("Measuring", 2 * (len(shipped.hard) + len(shipped.frozen) + len(own))) as advance:

        def both(
            pairs: list[LabelledPair], known: TermTable | None, *, rebased: bool = False
        ) -> tuple[MatchMeasures, MatchMeasures]:
            weights = (in_use, candidate)
            if rebased:
                weights = (
                    rebase(in_use, load_weights()),
                    rebase(candidate, load_weights()),
                )
            was, now = (measure_matching(each, pairs, known, advance) for each in weights)
            return was, now

        return {
            HARD: both([*shipped.hard], None),
            ORDINARY: both([*shipped.frozen], shipped.terms, rebased=True),
            OWN: both(own, terms),
        }


def _say_matching(found: MatchMeasures) -> Iterator[tuple[str, str]]:
    yield "matched to somebody else", str(found.wrong)
    yield "matched rightly", str(found.matched)
    yield "matched, though people should decide", str(found.unsettled_matched)
    yield "the person ranked first", str(found.first)
    yield "surprise, bits a candidate", f"{found.surprise:.4f}"
