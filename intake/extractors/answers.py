"""Which words answer which label.

Answers stand right of a label, below it in its column or box, or above it where the label is a caption
under a line. Every label offers the answers that its places hold and its type allows; the best pairs are
taken first, and no word answers twice.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from domain.pages import MarkKind
from intake.extractors.confidence import second_text, weigh_reading
from intake.extractors.labels import Label
from intake.extractors.layout import SEGMENT_GAP, Segment, Sheet, Token, join_text
from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.dates import parse_date
from intake.extractors.normalise.levels import find_levels, parse_level
from intake.extractors.normalise.names import is_full_name, looks_like_name, tidy_name
from intake.extractors.normalise.numbers import (
    find_emails,
    find_phones,
    parse_certificate_id,
    parse_certification_number,
    parse_ssn_last4,
)
from intake.extractors.vocabulary import Ask


class Place(StrEnum):
    """Where an answer stands, seen from its label."""

    RIGHT = "right"
    BELOW = "below"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Answer:
    """Words that answer a label."""

    label: Label
    place: Place
    tokens: tuple[Token, ...]
    value: str
    """Normalised by the label's type."""
    score: float
    """How well label and words fit each other, about 0.0-1.3."""
    doubted: bool = False
    """The readers differ and both readings would be valid."""

    @property
    def text(self) -> str:
        return join_text(self.tokens)

    @property
    def reading(self) -> float:
        """How surely the words are read, 0.0-1.0."""
        worth = weigh_reading(self.tokens)
        return min(worth, 0.6) if self.doubted else worth


Parser = Callable[[str], str | None]

#: Gap, in line heights, that ends an answer once it has begun.
ANSWER_GAP = 3.0

#: Gap, in line heights, that may stand between a label and its answer on the right.
LABEL_GAP = 28.0

#: The same where nothing else stands in the row, as behind leaders of points.
LABEL_GAP_APART = 60.0

#: Distance, in line heights, down or up to an answer in a box or over a caption.
BOX_REACH = 2.4
CAPTION_REACH = 1.7

#: How much nearer, in line heights, the words on one side of a label are to say that they are its own, and what
#: those on the other side lose.
NEARER, FARTHER = 0.8, 0.2

#: Line heights behind a label's end at which what begins there stands in no column of it.
FAR_OFF = 8.0

#: Height of a line with the blank below it, in heights of its letters.
LINE = 1.7

#: Gap, in line heights, below the first line of a label at which its second is looked for.
NEXT_LINE = 1.3

#: How far, in line heights, an answer may stand off its label's line.
ASLANT = 1.3

#: Nobody born in or after this year is certified.
YOUNGEST_BIRTH = 2012

#: Places before anything is seen of a form, as votes.
_PRIOR = {Place.RIGHT: 0.9, Place.BELOW: 0.7, Place.ABOVE: 0.4}

_STRONG = frozenset({Ask.BIRTH_DATE, Ask.SSN, Ask.SSN_LAST4, Ask.NUMBER, Ask.PHONE, Ask.EMAIL, Ask.LEVEL, Ask.ISSUED,
                     Ask.EXPIRES, Ask.FAX, Ask.DATE, Ask.EVENT_DATE})  # fmt: skip

#: What is looked for in a table's cell where the cells of a row read as one line.
_CELLED = _STRONG | {Ask.CERTIFICATE_ID}

_NAMES = frozenset({Ask.NAME, Ask.FORMER_NAME, Ask.NAME_BEFORE, Ask.NAME_AFTER, Ask.INSTRUCTOR})
_NAME_PARTS = frozenset({Ask.LAST_NAME, Ask.FIRST_NAME, Ask.MIDDLE_NAME, Ask.FIRST_MIDDLE})
_DATES = frozenset({Ask.ISSUED, Ask.EXPIRES, Ask.DATE, Ask.EVENT_DATE})


def pair_answers(sheet: Sheet, labels: Sequence[Label]) -> list[Answer]:
    """Pair the labels of a page with the words that answer them, best pairs first."""
    offers = [offer for label in labels for offer in _offers(sheet, label, labels)]
    style = _house_style(offers)
    offers = [replace(o, score=o.score * style[o.place]) for o in offers]
    offers.sort(key=lambda o: -o.score)
    taken: set[int] = set()
    answered: set[tuple[int, int]] = set()
    chosen: list[Answer] = []
    for offer in offers:
        key = (offer.label.row, offer.label.first)
        if key in answered or any(id(t) in taken for t in offer.tokens):
            continue
        answered.add(key)
        taken.update(id(t) for t in offer.tokens)
        chosen.append(offer)
    return chosen


def _house_style(offers: Sequence[Answer]) -> dict[Place, float]:
    """Forms keep to one placement: each place weighs by how often strictly typed answers stand there."""
    seen = Counter[Place]()
    best: dict[tuple[int, int], Answer] = {}
    for offer in offers:
        if offer.label.ask in _STRONG and offer.label.starts:
            key = (offer.label.row, offer.label.first)
            if key not in best or offer.score > best[key].score:
                best[key] = offer
    for offer in best.values():
        seen[offer.place] += 1
    whole = sum(seen.values())
    return {p: 0.6 + 0.8 * (seen[p] + prior) / (whole + 2.0) for p, prior in _PRIOR.items()}


def _offers(sheet: Sheet, label: Label, labels: Sequence[Label]) -> Iterator[Answer]:
    for place, tokens, worth in _places(sheet, label, labels):
        offer = _type_answer(label, place, tokens, worth)
        if offer is not None:
            yield offer


def _places(
    sheet: Sheet, label: Label, labels: Sequence[Label]
) -> Iterator[tuple[Place, list[Token], float]]:
    mine = [x for x in labels if x.row == label.row and x is not label]
    ahead = min((x.first for x in mine if x.first >= label.last), default=10**6)
    right = _right_of(sheet, label, ahead)
    colon = label.colon
    if right:
        right = with_rest_of_name(sheet, right)
        gap = (right[0].x0 - label.x1) / label.height
        worth = 1.0 - 0.012 * max(0.0, gap - 1) + (0.12 if colon else 0.0)
        # What follows a label within its own segment is its answer, whatever the rest of the form does.
        worth += 0.22 if gap < SEGMENT_GAP and label.starts else 0.0
        yield Place.RIGHT, right, worth * label.likeness
    if not label.starts:
        return
    occupied = _label_tokens(labels)
    if not right and not mine and (beside := _beside_first_line(sheet, label, occupied)):
        yield Place.RIGHT, with_rest_of_name(sheet, beside), 0.85 * label.likeness
    if not right and label.ask in _STRONG and (aslant := _a_little_off(sheet, label, occupied)):
        yield Place.RIGHT, aslant, 0.8 * label.likeness
    below = list(_column(sheet, label, mine, occupied, down=True))
    above = (
        []
        if _asks_for_part_of_one(sheet, label, mine)
        else list(_column(sheet, label, mine, occupied, down=False))
    )
    nearer_up, nearer_down = _nearer(above, below), _nearer(below, above)
    for tokens, distance in below:
        tokens = with_rest_of_name(sheet, tokens)
        worth = 0.92 - 0.08 * max(0.0, distance) - (0.3 if colon else 0.0) - (FARTHER if nearer_up else 0.0)
        yield Place.BELOW, tokens, worth * label.likeness
    for tokens, distance in above:
        smaller = tokens[0].height > 1.15 * label.height
        worth = 0.72 - 0.1 * max(0.0, distance) - (0.5 if colon else 0.0) + (0.12 if smaller else 0.0)
        worth += 0.25 if _rule_between(sheet, label, mine, tokens) else 0.0
        worth -= FARTHER if nearer_down else 0.0
        yield Place.ABOVE, tokens, worth * label.likeness


def _asks_for_part_of_one(sheet: Sheet, label: Label, mine: Sequence[Label]) -> bool:
    """Whether a caption only says which part of the one name above it stands where: "First  Middle  Last"."""
    others = {x.ask for x in mine} & _NAME_PARTS
    above = sheet.rows[label.row - 1] if label.row else []
    return label.ask in _NAME_PARTS and bool(others) and len(above) == 1 and len(above[0].tokens) > 1


def _nearer(these: Sequence[tuple[list[Token], float]], those: Sequence[tuple[list[Token], float]]) -> bool:
    """Whether a label stands clearly nearer to the words on one side: it belongs to them, as to its cell's."""
    return bool(these and those) and these[0][1] + NEARER < those[0][1]


def _beside_first_line(sheet: Sheet, label: Label, occupied: set[int]) -> list[Token]:
    """What stands right of the line above, where a label runs over two lines of its cell and is known by the second."""
    runs_on = label.tokens[0].text[:1].islower()
    above = sheet.rows[label.row - 1] if label.row and runs_on else []
    for first, second in pairwise(above):
        begins = abs(first.x0 - label.x0) < 0.6 * label.height
        close = label.y0 - first.y1 < NEXT_LINE * label.height and len(first.tokens) <= 7
        free = not any(id(t) in occupied for t in (*first.tokens, *second.tokens))
        if begins and close and free:
            return list(second.tokens)
    return []


def _a_little_off(sheet: Sheet, label: Label, occupied: set[int]) -> list[Token]:
    """What stands right of a label but a little higher or lower, as boxes with a caption of their own do."""
    middle = (label.y0 + label.y1) / 2
    for row in (label.row - 1, label.row + 1):
        if not 0 <= row < len(sheet.rows):
            continue
        tokens = [
            t for t in sheet.row_tokens(row) if t.x0 > label.x1 and t.x0 < label.x1 + LABEL_GAP * label.height
        ]
        near = bool(tokens) and abs(tokens[0].middle - middle) < ASLANT * label.height
        first = bool(tokens) and sheet.rows[row][0].x0 >= label.x1
        if near and first and not any(id(t) in occupied for t in tokens):
            return tokens
    return []


def with_rest_of_name(sheet: Sheet, tokens: list[Token]) -> list[Token]:
    """A name broken at its hyphen goes on in the next row, under its own beginning."""
    last = tokens[-1]
    if not re.fullmatch(r"[^\W\d_]{2,}-", last.text):
        return tokens
    row = next((i for i, r in enumerate(sheet.rows) if any(last is t for s in r for t in s.tokens)), -1)
    for segment in sheet.rows[row + 1] if 0 <= row < len(sheet.rows) - 1 else ():
        if abs(segment.x0 - tokens[0].x0) < 2 * last.height and len(segment.tokens) <= 2:
            return [*tokens, *segment.tokens]
    return tokens


def _label_tokens(labels: Sequence[Label]) -> set[int]:
    return {id(t) for x in labels if x.starts for t in x.tokens}


def _right_of(sheet: Sheet, label: Label, ahead: int) -> list[Token]:
    tokens = sheet.row_tokens(label.row)[label.last : ahead]
    row = sheet.rows[label.row]
    apart = len(row) == 2 and row[0].tokens[-1].x1 <= label.x1
    widest = LABEL_GAP_APART if apart else LABEL_GAP
    answer: list[Token] = []
    end = label.x1
    for token in tokens:
        gap = (token.x0 - end) / max(label.height, token.height)
        if gap > (ANSWER_GAP if answer else widest):
            break
        answer.append(token)
        end = token.x1
    return answer


def _column(
    sheet: Sheet, label: Label, mine: Sequence[Label], occupied: set[int], *, down: bool
) -> Iterator[tuple[list[Token], float]]:
    """Words right below (or above) a label, between its left edge and the next label's.

    A strictly typed answer may also stand one row further, under a label that runs over two lines.
    """
    right_edge = min((x.x0 for x in mine if x.x0 > label.x1), default=float("inf"))
    left_edge = _cell_edge(sheet, label, mine) - 1.2 * label.height
    step = 1 if down else -1
    reach = BOX_REACH if down else CAPTION_REACH
    strong = label.ask in _STRONG
    for row in range(label.row + step, label.row + (4 if strong and down else 3) * step, step):
        if not 0 <= row < len(sheet.rows):
            return
        tokens = _tokens_between(sheet, label, row, left_edge, right_edge)
        if not tokens:
            continue
        gap = tokens[0].y0 - label.y1 if down else label.y0 - tokens[0].y1
        distance = gap / max(label.height, 0.7 * tokens[0].height)
        taken = any(id(t) in occupied for t in tokens)
        if taken and strong and tokens[0].x0 > label.x1:
            reach += LINE  # the second line of another cell's label
            continue
        if distance > reach + (1.2 if strong and down else 0.0) or taken:
            return
        yield tokens, max(0.0, distance)
        if not (strong and down):
            return


#: What numbers a box of a form: "1A-C.", "7)".
_NUMBERED = re.compile(r"^\(?\d{1,2}(?:[A-Za-z](?:-[A-Za-z])?)?[.):]$")


def _cell_edge(sheet: Sheet, label: Label, mine: Sequence[Label]) -> float:
    """Where a label's cell begins: words before it in its segment ("2. Spouse A - born") belong to the question."""
    for segment in sheet.rows[label.row]:
        if segment.tokens[-1].x1 < label.x1 or segment.x0 >= label.x0:
            continue
        before = [t for t in segment.tokens if t.x1 <= label.x0]
        if label.ask not in _STRONG:
            return segment.x0 if len(before) == 1 and _NUMBERED.match(before[0].text) else label.x0
        typed = any(x.ask in _STRONG and segment.x0 <= x.x0 < label.x0 for x in mine)
        if len(before) <= 5 and not typed and not any(sum(c.isdigit() for c in t.text) > 1 for t in before):
            return segment.x0
    return label.x0


def _tokens_between(sheet: Sheet, label: Label, row: int, left: float, right: float) -> list[Token]:
    """The words of a row that stand in a label's column; whole segments, or a table's cell."""
    inside = [
        s
        for s in sheet.rows[row]
        if left <= s.x0 < min(right - 0.5 * label.height, label.x1 + FAR_OFF * label.height)
        or abs((s.x0 + s.x1) - (label.x0 + label.x1)) < 3 * label.height  # centred under it
        or (s.x0 < label.x1 and s.x1 > label.x0 and s.x0 > left - 2 * label.height and s.x1 < right)
    ]
    if label.ask in _CELLED and (not inside or (inside[0].x0 < left and not _is_centred(inside[0], label))):
        cells = _cell_tokens(sheet, row, left, right)
        if cells:
            return cells
    if not inside:
        return []
    tokens = [t for t in inside[0].tokens if t.x0 < right]
    for more in inside[1:]:
        if not tokens or more.x0 - tokens[-1].x1 > ANSWER_GAP * max(label.height, more.height):
            break
        tokens += more.tokens
    return tokens


def _is_centred(segment: Segment, label: Label) -> bool:
    """Whether a segment no wider than an answer stands centred under (or over) a label."""
    return (
        abs((segment.x0 + segment.x1) - (label.x0 + label.x1)) < 3 * label.height
        and segment.x1 - segment.x0 < label.x1 - label.x0 + 6 * label.height
    )


def _cell_tokens(sheet: Sheet, row: int, left: float, right: float) -> list[Token]:
    """Words of a table's cell, where the row's cells stand so close that they read as one line."""
    return [t for t in sheet.row_tokens(row) if left <= t.x0 and (t.x0 + t.x1) / 2 < right]


def _rule_between(sheet: Sheet, label: Label, mine: Sequence[Label], tokens: Sequence[Token]) -> bool:
    """Whether a drawn line of its own parts a caption from the words above it; a table's border is none."""
    low, high = max(t.middle for t in tokens), label.y0 + 0.5 * label.height
    for mark in sheet.marks:
        if mark.kind is MarkKind.RULE and mark.box.x0 < label.x1 and mark.box.x1 > label.x0:
            if any(mark.box.x0 < x.x0 and mark.box.x1 > x.x1 for x in mine):
                continue
            middle = sheet.level((label.x0 + label.x1) / 2, mark.box.middle[1])
            if low <= middle <= high:
                return True
    return False


def _type_answer(label: Label, place: Place, tokens: list[Token], worth: float) -> Answer | None:
    """Cut the words down to what the label's type allows; None where nothing fits."""
    ask = label.ask
    if not label.starts and ask not in _STRONG:
        return None
    if ask in _NAMES:
        return _name_answer(label, place, tokens, worth)
    if ask is Ask.TRAINING_CENTER:
        return _center_answer(label, place, tokens, worth)
    if ask in _NAME_PARTS:
        return _part_answer(label, place, tokens, worth)
    if ask is Ask.LEVEL:
        tokens = _behind_choices(tokens)
    if ask is Ask.LEVEL and len({level for level, _, _ in find_levels(join_text(tokens))}) > 1:
        return None  # a row of choices: only a tick can answer
    parser = _parser_of(label)
    if parser is None:
        return Answer(label, place, tuple(tokens), join_text(tokens), worth - 0.12)
    span = _shortest_fit([t.text for t in tokens], parser)
    if span is None:
        return _by_second_reader(label, place, tokens, worth, parser) if ask in _STRONG else None
    fit = tuple(tokens[span[0] : span[1]])
    value = parser(join_text(fit))
    other = second_text(fit)
    doubted = other is not None and parser(other) not in (None, value)
    if not value:
        return None
    if ask is Ask.NUMBER and other is not None and (lettered := _with_prefix(value, other)):
        value, doubted = lettered, True
    worth -= 0.06 * min(span[0], 4)
    return Answer(label, place, fit, value, worth + 0.15, doubted)


def _behind_choices(tokens: list[Token]) -> list[Token]:
    """What stands behind a parenthesis that lists the choices, "(EMT, EMT-A, EMT-P)"."""
    if not tokens or not tokens[0].text.startswith("("):
        return tokens
    closed = next((i for i, t in enumerate(tokens) if t.text.endswith((")", "):"))), None)
    return tokens[closed + 1 :] or tokens if closed is not None else tokens


def _with_prefix(value: str, other: str) -> str | None:
    """A number whose prefix letter one reader took for a digit and the other read as the letter it is."""
    second = re.sub(r"[^A-Za-z0-9]", "", other)
    if value[:1].isdigit() and len(value) >= 7 and len(second) == len(value) and second[:1].upper() in "EAP":
        return second[0].upper() + value[1:]
    return None


#: What is no name of a place of training: a city with its state, a street, a sentence on the course.
_NO_CENTER = re.compile(
    rf"(?i)^[\w .'-]+,?\s+(?:{'|'.join(sorted(STATE_CODES))})(?:\s+\d{{5}})?$"
    r"|\b(?:course|skills|classroom|online|requirements|evaluations?|successfully|cognitive)\b|@|www|\.com"
)


def _center_answer(label: Label, place: Place, tokens: list[Token], worth: float) -> Answer | None:
    """A school's or office's name: words up to an id, a telephone number or a street."""
    kept: list[Token] = []
    for token in tokens:
        bare = token.text.strip("()#:").casefold()
        if kept and (
            bare in ("id", "tcid", "phone", "tel", "center", "site") and _digit_follows(tokens, token)
        ):
            break
        if kept and (sum(c.isdigit() for c in token.text) >= 3 or token.text in ("•", "|", "·")):
            break
        kept.append(token)
    text = join_text(kept).strip(" ,.;:-–")
    if (
        sum(c.isalpha() for c in text) < 5
        or len(text) > 80
        or _NO_CENTER.search(text)
        or not text[:1].isupper()
    ):
        return None
    return Answer(label, place, tuple(kept), text, worth)


def _digit_follows(tokens: Sequence[Token], token: Token) -> bool:
    index = next(i for i, t in enumerate(tokens) if t is token)
    return any(any(c.isdigit() for c in t.text) for t in tokens[index : index + 3])


def _parser_of(label: Label) -> Parser | None:
    ask = label.ask
    if ask is Ask.BIRTH_DATE:
        return _parse_birth
    if ask in _DATES:
        return parse_date
    if ask is Ask.SSN:
        four = "4" in label.note or "four" in label.note
        return lambda text: parse_ssn_last4(text, four_asked=four)
    if ask is Ask.SSN_LAST4:
        return lambda text: parse_ssn_last4(text, four_asked=True)
    if ask is Ask.NUMBER:
        return parse_certification_number
    if ask is Ask.LEVEL:
        return lambda text: str(level) if (level := parse_level(text)) else None
    if ask in (Ask.PHONE, Ask.FAX):
        return lambda text: found[0].value if (found := find_phones(text)) else None
    if ask is Ask.CERTIFICATE_ID:
        return parse_certificate_id
    if ask is Ask.EMAIL:
        return lambda text: found[0].value if (found := find_emails(text)) else None
    return None


def _parse_birth(text: str) -> str | None:
    """A date of birth; a day of late is another date that stands near the label."""
    day = parse_date(text, birth=True, month_only=False)
    return day if day and int(day[:4]) < YOUNGEST_BIRTH else None


def _by_second_reader(
    label: Label, place: Place, tokens: Sequence[Token], worth: float, parser: Parser
) -> Answer | None:
    """An answer that only the second reader read so that it has its type's form; never a sure one."""
    texts = [(t.word.second or t.text) if t.word.text == t.text else t.text for t in tokens]
    span = _shortest_fit(texts, parser)
    value = parser(" ".join(texts[span[0] : span[1]])) if span else None
    if span is None or not value:
        return None
    return Answer(label, place, tuple(tokens[span[0] : span[1]]), value, worth - 0.06 * min(span[0], 4), True)


def _shortest_fit(texts: Sequence[str], parser: Parser) -> tuple[int, int] | None:
    """The first and shortest run of words that the type accepts; a longer one wins where it says more."""
    for first in range(min(len(texts), 6)):
        best: tuple[int, int] | None = None
        value: str | None = None
        for last in range(first + 1, min(len(texts), first + 8) + 1):
            parsed = parser(" ".join(texts[first:last]))
            if parsed and (value is None or (len(parsed) >= len(value) and parsed != value)):
                best, value = (first, last), parsed
        if best:
            return best
    return None


#: A label that asks for the family name before the others.
_LAST_FIRST = re.compile(r"\b(?:last|surname|family)(?: name)?\b[\w ]{0,12}\bfirst\b")
_CHANGES = frozenset({Ask.NAME_BEFORE, Ask.NAME_AFTER})
_SURNAME = re.compile(r"\b(?:last name|surname|family name)\b")


def _name_answer(label: Label, place: Place, tokens: list[Token], worth: float) -> Answer | None:
    last_first = "last" in label.note[:8] or _LAST_FIRST.search(label.phrase) is not None
    for count in range(min(len(tokens), 7), 0, -1):
        run = tokens[:count]
        if any(t.text.endswith((":", ";")) or (t.text.endswith(".") and len(t.text) > 4) for t in run[:-1]):
            continue
        text = re.sub(r"(?<=[^\W\d_])- (?=[^\W\d_])", "-", join_text(run))
        name = tidy_name(text, last_first=last_first)
        alone = label.ask is Ask.FORMER_NAME or (label.ask in _CHANGES and _SURNAME.search(label.phrase))
        if name is None or (not is_full_name(name) and not alone):
            continue
        if count < len(tokens) and not _is_closed(run[-1], tokens[count]) and _goes_on(tokens[count]):
            return None
        other = second_text(run)
        seconded = tidy_name(other, last_first=last_first) if other else None
        bonus = 0.1 if count == len(tokens) else 0.0
        doubted = seconded not in (None, name) or (
            count < len(tokens) and _may_belong(run[-1], tokens[count])
        )
        return Answer(label, place, tuple(run), name, worth + bonus, doubted)
    return None


def _may_belong(last: Token, token: Token) -> bool:
    """Whether a word left out behind a name stands as close and looks as if it were part of it."""
    near = token.x0 - last.x1 < SEGMENT_GAP * max(last.height, token.height)
    return (
        near and token.text[:1].isupper() and token.text.strip(".,").isalpha() and not last.text.endswith(",")
    )


def _is_closed(last: Token, token: Token) -> bool:
    """Whether a name ends before a word: with its sentence, or at a wide gap."""
    ends = len(last.text) > 3 and last.text.endswith(".")
    return ends or token.x0 - last.x1 > SEGMENT_GAP * max(1.0, min(last.height, token.height))


def _goes_on(token: Token) -> bool:
    """Whether a sentence goes on behind a would-be name: then it was none."""
    word = token.text.casefold().strip(".,")
    if word in ("to", "the", "that", "hereby", "agree", "authorize", "for"):
        return True
    return token.text[:1].islower() and word not in ("born", "dob", "who", "of", "was", "is", "has", "and")


def _part_answer(label: Label, place: Place, tokens: list[Token], worth: float) -> Answer | None:
    """One box of a name: up to three words."""
    if label.ask is Ask.MIDDLE_NAME and join_text(tokens).strip(" .").casefold() in (
        "n/a",
        "na",
        "none",
        "nmn",
    ):
        return None
    most = 4 if label.ask is Ask.FIRST_MIDDLE else 3
    for count in range(min(len(tokens), most), 0, -1):
        run = tokens[:count]
        text = join_text(run).strip(" ,.")
        single = label.ask is Ask.MIDDLE_NAME and len(text) == 1 and text.isalpha()
        name = text.upper() if single else tidy_name(text)
        if name is None or not (single or looks_like_name(name)):
            continue
        if count < len(tokens) and tokens[count].text[:1].islower():
            return None
        bonus = 0.1 if count == len(tokens) else 0.0
        other = second_text(run)
        return Answer(
            label,
            place,
            tuple(run),
            name,
            worth + bonus,
            bool(other and tidy_name(other) not in (None, name)),
        )
    return None
