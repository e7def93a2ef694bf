"""Words as the model knows them: reading errors mended towards a fixed vocabulary, values as shapes."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

STATES = [
    "alabama",
    "alaska",
    "arizona",
    "arkansas",
    "california",
    "colorado",
    "connecticut",
    "delaware",
    "florida",
    "georgia",
    "hawaii",
    "idaho",
    "illinois",
    "indiana",
    "iowa",
    "kansas",
    "kentucky",
    "louisiana",
    "maine",
    "maryland",
    "michigan",
    "minnesota",
    "mississippi",
    "missouri",
    "montana",
    "nebraska",
    "nevada",
    "ohio",
    "oklahoma",
    "oregon",
    "pennsylvania",
    "tennessee",
    "texas",
    "utah",
    "vermont",
    "virginia",
    "washington",
    "wisconsin",
    "wyoming",
]
_TWO_WORD_STATES = re.compile(
    r"\b(?:new (?:hampshire|york|jersey|mexico)|rhode island"
    r"|(?:north|south) (?:carolina|dakota)|west virginia)\b"
)

_Shapes = tuple[tuple[re.Pattern[str], str], ...]

#: Shapes of values; the model sees that a date is there, never which.
_MRZ: _Shapes = ((re.compile(r"p<[a-z]{3}\S*|(?<!\S)\S*<{3,}\S*|(?<!\S)\S*<<\S+<\S*"), " <mrz> "),)
_EMAIL: _Shapes = ((re.compile(r"(?<!\S)\S[^\s@]*@\S+\.\S+"), " <email> "),)
_URL: _Shapes = ((re.compile(r"(?:https?://|www\.)\S+"), " <url> "),)
_NUMBERS: _Shapes = (
    (re.compile(r"(?<!\w)[\dx*]{3}-[\dx*]{2}-\d{4}(?!\w)"), " <ssn> "),
    (re.compile(r"\(?\b\d{3}\)?[ .-]{0,2}\d{3}[.-]\d{4}\b"), " <phone> "),
    (re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"), " <date> "),
    (
        re.compile(
            r"\b(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]* "
            r"(?:\d{1,2}(?:st|nd|rd|th)?,? )?"
            r"(?:19|20)\d{2}\b"
        ),
        " <date> ",
    ),
    (re.compile(r"\b\d{1,2}/(?:19|20)\d{2}\b"), " <month> "),
    (re.compile(r"\b[eap][ -]?[0o]?\d{5,7}\b"), " <cert> "),
    (re.compile(r"\$ ?\d[\d,.]*"), " <money> "),
    (re.compile(r"\b\d{12}\b"), " <twelve> "),
    (re.compile(r"\b\d{5,}(?:-\d+)?\b"), " <long> "),
)
_MARKS: _Shapes = (
    (re.compile(r"_{3,}|\.{5,}|(?:\. ){4,}|-{6,}"), " <blank> "),
    (re.compile(r"\[ ?\]|[☐□◻]|\( \)"), " <tick> "),
    (re.compile(r"\[ ?[xX✓] ?\]|[☑☒✓✔]"), " <ticked> "),
)
#: In this order, each with what a line must hold for any of them.
_SHAPES: tuple[tuple[re.Pattern[str], _Shapes], ...] = (
    (re.compile("<"), _MRZ),
    (re.compile("@"), _EMAIL),
    (re.compile("//|www"), _URL),
    (re.compile(r"\d"), _NUMBERS),
    (re.compile(r"[^\w\s]|_"), _MARKS),
)
_TOKEN = re.compile(r"<[a-z]+>|[a-z0-9']+|[:?]")
_LOOKALIKES = str.maketrans("0134568", "oleasgb")

#: A word shorter than this is never mended: too many short words lie near each other.
_MENDABLE = 5
#: A run of letters this long that is no word may be several words whose blanks the reader lost.
_JOINED = 9


class Vocabulary:
    """Mends words as read towards the words the model knows."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words) | frozenset(STATES)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self.words):
            self._by_length.setdefault(len(word), []).append(word)
        self._mended = lru_cache(maxsize=50_000)(self._mend)

    def canonical_lines(self, text: str) -> list[list[str]]:
        """The text's lines as known words and shapes; words that stay unknown become `<other>`."""
        return [tokens for line in text.splitlines() if (tokens := self._canonical_line(line))]

    def _canonical_line(self, line: str) -> list[str]:
        line = line.casefold().replace("’", "'").replace("'s", "s")
        for needed, shapes in _SHAPES:
            if needed.search(line):
                for pattern, shape in shapes:
                    line = pattern.sub(shape, line)
        line = _TWO_WORD_STATES.sub(" <state> ", line)
        return [known for token in _TOKEN.findall(line) for known in self._mended(token)]

    def _mend(self, token: str) -> tuple[str, ...]:
        if token[0] in "<:?":
            return (token,)
        if token.isdigit():
            return ("<digits>",)
        letters = token.translate(_LOOKALIKES).replace("'", "")
        for candidate in (token, letters):
            if candidate in self.words:
                return (_name_state(candidate),)
        near = self._nearest(letters)
        if near is not None:
            return (_name_state(near),)
        return self._parted(letters) or ("<other>",)

    def _nearest(self, letters: str) -> str | None:
        """The one known word within one error (two for long words)."""
        if len(letters) < _MENDABLE:
            return None
        errors = 1 if len(letters) < 8 else 2
        for distance in range(1, errors + 1):
            for length in range(len(letters) - distance, len(letters) + distance + 1):
                choices = self._by_length.get(length, ())
                found = process.extractOne(letters, choices, scorer=OSA.distance, score_cutoff=distance)
                if found is not None and len(found[0]) >= _MENDABLE:
                    return str(found[0])
        return None

    def _parted(self, letters: str) -> tuple[str, ...]:
        """Known words that together make up `letters`; empty where they do not."""
        if len(letters) < _JOINED:
            return ()
        best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - 16), end):
                head, word = best[start], letters[start:end]
                if head is None or word not in self.words or (len(word) < 3 and word not in _SHORT):
                    continue
                longer = (*head, word)
                current = best[end]
                if current is None or len(longer) < len(current):
                    best[end] = longer
        return tuple(_name_state(word) for word in best[-1] or ())


_SHORT = frozenset(["of", "to", "in", "is", "by", "on", "or", "be", "at", "no", "a", "i"])


def _name_state(word: str) -> str:
    return "<state>" if word in STATES else word
