"""What is tried when an office learns: a candidate of each sort of model, measured beside the one in use."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from commands.base import err
from domain.errors import NotAllowed
from domain.kinds import Kind
from intake.classifiers.candidate import learn_candidate
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.measuring import Pairs, find_worse, measure_kinds
from intake.classifiers.papers import load_papers
from processing.labelled import labelled_papers
from processing.labelled_matches import labelled_matches
from processing.matching import learning as matching
from processing.matching import measuring as matches
from processing.matching.pairs import LabelledPair, ShippedPairs, load_pairs
from processing.matching.terms import TermTable
from processing.matching.weights import Weights, load_facts, load_weights
from processing.stages.labelled import (
    OfficePairs,
    OfficePapers,
    gather_office_pairs,
    gather_office_papers,
)
from settings import Settings
from storage.database import SqlStorage
from storage.models import ModelSort
from wiring import open_classifier, open_weights, utc_now

#: Fewer labelled papers than this tell more of their accidents than of what the office receives.
LEAST_PAPERS = 20
#: The same of decided papers whose record a person confirmed: a weight is a share, and rare outcomes count.
LEAST_MATCHES = 40


@dataclass(frozen=True, slots=True)
class Tried:
    """A candidate beside the model in use."""

    files: Mapping[str, bytes]
    """What is kept where it is promoted, its measures included."""
    measures: Mapping[str, Any]
    worse: list[str]
    """Where it is worse, one sentence each; then it is not put into use."""
    tables: tuple[Table, ...]


Try = Callable[[Settings, SqlStorage], Tried]


@contextmanager
def told(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """A bar on stderr that each call moves on by one."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


# -- kinds --------------------------------------------------------------------------------------------


def try_kinds(settings: Settings, storage: SqlStorage) -> Tried:
    """The classifier of kinds, from papers of which a person said what they are."""
    shipped = KindClassifier.load()
    office = _office_papers(storage, shipped)
    shipped_papers = load_papers(shipped.space)
    in_use, problem = open_classifier(settings.home)
    if problem:
        err.print(problem)
    err.print(f"Learning from {len(shipped_papers.training)} shipped papers and {len(office.training)} own.")
    with told("Learning kinds", None):
        candidate = learn_candidate(shipped, shipped_papers, office.training)
    sets = {
        "shipped layouts held out": shipped_papers.frozen,
        "the office's papers held out": office.frozen,
    }
    measures = {
        name: (measure_kinds(in_use, held), measure_kinds(candidate.classifier, held))
        for name, held in sets.items()
    }
    said = {
        name: {"in_use": was.as_dict(), "candidate": now.as_dict()} for name, (was, now) in measures.items()
    }
    return Tried(candidate.files(said), said, find_worse(measures), tuple(_kind_tables(measures)))


def _office_papers(storage: SqlStorage, shipped: KindClassifier) -> OfficePapers:
    with storage.work() as work:
        labelled = list(labelled_papers(work))
    office = gather_office_papers(storage, labelled, shipped)
    if len(labelled) < LEAST_PAPERS or not office.frozen or not office.training:
        raise NotAllowed(
            f"There are {len(labelled)} labelled papers; at least {LEAST_PAPERS} are wanted, some held out. "
            "A reviewer makes one by correcting or confirming a paper and deciding its case."
        )
    return office


def _kind_tables(measures: Pairs) -> Iterator[Table]:
    for name, (was, now) in measures.items():
        table = _table(f"{len(now.verdicts)} papers: {name}")
        for kind in Kind:
            words = f"errors in {kind.value.replace('_', ' ')}"
            table.add_row(words, str(was.errors(kind)), str(now.errors(kind)))
        table.add_row("silent errors", str(was.silent_errors), str(now.silent_errors))
        table.add_row("left to a person", str(was.abstained), str(now.abstained))
        yield table


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("Measure", "In use", "Candidate"):
        table.add_column(heading)
    return table


# -- matching -----------------------------------------------------------------------------------------


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
    candidate = matching.learn_candidate(load_facts(), shipped, office.training, terms)
    measures = _measure_matching(in_use, candidate.weights, shipped, office, terms)
    said = {
        name: {"in_use": was.as_dict(), "candidate": now.as_dict()} for name, (was, now) in measures.items()
    }
    worse = matches.find_worse(measures)
    return Tried(candidate.files(said), said, worse, tuple(_matching_tables(measures)))


def _office_pairs(storage: SqlStorage) -> OfficePairs:
    with storage.work() as work:
        labelled = list(labelled_matches(work))
    arrivals = len({match.document.submission_id for match in labelled})
    with told("Decided papers", arrivals) as advance:
        office = gather_office_pairs(storage, labelled, advance)
    found = len(office.training) + len(office.frozen)
    if found < LEAST_MATCHES or not office.frozen or not office.training:
        raise NotAllowed(
            f"There are {found} papers of approved cases with a confirmed record; at least "
            f"{LEAST_MATCHES} are wanted, some held out. A reviewer makes one by approving a case."
        )
    return office


def _measure_matching(
    in_use: Weights, candidate: Weights, shipped: ShippedPairs, office: OfficePairs, terms: TermTable
) -> matches.Pairs:
    own = [each.pair for each in office.frozen]
    with told("Measuring", 2 * (len(shipped.hard) + len(shipped.frozen) + len(own))) as advance:

        def both(
            pairs: list[LabelledPair], known: TermTable | None, *, rebased: bool = False
        ) -> tuple[matches.MatchMeasures, matches.MatchMeasures]:
            weights = (in_use, candidate)
            if rebased:
                weights = (
                    matching.rebase(in_use, load_weights()),
                    matching.rebase(candidate, load_weights()),
                )
            was, now = (matches.measure_matching(each, pairs, known, advance) for each in weights)
            return was, now

        return {
            matches.HARD: both([*shipped.hard], None),
            matches.ORDINARY: both([*shipped.frozen], shipped.terms, rebased=True),
            matches.OWN: both(own, terms),
        }


def _matching_tables(measures: matches.Pairs) -> Iterator[Table]:
    for name, (was, now) in measures.items():
        table = _table(f"{len(now.verdicts)} papers: {name}")
        for (words, before), (_, after) in zip(_say_matching(was), _say_matching(now), strict=True):
            table.add_row(words, before, after)
        yield table


def _say_matching(found: matches.MatchMeasures) -> Iterator[tuple[str, str]]:
    yield "matched to somebody else", str(found.wrong)
    yield "matched rightly", str(found.matched)
    yield "matched, though people should decide", str(found.unsettled_matched)
    yield "the person ranked first", str(found.first)
    yield "surprise, bits a candidate", f"{found.surprise:.4f}"


#: How a candidate of each sort is tried.
TRIALS: Mapping[ModelSort, Try] = {ModelSort.KINDS: try_kinds, ModelSort.MATCHING: try_matching}
