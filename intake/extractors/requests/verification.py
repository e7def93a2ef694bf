"""What a verification request says: who, which number and level, who asks, where to, signed or not."""

import re
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.submissions import Headers
from intake.extractors.normalise.listed_names import look_up
from intake.extractors.normalise.names import tidy_name
from intake.extractors.people.levels import find_level
from intake.extractors.people.names import find_name
from intake.extractors.people.numbers import find_birth_date, find_number, find_ssn, with_letter
from intake.extractors.people.places import OWN_PARTS
from intake.extractors.people.told_names import NAME_SHAPE, ONE_NAME
from intake.extractors.requests.destination import find_destination
from intake.extractors.requests.sender_mailbox import find_sender_mailbox
from intake.extractors.requests.signature import find_signature
from intake.extractors.requests.spots import PARAGRAPH_GAP
from intake.extractors.sheets.answers import Answer
from intake.extractors.sheets.layout import Token, join_text
from intake.extractors.sheets.paper import Paper, search_flow
from intake.extractors.sheets.vocabulary import Ask

#: Sentences that tell a name of before, the name behind them.
_PROSE_FORMER = tuple(
    re.compile(rf"{words}(?P<name>{NAME_SHAPE}|{ONE_NAME})(?![\w'’-])")
    for words in (
        r"(?i:\b(?:last|maiden|former|previous|birth|sur)\s?name\s+(?:then\s+)?(?:was|used to be))\s+",
        r"(?i:\b(?:formerly|previously|then|once)\s+(?:known|certified|licensed|recorded|listed|registered)\s+(?:as|under(?:\s+the\s+name)?(?:\s+of)?)\s*[-–—:]?)\s+",
        r"(?i:\b(?:then|formerly|previously)\s*,?\s+under\s+(?:the|another)\s+(?:sur)?name(?:\s+of)?)[\s,:]+",
        r"(?i:\b(?:still|on\s+(?:your|our)\s+(?:rolls|books|records|files?)(?:\s+\w+){0,2})\s+as\s*[-–—:]?)\s+",
        r"(?i:\b(?:née|nee|formerly|f/k/a|fka))[ ]+",
    )
)

_NOTHING = re.compile(r"(?i)^\W*(?:none|n\s?/?\s?a|no|same|not applicable|-+)\W*$")


def extract_verification(paper: Paper, headers: Headers | None) -> list[Evidence]:
    """All fields of a verification request that the paper shows."""
    level = find_level(paper)
    name = find_name(paper, FieldName.APPLICANT_NAME, headers)
    people = (
        name,
        _find_former_names(paper),
        with_letter(find_number(paper), level),
        level,
        find_birth_date(paper),
        find_ssn(paper),
    )
    found = [e for e in people if e is not None]
    applicant = str(name.value) if name is not None else ""
    found += find_destination(paper, applicant)
    if headers is not None:
        mailbox = find_sender_mailbox(paper, headers, {e.field: str(e.value) for e in found}, applicant)
        found += [mailbox] if mailbox is not None else []
    found += find_signature(paper, applicant)
    return found


def _find_former_names(paper: Paper) -> Evidence | None:
    for answer in paper.answers(Ask.FORMER_NAME, parts=OWN_PARTS):
        if not _NOTHING.match(answer.text) and not _is_misread_none(answer):
            return paper.answer_evidence(FieldName.FORMER_NAMES, answer)
    return next(_told_former_names(paper), None)


def _is_misread_none(answer: Answer) -> bool:
    """Whether a lone word that is no listed name is "none" with a letter misread, begun small or read differently by the
    readers: "nowe"."""
    if len(answer.tokens) != 1 or look_up(answer.text).known:
        return False
    doubtful = answer.text.islower() or not answer.tokens[0].word.agreed
    return doubtful and Levenshtein.distance(answer.text.casefold(), "none", score_cutoff=1) <= 1


def _of_one_paragraph(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words before the first that stands in another paragraph, where no name goes on."""
    for at, (token, following) in enumerate(pairwise(tokens), 1):
        if following.y0 - token.y1 > PARAGRAPH_GAP * token.height:
            return tokens[:at]
    return tokens


def _told_former_names(paper: Paper) -> Iterator[Evidence]:
    """Names of before that a sentence tells, best pattern first."""
    for pattern in _PROSE_FORMER:
        for laid, flow, match in search_flow(paper, pattern):
            start, end = match.span("name")
            tokens = _of_one_paragraph(flow.tokens(start, end))
            name = tidy_name(join_text(tokens))
            if name and tokens:
                yield paper.evidence(FieldName.FORMER_NAMES, name, laid.sheet.page, tokens, 0.9)
