"""Names that were read unsurely, spelled as the list of names and all readers together tell: "Courtuey" is Courtney.

What is shown as sure stays as it is, and what is spelled anew is never sure: a person sees the picture beside it.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from domain.documents import SURE, Evidence
from domain.pages import Word
from intake.extractors.normalise.names import PARTICLES, SUFFIXES, title_word
from intake.extractors.normalise.spelling import LEAST_LETTERS, Place, align_letters, letters_of, spell
from intake.extractors.people.cut_names import NAMES
from intake.extractors.sheets.paper import Paper
from intake.extractors.sheets.words_under import words_under
from intake.letters import map_letters, part_doubts

#: What is shown as sure is left alone, and none that was spelled anew is surer than this.
SPELLED = 0.75
#: A word that its reader was surer of is spelled anew only where that is far likelier, or both others read one other word.
CLEAR = 0.985
#: An initial that ran into the name before it: "AlejandraG."
_TWO_WORDS = re.compile(r"[^\W\d_A-Z][A-Z]\W*$")
#: How much likelier the listed name must be than all else: three to one. Of 2,446 names of drawn papers, were none of them
#: sure, 59 become right at twenty to one and 2 wrong, 62 and 4 at one to one (`make learn-letters`); on papers by others three
#: to one brought four more right than twenty to one, and spoiled none.
LEAST_MARGIN = 1.0
#: Where another reader read the same and the third something else: twenty to one.
BORNE_OUT_MARGIN = 3.0
#: Where all three read the same: four hundred to one, so that "Giovani" stays beside "Giovanni" but "Thampson" does not.
AGREED_MARGIN = 6.0
#: Words of a paper that two readers read as one name from which on it stays: hardly ever is one misread so often alike, and a
#: name that is listed nowhere may well be the name of two parties and of their parents.
SEVERAL = 3
#: Where the first reader was sure of what it read: the same ("Iowalski", "Thampson", "Cheisey").
CLEAR_MARGIN = 6.0


def spell_names(paper: Paper, found: Sequence[Evidence]) -> list[Evidence]:
    """The evidence, unsure names with those words spelled anew that a listed name explains far better."""
    return [_spelled(paper, e) if e.field in NAMES and e.confidence < SURE else e for e in found]


def _spelled(paper: Paper, evidence: Evidence) -> Evidence:
    under = words_under(evidence, paper.pages[evidence.page].sheet.reading)
    words = [w for w in under if w.second or w.third]
    if not words:
        return evidence
    name = str(evidence.value).split()
    last = max((i for i, word in enumerate(name) if letters_of(word) not in SUFFIXES), default=0)
    spelled = [
        word if _is_read_often(paper, word) else _spell_word(word, _place(i, last), words)
        for i, word in enumerate(name)
    ]
    if spelled == name:
        return evidence
    return replace(evidence, value=" ".join(spelled), confidence=min(SPELLED, evidence.confidence))


def _is_read_often(paper: Paper, name: str) -> bool:
    """Whether several words of a paper were read as this one, each by two readers."""
    own = letters_of(name)
    words = (
        word for laid in paper.pages for word in laid.sheet.reading.words if letters_of(word.text) == own
    )
    agreed = (w for w in words if own in (letters_of(w.second or ""), letters_of(w.third or "")))
    return len(own) > LEAST_LETTERS and sum(1 for _ in islice(agreed, SEVERAL)) == SEVERAL


def _place(at: int, last: int) -> Place:
    if at >= last:
        return Place.SURNAME
    return Place.GIVEN if at == 0 else Place.MIDDLE


def _spell_word(word: str, place: Place, words: Sequence[Word]) -> str:
    parts = word.split("-")
    read = _find_read(word, words)
    if read is None or letters_of(word) in PARTICLES or letters_of(word) in SUFFIXES:
        return word
    seen = zip_longest(parts, _beside(read.second, parts), _beside(read.third, parts), fillvalue="")
    doubts = part_doubts(read.doubts, parts)
    return "-".join(
        _spell_part(part, [*later], place, replace(read, doubts=own))
        for (part, *later), own in zip(seen, doubts, strict=True)
    )


def _find_read(word: str, words: Sequence[Word]) -> Word | None:
    """The word as the readers saw it, or the part of one that ran into its neighbour ("KaylaMarbinez")."""
    parts = _parts(word)
    whole = next((w for w in words if _parts(w.text) == parts), None)
    if whole is not None:
        return whole
    holding = next((w for w in words if word[:1].isupper() and word in w.text), None)
    return None if holding is None else _cut(holding, word)


def _cut(word: Word, part: str) -> Word:
    """The part of a word that two readers and their doubts tell apart."""
    start = word.text.index(part)
    parts = [word.text[:start], part, word.text[start + len(part) :]]
    return replace(
        word,
        text=part,
        second=_same_part(word.text, word.second, start, part),
        third=_same_part(word.text, word.third, start, part),
        doubts=part_doubts(word.doubts, parts)[1],
    )


def _same_part(text: str, other: str | None, start: int, part: str) -> str | None:
    if other is None:
        return None
    places = map_letters(text, other)
    return other[places[start] : places[start + len(part)]].strip() or None


def _spell_part(part: str, later: list[str], place: Place, read: Word) -> str:
    own, *others = map(letters_of, (part, *later))
    if _TWO_WORDS.search(part):
        return part
    told = spell([own, *others], place, read.doubts)
    clear = not read.doubts and read.confidence >= CLEAR and not (others[0] and others[0] == others[1])
    least = max(CLEAR_MARGIN, _least_margin(own, others)) if clear else _least_margin(own, others)
    return _respell(part, told.word) if told is not None and told.margin >= least else part


def _least_margin(own: str, others: Sequence[str]) -> float:
    """How much likelier a listed name must be than what was read, the more so the more readers read that."""
    if own not in others:
        return LEAST_MARGIN
    if any(other and other != own for other in others):
        return BORNE_OUT_MARGIN
    return AGREED_MARGIN if all(others) else math.inf


def _parts(text: str) -> list[str]:
    return [letters_of(part) for part in text.split("-")]


def _beside(text: str | None, parts: Sequence[str]) -> list[str]:
    """What another reader saw for each part of a word; nothing where it saw other parts."""
    seen = (text or "").split("-")
    return seen if len(seen) == len(parts) else []


def _respell(part: str, word: str) -> str:
    """The letters of `word`, with the accents and marks of what was read where its letters stay."""
    read = re.findall(r"[^\W\d_]\W*", part)
    own = [letters_of(letter) for letter in read]
    if any(len(letter) != 1 for letter in own):
        return title_word(word)
    letters = iter(read)
    spelled = ""
    for new, old in align_letters(word, "".join(own)):
        letter = next(letters) if old else ""
        spelled += letter if new == old else new + letter[1:]
    return title_word(spelled)
