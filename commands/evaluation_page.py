"""The report of `evaluate` as one page that needs nothing else: tables, and pictures of the misses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from commands import evaluation_tables as tables
from commands.evaluation_pictures import Album
from processing.evaluation.report import Report
from processing.ports import Storage
from review.words import to_words

TEMPLATE = "evaluation.html"
MEASURE = ("Measure", "Value")
#: A paper's page is shown once, however much was missed on it; more papers than this only in words.
MOST_PAPERS = 150


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong on one paper."""

    what: str
    want: str
    got: str
    confidence: float | None = None
    picture: str = ""
    """A data address; empty where there is no place to show."""


@dataclass(frozen=True, slots=True)
class MissedPaper:
    """A paper with everything that is wrong on it."""

    name: str
    about: str
    misses: tuple[Miss, ...]
    page: str
    """A data address of its first page; empty for the text of a message."""


def render_report(report: Report, storage: Storage) -> str:
    """The whole page. It holds what papers say: keep it as you keep the papers."""
    environment = Environment(
        loader=FileSystemLoader(Path(str(files("commands")))),
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["show"] = tables.show
    environment.filters["words"] = to_words
    missed = [paper for paper in report["papers"] if any(_misses(paper))]
    album = Album(storage)
    groups, fields = tables.field_rows(report)
    return environment.get_template(TEMPLATE).render(
        sections=_sections(report, groups, fields),
        papers=list(_missed_papers(missed[:MOST_PAPERS], album)),
        not_there=list(_papers_not_there(report["not_there"][:MOST_PAPERS], album)),
        missed=len(missed),
        whole=len(report["papers"]),
    )


def _sections(
    report: Report, groups: list[str], fields: list[list[Any]]
) -> list[tuple[str, Sequence[str], list[Any]]]:
    """(title, headings, rows) of each table; empty ones are left out."""
    kinds, calibration, times = report["kinds"], report["calibration"], report["times"]
    sections: list[tuple[str, Sequence[str], Iterable[Any]]] = [
        ("Figures", MEASURE, report["figures"].items()),
        ("What was taken for what", ("Kind", "Papers"), _taken_rows(kinds["confusion"])),
        ("Kinds, macro-F1 by quality", ("Quality", "Macro-F1"), kinds["by_quality"].items()),
        ("Reliability of kinds", tables.RELIABILITY_HEADINGS, tables.reliability_rows(kinds)),
        ("Silent errors", MEASURE, _flat(report["silence"])),
        ("Splits", MEASURE, _flat(report["splits"])),
        ("Fields: F1 of exact match", ("Field", *groups), [[_words(name), *row] for name, *row in fields]),
        ("By layout", tables.LAYOUT_HEADINGS, tables.layout_rows(report)),
        ("Shown as sure (0.9 and more)", tables.SURE_HEADINGS, tables.sure_rows(report)),
        ("Reliability of values", tables.RELIABILITY_HEADINGS, tables.reliability_rows(calibration)),
        ("Sure but wrong", ("Field", "Values"), [(_words(n), c) for n, c in calibration["by_field"].items()]),
        ("Matches", MEASURE, _flat(report["matches"])),
        ("Findings", tables.FINDING_HEADINGS, tables.finding_rows(report)),
        ("Papers that came before", MEASURE, _flat(report["repeats"])),
        (f"Seconds a page ({times['pages']} pages)", tables.TIME_HEADINGS, tables.time_rows(report)),
    ]
    return [(title, headings, listed) for title, headings, rows in sections if (listed := list(rows))]


def _taken_rows(confusion: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    for taken, papers in confusion.items():
        yield " -> ".join(map(to_words, taken.split(" -> "))), papers


def _words(name: str) -> str:
    """`cpr_card.issued_on` so that it breaks between words in a narrow window."""
    return ": ".join(map(to_words, name.split(".")))


def _flat(measures: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """A row for each number, with the names of what it lies in before its own."""
    for name, value in measures.items():
        words = f"{before}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{words}, ")
        else:
            yield words, value


def _missed_papers(papers: list[dict[str, Any]], album: Album) -> Iterator[MissedPaper]:
    for paper in papers:
        first = min(paper["pages"], default=0)
        quality, strokes = to_words(paper["quality"] or "unknown quality"), paper["handwritten"]
        yield MissedPaper(
            name=paper["name"],
            about=f"{quality}, {'hand' if strokes else 'print'}",
            misses=tuple(_with_picture(miss, paper, album) for miss in _misses(paper)),
            page=album.page(paper["file"], paper["attachment"], first),
        )


def _papers_not_there(papers: list[dict[str, Any]], album: Album) -> Iterator[MissedPaper]:
    """What was taken for a paper where nobody labelled one."""
    for paper in papers:
        first = min(paper["pages"], default=0)
        yield MissedPaper(
            name="|".join((paper["file"], paper["attachment"] or "", str(first))),
            about=f"taken for {to_words(paper['said'])}, where no paper is labelled",
            misses=(),
            page=album.page(paper["file"], paper["attachment"], first),
        )


def _misses(paper: dict[str, Any]) -> Iterator[Miss]:
    """Where the kind is wrong, that alone: the values stand for another paper."""
    if paper["said"] != paper["kind"]:
        yield Miss("kind", to_words(paper["kind"]), to_words(paper["said"]), paper["confidence"])
        return
    if not paper["pages_right"]:
        yield Miss("pages", _page_numbers(paper["pages"]), _page_numbers(paper["pages_said"]))
    if not paper["match_right"]:
        yield Miss("match", "the right record", paper["match"])
    for code, outcome in paper["findings"].items():
        if outcome != "right":
            words = to_words(code)
            yield Miss(f"finding {words}", *(("", words) if outcome == "wrong" else (words, "")))
    for name, field in paper["fields"].items():
        if not field["right"]:
            yield Miss(name, _text(field["want"]), _text(field["got"]), field.get("confidence"))


def _with_picture(miss: Miss, paper: dict[str, Any], album: Album) -> Miss:
    field = paper["fields"].get(miss.what, {})
    if not field.get("box"):
        return miss
    picture = album.crop(paper["file"], field["attachment"], field["page"], field["box"])
    return Miss(miss.what, miss.want, miss.got, miss.confidence, picture)


def _page_numbers(pages: list[int]) -> str:
    return ", ".join(str(page + 1) for page in pages)


def _text(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or ""
