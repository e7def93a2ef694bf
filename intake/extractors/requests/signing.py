"""One place to sign: whether something stands in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile, takewhile

from domain.geometry import Box, join_boxes
from domain.pages import MarkKind, PageSource
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.requests.signing_places import has_line, regions_of, share_of
from intake.extractors.requests.signing_words import (
    FOR_A_HAND,
    LARGE,
    SIGNED_ON_SCREEN,
    TRACE_SHARE,
    answers_another,
    is_explained,
    sentence_above,
    weigh_words,
)
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.vocabulary import Ask

#: Ink below a caption is at least so wide, in the caption's heights: a word of the next line is not.
BELOW_INK = 5.0

#: Ink in a tall box hangs so far below its caption at most, in the caption's heights, and this is what it is worth.
HANGING_REACH, HANGING = 7.0, 0.85

#: What a name is worth that stands typed behind words that it was signed with.
TYPED = 0.95

#: What it is worth that nothing was seen: in a text layer, over a drawn line, elsewhere.
EMPTY_LAYER, EMPTY_RULED, EMPTY_OTHER = 0.9, 0.9, 0.88


class Presence(StrEnum):
    """Three answers to whether something is there."""

    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Look:
    """What a place to sign holds."""

    presence: Presence
    region: Box
    worth: float
    """How sure that is, 0.0-1.0."""
    lined: bool = False
    """Whether the place has a line of its own, drawn or of underscores."""


def look_at_place(laid: Laid, label: Label) -> Look:
    """Look above a caption and right of the label: strokes or words there are a signature.

    What is neither surely one nor surely print leaves the place unsure; only a place with nothing in it is empty.
    """
    usual, below = regions_of(laid, label, sentence_above(laid, label))
    if (typed := _typed_behind(laid, label)) is not None:
        return Look(Presence.PRESENT, typed, TYPED)
    found = [(_weigh_place(laid, label, region), region) for region in usual]
    if below is not None:
        found.append((_weigh_below(laid, label, below), below))
    best, region = max(found, key=lambda weighed: weighed[0])
    if best > 0:
        return Look(Presence.PRESENT, region, min(0.99, 0.82 + 0.17 * best))
    whole = join_boxes(usual)
    if below is not None and (ink := _ink_hanging(laid, label, below)) is not None:
        return Look(Presence.PRESENT, ink, HANGING)
    if _holds_traces(laid, label, whole):
        return Look(Presence.UNSURE, whole, 0.0)
    lined = has_line(laid, label)
    return Look(Presence.ABSENT, whole, _worth_of_emptiness(laid, label, lined), lined)


def _typed_behind(laid: Laid, label: Label) -> Box | None:
    """The name behind words that say who signed on a screen ("Electronically signed: Ana Lopez, 08/21/2026"), or below a
    caption of such words beside the day."""
    if not SIGNED_ON_SCREEN.search(label.phrase):
        return None
    places = ("right", "below") if _captions_screen(laid, label) else ("right",)
    answer = next((a for a in laid.answers if a.label is label and a.place in places), None)
    words = [] if answer is None else _name_words(answer.tokens)
    name = tidy_name(" ".join(t.text for t in words))
    return join_boxes([t.word.box for t in words]) if name and is_full_name(name) else None


def _name_words(words: Sequence[Token]) -> list[Token]:
    """The words before the day on which a screen was signed, or behind it where they begin with that; its hour and zone
    are no part of a name: "08/12/2026 4:41 PM CDT"."""
    named = [t for t in words if not FOR_A_HAND.match(t.text)]
    behind = list(dropwhile(_has_digit, named))
    return list(takewhile(lambda t: not _has_digit(t), behind))


def _has_digit(token: Token) -> bool:
    return any(c.isdigit() for c in token.text)


#: A caption over the name of whoever signed on a screen; nothing else stands before it in its line.
_OVER_NAME = re.compile(r"(?i)^(?:electronically|digitally|e-?)\s?signed(?:\s+by)?$|^docusigned(?:\s+by)?$")


def _captions_screen(laid: Laid, label: Label) -> bool:
    """Whether a label is the caption over who signed on a screen: without a line to sign on, and beside the day's, which is
    answered."""
    dated = (x for x in laid.labels if x.ask is Ask.DATE and x.row == label.row and x.x0 > label.x1)
    beside = any(a.label is x for x in dated for a in laid.answers)
    return bool(_OVER_NAME.match(label.phrase)) and label.alone and beside and not has_line(laid, label)


def _holds_traces(laid: Laid, label: Label, region: Box) -> bool:
    """Whether something stands in a place that is neither print nor surely a signature."""
    inked = any(m.kind is MarkKind.INK and share_of(m.box, region) > TRACE_SHARE for m in laid.sheet.marks)
    words = (w for w in laid.sheet.reading.words if share_of(w.box, region) > TRACE_SHARE)
    return inked or any(not is_explained(laid, label, word, region) for word in words)


def _worth_of_emptiness(laid: Laid, label: Label, lined: bool) -> float:
    """How surely nothing is there: surer on a line of its own, so that this surely is the place to sign."""
    if not lined:
        return EMPTY_OTHER
    if laid.sheet.reading.source is PageSource.TEXT_LAYER:
        return EMPTY_LAYER
    return EMPTY_RULED if label.alone else EMPTY_OTHER


def _weigh_place(laid: Laid, label: Label, region: Box) -> float:
    """How surely a place holds a signature, 0.0 for not at all."""
    return max(float(bool(_inks_in(laid, region))), weigh_words(laid, label, region))


def _weigh_below(laid: Laid, label: Label, region: Box) -> float:
    """The same below a caption, where the form's next line may stand: words must be written by hand."""
    wide = any(ink.width > BELOW_INK * label.height for ink in _inks_in(laid, region))
    large = _holds_large_name(laid, label, region)
    return max(0.75 if wide or large else 0.0, weigh_words(laid, label, region) - 0.7)


def _holds_large_name(laid: Laid, label: Label, region: Box) -> bool:
    """Whether a name stands there so much larger than its caption that it is set or written as a signature."""
    words = [w for w in laid.sheet.reading.words if share_of(w.box, region) > TRACE_SHARE]
    large = [w for w in words if w.box.height > LARGE * label.height and not answers_another(laid, label, w)]
    name = tidy_name(" ".join(w.text for w in large))
    return name is not None and is_full_name(name)


def _ink_hanging(laid: Laid, label: Label, below: Box) -> Box | None:
    """Ink in the same box far below its caption, with no print between: a tall box was left to sign in."""
    reach = Box(below.x0, below.y0, below.x1, round(below.y0 + HANGING_REACH * label.height))
    for ink in _inks_in(laid, reach):
        between = Box(ink.x0, below.y0, ink.x1, max(below.y0 + 1, ink.y0))
        free = not any(share_of(w.box, between) > TRACE_SHARE for w in laid.sheet.reading.words)
        if ink.width > BELOW_INK * label.height and free:
            return ink
    return None


def _inks_in(laid: Laid, region: Box) -> list[Box]:
    inked = (m.box for m in laid.sheet.marks if m.kind is MarkKind.INK)
    return [box for box in inked if share_of(box, region) > 0.35 and not _is_of_stamp(laid, box)]


def _is_of_stamp(laid: Laid, ink: Box) -> bool:
    """Whether a piece of ink is a seal's or a stamp's own."""
    stamps = (m.box for m in laid.sheet.marks if m.kind in (MarkKind.STAMP, MarkKind.STAMP_UNSURE))
    return any(share_of(ink, stamp) > 0.8 for stamp in stamps)
