"""A part of an installation that was lost is asked for, never begun anew beside the others."""

from pathlib import Path

import pytest

from domain.errors import DeploymentError
from settings import Settings
from tests.storage.situations import NOW, take
from wiring import open_storage


@pytest.fixture
def used_home(tmp_path: Path) -> Path:
    """A home in whose database there are tables, and in whose store there is a paper."""
    storage = open_storage(Settings(home=tmp_path / "home"))
    take(storage)
    storage.close()
    return tmp_path / "home"


def test_lost_key_ring_is_not_drawn_anew(used_home: Path) -> None:
    ring = (used_home / "keys.json").read_bytes()
    (used_home / "keys.json").unlink()
    with pytest.raises(DeploymentError, match="Put it back from a backup"):
        open_storage(Settings(home=used_home))
    assert not (used_home / "keys.json").exists()
    (used_home / "keys.json").write_bytes(ring)
    open_storage(Settings(home=used_home)).close()


def test_second_host_draws_no_ring_of_its_own(tmp_path: Path, database_url: str) -> None:
    """Its home is new, the database is not: with the same master key, a ring of its own would fit nothing."""
    key = tmp_path / "master.key"
    first = Settings(home=tmp_path / "first", database_url=database_url, master_key_file=key)
    storage = open_storage(first)
    with storage.work() as work:
        work.audit.append("ada", "account_added", "rita", NOW)
    storage.close()
    second = first.with_changes(home=tmp_path / "second")
    with pytest.raises(DeploymentError, match="the home of the host that works on the same database"):
        open_storage(second)
    (second.home / "keys.json").write_bytes((first.home / "keys.json").read_bytes())
    open_storage(second).close()


@pytest.mark.parametrize("elsewhere", [False, True], ids=["file gone", "another address"])
def test_empty_database_beside_papers_is_refused(used_home: Path, tmp_path: Path, elsewhere: bool) -> None:
    database = tmp_path / "other.sqlite" if elsewhere else used_home / "intake.sqlite"
    if not elsewhere:
        database.unlink()
    settings = Settings(home=used_home, database_url=f"sqlite:///{database}")
    with pytest.raises(DeploymentError, match=r"is empty, but papers lie in .*OEMS_INTAKE_DATABASE_URL"):
        open_storage(settings)
    assert not database.exists(), "an empty database was left behind"


@pytest.mark.parametrize("left", [(), (".lock",)], ids=["not mounted", "not mounted before either"])
def test_papers_that_lie_on_no_disk_are_asked_for(used_home: Path, tmp_path: Path, left: tuple[str]) -> None:
    files = used_home / "files"
    files.rename(tmp_path / "disk")
    files.mkdir()
    for name in left:
        (files / name).touch()
    with pytest.raises(DeploymentError, match="Mount the disk"):
        open_storage(Settings(home=used_home))
    for path in files.iterdir():
        path.unlink()
    files.rmdir()
    (tmp_path / "disk").rename(files)
    open_storage(Settings(home=used_home)).close()


def test_new_home_begins_with_all_parts(tmp_path: Path) -> None:
    for _ in range(2):
        open_storage(Settings(home=tmp_path / "home")).close()
