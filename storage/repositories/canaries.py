"""Canaries: what the installation sent itself, and what of it came through."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, insert, or_, select, update

from domain.ids import SubmissionId
from processing.ports import CanaryState
from storage.repositories.base import Repository
from storage.statements import insert_unless_there
from storage.tables import CanaryRouteRow, CanaryRow

#: For how long a canary is known; one that comes later is an ordinary submission.
KEPT: Final = timedelta(days=90)


class SqlCanaries(Repository):
    """Tokens are kept as keyed hashes only."""

    def claim(self, route: str, now: datetime, every: timedelta) -> bool:
        """Whether a canary of this route is due; of several that ask, one is told so."""
        self._session.execute(
            insert_unless_there(self._session, CanaryRouteRow).values(route=route, next_at=now)
        )
        due = update(CanaryRouteRow).where(CanaryRouteRow.route == route, CanaryRouteRow.next_at <= now)
        return bool(self._change(due.values(next_at=now + every)))

    def put_off(self, route: str, until: datetime) -> None:
        """The next one is due then."""
        self._change(update(CanaryRouteRow).where(CanaryRouteRow.route == route).values(next_at=until))

    def note_sent(self, route: str, token: str, now: datetime) -> int:
        """Its id; commit before it goes."""
        self._change(delete(CanaryRow).where(CanaryRow.route == route, CanaryRow.sent_at < now - KEPT))
        sent = insert(CanaryRow).values(route=route, token_hash=self._hash(token), sent_at=now)
        return int(self._session.execute(sent.returning(CanaryRow.id)).scalar_one())

    def note_problem(self, canary_id: int, problem: str) -> None:
        """It could not be sent."""
        self._change(update(CanaryRow).where(CanaryRow.id == canary_id).values(problem=problem))

    def knows(self, token: str, submission_id: SubmissionId) -> bool:
        """Whether this is a canary's token that came with no other submission yet."""
        found = select(CanaryRow.id).where(
            CanaryRow.token_hash == self._hash(token),
            or_(CanaryRow.submission_id.is_(None), CanaryRow.submission_id == submission_id),
        )
        return self._session.scalar(found) is not None

    def settle(self, token: str, submission_id: SubmissionId, arrived_at: datetime, now: datetime) -> bool:
        """Record that it came through; a second run of the same submission changes nothing."""
        known = CanaryRow.token_hash == self._hash(token)
        first = update(CanaryRow).where(known, CanaryRow.submission_id.is_(None))
        settled = {"submission_id": submission_id, "arrived_at": arrived_at, "settled_at": now}
        return bool(self._change(first.values(**settled))) or self.knows(token, submission_id)

    def states(self) -> list[CanaryState]:
        """By route."""
        routes = self._session.scalars(select(CanaryRow.route).distinct().order_by(CanaryRow.route))
        return [self._state(route) for route in routes]

    def _state(self, route: str) -> CanaryState:
        of_route = select(CanaryRow).where(CanaryRow.route == route)
        newest = self._session.scalars(of_route.order_by(CanaryRow.id.desc()).limit(1)).one()
        came = of_route.where(CanaryRow.settled_at.is_not(None)).order_by(CanaryRow.id.desc())
        last = self._session.scalars(came.limit(1)).one_or_none()
        waiting = select(func.min(CanaryRow.sent_at)).where(
            CanaryRow.route == route, CanaryRow.settled_at.is_(None)
        )
        if last is not None:
            waiting = waiting.where(CanaryRow.id > last.id)
        settled_at = last.settled_at if last else None
        return CanaryState(
            route=route,
            waiting_since=self._session.scalar(waiting),
            problem=newest.problem,
            last_sent=newest.sent_at,
            last_settled=settled_at,
            took=settled_at - last.sent_at if last and settled_at else None,
        )

    def _hash(self, token: str) -> str:
        return self._keys.hash_text("canary", token)
