"""Whose paper a record of marriage is by the trade of each party: whoever sends it to the office is an EMT or a paramedic."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from domain.likeness import fold
from intake.extractors.name_papers.name_tables import names_of_columns, same_column
from intake.extractors.name_papers.parties import is_one_name
from intake.extractors.normalise.names import is_full_name
from intake.extractors.sheets.answers import Answer, Place
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask

#: What asks for a trade, and the trades of those whom the office certifies.
_ASKED = re.compile(r"\b(?:occupation|profession|trade|employment)\b")
_TRADE = re.compile(r"\ba?e\.? ?m\.? ?t(?:p|b)?\b|\bnrp\b|\bparamedic\b|\bemergency med\w*\.? tech")
#: People whom a record of marriage is of, and questions for a trade looked at.
COUPLE, MANY = 2, 8
Pair = tuple[Answer, Answer, str]
"""A name before, a name after, and the whole name that this makes."""


def bearer_by_trade(paper: Paper) -> tuple[Answer, Laid] | None:
    """The name of the one of a couple whose trade is the office's; None where both or none have it, or where more than
    two are asked for their names."""
    for laid in paper.pages:
        trades = list(_trades(laid))
        if not trades:
            continue
        if len(trades) > 1:
            return None
        names = {fold(n.value): n for ask in (Ask.NAME_BEFORE, Ask.NAME) for n in _names(laid, ask)}
        name = _whose(trades[0], list(names.values())) if len(names) == COUPLE else None
        return (name, laid) if name else None
    return None


def is_bearers(paper: Paper, name: str) -> bool:
    """Whether a name is that of the one of a couple whose trade is the office's."""
    told = bearer_by_trade(paper)
    return told is not None and is_one_name(told[0].value, name)


def pairs_of_bearer(paper: Paper, pairs: list[Pair]) -> list[Pair]:
    """Of names before and after those of the one of a couple whose trade is the office's; where none are, all."""
    told = bearer_by_trade(paper)
    return [p for p in pairs if told is not None and is_one_name(told[0].value, p[0].value)] or pairs


def _names(laid: Laid, ask: Ask) -> Iterator[Answer]:
    """The whole names that a page has where it asks for them, in tables too."""
    found = [a for a in laid.answers if a.label.ask is ask]
    yield from (n for n in (*found, *names_of_columns(laid, ask)) if is_full_name(n.value))


def _trades(laid: Laid) -> Iterator[Answer]:
    """The trades of the office that stand beside or below a question for a trade, each once."""
    seen: set[int] = set()
    for label in islice((x for x in laid.labels if _ASKED.search(x.phrase)), MANY):
        for segment in _cells(laid, label):
            if _TRADE.search(fold(segment.text)) and id(segment) not in seen:
                seen.add(id(segment))
                yield Answer(label, Place.RIGHT, segment.tokens, segment.text, 1.0)


def _cells(laid: Laid, label: Label) -> Iterator[Segment]:
    """What stands in a question's row, and below it in its column."""
    yield from laid.sheet.rows[label.row]
    below = laid.sheet.rows[label.row + 1 : label.row + 2]
    yield from (s for row in below for s in row if s.x0 < label.x1 + label.height and s.x1 > label.x0)


def _whose(trade: Answer, names: Sequence[Answer]) -> Answer | None:
    """The name in a trade's column, where two stand side by side; else the last one above it."""
    rows = [name.label.row for name in names]
    if max(rows) - min(rows) <= 1:
        own = [name for name in names if same_column(name, trade)]
        return own[0] if len(own) == 1 else None
    above = [name for name in names if name.label.row <= trade.label.row]
    return max(above, key=lambda name: name.label.row, default=None)
