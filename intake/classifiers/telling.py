"""What a paper's own words tell of its kind, where the model reads it as one that is near to it."""

from collections.abc import Sequence

from domain.kinds import EvidenceType, Kind, Subkind
from intake.classifiers.answered import asks_nothing, is_answer, tells_employment
from intake.classifiers.card_facts import tells_a_card, tells_a_part
from intake.classifiers.course_letters import stands_for_card
from intake.classifiers.cues import find_cues
from intake.classifiers.features import TITLE_LINES, PaperText
from intake.classifiers.near_evidence import is_called_otherwise, may_be_no_evidence
from intake.classifiers.rosters import is_roster
from intake.classifiers.status_questions import only_asks_where

Leaf = Kind | Subkind | EvidenceType

#: What the office's own form for other states says under its letterhead.
_OWN_FORM = frozenset(("told to massachusetts", "applies to massachusetts", "return to massachusetts"))

#: What a letter is likeliest taken for that tells of a course.
_NEAR_A_CARD = frozenset(
    leaf.value for leaf in (Kind.CPR_CARD, Subkind.COURSE_PAPER, Subkind.LETTER, Subkind.UNKNOWN)
)

#: What a card's page is likeliest taken for on which there is more than the card.
_BESIDE_A_CARD = frozenset(leaf.value for leaf in (Subkind.COURSE_PAPER, Subkind.PAYMENT, Subkind.SPAM))


def prove_leaf(paper: PaperText) -> str | None:
    """The leaf that a standardised machine-readable mark proves."""
    tokens = paper.tokens
    if "<aamva>" in tokens:
        return "drivers_license"
    if tokens.count("<mrz>") >= 2 and "passport" in tokens:
        return "passport"
    return None


def asks_other_states(paper: PaperText) -> bool:
    """Whether it is the office's own form, by which another state tells it of whoever comes from there."""
    title = find_cues(" ".join(t for line in paper.lines[:TITLE_LINES] for t in line))
    return "massachusetts letterhead" in title and find_cues(" ".join(paper.tokens)) >= _OWN_FORM


def tell_leaf(leaf: str, paper: PaperText, texts: Sequence[str]) -> str | None:
    """The leaf that a paper's own words tell where it reads like a near one; None where they tell none."""
    if leaf == Kind.VERIFICATION_REQUEST and asks_other_states(paper):
        return Subkind.UNKNOWN.value
    if _asks_or_answers(leaf) and is_answer(texts):
        return Subkind.COMPLETED_VERIFICATION.value
    if leaf == Kind.VERIFICATION_REQUEST and only_asks_where(texts):
        return Subkind.STATUS_QUESTION.value
    if is_called_otherwise(leaf, texts):
        return Subkind.UNKNOWN.value
    if leaf in _BESIDE_A_CARD and not is_roster(texts) and tells_a_card(texts):
        return Kind.CPR_CARD.value
    return None


def tell_either(leaf: str, texts: Sequence[str]) -> tuple[Leaf, Leaf] | None:
    """The likelier and the other leaf of a paper of which its words do not tell which of the two it is."""
    if leaf == Kind.VERIFICATION_REQUEST and (asks_nothing(texts) or tells_employment(texts)):
        return Subkind.LETTER, Kind.VERIFICATION_REQUEST
    if may_be_no_evidence(leaf, texts):
        return Subkind.UNKNOWN, EvidenceType(leaf)
    if leaf == Kind.CPR_CARD and (is_roster(texts) or tells_a_part(texts)):
        return Subkind.COURSE_PAPER, Kind.CPR_CARD
    if leaf in _NEAR_A_CARD and stands_for_card(texts):
        return Kind.CPR_CARD, Subkind.COURSE_PAPER
    return None


def _asks_or_answers(leaf: str) -> bool:
    """Whether a paper is likeliest a request for a verification or another state's answer to one."""
    return leaf in (Kind.VERIFICATION_REQUEST.value, Subkind.COMPLETED_VERIFICATION.value)
