"""No pattern takes longer by the square of a text: one letter may hold half a million characters of anything.

What a search costs is compared with what it costs on an eighth of the text: a busy machine changes nothing.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator

import intake.classifiers
import intake.extractors
import processing

#: What the texts repeat; each ran a pattern through from every place once.
UNITS = (
    " ", "\n", "\t", "a", "A", "0", "-", ".", "@", "<", "(", ", ", "a ", "A ", "1 ", "1/", "A-", "a.", "a@",
    " \n", "Ana Reyes ", "ab\n",
)  # fmt: skip
#: What a text begins with before what it repeats: it leads into the midst of a pattern.
OPENED = (("name changed by order", " "),)
SHORTEST, LONGEST = 32, 8192
#: CPU seconds below which a search of the longest text is quick, however it grows.
QUICK = 0.02
#: What two texts are apart in length. A cost that is even to the length grows as much, one by its square
#: 64 times: so far apart that no other work on the machine makes the one look like the other.
APART, MOST_GROWTH = 8, 24
#: Patterns that are only matched at the start of a text, never looked for in it.
AT_START = frozenset({"_LEVEL_IN_NAME"})


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern for texts that a module of these packages holds by a name, alone or in a table."""
    for package in (intake.classifiers, intake.extractors, processing):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, held in vars(importlib.import_module(module.name)).items():
                if name not in AT_START:
                    yield from ((f"{module.name}.{name}", found) for found in _inside(held))


def _inside(held: object, depth: int = 0) -> Iterator[re.Pattern[str]]:
    if isinstance(held, re.Pattern) and isinstance(held.pattern, str):
        yield held
    elif isinstance(held, dict | tuple | list) and depth < 3:
        for each in held.values() if isinstance(held, dict) else held:
            yield from _inside(each, depth + 1)


def cost(pattern: re.Pattern[str], text: str, times: int = 1) -> float:
    """CPU seconds of looking for all of a pattern in a text: the least of several tries."""
    tries = []
    for _ in range(times):
        began = time.process_time()
        for _found in pattern.finditer(text):
            pass
        tries.append(time.process_time() - began)
    return min(tries)


def grows_too_fast(pattern: re.Pattern[str], unit: str, opening: str = "") -> bool:
    length = SHORTEST
    while length <= LONGEST:
        text, short = (opening + unit * (chars // len(unit)) for chars in (length, length // APART))
        if cost(pattern, text) > QUICK and cost(pattern, text, 3) > MOST_GROWTH * cost(pattern, short, 5):
            return True
        length *= 2
    return False


def slow_ones(named: Iterable[tuple[str, re.Pattern[str]]]) -> list[tuple[str, str]]:
    seen = {found: name for name, found in named}
    texts = (*(("", unit) for unit in UNITS), *OPENED)
    return [
        (name, opening + unit)
        for found, name in seen.items()
        for opening, unit in texts
        if grows_too_fast(found, unit, opening)
    ]


def test_the_measure_tells_a_square_from_a_line() -> None:
    assert slow_ones([("square", re.compile(r"\s*;")), ("line", re.compile(r"\s+"))]) == [
        ("square", " "), ("square", "\n"), ("square", "\t"), ("square", " \n"),
        ("square", "name changed by order "),
    ]  # fmt: skip


def test_the_measure_tells_a_square_in_the_midst_of_a_pattern() -> None:
    named = [("square", re.compile(r"order *,? *from")), ("line", re.compile(r"order {0,3},? {0,3}from"))]
    assert slow_ones(named) == [("square", "name changed by order ")]


def test_no_pattern_takes_the_square_of_a_text() -> None:
    assert slow_ones(patterns()) == []
