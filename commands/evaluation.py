"""`evaluate`: accuracy on an office's own labelled papers, and whether a change made it better or worse."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.base import AsJson, Exit, Home, explained, fail, fit_to_write, print_json, write_private
from commands.evaluating import EvaluationHome, FirstStage, Lines, evaluation_home
from commands.evaluation_page import render_report
from commands.evaluation_tables import print_comparison, print_report
from processing.evaluation.comparing import compare_reports
from processing.evaluation.papers import TrueSubmission, read_truth
from processing.evaluation.report import Report, judge, without_papers


@explained
def evaluate(
    folder: Annotated[
        Path | None, typer.Argument(help="Holds truth.jsonl, submissions/ and records.csv.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the home with the readings in this new folder.")
    ] = None,
    again: Annotated[
        Path | None, typer.Option(help="Read nothing: run the later stages again in this kept home.")
    ] = None,
    first: Annotated[
        FirstStage, typer.Option("--from", help="The first stage that --again runs.")
    ] = FirstStage.SPLIT,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write the report as JSON to this file.", callback=fit_to_write),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(help="Write the report with pictures of the misses.", callback=fit_to_write),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(help="Write the lines of `process` to this file too.", callback=fit_to_write),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="Read nothing: what is different in the second of two reports."),
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Read labelled papers in a home of their own and print how often we are right."""
    if compare:
        _compare(*compare)
        return
    if folder is None or (keep and again):
        raise fail("Name a folder, and take --keep to read or --again to read nothing.", Exit.USAGE)
    truth = _read_truth(folder / "truth.jsonl")
    with evaluation_home(home, keep, again) as place:
        lines = place.run_again(first) if again else _read_folder(folder, truth, place)
        report = judge(truth, lines) | {"times": place.keep_times()}
        _save(report, lines, place, output=output, html=html, predictions=predictions)
    if as_json:
        print_json(without_papers(report))
    else:
        print_report(report)


def _read_truth(path: Path) -> list[TrueSubmission]:
    if not path.is_file():
        raise fail(f"There is no {path}. `docs/contracts.md` says what it holds.", Exit.USAGE)
    try:
        return read_truth(_json_lines(path))
    except ValueError as error:
        raise fail(f"{path}: {error} `docs/contracts.md` says what it holds.", Exit.USAGE) from error


def _json_lines(path: Path) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found += [json.loads(line)] if line.strip() else []
        except json.JSONDecodeError as error:
            raise ValueError(f"Line {number} is no JSON ({error.msg}).") from error
    return found


def _read_folder(folder: Path, truth: list[TrueSubmission], place: EvaluationHome) -> Lines:
    place.import_records(folder / "records.csv")
    papers = folder / "submissions"
    return place.read(
        papers if papers.is_dir() else folder, {labelled.file: labelled.received_at for labelled in truth}
    )


def _save(
    report: Report,
    lines: Lines,
    place: EvaluationHome,
    *,
    output: Path | None,
    html: Path | None,
    predictions: Path | None,
) -> None:
    if output:
        write_private(output, json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    if html:
        write_private(html, render_report(report, place.services.storage))
    if predictions:
        write_private(predictions, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def _compare(before: Path, after: Path) -> None:
    """Exit code 4 where the second report is worse anywhere."""
    try:
        comparison = compare_reports(*(json.loads(p.read_text(encoding="utf-8")) for p in (before, after)))
    except ValueError as error:
        raise fail(f"{error} Make both anew with --output.", Exit.USAGE) from error
    print_comparison(comparison)
    if comparison.is_worse:
        raise typer.Exit(Exit.DIFFERENCES)
