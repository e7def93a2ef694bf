"""What a label takes in behind its phrase, and where a phrase that is listed is none."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intake.extractors.sheets.label import Label, Line
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.phrases import Phrase, Start
from intake.extractors.sheets.vocabulary import Ask

#: Words after which a phrase is part of a sentence or of a longer, unknown label.
_CONNECTORS = frozenset(["of", "for", "to", "in", "on", "by", "if", "as", "at", "from", "with", "is", "are", "was", "were", "only", "after", "before", "issuing", "held", "that", "this", "and", "or", "has", "have", "shall", "will", "must", "may", "can", "should", "not", "be", "been", "which", "who", "the", "a", "an", "under", "per", "your"])  # fmt: skip

#: What may be asked right behind another answer without a colon: things whose answers are strictly typed.
_AFTER_ANSWERS = frozenset(
    [
        Ask.BIRTH_DATE, Ask.SSN, Ask.SSN_LAST4, Ask.NUMBER, Ask.LEVEL, Ask.PHONE, Ask.FAX, Ask.EMAIL, Ask.DATE,
        Ask.ISSUED, Ask.EXPIRES, Ask.EVENT_DATE, Ask.CERTIFICATE_ID, Ask.LAST_NAME, Ask.FIRST_NAME,
        Ask.MIDDLE_NAME, Ask.FIRST_MIDDLE, Ask.SUFFIX,
    ]
)  # fmt: skip

#: What asks for a whole name.
NAME_ASKS = frozenset([Ask.NAME, Ask.NAME_BEFORE, Ask.NAME_AFTER, Ask.FORMER_NAME])

#: Words by which a label says how a name is to be written.
NAME_PART = re.compile(
    r"(?i)^\(?(?:first|middle|last|current|initial|mi|m\.i\.|suffix|given|family|surname|name|names|maiden|or|and|&|full|legal|/|-)[,.):/]*$"
)

#: A lone letter or number may stand for one of these: its answer is no number.
_LONE_IN_WORDS = frozenset(["mi", "m i", "1", "2", "ln", "fn", "at"])

#: So far behind its opening a parenthesis of a label closes, in words.
LONGEST_NOTE = 10


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far a label reaches."""

    after: int
    """Index after its last word in the line."""
    note: str
    colon: bool


@dataclass(frozen=True, slots=True)
class _Stand:
    """A phrase as it stands in its line."""

    phrase: Phrase
    start: Start
    colon: bool
    first: str
    """Its first word as printed."""
    behind: list[str]
    """The words behind it in its segment."""
    next_in_row: str
    """The word behind it in its row, of its segment or of the next."""

    @property
    def following(self) -> str:
        return self.behind[0] if self.behind else ""

    @property
    def joins(self) -> bool:
        """Whether a small word of a sentence goes on behind it."""
        return not self.colon and self.following.casefold().strip(".,") in _CONNECTORS

    @property
    def lone(self) -> bool:
        """Whether it is a letter or two."""
        words = self.phrase.words
        return self.phrase.weak and len(words) <= 2 and words not in _LONE_IN_WORDS


def reach_label(line: Line, index: int, phrase: Phrase, start: Start) -> Label | None:
    """The label that a phrase at a word of a line is, with parentheses and a colon; None where it is none, as a
    phrase that a sentence merely contains."""
    reach = _with_name_parts(line, index, phrase.ask, _with_notes(line, index, phrase))
    tokens = line.tokens[index : reach.after]
    ask = _first_of_two(phrase.ask, tokens)
    behind = [t.text for t in line.tokens[reach.after : line.ends[index]]]
    next_in_row = line.tokens[reach.after].text if reach.after < len(line.tokens) else ""
    stand = _Stand(phrase, start, reach.colon, tokens[0].text, behind, next_in_row)
    if _opens_no_segment(stand, ask) or any(refuses(stand) for refuses in _REFUSALS):
        return None
    if stand.joins and start is Start.SEGMENT and stand.following[:1].islower():
        ask = ask if _ends_like_sentence(phrase.words) else Ask.OTHER
    return Label(
        ask, phrase.words, line.page, line.row, index, reach.after, tuple(tokens), phrase.likeness, reach.colon,
        start is not Start.INLINE, reach.note.strip().casefold(),
    )  # fmt: skip


def _with_notes(line: Line, index: int, phrase: Phrase) -> _Reach:
    """Parentheses and a colon taken in; a number in parentheses is an answer, but for a Social Security number."""
    tokens, end, after, note = line.tokens, line.ends[index], phrase.stop, ""
    colon = tokens[after - 1].text.endswith((":", "：", "?"))
    while not colon and after < end and tokens[after].text.startswith("("):
        closed = next(
            (i for i in range(after, min(after + LONGEST_NOTE, len(tokens))) if ")" in tokens[i].text), None
        )
        answered = tokens[after].text[1:2].isdigit() and phrase.ask is not Ask.SSN
        if closed is None or answered:
            break
        note += " " + " ".join(t.text for t in tokens[after : closed + 1])
        colon = tokens[closed].text.endswith(":")
        after = closed + 1
    if not colon and after < len(tokens) and tokens[after].text in (":", ".:", "-:"):
        colon, after = True, after + 1
    return _Reach(after, note, colon)


def _with_name_parts(line: Line, index: int, ask: Ask, reach: _Reach) -> _Reach:
    """Words taken in by which a question says how a name is to be written: "Name  Last, First, Middle"."""
    after, asked = reach.after, reach.after
    while ask in NAME_ASKS and asked < line.ends[index] and NAME_PART.match(line.tokens[asked].text):
        asked += 1
    if asked - after < 2:
        return reach
    note = reach.note + " " + " ".join(t.text for t in line.tokens[after:asked])
    return _Reach(asked, note, reach.colon)


def _opens_no_segment(stand: _Stand, ask: Ask) -> bool:
    """A weak phrase counts only there; behind an answer a name may hold such words: "Harborlight EMS Academy"."""
    if stand.phrase.weak and stand.start is not Start.SEGMENT:
        return True
    return stand.start is Start.AFTER_ANSWER and not stand.colon and ask not in _AFTER_ANSWERS


def _names_a_course(stand: _Stand) -> bool:
    """Whether it is the beginning of a course's name, as of "First Aid"."""
    return stand.following.casefold().strip(".,") in ("aid", "responder", "aid/cpr", "aid/cpr/aed")


def _opens_a_sentence(stand: _Stand) -> bool:
    weak = stand.phrase.weak and stand.start is Start.SEGMENT
    return weak and not stand.colon and stand.following[:1].islower()


#: A word that is no abbreviation, written small, with the stop behind which the next sentence begins.
_LAST_OF_A_SENTENCE = re.compile(r"[a-z]{5,40}\.")


def _ends_a_sentence(stand: _Stand) -> bool:
    """Whether it is the last word of a sentence that began in the line above: "objectives for this / course. Modules ..."."""
    return stand.phrase.weak and bool(_LAST_OF_A_SENTENCE.fullmatch(stand.first))


def _is_in_a_sentence(stand: _Stand) -> bool:
    words = stand.phrase.words
    if stand.start is Start.INLINE and (stand.joins or stand.phrase.likeness < 1 or len(words) < 3):
        return True
    return stand.joins and len(words.split()) == 1


def _is_a_number_of_its_own(stand: _Stand) -> bool:
    """Digits in boxes of their own, or the number of a question ("1. Place of marriage"), not a licence's field."""
    if not stand.phrase.words.isdigit():
        return False
    return bool(re.fullmatch(r"\d", stand.following)) or _opens_question(stand.behind)


def _is_an_initial(stand: _Stand) -> bool:
    """A lone letter such as "P" or "F" labels only what begins with a digit; else it is an initial in its box."""
    if not stand.lone or stand.colon:
        return False
    if stand.following and not stand.following[:1].isdigit():
        return True
    return len(stand.phrase.words) == 1 and not stand.next_in_row.lstrip("(")[:1].isdigit()


#: Why a listed phrase is no label where it stands.
_REFUSALS: tuple[Callable[[_Stand], bool], ...] = (
    _names_a_course,
    _opens_a_sentence,
    _ends_a_sentence,
    _is_in_a_sentence,
    _is_a_number_of_its_own,
    _is_an_initial,
)


#: "Instructor, ID" asks for both: who it is stands first. Behind "Inst" a comma is the point of what is shortened.
_AND_ID = re.compile(
    r"(?i)^(?:(?P<who>(?:inst\w*|trainer|evaluator|educator)\b)|(?P<where>(?:tc|(?:training\s+)?cent(?:er|re)|site)\b))"
    r"[^/,&]*?\s?(?:(?<!\binst)(?<!\binstr),|[/&]|and\b)\s?(?:(?:registry|reg|inst\w*|tc|cent(?:er|re)|site)\b\W*)?(?:tcid|id|no|number|#)"
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
