"""The day on which a paper was given, where running text or a line of its own tells it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.name_papers.name_tables import cells_below
from intake.extractors.normalise.dates import find_dates
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.translations import translators_words
from intake.extractors.sheets.vocabulary import Ask

#: Words one of which stands before a day that may be the paper's own.
_DATED = re.compile(
    r"(?i)\b(?:dated|date|given|entered|ordered|so\s+ordered|witness|issued|signed|done|granted|rendered|pronounced|sealed|executed|allowed|judgment|absolute|decreed|filed|married|effective|attest|on|of\s+the\s+court)\b"
)

#: Words before a date that tell the paper's own day, and those that tell another step's.
_OWN_DAY = re.compile(
    r"(?i)\b(?:entered|ordered|decreed|adjudged|absolute|judgment|signed|holden|given|witness|issued|dated|done|in chambers|granted|rendered|pronounced|sealed|executed|certified|made|allowed|naturali[sz]\w+|ceremony|oath|married|united|held at|docketed|put on the docket)\b"
)
_OTHER_DAY = re.compile(
    r"(?i)\b(?:filed|filing|file\s+(?:mark|stamp)|petition\w*|hear(?:d|ing)|published|publication|copy|attest|register|recorded|nisi|served|separated|received|printed|expires|wed|parties were|sworn|lodged|mailed|compared|certified by)\b"
)


def told_date(paper: Paper, *, courts: bool = False) -> Evidence | None:
    """The date that words such as "entered" or "given" go before; another step's day only where there is none.

    A court decides after all that it recites: of days told equally well its judgment's is the latest. Of another
    paper's it is the one that stands last.
    """
    days = list(_told_days(paper, courts))
    order = sorted(range(len(days)), key=lambda i: (days[i].weight, days[i].value if courts else "", i))
    if not order or days[order[-1]].weight < 0:
        return None
    best = days[order[-1]]
    tokens = best.laid.sheet.flow.tokens(best.start, best.end)
    worth = 0.85 if best.weight > 0 else 0.8
    return paper.evidence(FieldName.ISSUED_ON, best.value, best.laid.sheet.page, tokens, worth)


def is_certified(paper: Paper, day: str) -> bool:
    """Whether a clerk certifies that a court decided on a day, so that no other day is the decision's."""
    for laid in paper.pages:
        text = laid.sheet.flow.text.replace("\n", " ")
        for found in find_dates(text, month_only=False):
            before = text[max(0, found.start - SPOKEN) : found.start]
            if found.value == day and _CERTIFIED_THAT.search(before):
                return True
    return False


def is_recited(paper: Paper, day: str) -> bool:
    """Whether all that a court's paper says before a day tells it as another step's than its judgment."""
    weights = [told.weight for told in _told_days(paper, courts=True) if told.value == day]
    return bool(weights) and max(weights) < 0


#: What certifies that a paper is a copy of another.
_COPY = re.compile(r"(?i)\b(?:copy|transcript|exemplified)\b")


def is_copys(paper: Paper, day: str) -> bool:
    """Whether the best that a court's paper says of a day is that its copy was sealed on it."""
    said = [t for t in _told_days(paper, courts=True) if t.value == day]
    far = (t.laid.sheet.flow.text[max(0, t.start - _FAR) : t.start] for t in said)
    return bool(said) and max(t.weight for t in said) == SEAL and any(map(_COPY.search, far))


@dataclass(frozen=True, slots=True)
class _Told:
    """A day in the running text."""

    value: str
    weight: float
    """2 the day a judgment became final, 1 the paper's own day, 0.5 a clerk's seal, 0 unsaid, -1 another step's."""
    laid: Laid
    start: int
    end: int


#: What a clerk's seal weighs.
SEAL = 0.5


def _told_days(paper: Paper, courts: bool) -> Iterator[_Told]:
    for laid in paper.pages:
        flow, end = laid.sheet.flow, 0
        others = _birth_tokens(laid) | translators_words(laid.sheet)
        text = flow.text.replace("\n", " ")
        for found in find_dates(text, month_only=False):
            before = text[max(end, found.start - SPOKEN) : found.start]
            end = found.end
            tokens = flow.tokens(found.start, found.end)
            if any(id(t) in others for t in tokens) or _BIRTH.search(before):
                continue
            far = text[max(0, found.start - _FAR) : found.start]
            own, other = (False, True) if courts and _WED_ON.search(far) else _speak_of(before, courts)
            if own or _DATED.search(before) or (courts and _closes(laid, tokens)):
                weight = _weigh(before, own, other) if courts else own - other
                yield _Told(found.value, weight, laid, found.start, found.end)


def _weigh(before: str, own: bool, other: bool) -> float:
    """How well the words before a day tell that a court gave its judgment on it."""
    if _BECAME_FINAL.search(before):
        return 2
    if _CERTIFIED_THAT.search(before):
        return 1
    return SEAL if own and not other and _SEALED.search(before) else own - other


def _speak_of(before: str, courts: bool) -> tuple[bool, bool]:
    """Whether the words before a date tell the paper's own day, and another step's."""
    if (courts and _RECITED.search(before)) or FROM_THEN.search(before):
        return False, True
    return _OWN_DAY.search(before) is not None, _OTHER_DAY.search(before) is not None


#: Words right before a day from which, or until which, something is to be done: an order was made before it.
FROM_THEN = re.compile(
    r"(?i)\b(?:(?:on|from)\s+(?:and|or)\s+after|(?:no|not)\s+(?:later|earlier|sooner)\s+than|not\s+before|on\s+or\s+before)\s+(?:the\s+)?$"
)
#: Words right before the day on which a judgment that was given before became final.
_BECAME_FINAL = re.compile(
    r"(?i)\b(?:became|has\s+become)\s+(?:final\s+and\s+)?absolute(?:\s+on)?[\s:,]*(?:the\s+)?$"
)
#: What stands before the day on which a court did what a clerk certifies.
_CERTIFIED_THAT = re.compile(r"(?i)\bcertif\w+\s+that[\s,]+on\s+(?:the\s+)?$")
#: What a clerk says who certifies what a court did on another day.
_SEALED = re.compile(
    r"(?i)\b(?:affixed\s+the\s+(?:official\s+)?seal|seal\s+of\s+(?:said|the|this)\s+court|witness\s+my\s+(?:hand|signature)|set\s+my\s+hand|in\s+(?:witness|testimony)\s+whereof)\b"
)
#: How many characters before a date speak of it.
SPOKEN = 60
_BIRTH = re.compile(r"(?i)\b(?:born|birth|dob)\b")


#: A paper that a judgment names by its day: "the Agreement dated January 15, 2026", "the agreement of the parties, dated".
OTHER_PAPER = (
    r"\b(?:agreement|petition|complaint|motion|stipulation|affidavit|application|plan|summons|waiver)s?,?"
    r"(?: (?:of|by|between|entered into by|made by|from) (?:(?:the|both|said|these|its) )?"
    r"(?:parties|part(?:y|ner)s?|spouses|plaintiff|defendant|petitioner|respondent|husband|wife)(?: (?:hereto|herein))?,?)?"
    r"(?: (?:is|was|were|and))? (?:dated|filed|made|signed|executed)\b"
)
#: What a judgment recites of the days of before.
_RECITED = re.compile(
    r"(?i)\b(?:married|marriage|wed|wedding|separated|apart|complaint|filed|hearing|heard|served|sworn)\b"
    rf"|{OTHER_PAPER}(?:\s+(?:on|as\s+of))?\s*$"
)
#: How a judgment tells, from farther off, on which day the marriage began that it ends.
_WED_ON = re.compile(
    r"(?i)\b(?:bonds?\s+of\s+(?:marriage|matrimony)|entered\s+into|(?:inter)?married|wed|solemni[sz]ed|celebrated)\b"
    r"(?:(?!\d|\b(?:dissol|terminat|annul|end(?:s|ed)?\b|divorc|enter|grant|award|decree|giv))[^.;]){0,140}\bon\s+(?:the\s+)?$"
)
#: How many characters before a day may tell so.
_FAR = 180
#: Words that a line has at most which is a date with the word for what was done that day.
CLOSING = 6


def _closes(laid: Laid, tokens: Sequence[Token]) -> bool:
    """Whether a date ends a short line of its own, as "Journalized March 3, 2026" below a judgment."""
    return any(
        segment.tokens[-1] is tokens[-1] and len(segment.tokens) <= CLOSING
        for segment in laid.sheet.segments
        if tokens
    )


def _birth_tokens(laid: Laid) -> set[int]:
    """Words that tell when somebody was born, in answers or in a table's column."""
    tokens = {id(t) for a in laid.answers if a.label.ask is Ask.BIRTH_DATE for t in a.tokens}
    for head in (x for x in laid.labels if x.starts and x.ask is Ask.BIRTH_DATE):
        cells = [c for c in cells_below(laid, head) if _is_date(" ".join(t.text for t in c))]
        tokens |= {id(t) for cell in cells for t in cell}
    return tokens


def _is_date(text: str) -> bool:
    """Whether a text is a date and nothing else."""
    found = find_dates(text, birth=True, month_only=False)
    return len(found) == 1 and found[0].end - found[0].start >= len(text.strip()) - 2


def lone_date(paper: Paper) -> Evidence | None:
    """A date that has a line to itself, as above a judge's signature; the last one."""
    for laid in reversed(paper.pages):
        translators = translators_words(laid.sheet)
        for segment in reversed(list(laid.sheet.segments)):
            found = find_dates(segment.text, month_only=False)
            if id(segment.tokens[0]) in translators:
                continue
            above = laid.sheet.rows[segment.row - 1] if segment.row else []
            if any(_OTHER_DAY.search(s.text) for s in above):
                continue
            if len(found) == 1 and found[0].end - found[0].start >= len(segment.text.strip()) - 2:
                return paper.evidence(
                    FieldName.ISSUED_ON, found[0].value, laid.sheet.page, segment.tokens, 0.8
                )
    return None


#: Rows at the head of a letter in which its own day stands.
LETTER_HEAD = 6


def letter_date(paper: Paper, told: Evidence | None) -> Evidence | None:
    """The day at the head of a letter on a line of its own, where a day told in its text lies before it: an answer out of
    a register is given after what it tells of."""
    for laid in paper.pages[:1]:
        for row in laid.sheet.rows[:LETTER_HEAD]:
            tokens = [t for segment in row for t in segment.tokens]
            text = join_text(tokens)
            found = find_dates(text, month_only=False)
            alone = len(found) == 1 and found[0].end - found[0].start >= len(text.strip()) - 2
            if alone and told is not None and found[0].value > str(told.value):
                return paper.evidence(FieldName.ISSUED_ON, found[0].value, laid.sheet.page, tokens, 0.85)
    return told
