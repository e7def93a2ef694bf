"""The tables as they first stood, and the triggers that keep the audit log and decisions append-only.

Revision: 0001; follows nothing.
"""

import sqlalchemy as sa
from alembic import op

from storage.engine import ByteOrderedText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Rows of these tables are written once.
APPEND_ONLY = ("audit", "decision", "decision_undo")


def upgrade() -> None:
    """Create everything."""
    create_tables()
    for table in APPEND_ONLY:
        refuse_changes(table)


def refuse_changes(table: str) -> None:
    """Triggers that refuse UPDATE, DELETE and (on PostgreSQL) TRUNCATE."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuses_changes() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses_changes()"
    )


def create_tables() -> None:
    """All tables and indexes."""
    op.create_table(
        "account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("link_until", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("link_hash"),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("sender_hash", sa.String(), nullable=False),
        sa.Column("thread_hash", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_acknowledgement_sender", "acknowledgement", ["sender_hash", "at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("sequence", RowNumber, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index(op.f("ix_audit_subject"), "audit", ["subject"], unique=False)
    op.create_table(
        "case_counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year"),
    )
    op.create_table(
        "destination",
        sa.Column("key", ByteOrderedText, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("fax", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("accepts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("needs_seal", sa.Boolean(), nullable=False),
        sa.Column("own_form", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "dispatch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("case_id", ByteOrderedText, nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("snapshot", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index(op.f("ix_dispatch_case_id"), "dispatch", ["case_id"], unique=False)
    op.create_index("ix_dispatch_due", "dispatch", ["state", "not_before"], unique=False)
    op.create_table(
        "job",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("stage", "subject"),
    )
    op.create_index("ix_job_due", "job", ["state", "run_at"], unique=False)
    op.create_table(
        "mailbox",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("polled_at", UtcDateTime(), nullable=True),
        sa.Column("last_success", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("account"),
    )
    op.create_table(
        "mailbox_mark",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("high_uid", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account", "folder"),
    )
    op.create_table(
        "record",
        sa.Column("id", RowNumber, autoincrement=False, nullable=False),
        sa.Column("certification_number", ByteOrderedText, nullable=False),
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
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("certification_number"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("receipt_hash", sa.String(), nullable=False),
        sa.Column("named", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt_hash"),
    )
    op.create_index(op.f("ix_submission_original"), "submission", ["original"], unique=False)
    op.create_index(op.f("ix_submission_received_at"), "submission", ["received_at"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("named", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("decoration", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submission_id", "position"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("kind_confidence", sa.Double(), nullable=False),
        sa.Column("abstains", sa.Boolean(), nullable=False),
        sa.Column("subkind", sa.String(), nullable=True),
        sa.Column("split_confidence", sa.Double(), nullable=False),
        sa.Column("duplicate_of", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_document_duplicate_of"), "document", ["duplicate_of"], unique=False)
    op.create_index(op.f("ix_document_submission_id"), "document", ["submission_id"], unique=False)
    op.create_table(
        "intake_case",
        sa.Column("id", ByteOrderedText, nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("priority_rank", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("certification_number", sa.String(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("second_person", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("reopened_at", UtcDateTime(), nullable=True),
        sa.Column("reopened_why", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_place", "intake_case", ["submission_id", "position"], unique=False)
    op.create_index("ix_case_queue", "intake_case", ["status", "priority_rank", "due_on", "id"], unique=False)
    op.create_index(
        op.f("ix_intake_case_certification_number"), "intake_case", ["certification_number"], unique=False
    )
    op.create_table(
        "quarantine",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("resolution", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_quarantine_resolved_at"), "quarantine", ["resolved_at"], unique=False)
    op.create_index(op.f("ix_quarantine_submission_id"), "quarantine", ["submission_id"], unique=False)
    op.create_table(
        "record_key",
        sa.Column("key", ByteOrderedText, nullable=False),
        sa.Column("record_id", RowNumber, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_key_record", "record_key", ["record_id"], unique=False)
    op.create_table(
        "record_name",
        sa.Column("folded", ByteOrderedText, nullable=False),
        sa.Column("record_id", RowNumber, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("folded", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_name_record", "record_name", ["record_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.name"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_sign_in_account"), "sign_in", ["account"], unique=False)
    op.create_table(
        "case_document",
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["intake_case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "position"),
    )
    op.create_index(op.f("ix_case_document_document_id"), "case_document", ["document_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", RowNumber, autoincrement=True, nullable=False),
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("case_version", sa.Integer(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("certification_number", sa.String(), nullable=True),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["intake_case.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_decision_case_id"), "decision", ["case_id"], unique=False)
    op.create_table(
        "document_check",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("rules_version", sa.String(), nullable=False),
        sa.Column("checked", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_table(
        "document_match",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("brake", sa.LargeBinary(), nullable=True),
        sa.Column("candidates", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_table(
        "evidence",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("read", sa.LargeBinary(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("box", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("span", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "position"),
    )
    op.create_table(
        "finding",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "position"),
    )
    op.create_table(
        "fingerprint",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_table(
        "page",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("first_image", sa.String(), nullable=True),
        sa.Column("image", sa.String(), nullable=True),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("use_reason", sa.String(), nullable=False),
        sa.Column("unread", sa.LargeBinary(), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_page_attachment_id"), "page", ["attachment_id"], unique=False)
    op.create_index("ix_page_place", "page", ["submission_id", "position"], unique=False)
    op.create_table(
        "page_shown",
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["intake_case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "page_id", "by"),
    )
    op.create_table(
        "pending_name_change",
        sa.Column("case_id", ByteOrderedText, nullable=False),
        sa.Column("certification_number", sa.String(), nullable=False),
        sa.Column("names", sa.LargeBinary(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("exported_at", UtcDateTime(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["intake_case.id"],
        ),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index(
        op.f("ix_pending_name_change_certification_number"),
        "pending_name_change",
        ["certification_number"],
        unique=False,
    )
    op.create_table(
        "decision_undo",
        sa.Column("decision_id", RowNumber, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
        ),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_table(
        "document_page",
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("page_id"),
    )
    op.create_index(op.f("ix_document_page_document_id"), "document_page", ["document_id"], unique=False)
    op.create_table(
        "fingerprint_key",
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["fingerprint.document_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key_hash", "document_id"),
    )
    op.create_index(op.f("ix_fingerprint_key_document_id"), "fingerprint_key", ["document_id"], unique=False)
