"""Imports that can be taken back, what records were before them, and people apart from their credentials.

Revision: 0011; follows 0010.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Tables of keys that lose the foreign key on `record`, and their first column.
KEYS = {"record_key": "key", "record_name": "folded"}


def upgrade() -> None:
    """Two tables, and four columns of `record`; a record of before is a person of its own.

    The keys lose their foreign key: checking a dozen of them for each record took longer than writing them.
    """
    op.add_column("record", sa.Column("person_id", RowNumber, nullable=True))
    op.add_column("record", sa.Column("person_key", ByteOrderedText, nullable=True))
    op.add_column(
        "record",
        sa.Column("earlier_numbers", sa.JSON(none_as_null=True), nullable=False, server_default="[]"),
    )
    op.add_column("record", sa.Column("added_by", RowNumber, nullable=True))
    op.execute("UPDATE record SET person_id = id")
    for column in ("person_id", "person_key", "added_by"):
        op.create_index(f"ix_record_{column}", "record", [column])
    _create_imports()
    _create_versions()
    for table, column in KEYS.items():
        _drop_foreign_key(table, column)


def _drop_foreign_key(table: str, column: str) -> None:
    """SQLite cannot drop one: the rows are copied in the order in which they lie."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(f"{table}_record_id_fkey", table, type_="foreignkey")
        return
    op.drop_index(f"ix_{table}_record", table)
    op.rename_table(table, f"{table}_before")
    op.create_table(
        table,
        sa.Column(column, ByteOrderedText, nullable=False),
        sa.Column("record_id", RowNumber, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(column, "record_id"),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO {table} ({column}, record_id) SELECT {column}, record_id FROM {table}_before "  # noqa: S608 -- our own tables
        f"ORDER BY {column}, record_id"
    )
    op.drop_table(f"{table}_before")
    op.create_index(f"ix_{table}_record", table, ["record_id"])


def _create_imports() -> None:
    op.create_table(
        "record_import",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("reverted_by", sa.String(), nullable=True),
        sa.Column("reverted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_record_import_file_hash", "record_import", ["file_hash"])


def _create_versions() -> None:
    op.create_table(
        "record_version",
        sa.Column("import_id", RowNumber, autoincrement=False, nullable=False),
        sa.Column("certification_number", ByteOrderedText, nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("record_id", RowNumber, nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("middle_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("former_names", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("person_id", RowNumber, nullable=True),
        sa.Column("person_key", ByteOrderedText, nullable=True),
        sa.Column("earlier_numbers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("added_by", RowNumber, nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["record_import.id"]),
        sa.PrimaryKeyConstraint("import_id", "certification_number"),
    )
    for column in ("certification_number", "record_id", "person_id", "person_key"):
        op.create_index(f"ix_record_version_{column}", "record_version", [column])
