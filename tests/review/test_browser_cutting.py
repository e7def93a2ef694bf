"""Cutting a page in a real Chromium: by mouse, by keyboard alone, and with nothing for axe to find."""

import pytest

from domain.cuts import Cut, CutWay
from domain.ids import CaseId
from domain.kinds import Role
from domain.states import CaseStatus
from tests.review.browsing import NARROW, WIDE, OpenTab
from tests.review.office import Office


def cuts_of(office: Office, case_id: CaseId) -> tuple[Cut, ...]:
    with office.storage.work() as work:
        case = work.cases.get(case_id)
        assert case.status is CaseStatus.WITHDRAWN
        (word,) = work.batches.words(case.submission_id).values()
    return word.cuts


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_by_keyboard_alone(office: Office, open_tab: OpenTab, width: int) -> None:
    case_id = office.open_case(pages=1)
    tab = open_tab("rita", Role.REVIEWER, width)
    tab.open(f"/cases/{case_id}")
    tab.tab_to(f'a[href="/cases/{case_id}/pages/1/cut"]')
    tab.press("Enter")
    tab.page.wait_for_selector("#at")
    tab.tab_to("#at")
    tab.type("40")
    assert tab.page.locator(".line-to-be").get_attribute("y1") == "440"
    tab.press("Enter")
    tab.page.wait_for_selector("text=Make 2 papers of it")
    tab.tab_to("input[name=way]")
    tab.press("ArrowDown")
    tab.tab_to("#part")
    tab.press("2")
    tab.tab_to("#at")
    tab.type("52.5")
    tab.press("Enter")
    tab.page.wait_for_selector("text=Make 3 papers of it")
    assert tab.find_faults() == []
    tab.tab_to("button.primary:not(#draw button)")
    tab.press("Enter")
    tab.page.wait_for_selector("text=gone through anew")
    assert cuts_of(office, case_id) == (Cut(CutWay.ACROSS, 40), Cut(CutWay.DOWN, 52.5, 2))


def test_by_mouse(office: Office, open_tab: OpenTab) -> None:
    case_id = office.open_case(pages=1)
    tab = open_tab("rita")
    tab.open(f"/cases/{case_id}/pages/1/cut")
    place = tab.page.locator("#cut-page").bounding_box()
    assert place is not None
    tab.page.mouse.move(place["x"] + 100, place["y"] + place["height"] / 2)
    line = tab.page.locator(".line-to-be")
    assert abs(float(line.get_attribute("y1") or 0) - 550) < 6
    assert line.evaluate("found => getComputedStyle(found).display") != "none"
    tab.page.mouse.click(place["x"] + 100, place["y"] + place["height"] / 2)
    tab.page.wait_for_selector("text=Make 2 papers of it")
    tab.page.check("input[value=down]")
    place = tab.page.locator("#cut-page").bounding_box()
    assert place is not None
    tab.page.mouse.click(place["x"] + place["width"] / 4, place["y"] + place["height"] * 0.9)
    tab.page.wait_for_selector("text=Make 3 papers of it")
    tab.page.click("text=Take the last line away")
    tab.page.wait_for_selector("text=Make 2 papers of it")
    tab.page.click("text=Make 2 papers of it")
    tab.page.wait_for_selector("text=gone through anew")
    (cut,) = cuts_of(office, case_id)
    assert (cut.way, cut.part) == (CutWay.ACROSS, 1)
    assert abs(cut.at - 50) < 0.5


def test_a_line_that_cannot_be_says_so_where_the_focus_goes(office: Office, open_tab: OpenTab) -> None:
    case_id = office.open_case(pages=1)
    tab = open_tab("rita")
    tab.open(f"/cases/{case_id}/pages/1/cut?line=across+50&way=across&at=30&part=2")
    assert tab.page.evaluate("document.activeElement.id") == "problem"
    assert tab.page.input_value("#at") == "30"
    assert tab.find_faults() == []
