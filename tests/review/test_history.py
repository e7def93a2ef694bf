"""A person's other credentials and what earlier exports said, beside the papers."""

from datetime import timedelta

from domain.ids import CertificationNumber
from tests.review.office import NUMBER, Office, a_record

LATER = CertificationNumber("P0907777")


def change_records(office: Office) -> None:
    """Two imports: the person moved and married, and became a paramedic besides."""
    at_first = a_record(phone="617-555-0123", address_line1="12 Invented Lane", city="Worcester", state="MA")
    changed = a_record(last="Cole", status="Expired", phone="617-555-0123", address_line1="9 Other Road")
    paramedic = a_record(LATER, "Cole", level="Paramedic")
    for days, records in ((1, [at_first]), (2, [changed, paramedic])):
        with office.storage.work() as work:
            now = office.clock() + timedelta(days=days)
            number = work.record_imports.begin("", "ada", now)
            work.record_imports.upsert(records, now, number)


def test_history_stands_with_the_candidate(office: Office) -> None:
    change_records(office)
    page = office.visitor().get(f"/cases/{office.open_case()}").text
    assert f"The same person's: {LATER} Paramedic, Current, to 2028-03-31" in page
    earlier = page[page.index("Earlier exports said") :]
    for words in ("name Ana Reyes", "status Current", "address 12 Invented Lane, Worcester, MA"):
        assert words in earlier
    assert "2026-03-03 to 2026-03-04" in earlier
    assert "(formerly Ana Reyes)" in page


def test_nothing_is_said_where_nothing_changed(office: Office) -> None:
    page = office.visitor().get(f"/cases/{office.open_case()}").text
    assert str(NUMBER) in page
    assert "Earlier exports said" not in page
    assert "The same person's" not in page
