"""Who may hand papers over by HTTP, and where their bodies wait until they are whole."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Client:
    """One system that uploads."""

    name: str
    """Small letters, digits and hyphens; part of its receipt keys."""
    created_at: datetime
    revoked_at: datetime | None


class Clients(Protocol):
    """Named clients; their tokens are kept only as keyed hashes."""

    def add(self, name: str, token: str, now: datetime) -> Client:
        """Raises ValueError where the name is taken, by a revoked client too."""

    def all(self) -> list[Client]:
        """By name, revoked ones included."""

    def of_token(self, token: str) -> Client | None:
        """Whose token it is; None where unknown or revoked."""

    def revoke(self, name: str, now: datetime) -> Client:
        """Its token works no longer. Safe to repeat. Raises KeyError."""


@dataclass(frozen=True, slots=True)
class UploadHead:
    """What is known of a body before it comes."""

    client: str
    key: str
    """The client's idempotency key."""
    headers: Mapping[str, str] = field(repr=False)
    """Content-Type and what else says how to take the body; names in small letters."""
    length: int | None
    """Bytes of the whole body; None where the client does not say."""
    resumable: bool
    """Whether it may go on after its line broke, for a day."""


class OpenUpload(Protocol):
    """One body on its way, held by one request at a time."""

    @property
    def head(self) -> UploadHead: ...

    @property
    def offset(self) -> int:
        """Bytes that are here."""

    def append(self, piece: bytes) -> None:
        """Raises `StorageFull`."""

    def sync(self) -> None:
        """Make durable what was appended."""

    def content(self) -> bytes:
        """Everything. Raises `CorruptDocument`."""

    def remove(self) -> None:
        """Forget it."""


class Spool(Protocol):
    """Bodies that are not yet whole, sealed, on disk."""

    def begin(self, head: UploadHead) -> AbstractContextManager[OpenUpload]:
        """The body of this client and key: a resumable one goes on where it stopped, any other starts
        anew. Raises `UploadBusy`, `StorageFull`."""

    def resume(self, upload_id: str) -> AbstractContextManager[OpenUpload]:
        """Raises KeyError, `UploadBusy`."""

    def upload_id(self, client: str, key: str) -> str:
        """The name of a client's resumable body; tells nothing of either."""

    def clear(self, now: datetime) -> int:
        """Forget bodies that nobody sends any more; how many."""


class UploadBusy(Exception):
    """Another request is sending this very body."""
