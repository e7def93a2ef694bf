"""Labels that no phrase lists, told by their words: "Class given by", "surname once wed"."""

import re
from collections.abc import Callable, Sequence

from domain.kinds import Kind
from domain.likeness import fold
from intake.extractors.normalise.addresses import starts_street
from intake.extractors.normalise.levels import parse_level
from intake.extractors.normalise.months import month_number
from intake.extractors.normalise.names import looks_like_name
from intake.extractors.sheets.keywords import guess_ask, is_card_word
from intake.extractors.sheets.label import Label, Line
from intake.extractors.sheets.label_reach import NAME_ASKS, NAME_PART
from intake.extractors.sheets.layout import Token
from intake.extractors.sheets.phrases import squeeze_words
from intake.extractors.sheets.vocabulary import Ask, label_words

#: Likeness of a label that only its words tell, not a listed phrase.
LIKENESS_GUESSED = 0.92


def guess_label(line: Line, index: int, kind: Kind) -> Label | None:
    """A label at a segment's start that no phrase lists, told by its words; it ends at a colon or a number."""
    tokens = line.segment_from(index)
    head = (
        _before_answer(_head_of(tokens)) if kind is Kind.CPR_CARD else _without_answer(_head_of(tokens), kind)
    )
    text = " ".join(t.text for t in head)
    if not head or _is_sentence(text, len(head)) or _runs_on(head) or sum(c.isalpha() for c in text) < 2:
        return None
    note = " ".join(re.findall(r"\(.*?\)", text))
    ask = guess_ask(re.sub(r"(?<=\w )\(.*?\)", " ", text), kind) or guess_ask(text, kind)
    if ask is None or (ask is Ask.ADDRESS and starts_street(text)) or _asks_in_a_remark(text, kind):
        return None
    if ask is Ask.SIGNATURE:
        head = _without_strokes(head)
        text = " ".join(t.text for t in head)
    colon = text.endswith((":", "?"))
    rest = tokens[len(head) :]
    if ask in NAME_ASKS and len(rest) >= 2 and all(NAME_PART.match(t.text) for t in rest):
        head, note = tokens, note + " " + " ".join(t.text for t in rest)
    return Label(
        ask, squeeze_words(text), line.page, line.row, index, index + len(head), tuple(head), LIKENESS_GUESSED, colon, True,
        note.casefold() or squeeze_words(text),
    )  # fmt: skip


def _asks_in_a_remark(text: str, kind: Kind) -> bool:
    """Whether what a text asks stands only behind a parenthesis that it leaves open: "Rowe-Hart (name ..."."""
    before, opened, behind = text.rpartition("(")
    return bool(opened and before.strip()) and ")" not in behind and guess_ask(before, kind) is None


def _without_strokes(head: list[Token]) -> list[Token]:
    """The words that ask for a signature without the strokes behind them, which each reader takes for other letters."""
    strokes = (at for at, t in enumerate(head) if at and _is_stroke(t))
    return head[: next(strokes, len(head))]


def _is_stroke(token: Token) -> bool:
    """Whether readers read different words in a place, of which the first's is none of a form."""
    word = token.word
    doubted = word.second is not None and not word.agreed and not word.upheld
    return doubted and fold(token.text).strip(".,:") not in label_words()


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


#: A telephone number's parenthesis, left open.
_AREA_CODE = re.compile(r"^\(\d(?!\w*\))")


def _head_of(tokens: list[Token]) -> list[Token]:
    """The words of a segment up to its colon or its first number outside of parentheses."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += token.text.count("(") - token.text.count(")")
        if at and _AREA_CODE.match(token.text):
            return tokens[:at]
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
