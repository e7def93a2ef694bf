"""The listed phrases by which papers ask, found among words: read exactly, or nearly so."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from domain.kinds import Kind
from domain.likeness import fold
from intake.extractors.sheets.label import Line
from intake.extractors.sheets.vocabulary import Ask, phrases_for

#: Words that a label may have.
LONGEST = 9

#: Likeness below which a misread label is not believed, for short and for long labels.
LIKENESS_SHORT = 0.86
LIKENESS_LONG = 0.82

#: The same where the label is all that stands in its segment, as on cards and screens.
LIKENESS_WHOLE = 0.77

#: Squeezed texts of more characters are no label.
LONGEST_KEY = 60

#: Squeezed labels of fewer characters must be read exactly.
SHORTEST_FUZZY = 5

#: Labels of one word, of fewer characters, too.
SHORTEST_WORD = 7

#: A caption of fewer characters is none by the second reader's word alone, and how like one is that is.
SHORTEST_SECONDED, LIKENESS_SECONDED = 4, 0.9

#: Letters by which each reader's second word of a caption may differ from the one listed, where the first is read alike.
HALF_READ = 2

#: Labels so short or common that they count only at a segment's start with a colon or nothing after them.
_WEAK = frozenset(["on", "to", "since", "until", "from", "no", "number", "re", "that", "class", "p", "t", "f", "x", "name", "at", "who", "person", "code", "title", "type", "status", "date", "hours", "sex", "page", "form", "date", "level", "fee", "time", "position", "division", "department", "program", "school", "county", "city", "state", "college", "company", "employer", "provider", "agency", "center", "facility", "host", "site", "training", "certification", "course", "certificate", "given", "given", "on", "effective", "born", "sign", "signed", "signature", "student", "member", "holder", "issue", "issued", "exp", "renew", "mi", "m", "i", "middle", "last", "first", "suffix"])  # fmt: skip

_UNSQUEEZED = re.compile(r"[^a-z0-9]+")
_NUMBER_WORD = re.compile(r"\b(?:number|numbers|num|nbr|nr|nos|№)\b|#")


class Start(IntEnum):
    """How a phrase stands in its row."""

    INLINE = 0
    AFTER_ANSWER = 1
    SEGMENT = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A listed phrase among the words of a line."""

    ask: Ask
    words: str
    """As it is listed, however it was read."""
    stop: int
    """Index after its last word in the line."""
    likeness: float
    """0.0-1.0; 1.0 where it was read exactly."""
    weak: bool
    """Whether it is so short or common that it counts only at a segment's start."""


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Letters and digits only, lower case, number words as "no"."""
    return _UNSQUEEZED.sub("", _NUMBER_WORD.sub(" no ", fold(text)))


_ALIKE = str.maketrans("015868l", "oisbbbi")


def _canonical(key: str) -> str:
    """A squeezed text with look-alike letters and digits made the same ("4a i5s", "46 exp")."""
    return key.translate(_ALIKE)


@lru_cache(maxsize=8)
def _alike(kind: Kind) -> dict[str, str]:
    return {
        _canonical(key): key for key in _table(kind)[0] if len(key) >= 4 and any(c.isdigit() for c in key)
    }


@lru_cache(maxsize=8)
def _table(kind: Kind) -> tuple[dict[str, tuple[Ask, str]], dict[int, list[str]]]:
    exact: dict[str, tuple[Ask, str]] = {}
    for phrase, ask in phrases_for(kind).items():
        exact.setdefault(squeeze(phrase), (ask, phrase))
        if "'s" in phrase:
            exact.setdefault(squeeze(phrase.replace("'s", "")), (ask, phrase))
    by_length: dict[int, list[str]] = {}
    for key in exact:
        by_length.setdefault(len(key), []).append(key)
    return exact, by_length


def squeeze_words(text: str) -> str:
    """A label's words, lower case, without signs."""
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", fold(text)).split())


def find_phrase(line: Line, index: int, start: Start, kind: Kind) -> Phrase | None:
    """The longest phrase that begins at a word of a line; what stands in a sentence must be read exactly."""
    exact, _ = _table(kind)
    best: Phrase | None = None
    key = ""
    for stop in range(index + 1, min(index + LONGEST, line.ends[index]) + 1):
        last = line.tokens[stop - 1].text
        key += squeeze(last)
        if not key or len(key) > LONGEST_KEY:
            break
        listed = key
        if key not in exact and start is not Start.INLINE:
            listed = _alike(kind).get(_canonical(key), key)
        if listed in exact:
            ask, words = exact[listed]
            best = Phrase(ask, words, stop, 1.0, words in _WEAK or len(listed) <= 2)
        elif start is not Start.INLINE and len(key) >= SHORTEST_FUZZY:
            whole = index in line.heads and stop == line.ends[index]
            near = _nearest(key, kind, stop - index, whole=whole)
            best = (near and _misread(near, best, kind, stop, stop - index)) or best
        if last.endswith(":"):
            break
    half = _half_read(line, index, kind) if best is None or best.weak else None
    return half or best or _by_second_reader(line, index, kind)


def _half_read(line: Line, index: int, kind: Kind) -> Phrase | None:
    """A caption of two words, alone in its segment, of which two readers read the first alike and the second each
    another way, both near to one that is listed: "Last naphe" and "Last nate" for "Last name"."""
    if index not in line.heads or line.ends[index] != index + 2:
        return None
    first, second = (token.word for token in line.tokens[index : index + 2])
    if not first.agreed or second.agreed or second.handwritten or not second.second:
        return None
    head, ours, theirs = squeeze(first.text), squeeze(second.text), squeeze(second.second)
    if len(head) < SHORTEST_SECONDED:
        return None
    near = {
        key: Levenshtein.distance(rest, ours) + Levenshtein.distance(rest, theirs)
        for key in _table(kind)[0]
        if key.startswith(head) and len(rest := key[len(head) :]) >= SHORTEST_SECONDED
        and max(Levenshtein.distance(rest, ours), Levenshtein.distance(rest, theirs)) <= HALF_READ
    }  # fmt: skip
    best = min(near, key=lambda key: near[key], default=None)
    if best is None:
        return None
    ask, words = _table(kind)[0][best]
    return Phrase(ask, words, index + 2, LIKENESS_SECONDED, words in _WEAK)


def _by_second_reader(line: Line, index: int, kind: Kind) -> Phrase | None:
    """A caption of one word in small letters, alone in its segment, with one letter misread that the second reader read
    rightly: "(hirst)" for "(first)"."""
    token = line.tokens[index]
    word, alone = token.word, index in line.heads and line.ends[index] == index + 1
    if not alone or not token.text.islower() or word.agreed or word.handwritten or not word.second:
        return None
    ours, theirs = squeeze(token.text), squeeze(word.second)
    if theirs not in _table(kind)[0] or len(theirs) < SHORTEST_SECONDED or len(ours) != len(theirs):
        return None
    if Levenshtein.distance(ours, theirs, score_cutoff=1) > 1:
        return None
    ask, words = _table(kind)[0][theirs]
    return Phrase(ask, words, index + 1, LIKENESS_SECONDED, words in _WEAK)


def _misread(
    near: tuple[str, float], best: Phrase | None, kind: Kind, stop: int, count: int
) -> Phrase | None:
    """The phrase that so many words are a misreading of; None where what was found of fewer words is likelier."""
    key, likeness = near
    ask, words = _table(kind)[0][key]
    if not _believable(words, count, likeness):
        return None
    if best is not None:
        # What stands there exactly is believed before a longer phrase that is misread, unless that goes on from it by as
        # many words as stand there: "middle iital", but not "date certificate recorded".
        goes_on = best.weak and ask is best.ask and words.startswith(f"{best.words} ")
        goes_on = goes_on and len(words.split()) == count
        least = 0.9 if best.likeness == 1.0 else best.likeness - 0.15
        least = 0.0 if goes_on else least
        longer = len(key) > len(squeeze(best.words)) + 2
        if not longer or likeness <= 0.8 or likeness < least:
            return None
    return Phrase(ask, words, stop, likeness, words in _WEAK)


def _believable(phrase: str, words: int, likeness: float) -> bool:
    """A label of one word is believed misread only as one word, and nearly whole."""
    count = len(phrase.split())
    if count == 1:
        return words == 1 and likeness >= 0.89 and len(phrase) >= SHORTEST_WORD
    return abs(count - words) <= 1 and (words > 1 or likeness >= 0.93)


@lru_cache(maxsize=4096)
def _nearest(key: str, kind: Kind, words: int, *, whole: bool = False) -> tuple[str, float] | None:
    """The listed phrase that a squeezed text of so many words is likest to; remembered, as a paper is laid out more
    than once."""
    bar = LIKENESS_LONG if len(key) >= 9 else LIKENESS_SHORT
    if whole and len(key) >= 8:
        bar = LIKENESS_WHOLE
    believable = _near_words(kind, len(key), words)
    if (
        process.extractOne(key, believable, scorer=Levenshtein.normalized_similarity, score_cutoff=bar)
        is None
    ):
        return None  # as most texts are: found out before the choices are gone through one by one
    # A missing word is no misreading: "certification" does not ask for a "certification no".
    choices = [c for c in _near_length(kind, len(key)) if not c.startswith(key) and not key.startswith(c)]
    if any(c.isdigit() for c in key):
        choices = [c for c in choices if any(x.isdigit() for x in c)] or choices
    found = process.extractOne(key, choices, scorer=Levenshtein.normalized_similarity, score_cutoff=bar)
    return (found[0], found[1]) if found else None


@lru_cache(maxsize=1024)
def _near_words(kind: Kind, length: int, words: int) -> tuple[str, ...]:
    """Those of them that so many words may be a misreading of, were they only like enough."""
    exact = _table(kind)[0]
    return tuple(key for key in _near_length(kind, length) if _believable(exact[key][1], words, 1.0))


@lru_cache(maxsize=256)
def _near_length(kind: Kind, length: int) -> tuple[str, ...]:
    """The listed phrases that are at most two letters shorter or longer, none of them very short."""
    by_length = _table(kind)[1]
    return tuple(k for n in range(length - 2, length + 3) for k in by_length.get(n, ()) if len(k) >= 4)
