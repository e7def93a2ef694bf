"""Signs of where a value stands: which label it answers, where its words end, and what else could stand for it."""

import re
from collections.abc import Iterator, Sequence

from domain.documents import Evidence
from domain.geometry import Box
from domain.kinds import Course, FieldName, Kind
from domain.likeness import fold
from domain.pages import MarkKind, PageSource
from domain.values import TERM
from intake.extractors.cpr.centers import heads_a_card
from intake.extractors.cpr.course import is_lay_title
from intake.extractors.cpr.dates import asks_too_long_a_term, tells_two_terms
from intake.extractors.cpr.term_rows import latest_term
from intake.extractors.mentions.gaps import Judged
from intake.extractors.mentions.mentions import Mention
from intake.extractors.mentions.roles import NO_ROLE
from intake.extractors.name_papers.bearer_names import ORDER_UNTOLD
from intake.extractors.normalise.levels import RING_ONE
from intake.extractors.normalise.names import is_full_name, tidy_name
from intake.extractors.people.levels import tells_what_is_sought
from intake.extractors.people.number_words import OR_LICENCE, is_called_certification, stands_at_foot
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Segment, Token
from intake.extractors.sheets.paper import Laid, Paper
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sheets.words_under import INSIDE

TICKED = "tick beside"
DOUBTED_TICK = "unsure box beside"
#: A level with no tick beside it but a mark that may be one.
LEVEL_BY_DOUBTED_TICK = "level by a doubted tick"
#: A level among printed ones of which one is to be ringed: nothing but a reader's doubt tells which.
LEVEL_BY_RING = "level by a ring"
#: A level out of the sentence that says what the applicant asks another office for: it need not be what they hold here.
LEVEL_SOUGHT = "level by what is sought"
#: A lay course out of a line that no label tells and that may be a school's name: "Quincy Adams CPR".
COURSE_IN_A_NAME = "course in a name"

#: The family name put first, where no code, list or label tells which line it is: of 19 such values of drawn papers seven
#: were wrong.
ORDER_GUESSED = "order of a name guessed"

#: The page shows two cards that no cut parted: a value may be the other one's, and one person's beside another's.
TWO_CARDS = "two cards"

#: A card's first and last day lie farther apart than any card lasts: which of them is misread is not told.
TERM_TOO_LONG = "term too long"

#: Who taught, or where, of a row of a booklet that is not the one in force: what was read so was another term's.
OF_ANOTHER_TERM = "of another term"

#: "Advanced Life Support" where "Pediatric" stands on the page too: a reader may have put its word elsewhere.
COURSE_OF_EITHER = "advanced life support of either"
_TELLS_ACLS = re.compile(r"(?i)cardi|a\W?c\W?l\W?s")
_PEDIATRIC = re.compile(r"(?i)\bpa?ediatric")

#: A school at the head of a body's card, with no word that calls it the place that taught.
HEAD_OF_A_CARD = "school at a card's head"

#: A number in the last rows of a page that no words call a certification's: what a printer counts sheets by looks so.
NUMBER_AT_FOOT = "number at the foot"

Told = Iterator[tuple[str, float]]


def stands_under(evidence: Evidence, tokens: Sequence[Token]) -> bool:
    """Whether one of some words of the value's page belongs to the value."""
    if evidence.span is None and (box := evidence.box) is not None:
        # Every value asks every word of its page.
        return any(_is_inside(token.word.box, box) for token in tokens)
    return any(_is_under(evidence, token) for token in tokens)


def covers(evidence: Evidence, mention: Mention) -> bool:
    """Whether a mention stands where the value was read."""
    return mention.sheet.page == evidence.page and stands_under(evidence, mention.tokens)


def row_of(evidence: Evidence, laid: Laid) -> int | None:
    """The row of a value's first words."""
    return next((s.row for s in laid.sheet.segments if stands_under(evidence, s.tokens)), None)


def _is_under(evidence: Evidence, token: Token) -> bool:
    word = token.word
    if evidence.span is not None:
        start, end = evidence.span
        return bool(word.span and word.span[0] < end and word.span[1] > start)
    return evidence.box is not None and _is_inside(word.box, evidence.box)


def _is_inside(word: Box, box: Box) -> bool:
    shared = word.overlap(box)
    return shared > 0 and shared > INSIDE * word.width * word.height


def signs_of_answer(evidence: Evidence, laid: Laid) -> Told:
    """Which label a value answers, how well, and what else answers such a label."""
    here = [a for a in laid.answers if stands_under(evidence, a.tokens)]
    if not here:
        yield "no label", 1.0
        if _is_order_guessed(evidence):
            yield ORDER_GUESSED, 1.0
        if evidence.field is FieldName.CERTIFICATION_NUMBER and _is_at_foot(evidence, laid):
            yield NUMBER_AT_FOOT, 1.0
        return
    best = max(here, key=lambda a: a.score)
    yield "label score", best.score
    yield "label likeness", best.label.likeness
    yield f"label {best.place.value}", 1.0
    yield f"{evidence.field.value} by {best.label.ask.name.lower()}", 1.0
    if best.value == evidence.value:
        yield "whole answer", 1.0
    if best.doubted:
        yield "answer doubted", 1.0
    yield "label rivals", float(min(4, len(_rivals(best, evidence, laid))))


def _is_at_foot(evidence: Evidence, laid: Laid) -> bool:
    """Whether a number stands in the last rows of a sheet, and nothing there calls it a certification's; a mail's text
    ends with who wrote it."""
    if laid.sheet.reading.source is PageSource.BODY:
        return False
    tokens = [t for s in laid.sheet.segments for t in s.tokens if _is_under(evidence, t)][:1]
    foot = bool(tokens) and stands_at_foot(laid.sheet, tokens)
    signed = any(_is_whole_name(s.text) for s in _above(evidence, laid))
    return foot and not signed and not is_called_certification(laid.sheet, tokens, OR_LICENCE)


def _above(evidence: Evidence, laid: Laid) -> Sequence[Segment]:
    row = row_of(evidence, laid)
    return laid.sheet.rows[row - 1] if row else ()


def _is_whole_name(text: str) -> bool:
    name = tidy_name(text)
    return name is not None and is_full_name(name)


def _is_order_guessed(evidence: Evidence) -> bool:
    """Whether a holder's name was turned round by nothing but the habit of cards."""
    value, printed = (fold(text).split() for text in (str(evidence.value), evidence.printed))
    untold = evidence.field is FieldName.NEW_NAME and evidence.confidence <= ORDER_UNTOLD
    return untold and value != printed and sorted(value) == sorted(printed)


def _rivals(answer: Answer, evidence: Evidence, laid: Laid) -> set[str]:
    """Other values that answer the same question."""
    same = (a for a in laid.answers if a.label.ask is answer.label.ask and a.value != answer.value)
    return {a.value for a in same if not stands_under(evidence, a.tokens)}


def signs_of_title(evidence: Evidence, laid: Laid) -> Told:
    """Whether a lay course was taken out of what may be a school's name, or an advanced one may be the other."""
    unspecified = evidence.value == Course.ACLS and not _TELLS_ACLS.search(evidence.printed)
    if unspecified and _PEDIATRIC.search(laid.sheet.flow.text):
        yield COURSE_OF_EITHER, 1.0
    if evidence.field is not FieldName.COURSE or evidence.value not in (Course.CPR_AED, Course.FIRST_AID):
        return
    asked = any(a.label.ask is Ask.COURSE and stands_under(evidence, a.tokens) for a in laid.answers)
    lines = [s.text for s in laid.sheet.segments if stands_under(evidence, s.tokens)]
    if not asked and not all(map(is_lay_title, lines)):
        yield COURSE_IN_A_NAME, 1.0


def signs_of_card_days(evidence: Evidence, laid: Laid, kind: Kind) -> Told:
    """Whether its page shows two course cards, or one with days that no card has."""
    if kind is not Kind.CPR_CARD:
        return
    if tells_two_terms(laid):
        yield TWO_CARDS, 1.0
    if evidence.field in TERM and asks_too_long_a_term(laid):
        yield TERM_TOO_LONG, 1.0


def signs_of_edges(evidence: Evidence, segments: Sequence[Segment]) -> Told:
    """Whether a value begins and ends where its row's run of words does."""
    mine = [
        (s, [_is_under(evidence, t) for t in s.tokens]) for s in segments if stands_under(evidence, s.tokens)
    ]
    if not mine:
        return
    yield "rows", float(min(5, len({s.row for s, _ in mine})))
    yield "starts run", float(mine[0][1][0])
    yield "ends run", float(mine[-1][1][-1])
    yield "fills runs", float(all(all(under) for _, under in mine))
    first, under = mine[0]
    at = under.index(True)
    if at and first.tokens[at - 1].text.endswith(":"):
        yield "after colon", 1.0


def signs_of_term(evidence: Evidence, laid: Laid) -> Told:
    """Whether who taught, or where, stands in another row of a list of terms than the one in force."""
    if evidence.field not in (FieldName.INSTRUCTOR_NAME, FieldName.TRAINING_CENTER):
        return
    term = latest_term(laid)
    tokens = [t for s in laid.sheet.segments for t in s.tokens if _is_under(evidence, t)]
    if term is not None and not any(term.holds(token) for token in tokens):
        yield OF_ANOTHER_TERM, 1.0


def signs_of_head(evidence: Evidence, paper: Paper) -> Told:
    """Whether a school was read at the head of a card, and answers no label."""
    answers = paper.pages[evidence.page].answers
    if heads_a_card(evidence, paper) and not any(stands_under(evidence, a.tokens) for a in answers):
        yield HEAD_OF_A_CARD, 1.0


def is_ticked(evidence: Evidence, laid: Laid) -> bool:
    """Whether a ticked box stands right beside a value."""
    return evidence.box is not None and MarkKind.CHECKBOX_ON in _boxes_beside(evidence.box, laid)


def signs_of_ticks(evidence: Evidence, laid: Laid) -> Told:
    """Whether a ticked box stands right beside a value, or an empty one, and how many are ticked on its page."""
    if evidence.box is None:
        return
    beside = _boxes_beside(evidence.box, laid)
    yield from ((name, 1.0) for name, kind in _TICKS if kind in beside)
    if evidence.field is FieldName.LEVEL and MarkKind.CHECKBOX_ON not in beside:
        doubted = MarkKind.CHECKBOX_UNSURE in beside or _is_touched(evidence.box, laid)
        yield from _signs_of_unticked_level(evidence, laid, doubted=doubted)
    yield "ticks", float(min(5, sum(m.kind is MarkKind.CHECKBOX_ON for m in laid.sheet.marks)))


def _signs_of_unticked_level(evidence: Evidence, laid: Laid, *, doubted: bool) -> Told:
    """What else than a tick may have told a level: a doubted box, a ring, a sentence on what is sought elsewhere."""
    if doubted:
        yield LEVEL_BY_DOUBTED_TICK, 1.0
    if _asks_a_ring(evidence, laid) or _is_ringed(evidence, laid):
        yield LEVEL_BY_RING, 1.0
    if _is_sought(evidence, laid):
        yield LEVEL_SOUGHT, 1.0


def _boxes_beside(box: Box, laid: Laid) -> set[MarkKind]:
    """What marks stand right beside a value's box."""
    return {mark.kind for mark in laid.sheet.marks if _stands_beside(mark.box, box)}


def _is_touched(box: Box, laid: Laid) -> bool:
    """Whether a box beside a value counts as empty and has some ink in it."""
    beside = (mark for mark in laid.sheet.marks if _stands_beside(mark.box, box))
    return any(mark.kind is MarkKind.CHECKBOX_OFF and mark.weight > 0 for mark in beside)


def _asks_a_ring(evidence: Evidence, laid: Laid) -> bool:
    """Whether a value stands in a row of printed choices of which one is to be ringed."""
    return any(
        RING_ONE.search(" ".join(s.text for s in row)) and any(stands_under(evidence, s.tokens) for s in row)
        for row in laid.sheet.rows
    )


def _is_ringed(evidence: Evidence, laid: Laid) -> bool:
    """Whether a ring is drawn round a value."""
    rings = (mark.box for mark in laid.sheet.marks if mark.kind is MarkKind.RING)
    return evidence.box is not None and any(ring.overlap(evidence.box) > 0 for ring in rings)


def _is_sought(evidence: Evidence, laid: Laid) -> bool:
    flow = laid.sheet.flow
    first = next((token for _, _, token in flow.places if _is_under(evidence, token)), None)
    return first is not None and tells_what_is_sought(flow, first)


_TICKS = (
    (TICKED, MarkKind.CHECKBOX_ON),
    ("empty box beside", MarkKind.CHECKBOX_OFF),
    (DOUBTED_TICK, MarkKind.CHECKBOX_UNSURE),
)


def _stands_beside(mark: Box, box: Box) -> bool:
    level = min(mark.y1, box.y1) - max(mark.y0, box.y0) > 0.4 * min(mark.height, box.height)
    gap = max(box.x0 - mark.x1, mark.x0 - box.x1)
    return level and gap < 2.5 * max(mark.height, box.height)


def signs_of_roles(evidence: Evidence, judged: Sequence[Judged]) -> Told:
    """What the model of surroundings says of the value's own place, and of all others."""
    field = evidence.field.value
    here = [(m, roles) for m, roles in judged
            if m.sheet.page == evidence.page and stands_under(evidence, m.tokens)]  # fmt: skip
    own = max((roles.get(field, 0.0) for _, roles in here), default=0.0)
    if here:
        shapes = {m.shape for m, _ in here}
        alike = [(m, roles) for m, roles in judged if m.shape in shapes]
        yield "mentions alike", float(min(8, len({m.value for m, _ in alike})))
        yield "none chance", min(roles.get(NO_ROLE, 0.0) for _, roles in here)
        yield "other role", max((c for _, roles in here for r, c in roles.items() if r not in (field, NO_ROLE)), default=0.0)  # fmt: skip
    said = [roles.get(field, 0.0) for m, roles in judged if m.value == evidence.value]
    yield "best chance", max(said, default=own)
    yield "times mentioned", float(min(4, len(said)))
    others = [
        roles.get(field, 0.0) for m, roles in judged if m.value != evidence.value and (m, roles) not in here
    ]
    yield "margin", max([own, *said]) - max(others, default=0.0)
    yield "rivals", float(min(4, sum(c >= 0.2 for c in others)))
