"""What a reader may have seen besides goes with the parts of a word."""

import pytest

from domain.pages import Doubts
from intake.letters import map_letters, part_doubts


def doubts_of(text: str, other: dict[int, str] | None = None) -> Doubts:
    """Steps that show a text with nothing between its letters; `other` letters are nearly as likely."""
    steps: list[tuple[tuple[str, float], ...]] = []
    for place, letter in enumerate(text):
        rival = (other or {}).get(place)
        steps += [((letter, 0.5), (rival, 0.4)) if rival else ((letter, 0.999),), ()]
    return tuple(steps)


def letters_in(doubts: Doubts) -> str:
    return "".join(step[0][0] for step in doubts if step)


@pytest.mark.parametrize(
    ("seen", "parts", "shares"),
    [
        pytest.param("KaylaMartinez", ["Kayla", "Martinez"], ["Kayla", "Martinez"], id="two words in one"),
        pytest.param("Reyes-Whitlock", ["Reyes", "Whitlock"], ["Reyes-", "Whitlock"], id="a hyphen"),
        pytest.param(
            "KaiaMartinez", ["Kayla", "Martinez"], ["Kaia", "Martinez"], id="other letters are likelier"
        ),
        pytest.param("Anna", ["Anna"], ["Anna"], id="one part"),
        pytest.param("Anna", ["", "Anna", ""], ["", "Anna", ""], id="nothing before and behind"),
    ],
)
def test_each_part_has_its_own_steps(seen: str, parts: list[str], shares: list[str]) -> None:
    assert [letters_in(part) for part in part_doubts(doubts_of(seen), parts)] == shares


def test_no_step_is_lost_and_no_doubt_made() -> None:
    doubts = doubts_of("KaylaMartinez", {5: "N", 8: "l"})
    parts = part_doubts(doubts, ["Kayla", "Martinez"])
    assert sum(parts, ()) == doubts
    assert part_doubts((), ["Kayla", "Martinez"]) == [(), ()]


def test_letters_are_mapped_by_the_cheapest_edits() -> None:
    assert map_letters("Lyun", "Lynn") == [0, 1, 2, 3, 4]
    assert map_letters("ab", "aXb") == [0, 2, 3]
    assert map_letters("", "ab") == [2]
