"""Old and new name on a certificate of naturalization: its holder's, and the one that the court's order took away."""

import re
from collections.abc import Sequence

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.name_papers.name_tables import one_line
from intake.extractors.name_papers.told_changes import told_evidence, within_line
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.people.names import find_name
from intake.extractors.people.told_names import NAME_SHAPE
from intake.extractors.sheets.layout import Segment
from intake.extractors.sheets.paper import Paper, search_flow

_OLD, _NEW = rf"(?P<old>{NAME_SHAPE})", rf"(?P<new>{NAME_SHAPE})"

#: How a certificate of naturalization names its holder in its sentence, and the name given up.
_CITIZEN = re.compile(
    rf"(?i:\b(?:shown|found|certif\w+|known|given|appearing)(?:,)?\s+that|\bthat)[\s,:]+{_NEW}(?=[\s,]+(?i:is|was|then|now|whose|residing|resid\w+|has|had|having|of|born|and|took|who|being)\b)"
)
_RESIDENT = re.compile(rf"{_NEW}[\s,]+(?i:then\s+residing)\b")
#: What may stand between the change and the name given up: by whose order it was made, and beside what.
_BY, _BESIDE = r"(?:by|under|pursuant\s+to)", r"(?:by|under|pursuant\s+to|as|at|in|upon|during|with|through)"
#: Letters of the seal in the margin, which stand before the line that they are read with: "U.S.".
_OF_SEAL = r"(?:[A-Z]\.){2,4}"
_GIVEN_UP = re.compile(
    rf"(?i:\bname\s+(?:was\s+|is\s+|has\s+been\s+)?changed(?:(?:[\s,]+{_BY}(?:\s+[a-z]+){{1,6}})?[\s,]+|(?:[\s,]+{_BESIDE}(?:\s+[a-z]+){{1,6}}){{1,3}}[^\S\n]{{0,3}},?[^\S\n]{{0,3}})\bfrom"
    rf"|\bformerly(?:\s+known\s+as)?|\bformer\s+name)[\s,:]+(?:{_OF_SEAL}\s+)?{_OLD}(?=[\s,.]+(?i:by|as|in|through|pursuant|to)\b|\s*(?:[,.\n]|$))"
)


def naturalised(paper: Paper) -> list[Evidence]:
    """The holder of a certificate of naturalization, and the name that the court's order took away."""
    found: list[Evidence] = []
    for pattern, field, group in (
        (_CITIZEN, FieldName.NEW_NAME, "new"),
        (_RESIDENT, FieldName.NEW_NAME, "new"),
        (_GIVEN_UP, FieldName.FORMER_NAME, "old"),
    ):
        if any(e.field is field for e in found):
            continue
        for laid, flow, match in search_flow(paper, pattern):
            name = tidy_name(one_line(within_line(laid, flow, match, group)))
            if name and is_full_name(name):
                found.append(told_evidence(paper, field, name, laid, flow.tokens(*match.span(group))))
                break
    if not any(e.field is FieldName.NEW_NAME for e in found):
        citizen = _citizen_by_place(paper) or find_name(paper, FieldName.NEW_NAME)
        found += [citizen] if citizen else []
    return found


#: What a certificate prints above its holder's name and below it, each in the name's own column.
_ABOVE = re.compile(
    r"(?i)\b(?:found|shown|certif\w+|known|declares?|appear\w*)\s+(?:to\s+\w+\s+)?that\W*$"
    r"|\b(?:issued|granted)\s+to\W*$"
)
_BELOW = re.compile(
    r"(?i)^\W*(?:(?:then\s+|now\s+)?residing\b|a\s+resident\s+of\b|(?:having|had|has)\s+(?:complied|applied|taken)\b)"
)
#: Rows from such words to the name.
ROWS = 3


def _citizen_by_place(paper: Paper) -> Evidence | None:
    """The name that stands alone between a certificate's sentences, in a column beside the holder's description."""
    for laid in paper.pages:
        for segment in laid.sheet.segments:
            below = laid.sheet.rows[segment.row + 1 : segment.row + 1 + ROWS]
            above = laid.sheet.rows[max(0, segment.row - ROWS) : segment.row][::-1]
            for pattern, rows in ((_ABOVE, below), (_BELOW, above)):
                near = _next_in_column(segment, rows) if pattern.search(segment.text) else None
                name = tidy_name(near.text) if near else None
                if near and name and is_full_name(name):
                    return told_evidence(paper, FieldName.NEW_NAME, name, laid, near.tokens)
    return None


def _next_in_column(segment: Segment, rows: Sequence[Sequence[Segment]]) -> Segment | None:
    """The nearest text of some rows that stands in the column of another."""
    return next((s for row in rows for s in row if s.x0 < segment.x1 and s.x1 > segment.x0), None)
