"""Papers that joined another case, and the messages by which answers find theirs."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.engine import ByteOrderedText
from storage.tables.base import Base, RowNumber


class CaseMoveRow(Base):
    """Append-only: a trigger refuses changes."""

    __tablename__ = "case_move"
    __table_args__ = (
        Index("ix_case_move_deed", "deed"),
        Index("ix_case_move_from", "from_case"),
        Index("ix_case_move_to", "to_case"),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True, autoincrement=True)
    deed: Mapped[str]
    document_id: Mapped[str]
    """No foreign key: documents go and come again where a submission is split anew."""
    submission_id: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    from_case: Mapped[str | None] = mapped_column(ByteOrderedText, ForeignKey("intake_case.id"))
    to_case: Mapped[str] = mapped_column(ByteOrderedText, ForeignKey("intake_case.id"))
    reason: Mapped[str]
    status_before: Mapped[str]
    due_before: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[bytes | None]


class CaseMoveUndoRow(Base):
    """Append-only: taking back is a line of its own."""

    __tablename__ = "case_move_undo"

    deed: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str]
    at: Mapped[datetime]


class MessageRow(Base):
    """Which submission a mail was, by a keyed hash of its Message-ID; several where the id was used again."""

    __tablename__ = "thread_message"

    message_hash: Mapped[str] = mapped_column(primary_key=True)
    submission_id: Mapped[str] = mapped_column(
        ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True, index=True
    )
