"""Imports of records: what they keep of before, whose credentials are one person's, and the way back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from domain.errors import NotAllowed, NotThere
from domain.ids import CertificationNumber
from domain.records import CertificationRecord, MatchQuery
from domain.states import ImportState
from processing.ports import ImportReport, Taken
from storage.database import SqlStorage
from storage.exports.mapping import COLUMNS, ExportMapping, Removals
from storage.importing import import_records, revert_import
from tests.storage.situations import LATER, NOW, record

pytestmark = pytest.mark.usefixtures("few_birth_days")

PATTERN = r"[EAP]\d{6,8}"
HEADER = ",".join((*COLUMNS, "former_names", "ssn_is_pseudo", "person_id", "change"))
BY_ID = ExportMapping(columns={"person_id": "person_id"}, removals=Removals(column="change", words=["D"]))
DAYS = [datetime(2026, month, 1, 15, tzinfo=UTC) for month in range(1, 10)]


def line(number: str = "E0901234", **changes: str) -> str:
    values = dict.fromkeys(HEADER.split(","), "") | {
        "certification_number": number,
        "level": {"E": "EMT", "A": "AEMT", "P": "Paramedic"}.get(number[0], ""),
        "first_name": "Ana",
        "last_name": "Reyes",
        "date_of_birth": "1987-06-05",
        "ssn_last4": "4321",
        "address_line1": "12 Invented Lane",
        "city": "Worcester",
        "status": "Current",
    }
    return ",".join((values | changes).values())


def run(storage: SqlStorage, *lines: str, now: datetime = NOW, **options: Any) -> ImportReport:
    return import_records(
        storage,
        [f"{text}\n" for text in (HEADER, *lines)],
        number_pattern=PATTERN,
        now=now,
        by="ada",
        **options,
    )


def rows(storage: SqlStorage) -> dict[str, list[tuple[Any, ...]]]:
    """All that the tables of records hold, byte for byte."""
    tables = {"record": "id", "record_key": "key, record_id", "record_name": "folded, record_id"}
    with storage.engine.connect() as connection:
        return {
            table: [
                tuple(bytes(v) if isinstance(v, memoryview) else str(v) for v in row)
                for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY {order}"))
            ]
            for table, order in tables.items()
        }


def get(storage: SqlStorage, number: str) -> CertificationRecord:
    with storage.work() as work:
        found = work.records.get(CertificationNumber(number))
    assert found is not None
    return found


def numbers(storage: SqlStorage) -> list[str]:
    with storage.work() as work:
        return list(work.records.numbers())


def former(storage: SqlStorage, number: str) -> list[tuple[str, str, datetime, datetime]]:
    with storage.work() as work:
        history = work.records.history(CertificationNumber(number))
    return [(f.field, f.value, f.since, f.until) for f in history.former]


class TestHistory:
    def test_tells_each_fact_with_the_imports_between_which_it_stood(self, storage: SqlStorage) -> None:
        run(storage, line(status="Current", address_line1="1 Old Road"), now=DAYS[0])
        run(storage, line(status="Expired", address_line1="1 Old Road"), now=DAYS[1])
        run(storage, line(status="Expired", last_name="Cole"), now=DAYS[2])
        run(storage, line(status="Expired", last_name="Cole"), now=DAYS[3])
        assert former(storage, "E0901234") == [
            ("name", "Ana Reyes", DAYS[0], DAYS[2]),
            ("address", "1 Old Road, Worcester", DAYS[0], DAYS[2]),
            ("status", "Current", DAYS[0], DAYS[1]),
        ]
        assert get(storage, "E0901234").former_addresses == ("1 Old Road",)

    def test_what_stands_again_is_not_former(self, storage: SqlStorage) -> None:
        for day, status in zip(DAYS, ("Current", "Expired", "Current"), strict=False):
            run(storage, line(status=status), now=day)
        assert former(storage, "E0901234") == [("status", "Expired", DAYS[1], DAYS[2])]

    def test_a_level_change_leaves_an_earlier_number(self, storage: SqlStorage) -> None:
        run(storage, line("E0900001", address_line1="1 Old Road"), now=DAYS[0])
        run(storage, line("A0900002"), now=DAYS[1], remove_absent=True, most_absent=1)
        run(storage, line("P0900003"), now=DAYS[2], remove_absent=True, most_absent=1)
        found = get(storage, "P0900003")
        assert found.earlier_numbers == ("E0900001", "A0900002")
        assert found.former_addresses == ("1 Old Road",)
        assert [f[:2] for f in former(storage, "P0900003") if f[0] == "number"] == [
            ("number", "A0900002"), ("number", "E0900001"),
        ]  # fmt: skip
        with storage.work() as work:
            asked = work.records.candidates(MatchQuery(number="E0900001"))
            assert [r.certification_number for r in work.records.search("e0900001")] == ["P0900003"]
        assert [r.certification_number for r in asked] == ["P0900003"]

    def test_who_comes_after_the_removal_has_the_number_too(self, storage: SqlStorage) -> None:
        run(storage, line("E0900001", person_id="7"), mapping=BY_ID)
        run(storage, line("E0900001", change="D"), mapping=BY_ID)
        assert numbers(storage) == []
        run(storage, line("A0900002", person_id="7", last_name="Cole"), mapping=BY_ID)
        found = get(storage, "A0900002")
        assert (found.earlier_numbers, found.former_names) == (("E0900001",), ("Ana Reyes",))


class TestPersons:
    @pytest.mark.parametrize(
        ("first", "second", "same", "apart"),
        [
            pytest.param({}, {}, True, 0, id="name, birth date and last four"),
            pytest.param({"person_id": "7"}, {"person_id": "7", "last_name": "Cole"}, True, 0, id="the id"),
            pytest.param({"person_id": "7"}, {"person_id": "8"}, False, 0, id="another id"),
            pytest.param({"ssn_last4": ""}, {"ssn_last4": ""}, False, 0, id="no last four"),
            pytest.param({"ssn_is_pseudo": "yes"}, {"ssn_is_pseudo": "yes"}, False, 0, id="pseudo last four"),
            pytest.param({"middle_name": "Luz"}, {"middle_name": "Ida"}, False, 1, id="middle names clash"),
            pytest.param({"middle_name": "Luz"}, {"middle_name": "L"}, True, 0, id="middle initial"),
            pytest.param({"suffix": "Jr."}, {"suffix": "Sr."}, False, 0, id="suffix"),
            pytest.param(
                {"person_id": "7"}, {"person_id": "7", "date_of_birth": "1987-06-06"}, False, 1,
                id="the id, birth dates clash",
            ),
            pytest.param(
                {"person_id": "7"}, {"person_id": "7", "ssn_last4": "1111"}, False, 1,
                id="the id, last fours clash",
            ),
            pytest.param(
                {"person_id": "7"}, {"person_id": "7", "ssn_last4": "1111", "ssn_is_pseudo": "1"}, True, 0,
                id="the id, a pseudo number changed",
            ),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("at_once", [pytest.param(True, id="one file"), pytest.param(False, id="two")])
    def test_are_recognised_and_never_merged_where_they_clash(
        self,
        storage: SqlStorage,
        first: dict[str, str],
        second: dict[str, str],
        same: bool,
        apart: int,
        at_once: bool,
    ) -> None:
        lines = (line("E0900001", **first), line("A0900002", **second))
        files: Sequence[Sequence[str]] = [lines] if at_once else [lines[:1], lines[1:]]
        report = [run(storage, *file, mapping=BY_ID) for file in files][-1]
        one, two = get(storage, "E0900001"), get(storage, "A0900002")
        assert (one.person == two.person) is same
        assert report.apart == ("A0900002",)[:apart]
        with storage.work() as work:
            others = work.records.history(CertificationNumber("E0900001")).others
        assert [o.certification_number for o in others] == (["A0900002"] if same else [])

    def test_a_person_stays_through_a_change_of_name(self, storage: SqlStorage) -> None:
        run(storage, line("E0900001"), line("A0900002"))
        run(storage, line("E0900001", last_name="Cole"))
        assert get(storage, "E0900001").person == get(storage, "A0900002").person

    def test_a_credential_that_clashes_with_the_others_parts_from_them(self, storage: SqlStorage) -> None:
        run(storage, line("E0900001"), line("A0900002"))
        run(storage, line("A0900002", date_of_birth="1990-01-01"))
        assert get(storage, "E0900001").person != get(storage, "A0900002").person

    def test_records_of_before_are_recognised_by_the_next_import(self, storage: SqlStorage) -> None:
        run(storage, line("E0900001"))
        with storage.engine.begin() as connection:
            connection.execute(text("UPDATE record SET person_key = NULL, added_by = NULL"))
        assert run(storage, line("E0900001")).unchanged == 1
        run(storage, line("A0900002"))
        assert get(storage, "E0900001").person == get(storage, "A0900002").person

    def test_services_are_nobodys(self, storage: SqlStorage) -> None:
        service = line("AMB-0012", first_name="", last_name="Invented Ambulance", level="Ambulance")
        assert run(storage, service).added == 1
        query = MatchQuery(number="AMB-0012", names=("Invented Ambulance",), date_of_birth="1987-06-05")
        with storage.work() as work:
            assert work.records.candidates(query) == []
            assert work.records.history(CertificationNumber("AMB-0012")).others == ()
        assert get(storage, "AMB-0012").person == 0


class TestRemovals:
    @pytest.fixture
    def filled(self, storage: SqlStorage) -> SqlStorage:
        run(storage, *(line(f"E09000{n:02d}", first_name=f"Ana{n}", ssn_last4="") for n in range(20)))
        return storage

    def lines(self, absent: int) -> list[str]:
        return [line(f"E09000{n:02d}", first_name=f"Ana{n}", ssn_last4="") for n in range(absent, 20)]

    def test_nothing_is_removed_unasked(self, filled: SqlStorage) -> None:
        assert run(filled, *self.lines(1)).removed == 0
        assert len(numbers(filled)) == 20

    def test_a_full_export_removes_what_it_lacks(self, filled: SqlStorage) -> None:
        assert run(filled, *self.lines(1), remove_absent=True, dry_run=True).removed == 1
        assert len(numbers(filled)) == 20
        assert run(filled, *self.lines(1), remove_absent=True).removed == 1
        assert len(numbers(filled)) == 19
        assert run(filled, *self.lines(1), remove_absent=True).removed == 0

    def test_too_many_absent_are_refused_before_anything_is_written(self, filled: SqlStorage) -> None:
        with pytest.raises(NotAllowed, match=r"2 of 20 records are absent .* more than 5.0%"):
            run(filled, *self.lines(2), line("E0999999"), remove_absent=True)
        assert len(numbers(filled)) == 20
        assert run(filled, *self.lines(2), remove_absent=True, most_absent=0.1).removed == 2

    def test_an_export_without_records_removes_nobody(self, filled: SqlStorage) -> None:
        with pytest.raises(NotAllowed, match="holds no records"):
            run(filled, remove_absent=True, most_absent=1)
        assert len(numbers(filled)) == 20

    def test_a_line_that_cannot_be_read_hides_nobody(self, filled: SqlStorage) -> None:
        with pytest.raises(NotAllowed, match=r"1 lines cannot be read \(line 21\)"):
            run(filled, *self.lines(1), line("X1"), remove_absent=True)
        spoilt = line("E0900000", date_of_birth="soon")
        report = run(filled, *self.lines(1), spoilt, remove_absent=True)
        assert (report.removed, len(report.rejected)) == (0, 1)

    def test_a_delta_names_what_is_gone(self, filled: SqlStorage) -> None:
        gone, unknown = line("E0900003", change="d"), line("E0999999", change="D")
        changed = line("E0900004", first_name="Ana4", ssn_last4="", status="Expired")
        report = run(filled, gone, unknown, changed, mapping=BY_ID)
        assert (report.removed, report.changed) == (1, 1)
        assert len(numbers(filled)) == 19

    @pytest.mark.parametrize("removed_first", [True, False])
    def test_a_number_that_is_gone_and_there_in_one_file_is_the_first_alone(
        self, filled: SqlStorage, removed_first: bool
    ) -> None:
        gone, there = line("E0900003", change="D"), line("E0900003", first_name="Ana3", ssn_last4="", zip="1")
        report = run(filled, *((gone, there) if removed_first else (there, gone)), mapping=BY_ID)
        assert [r.problem for r in report.rejected] == ["the certification number stands on line 2 already"]
        assert (report.removed, report.changed) == ((1, 0) if removed_first else (0, 1))

    def test_numbers_are_not_given_out_again(self, filled: SqlStorage) -> None:
        last = get(filled, "E0900019").person
        run(filled, line("E0900019", change="D"), mapping=BY_ID)
        run(filled, line("E0900050", first_name="Zoe"))
        assert get(filled, "E0900050").person > last


class TestReverting:
    def changes(self) -> list[Callable[[SqlStorage], ImportReport]]:
        return [
            lambda s: run(s, line("E0900001"), line("E0900002", first_name="John"), now=DAYS[1]),
            lambda s: run(s, line("A0900003"), line("E0900002", first_name="Jon"), now=DAYS[2]),
            lambda s: run(
                s, line("A0900003", last_name="Cole"), line("E0900002", first_name="Jon"), now=DAYS[3],
                remove_absent=True, most_absent=1,
            ),
            lambda s: run(
                s, line("E0900002", change="D"), line("E0900004"), line("A0900003", email="a@x.example"),
                now=DAYS[4], mapping=BY_ID,
            ),
        ]  # fmt: skip

    def test_restores_exactly_what_was_before(self, storage: SqlStorage) -> None:
        before, ids = [rows(storage)], list[int]()
        for change in self.changes():
            report = change(storage)
            assert report.import_id is not None
            ids.append(report.import_id)
            before.append(rows(storage))
        for number, stood in zip(reversed(ids), reversed(before[:-1]), strict=True):
            reverted, _ = revert_import(storage, number, "ada", LATER)
            assert reverted.state is ImportState.REVERTED
            assert rows(storage) == stood
        with storage.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM record_version")) == 0

    def test_in_small_steps_too(self, storage: SqlStorage, monkeypatch: pytest.MonkeyPatch) -> None:
        """A revert that breaks off goes on where it stood, and no import begins meanwhile."""
        first, second = [change(storage).import_id or 0 for change in self.changes()[:2]]
        stood = rows(storage)
        run(
            storage,
            *(line(f"P09000{n:02d}", first_name=f"P{n}") for n in range(9)),
            line("E0900001", zip="1"),
        )
        monkeypatch.setattr("storage.importing.BATCH_ROWS", 2)

        def crash(done: int) -> None:
            raise RuntimeError

        with pytest.raises(RuntimeError):
            revert_import(storage, second + 1, "ada", LATER, crash)
        with pytest.raises(
            NotAllowed, match=f"half reverted. Finish it: oems-intake records revert {second + 1}"
        ):
            run(storage, line("E0900001"))
        revert_import(storage, second + 1, "ada", LATER)
        assert rows(storage) == stood
        assert first

    @pytest.mark.parametrize(
        "later",
        [
            pytest.param((line("E0900001", status="Expired"),), id="changed what it added"),
            pytest.param((line("E0900001", change="D"),), id="removed what it added"),
            pytest.param((line("E0900002", first_name="Jo"),), id="changed what it changed"),
            pytest.param((line("E0900009", first_name="Ida"),), id="added again what it removed"),
        ],
    )
    def test_is_refused_where_a_later_import_changed_the_same(
        self, storage: SqlStorage, later: tuple[str, ...]
    ) -> None:
        run(storage, line("E0900002", first_name="John"), line("E0900009", first_name="Ida", ssn_last4=""))
        mine = run(
            storage, line("E0900001"), line("E0900002", first_name="Jon"), line("E0900009", change="D"),
            mapping=BY_ID,
        ).import_id  # fmt: skip
        other = run(storage, *later, mapping=BY_ID).import_id
        assert mine is not None
        assert other is not None
        stood = rows(storage)
        with pytest.raises(NotAllowed, match=f"same records: {other}. Revert them first"):
            revert_import(storage, mine, "ada", LATER)
        assert rows(storage) == stood
        revert_import(storage, other, "ada", LATER)
        revert_import(storage, mine, "ada", LATER)
        assert numbers(storage) == ["E0900002", "E0900009"]

    def test_leaves_what_others_did_to_other_records(self, storage: SqlStorage) -> None:
        mine = run(storage, line("E0900001")).import_id
        run(storage, line("E0900002", first_name="John"))
        assert mine is not None
        revert_import(storage, mine, "ada", LATER)
        assert numbers(storage) == ["E0900002"]
        with pytest.raises(NotAllowed, match="reverted already"):
            revert_import(storage, mine, "ada", LATER)
        with pytest.raises(NotThere, match="records imports"):
            revert_import(storage, 2_000_000_000, "ada", LATER)


class TestList:
    def test_counts_what_each_did(self, storage: SqlStorage) -> None:
        run(storage, line("E0900001"), line("X1"))
        run(storage, line("E0900001"), line("E0900002", first_name="John"))
        with storage.work() as work:
            second, first = work.record_imports.all()
        assert (first.added, first.unchanged, first.rejected, first.by) == (1, 0, 1, "ada")
        assert (second.added, second.changed, second.unchanged, second.state) == (1, 0, 1, ImportState.DONE)

    def test_a_file_that_broke_off_goes_on_as_the_same_import(
        self, storage: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("storage.importing.BATCH_ROWS", 2)
        file = tmp_path / "export.csv"
        file.write_text("\n".join((HEADER, *(line(f"E090000{n}", first_name=f"A{n}") for n in range(5)), "")))

        def crash(lines: int) -> None:
            raise RuntimeError

        before = rows(storage)
        with pytest.raises(RuntimeError):
            import_records(storage, file, number_pattern=PATTERN, now=NOW, progress=crash)
        report = import_records(storage, file, number_pattern=PATTERN, now=NOW)
        assert (report.added, report.unchanged) == (3, 2)
        with storage.work() as work:
            (whole,) = work.record_imports.all()
        assert (whole.added, whole.unchanged, whole.state) == (5, 0, ImportState.DONE)
        assert len(whole.file_hash) == 64
        revert_import(storage, whole.id, "ada", LATER)
        assert rows(storage) == before

    def test_no_import_goes_on_beside_a_later_one(self, storage: SqlStorage) -> None:
        """They are taken back in their order, so that their changes must not lie crosswise."""
        with storage.work() as work:
            first = work.record_imports.begin("", "ada", NOW)
            second = work.record_imports.begin("", "bea", NOW)
        with storage.work() as work, pytest.raises(NotAllowed, match=f"Import {second} was begun"):
            work.record_imports.upsert([record()], NOW, first)
        with storage.work() as work:
            assert work.record_imports.upsert([record()], NOW, second).added == 1
            work.record_imports.begin_revert(first)
        with storage.work() as work, pytest.raises(NotAllowed, match=f"Import {first} was"):
            work.record_imports.remove([record().certification_number], NOW, second)

    def test_upsert_outside_an_import_keeps_no_way_back(self, storage: SqlStorage) -> None:
        with storage.work() as work:
            assert work.record_imports.upsert([record()], NOW) == Taken(1, 0, 0)
            assert work.record_imports.upsert([replace(record(), expires_on=date(2030, 1, 1))], NOW) == Taken(
                0, 1, 0
            )
            assert work.record_imports.all() == []
