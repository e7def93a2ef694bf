"""The person's certification level: by a tick, a ring, a label or a sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import FieldName
from domain.pages import MarkKind
from intake.extractors.normalise.levels import RING_ONE, find_levels
from intake.extractors.normalise.organisations import split_organisations
from intake.extractors.people.places import OWN_PARTS, is_answered_by_state
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.boxes import BOXES, box_before, mark_before
from intake.extractors.sheets.layout import Flow, Token, join_text
from intake.extractors.sheets.paper import Laid, Paper, row_of
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.vocabulary import Ask

#: A cross that runs into the word behind its box ("XAEMT").
_CROSSED = re.compile(r"^[xX✓✔☒☑](?:A?EMT|AEMT|Paramedic)")

_TICKS = re.compile(r"^[\[(]\s*[xX✓✔]\s*[\])]|^[☒☑✓✔✗✘■]|^[xX]$|^[\[(][xX✓✔][\])]")


def find_level(paper: Paper) -> Evidence | None:
    """The level: a ticked box, a labelled answer, or the sentence that names it."""
    field = FieldName.LEVEL
    boxes = list(_boxed_levels(paper))
    if ticked := _ticked_level(paper, boxes) or _ringed_level(paper):
        return ticked
    if len({found.level for found in boxes}) > 1:
        return _touched_level(paper, boxes)  # a row of boxes, and none is ticked
    answers = [a for a in paper.answers(Ask.LEVEL, parts=OWN_PARTS) if not _is_sought(paper, a)]
    if answers:
        return paper.answer_evidence(field, answers[0])
    return _prose_level(paper)


#: Printed words of what the applicant wants to become elsewhere: "I am applying for certification as an ...".
_SOUGHT = re.compile(r"(?i)\b(?:appl(?:y|ying|ied|ication)|seek(?:s|ing)?|candidate)\b[^.]{0,60}$")

#: What the same sentence says behind that of what the person has already, with us.
_HELD = re.compile(
    r"(?i)(?<!be )(?<!become )(?<!get )\b(?:certified|licensed|held|holds?|holding)\b|\byour\s+(?:state|office|records?|commonwealth)\b"
)


def _is_sought(paper: Paper, answer: Answer) -> bool:
    """Whether a level is only what a sentence says the applicant asks another office for."""
    if not re.match(r"as an?\b", answer.label.phrase):
        return False
    flow = next(laid for laid in paper.pages if laid.sheet.page == answer.label.page).sheet.flow
    return tells_what_is_sought(flow, answer.label.tokens[0])


def tells_what_is_sought(flow: Flow, first: Token) -> bool:
    """Whether the words before a level's `first` word say that the applicant asks another office for it."""
    at = flow.start_of(first) or 0
    return _says_sought(flow.text[max(0, at - SENTENCE) : at])


def _says_sought(before: str) -> bool:
    """Whether the words before a level say that it is asked of another office, and not that it is held."""
    sought = _SOUGHT.search(before)
    return sought is not None and not _HELD.search(sought[0])


#: Characters before a level in which its sentence says what it is.
SENTENCE = 90


#: How sure a level is that only a ring tells.
RINGED = 0.7


#: Share of a box that a tick darkens at least which only reaches into it, and how sure such a level is.
LEAST_INK, TOUCHED = 0.03, 0.5


@dataclass(frozen=True, slots=True)
class _Choice:
    """A level with a box beside it."""

    level: str
    box: MarkKind
    page: int
    words: tuple[Token, ...]
    ink: float = 0.0
    """Share of dark pixels in the box, if it is drawn."""


def _boxed_levels(paper: Paper) -> Iterator[_Choice]:
    for laid in paper.pages:
        for index, row in enumerate(laid.sheet.rows):
            tokens = [t for s in row for t in s.tokens if laid.part_at(index, s.x0) is not Part.STATE]
            for level, run in _levels_in(laid, tokens):
                if box := _box_before(laid, tokens, run):
                    mark = mark_before(laid, run[0])
                    ink = mark.weight if mark is not None else 0.0
                    yield _Choice(level, box, laid.sheet.page, tuple(run), ink)


def _ticked_level(paper: Paper, boxes: Sequence[_Choice]) -> Evidence | None:
    """The level whose box is ticked; where several are, or none surely, it is not sure."""
    for box, worth in ((MarkKind.CHECKBOX_ON, 0.95), (MarkKind.CHECKBOX_UNSURE, 0.6)):
        ticked = [found for found in boxes if found.box is box]
        if ticked:
            worth *= 0.5 if len({found.level for found in ticked}) > 1 else 1.0
            first = ticked[0]
            return paper.evidence(FieldName.LEVEL, first.level, first.page, first.words, worth, reading=0.97)
    return None


def _touched_level(paper: Paper, boxes: Sequence[_Choice]) -> Evidence | None:
    """The level whose box alone has any ink in it, as of a tick most of which stands outside; unsure."""
    touched = [found for found in boxes if found.ink > 0.0]
    if len(touched) != 1 or touched[0].ink < LEAST_INK:
        return None
    first = touched[0]
    return paper.evidence(FieldName.LEVEL, first.level, first.page, first.words, TOUCHED, reading=0.97)


def _ringed_level(paper: Paper) -> Evidence | None:
    """The level with a ring round it: in a row of choices the one round which a ring was found, else, where the form
    asks for a ring, the one word on which the readers differ; unsure."""
    for laid in paper.pages:
        rings = [mark.box for mark in laid.sheet.marks if mark.kind is MarkKind.RING]
        for index, row in enumerate(laid.sheet.rows):
            tokens = [t for s in row for t in s.tokens if laid.part_at(index, s.x0) is not Part.STATE]
            if not rings and not RING_ONE.search(join_text(tokens)):
                continue
            choices = list(_levels_in(laid, tokens))
            ringed = [(level, run) for level, run in choices if any(_is_ringed(t, rings) for t in run)]
            if not ringed and RING_ONE.search(join_text(tokens)):
                ringed = [(level, run) for level, run in choices if any(not t.word.agreed for t in run)]
            if len(choices) > 1 and len(ringed) == 1:
                level, run = ringed[0]
                return paper.evidence(FieldName.LEVEL, level, laid.sheet.page, run, RINGED, reading=1.0)
    return None


def _is_ringed(token: Token, rings: Sequence[Box]) -> bool:
    """Whether a ring is drawn round a word."""
    across, down = token.word.box.middle
    return any(ring.x0 < across < ring.x1 and ring.y0 < down < ring.y1 for ring in rings)


#: Parts two choices of a row: "EMT" and "Paramedic" with a box between them are no EMT-Paramedic.
_PARTED = "| "


def _levels_in(laid: Laid, tokens: Sequence[Token]) -> Iterator[tuple[str, list[Token]]]:
    """Runs of words that name one level each, as beside checkboxes."""
    boxes = [mark.box for mark in laid.sheet.marks if mark.kind in BOXES]
    text, spans = "", []
    for before, token in zip((None, *tokens), tokens, strict=False):
        if before is not None and any(_lies_between(box, before, token) for box in boxes):
            text += _PARTED
        spans.append((len(text), len(text) + len(token.text)))
        text += (f" {token.text[1:]}" if _CROSSED.match(token.text) else token.text) + " "
    for level, start, end in find_levels(text, choices=_offers_levels(text)):
        run = [t for t, (a, b) in zip(tokens, spans, strict=True) if a < end and b > start]
        yield str(level), run


def _lies_between(box: Box, left: Token, right: Token) -> bool:
    """Whether a box is drawn in the gap between two words of a row."""
    across, down = box.middle
    return left.x1 < across < right.x0 and abs(down - right.word.box.middle[1]) < 0.9 * right.height


def _offers_levels(text: str) -> bool:
    """Whether a row is a list of levels to choose from."""
    return len({level for level, _, _ in find_levels(text, choices=True)}) >= 2


def _box_before(laid: Laid, tokens: Sequence[Token], run: Sequence[Token]) -> MarkKind | None:
    """The box right before (or behind) a level, typed or drawn."""
    at = next(i for i, t in enumerate(tokens) if t is run[0])
    before = join_text(tokens[max(0, at - 3) : at])
    near = tokens[at - 1] if at else None
    if (
        _TICKS.match(run[0].text)
        or _CROSSED.match(run[0].text)
        or (near is not None and _TICKS.match(near.text) and run[0].x0 - near.x1 < 2.5 * run[0].height)
    ):
        return MarkKind.CHECKBOX_ON
    if re.search(r"[\[(]\s*[xX✓✔]\s*[\])]\s*$", before):
        return MarkKind.CHECKBOX_ON
    if any(is_ticked_to_another(t) for t in (run[0], *([near] if near is not None else []))):
        return MarkKind.CHECKBOX_UNSURE
    return box_before(laid, run[0])


#: Brackets with nothing between them, and with something that is no line to write on: "( )", "(<)".
_EMPTY, _FILLED = (
    re.compile(r"^[\[(]\s*[\])]"),
    re.compile(r"^[\[(]\s*[^\W_\d]\s*[\])]|^[\[(]\s*[<>✓✔/\\]\s*[\])]"),
)


def is_ticked_to_another(token: Token) -> bool:
    """Whether brackets that are empty to one reader hold a mark to both of the others."""
    others = [text for text in (token.word.second, token.word.third) if text is not None]
    return (
        len(others) > 1
        and _EMPTY.match(token.text) is not None
        and all(_FILLED.match(text) for text in others)
    )


_LEVEL_CONTEXT = re.compile(
    r"(?i)\b(?:my|his|her|their|massachusetts|mass\.?|ma|as an?|certified as an?|at\s+the\s+level\s+of|current|holds?|hold|is an?|am an?|a\(n\))\s+(?:\w+\s+){0,3}?$"
)


#: Behind these a level's name is part of an organisation's or a section's name.
_LEVEL_IN_NAME = re.compile(
    r"(?i)[\s,&]+(?:institute|program|school|academy|association|services?|section|division|licensure|course|students?|"
    r"instructor|testing|personnel|office|records?|board|education|credentialing|and\s+paramedic)\b"
)


def _in_office_name(laid: Laid, token: Token) -> bool:
    """Whether a word is part of an organisation's name, as in "College of Paramedicine"."""
    row = laid.sheet.rows[row_of(laid, token)]
    words = next(s.tokens for s in row if any(t is token for t in s.tokens))
    at = next(i for i, t in enumerate(words) if t is token)
    where = "in" in {t.text for t in words[at + 1 : at + 4]}  # "EMT in the Commonwealth of ..."
    runs = split_organisations([t.text for t in words])
    return any(first <= at < last and not (first == at and where) for first, last in runs)


def _prose_level(paper: Paper) -> Evidence | None:
    found: list[tuple[float, str, Laid, tuple[Token, ...]]] = []
    sought: list[tuple[float, str, Laid, tuple[Token, ...]]] = []
    for laid in paper.pages:
        flow = laid.sheet.flow
        asked = {id(t) for label in laid.labels if label.ask is Ask.LEVEL for t in label.tokens}
        for level, start, end in find_levels(flow.text):
            tokens = flow.tokens(start, end)
            if not tokens or id(tokens[0]) in asked or is_answered_by_state(laid, tokens[0]):
                continue
            before = flow.text[max(0, start - 45) : start].replace("\n", " ")
            after = flow.text[end : end + 25]
            if _LEVEL_IN_NAME.match(after) or _in_office_name(laid, tokens[0]):
                continue
            worth = 0.6
            asked_elsewhere = _says_sought(flow.text[max(0, start - SENTENCE) : start])
            if _LEVEL_CONTEXT.search(before) and not asked_elsewhere:
                worth += 0.2
            if re.match(
                r"(?i)[\s\-–—·.]*(?:level\s+)?(?:certification|certificate|licen[sc]e|cert\b|#|no\.|number|(?-i:[EAP])\d{5,8}\b)",
                after,
            ):
                worth += 0.1
            (sought if asked_elsewhere else found).append((worth, str(level), laid, tokens))
    if not (found := found or sought):
        return None
    worth, value, laid, tokens = max(found, key=lambda f: f[0])
    others = {v for w, v, _, _ in found if v != value and w >= worth - 0.05}
    if others:
        return None if worth < 0.75 else paper.evidence(FieldName.LEVEL, value, laid.sheet.page, tokens, 0.6)
    return paper.evidence(FieldName.LEVEL, value, laid.sheet.page, tokens, min(0.92, worth + 0.08))
