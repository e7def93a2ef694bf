"""What an identity paper's code or machine-readable zone says, and where."""

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.layout import Token
from intake.extractors.mrz import ZoneFacts, read_licence_code, read_zone
from intake.extractors.paper import Laid, Paper


def read_codes(paper: Paper) -> tuple[ZoneFacts, Laid] | None:
    """A licence's bar code or a passport's zone, with its page."""
    for laid in paper.pages:
        for code in laid.sheet.reading.barcodes:
            if facts := read_licence_code(code.text):
                return facts, laid
        lines = ["".join(t.text for s in row for t in s.tokens) for row in laid.sheet.rows]
        if facts := read_zone(lines):
            return facts, laid
    return None


def in_zone(paper: Paper, number: str) -> bool:
    """Whether a number is the passport's own: its zone repeats it."""
    return any(
        "<" in t.text and number[1:] in t.text
        for laid in paper.pages
        for s in laid.sheet.segments
        for t in s.tokens
    )


def zone_value(
    paper: Paper, field: FieldName, zone: tuple[ZoneFacts, Laid] | None, name: str
) -> Evidence | None:
    """One value of a zone or code; its place is the printed value where that is found, else the code."""
    if zone is None or not getattr(zone[0], name):
        return None
    facts, laid = zone
    codes = [c.box for c in laid.sheet.reading.barcodes]
    rows = [t for row in laid.sheet.rows for s in row for t in s.tokens if "<" in t.text]
    box = codes[0] if codes and not facts.passport else None
    tokens: list[Token] = [] if box else rows
    return paper.evidence(
        field, getattr(facts, name), laid.sheet.page, tokens, 0.98, box=box, reading=0.99,
        printed=getattr(facts, name),
    )  # fmt: skip
