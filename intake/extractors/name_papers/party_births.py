"""Whose birth date it is, on a paper that tells those of two parties."""

import re
from functools import partial

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import EvidenceType, FieldName
from intake.extractors.name_papers.name_tables import cells_below
from intake.extractors.normalise.dates import find_dates, parse_date
from intake.extractors.people.numbers import find_birth_date
from intake.extractors.sheets.answer_types import parse_birth
from intake.extractors.sheets.layout import Segment, Token, box_of
from intake.extractors.sheets.paper import Laid, Paper, row_of, search_flow
from intake.extractors.sheets.vocabulary import Ask


def find_birth(paper: Paper, kind: EvidenceType | None, found: list[Evidence]) -> Evidence | None:
    """The birth date; in a table of two parties the one in the column of the name that changes."""
    former = next((e for e in found if e.field is FieldName.FORMER_NAME), None)
    if beside_name := _birth_in_row(paper, former) or _birth_behind_name(paper, former):
        return beside_name
    several = len({a.value for a in paper.answers(Ask.BIRTH_DATE)}) > 1
    for laid in paper.pages:
        for label in laid.labels:
            segments = [s for s in laid.sheet.rows[label.row] if s.x0 > label.x1 or s.x1 < label.x0]
            if label.ask is not Ask.BIRTH_DATE or len(segments) < 2:
                continue
            if former is None or former.box is None:
                dates = {parse_date(s.text, birth=True, month_only=False) for s in segments}
                if len(dates) > 1 and None not in dates and kind is EvidenceType.MARRIAGE_CERTIFICATE:
                    return None
                continue
            if several and sum(parse_birth(s.text) is not None for s in segments) < 2:
                continue  # each party is asked in a row of its own
            near = min(segments, key=partial(_aside, former.box))
            value = parse_birth(near.text)
            if value:
                return paper.evidence(FieldName.DATE_OF_BIRTH, value, laid.sheet.page, near.tokens, 0.95)
    beside = [a for a in paper.answers(Ask.BIRTH_DATE) if former is not None and a.label.page == former.page]
    if former is None or former.box is None or len({a.value for a in beside}) < 2:
        # Two parties, and nothing tells which of them is ours, or only the other's birth could be read.
        unknown = (several and former is None) or is_the_others(paper, former)
        return None if unknown and kind is EvidenceType.MARRIAGE_CERTIFICATE else find_birth_date(paper)
    box = former.box
    nearest = min(beside, key=lambda a: _distance(a.tokens[0].word.box, box))
    return paper.answer_evidence(FieldName.DATE_OF_BIRTH, nearest)


#: Rows by which the questions for two people's births stand apart at least; nearer ones ask the same in two tongues.
APART = 2


def is_the_others(paper: Paper, former: Evidence | None) -> bool:
    """Whether the one birth that is answered stands at another question than that nearest to the name that changes."""
    if former is None or former.box is None:
        return False
    answered = [a.label for a in paper.answers(Ask.BIRTH_DATE) if a.label.page == former.page]
    asked = [x for x in paper.pages[former.page].labels if x.ask is Ask.BIRTH_DATE and x.starts]
    if not answered or len(asked) < 2:
        return False
    box = former.box
    nearest = min(asked, key=lambda label: _distance(box_of(label.tokens), box))
    return all(abs(label.row - nearest.row) >= APART for label in answered)


#: Years by which somebody's birth lies before all other days of a paper that changes the name.
GROWN = 17


def untold_birth(paper: Paper) -> Evidence | None:
    """The one day of a paper about one grown person that lies long before all others, where no words tell the birth."""
    days = {
        found.value: (laid, found)
        for laid in paper.pages
        for found in find_dates(laid.sheet.flow.text.replace("\n", " "), birth=True, month_only=False)
        if not _is_forms(laid.sheet.flow.text[: found.start])
    }
    years = sorted(int(day[:4]) for day in days)
    if len(years) < 2 or years[1] - years[0] < GROWN:
        return None
    laid, found = days[min(days)]
    tokens = laid.sheet.flow.tokens(found.start, found.end)
    return paper.evidence(FieldName.DATE_OF_BIRTH, found.value, laid.sheet.page, tokens, UNTOLD)


#: What stands before the day on which a form was printed last: its number, or the word for a revision.
_FORM = re.compile(
    r"(?:\b[A-Z]{1,5}[- .]?[A-Z]?[- ]?\d{1,5}[A-Z]?|(?i:\b(?:rev|revised|revision|form|version|edition)\b)\.?:?)[\s,]*[(\[]?\s*$"
)


def _is_forms(before: str) -> bool:
    """Whether a day is that of the form's own revision, by what stands before it."""
    return _FORM.search(before[-30:]) is not None


#: How surely such a day is the birth: shown, to be checked.
UNTOLD = 0.7


#: What may stand between a name and its birth: whether its bearer was married before.
_STATUS = r"(?:(?:an?\s+)?(?:single|unmarried|divorced|widow(?:ed|er)?)(?:\s+(?:man|woman|person))?[\s,]+)?"

#: The same where the bearer lives: nobody else is named before the birth.
_RESIDENCE = r"(?:(?:who\s+)?resid(?:ing|es)\s+(?:at|in)\b(?:(?!\band\b)[\s\S]){4,100}?[\s,]+)?"


def _birth_behind_name(paper: Paper, former: Evidence | None) -> Evidence | None:
    """In a sentence about two people, the birth that is told right behind the name that changes."""
    if former is None:
        return None
    name = r"[\s,]+".join(re.escape(word) for word in former.printed.split())
    pattern = re.compile(
        rf"(?i){name}[\s,(]+{_STATUS}{_RESIDENCE}(?:who\s+was\s+)?(?:born|dob|date\s+of\s+birth)(?:\s+on)?(?:\s+the)?[\s:]+"
    )
    for laid, flow, match in search_flow(paper, pattern):
        after = flow.text[match.end() : match.end() + 40].replace("\n", " ")
        for found in find_dates(after, birth=True, month_only=False)[:1]:
            if found.start <= 2:
                tokens = flow.tokens(match.end() + found.start, match.end() + found.end)
                if _tells_both(laid, tokens[0]):
                    continue
                return paper.evidence(FieldName.DATE_OF_BIRTH, found.value, laid.sheet.page, tokens, 0.93)
    return None


def _tells_both(laid: Laid, token: Token) -> bool:
    """Whether the row of a birth tells another one in a cell of its own: a table's, in which nothing follows a name."""
    cells = [s for s in laid.sheet.rows[row_of(laid, token)] if parse_birth(s.text)]
    return len(cells) > 1


def _birth_in_row(paper: Paper, former: Evidence | None) -> Evidence | None:
    """In a table with one row for each party, the birth date in the row of the name that changes."""
    if former is None or former.box is None:
        return None
    laid, box = paper.pages[former.page], former.box
    for head in (x for x in laid.labels if x.starts and x.ask is Ask.BIRTH_DATE and x.y1 < box.middle[1]):
        cells = [
            (value, tokens)
            for tokens in cells_below(laid, head)
            if (value := parse_date(" ".join(t.text for t in tokens), birth=True, month_only=False))
        ]
        if len(cells) < 2:
            continue
        value, tokens = min(cells, key=lambda c: abs(c[1][0].word.box.middle[1] - box.middle[1]))
        if abs(tokens[0].word.box.middle[1] - box.middle[1]) < 1.5 * head.height:
            return paper.evidence(FieldName.DATE_OF_BIRTH, value, laid.sheet.page, tokens, 0.93)
    return None


def _aside(box: Box, segment: Segment) -> float:
    """How far a text stands from a column that begins, or ends, where a box does."""
    mine = box_of(segment.tokens)
    return min(abs(mine.x0 - box.x0), abs(mine.x1 - box.x1), abs(mine.middle[0] - box.middle[0]))


#: How much farther a birth above a name counts: forms ask for the name first.
ABOVE = 2.5


def _distance(a: Box, b: Box) -> float:
    """How far a birth is from a name: one column counts near, one line nearer."""
    rows = abs(a.middle[1] - b.middle[1]) * (ABOVE if a.y1 < b.y0 else 1.0)
    columns = abs(a.x0 - b.x0)
    return min(4 * rows + 0.2 * columns, 4 * columns + rows)
