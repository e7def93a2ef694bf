"""Every view of personal data is an entry of the audit log; digits stay covered until asked for."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

from PIL import Image

from domain.geometry import Box
from domain.ids import CaseId, PageId, UserName
from domain.kinds import FieldName, Role
from tests.review.office import SSN, WRITTEN, Office, draw_page

_, BOXES = draw_page(*((t, x, y) for _, t, x, y in WRITTEN))
SSN_BOX = BOXES[[name for name, *_ in WRITTEN].index(FieldName.SSN_LAST4)]
NAME_BOX = BOXES[0]


def first_page(office: Office, case_id: CaseId) -> PageId:
    with office.storage.work() as work:
        return work.documents.get(work.cases.get(case_id).document_ids[0]).page_ids[0]


def test_views_of_one_case_in_order(office: Office) -> None:
    case_id, visitor = office.open_case(), office.visitor()
    page = first_page(office, case_id)
    visitor.get("/")
    visitor.get(f"/cases/{case_id}")
    visitor.get(f"/cases/{case_id}/pages/1/image")
    visitor.post(f"/cases/{case_id}/release")
    assert office.actions("rita") == [
        ("queue_shown", "queue"),
        ("case_shown", case_id),
        ("page_shown", page),
        ("case_released", case_id),
    ]


def test_page_that_is_text_is_a_read_too(office: Office) -> None:
    case_id = office.open_case(text_page="I am Ana Reyes.")
    office.visitor().get(f"/cases/{case_id}")
    assert office.actions("rita") == [("case_shown", case_id), ("page_shown", first_page(office, case_id))]


def test_prefetch_is_recorded_as_prefetch(office: Office) -> None:
    case_id, visitor = office.open_case(), office.visitor()
    for header in (
        {"Sec-Purpose": "prefetch"},
        {"Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
    ):
        visitor.get(f"/cases/{case_id}", headers=header)
        visitor.get(f"/cases/{case_id}/pages/1/image", headers=header)
    ahead = [("case_prefetched", case_id), ("page_prefetched", first_page(office, case_id))]
    assert office.actions("rita") == ahead * 3
    with office.storage.work() as work:
        assert work.cases.parts_shown(case_id, UserName("rita")) == set()


def test_page_of_the_audit_log_logs_itself_and_finds_one_subject(office: Office) -> None:
    case_id, other = office.open_case(), office.open_case()
    visitor = office.visitor()
    for _ in range(3):
        visitor.get(f"/cases/{case_id}")
    visitor.get(f"/cases/{other}")
    audrey = office.visitor("audrey", Role.AUDITOR)
    page = audrey.get("/audit", params={"subject": case_id, "verify": "true"}).text
    assert page.count(f"<td>{case_id}</td>") == 3
    assert other not in page
    assert "The chain holds" in page
    assert ("audit_shown", case_id) in office.actions("audrey")


def test_newest_entries_come_first_and_earlier_ones_follow(office: Office) -> None:
    with office.storage.work() as work:
        for number in range(450):
            work.audit.append("rita", "case_shown", f"C-2026-{number:06d}", office.clock())
    audrey = office.visitor("audrey", Role.AUDITOR)
    first = audrey.get("/audit").text
    assert "C-2026-000449" in first
    assert "C-2026-000000" not in first
    seen = 0
    path = "/audit"
    while path:
        page = audrey.get(path).text
        seen += page.count("<td>case shown</td>")
        path = page.split('href="/audit?before=')[1].split('"')[0] if "Earlier entries" in page else ""
        path = path and "/audit?before=" + path.replace("&amp;", "&")
    assert seen == 450


def test_chain_holds_after_all_kinds_of_reads_and_shows_where_it_was_broken(office: Office) -> None:
    case_id, visitor = office.open_case(), office.visitor()
    visitor.look_at(case_id)
    visitor.approve(case_id)
    visitor.post(f"/cases/{case_id}/undo", decision=1)
    assert office.storage.verify_audit() is None
    rewrite_history(office.settings.home / "intake.sqlite")
    page = office.visitor("audrey", Role.AUDITOR).get("/audit", params={"verify": "true"}).text
    assert "Entry 2 of the audit log was altered" in page


def rewrite_history(database: Path) -> None:
    """What somebody does who has the database file and wants another name in the log."""
    with closing(sqlite3.connect(database)) as connection:
        triggers = connection.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'"
        )
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit SET who = 'nobody' WHERE sequence = 2")
        connection.commit()


class TestSocialSecurityDigits:
    def test_are_masked_until_asked_for_and_the_asking_is_logged(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        with office.storage.work() as work:
            (document,) = work.cases.get(case_id).document_ids
        page = visitor.get(f"/cases/{case_id}").text
        assert "4321" not in page
        assert "ssn_revealed" not in [a for a, _ in office.actions()]
        shown = visitor.post(f"/cases/{case_id}/reveal", document=document).text
        assert ">4321<" in shown
        assert ("ssn_revealed", document) in office.actions("rita")
        assert "4321" not in visitor.get(f"/cases/{case_id}").text

    def test_are_covered_on_the_picture_until_asked_for(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        with office.storage.work() as work:
            (document,) = work.cases.get(case_id).document_ids
        picture = visitor.get(f"/cases/{case_id}/pages/1/image").content
        assert ink(picture, SSN_BOX) == 1.0
        assert 0.02 < ink(picture, NAME_BOX) < 0.6, "more was covered than the digits"
        shown = visitor.post(f"/cases/{case_id}/reveal", document=document).text
        address = shown.split('<image href="')[1].split('"')[0]
        assert 0.02 < ink(visitor.get(address).content, SSN_BOX) < 0.6

    def test_cannot_be_uncovered_by_another_session_or_an_invented_token(self, office: Office) -> None:
        case_id, visitor = office.open_case(), office.visitor()
        with office.storage.work() as work:
            (document,) = work.cases.get(case_id).document_ids
        shown = visitor.post(f"/cases/{case_id}/reveal", document=document).text
        address = shown.split('<image href="')[1].split('"')[0]
        for stranger in (office.visitor("other"), office.visitor("audrey", Role.AUDITOR)):
            assert ink(stranger.get(address).content, SSN_BOX) == 1.0
        assert ink(visitor.get(f"/cases/{case_id}/pages/1/image?reveal=yes").content, SSN_BOX) == 1.0

    def test_read_only_as_a_word_are_covered_too(self, office: Office) -> None:
        written = (*WRITTEN, (FieldName.FORMER_NAMES, "000-98-7654", 120, 800))
        case_id = office.open_case(written=written)
        _, boxes = draw_page(*((t, x, y) for _, t, x, y in written))
        picture = office.visitor().get(f"/cases/{case_id}/pages/1/image").content
        assert ink(picture, boxes[-1]) == 1.0

    def test_in_a_message_are_covered(self, office: Office) -> None:
        case_id = office.open_case(text_page=f"I am Ana Reyes, my number is {SSN}.")
        assert SSN not in office.visitor().get(f"/cases/{case_id}").text

    def test_are_not_for_an_auditor(self, office: Office) -> None:
        page = office.visitor("audrey", Role.AUDITOR).get(f"/cases/{office.open_case()}").text
        assert "/reveal" not in page


def ink(picture: bytes, box: Box) -> float:
    """How much of a box is black."""
    with Image.open(io.BytesIO(picture)) as opened:
        part = opened.convert("L").crop((box.x0, box.y0, box.x1, box.y1))
    pixels = part.tobytes()
    return sum(value < 128 for value in pixels) / len(pixels)
