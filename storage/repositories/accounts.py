"""Staff accounts and sign-in sessions; passwords and tokens are kept only as hashes."""

import base64
import hashlib
import hmac
import os
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, insert, select, update

from domain.ids import UserName
from domain.kinds import Role
from processing.ports import Account
from storage.repositories.base import Repository
from storage.statements import insert_unless_there
from storage.tables import AccountRow, SignInRow

#: Wrong passwords in a row before an account locks, and for how long.
FAILURES_ALLOWED: Final = 5
LOCKOUT: Final = timedelta(minutes=15)
#: A session ends after so long however busy it is: one working day.
LONGEST_SESSION: Final = timedelta(hours=12)
#: So long it is known whose a session was that ended by itself: a form left under it is that person's.
REMEMBERED: Final = timedelta(days=7)
#: The end of a session moves in steps of this, so that not every page view writes.
SESSION_STEP: Final = timedelta(minutes=1)
#: scrypt at N=2^15, r=8: 32 MiB and about a tenth of a second a guess.
SCRYPT_N: Final = 2**15
SCRYPT_R: Final = 8
SCRYPT_P: Final = 1


def hash_password(password: str) -> str:
    """`scrypt$N$r$p$salt$hash`, so that the costs can rise later."""
    salt = os.urandom(16)
    derived = _derive(password, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P)
    texts = (base64.b64encode(salt).decode(), base64.b64encode(derived).decode())
    return "$".join(("scrypt", str(SCRYPT_N), str(SCRYPT_R), str(SCRYPT_P), *texts))


def check_password(password: str, stored: str) -> bool:
    """Whether the password is the one that was hashed."""
    _, n, r, p, salt, derived = stored.split("$")
    found = _derive(password, base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(found, base64.b64decode(derived))


def _derive(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)


#: Checked where there is no account or no password, so that a wrong name takes as long as a wrong password.
_NOBODY: Final = f"scrypt${SCRYPT_N}${SCRYPT_R}${SCRYPT_P}${'A' * 22}==${'A' * 43}="


class SqlAccounts(Repository):
    """Accounts are never deleted: the audit log names them."""

    def add(
        self, name: UserName, role: Role, link_token: str, now: datetime, link_until: datetime
    ) -> Account:
        """Raises ValueError where the name is taken."""
        inserted = self._session.scalar(
            insert_unless_there(self._session, AccountRow)
            .values(
                name=name,
                role=role,
                active=True,
                failures=0,
                link_hash=self._token_hash("link", link_token),
                link_until=link_until,
                created_at=now,
            )
            .returning(AccountRow.name)
        )
        if inserted is None:
            raise ValueError(f"there is an account named {name} already")
        return _account(self._row(AccountRow, name))

    def get(self, name: UserName) -> Account | None:
        """By sign-in name."""
        row = self._row_or_none(AccountRow, name)
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """By name."""
        return [_account(row) for row in self._session.scalars(select(AccountRow).order_by(AccountRow.name))]

    def new_link(self, name: UserName, link_token: str, until: datetime) -> None:
        """Give a new one-time link; an earlier one no longer works. Raises KeyError."""
        row = self._row(AccountRow, name, lock=True)
        row.link_hash, row.link_until = self._token_hash("link", link_token), until

    def link_holds(self, link_token: str, now: datetime) -> bool:
        """Whether it can be redeemed now; looking uses nothing up."""
        row = self._session.scalar(
            select(AccountRow).where(AccountRow.link_hash == self._token_hash("link", link_token))
        )
        return row is not None and _is_redeemable(row, now)

    def redeem_link(self, link_token: str, password: str, now: datetime) -> Account | None:
        """Set the password by a one-time link; ends all sessions and any lockout."""
        row = self._session.scalar(
            select(AccountRow)
            .where(AccountRow.link_hash == self._token_hash("link", link_token))
            .with_for_update()
        )
        if row is None or not _is_redeemable(row, now):
            return None
        row.password_hash = hash_password(password)
        row.link_hash = row.link_until = row.locked_until = None
        row.failures = 0
        self._end_sessions(row.name)
        return _account(row)

    def sign_in(self, name: UserName, password: str, now: datetime) -> Account | None:
        """None on a wrong name or password; five failures lock for fifteen minutes."""
        row = self._row_or_none(AccountRow, name, lock=True)
        if row is not None and row.locked_until is not None and row.locked_until > now:
            return None
        stored = row.password_hash if row is not None else None
        right = check_password(password, stored or _NOBODY)
        if row is None or stored is None or not row.active:
            return None
        if not right:
            _count_failure(row, now)
            return None
        row.failures, row.locked_until = 0, None
        return _account(row)

    def set_role(self, name: UserName, role: Role) -> None:
        """Raises KeyError."""
        self._row(AccountRow, name, lock=True).role = role

    def set_active(self, name: UserName, active: bool) -> None:
        """A deactivated account's sessions and link end at once. Raises KeyError."""
        row = self._row(AccountRow, name, lock=True)
        row.active = active
        if not active:
            row.link_hash = row.link_until = None
            self._end_sessions(name)

    def open_session(self, name: UserName, token: str, now: datetime, until: datetime) -> None:
        """Begin a session that ends when it stays idle for as long as from `now` to `until`."""
        self._change(delete(SignInRow).where(SignInRow.until < now - REMEMBERED))
        self._session.execute(
            insert(SignInRow).values(
                token_hash=self._token_hash("session", token),
                account=name,
                opened_at=now,
                idle_seconds=int((until - now).total_seconds()),
                until=until,
            )
        )

    def session(self, token: str, now: datetime) -> Account | None:
        """The signed-in account, or None; using a session keeps it from ending."""
        hashed = self._token_hash("session", token)
        sign_in = self._row_or_none(SignInRow, hashed)
        if sign_in is None:
            return None
        account = self._row_or_none(AccountRow, sign_in.account)
        if account is None or not account.active:
            return None
        if sign_in.until < now:
            # It stays ended, should the clock be set back; the row stays, to tell whose it was.
            sign_in.until = min(sign_in.until, sign_in.opened_at - SESSION_STEP)
            return None
        latest = sign_in.opened_at + LONGEST_SESSION
        until = min(now + timedelta(seconds=sign_in.idle_seconds), latest)
        if until - sign_in.until > SESSION_STEP:
            self._change(update(SignInRow).where(SignInRow.token_hash == hashed).values(until=until))
        return _account(account)

    def whose_session(self, token: str) -> UserName | None:
        """Whose a session is, or was until it ended by itself; None where it was closed, or is long over."""
        sign_in = self._row_or_none(SignInRow, self._token_hash("session", token))
        return None if sign_in is None else UserName(sign_in.account)

    def close_session(self, token: str) -> None:
        """Sign out."""
        hashed = self._token_hash("session", token)
        self._change(delete(SignInRow).where(SignInRow.token_hash == hashed))

    def _end_sessions(self, name: str) -> None:
        self._change(delete(SignInRow).where(SignInRow.account == name))

    def _token_hash(self, purpose: str, token: str) -> str:
        return self._keys.hash_text(f"{purpose} token", token)


def _is_redeemable(row: AccountRow, now: datetime) -> bool:
    return row.active and row.link_until is not None and row.link_until >= now


def _count_failure(row: AccountRow, now: datetime) -> None:
    row.failures += 1
    if row.failures >= FAILURES_ALLOWED:
        row.failures, row.locked_until = 0, now + LOCKOUT


def _account(row: AccountRow) -> Account:
    return Account(
        name=UserName(row.name),
        role=Role(row.role),
        active=row.active,
        has_password=row.password_hash is not None,
        locked_until=row.locked_until,
    )
