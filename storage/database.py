"""The database and the file store together: what processing calls storage."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from processing.ports import Blocking
from storage.audit import verify_audit, write_signed_head
from storage.engine import create_database_engine, translated_errors
from storage.files import RESERVE_BYTES, EncryptedFileStore
from storage.keys import KeyRing
from storage.repositories.accounts import SqlAccounts
from storage.repositories.alarms import SqlAlarms
from storage.repositories.audit import SqlAudit
from storage.repositories.base import Tools
from storage.repositories.batches import SqlBatches
from storage.repositories.canaries import SqlCanaries
from storage.repositories.cases import SqlCases
from storage.repositories.clients import SqlClients
from storage.repositories.clock import SqlOfficeDays, SqlPauses
from storage.repositories.corrections import SqlCorrections
from storage.repositories.directory import SqlDirectory
from storage.repositories.dispatches import SqlDispatches
from storage.repositories.documents import SqlDocuments
from storage.repositories.dropped import SqlDroppedPictures
from storage.repositories.jobs import SqlJobs
from storage.repositories.ledger import SqlLedger
from storage.repositories.linkage import SqlLinkage
from storage.repositories.mailboxes import SqlMailboxes
from storage.repositories.moves import SqlMoves
from storage.repositories.policies import SqlPolicies
from storage.repositories.quarantine import SqlQuarantine
from storage.repositories.record_imports import SqlRecordImports
from storage.repositories.record_touches import SqlRecordTouches
from storage.repositories.records import SqlRecords
from storage.repositories.resemblance import SqlResemblances
from storage.repositories.submissions import SqlSubmissions
from storage.repositories.vitals import SqlVitals
from storage.upgrade import upgrade_engine
from storage.wholeness import require_database, require_files


class SqlWork:
    """One transaction with a repository for each part of the record."""

    def __init__(self, tools: Tools) -> None:
        self.session = tools.session
        self._jobs = SqlJobs(tools)
        self._submissions = SqlSubmissions(tools)
        self._dropped = SqlDroppedPictures(tools)
        self._quarantine = SqlQuarantine(tools)
        self._documents = SqlDocuments(tools)
        self._cases = SqlCases(tools)
        self._dispatches = SqlDispatches(tools)
        self._records = SqlRecords(tools)
        self._record_imports = SqlRecordImports(tools)
        self._record_touches = SqlRecordTouches(tools)
        self._accounts = SqlAccounts(tools)
        self._directory = SqlDirectory(tools)
        self._audit = SqlAudit(tools)
        self._ledger = SqlLedger(tools)
        self._resemblances = SqlResemblances(tools)
        self._mailboxes = SqlMailboxes(tools)
        self._alarms = SqlAlarms(tools)
        self._canaries = SqlCanaries(tools)
        self._vitals = SqlVitals(tools)
        self._batches = SqlBatches(tools)
        self._clients = SqlClients(tools)
        self._corrections = SqlCorrections(tools)
        self._moves = SqlMoves(tools)
        self._policies = SqlPolicies(tools)
        self._office_days = SqlOfficeDays(tools)
        self._pauses = SqlPauses(tools)
        self._linkage = SqlLinkage(tools)

    @property
    def jobs(self) -> SqlJobs:
        return self._jobs

    @property
    def submissions(self) -> SqlSubmissions:
        return self._submissions

    @property
    def dropped(self) -> SqlDroppedPictures:
        return self._dropped

    @property
    def quarantine(self) -> SqlQuarantine:
        return self._quarantine

    @property
    def documents(self) -> SqlDocuments:
        return self._documents

    @property
    def cases(self) -> SqlCases:
        return self._cases

    @property
    def dispatches(self) -> SqlDispatches:
        return self._dispatches

    @property
    def records(self) -> SqlRecords:
        return self._records

    @property
    def record_imports(self) -> SqlRecordImports:
        return self._record_imports

    @property
    def record_touches(self) -> SqlRecordTouches:
        return self._record_touches

    @property
    def accounts(self) -> SqlAccounts:
        return self._accounts

    @property
    def directory(self) -> SqlDirectory:
        return self._directory

    @property
    def audit(self) -> SqlAudit:
        return self._audit

    @property
    def ledger(self) -> SqlLedger:
        return self._ledger

    @property
    def resemblances(self) -> SqlResemblances:
        return self._resemblances

    @property
    def mailboxes(self) -> SqlMailboxes:
        return self._mailboxes

    @property
    def alarms(self) -> SqlAlarms:
        return self._alarms

    @property
    def canaries(self) -> SqlCanaries:
        return self._canaries

    @property
    def vitals(self) -> SqlVitals:
        return self._vitals

    @property
    def batches(self) -> SqlBatches:
        return self._batches

    @property
    def clients(self) -> SqlClients:
        return self._clients

    @property
    def corrections(self) -> SqlCorrections:
        return self._corrections

    @property
    def moves(self) -> SqlMoves:
        return self._moves

    @property
    def policies(self) -> SqlPolicies:
        return self._policies

    @property
    def office_days(self) -> SqlOfficeDays:
        return self._office_days

    @property
    def pauses(self) -> SqlPauses:
        return self._pauses

    @property
    def linkage(self) -> SqlLinkage:
        return self._linkage


class SqlStorage:
    """Storage on SQLite or PostgreSQL; share one object between all threads of a process."""

    def __init__(self, engine: Engine, files: EncryptedFileStore, keys: KeyRing, blocking: Blocking) -> None:
        self._engine = engine
        self._files = files
        self._keys = keys
        self._blocking = blocking

    @classmethod
    def open(
        cls,
        url: str,
        files_folder: Path,
        keys: KeyRing,
        *,
        blocking: Blocking,
        reserve_bytes: int = RESERVE_BYTES,
    ) -> "SqlStorage":
        """Open a database, bringing its tables up to date, and a file store.

        Raises `DeploymentError` where the address is wrong, the database is newer than the program, or one of
        database and stored files is empty beside the other, and `TransientError` where the database is away.
        """
        engine = create_database_engine(url)
        try:
            require_database(engine, files_folder)
            upgrade_engine(engine)
            require_files(engine, files_folder)
        except BaseException:
            engine.dispose()
            raise
        return cls(
            engine, EncryptedFileStore(files_folder, keys, reserve_bytes=reserve_bytes), keys, blocking
        )

    @property
    def files(self) -> EncryptedFileStore:
        """Originals and page images."""
        return self._files

    @property
    def keys(self) -> KeyRing:
        """The key ring."""
        return self._keys

    @property
    def engine(self) -> Engine:
        """For backup, reconciliation and tests; everything else goes through `work`."""
        return self._engine

    @contextmanager
    def work(self) -> Iterator[SqlWork]:
        """A transaction: commits on a clean exit, rolls back on an exception.

        Raises `TransientError` where the database is briefly away or two transactions were in each
        other's way, and `StorageFull` where its disk is full; nothing was then written.
        """
        with translated_errors(), Session(self._engine, execution_options=_OPTIONS) as session:
            yield SqlWork(Tools(session, self._keys, self._blocking))
            session.commit()

    def write_audit_head(self, folder: Path, now: datetime) -> Path | None:
        """Lay the signed head of the audit log in `folder`; None for an empty log."""
        return write_signed_head(self, self._keys, folder, now)

    def verify_audit(self, heads_folder: Path | None = None) -> str | None:
        """None where the chain holds and agrees with the signed heads in the folder; else one sentence."""
        return verify_audit(self, self._keys, heads_folder)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


#: Rows are read as they stand in the database, and bulk changes do not look for loaded ones: other
#: statements of the same transaction may have changed them.
_OPTIONS = {"populate_existing": True, "synchronize_session": False}
