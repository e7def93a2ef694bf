"""A real SMTP server on loopback that keeps what it takes, and may be told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers.ports import free_port


@dataclass(slots=True)
class Inbox:
    """What arrived, as (sender, recipients, bytes), and what to answer."""

    host: str
    port: int
    messages: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    refuse_recipient: dict[str, str] = field(default_factory=dict)
    """Address to answer at RCPT, such as `550 no such mailbox`."""
    refuse_message: str | None = None
    """Answer after DATA, such as `451 try again later`."""

    def clear(self) -> None:
        """Forget everything, for the next test."""
        self.messages.clear()
        self.refuse_recipient.clear()
        self.refuse_message = None


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self._inbox.refuse_recipient.get(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self._inbox.refuse_message is not None:
            return self._inbox.refuse_message
        self._inbox.messages.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


@contextmanager
def running_smtp() -> Iterator[Inbox]:
    """Start a server; yields its inbox."""
    inbox = Inbox("127.0.0.1", free_port())
    controller = Controller(_Handler(inbox), hostname=inbox.host, port=inbox.port)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()
