"""Words cut down to what a label's type allows, and read as such."""

import re
from collections.abc import Callable, Sequence

from intake.extractors.normalise.addresses import STATE_CODES
from intake.extractors.normalise.dates import parse_date
from intake.extractors.normalise.levels import find_levels, parse_level
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import (
    PARTICLES,
    ends_in_initial,
    is_full_name,
    looks_like_name,
    part_initial,
    tidy_name,
)
from intake.extractors.normalise.numbers import (
    find_emails,
    find_phones,
    parse_certificate_id,
    parse_certification_number,
    parse_ssn_last4,
)
from intake.extractors.sheets.answers import DATES, NAME_PARTS, NAMES, STRONG, YOUNGEST_BIRTH, Answer, Place
from intake.extractors.sheets.confidence import second_text
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.segments import SEGMENT_GAP
from intake.extractors.sheets.vocabulary import Ask

Parser = Callable[[str], str | None]

#: How a form numbers its boxes: "13. ELEMENT", or the number alone before a caption that is known.
_NUMBERED = re.compile(r"^\(?\d{1,2}[A-Za-z]?[.)](?:\s+[A-Z]|$)")


def type_answer(label: Label, place: Place, tokens: list[Token], worth: float) -> Answer | None:
    """Cut the words down to what the label's type allows; None where nothing fits."""
    ask = label.ask
    if not label.starts and ask not in STRONG:
        return None
    if ask in NAMES:
        return _name_answer(label, place, tokens, worth)
    if ask is Ask.TRAINING_CENTER:
        return _center_answer(label, place, tokens, worth)
    if ask in NAME_PARTS:
        return _part_answer(label, place, tokens, worth)
    if ask is Ask.LEVEL:
        tokens = _behind_choices(tokens)
    if ask is Ask.LEVEL and len({level for level, _, _ in find_levels(join_text(tokens))}) > 1:
        return None  # a row of choices: only a tick can answer
    parser = _parser_of(label)
    if parser is None and _NUMBERED.match(join_text(tokens)):
        return None  # the next box of the form
    if parser is None:
        return Answer(label, place, tuple(tokens), join_text(tokens), worth - 0.12)
    span = _shortest_fit([t.text for t in tokens], parser)
    if span is None:
        return _by_other_reader(label, place, tokens, worth, parser) if ask in STRONG else None
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
    rf"(?i)^[\w .'-]*[\w.'-](?: *,)?\s+(?:{'|'.join(sorted(STATE_CODES))})(?:\s+\d{{5}})?$"
    r"|\b(?:course|skills|classroom|online|requirements|evaluations?|successfully|cognitive)\b|@|www|\.com"
)


#: A unit of the forces, which holds courses and whose name may begin with its number: "104 MDG Barnes ANGB".
_UNIT = re.compile(
    r"(?i)^\d{1,4}(?:st|nd|rd|th)?\s.*\b(?:AFB|ANGB|ARB|MDG|MDS|MDOS|MDSS|HCOS|battalion|squadron"
    r"|medical\s+(?:group|company|detachment|wing)|air\s+(?:force|wing))\b"
)


#: What asks for the number that was cut off behind a name.
_CAPTION_OF_NUMBER = re.compile(r"(?i)^\(?(?:tc|no|nr|number)?[.#:/]*$")


def _center_answer(label: Label, place: Place, tokens: list[Token], worth: float) -> Answer | None:
    """A school's or office's name: words up to an id, a telephone number or a street."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        bare = token.text.strip("()#:").casefold()
        ends_name = bare in ("center", "site") and behind is not None and behind.text.startswith("(")
        caption = bare in ("id", "tcid", "phone", "tel", "center", "site") and not ends_name
        if kept and (caption or token.text.startswith("(")) and _digit_follows(tokens, at):
            break
        if kept and (sum(c.isdigit() for c in token.text) >= 3 or token.text in ("•", "|", "·")):
            break
        kept.append(token)
    while len(kept) > 1 and len(kept) < len(tokens) and _CAPTION_OF_NUMBER.match(kept[-1].text):
        kept.pop()  # "Cape EMS Education, TC ID MA05473"
    text = join_text(kept).strip(" ,.;:-–")
    if (
        sum(c.isalpha() for c in text) < 5
        or len(text) > 80
        or _NO_CENTER.search(text)
        or text.endswith("&")  # the name of the body goes on
        or not (text[:1].isupper() or _UNIT.match(text))
    ):
        return None
    return Answer(label, place, tuple(kept), text, worth)


def _digit_follows(tokens: Sequence[Token], at: int) -> bool:
    return any(any(c.isdigit() for c in t.text) for t in tokens[at : at + 3])


def _parser_of(label: Label) -> Parser | None:
    ask = label.ask
    if ask is Ask.BIRTH_DATE:
        return parse_birth
    if ask in DATES:
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


def parse_birth(text: str) -> str | None:
    """A date of birth; a day of late is another date that stands near the label."""
    day = parse_date(text, birth=True, month_only=False)
    return day if day and int(day[:4]) < YOUNGEST_BIRTH else None


def _by_other_reader(
    label: Label, place: Place, tokens: Sequence[Token], worth: float, parser: Parser
) -> Answer | None:
    """An answer that only the second reader, or the third, read so that it has its type's form; never a sure one."""
    for words in ([t.word.second for t in tokens], [t.word.third for t in tokens]):
        texts = [
            (other or t.text) if t.word.text == t.text else t.text
            for t, other in zip(tokens, words, strict=True)
        ]
        span = _shortest_fit(texts, parser)
        value = parser(" ".join(texts[span[0] : span[1]])) if span else None
        if span is not None and value:
            fit = tuple(tokens[span[0] : span[1]])
            return Answer(label, place, fit, value, worth - 0.06 * min(span[0], 4), True)
    return None


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
        if any(_ends_name(t.text) for t in run[:-1]):
            continue
        text = re.sub(r"(?<=[^\W\d_])- (?=[^\W\d_])", "-", part_initial(join_text(run)))
        name = tidy_name(text, last_first=last_first)
        torn = name is None and (count == len(tokens) or _opens_note(run[-1], tokens[count]))
        if torn:
            whole = _with_capital(_join_torn(text), seen=_has_capital_elsewhere(run[0]))
            by_hand = run[-1].word.handwritten or _has_capital_elsewhere(run[-1])
            name = tidy_name(_with_capital_surname(whole) if by_hand else whole, last_first=last_first)
        alone = label.ask is Ask.FORMER_NAME or (label.ask in _CHANGES and _SURNAME.search(label.phrase))
        if name is None or (not is_full_name(name) and not alone):
            continue
        if count > 2 and count < len(tokens) and _is_next_caption(*tokens[count - 2 : count + 1]):
            continue
        if count < len(tokens) and not _is_closed(run[-1], tokens[count]) and _goes_on(tokens[count]):
            return None
        other = second_text(run)
        seconded = tidy_name(other, last_first=last_first) if other else None
        bonus = 0.1 if count == len(tokens) else 0.0
        more = count < len(tokens) and _may_belong(run[-1], tokens[count])
        doubted = torn or more or seconded not in (None, name)
        return Answer(label, place, tuple(run), name, worth + bonus, doubted)
    return None


def _ends_name(word: str) -> bool:
    """Whether no name goes on behind a word: a colon or a sentence's end."""
    return word.endswith((":", ";")) or (word.endswith(".") and len(word) > 4 and not ends_in_initial(word))


#: Words as short as such an end that are none.
_SMALL_WORDS = PARTICLES | frozenset(
    [
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "the",
        "is",
        "has",
        "was",
        "who",
        "for",
        "as",
        "an",
        "aka",
        "nee",
        "now",
        "not",
        "jr",
        "sr",
        "ii",
        "iii",
        "emt",
        "rn",
        "md",
    ]
)

#: Two words that may be pieces of one name, of a hand that leaves gaps or a reader that tears: "Stel lan".
_TWO_PIECES = re.compile(r"\b(?P<first>[A-Z][a-z]+) (?P<second>[a-z]{2,8})\b(?=\s|$)")
#: Letters at most of a second piece that goes with a first one that is no name, whatever both make.
_SHORT_END = 3
#: Letters at least of a first piece with such an end, or that is a name itself.
_LONG_FIRST = 3


def _with_capital(text: str, *, seen: bool) -> str:
    """A name whose given name begins with a small letter, as a hand writes it, where it is listed, or its capital was
    `seen` by another reader, and a surname follows with its capital."""
    first, *others = text.split()
    small = len(others) > 0 and first.islower() and first.isalpha() and first not in _SMALL_WORDS
    listed = small and (seen or look_up(first).given > 0) and look_up(others[-1]).surname > 0
    return " ".join([first.capitalize(), *others]) if listed else text


def _with_capital_surname(text: str) -> str:
    """A given name that is listed, and an initial perhaps, with the listed surname that a hand began with a small
    letter."""
    if " " not in text:
        return text
    first, *middle, last = text.split()
    small = (
        last.islower() and last.isalpha() and len(last) > 3 and all(len(w.strip(".")) == 1 for w in middle)
    )
    listed = first.istitle() and look_up(first).given > 0 and look_up(last).surname > 0
    return " ".join([first, *middle, last.capitalize()]) if small and listed else text


def _has_capital_elsewhere(token: Token) -> bool:
    """Whether another reader read a word with the capital that the first one missed."""
    return (token.word.second or "")[:1] == token.text[:1].upper() != token.text[:1]


def _join_torn(text: str) -> str:
    """A name with the torn words whole: the first piece is no listed name, and the second a short end; or both together
    are one, "Whit comb", "Fi sher", and one of the two alone is none."""

    def join(found: re.Match[str]) -> str:
        first, second = found["first"], found["second"]
        if second in _SMALL_WORDS:
            return found[0]
        first_is_name, first_is_long = look_up(first).known, len(first) >= _LONG_FIRST
        short_end = len(second) <= _SHORT_END and first_is_long and not first_is_name
        both_are_name = look_up(first + second).known
        one_is_none = not first_is_name or (first_is_long and not look_up(second).known)
        return first + second if short_end or (both_are_name and one_is_none) else found[0]

    return _TWO_PIECES.sub(join, text)


def _is_next_caption(before: Token, word: Token, behind: Token) -> bool:
    """Whether the last word of a would-be name stands apart, right before a number: it is that one's caption, whatever
    letter of it was misread."""
    numbers = sum(c.isdigit() for c in behind.text) > len(behind.text) / 2
    return numbers and not word.text.endswith((".", ",")) and _is_closed(before, word)


def _may_belong(last: Token, token: Token) -> bool:
    """Whether a word left out behind a name stands as close and looks as if it were part of it."""
    near = token.x0 - last.x1 < SEGMENT_GAP * max(last.height, token.height)
    return (
        near and token.text[:1].isupper() and token.text.strip(".,").isalpha() and not last.text.endswith(",")
    )


def _opens_note(last: Token, token: Token) -> bool:
    """Whether the form's own words on what to write stand behind a name, apart from it: "(first, middle, last)"."""
    return token.text.startswith("(") and _is_closed(last, token)


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
        name = text.upper() if single else tidy_name(text[:1].upper() + text[1:] if count == 1 else text)
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
