"""Phrases in which the office tells what to look for on a paper, as a pattern that cannot run away.

A phrase is words with single spaces, found on one line of the paper whatever the case. `{a|b}` is one of
several, and with an empty one (`{the|}`) none; `*` is any word, at the end of a word any ending; `...` is up
to forty characters of the same sentence; a hyphen may be printed as a space or not at all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

#: Longer ones are a mistake of pasting.
LONGEST = 200
_GAP = r"[^.\n]{0,40}?"
_SPACE = r"[^\S\n]+"
_ELEMENT = re.compile(r"\{[^{}]*\}|[^\s{}]+")


@lru_cache(maxsize=256)
def compile_phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all; without any, one that matches nothing. Raises ValueError with a sentence."""
    if not phrases:
        return re.compile(r"(?!)")
    return re.compile("|".join(_pattern_of(phrase) for phrase in phrases), re.IGNORECASE)


def stands_in(text: str, phrases: Sequence[str]) -> bool:
    """Whether any of the phrases stands in a text."""
    return compile_phrases(tuple(phrases)).search(text) is not None


def _pattern_of(phrase: str) -> str:
    elements = _elements_of(phrase)
    pattern, after_gap = _of_element(elements[0]), False
    for element in elements[1:]:
        if element == "...":
            pattern, after_gap = pattern + _GAP, True
            continue
        before, after_gap = ("" if after_gap else _SPACE), False
        step = before + _of_element(element)
        pattern += f"(?:{step})?" if _may_lack(element) else step
    return pattern


def _elements_of(phrase: str) -> list[str]:
    if not phrase.strip() or len(phrase) > LONGEST:
        raise ValueError(f"a phrase has 1 to {LONGEST} characters")
    elements = _ELEMENT.findall(phrase)
    if re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", phrase)):
        raise ValueError("braces do not pair: write {one|another}")
    if elements[0] == "..." or elements[-1] == "..." or _may_lack(elements[0]) or elements[0] == "*":
        raise ValueError("a phrase begins with a word, and ends with none of its gaps")
    if any(a == "..." and (b == "..." or _may_lack(b)) for a, b in pairwise(elements)):
        raise ValueError("behind ... a word must stand")
    return elements


def _may_lack(element: str) -> bool:
    return element.startswith("{") and "" in _choices_of(element)


def _choices_of(element: str) -> list[str]:
    return [" ".join(choice.split()) for choice in element[1:-1].split("|")]


def _of_element(element: str) -> str:
    if not element.startswith("{"):
        return _of_word(element)
    choices = [choice for choice in _choices_of(element) if choice]
    if not choices:
        raise ValueError("braces hold nothing to choose from: write {one|another}")
    return "(?:" + "|".join(_SPACE.join(_of_word(word) for word in c.split()) for c in choices) + ")"


def _of_word(word: str) -> str:
    if word == "*":
        return r"\b\w[\w'-]*"
    stem, any_ending = word.removesuffix("*"), word.endswith("*")
    if "*" in stem:
        raise ValueError(f"in '{word}' a star stands before the end")
    plain = re.escape(stem).replace(r"\-", "[- ]?").replace("'", "['’]")
    begins = r"\b" if stem[0].isalnum() else ""
    ends = r"\w*" if any_ending else r"\b" if stem[-1].isalnum() else ""
    return begins + plain + ends
