"""Finding labels among the words of a page, misread ones included."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from domain.kinds import Kind
from domain.likeness import fold
from intake.extractors.normalise.addresses import starts_street
from intake.extractors.normalise.dates import month_number
from intake.extractors.normalise.levels import parse_level
from intake.extractors.normalise.names import looks_like_name
from intake.extractors.sheets.keywords import guess_ask, is_card_word
from intake.extractors.sheets.layout import Sheet, Token
from intake.extractors.sheets.vocabulary import Ask, label_words, phrases_for

#: Words that a label may have.
LONGEST = 9

#: Likeness below which a misread label is not believed, for short and for long labels.
LIKENESS_SHORT = 0.86
LIKENESS_LONG = 0.82

#: The same where the label is all that stands in its segment, as on cards and screens.
LIKENESS_WHOLE = 0.77

#: The same of a label that only its words tell, not a listed phrase.
LIKENESS_GUESSED = 0.92

#: Squeezed labels of fewer characters must be read exactly.
SHORTEST_FUZZY = 5

#: Words after which a phrase is part of a sentence or of a longer, unknown label.
_CONNECTORS = frozenset(["of", "for", "to", "in", "on", "by", "if", "as", "at", "from", "with", "is", "are", "was", "were", "only", "after", "before", "issuing", "held", "that", "this", "and", "or", "has", "have", "shall", "will", "must", "may", "can", "should", "not", "be", "been", "which", "who", "the", "a", "an", "under", "per", "your"])  # fmt: skip

#: Labels so short or common that they count only at a segment's start with a colon or nothing after them.
_WEAK = frozenset(["on", "to", "since", "until", "from", "no", "number", "re", "that", "class", "p", "t", "f", "x", "name", "at", "who", "person", "code", "title", "type", "status", "date", "hours", "sex", "page", "form", "date", "level", "fee", "time", "position", "division", "department", "program", "school", "county", "city", "state", "college", "company", "employer", "provider", "agency", "center", "facility", "host", "site", "training", "certification", "course", "certificate", "given", "given", "on", "effective", "born", "sign", "signed", "signature", "student", "member", "holder", "issue", "issued", "exp", "renew", "mi", "m", "i", "middle", "last", "first", "suffix"])  # fmt: skip

_NUMBERING = re.compile(
    r"^(?:\(?[A-Za-z]?\d{1,2}(?:[A-Za-z](?:-[A-Za-z])?)?[.):]|[A-Za-z]\d{1,2}\.?|\(?[A-Za-z][.)]|#?\d{1,2}\.|[•·▪■□◦*-])$"
)

#: The same on a form that numbers its boxes by bare numbers.
_PLAIN_NUMBERING = re.compile(rf"{_NUMBERING.pattern}|^\d{{1,2}}[a-z]?$")

#: So many bare numbers that follow each other number the boxes of a form.
LEAST_NUMBERED = 4

_UNSQUEEZED = re.compile(r"[^a-z0-9]+")
_NUMBER_WORD = re.compile(r"\b(?:number|numbers|num|nbr|nr|nos|№)\b|#")


#: What may be asked right behind another answer without a colon: things whose answers are strictly typed.
_AFTER_ANSWERS = frozenset(
    [
        Ask.BIRTH_DATE, Ask.SSN, Ask.SSN_LAST4, Ask.NUMBER, Ask.LEVEL, Ask.PHONE, Ask.FAX, Ask.EMAIL, Ask.DATE,
        Ask.ISSUED, Ask.EXPIRES, Ask.EVENT_DATE, Ask.CERTIFICATE_ID, Ask.LAST_NAME, Ask.FIRST_NAME,
        Ask.MIDDLE_NAME, Ask.FIRST_MIDDLE, Ask.SUFFIX,
    ]
)  # fmt: skip


_NAME_ASKS = frozenset([Ask.NAME, Ask.NAME_BEFORE, Ask.NAME_AFTER, Ask.FORMER_NAME])

#: Words by which a label says how a name is to be written.
_NAME_PART = re.compile(
    r"(?i)^\(?(?:first|middle|last|current|initial|mi|m\.i\.|suffix|given|family|surname|name|names|maiden|or|and|&|full|legal|/|-)[,.):/]*$"
)


class _Start:
    """How a phrase stands in its row."""

    INLINE = 0
    AFTER_ANSWER = 1
    SEGMENT = 2


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a page."""

    ask: Ask
    phrase: str
    page: int
    row: int
    first: int
    """Index of its first word in the row."""
    last: int
    """Index after its last word, parentheses and colon included."""
    tokens: tuple[Token, ...]
    likeness: float
    """0.0-1.0."""
    colon: bool
    """A colon closes it."""
    starts: bool
    """It stands at the start of a segment; others stand inside a sentence."""
    note: str = ""
    """What stands in parentheses behind it: "last, first, middle"."""
    alone: bool = False
    """Nothing else stands in its segment."""

    @property
    def x0(self) -> float:
        return self.tokens[0].x0

    @property
    def x1(self) -> float:
        return self.tokens[-1].x1

    @property
    def y0(self) -> float:
        return min(t.y0 for t in self.tokens)

    @property
    def y1(self) -> float:
        return max(t.y1 for t in self.tokens)

    @property
    def height(self) -> float:
        heights = sorted(t.height for t in self.tokens)
        return max(1.0, heights[len(heights) // 2])


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Letters and digits only, lower case, number words as "no"."""
    return _UNSQUEEZED.sub("", _NUMBER_WORD.sub(" no ", fold(text)))


_ALIKE = str.maketrans("015868l", "oisbbbi")


def _canonical(key: str) -> str:
    """A squeezed text with look-alike letters and digits made the same ("4a i5s", "46 exp")."""
    return key.translate(_ALIKE)


@lru_cache(maxsize=8)
def _alike(kind: Kind) -> dict[str, str]:
    return {
        _canonical(key): key for key in _table(kind)[0] if len(key) >= 4 and any(c.isdigit() for c in key)
    }


@lru_cache(maxsize=8)
def _table(kind: Kind) -> tuple[dict[str, tuple[Ask, str]], dict[int, list[str]]]:
    exact: dict[str, tuple[Ask, str]] = {}
    for phrase, ask in phrases_for(kind).items():
        exact.setdefault(squeeze(phrase), (ask, phrase))
        if "'s" in phrase:
            exact.setdefault(squeeze(phrase.replace("'s", "")), (ask, phrase))
    by_length: dict[int, list[str]] = {}
    for key in exact:
        by_length.setdefault(len(key), []).append(key)
    return exact, by_length


def find_labels(sheet: Sheet, kind: Kind) -> list[Label]:
    """Find the labels of a page, row by row, none overlapping another."""
    numbering = _PLAIN_NUMBERING if _numbers_its_boxes(sheet) else _NUMBERING
    rows = range(len(sheet.rows))
    labels = [label for row in rows for label in _labels_of_row(sheet, row, kind, numbering)]
    return [label for label, after in zip_longest(labels, labels[1:]) if not _numbers(label, after)]


def _numbers(label: Label, after: Label | None) -> bool:
    """Whether a number only counts the question that another label right behind it puts."""
    behind = after is not None and after.row == label.row and after.first == label.last
    return behind and label.phrase.isdigit() and after is not None and after.ask is not Ask.OTHER


def _numbers_its_boxes(sheet: Sheet) -> bool:
    """Whether a form numbers its boxes by bare numbers, "1 Last   2 First   3 Middle"."""
    numbers: set[int] = set()
    for segment in sheet.segments:
        first = re.fullmatch(r"(\d{1,2})[a-z]?", segment.tokens[0].text)
        if first and len(segment.tokens) > 1 and segment.tokens[1].text[:1].isupper():
            numbers.add(int(first[1]))
    return sum(n + 1 in numbers for n in numbers) >= LEAST_NUMBERED


def _labels_of_row(sheet: Sheet, row: int, kind: Kind, numbering: re.Pattern[str]) -> Iterator[Label]:
    tokens = sheet.row_tokens(row)
    heads = set()
    ends: dict[int, int] = {}
    at = 0
    for segment in sheet.rows[row]:
        heads.add(at)
        for index in range(at, at + len(segment.tokens)):
            ends[index] = at + len(segment.tokens)
        at += len(segment.tokens)
    index = 0
    free = set(heads)
    while index < len(tokens):
        if numbering.match(tokens[index].text) and index + 1 < len(tokens) and index in free:
            free.add(index + 1)
        start = _start_of(tokens, index, free)
        found = _match(tokens, index, start, ends, kind, heads)
        label = None
        if found is not None and not _counts_up(found[1], tokens[found[2] - 1]):
            ask, phrase, stop, likeness, exact_weak = found
            label = _finish(sheet, tokens, row, index, stop, ask, phrase, likeness, start, ends, exact_weak)
        numbered = bool(numbering.match(tokens[index].text)) and index + 1 < ends[index]
        opens = not numbered and (
            index in heads or (index - 1 in heads and bool(numbering.match(tokens[index - 1].text)))
        )
        if opens and (label is None or (not label.colon and label.last < ends[index])):
            guessed = _guess(sheet, tokens[index : ends[index]], row, index, kind)
            label = guessed if guessed and _says_more(guessed, label, kind) else label
        if label is None:
            index += 1
            continue
        label = _with_owner(_of_another(label, tokens[label.last : ends[index]]), tokens, index in heads)
        yield replace(label, alone=index in heads and label.last == ends[index])
        free.add(label.last)
        index = label.last


#: What stands behind a question for a name that asks for another's, as "birth name of father" does.
_ANOTHERS = re.compile(r"(?i)of\s+(?:the\s+)?(?:father|mother|parents?|guardian|witness\w*)\b")


def _of_another(label: Label, behind: Sequence[Token]) -> Label:
    """The label, asking for nothing of ours where it asks for the name of a parent or a witness."""
    if label.ask in _NAME_ASKS and _ANOTHERS.match(" ".join(t.text for t in behind)):
        return replace(label, ask=Ask.OTHER)
    return label


#: Words right before "ID#" that make it another's number than the card's.
_OWNERS = re.compile(r"(?i)^(?:tc|inst\w*\.?|center|centre|site|registry)$")


def _with_owner(label: Label, tokens: Sequence[Token], heads: bool) -> Label:
    """The label, of the instructor or the training centre where the word before it in its line says so."""
    before = None if heads or label.first == 0 else tokens[label.first - 1]
    if label.ask is not Ask.CERTIFICATE_ID or before is None or not _OWNERS.match(before.text):
        return label
    return replace(label, ask=Ask.OTHER, first=label.first - 1, tokens=(before, *label.tokens))


def _counts_up(phrase: str, last: Token) -> bool:
    """Whether a number is the ordinal of a paragraph or a field, as "2." is, and no licence's code for a field."""
    return phrase.isdigit() and last.text.endswith((".", ")"))


def _says_more(guessed: Label, label: Label | None, kind: Kind) -> bool:
    """Whether the words of a whole label say more than the phrase it begins with."""
    if label is None or label.ask is Ask.OTHER:
        return True
    if label.ask is Ask.SSN and guessed.ask is Ask.SSN_LAST4:
        return True
    if guessed.ask is Ask.NAME_AFTER and label.ask is Ask.NAME_BEFORE:
        return len(guessed.tokens) > len(label.tokens)  # "former name restored" is the new one
    if label.ask is Ask.LAST_NAME and guessed.ask in (Ask.NAME_BEFORE, Ask.NAME_AFTER):
        return len(guessed.tokens) > len(label.tokens)  # "last name once wed"
    if label.ask is Ask.LAST_NAME and guessed.ask is Ask.NAME:
        return True  # "surname first, then given names" asks for the whole name
    # A card's label is guessed only where nothing but label words stand there: "class finished" is no class.
    least = 2 if kind is Kind.CPR_CARD or guessed.ask is Ask.SIGNATURE else 3
    one_word = len(label.phrase.split()) == 1 and len(guessed.tokens) >= least
    if one_word and guessed.ask is label.ask is Ask.NAME_BEFORE:
        return len(guessed.tokens) > len(label.tokens)  # "spouse two, as single"
    return one_word and guessed.ask not in (label.ask, Ask.OTHER, Ask.NAME)


def _guess(sheet: Sheet, tokens: list[Token], row: int, index: int, kind: Kind) -> Label | None:
    """A label at a segment's start that no phrase lists, told by its words; it ends at a colon or a number."""
    head = (
        _before_answer(_head_of(tokens)) if kind is Kind.CPR_CARD else _without_answer(_head_of(tokens), kind)
    )
    text = " ".join(t.text for t in head)
    if not head or _is_sentence(text, len(head)) or _runs_on(head) or sum(c.isalpha() for c in text) < 2:
        return None
    note = " ".join(re.findall(r"\(.*?\)", text))
    ask = guess_ask(re.sub(r"(?<=\w )\(.*?\)", " ", text), kind) or guess_ask(text, kind)
    if ask is None or (ask is Ask.ADDRESS and starts_street(text)):
        return None
    colon = text.endswith((":", "?"))
    rest = tokens[len(head) :]
    if ask in _NAME_ASKS and len(rest) >= 2 and all(_NAME_PART.match(t.text) for t in rest):
        head, note = tokens, note + " " + " ".join(t.text for t in rest)
    return Label(
        ask, squeeze_words(text), sheet.page, row, index, index + len(head), tuple(head), LIKENESS_GUESSED, colon, True,
        note.casefold() or squeeze_words(text),
    )  # fmt: skip


def _runs_on(head: Sequence[Token]) -> bool:
    """Whether a text goes on with a sentence of the line above ("and shall be known ...")."""
    return len(head) > 2 and head[0].text in _JOINING


#: Words, in small letters, with which no label begins.
_JOINING = frozenset(["and", "or", "but", "that", "who", "which", "be", "shall", "is", "was", "by"])


def _before_answer(head: list[Token]) -> list[Token]:
    """On a card, the words of a question without a colon, up to the name that answers it: "Class given by Harbor CPR"."""
    known = next((at for at, t in enumerate(head) if not is_card_word(t.text)), len(head))
    if not 2 <= known < len(head) or head[-1].text.endswith((":", "?")):
        return head
    asked, answer = head[:known], head[known]
    # A school's name is written with capitals; a question has them at its start only.
    plain = all(t.text.islower() for t in asked[1:]) and asked[-1].text not in _OPEN_ENDS
    return asked if plain and answer.text[:1].isupper() else head


#: Words after which a question is not whole.
_OPEN_ENDS = frozenset(["of", "the", "and", "or", "for", "a", "an", "in", "to"])


def _is_sentence(text: str, words: int) -> bool:
    """Whether a text ends or parts as sentences do."""
    if re.search(r"[a-z]{4}[.;] \w", text):
        return True
    if not text.endswith((".", ",", ";")) or _SHORTENED.search(text):
        return False
    return text[:1].islower() or (words >= 5 and text.endswith("."))


#: A label's last word, shortened: its point ends no sentence.
_SHORTENED = re.compile(r"(?i)\b(?:sec|no|nos|cert|lic|dept|tel|exp|reg|instr|yr|yrs)\.$")


def _head_of(tokens: list[Token]) -> list[Token]:
    """The words of a segment up to its colon or its first number outside of parentheses."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += token.text.count("(") - token.text.count(")")
        if at and re.match(r"^\(\d(?!\w*\))", token.text):
            return tokens[:at]  # a telephone number's parenthesis
        if at and depth <= 0 and sum(c.isdigit() for c in token.text) >= 2 and "(" not in token.text:
            return tokens[:at]
        if token.text.endswith((":", "?")):
            return tokens[: at + 1]
    return tokens


def _without_answer(head: list[Token], kind: Kind) -> list[Token]:
    """The words of a label without the answer that follows close behind: "Licensed as  EMT-B", "Formerly  Souza"."""
    for count in range(1, len(head)):
        if head[count - 1].text.endswith(":"):
            break
        ask = guess_ask(" ".join(t.text for t in head[:count]), kind)
        if ask in _CLOSE_ANSWERS and _CLOSE_ANSWERS[ask](" ".join(t.text for t in head[count:])):
            return head[:count]
    return head


def _is_level(text: str) -> bool:
    return bool(re.fullmatch(LEVEL_CODE, text.strip(" ."))) and parse_level(text) is not None


def _begins_date(text: str) -> bool:
    """Whether a text is a month's name, the first word of a day."""
    return len(text) > 2 and month_number(text) is not None


def _is_surname(text: str) -> bool:
    """Whether one or two words can be a name, and are none that labels use."""
    words = text.split()
    plain = [re.sub(r"[^a-z]", "", fold(w)) for w in words]
    named = len(words) <= 2 and all(w[:1].isupper() for w in words)
    return named and looks_like_name(text) and not any(w in label_words() for w in plain)


#: How levels are written on forms, as codes.
LEVEL_CODE = r"(?i)A?EMT(?:[- ]?[ABIP])?|EMT[- ](?:basic|paramedic)|NRP|paramedic|advanced EMT"

#: What may follow a guessed label without a colon or a gap, by what the label asks.
_CLOSE_ANSWERS: dict[Ask | None, Callable[[str], bool]] = {
    Ask.LEVEL: _is_level,
    Ask.BIRTH_DATE: _begins_date,
    Ask.DATE: _begins_date,
    Ask.EXPIRES: _begins_date,
    Ask.FORMER_NAME: _is_surname,
}


def squeeze_words(text: str) -> str:
    """A label's words, lower case, without signs."""
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", fold(text)).split())


def _start_of(tokens: list[Token], index: int, free: set[int]) -> int:
    if index in free:
        return _Start.SEGMENT
    before = tokens[index - 1].text
    if before.endswith((":", "☐", "☒", "]", ")")) or tokens[index].breaks:
        return _Start.SEGMENT
    if tokens[index].text[:1].isupper() and not (before[:1].islower() and before[-1:].isalpha()):
        return _Start.AFTER_ANSWER
    return _Start.INLINE


def _match(
    tokens: list[Token], index: int, start: int, ends: dict[int, int], kind: Kind, heads: set[int]
) -> tuple[Ask, str, int, float, bool] | None:
    """The longest phrase that begins at a word, read exactly or nearly so."""
    exact, _ = _table(kind)
    limit = min(len(tokens), index + LONGEST, ends[index])
    best: tuple[Ask, str, int, float, bool] | None = None
    text = ""
    for stop in range(index + 1, limit + 1):
        text += " " + tokens[stop - 1].text
        key = squeeze(text)
        if not key or len(key) > 60:
            break
        if key not in exact and start != _Start.INLINE:
            key = _alike(kind).get(_canonical(key), key)
        if key in exact:
            ask, phrase = exact[key]
            best = (ask, phrase, stop, 1.0, phrase in _WEAK or len(key) <= 2)
        elif start != _Start.INLINE and len(key) >= SHORTEST_FUZZY:
            whole = index in heads and stop == ends[index]
            near = _nearest(key, kind, whole=whole)
            if near and not _believable(exact[near[0]][1], stop - index, near[1]):
                near = None
            if near and (best is None or (len(near[0]) > len(squeeze(best[1])) + 2 and near[1] > 0.8)):
                ask, phrase = exact[near[0]]
                # What stands there exactly is believed before a longer phrase that is misread.
                if best is None or near[1] >= (0.9 if best[3] == 1.0 else best[3] - 0.15):
                    best = (ask, phrase, stop, near[1], phrase in _WEAK)
        if tokens[stop - 1].text.endswith(":"):
            break
    return best


def _believable(phrase: str, words: int, likeness: float) -> bool:
    """A label of one word is believed misread only as one word, and nearly whole."""
    count = len(phrase.split())
    if count == 1:
        return words == 1 and likeness >= 0.89 and len(phrase) >= 7
    return abs(count - words) <= 1 and (words > 1 or likeness >= 0.93)


@lru_cache(maxsize=4096)
def _nearest(key: str, kind: Kind, *, whole: bool = False) -> tuple[str, float] | None:
    """The listed phrase that a squeezed text is likest to; remembered, as a paper is laid out more than once."""
    bar = LIKENESS_LONG if len(key) >= 9 else LIKENESS_SHORT
    if whole and len(key) >= 8:
        bar = LIKENESS_WHOLE
    choices: Sequence[str] = _near_length(kind, len(key))
    if process.extractOne(key, choices, scorer=Levenshtein.normalized_similarity, score_cutoff=bar) is None:
        return None  # as most texts are: found out before the choices are gone through one by one
    # A missing word is no misreading: "certification" does not ask for a "certification no".
    choices = [c for c in choices if not c.startswith(key) and not key.startswith(c)]
    if any(c.isdigit() for c in key):
        choices = [c for c in choices if any(x.isdigit() for x in c)] or choices
    found = process.extractOne(key, choices, scorer=Levenshtein.normalized_similarity, score_cutoff=bar)
    return (found[0], found[1]) if found else None


@lru_cache(maxsize=256)
def _near_length(kind: Kind, length: int) -> tuple[str, ...]:
    """The listed phrases that are at most two letters shorter or longer, none of them very short."""
    by_length = _table(kind)[1]
    return tuple(k for n in range(length - 2, length + 3) for k in by_length.get(n, ()) if len(k) >= 4)


def _finish(
    sheet: Sheet,
    tokens: list[Token],
    row: int,
    index: int,
    stop: int,
    ask: Ask,
    phrase: str,
    likeness: float,
    start: int,
    ends: dict[int, int],
    weak: bool,
) -> Label | None:
    """Take parentheses and a colon in; refuse phrases that a sentence merely contains."""
    colon = tokens[stop - 1].text.endswith((":", "：")) or tokens[stop - 1].text.endswith("?")
    note, after = "", stop
    while (
        not colon
        and after < ends[index]
        and tokens[after].text.startswith("(")
        and not (tokens[after].text[1:2].isdigit() and ask is not Ask.SSN)
    ):
        closed = next((i for i in range(after, min(after + 10, len(tokens))) if ")" in tokens[i].text), None)
        if (
            closed is None
            or (
                any(c.isdigit() for c in "".join(t.text for t in tokens[after : closed + 1]))
                and "4" not in note
            )
        ) and closed is None:
            break
        note += " " + " ".join(t.text for t in tokens[after : closed + 1])
        colon = tokens[closed].text.endswith(":")
        after = closed + 1
    if not colon and after < len(tokens) and tokens[after].text in (":", ".:", "-:"):
        colon, after = True, after + 1
    asked = after
    while ask in _NAME_ASKS and asked < ends[index] and _NAME_PART.match(tokens[asked].text):
        asked += 1
    if asked - after >= 2:
        note += " " + " ".join(t.text for t in tokens[after:asked])
        after = asked
    ask = _first_of_two(ask, tokens[index:after])
    following = tokens[after].text if after < ends[index] else ""
    if weak and start != _Start.SEGMENT:
        return None
    if start == _Start.AFTER_ANSWER and not colon and ask not in _AFTER_ANSWERS:
        return None  # a name may hold such words: "Harborlight EMS Academy"
    if following.casefold().strip(".,") in ("aid", "responder", "aid/cpr", "aid/cpr/aed"):
        return None  # "First Aid" names a course
    if weak and not colon and following and start == _Start.SEGMENT and following[:1].islower():
        return None
    if not colon and following.casefold().strip(".,") in _CONNECTORS:
        if start == _Start.INLINE or len(phrase.split()) == 1:
            return None
        if following[:1].islower() and not _ends_like_sentence(phrase):
            ask = Ask.OTHER if start == _Start.SEGMENT else ask
    if start == _Start.INLINE and (likeness < 1 or len(phrase) < 3):
        return None
    if phrase.isdigit() and re.fullmatch(r"\d", following):
        return None  # digits in boxes of their own
    if phrase.isdigit() and _opens_question([t.text for t in tokens[after : ends[index]]]):
        return None  # "1. Place of marriage": the number of a question, not a licence's field
    lone = weak and len(phrase) <= 2 and phrase not in ("mi", "m i", "1", "2", "ln", "fn", "at")
    # A lone letter such as "P" or "F" labels only what begins with a digit.
    if lone and not colon and following and not following[:1].isdigit():
        return None
    behind = tokens[after].text.lstrip("(") if after < len(tokens) else ""
    if lone and len(phrase) == 1 and not colon and not behind[:1].isdigit():
        return None  # an initial in its box
    return Label(
        ask, phrase, sheet.page, row, index, after, tuple(tokens[index:after]), likeness, colon,
        start != _Start.INLINE, note.strip().casefold(),
    )  # fmt: skip


#: "Instructor, ID" asks for both: who it is stands first.
_AND_ID = re.compile(
    r"(?i)^(?:(?P<who>(?:inst\w*|trainer|evaluator|educator)\b)|(?P<where>(?:tc|(?:training\s+)?cent(?:er|re)|site)\b))[^/,&]*?\s?(?:[,/&]|and\b)\s?"
    r"(?:id|no|number|#)"
)


def _first_of_two(ask: Ask, tokens: Sequence[Token]) -> Ask:
    """What a label asks that names a person or a place and, behind a comma, its number."""
    both = _AND_ID.match(" ".join(t.text for t in tokens)) if ask is Ask.OTHER else None
    if both is None:
        return ask
    return Ask.INSTRUCTOR if both["who"] else Ask.TRAINING_CENTER


def _opens_question(words: Sequence[str]) -> bool:
    """Whether the words behind a number are a question of a form rather than the name in a licence's field."""
    return len(words) > 4 or any(w == "/" or w.endswith(":") or w[:1].islower() for w in words)


def _ends_like_sentence(phrase: str) -> bool:
    """Whether a phrase runs into its answer ("born on", "as a", "return to")."""
    return phrase.split()[-1] in ("to", "on", "is", "are", "a", "an", "as", "by", "that", "of")
