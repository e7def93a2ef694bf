"""Importing the export of the eLicensing system: good rows are kept, bad ones reported by line."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.errors import UnusableFile
from processing.ports import ImportReport
from storage.database import SqlStorage
from storage.importing import COLUMNS, import_records
from tests.storage.situations import NOW

pytestmark = pytest.mark.usefixtures("few_birth_days")

HEADER = ",".join((*COLUMNS, "former_names"))
PATTERN = r"[EAP]\d{6,8}"


def line(number: str = "E0901234", **changes: str) -> str:
    values = dict.fromkeys((*COLUMNS, "former_names"), "") | {
        "certification_number": number,
        "level": "EMT",
        "first_name": "Ana",
        "last_name": "Reyes",
        "date_of_birth": "1987-06-05",
        "ssn_last4": "4321",
        "status": "Current",
        "issued_on": "2024-04-01",
    }
    return ",".join((values | changes).values())


def run(storage: SqlStorage, *lines: str) -> ImportReport:
    return import_records(storage, [f"{text}\n" for text in lines], number_pattern=PATTERN, now=NOW)


def test_again_changes_nothing(storage: SqlStorage) -> None:
    lines = (HEADER, line(), line("A0905678", former_names="Ana Okafor; Ana Cole"))
    assert run(storage, *lines) == ImportReport(2, 0, 0, ())
    assert run(storage, *lines) == ImportReport(0, 0, 2, ())
    assert run(storage, HEADER, line(status="Expired")) == ImportReport(0, 1, 0, ())
    with storage.work() as work:
        (found,) = work.records.search("A0905678")
    assert found.former_names == ("Ana Okafor", "Ana Cole")


def test_a_dry_run_reports_the_same_and_writes_nothing(storage: SqlStorage) -> None:
    assert run(storage, HEADER, line()) == ImportReport(1, 0, 0, ())
    lines = [f"{text}\n" for text in (HEADER, line(status="Expired"), line("A0905678"), line("X12"))]
    rehearsed, done = (
        import_records(storage, lines, number_pattern=PATTERN, now=NOW, dry_run=dry) for dry in (True, False)
    )
    assert rehearsed == done
    assert (done.added, done.changed, len(done.rejected)) == (1, 1, 1)


def test_a_dry_run_leaves_the_records_as_they_are(storage: SqlStorage) -> None:
    lines = [f"{text}\n" for text in (HEADER, line(), line("A0905678"))]
    import_records(storage, lines, number_pattern=PATTERN, now=NOW, dry_run=True)
    with storage.work() as work:
        assert work.records.count() == 0


@pytest.fixture
def sqlite_storage(make_storage: object, tmp_path: Path) -> SqlStorage:
    made: SqlStorage = make_storage(tmp_path)  # type: ignore[operator]
    return made


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param(line(date_of_birth="06/05/1987"), "date_of_birth is not a date", id="date"),
        pytest.param(line(expires_on="2026-02-30"), "expires_on is not a date", id="no such day"),
        pytest.param(line("X12"), "does not have the form", id="number"),
        pytest.param(line(""), "certification_number is empty", id="no number"),
        pytest.param(line(ssn_last4="123"), "ssn_last4 is not four digits", id="last four"),
        pytest.param(line(last_name=""), "last_name is empty", id="no name"),
        pytest.param(line(status=""), "status is empty", id="no status"),
        pytest.param(line() + ",more", "has 19 fields and the header 18", id="too many fields"),
        pytest.param("E0901234", "has 1 fields and the header 18", id="too few fields"),
        pytest.param(line("E0905678"), "stands on line 2 already", id="number twice"),
        pytest.param(line(city="Wor\udce9"), "not UTF-8", id="encoding"),
        pytest.param(line(city="a\0b"), "NUL", id="NUL"),
    ],
)
def test_bad_row_is_named_and_the_others_kept(sqlite_storage: SqlStorage, bad: str, words: str) -> None:
    report = run(sqlite_storage, HEADER, line("E0905678"), bad, line("E0900001"))
    assert report.added == 2
    assert [rejected.line for rejected in report.rejected] == [3]
    assert words in report.rejected[0].problem
    assert "06/05/1987" not in report.rejected[0].problem


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param((), "The header lacks certification_number", id="empty file"),
        pytest.param(("name,born", "a,b"), "The header lacks certification_number", id="other file"),
        pytest.param((HEADER.replace("status,", ""),), "The header lacks status", id="one column missing"),
    ],
)
def test_header_is_asked_for(sqlite_storage: SqlStorage, lines: Sequence[str], words: str) -> None:
    with pytest.raises(UnusableFile, match=f"^{words}.* under .columns. of a mapping file"):
        run(sqlite_storage, *lines)


def test_a_header_alone_is_an_export_of_nothing(sqlite_storage: SqlStorage) -> None:
    report = run(sqlite_storage, HEADER)
    assert (report.rows, report.added, report.rejected, report.import_id) == (0, 0, (), None)


def test_file_with_a_mark_windows_ends_and_a_bad_byte(sqlite_storage: SqlStorage, tmp_path: Path) -> None:
    good, bad = line(last_name="Núñez").encode(), line("E0905678", city="Caf?").encode()
    path = tmp_path / "records.csv"
    path.write_bytes(
        b"\xef\xbb\xbf" + b"\r\n".join((HEADER.encode(), good, bad.replace(b"?", b"\xe9"), b"")) + b"\r\n"
    )
    report = import_records(sqlite_storage, path, number_pattern=PATTERN, now=NOW)
    assert (report.added, [(r.line, r.problem) for r in report.rejected]) == (
        1,
        [(3, "the line is not UTF-8")],
    )


def test_quoted_line_breaks_keep_the_count_of_lines(sqlite_storage: SqlStorage) -> None:
    quoted = line("E0900001", address_line1='"12 Invented Lane"')
    broken = line("E0900002", address_line1='"Rear House')
    rest = broken.split("Rear House")[1]
    lines = (HEADER, quoted, broken.split("Rear House")[0] + "Rear House", f'Unit 2"{rest}', line("X"))
    report = run(sqlite_storage, *lines)
    assert report.added == 2
    assert [rejected.line for rejected in report.rejected] == [5]


def test_batches_are_committed_one_by_one(
    sqlite_storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash in the third batch leaves the first two, and the import may be run again."""
    monkeypatch.setattr("storage.importing.BATCH_ROWS", 5)
    lines, told = [HEADER, *(line(f"E{n:07d}") for n in range(12))], list[int]()

    def crash_at_the_end(done: int) -> None:
        told.append(done)
        if done == 11:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        import_records(sqlite_storage, lines, number_pattern=PATTERN, now=NOW, progress=crash_at_the_end)
    assert told == [6, 11]
    assert run(sqlite_storage, *lines) == ImportReport(2, 0, 10, ())
