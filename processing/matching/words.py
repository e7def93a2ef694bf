"""What is said to staff of a number and a name, and what is told from it later; no value is ever printed."""

from collections.abc import Sequence

from domain.records import FieldComparison
from processing.matching.names import Grade
from processing.matching.numbers import NumberFit

NUMBER_VERDICTS: dict[NumberFit, tuple[str, str]] = {
    NumberFit.AGREES: ("agree", "the number agrees"),
    NumberFit.OTHER_PREFIX: ("near", "the digits agree, the prefix letter is another level's"),
    NumberFit.CONFUSED: ("near", "the number differs in one digit that is easily misread"),
    NumberFit.NEAR: ("near", "the number is one digit or one swap away"),
    NumberFit.DIFFERS: ("differ", "the number is another one"),
    NumberFit.MISSING: ("missing", "the paper shows no number"),
}

NAME_VERDICTS: dict[Grade, tuple[str, str]] = {
    Grade.SAME: ("agree", "the name agrees"),
    Grade.NEAR: ("near", "the name agrees but for one letter"),
    Grade.NICKNAME: ("near", "the given name is a short form of the record's"),
    Grade.INITIAL_ONLY: ("near", "the surname agrees, the given name only in part"),
    Grade.MIDDLE_CLASH: ("differ", "first and last name agree, the middle name is another one"),
    Grade.SUFFIX_CLASH: ("differ", "the name agrees, but the suffix (Jr., Sr., II ...) is another one"),
    Grade.PART_OF_SURNAME: ("differ", "the given name agrees, the surname only in part"),
    Grade.GIVEN_ONLY: ("differ", "the given name agrees, the surname is another one"),
    Grade.SURNAME_ONLY: ("differ", "the surname agrees, the given name is another one"),
    Grade.DIFFERS: ("differ", "the name is another one"),
}


def clashes_in_suffix(fields: Sequence[FieldComparison]) -> bool:
    """Whether name and suffix are those of two people: Jr. on the paper, Sr. on the record."""
    _, words = NAME_VERDICTS[Grade.SUFFIX_CLASH]
    return any(c.field == "name" and c.words.startswith(words) for c in fields)


def is_nearly_numbered(fields: Sequence[FieldComparison]) -> bool:
    """Whether the paper prints a number that is nearly the record's and may be somebody else's."""
    near = {NUMBER_VERDICTS[fit][1] for fit in (NumberFit.NEAR, NumberFit.CONFUSED)}
    return any(c.field == "number" and c.words in near for c in fields)
