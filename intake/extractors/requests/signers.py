"""Whose place to sign a caption names: the applicant's, or that of who answers; or none here."""

import re

from intake.extractors.requests.letter_signature import list_closings
from intake.extractors.requests.signing_words import FOR_A_HAND
from intake.extractors.sheets.label import Label
from intake.extractors.sheets.paper import Laid
from intake.extractors.sheets.parts import Part

#: So many words behind a caption, in one piece with it, are a sentence that it heads; a longer one is one itself.
SENTENCE = 4
LONGEST_CAPTION = 8

#: The end of a sentence, and no abbreviation's: "Sign. An unsigned form comes back to you."
_ENDS = re.compile(r"[a-z]{3}[.!?]$")


def is_applicants(laid: Laid, label: Label) -> bool:
    """Whether a caption names a place to sign that is on this paper, and no official's."""
    if laid.part_of(label) is Part.STATE or not label.starts:
        return False
    following = list(laid.sheet.row_tokens(label.row)[label.last : label.last + 3])
    own = (s for s in laid.sheet.rows[label.row] if label.tokens[0] in s.tokens)
    if any(_SIGNED_ELSEWHERE.search(segment.text) for segment in own):
        return False
    return not any(
        re.match(r"(?i)^(?:official|verif|notary|witness|clerk|registrar)", t.text) for t in following
    )


#: What says that a signature stands on another paper: "Consent: electronically signed 08/24/2026, on file".
_SIGNED_ELSEWHERE = re.compile(
    r"(?i)\b(?:sign\w*|consent\w*|releas\w*|authoriz\w*|permission)\b"
    r"(?:(?!\b(?:cop(?:y|ies)|photo\w*|id|fee|che(?:ck|que)|card|licen[sc]e|certificate)\b)[^(]){0,60}?"
    r"\b(?:(?:on|in\s+(?:our|his|her|their|the))\s+files?\b(?!\s+(?:number|no\b|with))|available\s+(?:up)?on\s+request|enclosed|attached)"
)


def heads_sentence(laid: Laid, label: Label) -> bool:
    """Whether a label is no caption but the words of consent: "Student's consent. My signature lets ..."."""
    if len(label.tokens) > LONGEST_CAPTION or any(_ENDS.search(t.text) for t in label.tokens[:-1]):
        return True
    for segment in laid.sheet.rows[label.row]:
        if label.tokens[-1] in segment.tokens:
            behind = segment.tokens[segment.tokens.index(label.tokens[-1]) + 1 :]
            return len(behind) >= SENTENCE and any(
                t.text.islower() and not FOR_A_HAND.match(t.text) for t in behind
            )
    return False


#: Who answers for the office asked: the place beside it is not the applicant's.
ANSWERS = re.compile(
    r"(?i)\b(?:confirmed|verified|completed|answered|certified|checked|filled(?:\s+(?:in|out))?)\s+by\b"
    r"|\bfor\s+the\s+(?:certifying|verifying|issuing|licensing|answering)\s+(?:state|agency|office|board|authority)\b|^(?:title|position|post)\W*$"
)


#: Who signs for an office gives a title too.
_TITLE = re.compile(r"(?i)^(?:title|position)\W*$")


#: Who answers gives their name right above where they sign: "Name / title of person verifying".
_VERIFIER = re.compile(
    r"(?i)\b(?:person|official|individual)\s+(?:verifying|confirming|certifying|answering)\b"
)


def is_for_the_answer(laid: Laid, label: Label) -> bool:
    """Whether a place to sign is for who answers: right under the name of who verifies, or inside a letter with a place for a
    title, whose writer signs below."""
    above = laid.sheet.rows[max(0, label.row - 1) : label.row]
    if label.phrase in ("signature", "signed") and any(
        _VERIFIER.search(s.text) for row in above for s in row
    ):
        return True
    titled = any(_TITLE.match(segment.text) for segment in laid.sheet.rows[label.row])
    return titled and any(closing.row > label.row for closing in list_closings(laid))
