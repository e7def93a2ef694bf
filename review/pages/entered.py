"""What stands in the decision's form, as the pages that carry it read it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the decision's form: the proposal, or what was sent and could not be taken."""

    outcome: str = ""
    reasons: tuple[str, ...] = ()
    """`outcome/code`, so that one outcome's ticks are never taken for another's."""
    record: str = ""
    destination: str = ""
    other_destination: str = ""
    note: str = ""
    route: str = ""
    new_name: str = ""


def read_entered(
    outcome: Annotated[str, Form()] = "",
    reason: Annotated[list[str] | None, Form()] = None,
    record: Annotated[str, Form()] = "",
    destination: Annotated[str, Form()] = "",
    other_destination: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    route: Annotated[str, Form()] = "",
    new_name: Annotated[str, Form()] = "",
) -> Entered:
    """The form as it was sent."""
    return Entered(
        outcome, tuple(reason or ()), record, destination, other_destination, note, route, new_name
    )


FormEntered = Annotated[Entered, Depends(read_entered)]
