"""`learn --what kinds`: the classifier, from papers of which a person said what they are."""

from collections.abc import Iterator

from commands.base import err
from commands.learning_trials import Tried, say_measures, tables_of, told
from domain.errors import NotAllowed
from domain.kinds import Kind
from intake.classifiers.candidate import learn_candidate
from intake.classifiers.kinds import KindClassifier
from intake.classifiers.measuring import KindMeasures, find_worse, measure_kinds
from intake.classifiers.papers import load_papers
from processing.labelled import labelled_papers
from processing.stages.labelled import OfficePapers, gather_office_papers
from settings import Settings
from storage.database import SqlStorage
from wiring import open_classifier

#: Fewer labelled papers than this tell more of their accidents than of what the office receives.
LEAST_PAPERS = 20


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
    said = say_measures(measures)
    tables = tables_of(measures, lambda name, found: f"{len(found.verdicts)} papers: {name}", _say_kinds)
    return Tried(candidate.files(said), said, find_worse(measures), tables)


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


def _say_kinds(found: KindMeasures) -> Iterator[tuple[str, str]]:
    for kind in Kind:
        yield f"errors in {kind.value.replace('_', ' ')}", str(found.errors(kind))
    yield "silent errors", str(found.silent_errors)
    yield "left to a person", str(found.abstained)
