"""`evaluate`: accuracy on an office's own labelled papers."""

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.base import AsJson, Exit, Home, err, explained, fail, out, print_json
from commands.intake import predict_folder
from processing.evaluation import Report, compare_predictions
from settings import Secret, Settings
from storage.importing import import_records
from wiring import open_storage, utc_now


@explained
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Holds truth.jsonl, submissions/ and records.csv.")],
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Read labelled papers in a home of their own and print how often we are right."""
    truth_file = folder / "truth.jsonl"
    if not truth_file.is_file():
        raise fail(f"There is no {truth_file}. `docs/contracts.md` says what it holds.", Exit.USAGE)
    truth = [json.loads(line) for line in truth_file.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="oems-intake-evaluate-") as scratch:
        office = Settings.load(os.environ, home)
        settings = office.with_changes(
            home=Path(scratch),
            database_url=Secret(""),
            redis_url=Secret(""),
            files=None,
            master_key_file=None,
        )
        _import(settings, folder / "records.csv")
        predictions = predict_folder(
            _submissions(folder), settings, received=_received(truth), models=office.home
        )
    report = compare_predictions(truth, predictions)
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report)


def _submissions(folder: Path) -> Path:
    return folder / "submissions" if (folder / "submissions").is_dir() else folder


def _received(truth: list[dict[str, Any]]) -> dict[str, str]:
    return {line["file"]: line["received_at"] for line in truth}


def _import(settings: Settings, records: Path) -> None:
    storage = open_storage(settings, demo=True)
    try:
        if records.is_file():
            report = import_records(storage, records, number_pattern=settings.number_pattern, now=utc_now())
            err.print(f"{report.added} records, {len(report.rejected)} rejected.")
    finally:
        storage.close()


def _print(report: Report) -> None:
    table = Table(title=f"{report.documents} documents", title_justify="left")
    for heading in ("Measure", "Value"):
        table.add_column(heading)
    for name, value in report.figures().items():
        table.add_row(
            name, "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
        )
    out.print(table)
    fields = Table(title="Fields: exact match", title_justify="left")
    for heading in ("Field", "Right", "Wrong", "Missing", "F1", "Sure but wrong"):
        fields.add_column(heading)
    for name, tally in sorted(report.fields.items()):
        fields.add_row(name, str(tally.right), str(tally.wrong), str(tally.missing),
                       "-" if tally.f1 is None else f"{tally.f1:.3f}", str(tally.sure_but_wrong))  # fmt: skip
    out.print(fields)
