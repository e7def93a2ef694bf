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
from intake.extractors.sheets.layout import Segment, join_text
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask

#: What asks for a trade, and the trades of those whom the office certifies.
_ASKED = re.compile(r"\b(?:occupation|profession|trade|employment)\b")
_TRADE = re.compile(
    r"\ba?e\.? ?m\.? ?t(?:p|b)?\b|\bnrp\b|\bparamedic\b|\bemergency med\w*\.? tech(?:nician)?\b"
)
#: Other words of a cell that tells the trade of its own party: "Firefighter/EMT-P", and behind "at" where. Of a "paramedic
#: supply clerk" or the "wife of a paramedic" the office knows nothing.
_BESIDE = frozenset(
    re.findall(
        r"\w+",
        "a advanced ambulance and b basic captain care certified chief critical fighter fire firefighter flight full "
        "health healthcare i instructor intermediate lead level licensed lieutenant medic nurse officer p part "
        "registered retired rn senior supervisor time state",
    )
)
_WHERE = re.compile(r"\b(?:at|for|with)\b.*")
#: Others than the couple of whom a record asks.
_OTHERS = re.compile(
    r"\b(?:father|mother|parent|guardian|witness|officia|celebra|solemni|informant|performed)"
)
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
        name = _whose(laid, trades[0], list(names.values())) if len(names) == COUPLE else None
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
            if _tells_trade(segment) and id(segment) not in seen and not _is_anothers(laid, label, segment):
                seen.add(id(segment))
                yield Answer(label, Place.RIGHT, segment.tokens, segment.text, 1.0)


def _tells_trade(segment: Segment) -> bool:
    """Whether a cell, what asks for it left out, tells the office's trade and no other."""
    told = _ASKED.split(fold(segment.text))[-1]
    beside = re.findall(r"[^\W\d_]+", _WHERE.sub("", _TRADE.sub(" ", told)))
    return _TRADE.search(told) is not None and _BESIDE.issuperset(beside)


def _is_anothers(laid: Laid, label: Label, trade: Segment) -> bool:
    """Whether the row that asks for a trade asks for that of a parent, a witness or who weds the couple."""
    asked = (t for s in laid.sheet.rows[label.row] for t in s.tokens if t.x0 < trade.x1)
    return _OTHERS.search(fold(join_text(tuple(asked)))) is not None


def _cells(laid: Laid, label: Label) -> Iterator[Segment]:
    """What stands in a question's row, and below it in its column."""
    yield from laid.sheet.rows[label.row]
    below = laid.sheet.rows[label.row + 1 : label.row + 2]
    yield from (s for row in below for s in row if s.x0 < label.x1 + label.height and s.x1 > label.x0)


def _whose(laid: Laid, trade: Answer, names: Sequence[Answer]) -> Answer | None:
    """The name in a trade's column, where two stand side by side; else the last one above it. Behind a question for
    another's name nobody knows."""
    rows = [name.label.row for name in names]
    if max(rows) - min(rows) <= 1:
        own = [name for name in names if same_column(name, trade)]
    else:
        above = [name for name in names if name.label.row <= trade.label.row]
        own = sorted(above, key=lambda name: name.label.row)[-1:]
    if len(own) != 1:
        return None
    between = (s.text for row in laid.sheet.rows[own[0].label.row + 1 : trade.label.row] for s in row)
    return None if any(_OTHERS.search(fold(text)) for text in between) else own[0]
