"""Signs of whose name and whose birth a value is, on papers that name several people."""

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.documents import Evidence
from domain.kinds import EvidenceType, FieldName
from domain.likeness import fold
from intake.extractors.mentions.gaps import Judged
from intake.extractors.mentions.mentions import Mention, Shape
from intake.extractors.normalise.listed_names import look_up, words_of
from intake.extractors.sheets.closings import begins_closing
from intake.extractors.sheets.layout import box_of, join_text
from intake.extractors.sureness.place_signs import covers

_CHANGED = (FieldName.FORMER_NAME, FieldName.NEW_NAME)
_BEARERS = (*_CHANGED, FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME)
#: A paper's values that are one person's, and go wrong together where the person is another.
_PERSONAL = frozenset({*_CHANGED, FieldName.DATE_OF_BIRTH})

#: A name that begins or ends with a letter lost its other words: all of nine such values were wrong.
INITIAL_AT_AN_END = "initial at an end"
#: A surname of several words, which stands for a whole name: "Van der Meer".
NO_GIVEN_NAME = "no given name"
#: A name that is said to have changed and did not: of 22 such values 11 were wrong.
NAME_STAYS = "name stays"
#: A new name of the former one's given names alone: both such values, of papers drawn blind, had lost their surname.
SURNAME_LEFT_OUT = "surname left out"
#: Who weds keeps the given name: another one is mostly the other party's. Of 37 such values that the trees held for sure
#: 5 were wrong.
OTHER_GIVEN_NAME = "other given name at a wedding"
#: Of two who wed one may keep the name: a new name beside which no former one was read may be the other party's.
WEDS_FROM_NO_NAME = "wed without a former name"
#: Who of a couple changes the name, of whom a certificate tells none after the marriage.
WEDS_TO_NO_NAME = "wed without a new name"
#: Of whom of a couple a birth is, where no name was found that changes into another one.
BIRTH_OF_EITHER = "birth of either who wed"
#: Who signs a letter or mail that names somebody else before: a school's or an office's person, mostly.
WRITER_OF_ANOTHER = "writer of another"
#: How who teaches may sign and be known, a stop behind each initial: "P. J. Okafor", "K. Dale Ruiz". Of the holder a card
#: tells more.
_BY_INITIALS = re.compile(r"^[^\W\d_]\.\s*[^\W\d_][\w'’-]*\.?\s+[^\W\d_][\w'’-]+$")
#: How many rows above the own name a writer closes the letter, at most.
CLOSING_ROWS = 2

Told = Iterator[tuple[str, float]]


def signs_of_person(evidence: Evidence, mentions: Sequence[Judged], values: Mapping[FieldName, str]) -> Told:
    """What speaks for and against a value being the person's own; none for other fields."""
    if evidence.field.value.endswith("name"):
        yield from _signs_of_words(evidence)
        yield from _signs_of_other_names(evidence, mentions)
    if evidence.field in _PERSONAL:
        yield from _signs_of_change(values)
    if evidence.field is FieldName.NEW_NAME and _weds(values) and FieldName.FORMER_NAME not in values:
        yield WEDS_FROM_NO_NAME, 1.0
    if evidence.field is FieldName.FORMER_NAME and _weds(values) and FieldName.NEW_NAME not in values:
        yield WEDS_TO_NO_NAME, 1.0
    if evidence.field is FieldName.DATE_OF_BIRTH:
        if _weds(values) and not values.keys() >= set(_CHANGED):
            yield BIRTH_OF_EITHER, 1.0
        yield from _signs_of_neighbours(evidence, mentions, values)


def _signs_of_words(evidence: Evidence) -> Told:
    """Initials, and whether the first word is rather a given name and the last rather a surname."""
    value = str(evidence.value)
    words = value.replace(".", " ").replace(",", " ").split()
    yield "initials", float(min(3, sum(len(w) == 1 for w in words)))
    known_by_initials = evidence.field is FieldName.INSTRUCTOR_NAME and bool(_BY_INITIALS.match(value))
    if words and 1 in (len(words[0]), len(words[-1])) and not known_by_initials:
        yield INITIAL_AT_AN_END, 1.0
    told = words_of(value)
    if len(told) == 1 and fold(words[0]) != told[0] and not known_by_initials:
        yield NO_GIVEN_NAME, 1.0
    if told:
        first, last = look_up(told[0]), look_up(told[-1])
        yield "first given", float(first.given - first.surname)
        yield "last surname", float(last.surname - last.given)


def _signs_of_other_names(evidence: Evidence, mentions: Sequence[Judged]) -> Told:
    """Whether the paper tells the same name with more words, and whether its writer is who is named."""
    own = _all_words(str(evidence.value))
    names = [m for m, _ in mentions if m.shape is Shape.NAME]
    longer = (words for m in names if len(words := _all_words(m.value)) > len(own))
    if own and any(words[0] == own[0] and words[-1] == own[-1] for words in longer):
        yield "longer name said", 1.0
    here = next((m for m in names if covers(evidence, m)), None)
    if evidence.field is FieldName.APPLICANT_NAME and here is not None and _closes(here):
        before = [m.value for m in names if (m.sheet.page, m.row) < (here.sheet.page, here.row)]
        yield (WRITER_OF_ANOTHER if _is_of_another(own, before) else "writer alone"), 1.0


def _is_of_another(own: Sequence[str], before: Sequence[str]) -> bool:
    """Whether somebody is named before a writer, who is not, as at the head of an own letter."""
    told = [words for name in before if (words := _all_words(name))]
    return bool(told) and not any(words[-1] in own for words in told)


def _all_words(name: str) -> list[str]:
    """Its words, initials among them."""
    return fold(name).replace(".", " ").split()


def _closes(name: Mention) -> bool:
    """Whether a name stands right under what closes a letter."""
    above = range(max(0, name.row - CLOSING_ROWS), name.row)
    return any(begins_closing(join_text(name.sheet.row_tokens(row))) for row in above)


def _signs_of_change(values: Mapping[FieldName, str]) -> Told:
    """What stays of a name that changes: at a wedding the given name."""
    former, new = (words_of(values.get(field, "")) for field in _CHANGED)
    if not former or not new:
        return
    if new == former[: len(new)] and len(new) < len(former) and _is_rather_given(new[-1]):
        yield SURNAME_LEFT_OUT, 1.0
    same_given, same_last = former[0] == new[0], former[-1] == new[-1]
    yield ("given name stays" if same_given else "given name changes"), 1.0
    yield ("surname stays" if same_last else "surname changes"), 1.0
    if _weds(values) and not same_given:
        yield OTHER_GIVEN_NAME, 1.0
    if same_given and same_last:
        yield NAME_STAYS, 1.0


def _weds(values: Mapping[FieldName, str]) -> bool:
    return values.get(FieldName.EVIDENCE_TYPE) == EvidenceType.MARRIAGE_CERTIFICATE


def _is_rather_given(word: str) -> bool:
    listed = look_up(word)
    return listed.given > listed.surname


def _signs_of_neighbours(
    evidence: Evidence, mentions: Sequence[Judged], values: Mapping[FieldName, str]
) -> Told:
    """Whether the names before a birth in reading order, above it and in its row are its person's."""
    own = {words_of(values[field])[0] for field in _BEARERS if words_of(values.get(field, ""))}
    here = next((m for m, _ in mentions if m.shape is Shape.DATE and covers(evidence, m)), None)
    if here is None or not own:
        return
    names = [m for m, _ in mentions if m.shape is Shape.NAME and m.sheet.page == evidence.page]
    for place, found in (("before", _before(here, names)), ("above", _above(here, names))):
        if found is not None and words_of(found.value):
            whose = "own" if words_of(found.value)[0] in own else "another's"
            yield f"{whose} name {place}", 1.0
    people = {words_of(m.value)[0] for m in names if words_of(m.value)}
    yield "people named", float(min(8, len(people)))


def _before(here: Mention, names: Sequence[Mention]) -> Mention | None:
    """The last name before, left to right and line by line."""
    earlier = [m for m in names if (m.row, m.x0) < (here.row, here.x0)]
    return max(earlier, key=lambda m: (m.row, m.x0), default=None)


def _above(here: Mention, names: Sequence[Mention]) -> Mention | None:
    """The nearest name that stands over it in its column."""
    box = box_of(here.tokens)
    over = [m for m in names if m.row < here.row and min(m.x1, box.x1) > max(m.x0, box.x0)]
    return max(over, key=lambda m: m.row, default=None)
