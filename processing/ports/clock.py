"""The office's days as administrators edit them, and the pauses of cases."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.clock import Closure, Pause, Term
from domain.ids import CaseId
from domain.kinds import Kind


class OfficeDays(Protocol):
    """Closures and working days by kind of work."""

    def closures(self) -> list[Closure]:
        """By day."""

    def close(self, closure: Closure) -> bool:
        """Keep a closure; False where the office is closed on that day already."""

    def open(self, day: date) -> bool:
        """Take a closure back; False where there is none."""

    def terms(self) -> list[Term]: ...

    def set_term(self, term: Term) -> None: ...

    def drop_term(self, kind: Kind) -> bool:
        """The number of days of the settings counts again; False where it does already."""


class Pauses(Protocol):
    """When the clocks of cases stood still."""

    def of_cases(self, case_ids: Sequence[CaseId]) -> Mapping[CaseId, tuple[Pause, ...]]:
        """Of each that has any, oldest first."""

    def begin(self, case_id: CaseId, at: datetime) -> None:
        """From now on the applicant owes something; where they do already, nothing changes."""

    def end(self, case_id: CaseId, at: datetime, by_decision: int | None = None) -> bool:
        """The answer came, or it was decided without; False where nothing was owed. Never before the pause
        began."""

    def go_on(self, case_id: CaseId, ended_at: datetime, by_decision: int | None = None) -> bool:
        """The pause that this decision, or an answer then, ended lasts still; False where none lasts now."""

    def forget(self, case_id: CaseId) -> bool:
        """The pause that lasts never was: nobody was asked. False where there is none."""
