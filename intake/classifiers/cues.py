"""What a paper says of itself: the patterns of `cues.toml`, and the words they need mended."""

import re
import tomllib
from functools import lru_cache
from importlib import resources

#: Words that mean the Massachusetts office, in one place because several cues look for it.
_PLACES = {
    "{MA}": r"(?:massachusetts|mass|oems|marlborough|ma)",
    "{GAP}": r"(?: \S+){0,8}? ",
    "{NEAR}": r"(?: \S+){0,4}? ",
}


def _load_cues() -> dict[str, str]:
    text = resources.files(__package__).joinpath("cues.toml").read_text(encoding="utf-8")
    cues: dict[str, str] = tomllib.loads(text)
    for place, pattern in _PLACES.items():
        cues = {name: cue.replace(place, pattern) for name, cue in cues.items()}
    return cues


CUES = _load_cues()

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern)) for name, pattern in CUES.items()
)

#: So many texts are kept with their cues: a page is asked about as a page, as a paper and as a part of one.
KEPT = 256

_SYNTAX = re.compile(r"\\[a-zA-Z][+*]?|<[a-z]+>|\(\?[:!=]|\{[^}]*\}")

#: Every word a pattern names: part of the vocabulary, so that reading errors in them are mended.
CUE_WORDS: frozenset[str] = frozenset(
    word
    for pattern in CUES.values()
    for word in re.findall(r"[a-z]+", _SYNTAX.sub(" ", pattern))
    if len(word) > 1
) | frozenset("iabcxyn")


@lru_cache(maxsize=KEPT)
def find_cues(text: str) -> frozenset[str]:
    """Names of the cues that `text`, canonical tokens with single blanks between, holds."""
    return frozenset(name for name, pattern in PATTERNS if pattern.search(text))
