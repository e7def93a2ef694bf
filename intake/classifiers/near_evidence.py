"""What reads like evidence of a name, and is a receipt, a record of driving or a notice by its title."""

import re
from collections.abc import Iterable

from domain.kinds import EvidenceType

#: Lines in which a title stands, and so many words it has at most.
_HEAD, _LONGEST = 6, 12
_RECEIPT = re.compile(
    r"(?i)^\W*(?:receipt|acknowledg\w+)\s+(?:for|of)\s+(?:an?\s+|your\s+)?(?:application|request)\b"
)
_DRIVING = re.compile(
    r"(?i)\b(?:(?:driving|driver'?s?|motor\s+vehicle)\s+(?:license\s+)?(?:records?|histor(?:y|ies)|abstracts?|transcripts?)\b"
    r"|abstract\s+of\s+(?:driving|driver'?s?|the\s+operating)\b.{0,20})(?!\s+(?:department|division|bureau|section|unit|office)\b)"
)
_NOTICES = re.compile(
    r"(?i)\b(?:legal|public)\s+notices\b|\bclassifieds?\b.{0,20}\b(?:ads?|page|notices?|section)\b|\bclassifieds\b"
    r"|^\W*(?:proof|affidavit)\s+of\s+publication\b"
)
_TITLES = {
    EvidenceType.SOCIAL_SECURITY_CARD.value: _RECEIPT,
    EvidenceType.PASSPORT.value: _RECEIPT,
    EvidenceType.NATURALIZATION_CERTIFICATE.value: _RECEIPT,
    EvidenceType.COURT_ORDER.value: _NOTICES,
    EvidenceType.DIVORCE_DECREE.value: _NOTICES,
}


def is_called_otherwise(leaf: str, texts: Iterable[str]) -> bool:
    """Whether a title calls a paper that reads like the evidence `leaf` a receipt for it or a notice."""
    title = _TITLES.get(leaf)
    return title is not None and _is_titled(texts, title)


def is_driving_record(texts: Iterable[str]) -> bool:
    """Whether a title calls a paper a record of somebody's driving: it may tell names, and is no licence."""
    return _is_titled(texts, _DRIVING)


def _is_titled(texts: Iterable[str], title: re.Pattern[str]) -> bool:
    lines = "\n".join(texts).split("\n", _HEAD)[:_HEAD]
    titles = (line for line in lines if len(line.split()) <= _LONGEST and not _is_sentence(line))
    return any(title.search(line) for line in titles)


def _is_sentence(line: str) -> bool:
    """Whether a line has small words enough to be running text rather than a title."""
    words = [word for word in line.split() if word[:1].isalpha()]
    return sum(word[0].islower() for word in words) > len(words) / 2
