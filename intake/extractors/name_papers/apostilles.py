"""Apostilles (Hague Convention of 5 October 1961): sheets that prove who signed a public paper, and tell nothing of it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from domain.likeness import fold
from domain.pages import PageReading

#: Its name, and what its numbered lines say, in the tongues in which it comes here.
_NAME = re.compile(r"\bapostill?[ae]\b")
_SIGNED_BY = re.compile(
    r"\b(?:has been signed by|a ete signe par|ha sido (?:firmado|suscrito) por|foi assinado por)\b(?P<who>[^\n]{0,60})"
)
_LINES = re.compile(
    r"\b(?:public document|acte public|documento publico|convention de la haye|acting in the capacity)\b"
)
#: Lines at a sheet's head of which one calls it an apostille.
_TITLE_LINES = 8
#: Letters that a signer's surname has at least.
_LEAST_LETTERS = 3


def is_apostille(reading: PageReading) -> bool:
    """Whether a page is an apostille."""
    lines = [fold(line) for line in reading.plain_text.splitlines() if line.strip()]
    titled = any(_NAME.search(line) for line in lines[:_TITLE_LINES])
    return titled and len(set(_LINES.findall("\n".join(lines)))) > 1


def proves(apostille: PageReading, paper: PageReading) -> bool:
    """Whether a page is an apostille of another one: whoever signed what it proves is named there."""
    if not is_apostille(apostille) or is_apostille(paper):
        return False
    signed = _SIGNED_BY.search(fold(apostille.plain_text))
    # Behind a comma stands what the signer is: "Adrienne S. Koff, City Clerk".
    names = re.findall(r"[a-z][a-z'’-]+", signed["who"].partition(",")[0]) if signed else []
    known = set(re.findall(r"[a-z][a-z'’-]+", fold(paper.plain_text)))
    whole = len(names) > 1 and len(names[-1]) >= _LEAST_LETTERS
    return whole and {names[0], names[-1]} <= known


def without_apostilles(pages: Sequence[PageReading]) -> list[PageReading]:
    """The pages of a paper, its apostilles without their words: whose hand and which day they tell are not the paper's."""
    proven = [is_apostille(page) for page in pages]
    if all(proven):
        return list(pages)
    return [
        replace(page, words=(), text="", marks=(), barcodes=()) if apostille else page
        for page, apostille in zip(pages, proven, strict=True)
    ]
