"""The wordings of papers put together at random."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from random import Random

from domain.kinds import Kind
from samples.learn_grammar import Values, draw_lines, draw_words

#: Share of questions that are put in another language, or in two.
FOREIGN = 0.08

#: Share of questions put in words that no wording has, so that place and order tell what they can.
UNKNOWN = 0.04


def _unheard_of(rng: Random) -> str:
    """A caption that says nothing: made-up words, or the number of a box."""
    if rng.random() < 0.4:
        return (
            f"{rng.choice(('Item', 'Box', 'Block', 'Line', 'Field', 'Entry', 'Col.'))} {rng.randint(1, 30)}"
        )
    words = (
        "".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
        for _ in range(rng.randint(1, 2))
    )
    return " ".join(words).capitalize()


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        files("samples.random_forms").joinpath("wordings.toml").read_text("utf-8")
    )
    return found


def label_for(kind: Kind, question: str, rng: Random) -> str:
    """One way to put a question on a paper of a kind."""
    labels = _tables()["labels"]
    table = labels[kind.value]
    template = table[question] if question in table else labels["common"][question]
    words = draw_words(template, {}, rng)
    if rng.random() < UNKNOWN:
        return _unheard_of(rng)
    if question not in labels["foreign"] or rng.random() >= FOREIGN:
        return words
    abroad = draw_words(labels["foreign"][question], {}, rng)
    return rng.choice((abroad, f"{words} / {abroad}", f"{abroad} / {words}", f"{words} {abroad}"))


def sentence(name: str, values: Values, rng: Random) -> str:
    """One sentence or paragraph, with its values filled in."""
    return draw_words(str(_tables()["texts"][name]), values, rng)


def prose_names(kind: Kind) -> tuple[str, ...]:
    """The papers of a kind that are told in running words."""
    return tuple(_tables()["prose"][kind.value])


def draw_prose(kind: Kind, name: str, values: Values, rng: Random) -> tuple[list[str], frozenset[str]]:
    """The lines of a paper in running words, and which values it says."""
    tables = _tables()
    snippets = {key: str(text) for key, text in tables["snippets"].items()}
    return draw_lines(str(tables["prose"][kind.value][name]), snippets, values, rng)
