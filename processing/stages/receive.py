"""Take custody: the original is durable and its row committed before anybody is told."""

from collections.abc import Sequence
from datetime import datetime

from domain.submissions import Arrival, Submission
from processing.ports import Storage
from processing.stages.services import Services


def take_arrival(arrival: Arrival, services: Services) -> tuple[Submission, bool]:
    """`keep_arrival` with the services of a worker."""
    return keep_arrival(arrival, services.storage, services.clock())


def keep_arrival(arrival: Arrival, storage: Storage, now: datetime) -> tuple[Submission, bool]:
    """Store the original, commit its row and its first job; (submission, whether it is new).

    Safe to repeat. Raises `StorageFull` or `TransientError`; the channel then keeps its copy. An
    arrival over the size limit is kept all the same: unpack refuses it with a word, custody does not.
    """
    with storage.work() as work:
        if known := work.submissions.find(arrival.receipt_key):
            return known, False
    address = storage.files.put(arrival.raw)
    with storage.work() as work:
        return work.submissions.take(arrival, address, now)


def keep_arrivals(
    arrivals: Sequence[Arrival], storage: Storage, now: datetime
) -> list[tuple[Submission, bool]]:
    """`keep_arrival` for several at once: all files are durable, then one transaction holds all rows.

    All or none: what raises leaves none of them acknowledged, and may be repeated.
    """
    addresses = storage.files.put_all([arrival.raw for arrival in arrivals])
    with storage.work() as work:
        return work.submissions.take_all(list(zip(arrivals, addresses, strict=True)), now)
