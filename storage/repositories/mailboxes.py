"""Marks of the mailbox poller, and its lease."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, update

from processing.ports import MailboxMark
from storage.repositories.base import Repository
from storage.statements import insert_unless_there
from storage.tables import MailboxMarkRow, MailboxRow


class SqlMailboxes(Repository):
    """One mark a folder, one lease an account."""

    def mark(self, account: str, folder: str) -> MailboxMark | None:
        """How far this folder was walked."""
        row = self._row_or_none(MailboxMarkRow, (account, folder))
        if row is None:
            return None
        return MailboxMark(row.account, row.folder, row.uidvalidity, row.high_uid)

    def advance(self, mark: MailboxMark, now: datetime) -> None:
        """Never moves back within one UIDVALIDITY; another UIDVALIDITY starts anew."""
        self._session.execute(
            insert_unless_there(self._session, MailboxMarkRow).values(
                account=mark.account,
                folder=mark.folder,
                uidvalidity=mark.uidvalidity,
                high_uid=mark.high_uid,
                changed_at=now,
            )
        )
        self._change(
            update(MailboxMarkRow)
            .where(
                MailboxMarkRow.account == mark.account,
                MailboxMarkRow.folder == mark.folder,
                or_(
                    MailboxMarkRow.uidvalidity != mark.uidvalidity,
                    MailboxMarkRow.high_uid < mark.high_uid,
                ),
            )
            .values(uidvalidity=mark.uidvalidity, high_uid=mark.high_uid, changed_at=now)
        )

    def take_lease(self, account: str, holder: str, now: datetime, until: datetime) -> bool:
        """Whether `holder` may poll now; the present holder lengthens its lease."""
        self._ensure(account)
        free = or_(
            MailboxRow.holder.is_(None),
            MailboxRow.holder == holder,
            MailboxRow.lease_until.is_(None),
            MailboxRow.lease_until < now,
        )
        taken = update(MailboxRow).where(MailboxRow.account == account, free)
        return bool(self._change(taken.values(holder=holder, lease_until=until)))

    def release_lease(self, account: str, holder: str) -> None:
        """Let the next poller begin at once; nobody else's lease is touched."""
        held = update(MailboxRow).where(MailboxRow.account == account, MailboxRow.holder == holder)
        self._change(held.values(holder=None, lease_until=None))

    def note_poll(self, account: str, now: datetime, problem: str | None) -> None:
        """Keep how a poll went; the account's own address may stand in the problem, nobody else's."""
        self._ensure(account)
        values: dict[str, Any] = {"polled_at": now, "problem": problem}
        if problem is None:
            values["last_success"] = now
        self._change(update(MailboxRow).where(MailboxRow.account == account).values(**values))

    def problem(self, account: str) -> str | None:
        """What was wrong with the last poll; None where it went well, or there was none."""
        row = self._row_or_none(MailboxRow, account)
        return None if row is None else row.problem

    def last_success(self, account: str) -> datetime | None:
        """When a poll last went well."""
        row = self._row_or_none(MailboxRow, account)
        return None if row is None else row.last_success

    def _ensure(self, account: str) -> None:
        self._session.execute(insert_unless_there(self._session, MailboxRow).values(account=account))
