"""`evaluate`: accuracy on an office's own labelled papers."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from commands.base import AsJson, Exit, Home, explained, fail, fit_to_write, out, print_json, write_private
from commands.evaluating import FirstStage, evaluation_parts, import_labelled, read_labelled, run_again
from processing.evaluation import Report, compare_predictions


@explained
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Holds truth.jsonl, submissions/ and records.csv.")],
    keep: Annotated[
        Path | None, typer.Option(help="Keep the home with the readings in this new folder.")
    ] = None,
    again: Annotated[
        Path | None, typer.Option(help="Read nothing: run the later stages again in this kept home.")
    ] = None,
    first: Annotated[
        FirstStage, typer.Option("--from", help="The first stage that --again runs.")
    ] = FirstStage.SPLIT,
    predictions: Annotated[
        Path | None,
        typer.Option(help="Write the lines of `process` to this file too.", callback=fit_to_write),
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Read labelled papers in a home of their own and print how often we are right."""
    if keep and again:
        raise fail("Take --keep to read, or --again to read nothing, not both.", Exit.USAGE)
    truth = _read_truth(folder / "truth.jsonl")
    with evaluation_parts(home, keep, again) as (settings, parts):
        if again:
            lines = run_again(first, settings, parts.services)
        else:
            import_labelled(folder / "records.csv", settings, parts)
            received = {line["file"]: line["received_at"] for line in truth}
            lines = read_labelled(_submissions(folder), received, settings, parts.services)
    if predictions:
        write_private(predictions, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    report = compare_predictions(truth, lines)
    if as_json:
        print_json(report.as_dict())
    else:
        _print(report)


def _read_truth(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise fail(f"There is no {path}. `docs/contracts.md` says what it holds.", Exit.USAGE)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _submissions(folder: Path) -> Path:
    return folder / "submissions" if (folder / "submissions").is_dir() else folder


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
