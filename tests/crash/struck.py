"""The command, killed by its own hand.

The blow falls in the transaction of the so-many-th call of a method of the repository of imports: before it,
when what came earlier is committed, or after it, when all is written and nothing committed. No look from
outside has to come in time.
"""

import os
import signal
import sys
from functools import wraps
from itertools import count
from typing import Any

import cli
import storage.importing
from storage.repositories.record_imports import SqlRecordImports

#: Rows of a batch, so that a small export has many.
BATCH = 25
BEFORE, AFTER = "before", "after"


def strike_in(method: str, fatal: int, moment: str) -> None:
    """Kill this process at this call, counted from 1; never where it is 0."""
    whole, calls = getattr(SqlRecordImports, method), count(1)

    @wraps(whole)
    def struck(*given: Any, **named: Any) -> Any:
        falls = next(calls) == fatal
        if falls and moment == BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        done = whole(*given, **named)
        if falls:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(SqlRecordImports, method, struck)


def be_struck(method: str, fatal: int, moment: str, *words: str) -> None:
    """Be the command, with small batches, until the blow."""
    sys.argv = ["oems-intake", *words]
    storage.importing.BATCH_ROWS = BATCH  # type: ignore[misc]
    strike_in(method, fatal, moment)
    cli.main()
