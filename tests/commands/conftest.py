"""A mailbox of the private Dovecot, a ledger, and the receiver between them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.receiving import Receiver
from settings import Settings
from storage.database import SqlStorage
from tests.servers.dovecot import DovecotServer
from tests.servers.postbox import Postbox


@pytest.fixture
def postbox(dovecot: DovecotServer) -> Postbox:
    return Postbox(dovecot, dovecot.new_user())


@pytest.fixture
def ledger(make_storage: Callable[..., SqlStorage], upgraded_sqlite: Path, tmp_path: Path) -> SqlStorage:
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return make_storage(tmp_path)


@pytest.fixture
def receiver(ledger: SqlStorage, tmp_path: Path) -> Receiver:
    return Receiver(Settings(home=tmp_path), ledger)
