"""An export whose columns are mistaken is kept back before it writes; single odd rows are only said."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import NotAllowed
from storage.database import SqlStorage
from storage.exports.mapping import ExportMapping
from storage.importing import import_records
from tests.storage.test_importing import HEADER, PATTERN, line

pytestmark = pytest.mark.usefixtures("few_birth_days")

NOW = datetime(2026, 11, 28, 15, tzinfo=UTC)
#: Invented people with names as ordinary exports have them.
PEOPLE = [
    ("Ana", "Reyes"), ("John", "Okafor"), ("Maria", "Thomas"), ("Zelda", "Quimby"), ("Peter", "Larsen"),
    ("Ngozi", "Adeyemi"), ("Linda", "James"), ("Paul", "Kowalski"), ("Susan", "Delgado"), ("Omar", "Haddad"),
]  # fmt: skip


def people(**changes: str) -> list[dict[str, str]]:
    return [
        {
            "certification_number": f"E09000{n:02d}", "level": "EMT", "first_name": first, "last_name": last,
            "date_of_birth": f"19{60 + n}-06-05", "issued_on": "2024-04-01", "expires_on": "2026-03-31",
            "city": "Worcester", "state": "MA", "zip": "01608", "phone": "617-555-0101", "status": "Active",
            "email": f"{first}@mail.example".lower(), "ssn_last4": f"{1000 + n}",
        }
        | changes
        for n, (first, last) in enumerate(PEOPLE)
    ]  # fmt: skip


def exchanged(one: str, other: str) -> list[dict[str, str]]:
    return [person | {one: person[other], other: person[one]} for person in people()]


def written(rows: list[dict[str, str]]) -> list[str]:
    numbered = [dict(row) for row in rows]
    return [f"{HEADER}\n", *(f"{line(row.pop('certification_number'), **row)}\n" for row in numbered)]


@pytest.fixture
def sqlite_storage(make_storage: Callable[..., SqlStorage], tmp_path: Path) -> SqlStorage:
    return make_storage(tmp_path)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param(exchanged("first_name", "last_name"), "first_name and last_name look exchanged",
                     id="names"),
        pytest.param(exchanged("issued_on", "expires_on"), "10 of 10 rows: expires_on is before issued_on",
                     id="issue and expiry"),
        pytest.param(exchanged("date_of_birth", "issued_on"), "date_of_birth is not before issued_on",
                     id="birth and issue"),
        pytest.param(exchanged("city", "state"), "city and state look exchanged", id="town and state"),
        pytest.param(exchanged("zip", "phone"), "zip is no ZIP code", id="zip"),
        pytest.param(exchanged("zip", "phone"), "phone has too few digits", id="telephone"),
        pytest.param(exchanged("email", "city"), "email is no address", id="email"),
        pytest.param(exchanged("last_name", "phone"), "first_name or last_name holds no letter", id="number"),
        pytest.param(people(level="EMT-Basic"), "unknown levels 'EMT-Basic' (10)", id="levels"),
        pytest.param(people(status="ACT"), "unknown statuses 'ACT' (10)", id="statuses"),
        pytest.param(people(date_of_birth="2062-06-05"), "date_of_birth is in a year in which no", id="2062"),
        pytest.param(people(issued_on="0224-04-01"), "issued_on is in a year that cannot be", id="year 224"),
        pytest.param(people(expires_on="2206-03-31"), "expires_on is in a year that cannot be", id="2206"),
        pytest.param([{**row, "certification_number": "E0900001"} for row in people() * 3],
                     "29 of 30 rows cannot be taken, most because the certification number stands on line",
                     id="one number in all rows"),
        pytest.param([{**row, "certification_number": f"X{n}"} for n, row in enumerate(people() * 3)],
                     "30 of 30 rows cannot be taken, most because certification_number does not have the",
                     id="another column for the number"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dry_run", [pytest.param(True, id="dry run"), pytest.param(False, id="import")])
def test_mistaken_columns_are_refused_before_anything_is_written(
    sqlite_storage: SqlStorage, rows: list[dict[str, str]], words: str, dry_run: bool
) -> None:
    with pytest.raises(NotAllowed) as raised:
        import_records(sqlite_storage, written(rows), number_pattern=PATTERN, now=NOW, dry_run=dry_run)
    assert words in str(raised.value)
    assert "Nothing was written. Mend the mapping file" in str(raised.value)
    with sqlite_storage.work() as work:
        assert (work.records.count(), work.record_imports.all()) == (0, [])


def test_what_is_ordinary_raises_no_doubt(sqlite_storage: SqlStorage) -> None:
    report = import_records(sqlite_storage, written(people()), number_pattern=PATTERN, now=NOW)
    assert (report.added, report.doubts) == (10, ())


def test_surnames_that_are_first_names_too_are_ordinary(sqlite_storage: SqlStorage) -> None:
    """Of a few rows, a third that tell may be called so."""
    surnames = ("Thomas", "James", "Martin", "Arthur")
    rows = [row | {"last_name": name} for row, name in zip(people(), surnames, strict=False)]
    odd = [row | {"first_name": "Zelda"} for row in rows]
    report = import_records(sqlite_storage, written([*odd, *people()[4:]]), number_pattern=PATTERN, now=NOW)
    assert (report.added, report.doubts) == (10, ())


def test_single_odd_rows_are_taken_in_and_said_by_line(sqlite_storage: SqlStorage) -> None:
    rows = people()
    rows[3]["issued_on"] = "2027-04-01"
    rows[5]["status"] = "Dormant"
    report = import_records(sqlite_storage, written(rows), number_pattern=PATTERN, now=NOW)
    assert (report.added, len(report.doubts)) == (10, 2)
    assert report.doubts[0] == (
        "1 of 10 rows: expires_on is before issued_on, as if they were exchanged (line 5)"
    )
    assert report.doubts[1].startswith("1 of 10 rows: unknown statuses 'Dormant' (1)")


def test_allowed_it_is_only_said(sqlite_storage: SqlStorage) -> None:
    lines = written(people(level="EMT-Basic"))
    report = import_records(sqlite_storage, lines, number_pattern=PATTERN, now=NOW, doubtful=True)
    assert (report.added, len(report.doubts)) == (10, 1)


def test_a_mapping_of_the_words_is_what_was_asked_for(sqlite_storage: SqlStorage) -> None:
    mapping = ExportMapping.model_validate({"values": {"level": {"emt-basic": "EMT"}}})
    lines = written(people(level="EMT-Basic"))
    report = import_records(sqlite_storage, lines, number_pattern=PATTERN, now=NOW, mapping=mapping)
    assert (report.added, report.doubts) == (10, ())


def test_many_different_words_are_not_printed(sqlite_storage: SqlStorage) -> None:
    """They may be names: the column is another one."""
    rows = [
        {**row, "certification_number": f"E09000{n:02d}", "level": f"{row['last_name']} {n}"}
        for n, row in enumerate(people() * 2)
    ]
    with pytest.raises(NotAllowed) as raised:
        import_records(sqlite_storage, written(rows), number_pattern=PATTERN, now=NOW)
    assert "20 different words that are no levels; is level the right column?" in str(raised.value)
    assert "Okafor" not in str(raised.value)


def test_columns_that_change_in_a_later_batch_stop_the_import_there(
    sqlite_storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.importing.BATCH_ROWS", 10)
    monkeypatch.setattr("storage.exports.guarding.EACH_LATER_ROW", 1)
    later = [
        {**row, "certification_number": f"A09000{n:02d}"}
        for n, row in enumerate(exchanged("issued_on", "expires_on"))
    ]
    with pytest.raises(NotAllowed, match="Nothing more was written"):
        import_records(sqlite_storage, written(people() + later), number_pattern=PATTERN, now=NOW)
    with sqlite_storage.work() as work:
        assert work.records.count() == 10
