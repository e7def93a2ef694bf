"""`learn --what forms`: where values stand on forms that come again, from what people said of copies."""

from collections.abc import Callable, Iterator
from typing import Any

from commands.base import err
from commands.learning_trials import Tried, ask_for_enough, measure_both, say_measures, tables_of, told
from domain.errors import NotAllowed
from domain.kinds import Channel
from domain.pages import PageSource
from intake.extractors.extract import teach_paper
from intake.extractors.known_forms.form import FORMS_FILE, dump_forms
from intake.extractors.known_forms.learning import TaughtPaper, hash_papers, learn_forms
from intake.extractors.known_forms.measuring import OWN, SHIPPED, FormMeasures, find_worse, measure_forms
from intake.extractors.known_forms.papers import FrozenPaper, ShippedPapers, load_papers
from processing.labelled import by_submission, labelled_papers
from processing.stages.labelled_fields import Lessons, gather_office_forms
from settings import Settings
from storage.database import SqlStorage
from wiring import open_forms

#: With fewer labelled papers than this none may be held out, so that nothing says whether a form helps.
LEAST_PAPERS = 8
#: The newest labelled papers are looked at, so many: each is laid out anew and held in memory.
MOST_PAPERS = 600


def try_forms(settings: Settings, storage: SqlStorage) -> Tried:
    """The known forms."""
    shipped, office = load_papers(), _office_forms(storage)
    in_use, problem = open_forms(settings.home)
    if problem:
        err.print(problem)
    err.print(f"Learning from {len(office.training)} papers of the office.")
    with told("Learning forms", None):
        candidate = learn_forms(office.training)
    if not candidate:
        raise NotAllowed(
            "None of the papers has enough print in common words to be known again; nothing was learned."
        )
    sets = {SHIPPED: _teach_shipped(shipped), OWN: office.frozen}
    measures = measure_both(in_use, candidate, sets, measure_forms)
    said = say_measures(measures)
    tables = tables_of(measures, lambda name, found: f"{found.papers} papers: {name}", _say)
    facts = {"learned_from": _learned_from(shipped, office), "measures": said}
    return Tried({FORMS_FILE: dump_forms(candidate, facts)}, said, find_worse(measures), tables)


def _office_forms(storage: SqlStorage) -> Lessons[TaughtPaper]:
    with storage.work() as work:
        labelled = list(labelled_papers(work))[-MOST_PAPERS:]
    with told("Labelled papers", len(by_submission(labelled))) as advance:
        office = gather_office_forms(storage, labelled, advance)
    ask_for_enough(office, LEAST_PAPERS, "labelled papers with fields that a person corrected or confirmed")
    return office


def _teach_shipped(shipped: ShippedPapers) -> tuple[TaughtPaper, ...]:
    with told("Shipped papers", len(shipped.frozen)) as advance:
        return tuple(_teach(paper, advance) for paper in shipped.frozen)


def _teach(paper: FrozenPaper, advance: Callable[[], None]) -> TaughtPaper:
    is_body = paper.pages[0].source is PageSource.BODY
    channel = Channel.EMAIL if is_body else Channel.SCAN
    taught = teach_paper(paper.kind, paper.pages, paper.said, channel=channel, is_body=is_body)
    advance()
    return taught


def _learned_from(shipped: ShippedPapers, office: Lessons[TaughtPaper]) -> dict[str, Any]:
    return {
        "papers_sha256": shipped.sha256,
        "office_papers": len(office.training),
        "office_sha256": hash_papers(office.training),
    }


def _say(found: FormMeasures) -> Iterator[tuple[str, str]]:
    yield "copies of known forms", str(found.copies)
    for words, count in (("right", found.right), ("wrong", found.wrong), ("missing", found.missing)):
        yield f"values {words}", str(sum(count.values()))
