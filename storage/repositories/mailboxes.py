"""Marks of the mailbox pollers, their leases, and the messages that are no ordinary ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, or_, select, update

from domain.ids import SubmissionId
from domain.times import FAR_AHEAD
from processing.ports import MailboxMark, MailboxState, MessagePlace, Reconciliation, StuckMessage
from storage.repositories.base import Repository
from storage.statements import in_chunks, insert_unless_there
from storage.tables import MailboxMarkRow, MailboxMessageRow, MailboxRow, ReconciliationRow

#: A message that failed is tried again after so long, twice as long each time, up to the longest.
FIRST_RETRY: Final = timedelta(seconds=30)
LONGEST_RETRY: Final = timedelta(hours=1)


class SqlMailboxes(Repository):
    """One mark a folder, one lease an account."""

    def mark(self, account: str, folder: str) -> MailboxMark | None:
        """How far this folder was walked."""
        row = self._row_or_none(MailboxMarkRow, (account, folder))
        return None if row is None else _mark(row)

    def marks(self, account: str) -> list[MailboxMark]:
        """Of every folder that was walked, by name."""
        rows = self._session.scalars(
            select(MailboxMarkRow).where(MailboxMarkRow.account == account).order_by(MailboxMarkRow.folder)
        )
        return [_mark(row) for row in rows]

    def advance(self, mark: MailboxMark, now: datetime) -> None:
        """Never moves back within one UIDVALIDITY; another UIDVALIDITY starts anew."""
        values = {
            "uidvalidity": mark.uidvalidity,
            "high_uid": mark.high_uid,
            "compare_below": mark.compare_below,
            "changed_at": now,
        }
        self._session.execute(
            insert_unless_there(self._session, MailboxMarkRow).values(
                account=mark.account, folder=mark.folder, **values
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
            .values(**values)
        )

    def take_lease(self, account: str, holder: str, now: datetime, until: datetime) -> bool:
        """Whether `holder` may poll now; the present holder lengthens its lease."""
        self._ensure(account)
        free = or_(
            MailboxRow.holder.is_(None),
            MailboxRow.holder == holder,
            MailboxRow.lease_until.is_(None),
            MailboxRow.lease_until < now,
            MailboxRow.lease_until > now + FAR_AHEAD,
        )
        taken = update(MailboxRow).where(MailboxRow.account == account, free)
        return bool(self._change(taken.values(holder=holder, lease_until=until)))

    def holder(self, account: str) -> str | None:
        """Who has the lease, run out or not."""
        row = self._row_or_none(MailboxRow, account)
        return None if row is None else row.holder

    def release_lease(self, account: str, holder: str) -> None:
        """Let the next poller begin at once; nobody else's lease is touched."""
        held = update(MailboxRow).where(MailboxRow.account == account, MailboxRow.holder == holder)
        self._change(held.values(holder=None, lease_until=None))

    def note_poll(
        self, account: str, now: datetime, problem: str | None, *, walked: bool | None = None
    ) -> None:
        """Keep how a poll went; the account's own address may stand in the problem, nobody else's.

        A poll without a problem went well; so did one that `walked` the mailbox to its end.
        """
        self._ensure(account)
        values: dict[str, Any] = {"polled_at": now, "problem": problem}
        if problem is None or walked:
            values["last_success"] = now
        self._change(update(MailboxRow).where(MailboxRow.account == account).values(**values))

    def accounts(self) -> list[MailboxState]:
        """Every account that was ever polled, by name."""
        rows = self._session.scalars(select(MailboxRow).order_by(MailboxRow.account))
        return [MailboxState(row.account, row.polled_at, row.last_success, row.problem) for row in rows]

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

    # -- single messages ------------------------------------------------------------------------------

    def note_failure(self, place: MessagePlace, problem: str, now: datetime) -> None:
        """Count a failure of one message; the next try waits longer each time."""
        row = self._row_or_none(MailboxMessageRow, _key(place))
        failures = 1 if row is None else row.failures + 1
        values = {"failures": failures, "problem": problem, "retry_at": now + _pause(failures)}
        if row is None:
            self._keep(place, since=now, **values)
        else:
            self._change(update(MailboxMessageRow).where(*_at(place)).values(**values))

    def note_same_content(self, place: MessagePlace, same_as: SubmissionId, now: datetime) -> None:
        """This message is in custody under another number."""
        self.forget([place])
        self._keep(place, since=now, failures=0, problem="", retry_at=now, same_as=same_as)

    def _keep(self, place: MessagePlace, **values: Any) -> None:
        columns = {
            "account": place.account,
            "folder": place.folder,
            "uidvalidity": place.uidvalidity,
            "uid": place.uid,
        }
        self._session.execute(
            insert_unless_there(self._session, MailboxMessageRow).values(**columns, **values)
        )

    def forget(self, places: Iterable[MessagePlace]) -> None:
        """The failures of messages that are in custody now, or gone from the server."""
        for place in places:
            self._change(delete(MailboxMessageRow).where(*_at(place), MailboxMessageRow.same_as.is_(None)))

    def stuck(self, account: str, *, failures: int = 1) -> list[StuckMessage]:
        """Messages that failed at least so often, lowest first."""
        rows = self._session.scalars(
            select(MailboxMessageRow)
            .where(MailboxMessageRow.account == account, MailboxMessageRow.failures >= failures)
            .order_by(MailboxMessageRow.folder, MailboxMessageRow.uidvalidity, MailboxMessageRow.uid)
        )
        return [StuckMessage(_place(row), row.failures, row.problem, row.since, row.retry_at) for row in rows]

    def same_content(self, places: Sequence[MessagePlace]) -> set[MessagePlace]:
        """Those of these messages that are in custody under another number."""
        found: set[MessagePlace] = set()
        for (account, folder, uidvalidity), some in _by_folder(places).items():
            known = select(MailboxMessageRow.uid).where(
                MailboxMessageRow.account == account,
                MailboxMessageRow.folder == folder,
                MailboxMessageRow.uidvalidity == uidvalidity,
                MailboxMessageRow.same_as.is_not(None),
            )
            for chunk in in_chunks(sorted(some)):
                uids = self._session.scalars(known.where(MailboxMessageRow.uid.in_(chunk)))
                found |= {some[uid] for uid in uids}
        return found

    # -- reconciliation -------------------------------------------------------------------------------

    def note_reconciled(self, now: datetime, unexplained: int, explained: int) -> None:
        """Keep what a comparison of server, ledger and disk found."""
        self._session.execute(
            insert(ReconciliationRow).values(at=now, unexplained=unexplained, explained=explained)
        )

    def last_reconciled(self) -> Reconciliation | None:
        """The last comparison; None before the first."""
        row = self._session.scalar(select(ReconciliationRow).order_by(ReconciliationRow.id.desc()).limit(1))
        return None if row is None else Reconciliation(row.at, row.unexplained, row.explained)


def _mark(row: MailboxMarkRow) -> MailboxMark:
    return MailboxMark(row.account, row.folder, row.uidvalidity, row.high_uid, row.compare_below)


def _place(row: MailboxMessageRow) -> MessagePlace:
    return MessagePlace(row.account, row.folder, row.uidvalidity, row.uid)


def _by_folder(places: Iterable[MessagePlace]) -> dict[tuple[str, str, int], dict[int, MessagePlace]]:
    """By account, folder and numbering: the messages by their number."""
    found: dict[tuple[str, str, int], dict[int, MessagePlace]] = defaultdict(dict)
    for place in places:
        found[place.account, place.folder, place.uidvalidity][place.uid] = place
    return found


def _key(place: MessagePlace) -> tuple[str, str, int, int]:
    return (place.account, place.folder, place.uidvalidity, place.uid)


def _at(place: MessagePlace) -> tuple[Any, ...]:
    return (
        MailboxMessageRow.account == place.account,
        MailboxMessageRow.folder == place.folder,
        MailboxMessageRow.uidvalidity == place.uidvalidity,
        MailboxMessageRow.uid == place.uid,
    )


def _pause(failures: int) -> timedelta:
    doublings = min(failures - 1, 20)
    return min(FIRST_RETRY * (1 << doublings), LONGEST_RETRY)
