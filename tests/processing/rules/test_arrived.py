"""Pages of a fax that did not arrive: told by strips, cover and gateway, never by a misread number."""

import pytest

from domain.geometry import Box
from domain.ids import PageId
from domain.pages import FaxStrip, PageReading, PageSource, Word
from processing.rules.arrived import FaxPage, announced_pages, find_cuts, find_gaps


def reading(text: str = "", sure: float = 0.97, *, hand: bool = False) -> PageReading:
    words = [
        Word(word, Box(40 * x, 40 * y, 40 * x + 30, 40 * y + 30), sure, "ppocr", line=y, handwritten=hand)
        for y, line in enumerate(text.splitlines())
        for x, word in enumerate(line.split())
    ]
    return PageReading(0, 1728, 2244, 0, PageSource.IMAGE, tuple(words))


def fax(*strips: str, cover: str = "") -> list[FaxPage]:
    """Pages by their strips: `2/3`, `2` (no total), `2/3?` (not sure), empty (none read)."""
    pages = []
    for place, told in enumerate(strips):
        number, _, total = told.rstrip("?").partition("/")
        strip = (
            FaxStrip("x", number=int(number), total=int(total) if total else None, sure="?" not in told)
            if told
            else None
        )
        first = place == 0 and bool(cover)
        pages.append(FaxPage(PageId(f"p{place}"), strip, reading(cover if first else ""), cover=first))
    return pages


@pytest.mark.parametrize(
    ("strips", "says", "beside"),
    [
        pytest.param(["1/3", "3/3"], "page 2 did not", "p0", id="page 2 of 3 is missing"),
        pytest.param(["1/3", "2/3"], "page 3 did not", "p1", id="the last page is missing"),
        pytest.param(["2/3", "3/3"], "page 1 did not", "p0", id="the first page is missing"),
        pytest.param(["1/5", "2/5", "5/5"], "pages 3, 4 did not", "p1", id="two pages are missing"),
        pytest.param(["1/1", "1/2"], "page 2 did not", "p1", id="the second of two faxes"),
        pytest.param(["1", "2", "4"], "page 3 did not", "p1", id="numbers skip without a total"),
        pytest.param(["2"], "page 1 did not", "p0", id="begins with page 2"),
        pytest.param(["1/4", "", "4/4"], "one page did not", "p0", id="a page without strip may be either"),
    ],
)
def test_a_missing_page_is_noticed_and_named(strips: list[str], says: str, beside: str) -> None:
    [gap] = find_gaps(fax(*strips), None)
    assert says in gap.staff_words
    assert says in gap.applicant_words
    assert gap.beside == beside


@pytest.mark.parametrize(
    "strips",
    [
        pytest.param(["1/3", "2/3", "3/3"], id="complete"),
        pytest.param(["", "", ""], id="no strips"),
        pytest.param(["1/2", "1/2"], id="page 2 misread as 1"),
        pytest.param(["1/3", "", "3/3"], id="page 2's strip was not read"),
        pytest.param(["1/2", "2/2", "1/1"], id="two faxes in one file"),
        pytest.param(["1/2?"], id="a count that was read badly"),
        pytest.param(["1/2", "2/8", "3/3", "4/4"], id="totals that do not agree"),
        pytest.param(["1", "2", "3"], id="without a total"),
        pytest.param(["1/1", "2/2", "3/3"], id="a machine that counts as it goes"),
    ],
)
def test_a_whole_fax_has_no_gap(strips: list[str]) -> None:
    assert find_gaps(fax(*strips), len(strips)) == []


def test_the_gateways_count_tells_where_strips_are_silent() -> None:
    [gap] = find_gaps(fax("", ""), 3)
    assert (
        gap.staff_words
        == "The fax is not complete: by the fax gateway's count it has 3 pages, and one page did not arrive."
    )
    assert gap.beside is None
    assert find_gaps(fax("", "", ""), 2) == [], "a gateway may add a page of its own"


def test_the_cover_sheet_tells_where_strips_are_silent() -> None:
    [gap] = find_gaps(fax("", "", cover="FAX\nPages including cover: 4"), 2)
    assert "by its cover sheet it has 4 pages, and 2 pages did not arrive" in gap.staff_words
    assert find_gaps(fax("", "", cover="FAX\nPages including cover: 2"), 2) == []


@pytest.mark.parametrize(
    ("line", "pages"),
    [
        ("Pages including cover: 4", 4), ("Number of pages (including this one) 4", 4), ("# of pages 4", 4),
        ("Total pages: 4", 4), ("4 pages including cover sheet", 4), ("No. of Pages: 4 (incl. cover)", 4),
        ("Pages to follow: 3", 4), ("3 pages + cover", 4), ("Pages (excluding cover): 3", 4),
        ("3 pages attached", 4), ("Number of sheets: 4", 4), ("Page 1 of 4", None), ("Pages:", None),
        ("Re: page proofs", None), ("Tel 617-555-0142", None), ("Pages: 0", None),
    ],
)  # fmt: skip
def test_reads_the_count_of_a_cover(line: str, pages: int | None) -> None:
    assert announced_pages(reading(f"FAX COVER SHEET\nTo: OEMS\n{line}\nCONFIDENTIAL")) == pages


def test_a_count_written_by_hand_or_read_badly_accuses_nobody() -> None:
    assert announced_pages(reading("Pages: 4", sure=0.5)) is None
    assert announced_pages(reading("Pages: 4", hand=True)) is None


def sheet(height: int, *lines: int, rotation: int = 0, name: str = "p") -> FaxPage:
    """A page 1728 wide with a line of six words at each height."""
    words = [
        Word("word", Box(100 * x, y, 100 * x + 80, y + 24), 0.97, "ppocr", line=n)
        for n, y in enumerate(lines)
        for x in range(1, 7)
    ]
    return FaxPage(PageId(name), None, PageReading(0, 1728, height, rotation, PageSource.IMAGE, tuple(words)))


FULL = 2236


@pytest.mark.parametrize(
    ("page", "says"),
    [
        pytest.param(
            sheet(1100, 200, 600, 1060), "about 49 % of the sheet came, its lower part", id="lower half lost"
        ),
        pytest.param(
            sheet(1500, 200, 600, 1470), "about 67 % of the sheet came, its lower part", id="last third lost"
        ),
        pytest.param(sheet(1100, 20, 600, 800, rotation=180), "its upper part", id="upside down"),
    ],
)
def test_a_page_that_was_cut_is_noticed(page: FaxPage, says: str) -> None:
    [cut] = find_cuts([sheet(FULL, 200, 900), page])
    assert says in cut.staff_words
    assert "page 2" in cut.applicant_words
    assert cut.beside == "p"


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(sheet(FULL, 200, 900, 2200), id="whole sheet with print to its edge"),
        pytest.param(sheet(1100, 200, 600, 900), id="a short paper with a margin"),
        pytest.param(sheet(1100, 1060), id="a few words"),
        pytest.param(sheet(1336, 200, 600, 1320, rotation=90), id="on its side"),
    ],
)
def test_a_page_with_its_margin_was_not_cut(page: FaxPage) -> None:
    assert find_cuts([page]) == []


def test_two_halves_of_one_sheet_are_told_as_such() -> None:
    [cut] = find_cuts(
        [sheet(FULL, 200), sheet(1100, 200, 600, 1060), sheet(1136, 20, 400, 900), sheet(FULL, 200)]
    )
    assert "Pages 2 and 3 of the fax look like two halves" in cut.staff_words
