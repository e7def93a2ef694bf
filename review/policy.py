"""Who may do what: deny by default, one function, one table."""

from collections.abc import Collection
from enum import StrEnum

from domain.cases import Case
from domain.ids import SubmissionId
from domain.kinds import Role, Route
from processing.ports import Work
from processing.restricted import came_with_restricted, which_came_with_restricted


class Action(StrEnum):
    """Everything that the pages and the command line guard."""

    VIEW_QUEUE = "view_queue"
    VIEW_CASE = "view_case"
    VIEW_RESTRICTED = "view_restricted"  # self-reports under 105 CMR 170.937, CORI forms
    REVEAL_SSN = "reveal_ssn"
    CLAIM = "claim"
    DECIDE = "decide"
    CONFIRM = "confirm"  # as the second person
    VIEW_QUARANTINE = "view_quarantine"
    HANDLE_QUARANTINE = "handle_quarantine"
    VIEW_BATCHES = "view_batches"
    HANDLE_BATCHES = "handle_batches"  # type counts, take a scan back, mend its split
    VIEW_LEDGER = "view_ledger"
    SET_DECORATION = "set_decoration"  # say whether a picture is a paper
    VIEW_OUTBOX = "view_outbox"
    SETTLE_OUTBOX = "settle_outbox"  # say whether an uncertain dispatch went; cancel what is kept back
    EDIT_DIRECTORY = "edit_directory"
    EDIT_POLICY = "edit_policy"  # thresholds, phrases, statuses: what the rules go by
    EDIT_CALENDAR = "edit_calendar"  # closures, working days by kind of work
    VIEW_AUDIT = "view_audit"
    VIEW_STATUS = "view_status"
    ACKNOWLEDGE_ALARM = "acknowledge_alarm"
    MANAGE_USERS = "manage_users"


_REVIEWER = frozenset(
    {
        Action.VIEW_QUEUE,
        Action.VIEW_CASE,
        Action.REVEAL_SSN,
        Action.CLAIM,
        Action.DECIDE,
        Action.CONFIRM,
        Action.VIEW_QUARANTINE,
        Action.HANDLE_QUARANTINE,
        Action.VIEW_BATCHES,
        Action.HANDLE_BATCHES,
        Action.VIEW_LEDGER,
        Action.SET_DECORATION,
        Action.VIEW_OUTBOX,
        Action.VIEW_STATUS,
    }
)

#: What is not listed is not allowed. An administrator sees no papers.
ALLOWED: dict[Role, frozenset[Action]] = {
    Role.CLERK: frozenset(
        {
            Action.VIEW_QUEUE,
            Action.VIEW_QUARANTINE,
            Action.HANDLE_QUARANTINE,
            Action.VIEW_BATCHES,
            Action.HANDLE_BATCHES,
            Action.VIEW_LEDGER,
            Action.SET_DECORATION,
            Action.VIEW_STATUS,
        }
    ),
    Role.REVIEWER: _REVIEWER,
    Role.SUPERVISOR: _REVIEWER
    | {
        Action.VIEW_RESTRICTED,
        Action.SETTLE_OUTBOX,
        Action.EDIT_DIRECTORY,
        Action.EDIT_POLICY,
        Action.EDIT_CALENDAR,
        Action.VIEW_AUDIT,
        Action.ACKNOWLEDGE_ALARM,
    },
    Role.AUDITOR: frozenset(
        {
            Action.VIEW_QUEUE,
            Action.VIEW_CASE,
            Action.VIEW_BATCHES,
            Action.VIEW_LEDGER,
            Action.VIEW_OUTBOX,
            Action.VIEW_AUDIT,
            Action.VIEW_STATUS,
        }
    ),
    Role.ADMIN: frozenset(
        {
            Action.MANAGE_USERS,
            Action.VIEW_STATUS,
            Action.EDIT_DIRECTORY,
            Action.EDIT_POLICY,
            Action.EDIT_CALENDAR,
            Action.ACKNOWLEDGE_ALARM,
        }
    ),
}


def allows(role: Role, action: Action) -> bool:
    """Whether a role may do something."""
    return action in ALLOWED.get(role, frozenset())


def may_see(case: Case, role: Role | None) -> bool:
    """Restricted cases (self-reports under 105 CMR 170.937, CORI forms) are for few. None is an operator
    without an account, who sees what every reviewer sees."""
    return case.route in routes_seen(role)


def routes_seen(role: Role | None) -> tuple[Route, ...]:
    """The queues whose cases a role may see."""
    restricted = may_see_restricted(role)
    return tuple(route for route in Route if restricted or route is not Route.RESTRICTED)


def may_see_restricted(role: Role | None) -> bool:
    """Whether restricted papers, and what came with them, are open to a role."""
    return role is not None and allows(role, Action.VIEW_RESTRICTED)


def sees_whole_submission(work: Work, submission_id: SubmissionId, role: Role | None) -> bool:
    """Whether nothing that came with a paper is closed to this role, be it in a case yet or not."""
    return may_see_restricted(role) or not came_with_restricted(work, submission_id)


def seen_whole(work: Work, submission_ids: Collection[SubmissionId], role: Role | None) -> set[SubmissionId]:
    """Those of many of which nothing is closed to this role."""
    closed = set() if may_see_restricted(role) else which_came_with_restricted(work, submission_ids)
    return set(submission_ids) - closed
