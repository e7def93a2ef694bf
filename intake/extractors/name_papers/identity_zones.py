"""What an identity paper's code or machine-readable zone says, and where."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from intake.extractors.name_papers.mrz import ZoneFacts, read_licence_code, read_zone
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.paper import Laid, Paper, lay_out


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


#: What a value of a zone is worth whose check digits do not fit: shown, never as sure.
UNPROVEN = 0.5


def unproven_values(
    paper: Paper, zone: tuple[ZoneFacts, Laid] | None, read: Collection[FieldName]
) -> Iterator[Evidence]:
    """What a zone with a check digit that does not fit says of fields that the print does not tell."""
    if zone is None or not zone[0].failing:
        return
    for field, name in (
        (FieldName.NEW_NAME, "name"),
        (FieldName.EXPIRES_ON, "expires"),
        (FieldName.DATE_OF_BIRTH, "born"),
    ):
        value = None if field in read else zone_value(paper, field, zone, name)
        if value is not None:
            yield value


def doubt_unproven(paper: Paper, found: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, with what stands in a zone whose check digits do not fit no longer sure."""
    zone = read_codes(paper) if paper.kind is Kind.NAME_CHANGE_EVIDENCE else None
    if zone is None or not zone[0].failing:
        return list(found)
    rows = [t.word.box for row in zone[1].sheet.rows for s in row for t in s.tokens if "<" in t.text]

    def stands_there(evidence: Evidence) -> bool:
        box = evidence.box
        return box is not None and evidence.page == zone[1].sheet.page and any(box.overlap(r) for r in rows)

    return [replace(e, confidence=min(e.confidence, UNPROVEN)) if stands_there(e) else e for e in found]


def failing_checks(kind: Kind, pages: Sequence[PageReading]) -> tuple[str, ...]:
    """What of a passport's zone does not fit its check digit; nothing where the zone was not read whole."""
    if kind is not Kind.NAME_CHANGE_EVIDENCE or not any("<" in w.text for page in pages for w in page.words):
        return ()
    zone = read_codes(lay_out(kind, pages))
    return zone[0].failing if zone and zone[0].whole else ()


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
