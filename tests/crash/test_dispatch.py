"""kill -9 between the data and the commit: the dispatch is shown as uncertain and never sent again."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from domain.states import DispatchState
from storage.database import SqlStorage
from tests.crash.conftest import OfficeMaker, first_in
from tests.servers.ports import free_port


class HoldingServer:
    """Takes the data of every message; holds its answer to the first until released."""

    def __init__(self) -> None:
        self.port = free_port()
        self.message_ids: list[str] = []
        self.released = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.message_ids.append(message_from_bytes(envelope.content)["Message-ID"])
        while not self.released:
            await asyncio.sleep(0.05)
        return "250 OK"


@pytest.fixture
def mail_server() -> Iterator[HoldingServer]:
    server = HoldingServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    server.released = True
    controller.stop()


def by_state(storage: SqlStorage) -> dict[DispatchState, list[str]]:
    with storage.work() as work:
        found: dict[DispatchState, list[str]] = {}
        for dispatch in work.dispatches.in_states(tuple(DispatchState)):
            found.setdefault(dispatch.state, []).append(dispatch.message_id)
        return found


@first_in("office")
def test_killed_between_data_and_commit_is_shown_and_not_resent(
    make_office: OfficeMaker, mails: Path, mail_server: HoldingServer
) -> None:
    # One thread: one dispatch at a time, so that the others have not begun.
    office = make_office(
        mails, smtp_host="127.0.0.1", smtp_port=str(mail_server.port), smtp_tls="false", stage_workers="1"
    )
    worker = office.start("work")
    office.wait_for(lambda: bool(mail_server.message_ids), "the first message's data arrived")
    [struck] = mail_server.message_ids
    office.kill(worker)
    with office.storage() as storage:
        assert by_state(storage)[DispatchState.SENDING] == [struck]

        mail_server.released = True
        office.start("work")
        office.await_settled()
        office.wait_for(
            lambda: by_state(storage).keys() == {DispatchState.SENT, DispatchState.UNCERTAIN},
            "all others are sent and the struck one is shown as uncertain",
        )
        time.sleep(3)  # several rounds of the pump: time enough to send it again by mistake
        states = by_state(storage)
    assert states[DispatchState.UNCERTAIN] == [struck]
    assert Counter(mail_server.message_ids) == Counter([struck, *states[DispatchState.SENT]])
    assert len(states[DispatchState.SENT]) >= 1
