"""Signs that a value lost a part of itself: a word below, behind a hyphen or in a box of its own, a letter, a digit."""

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.documents import Evidence
from domain.kinds import EvidenceType, FieldName
from domain.likeness import fold
from domain.values import DATES, TERM
from intake.extractors.normalise.confusions import DIGIT_LIKE
from intake.extractors.normalise.dates import parse_date
from intake.extractors.normalise.levels import find_levels
from intake.extractors.normalise.listed_names import look_up, words_of
from intake.extractors.normalise.names import PARTICLES, is_full_name, looks_like_name, tidy_name
from intake.extractors.sheets.answers import NAME_PARTS
from intake.extractors.sheets.layout import Segment, Token, join_text
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.parts import Part
from intake.extractors.sheets.vocabulary import Ask
from intake.extractors.sureness.place_signs import stands_under

#: A name whose last word ends with a hyphen, or behind which a hyphen stands: both such values were wrong.
CUT_AT_HYPHEN = "name cut at a hyphen"
#: A word or two of a name close under a name and as far left, in the same cell: of 28 such values 9 were wrong.
NAME_GOES_ON = "name goes on below"
#: "Ana Van der Meer L": one letter ends the line of which a name is the beginning, as the surname's last word may.
#: Both such values were wrong.
LETTER_BEHIND = "one letter behind a name"
#: A licence has a line more in capitals under a name in capitals, as tall and as far left, its caption between them or not:
#: the family name. All of four such values of drawn papers lacked it.
FAMILY_BELOW = "family name below"
#: Two rows, each of which is a whole name: two people's, or one's who has four names.
TWO_WHOLE_NAMES = "two whole names"
#: A box for a part of a name holds a word that no name of a request or card has; papers on a change tell others' names.
BOX_LEFT_OUT = "a box of the name left out"
#: "Yen Yen": a word read twice, or a name that lost its surname: all of six such values were wrong.
ONE_WORD_TWICE = "one word twice"
#: "Dos Santos Ana", "Van der Meer": the surname first, or alone. All of four such values were wrong.
PARTICLE_FIRST = "particle first"
#: "Nguyn": a vowel lost, as readers lose those with two accents. All of 51 such values were wrong.
LETTER_LOST = "letter lost"
#: A name under or over the word for a judge or a clerk is that officer's.
OFFICERS_NAME = "officer's name"
#: "09/2/2026": a digit lost beside one that was written with its zero. Of six such values four were wrong.
DIGIT_LOST = "digit lost"
#: "1V23/2026": a one and a slash that a hand ran together, or a slash alone, or a seven; two days a card's term apart tell.
#: "8/M/2026": two ones joined, or other strokes. "813/2026": the 13th without its slash, or the third with a one for it.
ONE_AND_SLASH = "one and slash run together"
_RUN_TOGETHER = re.compile(
    r"^\W*0\d1\d\d1\d\d\W*$|[/\-]\d{4}[1Il|]\W*$|[\dO/][Vv]\d|\d/[MN]/\d|(?<![\d/\-])(?:[1-9]1[1-9]\d?|\d\d1[1-9])[/\-](?:19|20)\d\d"
)
#: "7A6/1993": where another reader saw a letter of several strokes, not a slash alone stood, but perhaps a one before it.
_STROKES_FOR_SLASH = re.compile(r"^\d{1,2}(?:[AMNVW]\d{1,2}[/.\-]|[/.\-]\d[AMNVW])\d")
#: "1/30/1986": where another reader saw a letter of several strokes for the lone one, there were perhaps two: "W/30/1986".
_LONE_ONE, _STROKES_FOR_ONES = re.compile(r"(?:^|[/.\-])1[/.\-]"), re.compile(r"(?:^|[/.\-])[HMNUW][/.\-]")
#: A day that the words in its place are not, but what another reader made of them.
DAY_OF_ANOTHER_READER = "day of another reader"
#: A birth of which only the month was read.
NO_DAY = "birth without its day"
#: "EMT.0": a level with a digit, which may have been a letter.
LEVEL_WITH_MORE = "level with more in its word"
#: "1968 975": a certification's number of digits alone, read in pieces, may be of two boxes or of another row; a card's
#: may go on behind a blank.
NUMBER_IN_PIECES = "number in pieces"
#: "90810170": a certification's letter that was read as a digit, and told by the level.
LETTER_BY_LEVEL = "number's letter by the level"
#: "athleen swomey": a name printed, not typed, without a capital lost its first letters.
NO_CAPITALS = "name without capitals"

_CHANGED = frozenset({FieldName.FORMER_NAME, FieldName.NEW_NAME})
_PERSONS = _CHANGED | {FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME}
_WHOLE = len("2026-01-31")
#: Particles that are no given names, as "Van", "Do" and "Al" are.
_FIRST_PARTICLES = PARTICLES & {
    "da",
    "de",
    "das",
    "del",
    "della",
    "den",
    "der",
    "dos",
    "las",
    "los",
    "ter",
    "von",
}
#: A day and a month of which only one is written with two digits, and the other could be.
_UNPADDED = re.compile(
    r"(?<![\d/.-])(?:0\d([/.-])\d\1|\d([/.-])0\d\2)\d{2}|(?<!\d)\d{4}([/.-])(?:0\d\3\d|\d\3\d\d)(?!\d)"
)
_PIECES = re.compile(r"\d\s+\d")
_LETTERS = re.compile(r"[A-Z]{1,3}")
_REST_OF_NUMBER = re.compile(r"(?<![A-Z\d])(?=[A-Z]*\d)[A-Z\d]{3,}")
#: What calls the line over or under it an officer's name.
_OFFICER = re.compile(
    r"(?i)^\W*(?:(?:associate|chief|deputy|assistant|city|town|county|first|presiding)\s+)*"
    r"(?:judge|justice|magistrate|clerk|register|registrar|recorder|archivist|commissioner|notary|judicial\s+officer|officiant)\b"
)

_OWN_PARTS = (Part.OPEN, Part.APPLICANT)

Told = Iterator[tuple[str, float]]
Rows = Sequence[tuple[Segment, Sequence[Token]]]
"""The runs of words that a value stands in, each with the words of it that are the value's."""


def signs_of_loss(evidence: Evidence, laid: Laid, values: Mapping[FieldName, str]) -> Told:
    """What tells that a value is not whole; `values` are all of the paper's."""
    value = str(evidence.value)
    rows = [(s, [t for t in s.tokens if stands_under(evidence, [t])]) for s in laid.sheet.segments]
    rows = [(segment, tokens) for segment, tokens in rows if tokens]
    if evidence.field.value.endswith("name"):
        yield from _signs_of_words(value)
        if evidence.span is None and evidence.printed.islower():
            yield NO_CAPITALS, 1.0
        if rows:
            yield from _signs_of_edges(evidence, laid, rows, values)
    elif evidence.field in DATES:
        yield from _signs_of_day(evidence, values, [t for _, tokens in rows for t in tokens])
    elif (
        evidence.field is FieldName.CERTIFICATION_NUMBER
        and value.isdigit()
        and _PIECES.search(evidence.printed)
    ) or (evidence.field is FieldName.CERTIFICATE_ID and rows and _is_piece(laid, *rows[-1])):
        yield NUMBER_IN_PIECES, 1.0
    elif evidence.field is FieldName.CERTIFICATION_NUMBER and _lacks_letter(evidence):
        yield LETTER_BY_LEVEL, 1.0
    elif evidence.field is FieldName.LEVEL and _has_more(evidence.printed):
        yield LEVEL_WITH_MORE, 1.0


def _lacks_letter(evidence: Evidence) -> bool:
    """Whether a number's first character is a letter that does not stand before its digits as printed."""
    value = str(evidence.value)
    stands = re.search(rf"(?i)(?<![a-z]){re.escape(value[:1])}\W{{0,2}}[{DIGIT_LIKE}]", evidence.printed)
    return value[:1].isalpha() and stands is None


def _is_piece(laid: Laid, segment: Segment, tokens: Sequence[Token]) -> bool:
    """Whether letters stand before a card's number ("NE 12969"), or more of it behind ("791F 7672")."""
    labels = {id(t) for label in laid.labels for t in label.tokens}
    at = next(i for i, t in enumerate(segment.tokens) if t is tokens[0])
    before, behind = segment.tokens[:at][-1:], segment.tokens[at + len(tokens) :][:1]
    letters = any(_LETTERS.fullmatch(t.text) and id(t) not in labels for t in before)
    return letters or any(_REST_OF_NUMBER.fullmatch(t.text) for t in behind)


def _signs_of_words(value: str) -> Told:
    words = [fold(w) for w in value.split()]
    if len(words) > 1 and len(set(words)) == 1:
        yield ONE_WORD_TWICE, 1.0
    if any(word in _FIRST_PARTICLES for word in words[: 2 if words and words[0] in PARTICLES else 1]):
        yield PARTICLE_FIRST, 1.0
    if any(_lost_letter(word) for word in words_of(value)):
        yield LETTER_LOST, 1.0


#: Longer words lose a letter no less, but too many other names lie near them.
LONGEST_LOOKED_UP = 8
#: A word so long may be listed as the name of very few and be a common name all the same that lost a letter.
RARE_FROM = 4
#: How much more common, in steps of ten times, a name is that a word with a vowel more may have been.
MORE_COMMON = 2


def _lost_letter(word: str) -> bool:
    """Whether a word that hardly is a name becomes a common one with a vowel more."""
    own = look_up(word)
    rare = not own.known or (len(word) >= RARE_FROM and own.given == 0 and own.surname == 1)
    if not rare or len(word) > LONGEST_LOOKED_UP:
        return False
    longer = (f"{word[:at]}{vowel}{word[at:]}" for at in range(1, len(word)) for vowel in "aeiou")
    return any(
        max(look_up(each).given, look_up(each).surname) >= own.surname + MORE_COMMON for each in longer
    )


def _signs_of_edges(evidence: Evidence, laid: Laid, rows: Rows, values: Mapping[FieldName, str]) -> Told:
    segment, tokens = rows[-1]
    at = next(i for i, t in enumerate(segment.tokens) if t is tokens[-1])
    behind = segment.tokens[at + 1] if at + 1 < len(segment.tokens) else None
    if tokens[-1].text.endswith("-") or (behind is not None and behind.text.startswith(("-", "–"))):
        yield CUT_AT_HYPHEN, 1.0
    if behind is not None and _is_lone_letter(segment, behind):
        yield LETTER_BEHIND, 1.0
    if behind is None and _goes_on_below(laid, rows):
        yield NAME_GOES_ON, 1.0
    licence = values.get(FieldName.EVIDENCE_TYPE) == EvidenceType.DRIVERS_LICENSE
    if evidence.field is FieldName.NEW_NAME and licence and len(rows) == 1 and _has_family_below(laid, rows):
        yield FAMILY_BELOW, 1.0
    names = [tidy_name(join_text(own)) for _, own in rows]
    if len(names) > 1 and all(name and is_full_name(name) for name in names):
        yield TWO_WHOLE_NAMES, 1.0
    if evidence.field in _PERSONS:
        if evidence.field not in _CHANGED and _leaves_box_out(laid, values):
            yield BOX_LEFT_OUT, 1.0
        if _is_officers(laid, rows[0][0]):
            yield OFFICERS_NAME, 1.0


def _is_lone_letter(segment: Segment, behind: Token) -> bool:
    """Whether the last word of a line is one capital letter: the rest of a name of which the end was lost."""
    return segment.tokens[-1] is behind and len(behind.text) == 1 and behind.text.isupper()


def _goes_on_below(laid: Laid, rows: Rows) -> bool:
    """Whether a line of a word or two that may be names stands close under a name, begins where it does, and answers and
    asks nothing itself."""
    last, tokens = rows[-1]
    answers = (a for a in laid.answers if a.label.ask is not Ask.OTHER)
    spoken = {id(t) for x in laid.labels for t in x.tokens} | {id(t) for a in answers for t in a.tokens}
    for below in laid.sheet.rows[last.row + 1] if last.row + 1 < len(laid.sheet.rows) else ():
        near = abs(below.x0 - tokens[0].x0) < 0.8 * last.height and below.y0 - last.y1 < 0.9 * last.height
        free = not any(id(t) in spoken for t in below.tokens)
        if near and free and len(below.tokens) <= 2 and _may_name(below.text):
            return True
    return False


#: Rows below a name in which its family name may stand, the caption of the name between.
FAMILY_ROWS = 2


def _has_family_below(laid: Laid, rows: Rows) -> bool:
    """Whether a line that may be a name goes on with one in capitals, below it or below its caption."""
    last, tokens = rows[-1]
    if not join_text(tokens).isupper():
        return False
    for row in laid.sheet.rows[last.row + 1 : last.row + 1 + FAMILY_ROWS]:
        for below in row:
            beneath = abs(below.x0 - tokens[0].x0) < 0.8 * last.height
            as_tall = abs(below.height - last.height) < 0.25 * last.height
            if beneath and as_tall and below.text.isupper() and len(below.tokens) <= 3:
                return looks_like_name(below.text, most=3) and len(below.text) > 2
    return False


def _may_name(text: str) -> bool:
    """Whether some words are of a name, and name no level."""
    listed = [look_up(word) for word in words_of(text)]
    return looks_like_name(text) and not find_levels(text) and any(each.known for each in listed)


def _leaves_box_out(laid: Laid, values: Mapping[FieldName, str]) -> bool:
    """Whether a box for a part of a name holds words of which none of the paper's names has any."""
    named = {
        word for field, value in values.items() if field.value.endswith("name") for word in _parts(value)
    }
    boxes = (a for a in laid.answers if a.label.ask in NAME_PARTS and laid.part_of(a.label) in _OWN_PARTS)
    return any((words := _parts(box.value)) and not words & named for box in boxes)


def _parts(name: str) -> set[str]:
    """The words of a name that are longer than an initial or a particle."""
    return {word for word in re.split(r"[\s\-]+", fold(name)) if len(word) > 2}


def _is_officers(laid: Laid, segment: Segment) -> bool:
    """Whether the line above or below a name, or the word before it, calls it an officer's."""
    rows = laid.sheet.rows[max(0, segment.row - 1) : segment.row + 2]
    near = [s for row in rows for s in row if s is not segment and s.x0 < segment.x1 and s.x1 > segment.x0]
    return any(_OFFICER.match(s.text) and len(s.tokens) <= 9 for s in near)


def _signs_of_day(evidence: Evidence, values: Mapping[FieldName, str], tokens: Sequence[Token]) -> Told:
    pairs = [
        (t.text, other or "") for t in tokens if t.word.handwritten for other in (t.word.second, t.word.third)
    ]
    strokes = any(_STROKES_FOR_SLASH.search(other) or _joins_ones(own, other) for own, other in pairs)
    if (strokes or _RUN_TOGETHER.search(evidence.printed)) and not _is_seconded(evidence, values):
        yield ONE_AND_SLASH, 1.0
    if evidence.field is FieldName.DATE_OF_BIRTH and len(str(evidence.value)) < _WHOLE:
        yield NO_DAY, 1.0
    if tokens and _is_of_another_reader(evidence, tokens):
        yield DAY_OF_ANOTHER_READER, 1.0
    if _UNPADDED.search(evidence.printed):
        yield DIGIT_LOST, 1.0


def _joins_ones(own: str, other: str) -> bool:
    """Whether another reader saw one letter of several strokes where a day has a one alone."""
    return any(
        strokes.start() == one.start()
        for one in _LONE_ONE.finditer(own)
        for strokes in _STROKES_FOR_ONES.finditer(other)
    )


def _is_of_another_reader(evidence: Evidence, tokens: Sequence[Token]) -> bool:
    """Whether a day is not what the words in its place say, but what another reader made of all of them."""
    value, birth = str(evidence.value), evidence.field is FieldName.DATE_OF_BIRTH
    if parse_date(evidence.printed, birth=birth) == value or all(t.word.agreed for t in tokens):
        return False
    readings = ([t.word.second for t in tokens], [t.word.third for t in tokens])
    others = (" ".join(other or t.text for t, other in zip(tokens, words, strict=True)) for words in readings)
    return any(parse_date(other, birth=birth) == value for other in others)


def _is_seconded(evidence: Evidence, values: Mapping[FieldName, str]) -> bool:
    """Whether a card's other day falls on the same one of its month, or the one before or behind; where this is a month
    alone, in the same month."""
    if evidence.field not in TERM:
        return False
    own = str(evidence.value).split("-")[1:]
    others = (
        values[field].split("-")[1:] for field in TERM if field is not evidence.field and field in values
    )
    return any(
        own[:1] == other[:1] and all(abs(int(a) - int(b)) <= 1 for a, b in zip(own, other, strict=False))
        for other in others
        if len(own) <= len(other)
    )


def _has_more(printed: str) -> bool:
    """Whether a level's words hold what belongs to none, as a digit does that was a letter."""
    plain = re.sub(r"(?i)\(.*?\)|\bemt-[ibp]\b", "", printed)
    return bool(re.search(r"[A-Za-z]\W?\d|\d\W?[A-Za-z]", plain))
