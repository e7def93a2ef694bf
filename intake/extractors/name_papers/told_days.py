"""The day on which a paper was given, where running text or a line of its own tells it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.name_papers.court_days import (
    COPYS,
    ENTRY,
    FAR,
    OWN,
    SEAL,
    UNSAID,
    CourtPage,
    is_certified_before,
)
from intake.extractors.name_papers.day_words import (
    BIRTH,
    DATED,
    FORMS_DAY,
    FROM_THEN,
    LAWS_DAY,
    OTHER_DAY,
    OWN_DAY,
    SPOKEN,
)
from intake.extractors.name_papers.name_tables import cells_below
from intake.extractors.normalise.dates import find_dates
from intake.extractors.people.weddings import is_shortly_before
from intake.extractors.sheets.answers import Place
from intake.extractors.sheets.layout import join_text
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.translations import translators_words
from intake.extractors.sheets.vocabulary import Ask


def told_date(paper: Paper, *, courts: bool = False, wedding: str | None = None) -> Evidence | None:
    """The date that words such as "entered" or "given" go before; another step's day only where there is none.

    A court decides after all that it recites: of days told equally well its judgment's is the latest. Of another
    paper's it is the one that stands last. None is one shortly before the
    `wedding` (ISO 8601).
    """
    days = [
        told
        for told in _told_days(paper, courts)
        if not wedding or not is_shortly_before(told.value, wedding)
    ]
    order = sorted(range(len(days)), key=lambda i: (days[i].weight, days[i].value if courts else "", i))
    if not order or days[order[-1]].weight < COPYS:
        return None
    best = days[order[-1]]
    tokens = best.laid.sheet.flow.tokens(best.start, best.end)
    worth = 0.85 if best.weight > 0 else 0.8
    return paper.evidence(FieldName.ISSUED_ON, best.value, best.laid.sheet.page, tokens, worth)


def courts_own(paper: Paper, labelled: Evidence) -> Evidence:
    """The day that a label asks for; where the words around give it to a clerk's entry or another step, the judgment's own
    day that the paper tells besides."""
    told = told_date(paper, courts=True)
    weight = weigh_day(paper, str(labelled.value))
    if told is None or weight is None or not (weight == ENTRY or weight < UNSAID):
        return labelled
    return told if (weigh_day(paper, str(told.value)) or UNSAID) >= OWN else labelled


def is_certified(paper: Paper, day: str) -> bool:
    """Whether a clerk certifies that a court decided on a day, so that no other day is the decision's."""
    for laid in paper.pages:
        text = laid.sheet.flow.text.replace("\n", " ")
        for found in find_dates(text, month_only=False):
            before = laid.sheet.flow.text[max(0, found.start - FAR) : found.start]
            if found.value == day and is_certified_before(before):
                return True
    return False


def is_own(paper: Paper, day: str) -> bool:
    """Whether the words of a paper that is no court's tell a day as its own."""
    return any(told.value == day and told.weight > 0 for told in _told_days(paper, courts=False))


def weigh_day(paper: Paper, day: str) -> float | None:
    """How well the words of a court's paper tell a day as its judgment's, less than 0 as another step's; None where it
    says nothing of it."""
    weights = (told.weight for told in _told_days(paper, courts=True) if told.value == day)
    return max(weights, default=None)


def is_doubted(paper: Paper, day: str, *, alone: bool) -> bool:
    """Whether a court's paper says nothing of a day that makes it the judgment's; one `alone` on its line, as over a
    signature, is doubted only beside another of which no more is said."""
    days = {told.value for told in _told_days(paper, courts=True) if told.weight >= UNSAID}
    return weigh_day(paper, day) == UNSAID and (not alone or len(days) > 1)


#: What certifies that a paper is a copy of another.
_COPY = re.compile(r"(?i)\b(?:copy|transcript|exemplified)\b")


def is_copys(paper: Paper, day: str) -> bool:
    """Whether the best that a court's paper says of a day is that its copy was made or sealed on it."""
    said = [t for t in _told_days(paper, courts=True) if t.value == day]
    best = max((t.weight for t in said), default=0.0)
    far = (t.laid.sheet.flow.text[max(0, t.start - FAR) : t.start] for t in said)
    return best == COPYS or (best == SEAL and any(map(_COPY.search, far)))


@dataclass(frozen=True, slots=True)
class _Told:
    """A day in the running text."""

    value: str
    weight: float
    """1 the paper's own day, 0 unsaid, -1 another step's; a court's as `court_days` weighs them."""
    laid: Laid
    start: int
    end: int


def _told_days(paper: Paper, courts: bool) -> Iterator[_Told]:
    for number, laid in enumerate(paper.pages):
        flow, end = laid.sheet.flow, 0
        others = _birth_tokens(laid) | translators_words(laid.sheet) | _licences_tokens(laid)
        court = CourtPage.of(laid, first=number == 0) if courts else None
        text = flow.text.replace("\n", " ")
        for found in find_dates(text, month_only=False):
            before = text[max(end, found.start - SPOKEN) : found.start]
            end = found.end
            tokens = flow.tokens(found.start, found.end)
            if any(id(t) in others for t in tokens) or _is_anothers(before):
                continue
            far = flow.text[max(0, found.start - FAR) : found.start]
            weight = court.weigh(tokens, before, far) if court else _weigh(before)
            if weight is not None:
                yield _Told(found.value, weight, laid, found.start, found.end)


def _is_anothers(before: str) -> bool:
    """Whether the words before a day tell it as a birth's, a law's or the form's own."""
    return any(words.search(before) for words in (BIRTH, LAWS_DAY, FORMS_DAY))


def _weigh(before: str) -> float | None:
    """How well the words before a day tell it as that of a paper which is no court's."""
    if FROM_THEN.search(before):
        own, other = False, True
    else:
        own, other = OWN_DAY.search(before) is not None, OTHER_DAY.search(before) is not None
    return float(own - other) if own or DATED.search(before) else None


def _birth_tokens(laid: Laid) -> set[int]:
    """Words that tell when somebody was born, in answers or in a table's column."""
    tokens = {id(t) for a in laid.answers if a.label.ask is Ask.BIRTH_DATE for t in a.tokens}
    answered = {(a.label.row, a.label.x0) for a in laid.answers if a.place is Place.RIGHT}
    heads = (x for x in laid.labels if x.starts and x.ask is Ask.BIRTH_DATE)
    for head in (x for x in heads if (x.row, x.x0) not in answered):
        cells = [c for c in cells_below(laid, head) if _is_date(" ".join(t.text for t in c))]
        tokens |= {id(t) for cell in cells for t in cell}
    return tokens


#: What is done before a wedding.
_BEFORE_WEDDING = re.compile(r"\b(?:licen[cs]es?|intentions?|application)\b")


def _licences_tokens(laid: Laid) -> set[int]:
    """Words that answer when a licence to marry was given, or runs out: told as "issued" too, it is not the paper's."""
    asked = (a for a in laid.answers if a.label.ask in (Ask.EVENT_DATE, Ask.EXPIRES))
    return {id(t) for a in asked if _BEFORE_WEDDING.search(a.label.phrase) for t in a.tokens}


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
            if any(OTHER_DAY.search(s.text) for s in above):
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
