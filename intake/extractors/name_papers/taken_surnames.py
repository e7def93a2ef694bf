"""Surnames that a certificate's sentences say each of a couple to take: "X, residing at ..., and taking the new surname Y"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.name_papers.couples_surnames import STATED, SURNAME, is_surname_of
from intake.extractors.name_papers.name_tables import one_line
from intake.extractors.name_papers.parties import Named, former_evidence
from intake.extractors.normalise.names import given_names, is_full_name, tidy_name
from intake.extractors.people.told_names import NAME_SHAPE
from intake.extractors.sheets.layout import Flow, Token
from intake.extractors.sheets.paper import Laid, Paper

_TAKES = re.compile(
    r"(?i:(?<!both )\b(?:tak(?:es?|ing)|assum(?:es?|ing)|adopt(?:s|ing)?|us(?:es?|ing)|bear(?:s|ing)?|(?P<keeps>retain(?:s|ing)?|keep(?:s|ing)?(?:\s+using)?))\s+(?:as\s+)?"
    r"(?:(?:the|a|his|her|their)\s+)?(?:(?:new|married|own|current|present)\s+)?(?:sur|last\s+|family\s+)names?\b\W{1,4}(?:(?:of|is|as)\s+)?)"
    rf"(?P<new>{SURNAME})"
    rf"|(?i:\bnew\s+(?:sur|last\s+)name\b,?\s+if\s+(?:any|changed)\b)[^\S\n:]{{0,3}}:?[^\S\n]{{0,3}}(?:(?P<kept>(?i:none|same|no\s+change|n/?a)\b)|(?P<listed>{SURNAME}))"
)
#: What a form calls each of a couple, before the name.
_CALLED = re.compile(
    r"^(?i:spouse|party|applicant|bride|groom)\s?(?:[AB12]\b)?[\s:]*|^(?i:spouse|party|applicant)[AB12]\s+"
)
#: A name of whom a sentence goes on to say where they live or when they were born; or that of whom it says the taking.
_PRESENTED = re.compile(
    rf"(?P<name>{NAME_SHAPE})[\s,(]{{1,4}}(?i:(?:who\s+)?(?:presently\s+|now\s+)?(?:resid|born|aged)|a\s+resident|who\b)"
)
_SUBJECT = re.compile(
    rf"(?P<name>{NAME_SHAPE})[\s,]{{1,4}}(?i:(?:and\s+|who\s+)?(?:tak|assum|adopt|retain|keep|us|bear)(?:e?s|ing)\b)"
)
#: A name stands so many characters before the words about its surname, at most.
_REACH = 400


@dataclass(frozen=True, slots=True)
class _Taking:
    """Who takes which surname."""

    bearer: Named
    surname: str
    tokens: tuple[Token, ...]


def taken_change(paper: Paper) -> list[Evidence]:
    """The old and the new name of the one of a couple whom sentences say to take another surname than their own.

    None where both do: nothing says which of them is ours.
    """
    changed = [t for t in _takings(paper) if not is_surname_of(t.surname, t.bearer.name)]
    if len(changed) != 1:
        return []
    taking, page = changed[0], changed[0].bearer.laid.sheet.page
    value = " ".join((*given_names(taking.bearer.name), taking.surname))
    new = paper.evidence(FieldName.NEW_NAME, value, page, taking.tokens, STATED)
    return [former_evidence(paper, taking.bearer), new]


def _takings(paper: Paper) -> Iterator[_Taking]:
    for laid in paper.pages:
        flow, end = laid.sheet.flow, 0
        for match in _TAKES.finditer(flow.text):
            start = max(end, match.start() - _REACH)
            if match["kept"] or match["keeps"]:
                end = match.end()
                continue
            group = "new" if match["new"] else "listed"
            surname, end = tidy_name(one_line(match[group])), match.end()
            bearer = _bearer(laid, flow, start, match.start(group))
            if surname and bearer:
                yield _Taking(bearer, surname, flow.tokens(*match.span(group)))


def _bearer(laid: Laid, flow: Flow, start: int, end: int) -> Named | None:
    """The one person whom a stretch of text presents; of two it is not told whose surname it is."""
    for pattern in (_PRESENTED, _SUBJECT):
        named = [n for m in pattern.finditer(flow.text, start, end) if (n := _last_line(laid, flow, m))]
        if named:
            return named[0] if len({n.name for n in named}) == 1 else None
    return None


def _last_line(laid: Laid, flow: Flow, match: re.Match[str]) -> Named | None:
    """A name, without what stands above it where it has a line to itself, as "This Is To Certify That" does."""
    for text in (match["name"].rpartition("\n")[2], match["name"]):
        text = text[called.end() :] if (called := _CALLED.match(text)) else text
        name = tidy_name(one_line(text))
        if name and is_full_name(name):
            last = match.end("name")
            return Named(name, laid, flow.tokens(last - len(text), last))
    return None
