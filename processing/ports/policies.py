"""The versions of the policy."""

from typing import Protocol

from domain.policy import PolicyVersion


class Policies(Protocol):
    """Versions of the policy; nothing is ever changed or deleted."""

    def add(self, version: PolicyVersion) -> None:
        """Keep a version, which every check uses from the commit on. Raises `StaleDecision`: it is there."""

    def get(self, version: int) -> PolicyVersion | None: ...

    def newest(self, limit: int = 1) -> list[PolicyVersion]:
        """The newest first, which is the one in force; empty where the shipped policy is."""
