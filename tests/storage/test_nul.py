"""NUL, which PostgreSQL refuses in texts, stops nothing: a space is kept in its place."""

import pytest
import sqlalchemy as sa

from domain.states import Stage
from domain.submissions import Headers
from processing.ports import SubmissionFacts
from storage.database import SqlStorage
from storage.importing import COLUMNS, import_records
from tests.storage.situations import NOW, an_attachment, take

pytestmark = pytest.mark.usefixtures("few_birth_days")


def test_a_text_with_nul_is_kept(storage: SqlStorage) -> None:
    echo = sa.select(sa.bindparam("text", type_=sa.String))
    with storage.work() as work:
        kept = work.session.execute(echo, {"text": "Ana\x00Reyes"}).scalar_one()
    assert kept.replace("\x00", " ") == "Ana Reyes"


def test_an_export_with_nul_in_every_cell_is_reported_and_imported(storage: SqlStorage) -> None:
    good = {
        "certification_number": "E0901234", "level": "EMT", "first_name": "Ana", "last_name": "Reyes",
        "date_of_birth": "1987-06-05", "ssn_last4": "4321", "status": "Current", "issued_on": "2024-04-01",
    }  # fmt: skip
    for column in COLUMNS:
        row = good | {column: f"{good.get(column, '')}\x00"}
        lines = [",".join(COLUMNS) + "\n", ",".join(row.get(name, "") for name in COLUMNS) + "\n"]
        report = import_records(storage, lines, number_pattern=r"[EAP]\d{6,8}", now=NOW)
        assert report.added + report.changed + report.unchanged + len(report.rejected) == 1


def test_what_a_mail_says_with_nul_is_kept(storage: SqlStorage) -> None:
    submission = take(storage, "scan:\x001")
    headers = Headers(sender="ana\x00@example.org", subject="My\x00papers", message_id="<1\x00@x>")
    attachment = an_attachment(f"{submission.id}-0", name="request\x00.pdf")
    with storage.work() as work:
        work.submissions.save_unpacked(submission.id, SubmissionFacts(headers=headers), [attachment], [])
        work.quarantine.add(
            submission.id, None, Stage.UNPACK, "The file 'a\x00' is locked.", "Ask.", NOW.date(), NOW
        )
    with storage.work() as work:
        facts = work.submissions.facts(submission.id)
    assert facts.headers.subject.replace("\x00", " ") == "My papers"
