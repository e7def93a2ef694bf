"""The pages in a real Chromium: by keyboard alone, and with nothing for axe to find."""

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from domain.ids import CaseId
from domain.kinds import FieldName, FindingCode, MatchStatus, Outcome, Role, Route, Severity
from domain.records import FieldComparison, Match
from domain.states import CaseStatus, DispatchState
from review.guard import COOKIE
from tests.review.browsing import NARROW, WIDE, OpenTab, Tab
from tests.review.office import AGENCY, WRITTEN, Office, a_finding, a_match
from tests.review.test_history import change_records

PASSWORD = "several words are good"
#: How far, in pixels of the screen, an outline may lie from what it outlines (its margin is 4 page pixels).
NEAR = 8

#: A birth date in doubt that is not the record's, which would bear it out.
IN_DOUBT: dict[str, Any] = {
    "written": tuple(
        (n, "1987-06-08" if n is FieldName.DATE_OF_BIRTH else t, x, y) for n, t, x, y in WRITTEN
    ),
    "unsure": (FieldName.DATE_OF_BIRTH,),
}


def status(office: Office, case_id: str) -> CaseStatus:
    with office.storage.work() as work:
        return work.cases.get(CaseId(case_id)).status


class TestByKeyboardAlone:
    def test_from_the_link_to_a_decision(self, office: Office, open_tab: OpenTab) -> None:
        """First password, queue, case, its values, every page, the proposal by one key, taking it back."""
        first, second = office.open_case(**IN_DOUBT), office.open_case()
        office.add_account("rita", Role.REVIEWER, "link-of-rita")
        tab = open_tab()
        tab.open("/link/link-of-rita")
        tab.tab_to("#password")
        tab.type(PASSWORD)
        tab.press("Tab")
        tab.type(PASSWORD)
        tab.press("Enter")
        tab.page.wait_for_url("**/")
        tab.tab_to(f'a[href="/cases/{first}"]')
        tab.press("Enter")
        tab.page.wait_for_url(f"**/cases/{first}")
        tab.press("F8")
        assert tab.page.evaluate("document.activeElement.textContent") == "1987-06-08"
        assert tab.page.locator("rect.active title").text_content() == "birth date"
        assert tab.page.locator("button.take").count() == 0, "one key before every page was shown"
        tab.press("F4")
        tab.page.wait_for_url("**page=2")
        tab.page.wait_for_load_state("networkidle")
        tab.press("F2")
        tab.page.wait_for_url(f"**/cases/{second}?done={first}")
        assert status(office, first) is CaseStatus.DECIDED
        tab.tab_to(f'form[action="/cases/{first}/undo"] button')
        tab.press("Enter")
        tab.page.wait_for_url(f"**/cases/{first}")
        assert status(office, first) is CaseStatus.REOPENED

    def test_form_with_its_reasons(self, office: Office, open_tab: OpenTab) -> None:
        case_id = office.open_case(findings=(a_finding(code=FindingCode.UNRECOGNIZED_PROVIDER),))
        tab = open_tab("rita")
        tab.open(f"/cases/{case_id}")
        tab.tab_to("input[name=outcome]")
        assert tab.page.locator("input[name=outcome]:checked").get_attribute("value") == "approve"
        assert not tab.page.locator('input[value="reject/withdrawn"]').is_visible()
        tab.press("ArrowDown", "ArrowDown")
        assert tab.page.locator("input[name=outcome]:checked").get_attribute("value") == "reject"
        assert not tab.page.locator('input[value="approve/complete"]').is_visible()
        tab.tab_to('input[value="reject/withdrawn"]')
        tab.press("Space")
        tab.tab_to("#note")
        tab.type("They called.")
        tab.tab_to("form.stack button.primary")
        tab.press("Enter")
        tab.page.wait_for_url("**/?done=*")
        with office.storage.work() as work:
            (made,) = work.cases.decisions(case_id)
        assert (made.outcome, made.reasons, made.note) == (Outcome.REJECT, ("withdrawn",), "They called.")

    def test_second_person(self, office: Office, open_tab: OpenTab) -> None:
        case_id, rita = office.open_case(), office.visitor()
        rita.look_at(case_id)
        rita.approve(case_id, destination="", other_destination="Bureau of Invention")
        tab = open_tab("sue", Role.SUPERVISOR)
        tab.open("/")
        tab.tab_to(f'.notice a[href="/cases/{case_id}"]')
        tab.press("Enter")
        tab.page.wait_for_url(f"**/cases/{case_id}")
        assert "Bureau of Invention" in tab.page.locator(".decide .notice").inner_text()
        tab.press("F4")
        tab.page.wait_for_url("**page=2")
        tab.page.wait_for_load_state("networkidle")
        tab.tab_to(f'form[action="/cases/{case_id}/confirm"] button')
        tab.press("Enter")
        tab.page.wait_for_url(f"**/cases/{case_id}")
        with office.storage.work() as work:
            assert [d.state for d in work.dispatches.of_case(case_id)] == [DispatchState.READY]

    def test_wrong_form_is_said_where_the_focus_goes(self, office: Office, open_tab: OpenTab) -> None:
        case_id = office.open_case(number=None, match=Match(MatchStatus.NONE))
        tab = open_tab("rita")
        tab.open(f"/cases/{case_id}")
        tab.tab_to("details.byform > summary")
        tab.press("Enter")
        tab.tab_to("input[name=outcome]")
        tab.press("ArrowUp")
        tab.tab_to("form.stack button.primary")
        tab.press("Enter")
        tab.page.wait_for_selector("#problem")
        assert tab.page.evaluate("document.activeElement.id") == "problem"

    def test_skip_link_and_sign_out(self, office: Office, open_tab: OpenTab) -> None:
        tab = open_tab("rita")
        tab.open("/")
        tab.press("Tab")
        assert tab.page.evaluate("document.activeElement.textContent") == "Skip to the content"
        tab.press("Enter")
        assert tab.page.evaluate("document.activeElement.id") == "main"
        tab.tab_to(".who button")
        tab.press("Enter")
        tab.page.wait_for_url("**/signin")

    def test_letters_typed_decide_nothing(self, office: Office, open_tab: OpenTab) -> None:
        case_id = office.open_case(pages=1)
        tab = open_tab("rita")
        tab.open(f"/cases/{case_id}")
        assert tab.page.locator("button.take").is_visible()
        for key in ("a", "y", "Enter", "Space", "1", "Control+F2", "Shift+F2", "F3"):
            tab.press(key)
        assert status(office, case_id) is CaseStatus.OPEN

    def test_outbox_directory_quarantine_calendar_accounts(self, office: Office, open_tab: OpenTab) -> None:
        case_id = office.open_case()
        office.uncertain_dispatch(case_id)
        office.quarantine(case_id)
        tab = open_tab("sue", Role.SUPERVISOR)
        tab.open("/outbox")
        tab.tab_to('button[name=sent][value="true"]')
        tab.press("Enter")
        tab.page.wait_for_selector("text=Nothing waits.")
        tab.open("/quarantine")
        tab.tab_to('a[href="/quarantine/1"]')
        tab.press("Enter")
        tab.page.wait_for_selector("text=What was done")
        tab.tab_to("input[name=words]")
        tab.type("They sent it again.")
        tab.press("Enter")
        tab.page.wait_for_selector("text=0 entries")
        tab.open("/directory")
        tab.tab_to(f'a[href="/directory?key={AGENCY.key}#office"]')
        tab.press("Enter")
        tab.page.wait_for_selector(f"text=Change {AGENCY.name}")
        tab.tab_to("#name")
        tab.press("Control+A")
        tab.type("Arizona Bureau of Invention")
        tab.press("Enter")
        tab.page.wait_for_selector('a:text("Arizona Bureau of Invention")')
        admin = open_tab("ada", Role.ADMIN)
        admin.open("/calendar")
        admin.tab_to("#days-cpr_card")
        admin.type("5")
        admin.press("Enter")
        admin.page.wait_for_selector("text=set by ada")
        admin.tab_to("#day")
        admin.type("12232026")
        admin.tab_to("#why")
        admin.type("snow")
        admin.press("Enter")
        admin.page.wait_for_selector('th:text("2026-12-23")')
        admin.tab_to('button[aria-label="Take back the closure of 2026-12-23"]')
        admin.press("Enter")
        admin.page.wait_for_selector("text=None.")
        admin.open("/accounts")
        admin.tab_to("#name")
        admin.type("newcomer")
        admin.press("Enter")
        admin.page.wait_for_selector("text=One-time sign-in link of newcomer")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_reviewer_corrects_by_keyboard(office: Office, open_tab: OpenTab, width: int) -> None:
    case_id = office.open_case(**IN_DOUBT)
    tab = open_tab("rita", Role.REVIEWER, width)
    tab.open(f"/cases/{case_id}")
    tab.press("F8", "F7")
    assert tab.page.evaluate("document.activeElement.id") == "f1-date_of_birth"
    assert tab.page.evaluate("document.activeElement.value") == "1987-06-08"
    tab.press("Control+A")
    tab.type("6/7/1987")
    tab.tab_to('input[name=absent][value="requesting_agency"]')
    tab.press("Space")
    assert tab.find_faults() == []
    tab.tab_to("details.correct form button.primary")
    tab.press("Enter")
    tab.page.wait_for_selector("text=the machine read 1987-06-08")
    expect(tab.page.locator("a.value", has_text="1987-06-07")).to_have_count(1)
    assert tab.find_faults() == []
    tab.tab_to(".corrected form button")
    tab.press("Enter")
    # The old page is gone before the new one has come, so that its words being away says nothing yet.
    expect(tab.page.locator("a.value", has_text="1987-06-08")).to_have_count(1)
    expect(tab.page.locator("text=the machine read 1987-06-08")).to_have_count(0)


def test_a_clerk_counts_and_mends_by_keyboard(office: Office, open_tab: OpenTab) -> None:
    batch, (case_id, _) = office.scan({}, {}, expected=3)
    tab = open_tab("carl", Role.CLERK)
    tab.open("/batches")
    tab.tab_to(f'a[href="/batches/{batch}"]')
    tab.press("Enter")
    tab.page.wait_for_selector("text=The count differs")
    tab.tab_to("#envelopes")
    tab.press("Control+A")
    tab.type("2")
    tab.press("Enter")
    tab.page.wait_for_selector("text=Complete")
    tab.tab_to(".sheets summary")
    tab.press("Enter")
    tab.tab_to(".sheets select")
    tab.type("is blank")
    tab.tab_to(".sheets details[open] button")
    tab.press("Enter")
    tab.page.wait_for_selector("text=still being read")
    assert status(office, case_id) is CaseStatus.WITHDRAWN


class TestOutlines:
    @pytest.mark.parametrize("width", [WIDE, NARROW])
    def test_lie_over_the_ink_of_their_values(self, office: Office, open_tab: OpenTab, width: int) -> None:
        bare = tuple(w for w in WRITTEN if w[0] is not FieldName.SSN_LAST4)
        tab = open_tab("rita", width=width)
        tab.open(f"/cases/{office.open_case(written=bare)}")
        boxes = [outline.bounding_box() for outline in tab.page.locator("rect.outline").all()]
        place = tab.page.locator("svg.page").bounding_box()  # before the screenshot scrolls
        assert len(boxes) == 4
        tab.page.evaluate(
            "document.querySelectorAll('rect').forEach(r => r.setAttribute('visibility', 'hidden'))"
        )
        shown = tab.page.locator("svg.page").screenshot()
        assert place is not None
        for box in boxes:
            assert box is not None
            ink = ink_near(shown, box["x"] - place["x"], box["y"] - place["y"], box["width"], box["height"])
            assert all(0 <= gap <= NEAR for gap in ink), f"the outline does not lie over its value: {ink}"

    def test_of_the_value_in_focus_stands_out(self, office: Office, open_tab: OpenTab) -> None:
        tab = open_tab("rita")
        tab.open(f"/cases/{office.open_case()}")
        for value in tab.page.locator("a.value").all():
            value.focus()
            active = tab.page.locator("rect.active")
            assert active.count() == 1
            assert active.get_attribute("id") == value.get_attribute("data-box")

    def test_link_to_a_value_on_another_page_lands_on_it(self, office: Office, open_tab: OpenTab) -> None:
        tab = open_tab("rita")
        tab.open(f"/cases/{office.open_case()}?page=2")
        assert tab.page.locator("rect.outline").count() == 0
        tab.tab_to("a.value")
        tab.press("Enter")
        tab.page.wait_for_selector("rect.active")
        assert tab.page.locator("rect.active title").text_content() == "applicant name"

    def test_in_a_message_mark_the_words(self, office: Office, open_tab: OpenTab) -> None:
        tab = open_tab("rita")
        tab.open(f"/cases/{office.open_case(text_page='I am Ana Reyes, please verify me.')}")
        assert tab.page.locator("mark").inner_text() == "Ana Reyes"
        tab.page.locator("a.value").focus()
        assert "active" in (tab.page.locator("mark").get_attribute("class") or "")


def ink_near(picture: bytes, x: float, y: float, width: float, height: float) -> tuple[int, int, int, int]:
    """Gaps from a box's edges to the ink within and just around it; negative where ink sticks out."""
    around = 5
    with Image.open(io.BytesIO(picture)) as opened:
        left, top = round(x) - around, round(y) - around
        part = opened.convert("L").crop(
            (left, top, left + round(width) + 2 * around, top + round(height) + 2 * around)
        )
    found = part.point([255 if v < 128 else 0 for v in range(256)]).getbbox()
    assert found is not None, "there is nothing under the outline"
    return (
        found[0] - around,
        found[1] - around,
        part.width - around - found[2],
        part.height - around - found[3],
    )


# -- axe ----------------------------------------------------------------------------------------------


def an_office_in_full_use(office: Office) -> dict[str, str]:
    """Cases in every state, by name."""
    blocking = a_finding(Severity.BLOCKS, FindingCode.MISSING_SIGNATURE)
    near_tie = a_match(MatchStatus.AMBIGUOUS, "A namesake stands near.")
    cases = {
        "plain": office.open_case(blank_page=True),
        "one key": office.open_case(pages=1),
        "findings": office.open_case(findings=(blocking, a_finding()), unsure=(FieldName.LEVEL,)),
        "ambiguous": office.open_case(match=near_tie, number=None, second_person=True),
        "no record": office.open_case(match=Match(MatchStatus.NONE), number=None, abstains=True),
        "message": office.open_case(text_page="I am Ana Reyes, please verify me."),
        "lost page": office.open_case(lost_page=True),
        "held by another": office.open_case(),
        "second person": office.open_case(),
        "decided": office.open_case(),
    }
    office.visitor("other").look_at(cases["held by another"])
    other = office.visitor("other")
    for name in ("second person", "decided"):
        other.look_at(cases[name])
    other.approve(cases["second person"], destination="", other_destination="Nowhere Lane 1")
    other.approve(cases["decided"])
    office.scan({"blank_page": True}, {"route": Route.RESTRICTED}, expected=3)
    office.uncertain_dispatch(cases["plain"])
    office.quarantine(cases["message"])
    office.raise_alarm()
    return {name: f"/cases/{case_id}" for name, case_id in cases.items()}


@pytest.mark.parametrize(("width", "shown"), [(WIDE, False), (420, True)])
def test_figures_have_their_unit_where_headings_are_hidden(
    office: Office, open_tab: OpenTab, width: int, shown: bool
) -> None:
    office.scan({})
    tab = open_tab("rita", Role.REVIEWER, width)
    for path, words in (("/ledger", "bytes"), ("/batches", "envelopes")):
        tab.open(path)
        unit = tab.page.locator(".unit", has_text=words).first
        assert unit.is_visible() is shown


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_longest_file_name_leaves_room_for_what_differs(
    office: Office, open_tab: OpenTab, width: int
) -> None:
    office.scan({}, expected=3, name="x" * 251 + ".pdf")
    tab = open_tab("rita", Role.REVIEWER, width)
    tab.open("/batches")
    box = tab.page.locator("tbody td", has_text="3 envelopes expected").bounding_box()
    assert box
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_long_file_name_stays_within_its_case(office: Office, open_tab: OpenTab, width: int) -> None:
    tab = open_tab("rita", Role.REVIEWER, width)
    tab.open(f"/cases/{office.open_case(name='x' * 196 + '.pdf')}")
    assert tab.find_faults() == []


def test_file_name_that_turns_its_letters_shows_its_ending(office: Office, open_tab: OpenTab) -> None:
    """U+202E shows "papers_fdp.exe" as "papers_exe.pdf"."""
    case_id = office.open_case(name="papers_\u202efdp.exe")
    tab = open_tab("rita")
    tab.open(f"/cases/{case_id}")
    assert tab.page.locator("li bdi").inner_text() == "papers_[hidden mark]fdp.exe"


def test_status_needs_no_sideways_scrolling_in_a_narrow_window(office: Office, open_tab: OpenTab) -> None:
    office.open_case()
    with office.storage.work() as work:
        work.vitals.note_beat(
            "desk-1", 4711, "a part with a name as long as that of a mailbox", office.clock()
        )
    tab = open_tab("rita", Role.REVIEWER, NARROW)
    tab.open("/status")
    hidden = "[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth).length"
    assert tab.page.evaluate(hidden) == 0
    assert tab.find_faults() == []


@pytest.mark.parametrize(
    ("name", "role", "path"),
    [
        ("sue", Role.SUPERVISOR, "/outbox"),
        ("sue", Role.SUPERVISOR, "/audit"),
        ("ada", Role.ADMIN, "/accounts"),
    ],
)
def test_lists_need_no_sideways_scrolling_in_a_narrow_window(
    office: Office, open_tab: OpenTab, name: str, role: Role, path: str
) -> None:
    office.uncertain_dispatch(office.open_case())
    tab = open_tab(name, role, NARROW)
    tab.open(path)
    wide = tab.page.locator(".wide")
    assert wide.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert tab.find_faults() == []


#: A laptop, on which the three columns are narrowest, and a telephone.
@pytest.mark.parametrize("width", [1280, 390])
def test_comparison_stays_within_its_record(office: Office, open_tab: OpenTab, width: int) -> None:
    alike = a_match()
    best = alike.candidates[0]
    told = FieldComparison("email", "missing", "the email address is not the record's", 0.0)
    match = replace(alike, candidates=(replace(best, comparisons=(*best.comparisons, told)),))
    tab = open_tab("rita", Role.REVIEWER, width)
    tab.open(f"/cases/{office.open_case(match=match)}")
    assert tab.page.locator("text=says nothing").is_visible()
    assert tab.page.locator("details.candidate").evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert tab.find_faults() == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_axe_finds_nothing_on_any_page(office: Office, open_tab: OpenTab, width: int) -> None:
    cases = an_office_in_full_use(office)
    office.add_account("new", Role.CLERK, "link-of-new")
    lists = [
        "/",
        "/?view=decided",
        "/?search=nobody",
        "/quarantine",
        "/quarantine?view=closed",
        "/quarantine/1",
        "/ledger",
        "/ledger?view=unexplained",
        "/ledger?search=C-2026-000001",
        "/outbox",
        "/audit?verify=true",
        "/status",
    ]
    with office.storage.work() as work:
        batch = f"/batches/{work.batches.newest()[0].id}"
    lists += ["/batches", batch, "/?view=withdrawn"]
    edits = [
        "/rules",
        "/rules?version=0",
        "/directory",
        f"/directory?key={AGENCY.key}",
        "/calendar",
        "/rules?find=roster",
        f"{cases['plain']}/pages/1/cut?line=across+40&way=down&at=50&part=2",
        f"{cases['plain']}/pages/1/cut?way=down&at=1",
        "/cases/C-2026-999999",
        "/nowhere",
    ]
    assert "?" not in cases["plain"]
    visits = (
        ("", Role.CLERK, ["/signin", "/link/link-of-new"]),
        ("ada", Role.ADMIN, ["/accounts", "/rules", "/"]),
        ("carl", Role.CLERK, ["/", "/quarantine", "/batches", batch]),
        ("sue", Role.SUPERVISOR, [*lists, *edits, *cases.values()]),
    )
    faults: dict[str, list[str]] = {}
    for name, role, paths in visits:
        tab = open_tab(name, role, width)
        for path in paths:
            tab.open(path)
            if found := tab.find_faults():
                faults[f"{name} {path}"] = found
    for step in (refuse_a_form, decide_by_one_key, reveal_digits):
        step(tab, cases)
        if found := tab.find_faults():
            faults[step.__name__] = found
    assert faults == {}


def refuse_a_form(tab: Tab, cases: dict[str, str]) -> None:
    """The form that could not be taken, with its words."""
    tab.open(cases["lost page"])
    open_form(tab.page)
    tab.page.click("form.stack button.primary")
    tab.page.wait_for_selector("#problem")


def decide_by_one_key(tab: Tab, cases: dict[str, str]) -> None:
    """The next case, under what was just done."""
    tab.open(cases["one key"])
    tab.press("F2")
    tab.page.wait_for_selector(".done")


def reveal_digits(tab: Tab, cases: dict[str, str]) -> None:
    tab.open(cases["plain"])
    tab.page.click('form[action$="/reveal"] button')
    tab.page.wait_for_selector('a.value:text("4321")')


def open_form(page: Page) -> None:
    if page.locator("details.byform:not([open])").count():
        page.click("details.byform > summary")


def test_pages_work_without_scripts(office: Office, chromium: Browser) -> None:
    """Scripts add keys and light; the work itself is plain pages and forms."""
    case_id = office.open_case()
    with office.serving() as address:
        context = chromium.new_context(java_script_enabled=False)
        token = office.open_session("rita", Role.REVIEWER)
        context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/cases/{case_id}")
        page.click("text=Page 2")
        page.wait_for_load_state("networkidle")
        page.click("button.take")
        page.wait_for_url(re.compile("done="))
        context.close()
    assert status(office, case_id) is CaseStatus.DECIDED


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_what_earlier_exports_said_fits_and_is_reached_by_keyboard(
    office: Office, open_tab: OpenTab, width: int
) -> None:
    change_records(office)
    tab = open_tab("rita", width=width)
    tab.open(f"/cases/{office.open_case()}")
    tab.tab_to("details.former summary", limit=160)
    tab.press("Enter")
    assert tab.page.locator("details.former li", has_text="12 Invented Lane").is_visible()
    assert tab.find_faults() == []
