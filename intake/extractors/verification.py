"""What a verification request says: who, which number and level, who asks, where to, signed or not."""

import re

from domain.documents import Evidence
from domain.kinds import FieldName
from domain.submissions import Headers
from intake.extractors.destination import find_destination
from intake.extractors.paper import Paper
from intake.extractors.people import (
    OWN_PARTS,
    find_birth_date,
    find_level,
    find_name,
    find_number,
    find_ssn,
)
from intake.extractors.signature import find_signature
from intake.extractors.vocabulary import Ask

_NOTHING = re.compile(r"(?i)^\W*(?:none|n\s?/?\s?a|no|same|not applicable|-+)\W*$")


def extract_verification(paper: Paper, headers: Headers | None) -> list[Evidence]:
    """All fields of a verification request that the paper shows."""
    people = (
        find_name(paper, FieldName.APPLICANT_NAME, headers),
        _find_former_names(paper),
        find_number(paper),
        find_level(paper),
        find_birth_date(paper),
        find_ssn(paper),
    )
    found = [e for e in people if e is not None]
    found += find_destination(paper, headers)
    found += find_signature(paper)
    return found


def _find_former_names(paper: Paper) -> Evidence | None:
    for answer in paper.answers(Ask.FORMER_NAME, parts=OWN_PARTS):
        if not _NOTHING.match(answer.text):
            return paper.answer_evidence(FieldName.FORMER_NAMES, answer)
    return None
