"""The migrations walk up one by one from nothing, and end at the tables that the program knows."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, NullPool, create_engine

from domain.errors import DeploymentError
from storage.engine import create_database_engine
from storage.tables import Base
from storage.upgrade import alembic_configuration, current_revision, newest_revision, upgrade_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each sort."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def revisions() -> list[str]:
    """All revisions, oldest first."""
    script = ScriptDirectory.from_config(alembic_configuration())
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def test_each_step_is_walked_and_the_last_is_what_the_program_wants(empty_url: str) -> None:
    engine = create_database_engine(empty_url)
    try:
        for revision in revisions():
            with engine.begin() as connection:
                command.upgrade(alembic_configuration(connection), revision)
            with engine.begin() as connection:
                assert current_revision(connection) == revision
        assert revision == newest_revision()
    finally:
        engine.dispose()


def test_tables_are_those_that_the_program_knows(empty_url: str) -> None:
    upgrade_database(empty_url)
    engine = create_database_engine(empty_url)
    try:
        with engine.begin() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        assert differences == []
    finally:
        engine.dispose()


def test_walking_again_changes_nothing(empty_url: str) -> None:
    assert upgrade_database(empty_url) == upgrade_database(empty_url) == newest_revision()


def test_a_newer_database_is_left_alone_and_says_so(empty_url: str) -> None:
    upgrade_database(empty_url)
    engine = create_database_engine(empty_url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'v9999'")
        with pytest.raises(DeploymentError, match="v9999"):
            upgrade_database(empty_url)
    finally:
        engine.dispose()


def test_records_of_before_imports_were_kept_stay_with_their_keys(empty_url: str) -> None:
    engine = create_database_engine(empty_url)
    try:
        with engine.begin() as connection:
            command.upgrade(alembic_configuration(connection), "0009")
            connection.exec_driver_sql(
                "INSERT INTO record (id, certification_number, level, first_name, middle_name, last_name, "
                "suffix, former_names, status, private, content_hash, changed_at) VALUES "
                "(7, 'E0901234', 'EMT', 'Ana', '', 'Reyes', '', '[]', 'Current', '', 'hash', '2026-03-02')"
            )
            connection.exec_driver_sql("INSERT INTO record_key VALUES ('n:reyes:a', 7), ('c:901234', 7)")
            connection.exec_driver_sql("INSERT INTO record_name VALUES ('ana reyes', 7)")
        upgrade_database(empty_url)
        with engine.begin() as connection:
            (record,) = connection.exec_driver_sql("SELECT person_id, person_key, added_by FROM record")
            keys = connection.exec_driver_sql("SELECT key, record_id FROM record_key ORDER BY key").all()
            (name,) = connection.exec_driver_sql("SELECT folded, record_id FROM record_name")
        assert tuple(record) == (7, None, None)
        assert [tuple(key) for key in keys] == [("c:901234", 7), ("n:reyes:a", 7)]
        assert tuple(name) == ("ana reyes", 7)
    finally:
        engine.dispose()


def test_names_are_folded_anew_and_cases_know_their_pages(empty_url: str) -> None:
    engine = create_database_engine(empty_url)
    try:
        with engine.begin() as connection:
            command.upgrade(alembic_configuration(connection), "0016")
        with _rows_alone(empty_url).begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO record_name VALUES ('anna øst', 7), ('anna ost', 7), ('øst anna', 7), "
                "('bo æs', 8)"
            )
            connection.exec_driver_sql(
                "INSERT INTO intake_case (id, submission_id, position, kind, status, route, priority, "
                "priority_rank, received_at, due_on, version, second_person, opened_at) VALUES "
                "('C-2026-000001', 's', 0, 'cpr_card', 'open', 'triage', 'normal', 2, '2026-03-02', "
                "'2026-03-16', 1, false, '2026-03-02')"
            )
            connection.exec_driver_sql(
                "INSERT INTO case_document (case_id, position, document_id) VALUES "
                "('C-2026-000001', 0, 's-d0'), ('C-2026-000001', 1, 's-d1')"
            )
            connection.exec_driver_sql(
                "INSERT INTO document_page (page_id, document_id, position, region) VALUES "
                "('s-0-p0', 's-d0', 0, '[0, 0, 8, 5]'), ('s-0-p1', 's-d1', 0, NULL), "
                "('s-0-p2', 's-d2', 0, NULL)"
            )
        upgrade_database(empty_url)
        with engine.begin() as connection:
            names = connection.exec_driver_sql(
                "SELECT folded, record_id FROM record_name ORDER BY folded"
            ).all()
            pages = connection.exec_driver_sql("SELECT case_id, page_id, region FROM case_page").all()
        assert sorted(tuple(n) for n in names) == [("anna ost", 7), ("bo aes", 8), ("ost anna", 7)]
        assert sorted(tuple(p) for p in pages) == [
            ("C-2026-000001", "s-0-p0", "0,0,8,5"),
            ("C-2026-000001", "s-0-p1", ""),
        ]
    finally:
        engine.dispose()


def test_letters_and_pauses_of_before_know_the_decision_made_in_the_same_moment(empty_url: str) -> None:
    first, second, later = (f"2026-03-0{day} 15:00:00.000001" for day in (2, 3, 4))
    decisions = [
        ("C-1", 1, "approve", first), ("C-1", 3, "reject", second), ("C-2", 2, "approve", first),
        ("C-2", 4, "approve", second), ("C-3", 1, "reject", first), ("C-3", 3, "reject", first),
    ]  # fmt: skip
    letters = {
        "first": ("notice", "C-1", first),
        "second": ("form_print_job", "C-1", second),
        "of another case": ("verification_letter", "C-2", second),
        "two in one moment": ("notice", "C-3", first),
        "by none": ("notice", "C-1", later),
        "acknowledgement": ("acknowledgement", "C-1", first),
        "card": ("certification_card", "C-1", later),
    }
    engine = create_database_engine(empty_url)
    try:
        with engine.begin() as connection:
            command.upgrade(alembic_configuration(connection), "0017")
        with _rows_alone(empty_url).begin() as connection:
            for number, (case_id, version, outcome, at) in enumerate(decisions):
                connection.exec_driver_sql(
                    'INSERT INTO decision (id, case_id, outcome, reasons, "by", at, case_version, words) '
                    f"VALUES ({number}, '{case_id}', '{outcome}', '[]', 'maria', '{at}', {version}, '')"
                )
            for key, (kind, case_id, at) in letters.items():
                connection.exec_driver_sql(
                    "INSERT INTO dispatch (id, kind, state, case_id, recipient, message_id, words, attempts, "
                    f"created_at, changed_at) VALUES ('{key}', '{kind}', 'sent', '{case_id}', '', '{key}', "
                    f"'', 1, '{at}', '{at}')"
                )
            connection.exec_driver_sql(
                "INSERT INTO case_pause (id, case_id, began_at, ended_at) VALUES "
                f"(1, 'C-1', '{first}', '{second}'), (2, 'C-1', '{first}', '{later}'), "
                f"(3, 'C-2', '{first}', NULL)"
            )
        upgrade_database(empty_url)
        with engine.begin() as connection:
            found = connection.exec_driver_sql("SELECT id, by_decision FROM dispatch").all()
            pauses = connection.exec_driver_sql("SELECT id, by_decision FROM case_pause").all()
        assert dict(tuple(row) for row in found) == {
            "first": 1, "second": 3, "of another case": 4, "two in one moment": 3, "by none": None,
            "acknowledgement": None, "card": 1,
        }  # fmt: skip
        assert dict(tuple(row) for row in pauses) == {1: 3, 2: None, 3: None}
    finally:
        engine.dispose()


def _rows_alone(url: str) -> Engine:
    """These rows need none of those that they name."""
    if url.startswith("sqlite"):
        return create_engine(url, poolclass=NullPool)  # only our own engines ask SQLite for foreign keys
    options = {"options": "-c session_replication_role=replica"}
    return create_engine(url, poolclass=NullPool, connect_args=options)
