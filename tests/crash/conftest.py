"""Papers, undisturbed outcomes and offices in both modes for the crash tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from drills.kill import opened, run_undisturbed
from drills.offices import Office, Outcome
from drills.papers import write_papers

OfficeMaker = Callable[..., Office]


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two mails, a PDF with text, a fax; and records."""
    folder = tmp_path_factory.mktemp("papers")
    write_papers(folder, seed=1, texts=2)
    return folder


@pytest.fixture(scope="session")
def mails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six mails and no picture: quick to read."""
    folder = tmp_path_factory.mktemp("mails")
    write_papers(folder, seed=2, texts=6, forms=0, faxes=0)
    return folder


def outcome_undisturbed(home: Path, papers: Path) -> Outcome:
    """What becomes of the papers where nothing happens to the worker, each stage tried once."""
    with opened(home, papers, {}) as office:
        outcome = run_undisturbed(office)
        assert set(office.attempts().values()) == {1}
        return outcome


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Outcome:
    """What becomes of `papers`."""
    return outcome_undisturbed(tmp_path_factory.mktemp("undisturbed") / "home", papers)


@pytest.fixture(scope="session")
def undisturbed_mails(tmp_path_factory: pytest.TempPathFactory, mails: Path) -> Outcome:
    """What becomes of `mails`."""
    return outcome_undisturbed(tmp_path_factory.mktemp("undisturbed") / "home", mails)


@pytest.fixture(params=["embedded", "office"])
def mode(request: pytest.FixtureRequest) -> str:
    """Embedded: broker in the process and SQLite. Office: Redis and PostgreSQL."""
    return str(request.param)


@pytest.fixture
def make_office(mode: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[OfficeMaker]:
    """`make_office(papers, **settings)`: an office in this mode with the papers in custody."""
    made: list[Office] = []

    def make(papers: Path, **settings: str) -> Office:
        office = Office(tmp_path / "home", {**_servers(mode, request), **settings})
        made.append(office)
        office.import_records(papers)
        office.take_in(papers)
        return office

    yield make
    for office in made:
        office.close()


def _servers(mode: str, request: pytest.FixtureRequest) -> dict[str, str]:
    if mode == "embedded":
        return {}
    database, broker = request.getfixturevalue("postgres_url"), request.getfixturevalue("redis_url")
    with redis.Redis.from_url(broker) as client:
        client.flushall()
    return {"database_url": database, "redis_url": broker}
