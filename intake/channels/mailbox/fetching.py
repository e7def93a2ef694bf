"""Messages by the batch, bounded by bytes; alone, and in pieces, where a server will not give more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from intake.channels.mailbox.session import MailSession, MessageFacts, ServerRefuses

log = structlog.get_logger()

#: A batch is fetched by one command, stored by one transaction and moved by one command. Two of them are in
#: memory at a time: one on its way in, one on its way to disk.
BATCH_BYTES: Final = 8 * 2**20
BATCH_COUNT: Final = 250
#: A message larger than this is fetched alone and in pieces, each a sign of life.
PIECE_BYTES: Final = 4 * 2**20


@dataclass(frozen=True, slots=True)
class FetchedMessage:
    """One message as the server gave it."""

    uid: int
    raw: bytes = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """What came of asking for a batch."""

    messages: tuple[FetchedMessage, ...]
    gone: tuple[int, ...]
    """Are no longer there: somebody else moved or deleted them before we had them."""
    withheld: Mapping[int, str]
    """UID: why the server did not give it."""


def batches(facts: Mapping[int, MessageFacts]) -> Iterator[list[int]]:
    """UIDs in ascending order, cut so that no batch is larger than it may be; a large message is alone."""
    batch: list[int] = []
    size = 0
    for uid in sorted(facts):
        if batch and (size + facts[uid].size > BATCH_BYTES or len(batch) == BATCH_COUNT):
            yield batch
            batch, size = [], 0
        batch.append(uid)
        size += facts[uid].size
    if batch:
        yield batch


def fetch_batch(session: MailSession, uids: Sequence[int], facts: Mapping[int, MessageFacts]) -> FetchedBatch:
    """Fetch these messages, each by every way there is. Raises `TransientError` where the line breaks."""
    found = _whole(session, uids, facts)
    missing = [uid for uid in uids if uid not in found]
    present = set(_still_there(session, missing))
    withheld: dict[int, str] = {}
    for uid in sorted(present):
        try:
            found[uid] = _alone(session, uid, facts[uid].size)
        except ServerRefuses as error:
            log.warning("message_not_fetched", uid=uid, problem=str(error))
            withheld[uid] = "The mail server does not give it, neither whole nor in pieces."
    return FetchedBatch(
        tuple(FetchedMessage(uid, found[uid], facts[uid].received_at) for uid in sorted(found)),
        tuple(uid for uid in missing if uid not in present),
        withheld,
    )


def _whole(session: MailSession, uids: Sequence[int], facts: Mapping[int, MessageFacts]) -> dict[int, bytes]:
    """By one command; nothing where it fails, or where a message is too large for that."""
    if len(uids) == 1 and facts[uids[0]].size > PIECE_BYTES:
        return {}
    try:
        found = session.bodies(uids, sum(facts[uid].size for uid in uids))
        return {uid: raw for uid, raw in found.items() if uid in facts}
    except ServerRefuses as error:
        log.warning("batch_not_fetched", count=len(uids), problem=str(error))
        return {}


def _still_there(session: MailSession, uids: Sequence[int]) -> list[int]:
    return session.uids(",".join(map(str, uids))) if uids else []


def _alone(session: MailSession, uid: int, size: int) -> bytes:
    """One message: in pieces, which is gentle on large ones; else whole. Raises `ServerRefuses`."""
    try:
        return _in_pieces(session, uid)
    except ServerRefuses:
        raw = session.bodies([uid], size).get(uid)
        if raw is None:
            raise ServerRefuses("The message is there, and its bytes are withheld.") from None
        return raw


def _in_pieces(session: MailSession, uid: int) -> bytes:
    """Up to the first empty piece: what a server says of the size is not relied upon."""
    raw = bytearray()
    while piece := session.piece(uid, len(raw), PIECE_BYTES):
        raw += piece
    if piece is None:
        raise ServerRefuses("A piece of the message is withheld.")
    return bytes(raw)
