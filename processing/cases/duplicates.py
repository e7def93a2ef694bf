"""Telling a paper that came twice from a paper that only looks alike.

The same form of another person shares almost all its words, and next year's card of the same person
all but two dates. So words alone never decide where values were read: name, number, dates and
identifiers must not contradict one another beyond what a poor fax does to them.
"""

import calendar
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from domain.documents import SURE, Document, Evidence
from domain.kinds import FieldName, Kind
from domain.pages import PageReading
from processing.matching.blocking import name_keys
from processing.matching.names import names_agree
from processing.matching.numbers import number_key
from processing.matching.parsing import fold_text, fold_words, parse_name
from processing.matching.resembling import bear_two_given_names

#: Enough for a resemblance good to about 0.06 (one over the root of 64 is 0.125, halved near 1).
MINHASH_SIZE = 64

#: Words of one paper that are kept; longer papers repeat themselves.
MOST_WORDS = 600


#: Contradictions above this make two papers.
MOST_CONTRADICTION = 1.0

#: What one value adds, by verdict and by whether both readings are sure. One sure difference is another
#: paper, and so are two sure dates each one digit off: next year's card.
_CONTRADICTION = {
    ("same", True): 0.0, ("same", False): 0.0,
    ("near", True): 0.6, ("near", False): 0.4,
    ("differs", True): 1.1, ("differs", False): 0.5,
}  # fmt: skip

#: Two sure readings of one name share so much of their letters (0-100); two poor ones less.
_ONE_NAME, _ONE_NAME_READ_POORLY = 80, 65

#: Share of a paper's words that may be swapped for others in a paper of which no value was read.
_SWAPPED_SHARE = 0.02

#: Two readings of one paper have so much in common however poor they are, unless one has fewer words.
_LEAST_ALIKE, _FEW_WORDS = 0.08, 12

_MONTHS = tuple(month.casefold() for month in calendar.month_name[1:])

_NAMES = (FieldName.APPLICANT_NAME, FieldName.HOLDER_NAME, FieldName.NEW_NAME)
_EXACT = (
    FieldName.CERTIFICATION_NUMBER,
    FieldName.DATE_OF_BIRTH,
    FieldName.SSN_LAST4,
    FieldName.SIGNED_ON,
    FieldName.ISSUED_ON,
    FieldName.EXPIRES_ON,
    FieldName.CERTIFICATE_ID,
)
#: Values that tell one person, or one person's one card, from another's.
_TELLING = (*_NAMES, FieldName.DATE_OF_BIRTH, FieldName.SSN_LAST4, FieldName.CERTIFICATE_ID)
_CHOICES = (FieldName.COURSE, FieldName.PROVIDER, FieldName.EVIDENCE_TYPE)
_LOOSE = (FieldName.REQUESTING_AGENCY, FieldName.FORMER_NAME)
_KEPT = (*_NAMES, *_EXACT, *_CHOICES, *_LOOSE)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a paper to know it again. It holds what was read: storage seals it."""

    kind: Kind
    minhash: tuple[int, ...]
    words: tuple[str, ...] = field(repr=False)
    values: tuple[tuple[str, str, float], ...] = field(repr=False)
    """(field, value, confidence)."""

    def to_bytes(self) -> bytes:
        """For the store."""
        return json.dumps([self.kind, self.minhash, self.words, self.values], ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Fingerprint":
        """The inverse of `to_bytes`."""
        kind, minhash, words, values = json.loads(stored)
        return cls(Kind(kind), tuple(minhash), tuple(words), tuple((f, v, c) for f, v, c in values))

    @property
    def tells_a_person(self) -> bool:
        """Whether any value was read that is one person's, or one person's one card's."""
        return any(field in _TELLING for field, _, _ in self.values)

    def value(self, name: FieldName) -> tuple[str, float] | None:
        return next(((v, c) for f, v, c in self.values if f == name), None)


def fingerprint_document(
    kind: Kind, pages: Sequence[PageReading], evidence: Sequence[Evidence] = ()
) -> Fingerprint:
    """Fingerprint one document from its pages' words and the values read off it."""
    words = tuple(w for page in pages for w in _words_of(page.plain_text))[:MOST_WORDS]
    best: dict[FieldName, Evidence] = {}
    for e in evidence:
        if e.field in _KEPT and isinstance(e.value, str) and e.value:
            best[e.field] = max(best.get(e.field, e), e, key=lambda x: x.confidence)
    values = tuple((str(f), str(e.value), round(e.confidence, 3)) for f, e in sorted(best.items()))
    return Fingerprint(kind, _minhash(words), words, values)


def _words_of(text: str) -> list[str]:
    return [w for w in fold_text(re.sub(r"[/.-]", "", text)).split() if len(w) > 1]


#: 32 bits, the highest first.
_NUMBER = np.dtype(">u4")


def _minhash(words: Sequence[str]) -> tuple[int, ...]:
    """Of single words and neighbouring pairs: pairs alone do not survive a poor fax."""
    shingles = set(words) | {f"{a} {b}" for a, b in pairwise(words)}
    if not shingles:
        return ()
    hashed = np.frombuffer(b"".join(map(_digest, shingles)), _NUMBER).reshape(-1, MINHASH_SIZE)
    return tuple(hashed.min(axis=0).tolist())


def _digest(shingle: str) -> bytes:
    """`MINHASH_SIZE` numbers that follow from the shingle alone, on every machine."""
    return hashlib.shake_128(shingle.encode()).digest(_NUMBER.itemsize * MINHASH_SIZE)


def compare_fingerprints(one: Fingerprint, other: Fingerprint) -> float:
    """Estimated share of words and word pairs in common, 0.0-1.0; 0.0 where a paper has no words."""
    if not one.minhash or not other.minhash:
        return 0.0
    return sum(a == b for a, b in zip(one.minhash, other.minhash, strict=True)) / MINHASH_SIZE


def duplicate_keys(document: Document) -> tuple[str, ...]:
    """Blocking strings of a document: each holds what is read, so storage keeps only keyed hashes."""
    kind = document.guess.kind
    keys: dict[str, None] = {}

    def add(*parts: str) -> None:
        if len(parts) > 1 and all(parts):
            keys["|".join((str(kind), *parts))] = None

    texts = {f: str(e.value) for f in _KEPT if (e := document.best(f)) and isinstance(e.value, str)}
    add("number", number_key(texts.get(FieldName.CERTIFICATION_NUMBER, "")))
    add("certificate", fold_text(texts.get(FieldName.CERTIFICATE_ID, "")))
    for name in (texts[f] for f in (*_NAMES, FieldName.FORMER_NAME) if f in texts):
        for key in name_keys(name):
            add("name", key)
        # A misread surname mostly keeps its first letter.
        words = fold_words(name)
        add("given", *(f"{words[0]}:{words[-1][0]}" for _ in words[1:2]))
    add("born", texts.get(FieldName.DATE_OF_BIRTH, ""))
    add("dates", texts.get(FieldName.ISSUED_ON, ""), texts.get(FieldName.EXPIRES_ON, ""))
    return tuple(keys)


def text_keys(fingerprint: Fingerprint) -> tuple[str, ...]:
    """Blocking strings from words alone, for papers of which no value was read (kind `other`).

    Pairs of minhash values: two papers with half their words in common share one almost surely.
    """
    pairs = zip(fingerprint.minhash[::2], fingerprint.minhash[1::2], strict=True)
    return tuple(f"{fingerprint.kind}|words|{n}|{a:x}.{b:x}" for n, (a, b) in enumerate(pairs))


def judge_duplicate(one: Fingerprint, other: Fingerprint, *, same_sender: bool = True) -> bool:
    """Whether two fingerprints are one paper: sent again, faxed again, or come by another channel.

    `same_sender`: whether both came from one address or fax number. Papers of which no value was read
    (news, price lists, thanks) are one paper only then: many people send the like.
    """
    if one.kind is not other.kind or not _same_names(one, other):
        return False
    agreeing, contradiction = _compare_values(one, other)
    if contradiction > MOST_CONTRADICTION:
        return False
    alike = _share_alike(one.words, other.words)
    if len(agreeing) >= 2 and _tells_a_person(one, other, agreeing):
        return alike >= 0.45
    if not agreeing:
        return same_sender and alike >= 0.8 and not _swaps_a_word(one.words, other.words)
    return alike >= 0.8 and not _swaps_content(one.words, other.words)


def tells_itself(own: Fingerprint) -> bool:
    """Whether enough was read for sure to know the paper again: a name, and a date or number."""
    sure = {f for f, _, confidence in own.values if confidence >= SURE}
    return bool(sure & set(_NAMES)) and bool(sure & set(_EXACT))


def may_be_one_paper(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether nothing that was read speaks against one paper, where too little was read to speak for it."""
    few = min(len(one.words), len(other.words)) < _FEW_WORDS
    _, contradiction = _compare_values(one, other)
    if not few and compare_fingerprints(one, other) < _LEAST_ALIKE:
        return False
    if contradiction > MOST_CONTRADICTION or not _same_names(one, other):
        return False
    left, right = _leftovers(one.words, other.words)
    return not (any(map(_tells_a_date, left)) and any(map(_tells_a_date, right)))


def _tells_a_person(one: Fingerprint, other: Fingerprint, agreeing: frozenset[FieldName]) -> bool:
    """Whether what agrees is of one person; digits without a prefix letter may be an agency's telephone."""
    number = one.value(FieldName.CERTIFICATION_NUMBER)
    numbered = FieldName.CERTIFICATION_NUMBER in agreeing and number is not None and number[0][:1].isalpha()
    return numbered or bool(agreeing & set(_TELLING))


def _same_names(one: Fingerprint, other: Fingerprint) -> bool:
    for name in _NAMES:
        first, second = one.value(name), other.value(name)
        if first and second and not _one_name(first, second, _share_a_number(one, other)):
            return False
    return True


def _share_a_number(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether a number agrees that only one paper's person can have."""
    for name in (FieldName.CERTIFICATION_NUMBER, FieldName.CERTIFICATE_ID):
        first, second = one.value(name), other.value(name)
        if first and second and _compare_value(name, first[0], second[0]) == "same":
            return True
    return False


def _one_name(first: tuple[str, float], second: tuple[str, float], numbered: bool) -> bool:
    """One name as two readings give it: a nickname is another paper's, a misread letter is not."""
    if min(first[1], second[1]) >= SURE and _are_relatives(first[0], second[0]):
        return False
    plain = fold_text(first[0]).replace(" ", ""), fold_text(second[0]).replace(" ", "")
    likeness = fuzz.ratio(*plain)
    if likeness >= _ONE_NAME:
        return True
    poor = numbered and min(first[1], second[1]) < SURE
    return likeness >= _ONE_NAME_READ_POORLY and (poor or names_agree(first[0], second[0]))


def _are_relatives(one: str, other: str) -> bool:
    """Whether two names that were read surely part father and son, or brother and sister."""
    return parse_name(one).suffix != parse_name(other).suffix or bear_two_given_names(one, other)


def _compare_values(one: Fingerprint, other: Fingerprint) -> tuple[frozenset[FieldName], float]:
    """(fields that agree, weight of those that contradict)."""
    agreeing: set[FieldName] = set()
    contradiction = 0.0
    for name in (*_NAMES, *_EXACT, *_CHOICES, *_LOOSE):
        first, second = one.value(name), other.value(name)
        if first is None or second is None:
            continue
        verdict = _compare_value(name, first[0], second[0])
        if verdict == "same":
            agreeing.add(name)
        contradiction += _CONTRADICTION[verdict, min(first[1], second[1]) >= SURE]
    return frozenset(agreeing), contradiction


def _compare_value(name: FieldName, first: str, second: str) -> str:
    if name in _NAMES:
        return "same"  # settled before
    a, b = fold_text(first).replace(" ", ""), fold_text(second).replace(" ", "")
    if a == b or (name in _EXACT and len(a) != len(b) and a.startswith("2") and (a in b or b in a)):
        return "same"
    if name in _LOOSE:
        return "same" if fuzz.partial_ratio(a, b) >= 75 else "differs"
    if name in _CHOICES:
        return "differs"
    return "near" if OSA.distance(a, b, score_cutoff=1) <= 1 else "differs"


def _share_alike(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the shorter paper's words that the longer one has too, allowing for misread letters."""
    if not one or not other:
        return 0.0
    left, right = _leftovers(one, other)
    shorter = min(len(one), len(other))
    unpaired = len(left) if len(one) <= len(other) else len(right)
    return 1.0 - unpaired / shorter


def _swaps_content(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each paper says something that the other does not: another name, another number."""
    left, right = _leftovers(one, other)
    swapped = min(sum(len(w) > 2 for w in left), sum(len(w) > 2 for w in right))
    return swapped > max(1.0, 0.04 * min(len(one), len(other)))


def _swaps_a_word(one: Sequence[str], other: Sequence[str]) -> bool:
    """As `_swaps_content`, where no value was read: a date or two names make another letter of the kind."""
    left, right = _leftovers(one, other)
    dated = any(map(_tells_a_date, left)) and any(map(_tells_a_date, right))
    swapped = min(sum(len(w) > 2 for w in left), sum(len(w) > 2 for w in right))
    return dated or swapped > max(1.0, _SWAPPED_SHARE * min(len(one), len(other)))


def _tells_a_date(word: str) -> bool:
    return word in _MONTHS or (word.isdigit() and len(word) >= len("2026"))


def _leftovers(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words of each side that have no counterpart on the other, exact or misread."""
    left, right = Counter(one), Counter(other)
    left, right = left - right, right - left
    unpaired: list[str] = []
    free = list(right.elements())
    for word in left.elements():
        partner = next((w for w in free if _misread(word, w)), None)
        if partner is None:
            unpaired.append(word)
        else:
            free.remove(partner)
    return unpaired, free


_DIGIT = re.compile(r"\d")


def _misread(one: str, other: str) -> bool:
    """One word as two readings give it. Digits carry meaning: there only one may differ."""
    if _DIGIT.search(one) and _DIGIT.search(other):
        return len(one) >= 5 and OSA.distance(one, other, score_cutoff=1) <= 1
    return fuzz.ratio(one, other) >= 60
