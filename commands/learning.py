"""`learn`: what people corrected and confirmed makes a model better, or changes nothing."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from commands.acting import os_account
from commands.base import AsJson, Home, err, explained, opened_storage, out, print_json
from commands.learning_fields import try_fields
from commands.learning_forms import try_forms
from commands.learning_kinds import try_kinds
from commands.learning_matching import try_matching
from commands.learning_trials import Tried
from domain.errors import NotAllowed
from processing.labelled import (
    LabelledPaper,
    by_submission,
    describe_truth,
    is_restricted,
    labelled_papers,
)
from settings import Settings
from storage.database import SqlStorage
from storage.durable import make_folder, write_all_durably
from storage.models import SHIPPED, SHOWN, ModelShelf, ModelSort, held_for_learning
from wiring import utc_now

app = typer.Typer(
    help="Learn from what reviewers corrected and confirmed; promote a model only if it is nowhere worse."
)

#: How a candidate of each sort is tried beside the model in use.
TRIALS: Mapping[ModelSort, Callable[[Settings, SqlStorage], Tried]] = {
    ModelSort.KINDS: try_kinds,
    ModelSort.MATCHING: try_matching,
    ModelSort.FIELDS: try_fields,
    ModelSort.FORMS: try_forms,
}

#: Where the office's labelled papers are written out, below the home.
LABELLED = "labelled"


@app.callback(invoke_without_command=True)
@explained
def learn(
    context: typer.Context,
    what: Annotated[
        ModelSort,
        typer.Option(
            "--what",
            help="kinds; what an agreement weighs in matching; how sure fields are; or known forms.",
        ),
    ] = ModelSort.KINDS,
    go_back: Annotated[
        bool, typer.Option("--return", help="Use the model before the present one again; learn nothing.")
    ] = False,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Learn a candidate from the shipped and the office's papers; use it where it is nowhere worse."""
    if context.invoked_subcommand is not None:
        return
    with opened_storage(home) as (settings, storage), held_for_learning(settings.home):
        shelf = ModelShelf(settings.home, what)
        if go_back:
            _return(storage, shelf, what)
            return
        tried = TRIALS[what](settings, storage)
        model = None if tried.worse else shelf.promote(tried.files)
        subject = f"model:{(model or 'candidate')[:SHOWN]}"
        _note(storage, "model_refused" if tried.worse else "model_promoted", subject, what=what.value)
    if as_json:
        facts = {
            "promoted": not tried.worse,
            "model": model,
            "worse": tried.worse,
            "measures": tried.measures,
        }
        print_json(facts)
    else:
        _print(tried, model, what)


def _return(storage: SqlStorage, shelf: ModelShelf, what: ModelSort) -> None:
    model = shelf.step_back()
    _note(storage, "model_returned", f"model:{model[:SHOWN]}", what=what.value)
    out.print(f"In use: {_named(model)}. {_RESTART}")


def _note(storage: SqlStorage, action: str, subject: str, **facts: int | str) -> None:
    with storage.work() as work:
        work.audit.append(f"os:{os_account()}", action, subject, utc_now(), **facts)


_RESTART = "Start `oems-intake run` (or `work`) again, so that it works with this model."


def _named(model: str) -> str:
    return "the shipped model" if model == SHIPPED else f"model {model[:SHOWN]}"


def _print(tried: Tried, model: str | None, what: ModelSort) -> None:
    for table in tried.tables:
        out.print(table)
    if model is None:
        out.print("Not promoted; the model in use stays. " + "; ".join(tried.worse) + ".")
        return
    back = "oems-intake learn" + ("" if what is ModelSort.KINDS else f" --what {what}")
    out.print(f"Promoted: {_named(model)}. {_RESTART} `{back} --return` goes back.")


@app.command()
@explained
def papers(as_json: AsJson = False, home: Home = None) -> None:
    """Count the labelled papers: documents that a reviewer corrected or confirmed, of decided cases."""
    with opened_storage(home) as (_, storage), storage.work() as work:
        counts = _count(list(labelled_papers(work)))
    if as_json:
        print_json(counts)
        return
    table = Table()
    for heading in ("Kind", "Labelled", "Complete", "Corrected", "Held out"):
        table.add_column(heading)
    for kind, count in counts.items():
        table.add_row(kind, *(str(number) for number in count.values()))
    out.print(table)


def _count(labelled: list[LabelledPaper]) -> dict[str, dict[str, int]]:
    kinds = sorted({paper.document.guess.kind.value for paper in labelled})
    by_kind = {kind: [p for p in labelled if p.document.guess.kind.value == kind] for kind in kinds}
    return {
        name: {
            "labelled": len(found),
            "complete": sum(paper.complete for paper in found),
            "corrected": sum(paper.corrected for paper in found),
            "held_out": sum(paper.frozen for paper in found),
        }
        for name, found in {**by_kind, "all": labelled}.items()
    }


@app.command()
@explained
def export(home: Home = None) -> None:
    """Write the labelled papers into the home, so that `evaluate HOME/labelled` reads them."""
    with opened_storage(home) as (settings, storage):
        folder = settings.home / LABELLED
        with storage.work() as work:
            labelled = [paper for paper in labelled_papers(work) if not is_restricted(work, paper)]
        if not labelled:
            raise NotAllowed(
                "There are no labelled papers yet, or only restricted ones and what came with them, "
                "which stay sealed."
            )
        unfinished = folder.with_name(f".{LABELLED}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        _write_out(storage, labelled, unfinished)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
        _note(storage, "labelled_papers_exported", "papers", count=len(labelled))
    err.print(
        f"{folder} now holds people's papers in plain, under the rights of the home alone. "
        "Delete the folder when you have measured; copy it nowhere."
    )
    out.print(f"{len(labelled)} labelled papers: oems-intake evaluate {folder}")


def _write_out(storage: SqlStorage, labelled: list[LabelledPaper], folder: Path) -> None:
    make_folder(folder / "submissions")
    lines = []
    for submission_id, together in by_submission(labelled).items():
        with storage.work() as work:
            submission = work.submissions.get(submission_id)
            file = f"{submission_id}{_suffix(submission.source)}"
            lines.append(describe_truth(work, submission, file, together))
        write_all_durably({folder / "submissions" / file: storage.files.get(submission.original)})
    truth = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    write_all_durably({folder / "truth.jsonl": truth.encode("utf-8")})


#: Endings that say what a file is; of a message out of a mailbox there is none.
_ENDINGS = frozenset({".eml", ".msg", ".pdf", ".tif", ".tiff", ".png", ".jpg", ".jpeg", ".heic"})


def _suffix(source: str) -> str:
    """The ending alone: the rest of a file's name may be a person's."""
    ending = Path(source).suffix.lower()
    return ending if ending in _ENDINGS else ".eml"
