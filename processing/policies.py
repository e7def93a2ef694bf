"""The policy in force, and how it is changed: a version at a time, audited, one step back at a time."""

from dataclasses import dataclass
from datetime import datetime

from domain.errors import DeploymentError, NotAllowed, NotThere, StaleDecision
from domain.ids import UserName
from domain.policy import SHIPPED, Policy, PolicyVersion
from domain.states import CaseStatus, Stage
from processing.anew import decided_case
from processing.ports import Work
from processing.rules.check import RULE_IDS
from processing.rules.policy_file import PolicyRefused, changed_keys, read_policy, write_policy

#: The version of the policy that the program brings along.
SHIPPED_VERSION = 0
_SUBJECT = "policy"


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """A policy and its number, which findings keep."""

    version: int
    policy: Policy


def policy_in_force(work: Work) -> PolicyInForce:
    """Looked up anew by every check, so that a change holds everywhere at once."""
    newest = work.policies.newest()
    return PolicyInForce(newest[0].version, policy_of(newest[0])) if newest else _SHIPPED


_SHIPPED = PolicyInForce(SHIPPED_VERSION, SHIPPED)


def policy_of(version: PolicyVersion) -> Policy:
    """Raises `DeploymentError` where this program cannot read it any more."""
    try:
        return read_policy(version.text, RULE_IDS)
    except PolicyRefused as error:
        raise DeploymentError(
            f"Version {version.version} of the policy cannot be used by this version of the program "
            f"({error.problems[0]}). `oems-intake rules export FILE --version {version.version}` writes it; "
            "mend it, and put it in force by `oems-intake rules set FILE --reason ...`."
        ) from error


def policy_at(work: Work, version: int) -> PolicyInForce:
    """One version. Raises `NotThere` where there is none."""
    if version == SHIPPED_VERSION:
        return _SHIPPED
    kept = work.policies.get(version)
    if kept is None:
        raise NotThere(f"There is no version {version}. `oems-intake rules versions` shows them.")
    return PolicyInForce(version, policy_of(kept))


def set_policy(
    work: Work, policy: Policy, by: UserName, reason: str, now: datetime, *, instead_of: int
) -> PolicyVersion:
    """Put a policy in force. `instead_of` is the version that its author saw in force.

    Raises `NotAllowed` without a reason or a change, `StaleDecision` where somebody was faster.
    """
    current = _newest_number(work)
    if current != instead_of:
        raise StaleDecision(
            f"Version {current} was put in force meanwhile. Look at it by `oems-intake rules show`, then "
            "try and set yours again."
        )
    if current == SHIPPED_VERSION or policy_is_readable(work):
        _check_change(policy_in_force(work).policy, policy)
    return _add(work, PolicyVersion(current + 1, write_policy(policy), _said(reason), by, now))


def policy_is_readable(work: Work) -> bool:
    """Whether this program can use the policy in force; one that it cannot may be replaced by any."""
    try:
        policy_in_force(work)
    except DeploymentError:
        return False
    return True


def return_policy(work: Work, by: UserName, reason: str, now: datetime) -> PolicyVersion:
    """Bring back the policy before the one in force, and the next time the one before that.

    Raises `NotAllowed` where nothing was before.
    """
    newest = work.policies.newest()
    origin = _origin(work, newest[0].version) if newest else SHIPPED_VERSION
    if origin == SHIPPED_VERSION:
        raise NotAllowed("The shipped policy is in force: nothing was before it.")
    before = _origin(work, origin - 1)
    kept = work.policies.get(before)
    text = kept.text if kept else write_policy(SHIPPED)
    return _add(work, PolicyVersion(newest[0].version + 1, text, _said(reason), by, now, before))


def _origin(work: Work, version: int) -> int:
    """The version whose policy a version brought back; itself where it brought a new one."""
    kept = work.policies.get(version)
    return version if kept is None or kept.returns_to is None else kept.returns_to


def _newest_number(work: Work) -> int:
    newest = work.policies.newest()
    return newest[0].version if newest else SHIPPED_VERSION


def _said(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise NotAllowed("Say why the policy changes: --reason is kept with the version.", field="reason")
    return said


def _check_change(before: Policy, after: Policy) -> None:
    if not changed_keys(before, after):
        raise NotAllowed("This is the policy in force: nothing would change.")


def _add(work: Work, version: PolicyVersion) -> PolicyVersion:
    work.policies.add(version)
    returned = {} if version.returns_to is None else {"returns_to": version.returns_to}
    work.audit.append(version.by, "policy_set", _SUBJECT, version.at, version=version.version, **returned)
    return version


def recheck_open_cases(work: Work, now: datetime) -> int:
    """Have the papers of all undecided cases checked by the policy in force; how many submissions.

    What somebody decided stays. Workers go through them; meanwhile nobody decides those cases.
    """
    cases = [row.case for row in work.cases.rows(statuses=_OPEN, limit=_EVERY)]
    submissions = {s for case in cases for s in work.cases.submissions_of(case.id)}
    open_ones = [s for s in sorted(submissions) if decided_case(work, s) is None]
    for submission_id in open_ones:
        work.jobs.rewind(Stage.CHECK, submission_id, now)
    return len(open_ones)


_OPEN = (CaseStatus.OPEN, CaseStatus.REOPENED)
#: More than an office ever has open.
_EVERY = 100_000
