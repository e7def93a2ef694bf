"""Offices for the tests of the pages, and a browser at their desks."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from domain.kinds import Role
from review.guard import COOKIE
from storage.database import SqlStorage
from tests.conftest import StorageMaker
from tests.review.browsing import WIDE, OpenTab, Tab, running_chromium
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def open_tab(office: Office, chromium: Browser) -> Iterator[OpenTab]:
    """`open_tab("rita", Role.REVIEWER, width)`; at the end no tab may have had trouble."""
    tabs: list[Tab] = []
    with ExitStack() as stack:
        address = stack.enter_context(office.serving())

        def make(name: str = "", role: Role = Role.REVIEWER, width: int = WIDE) -> Tab:
            context = chromium.new_context(viewport={"width": width, "height": 950})
            stack.callback(context.close)
            if name:
                token = office.open_session(name, role)
                context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
            tabs.append(Tab(context.new_page(), address))
            return tabs[-1]

        yield make
    assert [t.trouble for t in tabs if t.trouble] == []
