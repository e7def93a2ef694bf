"""What reads like evidence of a name and is none by its own words: receipts, notices, steps of a case."""

import re
from collections.abc import Iterable, Sequence

from domain.kinds import EvidenceType
from intake.classifiers.leaves import EVIDENCE_LEAVES
from intake.classifiers.titles import short_head_lines

#: So many words a title has at most.
_LONGEST = 12
_RECEIPT = r"^\W*(?:receipt|acknowledg\w+)\s+(?:for|of)\s+(?:an?\s+|your\s+)?(?:application|request)\b"
_NOTICES = (
    r"\b(?:legal|public)\s+notices\b|\bclassifieds?\b.{0,20}\b(?:ads?|page|notices?|section)\b|\bclassifieds\b"
    r"|^\W*(?:proof|affidavit)\s+of\s+publication\b"
)
_ADVICE = (
    r"\bchecklist\b|\binstructions?\s+(?:for|to|on)\b(?!\s+(?:the\s+)?(?:reverse|back|other|next|page|second|clerk|\w*\s?registrar)\b)"
    r"|\bhow\s+to\b"
    r"|\b(?:fees\s+and\s+hours|price\s+list|schedule\s+of\s+fees)\b"
)
_IMMIGRATION = (
    r"\bnotice\s+of\s+(?:action|(?:naturalization\s+)?oath\s+ceremony)\b|\b(?:receipt|appointment)\s+notice\b"
)
_SAYS_OTHERWISE = {
    leaf.value: re.compile(rf"(?i){'|'.join(titles)}")
    for leaf, titles in (
        (EvidenceType.SOCIAL_SECURITY_CARD, (_RECEIPT,)),
        (EvidenceType.PASSPORT, (_RECEIPT,)),
        (EvidenceType.NATURALIZATION_CERTIFICATE, (_RECEIPT, _IMMIGRATION)),
        (EvidenceType.MARRIAGE_CERTIFICATE, (_ADVICE,)),
        (EvidenceType.COURT_ORDER, (_NOTICES, _ADVICE)),
        (EvidenceType.DIVORCE_DECREE, (_NOTICES, _ADVICE)),
    )
}


def is_called_otherwise(leaf: str, texts: Iterable[str]) -> bool:
    """Whether a title calls a paper that reads like the evidence `leaf` a receipt, a notice or advice."""
    title = _SAYS_OTHERWISE.get(leaf)
    return title is not None and _is_titled(texts, title)


_DRIVING = re.compile(
    r"(?i)\b(?:(?:driving|driver'?s?|motor\s+vehicle)\s+(?:license\s+)?(?:records?|histor(?:y|ies)|abstracts?|transcripts?)\b"
    r"|\bmvr\b|abstract\s+of\s+(?:driving|driver'?s?|the\s+operating)\b.{0,20})(?!\s+(?:department|division|bureau|section|unit|office)\b)"
)
#: Steps of a case before its decision, and lists of them.
_STEP = re.compile(
    r"(?i)^\W*(?:domestic\s+relations\s+)?summons\b|\bcomplaint\s+for\s+(?:divorce|separate)"
    r"|\bnotice\s+of\s+(?:hearing|assignment)\b|\bscheduling\s+notice\b|\beaccess\b"
    r"|\b(?:docket|case|court\s+records?)\s+(?:search|lookup|inquiry|information)\b"
)
#: How a letter begins, which no court's paper does, and what stands on an invitation to a wedding.
_DEAR = re.compile(r"(?im)^[^\w\n]{0,4}dear\s\w")
_INVITATION = re.compile(
    r"(?i)\bsave\s+the\s+date\b|\btogether\s+with\s+their\s+families\b|\brequests?\s+the\s+hono|\br\.?s\.?v\.?p\b"
)
_OF_COURTS = frozenset({EvidenceType.COURT_ORDER.value, EvidenceType.DIVORCE_DECREE.value})
#: Words without which no court decided, or was asked to by a petition, which a rule refuses.
_DECIDED = re.compile(r"(?i)\b(?:order|decree|adjudg|judge?ment|grant|certif|dissol|absolute|petition)")
_NUMBERED = re.compile(
    r"(?i)\bestab\w+|[\dx*•]{3}\W{0,3}[\dx*•]{2}\W{0,3}\d{4}|\bthis number\b|\bvalid for work\b"
    r"|\bname\b[^.]{0,60}\b(?:files?|records?|changed?)\b|\bchanged?\b[^.]{0,60}\bname\b"
)
#: What is said of itself by what only tells of evidence, and how a clerk found none.
_NO_EVIDENCE = re.compile(
    r"(?i)\bthis\s+(?:letter|receipt|notice|print-?out|keepsake|souvenir|record|summary)\s+(?:is\s+not|does\s+not)\b(?!\s+valid\s+(?:unless|without))"
    r"|\bunattested\b|\bnot\s+a\s+(?:legal|certified)\s+record\b|\bfound\s+no\s+(?:marriage|record)|\bno\s+record\s+(?:of\s+\w+\s+)?was\s+found\b"
)


def may_be_no_evidence(leaf: str, texts: Sequence[str]) -> bool:
    """Whether a paper that reads like the evidence `leaf` is a record of driving or a step of a case by its
    title, says that it proves nothing, or lacks what such evidence says."""
    if leaf not in EVIDENCE_LEAVES:
        return False
    text = "\n".join(texts)
    if leaf in _OF_COURTS:
        undecided = _is_titled(texts, _STEP) or _DECIDED.search(text) is None or _DEAR.search(text)
        return bool(undecided) or _NO_EVIDENCE.search(text) is not None
    if leaf == EvidenceType.MARRIAGE_CERTIFICATE and _INVITATION.search(text):
        return True
    if leaf == EvidenceType.SOCIAL_SECURITY_CARD and _NUMBERED.search(text) is None:
        return True
    driving = leaf == EvidenceType.DRIVERS_LICENSE and _is_titled(texts, _DRIVING)
    return driving or _NO_EVIDENCE.search(text) is not None


def _is_titled(texts: Iterable[str], title: re.Pattern[str]) -> bool:
    return any(title.search(line) for line in short_head_lines(texts, _LONGEST) if not _is_sentence(line))


def _is_sentence(line: str) -> bool:
    """Whether a line has small words enough to be running text rather than a title."""
    words = [word for word in line.split() if word[:1].isalpha()]
    return sum(word[0].islower() for word in words) > len(words) / 2
