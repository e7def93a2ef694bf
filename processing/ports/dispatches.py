"""The outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from domain.cases import Dispatch
from domain.ids import (
    CaseId,
    DispatchId,
    UserName,
)
from domain.kinds import DispatchKind
from domain.states import DispatchState

#: The longest that a dispatch which was put off waits for its next try.
LONGEST_WAIT: Final = timedelta(hours=4)
#: An acknowledgement belongs to no decision, and a card, once approved, goes by what the records say now.
BY_NO_DECISION: Final = (DispatchKind.ACKNOWLEDGEMENT, DispatchKind.CERTIFICATION_CARD)


class Dispatches(Protocol):
    """The transactional outbox."""

    def add(self, dispatch: Dispatch, now: datetime) -> bool:
        """False where a dispatch with this Message-ID exists already."""

    def get(self, dispatch_id: DispatchId) -> Dispatch:
        """Raises KeyError."""

    def sent_as(self, message_ids: Sequence[str]) -> list[Dispatch]:
        """Those that went, or go, under one of these Message-IDs; oldest first."""

    def of_case(self, case_id: CaseId) -> list[Dispatch]: ...

    def due(self, now: datetime, limit: int) -> list[DispatchId]:
        """READY ones whose `not_before` has passed and whose case was neither opened again nor withdrawn."""

    def start_sending(self, dispatch_id: DispatchId, now: datetime, lease: timedelta) -> Dispatch | None:
        """READY to SENDING, counting the attempt; None where it is not READY, or its case was opened again.
        Commit before the data goes."""

    def finish(
        self,
        dispatch_id: DispatchId,
        state: DispatchState,
        problem: str | None,
        now: datetime,
        not_before: datetime | None = None,
    ) -> None:
        """From SENDING to SENT, FAILED, READY (refused before any data went), CANCELLED or UNCERTAIN. READY
        again waits until `not_before`. Raises `LostLease` where it is not SENDING any more."""

    def kept_back(self) -> set[DispatchId]:
        """What would go, or be confirmed, if its case were not open again or withdrawn."""

    def hurry(self, now: datetime) -> int:
        """What was put off is due now, for one try more than it had left; how many. What was never tried
        waits out the time for undoing."""

    def is_overruled(self, dispatch_id: DispatchId) -> bool:
        """Whether a later decision stands on its case than the one that it was made by; one that only passes
        the case on to colleagues is none."""

    def note_returned(self, dispatch_id: DispatchId, words: str) -> None:
        """What came back went, UNCERTAIN or not: SENT, and these words stand beside it."""

    def mark_uncertain(self, now: datetime) -> list[DispatchId]:
        """Every row found in SENDING beyond its lease becomes UNCERTAIN; a person decides."""

    def resolve_uncertain(self, dispatch_id: DispatchId, sent: bool, by: UserName, now: datetime) -> None:
        """A person says it went (SENT), or asks for it again (READY under the same Message-ID, or CANCELLED
        where it is overruled)."""

    def cancel(self, case_id: CaseId, now: datetime, by_decision: int | None = None) -> int:
        """Cancel what has not started, acknowledgements excepted; of one decision alone where it is named."""

    def overrule(self, case_id: CaseId, now: datetime) -> int:
        """Cancel what an earlier decision sends and has not started, for another is made."""

    def release_held(self, case_id: CaseId, by: UserName, now: datetime) -> int:
        """HELD to READY when a second person confirmed."""

    def in_states(self, states: Sequence[DispatchState]) -> list[Dispatch]: ...

    def acknowledged_since(self, sender: str, since: datetime) -> int:
        """Acknowledgements to this address since then (for the daily cap)."""

    def acknowledged_thread(self, sender: str, thread: str) -> bool:
        """Whether this sender and thread was acknowledged already."""

    def note_acknowledged(self, sender: str, thread: str, now: datetime) -> None:
        """Keep keyed hashes of the sender and thread."""

    def content(self, dispatch_id: DispatchId) -> bytes | None:
        """The rendered message or PDF as it was sent, from the sealed column; None before."""

    def save_content(self, dispatch_id: DispatchId, content: bytes) -> None: ...
