"""Days in boxes of their own, as multilingual extracts of civil status have them: "Jo 18  Mo 07  An 2026".

The captions are those of the forms of the International Commission on Civil Status (Vienna, 8 September 1976), which
stand over the numbers in a box or beside them, the day first.
"""

import re

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.likeness import fold
from intake.extractors.normalise.dates import parse_date
from intake.extractors.sheets.paper import Paper, search_flow

_BOXES = re.compile(
    r"\bJo\b\W{1,3}(?:(?P<d>\d{1,2})\W{1,3})?Mo\b\W{1,3}(?:(?P<m>\d{1,2})\W{1,3})?An\b\W{1,3}"
    r"(?:(?P<day>\d{1,2})\W{1,3}(?P<month>\d{1,2})\W{1,3})?(?P<year>\d{4})\b"
)
#: Such captions, by which a form writes all days with the day first.
DAY_BOXES = re.compile(r"\bJo\b\W{1,3}(?:\d{1,2}\W{1,3})?Mo\b\W{1,3}(?:\d{1,2}\W{1,3})?An\b")
#: What the line over the boxes of an extract's own day says.
_ISSUE = re.compile(r"\b(?:delivrance|date of issue|ausstellung|expedicion|emissao|rilascio)\b")


def boxed_issue(paper: Paper) -> Evidence | None:
    """The day in the boxes below a line that asks when an extract was given."""
    for laid, flow, match in search_flow(paper, _BOXES):
        above = flow.text[: match.start()].rstrip().rpartition("\n")[2]
        day, month = match["day"] or match["d"], match["month"] or match["m"]
        value = parse_date(f"{match['year']}-{int(month):02d}-{int(day):02d}") if day and month else None
        if value and _ISSUE.search(fold(above)):
            tokens = [t for t in flow.tokens(*match.span()) if t.text.isdigit()]
            return paper.evidence(FieldName.ISSUED_ON, value, laid.sheet.page, tokens, 0.9)
    return None
