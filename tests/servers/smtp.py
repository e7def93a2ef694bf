"""A real SMTP server on loopback that keeps what it takes, and may be told to refuse."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.servers.ports import free_port


@dataclass(slots=True)
class Inbox:
    """What arrived, as (sender, recipients, bytes), and what to answer."""

    host: str
    port: int
    messages: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    refuse_recipient: dict[str, str] = field(default_factory=dict)
    """Address to answer at RCPT, such as `550 no such mailbox`."""
    refuse_sender: str | None = None
    """Answer at MAIL, such as `550 not you`."""
    refuse_message: str | None = None
    """Answer after DATA, such as `451 try again later`."""
    refuse_data: str | None = None
    """Answer to the DATA command itself, before any data goes."""
    hangs_up: bool = False
    """Keeps the message and ends the connection without an answer, as a server that dies does."""
    silent_seconds: float = 0
    """Keeps the message and answers only after so long."""
    before_answer: Callable[[], None] | None = None
    """Called when a message is whole, before it is answered."""

    def clear(self) -> None:
        """Forget everything, for the next test."""
        self.messages.clear()
        self.refuse_recipient.clear()
        self.refuse_sender = self.refuse_message = self.refuse_data = self.before_answer = None
        self.hangs_up, self.silent_seconds = False, 0

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What arrived for one address, parsed."""
        return [
            message_from_bytes(content, _class=EmailMessage, policy=default_policy)
            for _, recipients, content in self.messages
            if address in recipients
        ]


class _Handler:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_MAIL(  # noqa: N802 -- the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self._inbox.refuse_sender is not None:
            return self._inbox.refuse_sender
        envelope.mail_from = address
        return "250 OK"

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
        if self._inbox.before_answer:
            self._inbox.before_answer()
        if self._inbox.hangs_up:
            server.transport.abort()
        await asyncio.sleep(self._inbox.silent_seconds)
        return "250 OK"


class _Server(SMTP):
    """Refuses the DATA command where it is told to."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 -- the library's name
        inbox: Inbox = self.event_handler._inbox
        if inbox.refuse_data is not None:
            await self.push(inbox.refuse_data)
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def running_smtp(**options: Any) -> Iterator[Inbox]:
    """Start a server with the library's own options; yields its inbox."""
    inbox = Inbox("127.0.0.1", free_port())
    controller = _Controller(_Handler(inbox), hostname=inbox.host, port=inbox.port, **options)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()
