"""Papers, undisturbed outcomes and offices in both modes for the crash tests."""

import fcntl
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from drills.kill import opened, run_undisturbed
from drills.offices import Office, Outcome
from drills.papers import write_papers
from tests.examples import EVERY_STEP

OfficeMaker = Callable[..., Office]
#: Where nobody is killed, nobody loses a lease, however slow the machine is.
UNHURRIED = {"lease_seconds": "120"}


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all pytest workers of this run have."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, which whoever comes first fills; what was made lies beside it, pickled."""
    made = folder.with_suffix(".made")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            made.write_bytes(pickle.dumps(make(folder)))
    return made


@pytest.fixture(scope="session")
def papers(shared: Path) -> Path:
    """Two mails, a PDF with text, a fax; and records."""
    made_once(shared / "papers", lambda folder: write_papers(folder, seed=1, texts=2))
    return shared / "papers"


@pytest.fixture(scope="session")
def mails(shared: Path) -> Path:
    """Six mails and no picture: quick to read."""
    made_once(shared / "mails", lambda folder: write_papers(folder, seed=2, texts=6, forms=0, faxes=0))
    return shared / "mails"


def outcome_undisturbed(home: Path, papers: Path) -> Outcome:
    """What becomes of the papers where nothing happens to the worker, each stage tried once."""
    with opened(home, papers, UNHURRIED, forked=True) as office:
        outcome = run_undisturbed(office)
        assert set(office.attempts().values()) == {1}
        return outcome


@pytest.fixture(scope="session")
def undisturbed(shared: Path, papers: Path) -> Outcome:
    """What becomes of `papers`."""
    made = made_once(shared / "undisturbed", lambda home: outcome_undisturbed(home, papers))
    outcome: Outcome = pickle.loads(made.read_bytes())
    return outcome


@pytest.fixture(scope="session")
def undisturbed_mails(shared: Path, mails: Path) -> Outcome:
    """What becomes of `mails`."""
    made = made_once(shared / "undisturbed-mails", lambda home: outcome_undisturbed(home, mails))
    outcome: Outcome = pickle.loads(made.read_bytes())
    return outcome


@pytest.fixture(params=["embedded", "office"])
def mode(request: pytest.FixtureRequest) -> str:
    """Embedded: broker in the process and SQLite. Office: Redis and PostgreSQL."""
    return str(request.param)


def first_in(mode: str) -> pytest.MarkDecorator:
    """A story of which `make test` tells one mode, and `make drill` both."""
    both = sorted({"embedded", "office"}, key=mode.__ne__)
    return pytest.mark.parametrize("mode", both if EVERY_STEP else [mode], indirect=True)


@pytest.fixture
def make_office(mode: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[OfficeMaker]:
    """`make_office(papers, **settings)`: an office in this mode with the papers in custody."""
    made: list[Office] = []

    def make(papers: Path, **settings: str) -> Office:
        office = Office(tmp_path / "home", {**_servers(mode, request), **settings}, forked=True)
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
