"""kill -9 of a restore at its steps: nothing uses half a home, and the same command ends it.

`make drill` kills it at every one of them.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from domain.errors import DeploymentError
from domain.ids import DispatchId
from domain.states import DispatchState
from settings import Secret, Settings
from storage.backup import back_up
from storage.reconcile import reconcile_store
from storage.upgrade import upgrade_database
from storage.wholeness import NOTE
from tests.crash.steps import run_verb
from tests.examples import EVERY_STEP
from tests.servers.postgresql import PostgresServer
from tests.storage.situations import NUMBER, add_records, decision, dispatch, open_case, record
from wiring import open_storage

#: It is killed at every so-many-th step; `EVERY_STEP=1` leaves none out.
STRIDE = {"sqlite": 1, "postgresql": 1} if EVERY_STEP else {"sqlite": 13, "postgresql": 29}
#: A step in the middle, when the note is there and most is not.
MIDDLE = 15
#: What only the note in the home answers for, whatever the database is.
by_the_note = pytest.mark.parametrize(
    "made", ["sqlite", "postgresql"][: 2 if EVERY_STEP else 1], indirect=True
)
MADE = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest) -> str:
    """The make of database."""
    return str(request.param)


@pytest.fixture
def backup(made: str, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A backup of an office with two cases, a record, a letter that waits and one that was being sent."""
    settings = Settings(home=tmp_path / "old", master_key_file=tmp_path / "master.key")
    if made == "postgresql":
        settings = settings.with_changes(database_url=Secret(request.getfixturevalue("postgres_url")))
    kept = open_storage(settings)
    for key in ("scan:1", "scan:2"):
        case = open_case(kept, key)
        with kept.work() as work:
            work.cases.decide(decision(case))
            work.audit.append("maria", "decided", case, MADE)
    add_records(kept, record(NUMBER))
    with kept.work() as work:
        for key, state in (("1", DispatchState.READY), ("2", DispatchState.SENDING)):
            work.dispatches.add(dispatch(key=key, state=state), MADE)
    back_up(kept, tmp_path / "backup", MADE)
    kept.close()
    return tmp_path / "backup"


class NewHome:
    """An empty home to restore into, with a folder and a database of its own."""

    def __init__(self, folder: Path, backup: Path, url: str) -> None:
        self.folder, self.backup, self.url = folder, backup, url
        folder.mkdir()
        self.scans = folder / "scans"
        self.scans.mkdir()
        (self.scans / "page.pdf").write_bytes(b"%PDF-1.4 an invented page\n%%EOF\n")
        os.utime(self.scans / "page.pdf", (0, 0))
        self.environ = {
            "PATH": os.environ["PATH"],
            "OEMS_INTAKE_HOME": str(folder / "home"),
            "OEMS_INTAKE_MASTER_KEY_FILE": str(backup.with_name("master.key")),
            "OEMS_INTAKE_DATABASE_URL": url,
            "OEMS_INTAKE_SCAN_FOLDER": str(self.scans),
        }
        self.settings = Settings.load(self.environ, None)

    def run(self, *words: str, fatal: int = 0) -> tuple[int, str, int]:
        """A verb in this home; its exit code, words and steps."""
        return run_verb(*words, environ=self.environ, folder=self.folder, fatal=fatal)

    def restore(self, fatal: int = 0) -> tuple[int, str, int]:
        return self.run("restore", str(self.backup), fatal=fatal)

    @property
    def holds_a_note(self) -> bool:
        return (self.settings.home / NOTE).exists()

    def waiting(self) -> int:
        """Letters that a worker would send, as whoever looks into the database from outside sees them."""
        asked = "SELECT count(*) FROM dispatch WHERE state IN ('ready', 'sending')"
        if self.url:
            engine = create_engine(self.url.replace("postgresql://", "postgresql+psycopg://"))
            with engine.connect() as connection:
                there = "dispatch" in inspect(connection).get_table_names()
                found = int(connection.execute(text(asked)).scalar_one()) if there else 0
            engine.dispose()
            return found
        file = self.settings.home / "intake.sqlite"
        if not file.exists():
            return 0
        database = sqlite3.connect(f"file:{file}?immutable=1", uri=True)
        found = int(database.execute(asked).fetchone()[0])
        database.close()
        return found

    def check_whole(self) -> None:
        """All came back, nothing waits to be sent, and nothing is unexplained."""
        kept = open_storage(self.settings)
        with kept.work() as work:
            taken = list(work.submissions.all())
            assert [kept.files.get(each.original) for each in taken] == [b"original", b"original"]
            assert work.records.count() == 1
            states = {work.dispatches.get(DispatchId(key * 32)).state for key in "12"}
            assert list(work.ledger.unexplained()) == []
        assert states == {DispatchState.UNCERTAIN}
        assert reconcile_store(kept, deep=True) == []
        assert kept.verify_audit() is None
        kept.close()


HomeMaker = Callable[[], NewHome]


@pytest.fixture
def new_home(made: str, backup: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[HomeMaker]:
    """A new home each time it is called."""
    numbers = count(1)
    if made == "sqlite":
        yield lambda: NewHome(tmp_path / f"new-{next(numbers)}", backup, "")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    urls = []

    def make() -> NewHome:
        urls.append(server.create_database())
        return NewHome(tmp_path / f"new-{next(numbers)}", backup, urls[-1])

    yield make
    for url in urls:
        server.drop_database(url)


def contents(folder: Path) -> dict[str, str]:
    """The hash of every file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.slow
def test_killed_at_any_step_it_is_ended_by_the_same_command(
    made: str, backup: Path, new_home: HomeMaker
) -> None:
    before = contents(backup)
    undisturbed = new_home()
    code, said, steps = undisturbed.restore()
    assert code == 0, said
    assert steps > 30
    undisturbed.check_whole()
    seen = set()
    for fatal in range(1, steps + 1, STRIDE[made]):
        home = new_home()
        assert home.restore(fatal)[0] == -signal.SIGKILL
        assert home.waiting() == 0
        seen.add(home.holds_a_note)
        if home.holds_a_note:
            with pytest.raises(DeploymentError, match=f"`oems-intake restore {backup}` again"):
                open_storage(home.settings)
        code, said, _ = home.restore()
        # The last steps come when all is whole and the note is away.
        assert code == 0 or (code == 3 and fatal > steps - 3 and "not empty" in said), (fatal, said)
        assert home.waiting() == 0
        home.check_whole()
    assert seen == {True, False}
    assert contents(backup) == before


@pytest.fixture
def half_home(new_home: HomeMaker) -> NewHome:
    """A home whose restore was killed in its middle."""
    home = new_home()
    assert home.restore(fatal=MIDDLE)[0] == -signal.SIGKILL
    assert home.holds_a_note
    return home


@by_the_note
@pytest.mark.slow
def test_half_a_home_is_used_by_nothing(half_home: NewHome) -> None:
    before = contents(half_home.folder)
    for verb in ("run", "receive", "work", "review", "upload", "process", "reconcile", "keys rotate"):
        words = [*verb.split(), *([str(half_home.scans)] if verb == "process" else [])]
        code, said, _ = half_home.run(*words)
        assert (code, "it goes on where it stopped" in said) == (3, True), (verb, said)
    code, said, _ = half_home.run("doctor")
    assert (code, f"A restore into {half_home.settings.home}" in said) == (4, True), said
    after = contents(half_home.folder)
    assert after == before


@by_the_note
def test_second_restore_waits_for_the_first(half_home: NewHome) -> None:
    with (half_home.settings.home / NOTE).open() as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        code, said, _ = half_home.restore()
    assert (code, "is at work: let it end" in said) == (3, True)
    assert half_home.restore()[0] == 0


@by_the_note
def test_another_backup_is_not_mixed_into_half_a_home(half_home: NewHome) -> None:
    other = shutil.copytree(half_home.backup, half_home.folder / "other")
    manifest = other / "manifest.json"
    manifest.write_text(manifest.read_text().replace("2026-09-01", "2026-09-02"))
    code, said, _ = half_home.run("restore", str(other))
    assert (code, f"`oems-intake restore {half_home.backup}`" in said) == (3, True)
    moved = half_home.backup.rename(half_home.folder / "moved")
    assert half_home.run("restore", str(moved))[0] == 0
    half_home.check_whole()


@pytest.mark.parametrize("made", ["postgresql"], indirect=True)
def test_what_others_laid_into_the_database_meanwhile_stays(new_home: HomeMaker) -> None:
    home = new_home()
    home.restore(fatal=6)
    assert home.holds_a_note
    upgrade_database(home.url)
    code, said, _ = home.restore()
    assert (code, "no longer empty, and not by this restore" in said) == (3, True)
