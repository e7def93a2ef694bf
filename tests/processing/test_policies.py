"""Versions of the policy: set, seen by everybody at once, taken back one step at a time."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain.errors import DeploymentError, NotAllowed, StaleDecision
from domain.policy import SHIPPED, DatePolicy, Policy, PolicyVersion
from processing.policies import policy_at, policy_in_force, policy_is_readable, return_policy, set_policy
from storage.database import SqlStorage
from tests.storage.situations import JOHN, LATER, MARIA, NOW


def days(number: int) -> Policy:
    return replace(SHIPPED, dates=DatePolicy(expires_soon_days=number))


def put(storage: SqlStorage, policy: Policy, instead_of: int) -> PolicyVersion:
    with storage.work() as work:
        return set_policy(work, policy, MARIA, "  a new   advisory ", NOW, instead_of=instead_of)


def test_the_shipped_policy_is_in_force_until_one_is_set(storage: SqlStorage) -> None:
    with storage.work() as work:
        assert policy_in_force(work).version == 0
        assert policy_in_force(work).policy == SHIPPED == policy_at(work, 0).policy


def test_a_version_is_kept_with_who_when_and_why(storage: SqlStorage) -> None:
    put(storage, days(60), 0)
    with storage.work() as work:
        assert policy_in_force(work).policy == days(60)
        (kept,) = work.policies.newest(9)
        (entry,) = work.audit.entries(subject="policy")
        with pytest.raises(NotAllowed, match="no version 2"):
            policy_at(work, 2)
    assert (kept.version, kept.by, kept.at, kept.reason) == (1, MARIA, NOW, "a new advisory")
    assert (entry.who, entry.action, entry.details["version"]) == (MARIA, "policy_set", 1)


def test_what_changes_nothing_or_says_no_reason_is_refused(storage: SqlStorage) -> None:
    with storage.work() as work:
        with pytest.raises(NotAllowed, match="nothing would change"):
            set_policy(work, SHIPPED, MARIA, "why not", NOW, instead_of=0)
        with pytest.raises(NotAllowed, match="Say why"):
            set_policy(work, days(60), MARIA, " ", NOW, instead_of=0)


def test_who_saw_an_older_policy_is_told_so(storage: SqlStorage) -> None:
    put(storage, days(60), 0)
    with pytest.raises(StaleDecision, match="Version 1 was put in force meanwhile"):
        put(storage, days(90), 0)
    with storage.work() as work, pytest.raises(StaleDecision, match="meanwhile"):
        work.policies.add(PolicyVersion(1, "", "at the same moment", JOHN, NOW))


def test_returning_goes_one_step_further_back_each_time(storage: SqlStorage) -> None:
    for number in (1, 2, 3):
        put(storage, days(40 + number), number - 1)
    seen = []
    with storage.work() as work:
        for _ in range(3):
            returned = return_policy(work, JOHN, "it was wrong", LATER)
            policy = policy_in_force(work).policy
            seen.append((returned.version, returned.returns_to, policy.dates.expires_soon_days))
        with pytest.raises(NotAllowed, match="nothing was before"):
            return_policy(work, JOHN, "further still", LATER)
    assert seen == [(4, 2, 42), (5, 1, 41), (6, 0, 30)]


def test_a_new_policy_after_a_return_returns_to_what_was_before_it(storage: SqlStorage) -> None:
    put(storage, days(41), 0)
    put(storage, days(42), 1)
    with storage.work() as work:
        return_policy(work, JOHN, "it was wrong", LATER)
        set_policy(work, days(44), MARIA, "better", LATER, instead_of=3)
        assert return_policy(work, JOHN, "not better", LATER).returns_to == 1
        assert policy_in_force(work).policy == days(41)


def test_a_policy_that_this_program_cannot_use_says_what_to_do_and_can_be_replaced(
    storage: SqlStorage,
) -> None:
    with storage.work() as work:
        work.policies.add(PolicyVersion(1, "[of_tomorrow]\n", "by a newer program", MARIA, NOW))
        with pytest.raises(DeploymentError, match="rules export FILE --version 1"):
            policy_in_force(work)
        assert not policy_is_readable(work)
        set_policy(work, SHIPPED, MARIA, "back to what is shipped", NOW, instead_of=1)
        assert policy_in_force(work).policy == SHIPPED


@pytest.mark.parametrize("verb", ["UPDATE policy_version SET reason = 'x'", "DELETE FROM policy_version"])
def test_versions_are_never_changed(storage: SqlStorage, verb: str) -> None:
    put(storage, days(60), 0)
    with pytest.raises(DBAPIError, match="append-only"), storage.work() as work:
        work.session.execute(text(verb))
