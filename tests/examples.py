"""How many examples the tests of properties try, and whether always the same.

`make test` tries the same ones each time: what it says of a change must not hang on luck. `make random` sets
`EXAMPLES_TIMES` and looks for new failures: so many times as many, drawn anew. What fails is shown as it was
drawn, with a line that repeats it (`@reproduce_failure`); to make it small may take minutes.
"""

import os

import hypothesis
from hypothesis import HealthCheck, Phase

#: Set by `make random`: how many times as many examples as `make test` tries; 0: those of `make test`.
TIMES = int(os.environ.get("EXAMPLES_TIMES", "0"))
#: Set by `make drill` (`EVERY_STEP=1`): stories that `make test` tells at some steps, in one of the two modes
#: or of few papers are told at all of them, in both, of many.
EVERY_STEP = bool(os.environ.get("EVERY_STEP"))
#: What a property without a number of its own tries.
ORDINARY = 100
#: For properties whose examples share what a fixture opened once.
ONE_STORAGE = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


def examples(count: int) -> int:
    """So many in `make test`, more in `make random`."""
    return count * max(TIMES, 1)


def load_profile() -> None:
    """How long an example takes says how busy the machine is, and nothing of what is tested."""
    hypothesis.settings.register_profile(
        "any machine",
        deadline=None,
        derandomize=not TIMES,
        database=None,
        max_examples=examples(ORDINARY),
        phases=(Phase.explicit, Phase.generate, Phase.target),
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("any machine")
