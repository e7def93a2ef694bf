"""`learn --what fields`: how sure a value is, from fields that a person corrected or confirmed."""

from collections.abc import Iterator

from commands.base import err
from commands.learning_trials import Tried, ask_for_enough, measure_both, say_measures, tables_of, told
from intake.extractors.sureness.calibration import load_calibration
from intake.extractors.sureness.learning import learn_candidate
from intake.extractors.sureness.measuring import OWN, SHIPPED, FieldMeasures, find_worse, measure_fields
from intake.extractors.sureness.values import JudgedValue, load_values
from processing.labelled import by_submission, labelled_papers
from processing.stages.labelled_fields import Lessons, gather_office_values
from settings import Settings
from storage.database import SqlStorage
from wiring import open_calibration

#: Fewer judged values than this say little: nearly all of them are right, and the wrong ones tell.
LEAST_VALUES = 100


def try_fields(settings: Settings, storage: SqlStorage) -> Tried:
    """The calibration of fields."""
    shipped, office = load_values(), _office_values(storage)
    in_use, problem = open_calibration(settings.home)
    if problem:
        err.print(problem)
    err.print(f"Learning from {len(shipped.mixed_in)} shipped values and {len(office.training)} own.")
    with told("Learning fields", None):
        candidate = learn_candidate(load_calibration(), shipped, office.training)
    sets = {SHIPPED: shipped.frozen, OWN: office.frozen}
    measures = measure_both(in_use, candidate.calibration, sets, measure_fields)
    said = say_measures(measures)
    tables = tables_of(measures, lambda name, found: f"{found.values} values: {name}", _say)
    return Tried(candidate.files(said), said, find_worse(measures), tables)


def _office_values(storage: SqlStorage) -> Lessons[JudgedValue]:
    with storage.work() as work:
        labelled = list(labelled_papers(work))
    with told("Labelled papers", len(by_submission(labelled))) as advance:
        office = gather_office_values(storage, labelled, advance)
    ask_for_enough(office, LEAST_VALUES, "values of decided cases that a person corrected or confirmed")
    return office


def _say(found: FieldMeasures) -> Iterator[tuple[str, str]]:
    yield "shown as sure and right", str(found.sure_and_right)
    yield "shown as sure and wrong", str(found.sure_but_wrong)
    yield "surprise, bits a value", f"{found.surprise:.4f}"
