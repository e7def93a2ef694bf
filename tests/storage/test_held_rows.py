"""Rows of an export that name somebody else than the record of their number: held, accepted, refused."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import NotAllowed, NotThere
from domain.records import MatchQuery
from domain.states import HeldState, ImportState
from processing.ports import HeldRow, RecordImport
from storage.database import SqlStorage
from storage.importing import accept_held, import_records, revert_import
from tests.storage.situations import LATER, NOW
from tests.storage.test_record_imports import (
    BY_ID,
    DAYS,
    HEADER,
    PATTERN,
    former,
    get,
    line,
    rows,
    run,
)

pytestmark = pytest.mark.usefixtures("few_birth_days")

ZELDA = line(first_name="Zelda", last_name="Otherwise", date_of_birth="1990-01-01", ssn_last4="5555")
FATHER = line(first_name="John", last_name="Cole", suffix="Sr.", date_of_birth="1957-04-12", ssn_last4="")
SON = line(first_name="John", last_name="Cole", suffix="Jr.", date_of_birth="1987-04-12", ssn_last4="")


def held(storage: SqlStorage, *, waiting_only: bool = True) -> list[HeldRow]:
    with storage.work() as work:
        return work.record_imports.held(waiting_only=waiting_only)


def accept(storage: SqlStorage, *which: str, same_person: bool) -> RecordImport:
    made, _ = accept_held(storage, which or None, "ada", LATER, same_person=same_person)
    with storage.work() as work:
        return next(one for one in work.record_imports.all() if one.id == made.id)


def refuse(storage: SqlStorage, *which: str) -> int:
    with storage.work() as work:
        return work.record_imports.refuse(which or None, "ada", LATER)


def found_by_name(storage: SqlStorage, name: str) -> list[str]:
    with storage.work() as work:
        return [r.certification_number for r in work.records.candidates(MatchQuery(names=(name,)))]


class TestHolding:
    @pytest.mark.parametrize(
        ("before", "said", "differ"),
        [
            pytest.param(line(), ZELDA, ("name", "date_of_birth", "ssn_last4"), id="number used again"),
            pytest.param(FATHER, SON, ("name", "date_of_birth"), id="father and son"),
            pytest.param(
                line(), line(first_name="Reyes", last_name="Ana"), ("name", "first_and_last_name_exchanged"),
                id="names exchanged",
            ),
        ],
    )  # fmt: skip
    def test_somebody_elses_row_changes_nothing(
        self, storage: SqlStorage, before: str, said: str, differ: tuple[str, ...]
    ) -> None:
        run(storage, before)
        stood = rows(storage)
        rehearsed = run(storage, said, dry_run=True)
        report = run(storage, said)
        assert (report.added, report.changed, report.unchanged, report.rejected) == (0, 0, 0, ())
        assert [(row.line, row.differ) for row in rehearsed.held] == [(2, differ)]
        (row,) = held(storage)
        assert (row.import_id, row.line, row.differ) == (report.import_id, 2, differ)
        assert (row.record.date_of_birth, row.state) == (report.held[0].record.date_of_birth, "waiting")
        assert rows(storage) == stood

    @pytest.mark.parametrize(
        ("before", "said", "names"),
        [
            pytest.param(
                line(), line(last_name="Cole", date_of_birth="1987-06-15"), ("Ana Reyes",),
                id="new surname and birth date mended",
            ),
            pytest.param(line(), line(level="AEMT"), (), id="level changed under one number"),
            pytest.param(
                line(), line(first_name="Zoe", last_name="Cole", date_of_birth="1990-01-01",
                             former_names="Ana Reyes"),
                ("Ana Reyes",), id="linked by the former name",
            ),
        ],
    )  # fmt: skip
    def test_one_persons_row_is_taken_in(
        self, storage: SqlStorage, before: str, said: str, names: tuple[str, ...]
    ) -> None:
        run(storage, before)
        assert run(storage, said).changed == 1
        assert held(storage) == []
        assert get(storage, "E0901234").former_names == names

    def test_a_level_change_is_a_new_number_of_the_same_person(self, storage: SqlStorage) -> None:
        run(storage, line("E0900001"), now=DAYS[0])
        for number, day in (("A0900002", DAYS[1]), ("P0900003", DAYS[2])):
            run(storage, line(number), now=day, remove_absent=True, most_absent=1)
        assert held(storage) == []
        assert get(storage, "P0900003").earlier_numbers == ("E0900001", "A0900002")

    def test_a_service_is_nobody(self, storage: SqlStorage) -> None:
        service = {"first_name": "", "date_of_birth": "", "ssn_last4": "", "level": "Ambulance"}
        run(storage, line("AMB-0012", last_name="Invented Ambulance", **service))
        assert run(storage, line("AMB-0012", last_name="Other Owner", **service)).changed == 1

    def test_the_file_again_holds_each_row_once(
        self, storage: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("storage.importing.BATCH_ROWS", 1)
        run(storage, line())
        file = tmp_path / "export.csv"
        file.write_text("\n".join((HEADER, ZELDA, line("E0900002", first_name="Ida"), "")))

        def crash(lines: int) -> None:
            raise RuntimeError

        with pytest.raises(RuntimeError):
            import_records(storage, file, number_pattern=PATTERN, now=NOW, progress=crash)
        report = import_records(storage, file, number_pattern=PATTERN, now=NOW)
        assert (report.added, len(report.held), len(held(storage))) == (1, 1, 1)
        again = import_records(storage, file, number_pattern=PATTERN, now=NOW)
        (row,) = held(storage)
        assert row.import_id == again.import_id
        assert [r.state for r in held(storage, waiting_only=False)] == ["waiting", "overtaken"]

    def test_a_later_export_that_is_right_ends_the_waiting(self, storage: SqlStorage) -> None:
        run(storage, line())
        run(storage, ZELDA)
        assert run(storage, line(status="Expired")).changed == 1
        assert held(storage) == []

    def test_a_removal_ends_the_waiting(self, storage: SqlStorage) -> None:
        run(storage, line())
        run(storage, ZELDA)
        run(storage, line(change="D"), mapping=BY_ID)
        assert held(storage) == []

    def test_many_at_once_are_rows_mixed_up(self, storage: SqlStorage) -> None:
        """As where a list was sorted by one column alone."""
        people = [
            {"first_name": 3 * letter, "last_name": 6 * letter, "date_of_birth": f"19{50 + 2 * n}-01-01",
             "ssn_last4": f"{1000 + n}"}
            for n, letter in enumerate("ABCDEFGHIJKLMNOPQRST")
        ]  # fmt: skip
        run(storage, *(line(f"E09000{n:02d}", **person) for n, person in enumerate(people)))
        stood = rows(storage)
        mixed = [line(f"E09000{n:02d}", **people[n - 7]) for n in range(20)]
        for dry_run in (True, False):
            with pytest.raises(NotAllowed, match=r"20 of 20 rows whose number is on record name somebody"):
                run(storage, *mixed, dry_run=dry_run)
        assert (rows(storage), held(storage)) == (stood, [])
        report = run(storage, *mixed, doubtful=True)
        assert (len(report.held), rows(storage)) == (20, stood)


class TestSettling:
    @pytest.fixture
    def waiting(self, storage: SqlStorage) -> SqlStorage:
        """Ana's number, which an export gives to Zelda; Ana has another credential, Zelda too."""
        run(storage, line(), line("A0900002"), now=DAYS[0])
        run(storage, ZELDA.replace("E0901234", "P0900003"), ZELDA, now=DAYS[1])
        return storage

    def test_accepted_for_another_the_former_holder_leaves_no_trace_on_the_record(
        self, waiting: SqlStorage
    ) -> None:
        made = accept(waiting, "E0901234", same_person=False)
        assert (made.added, made.removed, made.state) == (1, 1, ImportState.DONE)
        zelda, ana = get(waiting, "E0901234"), get(waiting, "A0900002")
        assert (zelda.full_name, zelda.former_names, zelda.former_addresses) == ("Zelda Otherwise", (), ())
        assert zelda.person == get(waiting, "P0900003").person != ana.person
        assert former(waiting, "E0901234") == []
        assert ana.earlier_numbers == ("E0901234",)
        assert set(found_by_name(waiting, "Ana Reyes")) == {"A0900002"}
        assert [row.state for row in held(waiting, waiting_only=False)] == [HeldState.ACCEPTED]

    def test_accepted_for_the_same_person_the_former_name_stays(self, waiting: SqlStorage) -> None:
        made = accept(waiting, same_person=True)
        assert (made.changed, made.removed) == (1, 0)
        assert get(waiting, "E0901234").former_names == ("Ana Reyes",)

    @pytest.mark.parametrize("same_person", [True, False])
    def test_accepting_is_taken_back_exactly(self, waiting: SqlStorage, same_person: bool) -> None:
        stood = rows(waiting)
        made = accept(waiting, same_person=same_person)
        assert rows(waiting) != stood
        revert_import(waiting, made.id, "ada", LATER)
        assert rows(waiting) == stood
        assert [row.state for row in held(waiting)] == [HeldState.WAITING]

    def test_the_same_file_again_changes_nothing_after_it(self, waiting: SqlStorage) -> None:
        accept(waiting, same_person=False)
        assert run(waiting, ZELDA).unchanged == 1
        assert held(waiting) == []

    def test_a_later_credential_of_the_former_holder_has_the_number_too(self, waiting: SqlStorage) -> None:
        accept(waiting, same_person=False)
        run(waiting, line("P0900009"))
        assert "E0901234" in get(waiting, "P0900009").earlier_numbers

    def test_refused_the_very_row_is_not_held_again(self, waiting: SqlStorage) -> None:
        stood = rows(waiting)
        assert refuse(waiting) == 1
        report = run(waiting, ZELDA)
        assert (report.held, [r.line for r in report.rejected]) == ((), [2])
        assert "refused this very row before" in report.rejected[0].problem
        assert rows(waiting) == stood
        assert len(run(waiting, ZELDA.replace("5555", "5556")).held) == 1

    @pytest.mark.parametrize("settle", [lambda s, *n: accept(s, *n, same_person=True), refuse])
    def test_a_number_for_which_nothing_waits_is_named(
        self, waiting: SqlStorage, settle: Callable[..., object]
    ) -> None:
        with pytest.raises(NotThere, match="No row waits for A0900002"):
            settle(waiting, "E0901234", "A0900002")
        assert len(held(waiting)) == 1

    @pytest.mark.parametrize(
        "settle", [lambda s: accept(s, same_person=True), refuse], ids=["accept", "refuse"]
    )
    def test_all_of_none_is_refused_and_leaves_an_import_at_work_alone(
        self, storage: SqlStorage, settle: Callable[[SqlStorage], object]
    ) -> None:
        with storage.work() as work:
            at_work = work.record_imports.begin("a file", "bo", NOW)
        with pytest.raises(NotThere, match="No row waits"):
            settle(storage)
        with storage.work() as work:
            assert [each.id for each in work.record_imports.all()] == [at_work]

    def test_a_refusal_beside_an_acceptance_comes_too_late(self, waiting: SqlStorage) -> None:
        said: list[str] = []

        def refuse_meanwhile() -> None:
            with pytest.raises(NotThere) as late:
                refuse(waiting, "E0901234")
            said.append(str(late.value))

        meanwhile = threading.Thread(target=refuse_meanwhile)
        with waiting.work() as work:
            work.record_imports.accept(None, "bo", LATER, same_person=True)
            meanwhile.start()
            meanwhile.join(0.5)
            assert meanwhile.is_alive(), "it waits for the acceptance"
        meanwhile.join()
        assert [text[:25] for text in said] == ["No row waits for E0901234"]
        (row,) = held(waiting, waiting_only=False)
        assert (row.state, row.settled_by) == (HeldState.ACCEPTED, "bo")

    def test_a_record_that_was_changed_since_must_be_looked_at_anew(self, waiting: SqlStorage) -> None:
        with waiting.work() as work:
            work.records.upsert([replace(get(waiting, "E0901234"), status="Expired")], LATER)
        with pytest.raises(NotAllowed, match="changed since the row was held: E0901234"):
            accept(waiting, same_person=True)

    def test_a_reverted_import_leaves_nothing_waiting(self, waiting: SqlStorage) -> None:
        (row,) = held(waiting)
        revert_import(waiting, row.import_id, "ada", LATER)
        assert [r.state for r in held(waiting, waiting_only=False)] == [HeldState.WITHDRAWN]

    def test_a_row_whose_import_was_reverted_never_waits_again(self, storage: SqlStorage) -> None:
        run(storage, line())
        import_id = run(storage, ZELDA).import_id
        assert import_id
        made = accept(storage, same_person=True)
        revert_import(storage, import_id, "ada", LATER)
        assert [r.state for r in held(storage, waiting_only=False)] == [HeldState.ACCEPTED]
        revert_import(storage, made.id, "ada", LATER)
        assert [r.state for r in held(storage, waiting_only=False)] == [HeldState.WITHDRAWN]

    @pytest.mark.parametrize("which", [("E0901234",), ()], ids=["by number", "all"])
    @pytest.mark.parametrize("same_person", [True, False])
    def test_an_acceptance_that_was_killed_is_finished_by_repeating_it(
        self, waiting: SqlStorage, which: tuple[str, ...], same_person: bool
    ) -> None:
        with waiting.work() as work:  # so far it came: the papers are not matched again, nor is it finished
            begun = work.record_imports.accept(which or None, "ada", LATER, same_person=same_person)
        with pytest.raises(NotAllowed, match=f"Import {begun.id} broke off"):
            accept(waiting, *which, same_person=not same_person)
        made = accept(waiting, *which, same_person=same_person)
        assert (made.id, made.state, made.finished_at) == (begun.id, ImportState.DONE, LATER)
        with pytest.raises(NotThere, match="No row waits"):
            accept(waiting, *which, same_person=same_person)
        with waiting.work() as work:
            assert [one.id for one in work.record_imports.all() if one.state is ImportState.STARTED] == []

    def test_who_settled_a_row_is_said_where_it_waits_no_longer(self, waiting: SqlStorage) -> None:
        made = accept(waiting, same_person=True)
        with pytest.raises(NotThere, match=f"accepted by ada as import {made.id}"):
            accept(waiting, "E0901234", same_person=True)

    def test_an_acceptance_taken_back_leaves_one_row_where_a_later_import_held_the_number(
        self, waiting: SqlStorage
    ) -> None:
        made = accept(waiting, same_person=False)
        other = ZELDA.replace("Zelda", "Boris").replace("1990-01-01", "1961-02-03").replace("5555", "7777")
        later = run(waiting, other).import_id
        revert_import(waiting, made.id, "ada", LATER)
        assert [row.import_id for row in held(waiting)] == [later]
        assert {row.state for row in held(waiting, waiting_only=False)} == {
            HeldState.WAITING,
            HeldState.OVERTAKEN,
        }
