"""Offices for the tests of the pages."""

import shutil
from pathlib import Path

import pytest

from storage.database import SqlStorage
from tests.conftest import StorageMaker
from tests.review.office import Office, make_office


@pytest.fixture
def office(make_storage: StorageMaker, tmp_path: Path, upgraded_sqlite: Path) -> Office:
    """An office on SQLite."""
    shutil.copy(upgraded_sqlite, tmp_path / "intake.sqlite")
    return make_office(make_storage(tmp_path), tmp_path)


@pytest.fixture
def any_office(storage: SqlStorage, tmp_path: Path) -> Office:
    """An office on SQLite and on PostgreSQL in turn."""
    return make_office(storage, tmp_path)
