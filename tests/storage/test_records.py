"""Certification records: upsert, blocking, search, pending name changes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.ids import CaseId, CertificationNumber
from domain.records import CertificationRecord, MatchQuery
from processing.ports import PendingNameChange
from storage.database import SqlStorage
from storage.names import bears_name, fold_for_search, fold_name
from tests.storage.situations import LATER, NOW, NUMBER, add_records, open_case, record


class TestUpsert:
    def test_adds_then_changes_nothing(self, storage: SqlStorage) -> None:
        both = (record(), record("E0905678", "John", "Smith"))
        assert add_records(storage, *both) == (2, 0, 0)
        assert add_records(storage, *both) == (0, 0, 2)
        with storage.work() as work:
            assert work.records.get(CertificationNumber(" e0901234")) == record()
            assert work.records.get(CertificationNumber("E0000000")) is None
            assert work.records.count() == 2

    @pytest.mark.parametrize(
        "changes",
        [
            {"status": "Suspension"},
            {"date_of_birth": date(1987, 5, 6)},
            {"ssn_last4": "1111"},
            {"email": ""},
            {"expires_on": None},
        ],
        ids=lambda changes: str(next(iter(changes))),
    )
    def test_takes_a_change_of_any_column(self, storage: SqlStorage, changes: dict[str, Any]) -> None:
        add_records(storage, record())
        changed = record(**changes)
        assert add_records(storage, changed) == (0, 1, 0)
        with storage.work() as work:
            assert work.records.get(NUMBER) == changed

    def test_keeps_former_names_through_two_changes_and_back(self, storage: SqlStorage) -> None:
        for last in ("Reyes", "Okafor", "Reyes"):
            add_records(storage, record(last=last))
        with storage.work() as work:
            found = work.records.get(NUMBER)
        assert found is not None
        assert (found.last_name, found.former_names) == ("Reyes", ("Ana Okafor",))
        assert add_records(storage, record()) == (0, 0, 1)

    def test_last_of_a_batch_stands_where_a_number_comes_twice(self, storage: SqlStorage) -> None:
        assert add_records(storage, record(status="Current"), record(status="Expired")) == (1, 0, 0)
        with storage.work() as work:
            found = work.records.get(NUMBER)
        assert found is not None
        assert found.status == "Expired"


ANA = record()
QUERIES = [
    pytest.param(MatchQuery(number="E0901234"), id="number"),
    pytest.param(MatchQuery(number="E901234"), id="number without its zero"),
    pytest.param(MatchQuery(number="E0901243"), id="two digits exchanged"),
    pytest.param(
        MatchQuery(number="E0901294", names=("Zoe Quill",), date_of_birth="1987-06-05"),
        id="any digit of the number another, and the birth date",
    ),
    pytest.param(MatchQuery(names=("Ana Reyes",)), id="name"),
    pytest.param(MatchQuery(names=("ANA RAYES",)), id="name as heard"),
    pytest.param(MatchQuery(names=("Reyes, Ana",)), id="last name first"),
    pytest.param(MatchQuery(names=("Ana Okafor",)), id="former name"),
    pytest.param(MatchQuery(date_of_birth="1987-06-05"), id="birth date"),
    pytest.param(MatchQuery(date_of_birth="1987-05-06"), id="day and month exchanged"),
    pytest.param(MatchQuery(ssn_last4="4321", names=("Anna Reyes",)), id="last four with a name"),
    pytest.param(MatchQuery(email="Ana.Reyes@Example.org"), id="email"),
]


class TestCandidates:
    @pytest.fixture
    def filled(self, storage: SqlStorage) -> SqlStorage:
        others = [
            record(f"E08{n:05d}", "John", "Smith", email="", ssn_last4="9999", date_of_birth=date(1960, 1, n))
            for n in range(1, 30)
        ]
        add_records(storage, replace(ANA, former_names=("Ana Okafor",)), *others)
        return storage

    @pytest.mark.parametrize("query", QUERIES)
    def test_share_a_key(self, filled: SqlStorage, query: MatchQuery) -> None:
        with filled.work() as work:
            assert [found.certification_number for found in work.records.candidates(query)] == [NUMBER]

    @pytest.mark.parametrize(
        "query",
        [
            pytest.param(MatchQuery(), id="nothing said"),
            pytest.param(MatchQuery(number="E7777777", names=("Zoe Quill",)), id="nobody"),
            pytest.param(MatchQuery(date_of_birth="1987-06"), id="a bare month"),
            pytest.param(MatchQuery(ssn_last4="4321"), id="last four alone"),
        ],
    )
    def test_are_none_without_one(self, filled: SqlStorage, query: MatchQuery) -> None:
        with filled.work() as work:
            assert work.records.candidates(query) == []

    def test_come_best_first_and_limited(self, filled: SqlStorage) -> None:
        query = MatchQuery(number="E0800007", names=("John Smith",), date_of_birth="1960-01-29")
        with filled.work() as work:
            found = [found.certification_number for found in work.records.candidates(query, limit=10)]
        assert found[0] == "E0800007"
        assert "E0800029" in found, "the birth date outweighs the 27 others of the same name"
        assert len(found) == 10

    def test_are_found_under_the_new_name_after_a_change(self, filled: SqlStorage) -> None:
        add_records(filled, record(last="Lindqvist"))
        with filled.work() as work:
            for name in ("Ana Lindqvist", "Ana Reyes", "Ana Okafor"):
                assert len(work.records.candidates(MatchQuery(names=(name,)))) == 1

    def test_pseudo_numbers_join_nobody(self, storage: SqlStorage) -> None:
        add_records(storage, record(ssn_is_pseudo=True, last="Smith", date_of_birth=None, email=""))
        with storage.work() as work:
            assert work.records.candidates(MatchQuery(ssn_last4="4321", names=("Zoe Quill",))) == []


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            pytest.param("e0901", ["E0901234"], id="start of the number"),
            pytest.param("Núñe", ["P0000007"], id="accents or not"),
            pytest.param("ana rey", ["E0901234"], id="first name first"),
            pytest.param("reyes an", ["E0901234"], id="last name first"),
            pytest.param("okafor", ["E0901234"], id="former name"),
            pytest.param("o'brien-nunez", ["P0000007"], id="punctuation"),
            pytest.param("  ", [], id="nothing"),
            pytest.param("%", [], id="no wildcard"),
            pytest.param("eyes", [], id="not in the middle"),
        ],
    )
    def test_finds_people(self, storage: SqlStorage, text: str, found: list[str]) -> None:
        nunez = record("P0000007", "Núñez", "O’Brien-Núñez")
        add_records(storage, replace(ANA, former_names=("Ana Okafor",)), nunez)
        with storage.work() as work:
            assert [r.certification_number for r in work.records.search(text)] == found

    def test_is_limited_to_records_not_to_forms_of_names(self, storage: SqlStorage) -> None:
        add_records(storage, *(record(f"E08{n:05d}", "John", "John", middle_name="Q") for n in range(9)))
        with storage.work() as work:
            assert len(work.records.search("john", limit=6)) == 6


def pending(case_id: CaseId, new_name: str = "Ana Okafor", **changes: bool) -> PendingNameChange:
    return PendingNameChange(case_id, NUMBER, "Ana Reyes", new_name, NOW, None, None, **changes)


class TestPendingChange:
    def test_is_confirmed_by_an_import_that_bears_it(self, storage: SqlStorage) -> None:
        add_records(storage, record())
        case_id = open_case(storage)
        with storage.work() as work:
            work.records.add_pending_change(pending(case_id))
            work.records.add_pending_change(pending(case_id))
            assert work.records.confirm_changes(NOW) == []
            work.records.mark_exported([case_id], NOW)
            assert work.records.pending_changes() == [replace(pending(case_id), exported_at=NOW)]
        add_records(storage, record(last="Okafor"))
        with storage.work() as work:
            (confirmed,) = work.records.confirm_changes(LATER)
            assert confirmed.confirmed_at == LATER
            assert work.records.confirm_changes(LATER) == []
            assert work.records.pending_changes() == []
            assert work.records.pending_changes(unconfirmed_only=False) == [confirmed]

    def test_held_is_neither_exported_nor_confirmed_before_its_release(self, storage: SqlStorage) -> None:
        add_records(storage, record(last="Okafor"))
        case_id = open_case(storage)
        with storage.work() as work:
            work.records.add_pending_change(pending(case_id, held=True))
            work.records.mark_exported([case_id], NOW)
            assert work.records.confirm_changes(NOW) == []
            assert work.records.pending_changes()[0].exported_at is None
            work.records.release_pending_change(case_id)
            assert len(work.records.confirm_changes(NOW)) == 1

    def test_takes_the_place_of_an_earlier_one_of_its_case(self, storage: SqlStorage) -> None:
        add_records(storage, record(last="Okafor"))
        case_id = open_case(storage)
        with storage.work() as work:
            assert work.records.pending_change(case_id) is None
            work.records.add_pending_change(pending(case_id))
            work.records.confirm_changes(NOW)
            work.records.add_pending_change(pending(case_id, "Ana Okafor-Reyes"))
            found = work.records.pending_changes(unconfirmed_only=False)
            assert found == [pending(case_id, "Ana Okafor-Reyes")] == [work.records.pending_change(case_id)]

    def test_is_withdrawn_when_the_decision_is_undone(self, storage: SqlStorage) -> None:
        case_id = open_case(storage)
        with storage.work() as work:
            work.records.add_pending_change(pending(case_id))
            work.records.withdraw_pending_change(case_id)
            work.records.withdraw_pending_change(case_id)
            assert work.records.pending_changes() == []


@pytest.mark.parametrize(
    ("named", "name", "bears"),
    [
        pytest.param(record(last="Okafor"), "ANA OKAFOR", True, id="case"),
        pytest.param(record(last="Okafor", middle_name="Q"), "Ana Quinn Okafor", True, id="initial"),
        pytest.param(record(last="Okafor", middle_name="Quinn"), "Ana Okafor", True, id="no middle name"),
        pytest.param(record(last="de la Cruz"), "Ana De La Cruz", True, id="surname of three words"),
        pytest.param(record(last="Okafor", suffix="Jr."), "Ana Okafor Jr", True, id="suffix"),
        pytest.param(record(last="Okafor", middle_name="Zoe"), "Ana Quinn Okafor", False, id="other middle"),
        pytest.param(record(), "Ana Okafor", False, id="old name"),
        pytest.param(record(last="Okafor"), "Okafor", False, id="surname alone"),
        pytest.param(record(last="Okafor"), "", False, id="nothing"),
    ],
)
def test_bears_name(named: CertificationRecord, name: str, bears: bool) -> None:
    assert bears_name(named, name) is bears


@pytest.mark.parametrize(
    ("named", "typed"),
    [
        pytest.param("Øst", "Ost", id="stroke"),
        pytest.param("Ost", "Øst", id="stroke typed only"),
        pytest.param("Łukasz Đorđević", "lukasz dordevic", id="Polish and Serbian"),
        pytest.param("ÆGIR Weiß", "aegir weiss", id="ligatures"),
        pytest.param("Núñez-O’Brien", "nunez obrien", id="accents"),
    ],
)
def test_a_name_is_found_without_its_accents_and_strokes(storage: SqlStorage, named: str, typed: str) -> None:
    assert fold_for_search(named) == fold_for_search(typed)
    add_records(storage, record(last=named))
    with storage.work() as work:
        assert [found.last_name for found in work.records.search(typed)] == [named]


def test_folding_is_done_once() -> None:
    assert fold_name(" Núñez-O’Brien, JR. ") == "nunez obrien jr"
    assert fold_name(fold_name("Łukasz Ångström")) == fold_name("Łukasz Ångström")
