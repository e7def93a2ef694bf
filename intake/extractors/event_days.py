"""The day on which a certificate, order or judgment was given: labelled, attested or told."""

import re
from collections.abc import Collection, Sequence
from functools import partial

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.answers import Answer
from intake.extractors.layout import Token
from intake.extractors.name_tables import cells_below
from intake.extractors.normalise.dates import find_dates
from intake.extractors.normalise.names import fold
from intake.extractors.paper import Laid, Paper, search_flow
from intake.extractors.vocabulary import Ask

_DATED = re.compile(
    r"(?i)\b(?:dated|date|given|entered|ordered|so\s+ordered|witness|issued|signed|done|granted|rendered|pronounced|sealed|executed|allowed|judgment|absolute|decreed|filed|married|effective|attest|on|of\s+the\s+court)\b"
)


_COPY = re.compile(r"\bcop(?:y|ied|ies)\b|\bdrawn up\b|\bextract\b")


def labelled_date(
    paper: Paper, field: FieldName, ask: Ask, others: Collection[str] = (), *, courts: bool = False
) -> Evidence | None:
    """A labelled date; of several the one whose label tells the paper's own issue, not its filing or its copy."""
    answers = [a for a in paper.answers(ask) if len(a.value) == 10 and a.value not in others]
    if courts:  # the day of filing, or of a copy, is never the judgment's own
        answers = [
            a for a in answers if _weigh_label(a.label.phrase) >= 0 and not _COPY.search(a.label.phrase)
        ]
    best = max(answers, key=partial(_rank, paper, courts), default=None)
    return paper.answer_evidence(field, best) if best else None


def _rank(paper: Paper, courts: bool, answer: Answer) -> tuple[int, int, float, int]:
    """How well an answer tells the day of issue; of dates called no more than that, the last, as signatures end a paper."""
    label = answer.label
    row = paper.pages[label.page].sheet.rows[label.row]
    around = next((fold(s.text) for s in row if s.x0 <= label.x0 <= s.x1), label.phrase)
    weight = min(_weigh_label(label.phrase), 1 if _weigh_label(around) >= 0 else -1)
    bare = label.phrase in _BARE
    if weight > 0 and not courts:
        weight += _weigh_issue(label.phrase)
    return weight, label.page if bare else 0, round(answer.score, 1), label.row if bare else 0


_ISSUE = re.compile(r"\b(?:issu\w+|cop(?:y|ied|ies)|certif\w+|expedi\w+|emis\w+|delivr\w+)\b")
_REGISTERED = re.compile(r"\b(?:entered|entry|recorded|registered|inscri\w+)\b")


def _weigh_issue(phrase: str) -> int:
    """How well a certificate's label tells the day on which it was handed out rather than that of its entry."""
    return 1 if _ISSUE.search(phrase) else -1 if _REGISTERED.search(phrase) else 0


#: Labels that say no more than that a date stands there.
_BARE = ("date", "dated", "on")


def _weigh_label(phrase: str) -> int:
    """How well a date's label tells the day of issue: 1 the paper's own day, -1 another step's."""
    if re.search(r"\b(?:nullity|dissolution|marriage) was\b", phrase):
        return -1
    if re.search(r"\b(?:fil\w+|petition|hear\w+|licen[cs]e|accept\w+|publi\w+|intention|received)\b", phrase):
        return 0 if re.search(r"\bissued\b", phrase) else -1
    return 1 if phrase not in _BARE else 0


def only_date(paper: Paper) -> Evidence | None:
    """The one date of a paper that has just one; a Social Security card prints its day of issue alone."""
    found = [(laid, d) for laid in paper.pages for d in find_dates(laid.sheet.flow.text, month_only=False)]
    if len({d.value for _, d in found}) != 1:
        return None
    laid, day = found[-1]
    tokens = laid.sheet.flow.tokens(day.start, day.end)
    return paper.evidence(FieldName.ISSUED_ON, day.value, laid.sheet.page, tokens, 0.9)


_ATTESTED = re.compile(
    r"(?i)\b(?:(?:w\w+\S?|under)\s+my\s+hand|in\s+(?:testimony|witness)\s+where\w+|certified\s+(?:this|on)|issued\s+(?:this|on)"
    r"|sealed|handed\s+out|delivered\s+(?:this|on)|cop(?:y|ied)\s+(?:made|taken|on)|true\s+copy|expedid[ao]|emitid[ao])\b"
)


def attested_date(paper: Paper) -> Evidence | None:
    """The day on which a clerk attested a copy: the first date after the words of attestation; of several the last."""
    best: Evidence | None = None
    for laid, flow, match in search_flow(paper, _ATTESTED):
        after = flow.text[match.end() : match.end() + 140].replace("\n", " ")
        for found in find_dates(after, month_only=False)[:1]:
            tokens = flow.tokens(match.end() + found.start, match.end() + found.end)
            if best is None or found.value > str(best.value):
                best = paper.evidence(FieldName.ISSUED_ON, found.value, laid.sheet.page, tokens, 0.9)
    return best


#: Words before a date that tell the paper's own day, and those that tell another step's.
_OWN_DAY = re.compile(
    r"(?i)\b(?:entered|ordered|decreed|adjudged|absolute|judgment|signed|holden|given|witness|issued|dated|done|in chambers|granted|rendered|pronounced|sealed|executed|certified|made|allowed|naturali[sz]\w+|ceremony|oath|married|united|held at|docketed|put on the docket)\b"
)
_OTHER_DAY = re.compile(
    r"(?i)\b(?:filed|filing|petition\w*|hear(?:d|ing)|published|publication|copy|attest|register|recorded|nisi|served|separated|received|printed|expires|wed|parties were|sworn|lodged|mailed|compared|certified by)\b"
)


def told_date(paper: Paper, *, courts: bool = False) -> Evidence | None:
    """The date that words such as "entered" or "given" go before; another step's day only where there is none.

    A court decides after all that it recites: of days told equally well its judgment's is the latest.
    """
    best: tuple[float, str, Evidence] | None = None
    for laid in paper.pages:
        flow = laid.sheet.flow
        text = flow.text.replace("\n", " ")
        end = 0
        births = _birth_tokens(laid)
        for found in find_dates(text, month_only=False):
            before = text[max(end, found.start - 60) : found.start]
            end = found.end
            if any(id(t) in births for t in flow.tokens(found.start, found.end)):
                continue
            if re.search(r"(?i)\b(born|birth|dob)\b", before):
                continue
            own, other = bool(_OWN_DAY.search(before)), bool(_OTHER_DAY.search(before))
            if courts and _RECITED.search(before):
                own, other = False, True
            if not _DATED.search(before) and not (
                courts and _closes(laid, flow.tokens(found.start, found.end))
            ):
                continue
            weight = 1.0 * own - 1.0 * other
            if (
                best is None
                or weight > best[0]
                or (weight == best[0] and _follows(found.value, best[1], courts))
            ):
                tokens = flow.tokens(found.start, found.end)
                worth = 0.85 if weight > 0 else 0.8
                evidence = paper.evidence(FieldName.ISSUED_ON, found.value, laid.sheet.page, tokens, worth)
                best = (weight, found.value, evidence)
    return best[2] if best and best[0] >= 0 else None


#: What a judgment recites of the days of before.
_RECITED = re.compile(
    r"(?i)\b(?:married|marriage|wed|wedding|separated|apart|complaint|filed|hearing|heard|served|sworn)\b"
)
#: Words that a line has at most which is a date with the word for what was done that day.
CLOSING = 6


def _closes(laid: Laid, tokens: Sequence[Token]) -> bool:
    """Whether a date ends a short line of its own, as "Journalized March 3, 2026" below a judgment."""
    return any(
        segment.tokens[-1] is tokens[-1] and len(segment.tokens) <= CLOSING
        for segment in laid.sheet.segments
        if tokens
    )


def _follows(day: str, best: str, courts: bool) -> bool:
    """Whether a day told as well as another takes its place: the later one, or the one that stands later."""
    return day >= best if courts else True


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
        for segment in reversed(list(laid.sheet.segments)):
            found = find_dates(segment.text, month_only=False)
            above = laid.sheet.rows[segment.row - 1] if segment.row else []
            if any(_OTHER_DAY.search(s.text) for s in above):
                continue
            if len(found) == 1 and found[0].end - found[0].start >= len(segment.text.strip()) - 2:
                return paper.evidence(
                    FieldName.ISSUED_ON, found[0].value, laid.sheet.page, segment.tokens, 0.8
                )
    return None
