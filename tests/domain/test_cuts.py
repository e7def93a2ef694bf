"""Lines through a page: what they leave, and what is no line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cuts import MOST_PARTS, NARROWEST, Cut, CutWay, cut_page, parse_cut
from domain.geometry import Box

WIDTH, HEIGHT = 850, 1100


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        pytest.param("across 52", Cut(CutWay.ACROSS, 52), id="whole page"),
        pytest.param("2 down 48.5", Cut(CutWay.DOWN, 48.5, 2), id="one part"),
        pytest.param("  2  DOWN 48.5 ", Cut(CutWay.DOWN, 48.5, 2), id="as people type"),
    ],
)
def test_reads_a_line(text: str, cut: Cut) -> None:
    assert parse_cut(text) == cut
    assert parse_cut(str(cut)) == cut


@pytest.mark.parametrize(
    "text", ["", "52", "up 52", "across", "across 5x", "across -4", "across 52.55", "0.5"]
)
def test_says_how_a_line_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="Write `across 52`"):
        parse_cut(text)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        pytest.param([], [Box(0, 0, 850, 1100)], id="none"),
        pytest.param(["across 40"], [Box(0, 0, 850, 440), Box(0, 440, 850, 1100)], id="one"),
        pytest.param(
            ["across 40", "2 down 50"],
            [Box(0, 0, 850, 440), Box(0, 440, 425, 1100), Box(425, 440, 850, 1100)],
            id="a part again",
        ),
        pytest.param(
            ["down 50", "1 across 50"],
            [Box(0, 0, 425, 550), Box(0, 550, 425, 1100), Box(425, 0, 850, 1100)],
            id="the other part keeps its place",
        ),
    ],
)
def test_cuts_a_page(lines: list[str], parts: list[Box]) -> None:
    assert cut_page([parse_cut(line) for line in lines], WIDTH, HEIGHT) == tuple(parts)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param(["2 across 50"], "There is no part 2", id="no such part"),
        pytest.param(["across 50", "2 across 20"], "between 54 and 96", id="outside of its part"),
        pytest.param(["across 2"], "between 4 and 96", id="too near to the edge"),
        pytest.param([f"{n} across {n * 7}" for n in range(1, 14)], "12 papers at most", id="too many"),
    ],
)
def test_says_why_a_line_cannot_be(lines: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        cut_page([parse_cut(line) for line in lines], WIDTH, HEIGHT)


@given(
    st.lists(
        st.builds(
            Cut, st.sampled_from(CutWay), st.integers(10, 990).map(lambda n: n / 10), st.integers(1, 6)
        ),
        max_size=MOST_PARTS - 1,
    ),
    st.integers(50, 4000),
    st.integers(50, 4000),
)
def test_the_parts_leave_nothing_out_and_share_nothing(cuts: list[Cut], width: int, height: int) -> None:
    standing: list[Cut] = []
    for cut in cuts:
        try:
            cut_page([*standing, cut], width, height)
        except ValueError:
            continue
        standing.append(cut)
    parts = cut_page(standing, width, height)
    assert len(parts) == len(standing) + 1
    assert sum(part.width * part.height for part in parts) == width * height
    assert all(one.overlap(other) == 0 for n, one in enumerate(parts) for other in parts[:n])
    assert min(part.width / width for part in parts) > (NARROWEST - 2) / 100
