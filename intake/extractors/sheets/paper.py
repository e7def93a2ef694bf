"""One document laid out: its pages as sheets, with labels, answers and sections found once for all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName, Kind
from domain.pages import FormValue, PageReading, Word
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.building import build_sheet
from intake.extractors.sheets.confidence import name_readers, weigh_reading
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.labels import find_labels
from intake.extractors.sheets.layout import Flow, Sheet, Token, box_of, join_text
from intake.extractors.sheets.pairing import pair_answers
from intake.extractors.sheets.parts import Columns, Part, find_columns, list_parts
from intake.extractors.sheets.vocabulary import Ask


@dataclass(frozen=True, slots=True)
class Laid:
    """One page with all that was found on it."""

    sheet: Sheet
    labels: tuple[Label, ...]
    answers: tuple[Answer, ...]
    parts: tuple[Part, ...]
    """Whose part each row is."""
    columns: Columns | None = None
    """Two parts that stand side by side."""

    def part_of(self, label: Label) -> Part:
        return self.part_at(label.row, label.x0)

    def part_at(self, row: int, x: float) -> Part:
        """Whose part a place of a row is."""
        if self.columns is not None and self.columns.first_row <= row < self.columns.last_row:
            return self.columns.left if x < self.columns.edge else self.columns.right
        return self.parts[row]


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """One document, laid out; equal to itself alone, so that what is found of it can be kept."""

    kind: Kind
    pages: tuple[Laid, ...]

    def answers(self, *asks: Ask, parts: Sequence[Part] = tuple(Part)) -> list[Answer]:
        """Answers to some questions, best first."""
        found = [
            a
            for laid in self.pages
            for a in laid.answers
            if a.label.ask in asks and laid.part_of(a.label) in parts
        ]
        return sorted(found, key=lambda a: -a.score)

    def labels(self, *asks: Ask) -> Iterator[tuple[Laid, Label]]:
        for laid in self.pages:
            for label in laid.labels:
                if label.ask in asks:
                    yield laid, label

    @property
    def is_mail(self) -> bool:
        """Whether it is the text of a mail, and no sheet of paper."""
        return all(laid.sheet.is_body for laid in self.pages)

    @property
    def text(self) -> str:
        """All pages as running text."""
        return "\n".join(laid.sheet.flow.text for laid in self.pages)

    def evidence(
        self, field: FieldName, value: str | bool, page: int, tokens: Sequence[Token], sureness: float,
        *, printed: str | None = None, box: Box | None = None, reading: float | None = None,
    ) -> Evidence:  # fmt: skip
        """One value with its proof; `sureness` is how surely these words answer the question, 0.0-1.0.

        Its confidence is raw: good for choosing among values, not yet a probability (`calibration`).
        """
        sheet = self.pages[page].sheet
        worth = weigh_reading(tokens) if reading is None else reading
        spans = [t.word.span for t in tokens if t.word.span is not None]
        span = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans and sheet.is_body else None
        if box is None and tokens:
            box = box_of(tokens)
        return Evidence(
            field=field,
            printed=join_text(tokens).strip() if printed is None else printed,
            value=value,
            page=page,
            box=None if span else box,
            confidence=worth * max(0.0, min(1.0, sureness)),
            reader=name_readers(tokens, sheet.reading.source),
            span=span,
        )

    def answer_evidence(self, field: FieldName, answer: Answer, value: str | None = None) -> Evidence:
        """An answer as evidence."""
        return self.evidence(
            field, answer.value if value is None else value, answer.label.page, answer.tokens,
            sureness_of(answer), reading=answer.reading,
        )  # fmt: skip


def sureness_of(answer: Answer) -> float:
    """How surely an answer belongs to its label, 0.0-1.0, from its score."""
    return max(0.0, min(1.0, 0.55 + 0.45 * answer.score))


def lay_out(kind: Kind, pages: Sequence[PageReading]) -> Paper:
    """Find rows, labels, parts and answers of every page; a form's filled fields count as words."""
    return lay_out_sheets(kind, [build_sheet(with_form_values(page), n) for n, page in enumerate(pages)])


def lay_out_sheets(kind: Kind, sheets: Sequence[Sheet]) -> Paper:
    """Find labels, parts and answers of pages in rows, which are the same whatever kind of paper it is."""
    laid = []
    carried = Part.OPEN
    for index, sheet in enumerate(sheets):
        labels = tuple(find_labels(sheet, kind))
        parts = tuple(list_parts(sheet, labels, carried, first=index == 0))
        carried = parts[-1] if parts and parts[-1] is Part.STATE else Part.OPEN
        answers = tuple(pair_answers(sheet, labels))
        laid.append(Laid(sheet, labels, answers, parts, find_columns(sheet, labels, parts)))
    return Paper(kind, tuple(laid))


def with_form_values(reading: PageReading) -> PageReading:
    """Let the values of a PDF form stand as words in their boxes, where the page does not show them already."""
    extra: list[Word] = []
    line = max((w.line for w in reading.words), default=0)
    kept = list(reading.words)
    for form_value in reading.form_values:
        words = _words_of(form_value)
        if not words:
            continue
        line += 1
        kept = [w for w in kept if w.box.overlap(form_value.box) < 0.5 * max(1, w.box.width * w.box.height)]
        extra += [Word(text, box, 1.0, "acroform", line=line) for text, box in words]
    if not extra:
        return reading
    return PageReading(
        reading.index, reading.width, reading.height, reading.rotation, reading.source, (*kept, *extra),
        reading.barcodes, reading.quality, reading.blank, reading.text, reading.form_values, reading.marks,
        reading.image, reading.seconds,
    )  # fmt: skip


def _words_of(form_value: FormValue) -> list[tuple[str, Box]]:
    """A field's words, spread over its box at an ordinary letter width."""
    value = form_value.value.strip()
    if not value or value.startswith("/") or value.casefold() in ("off", "yes", "on", "true", "false"):
        return []
    box = form_value.box
    per = min(box.width / max(1, len(value)), 0.5 * max(8, min(box.height, 40)))
    words, at = [], 0
    for text in value.split():
        start = value.index(text, at)
        at = start + len(text)
        words.append((text, Box(round(box.x0 + per * start), box.y0, round(box.x0 + per * at), box.y1)))
    return words


def row_of(laid: Laid, token: Token) -> int:
    """The row in which a word stands."""
    for index, row in enumerate(laid.sheet.rows):
        if any(token is t for s in row for t in s.tokens):
            return index
    return 0


def search_flow(paper: Paper, pattern: re.Pattern[str]) -> Iterator[tuple[Laid, Flow, re.Match[str]]]:
    """Every place where a pattern stands in the running text, page by page."""
    for laid in paper.pages:
        flow = laid.sheet.flow
        for match in pattern.finditer(flow.text):
            yield laid, flow, match
