"""Redis is only transport: emptied, killed and started anew with nothing in it, no work is lost."""

from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from domain.states import Stage
from drills.offices import Outcome
from tests.crash.conftest import OfficeMaker
from tests.servers.redis import running_redis


@pytest.mark.parametrize("mode", ["office"], indirect=True)
def test_losing_redis_loses_nothing(
    make_office: OfficeMaker, mails: Path, undisturbed_mails: Outcome, server_folder: Path
) -> None:
    with ExitStack() as servers:
        first = servers.enter_context(running_redis(server_folder / "redis-lost"))
        office = make_office(mails, redis_url=first)
        worker = office.start("work", pause=f"{Stage.READ}:computed")
        office.await_pause(Stage.READ, worker)
        with redis.Redis.from_url(first) as client:
            assert any(name.startswith(b"dramatiq:") for name in client.keys("*"))
            client.flushall()
            office.wait_for(lambda: bool(client.keys("dramatiq:*")), "the pump rings again for what it lost")
        servers.close()
        port = int(first.rsplit(":", 1)[1].split("/")[0])
        servers.enter_context(running_redis(server_folder / "redis-anew", port))
        office.release.touch()
        office.await_settled()
        assert office.outcome() == undisturbed_mails
        office.stop(worker)
        office.close()
