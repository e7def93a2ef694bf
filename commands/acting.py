"""Who acts or looks by the command line, and which case."""

import getpass
from typing import Annotated

import typer

from commands.base import Exit, fail
from domain.cases import Case
from domain.errors import NotAllowed
from domain.ids import CaseId, SubmissionId, UserName
from domain.kinds import Role
from processing.ports import Account, Work
from review.policy import Action, allows, may_see, sees_whole_submission

By = Annotated[
    str | None, typer.Option("--by", help="An active reviewer; else your operating-system account.")
]

RESTRICTED_PART = "A part of this submission is restricted. A supervisor handles it."


def os_account() -> str:
    """Who is at the keyboard, for the audit log."""
    return getpass.getuser()


def acting_reviewer(work: Work, by: str | None, action: Action) -> Account:
    """The existing, active account that acts, if the policy lets it. Raises `NotAllowed`."""
    account = _active(work, by or os_account())
    if account is None:
        raise _no_account(by or os_account())
    if not allows(account.role, action):
        raise NotAllowed(f"A {account.role} may not do this.")
    return account


def looking_role(work: Work, by: str | None, action: Action) -> Role | None:
    """The role of who looks; None for an operator of the machine who has no account, and is shown what every
    reviewer sees. Raises `NotAllowed` where a named account is none, or its role may not."""
    account = _active(work, by or os_account())
    if account is None and by:
        raise _no_account(by)
    if account and not allows(account.role, action):
        raise NotAllowed(f"The role of {account.role} may not see this. Name a reviewer by --by.")
    return account.role if account else None


def _active(work: Work, name: str) -> Account | None:
    account = work.accounts.get(UserName(name.casefold()))
    return account if account and account.active else None


def _no_account(name: str) -> NotAllowed:
    return NotAllowed(f"'{name.casefold()}' is no active account. Name one by --by; `users add` makes one.")


def check_sees_whole(
    work: Work, submission_id: SubmissionId, account: Account, words: str = RESTRICTED_PART
) -> None:
    """Raises `NotAllowed` with these words where something that came is closed to this account."""
    if not sees_whole_submission(work, submission_id, account.role):
        raise NotAllowed(words)


def case_for(work: Work, case: str, role: Role | None) -> Case:
    """The case, if this role may see it. Raises `NotAllowed`."""
    try:
        found = work.cases.get(CaseId(case.upper()))
    except KeyError as error:
        words = f"There is no case {case.upper()}. `oems-intake queue list` shows the cases."
        raise fail(words, Exit.FAILED) from error
    if not may_see(found, role):
        raise NotAllowed("This case is restricted. A supervisor handles it: name one by --by.")
    return found
