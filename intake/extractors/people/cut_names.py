"""A name that ends in the small word before a surname ("Piotr van") was broken at the end of a line or a column."""

from collections.abc import Sequence
from dataclasses import replace

from domain.documents import Evidence
from domain.kinds import FieldName

#: Values that are persons' names.
NAMES = frozenset(
    {
        FieldName.APPLICANT_NAME,
        FieldName.FORMER_NAME,
        FieldName.NEW_NAME,
        FieldName.HOLDER_NAME,
        FieldName.INSTRUCTOR_NAME,
    }
)

#: Small words that open a surname; those that are whole surnames as well (Le, La, Do) are left out.
_OPENING = frozenset({"van", "von", "der", "den", "ter", "de", "del", "della", "dos", "das", "du", "st"})

#: No such name is shown as surer.
BROKEN = 0.6


def doubt_broken(found: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, with names that lack their end no longer sure."""
    return [replace(e, confidence=min(e.confidence, BROKEN)) if _is_broken(e) else e for e in found]


def _is_broken(evidence: Evidence) -> bool:
    words = str(evidence.value).casefold().split()
    return evidence.field in NAMES and len(words) > 1 and words[-1].rstrip(".") in _OPENING
