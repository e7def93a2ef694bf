"""Bringing a database to the present set of tables."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from domain.errors import DeploymentError
from storage.engine import create_database_engine, translated_errors

#: Any number that nothing else uses: PostgreSQL's advisory lock while one process upgrades.
UPGRADE_LOCK: Final = 7_203_901_441


def upgrade_database(url: str) -> str:
    """Run all migrations that are due; returns the revision reached. Safe to run from many processes.

    Raises `DeploymentError` where the database is newer than this program.
    """
    engine = create_database_engine(url)
    try:
        return upgrade_engine(engine)
    finally:
        engine.dispose()


def upgrade_engine(engine: Engine) -> str:
    """As `upgrade_database`, on an engine that is open already."""
    with translated_errors(), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        revision = current_revision(connection)
        newest = newest_revision()
        if revision == newest:
            return newest
        if revision is not None and revision not in known_revisions():
            raise DeploymentError(
                f"The database is at revision {revision}, which this program does not know. "
                "Install the newer program, or restore a backup made with this one."
            )
        command.upgrade(alembic_configuration(connection), "head")
        return newest


def current_revision(connection: Connection) -> str | None:
    """The revision the database is at; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision this program wants."""
    head = ScriptDirectory.from_config(alembic_configuration()).get_current_head()
    if head is None:
        raise DeploymentError("The program's migrations are missing: install it again.")
    return head


def known_revisions() -> set[str]:
    """All revisions this program can upgrade from."""
    script = ScriptDirectory.from_config(alembic_configuration())
    return {revision.revision for revision in script.walk_revisions()}


def alembic_configuration(connection: Connection | None = None) -> Config:
    """Where the migrations lie, and the connection that they run on."""
    configuration = Config()
    configuration.set_main_option("script_location", "storage:migrations")
    configuration.attributes["connection"] = connection
    return configuration
