"""The strip of a sending fax machine: found in its many forms, read, and kept out of the text."""

from dataclasses import replace

import pytest

from domain.geometry import Box
from domain.pages import PageReading, PageSource, Word
from intake.readers.strip import lift_strip

BODY = ("STATE OF MAINE", "Verification of certification", "Name: Maria Souza")


def page(*head: str, y: float = 0.009, rotation: int = 0, foot: str = "", sure: float = 0.97) -> PageReading:
    """A fine fax page with strips at its head and a form below; a gap of four blanks parts lines."""
    words: list[Word] = []
    for row, text in enumerate(head):
        words += _line(text, round((y + 0.012 * row) * 2244), len(words), sure)
    for row, text in enumerate(BODY):
        words += _line(text, 200 + 60 * row, 50 + row, 0.97)
    if foot:
        words += _line(foot, 2225, 90, 0.3)
    return PageReading(0, 1728, 2244, rotation, PageSource.IMAGE, tuple(words))


def _line(text: str, middle: int, line: int, sure: float) -> list[Word]:
    words, x = [], 40
    for part in text.split(" "):
        if part:
            words.append(
                Word(part, Box(x, middle - 11, x + 14 * len(part), middle + 11), sure, "ppocr", line=line)
            )
        else:
            line += 1
        x += 14 * (len(part) + 1)
    return words


@pytest.mark.parametrize(
    ("strip", "number", "total", "caller"),
    [
        ("MAR 02 2026 10:15AM  FRONT OFFICE          617-555-0142     P.2/3", 2, 3, "617-555-0142"),
        ("03/02/2026 10:15    FAX 617 555 0142    LAKESIDE EMS    P. 02/03", 2, 3, "617 555 0142"),
        ("2026/03/02 10:15:31    6175550142    P. 02/03", 2, 3, "6175550142"),
        ("Mar-02-2026 10:15 AM    FROM: 617-555-0142    TO: 16177537320    P. 02/03", 2, 3, "617-555-0142"),
        ("Mar. 2. 2026 10:15AM    No. 4711    P. 2/3", 2, 3, ""),
        ("To: 16177537320    From: (617) 555-0142    03-02-26 10:15am    p. 2 of 3", 2, 3, "(617) 555-0142"),
        ("02-MAR-2026 10:15    From: QUABBIN VALLEY EMS    Page: 2/3", 2, 3, ""),
        ("From:EMS FAX:+16175550142    ->6177537320    03/02/26 10:15    Page 2 of 3", 2, 3, "+16175550142"),
        ("6175550142    10:15:31 a.m.    03-02-2026    2 /3", 2, 3, "6175550142"),
        ("2026-03-02 10:15    QUABBIN EMS    617 555 0142 >> 617 753 7320    P 2/3", 2, 3, "617 555 0142"),
        ("Fax sent by : 16175550142    QUABBIN EMS    03-02-26 10:15    Pg: 2/3", 2, 3, "16175550142"),
        ("RCVD 03/02/2026 10:15 6175550142 002/003", 2, 3, "6175550142"),
        ("Mar/02/2026 10:15:31 AM    QUABBIN EMS 617-555-0142    2/3", 2, 3, "617-555-0142"),
        ("03/02/2026 MON 10:15    FAX 617 555 0142    [002/003]", 2, 3, "617 555 0142"),
        ("Received: Mar 2 2026 10:15am    P.02", 2, None, ""),
        ("HP LASERJET FAX    617-555-0142    Mar 2 2026 10:15am    p. 2", 2, None, "617-555-0142"),
        ("10:15 03/02/26    QUABBIN EMS    #4711-02", None, None, ""),
        ("Mar 02 2026 10:15AM HP Fax 6175550142    page 2", 2, None, "6175550142"),
        ("P. 02/03", 2, 3, ""),
        # As the readers give the print of a standard fax.
        ("0c1-02-202G 09:23 AM 1R0M: /81-5bb-011G 10: 1G1//53/320 P. 02/03", 2, 3, ""),
        ("09/09/202G 0/:12 85/-555-0112 1ARB0RI 1G11 1MS P. 02/03", 2, 3, ""),
        ("2026/10/021/:01:11 9/85bb0121 p. 02/03", 2, 3, ""),
        ("NoV-1/-202G 12:5/ PM 1R0M: G1/-5bb-0192 10: 1G1//53/320 P. 02/03", 2, 3, ""),
    ],
)  # fmt: skip
def test_strips_of_many_machines_are_read(
    strip: str, number: int | None, total: int | None, caller: str
) -> None:
    kept, found = lift_strip(page(strip))
    assert found is not None
    assert (found.number, found.total) == (number, total)
    assert found.caller == caller
    assert kept.plain_text.splitlines() == list(BODY), "nothing of the strip is in the text"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Form EMS-12  Rev. 03/2024  Page 2 of 3", id="a form's own page mark"),
        pytest.param("Form EMS-12    Rev 01/15/2024    Page 2 of 3", id="page mark with a full date"),
        pytest.param("Maine EMS  Tel 207-555-0101  Fax 207-555-0102", id="letterhead with numbers"),
        pytest.param("Sent: Monday, March 2, 2026 10:15 AM", id="printed mail"),
        pytest.param("Date: 03/02/2026  Time: 10:15 AM", id="a form's date and time"),
        pytest.param("FAX COVER SHEET", id="a cover's title"),
        pytest.param("Class of 03/02/2026, 9:00 to 17:00, Room 2/3", id="a roster's times"),
        pytest.param("NATIONAL REGISTRY OF EMTs", id="a title"),
    ],
)
def test_what_a_paper_itself_prints_at_its_head_stays(line: str) -> None:
    reading = page(line, y=0.035)
    kept, found = lift_strip(reading)
    assert found is None
    assert kept == reading


def test_a_relayed_fax_has_two_strips() -> None:
    kept, found = lift_strip(
        page("03/02/2026 11:40 FAX 617 555 0199 P. 03/05", "MAR 02 2026 10:15AM HOME 617-555-0142 P.2/3")
    )
    assert found is not None
    assert (found.number, found.total) == (3, 5), "who sent last counts all pages"
    assert kept.plain_text.splitlines() == list(BODY)


def test_rubbish_of_an_upside_down_strip_is_no_text() -> None:
    kept, found = lift_strip(page(rotation=180, foot="40/10 06 //191 10141-49-198 :01 Wd 64:0"))
    assert found is not None
    assert (found.text, found.number) == ("", None)
    assert kept.plain_text.splitlines() == list(BODY)


@pytest.mark.parametrize(
    ("rotation", "edge", "kept"),
    [
        pytest.param(90, 1708, False, id="on its side, the strip at the right"),
        pytest.param(270, 12, False, id="on its other side, at the left"),
        pytest.param(90, 12, True, id="at the edge where no strip is"),
        pytest.param(0, 1708, True, id="not turned"),
    ],
)
def test_rubbish_of_a_strip_on_its_side_is_no_text(rotation: int, edge: int, kept: bool) -> None:
    rubbish = [
        Word(text, Box(edge - 8, top, edge + 8, top + 60), 0.7, "ppocr", line=90 + top)
        for text, top in (("TO", 900), ("AWOH", 1100), ("T/T'd", 1300))
    ]
    plain = page(rotation=rotation)
    reading, found = lift_strip(replace(plain, words=(*plain.words, *rubbish)))
    assert (set(rubbish) <= set(reading.words)) is kept
    assert (found is None) is kept
    assert set(plain.words) <= set(reading.words)


def test_a_footer_of_a_turned_page_stays() -> None:
    reading = page(rotation=180, foot="Please return this form to the board")
    assert lift_strip(reading)[0] == reading


def test_a_count_that_was_read_badly_is_not_sure() -> None:
    _, found = lift_strip(page("2026/03/02 10:15:31    6175550142    P. 02/03", sure=0.5))
    assert found is not None
    assert not found.sure
