"""From the signs of a value to the probability that it is right, by trees measured on drawn papers.

The trees lie beside this module as `calibration.json`, with what they were learned from and how they measured
on layouts that they did not see (`samples.learn_calibration`). Among values shown as sure all but a few in a
thousand are to be right, which a probability of 0.9 does not promise: below the measured threshold a value
stays under what counts as sure.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any

from domain.documents import UNSURE, Evidence
from domain.errors import DeploymentError
from domain.kinds import FieldName
from intake.extractors.mentions.gaps import Judged
from intake.extractors.sheets.paper import Paper
from intake.extractors.sureness.card_signs import (
    DAY_OF_A_LETTER,
    LETTERS_APART,
    NUMBER_OF_A_LIST,
    ODD_TERM,
    OF_ANOTHER_COURSE,
    TITLED_OTHERWISE,
    UNDER_ANOTHERS_CAPTION,
)
from intake.extractors.sureness.change_signs import REFUSED_CHANGE
from intake.extractors.sureness.day_signs import (
    ATTESTED_DAY,
    CARDS_LETTER,
    COPY_DAY,
    DAY_BESIDE,
    RECITED_DAY,
    STAMPED_DAY,
    UNSAID_DAY,
)
from intake.extractors.sureness.loss_signs import (
    BOX_LEFT_OUT,
    CUT_AT_HYPHEN,
    DAY_OF_ANOTHER_READER,
    DIGIT_LOST,
    FAMILY_BELOW,
    LETTER_BEHIND,
    LETTER_BY_LEVEL,
    LETTER_LOST,
    LEVEL_WITH_MORE,
    NAME_GOES_ON,
    NO_CAPITALS,
    NO_DAY,
    NUMBER_IN_PIECES,
    OFFICERS_NAME,
    ONE_AND_SLASH,
    ONE_WORD_TWICE,
    PARTICLE_FIRST,
)
from intake.extractors.sureness.name_signs import (
    INITIAL_OF_EITHER,
    LETTER_OF_A_COMMON_NAME,
    NAME_ASKED_ELSEWHERE,
    PART_ASIDE,
    TORN_NAME,
)
from intake.extractors.sureness.person_signs import (
    BIRTH_OF_EITHER,
    INITIAL_AT_AN_END,
    NAME_STAYS,
    NO_GIVEN_NAME,
    OTHER_GIVEN_NAME,
    SURNAME_LEFT_OUT,
    WEDS_FROM_NO_NAME,
    WEDS_TO_NO_NAME,
    WRITER_OF_ANOTHER,
)
from intake.extractors.sureness.place_signs import (
    COURSE_IN_A_NAME,
    COURSE_OF_EITHER,
    HEAD_OF_A_CARD,
    LEVEL_BY_DOUBTED_TICK,
    LEVEL_BY_RING,
    LEVEL_SOUGHT,
    NUMBER_AT_FOOT,
    OF_ANOTHER_TERM,
    ORDER_GUESSED,
    TERM_TOO_LONG,
    TWO_CARDS,
)
from intake.extractors.sureness.sender_signs import (
    CODE_BEFORE,
    EITHER_OFFICE,
    FEW_WORDS,
    GOES_ON,
    I_OR_L,
    LETTERS_FOR_OFFICE,
    NAMED_BEFORE_STREET,
    NO_NAME_OF_ITS_OWN,
    ODD_ADDRESS,
    PARTED_DOMAIN,
    SENDERS_MAILBOX,
    STATE_CLASHES,
    TORN_MAILBOX,
)
from intake.extractors.sureness.signs import (
    BIRTH_BY_NO_NAME,
    COARSE_MAILBOX,
    COARSE_SILENCE,
    DAY_OF_EVENT,
    DIGITS_DIFFER,
    EITHER_PARTY,
    FORMER_NAMES_OF_A_FORM,
    NAME_OF_ONE_WORD,
    ODD_ECARD_CODE,
    UNTOLD_NAMES,
    Signs,
    describe_evidence,
)
from intake.extractors.sureness.value_signs import (
    BEFORE_MARRIAGE,
    COURSE_AMONG_OTHERS,
    COURSE_FOR_AN_OFFICE,
    EITHER_ORDER,
    ISSUER_NEARLY_NAMED,
    LEVEL_CLASHES,
    ODD_AGE,
    SEVERAL_TERMS,
    characters_of,
)

#: No machine reading is ever called certain.
CEILING = 0.999
#: What speaks against a value so plainly that it is never sure, whatever the trees say, which see too few of each to
#: learn it: of two readings of a number, or two values that do not go together, none is sure, and of two people's births none
#: that no own name stands by.
NEVER_SURE = frozenset({
    ATTESTED_DAY, BEFORE_MARRIAGE, BIRTH_BY_NO_NAME, BIRTH_OF_EITHER, BOX_LEFT_OUT, CARDS_LETTER, COARSE_MAILBOX, COARSE_SILENCE,
    CODE_BEFORE, COPY_DAY, COURSE_AMONG_OTHERS, COURSE_FOR_AN_OFFICE, COURSE_IN_A_NAME, COURSE_OF_EITHER,
    CUT_AT_HYPHEN, DAY_OF_ANOTHER_READER, DAY_OF_A_LETTER, DAY_BESIDE, DAY_OF_EVENT, DIGITS_DIFFER, DIGIT_LOST, EITHER_OFFICE,
    EITHER_ORDER, EITHER_PARTY, FAMILY_BELOW, FEW_WORDS, FORMER_NAMES_OF_A_FORM, GOES_ON, HEAD_OF_A_CARD,
    INITIAL_AT_AN_END, INITIAL_OF_EITHER, I_OR_L, ISSUER_NEARLY_NAMED, LETTERS_APART, LETTERS_FOR_OFFICE, LETTER_BEHIND, LETTER_BY_LEVEL,
    LETTER_LOST, LETTER_OF_A_COMMON_NAME, LEVEL_BY_DOUBTED_TICK, LEVEL_BY_RING, LEVEL_CLASHES, LEVEL_SOUGHT,
    LEVEL_WITH_MORE, NAMED_BEFORE_STREET, NAME_ASKED_ELSEWHERE, NAME_GOES_ON, NAME_OF_ONE_WORD, NAME_STAYS,
    NO_CAPITALS, NO_DAY, NO_GIVEN_NAME, NO_NAME_OF_ITS_OWN, NUMBER_AT_FOOT, NUMBER_IN_PIECES, NUMBER_OF_A_LIST, ODD_ADDRESS, ODD_AGE,
    ODD_ECARD_CODE, ODD_TERM, OFFICERS_NAME, OF_ANOTHER_COURSE, OF_ANOTHER_TERM, ONE_AND_SLASH, ONE_WORD_TWICE,
    ORDER_GUESSED, OTHER_GIVEN_NAME, PARTED_DOMAIN, PARTICLE_FIRST, PART_ASIDE, RECITED_DAY, REFUSED_CHANGE,
    SENDERS_MAILBOX, SEVERAL_TERMS, STAMPED_DAY, STATE_CLASHES, SURNAME_LEFT_OUT, TERM_TOO_LONG, TITLED_OTHERWISE,
    TORN_MAILBOX, TORN_NAME, TWO_CARDS, UNDER_ANOTHERS_CAPTION, UNSAID_DAY, UNTOLD_NAMES, WEDS_FROM_NO_NAME, WEDS_TO_NO_NAME,
    WRITER_OF_ANOTHER,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fork:
    """One question of a tree: whether a sign is no larger than a size; a sign that a value lacks is 0."""

    sign: str
    most: float
    smaller: "Fork | float"
    larger: "Fork | float"

    @classmethod
    def load(cls, facts: Any) -> "Fork | float":
        """A tree as `dump` wrote it."""
        if not isinstance(facts, list):
            return float(facts)
        sign, most, smaller, larger = facts
        return cls(str(sign), float(most), cls.load(smaller), cls.load(larger))


Tree = Fork | float


def dump_tree(tree: Tree) -> list[Any] | float:
    """A tree as it stands in the file: sign, size, the branch up to it, the branch above it; or a score."""
    if not isinstance(tree, Fork):
        return tree
    return [tree.sign, tree.most, dump_tree(tree.smaller), dump_tree(tree.larger)]


def score_tree(tree: Tree, signs: Mapping[str, float]) -> float:
    """What one tree adds to the score of a value."""
    while isinstance(tree, Fork):
        tree = tree.smaller if signs.get(tree.sign, 0.0) <= tree.most else tree.larger
    return tree


@dataclass(frozen=True, slots=True)
class Calibration:
    """Boosted trees over signs."""

    trees: tuple[Tree, ...]
    """Their scores add up to the logit; a tree of one score alone is the constant."""
    sure_from: float
    """The least probability at which a value is shown as sure, 0.9 or more."""
    aim: float
    """Of what is shown as sure, so much was right when `sure_from` was set."""

    def probability(self, signs: Signs) -> float:
        """The chance that a value with these signs is right, 0.0-1.0."""
        score = sum(score_tree(tree, signs) for tree in self.trees)
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))

    def confidence(self, signs: Signs) -> float:
        """The probability, held below what counts as sure where it has not earned it."""
        chance = self.probability(signs)
        return round(min(CEILING if self.is_sure(signs, chance) else UNSURE, chance), 4)

    def is_sure(self, signs: Signs, chance: float) -> bool:
        """Whether a value with these signs and this probability is shown as sure."""
        return chance >= self.sure_from and NEVER_SURE.isdisjoint(signs)


@lru_cache(maxsize=1)
def load_calibration() -> Calibration:
    """The shipped trees. Raises `DeploymentError` where the file is missing or damaged."""
    try:
        facts = json.loads(files("intake.extractors").joinpath("calibration.json").read_text("utf-8"))
        trees = tuple(Fork.load(tree) for tree in facts["trees"])
        return Calibration(trees, float(facts["sure_from"]), float(facts["aim"]))
    except (OSError, KeyError, ValueError) as error:
        raise DeploymentError(
            "The table of calibration is missing or damaged: install the program again."
        ) from error


def calibrate(
    paper: Paper,
    found: Sequence[Evidence],
    table: Calibration | None = None,
    judged: Sequence[Judged] = (),
) -> list[Evidence]:
    """The values with their raw confidence turned into a probability; what is true or false by its own measure is
    left as it is. Without a `table` by the shipped one; `judged` as `describe_evidence` takes it."""
    table = table or load_calibration()
    signs = describe_evidence(paper, found, judged)
    weighed = [
        evidence if isinstance(evidence.value, bool) else replace(evidence, confidence=table.confidence(each))
        for evidence, each in zip(found, signs, strict=True)
    ]
    return _hold_borrowed(weighed)


def _hold_borrowed(found: list[Evidence]) -> list[Evidence]:
    """The values; a new surname whose given names stand with the former name alone is no surer than that is read."""
    former = next((e for e in found if e.field is FieldName.FORMER_NAME), None)
    return [
        replace(e, confidence=min(e.confidence, former.confidence))
        if former is not None and e.field is FieldName.NEW_NAME and _is_borrowed(e, former)
        else e
        for e in found
    ]


def _is_borrowed(new: Evidence, former: Evidence) -> bool:
    """Whether the first word of a new name is the former one's, and not among the words that it was read from."""
    given = characters_of(str(new.value).split()[0])
    return given == characters_of(str(former.value).split()[0]) and given not in map(
        characters_of, new.printed.split()
    )
