"""Which towns a ZIP code is of, as the Postal Service lists them (the package `zipcodes`, which holds the list itself)."""

import re
from enum import StrEnum
from functools import lru_cache

import zipcodes

from domain.likeness import fold
from intake.extractors.normalise.addresses import with_state_code

_STATE_AND_ZIP = re.compile(r"([A-Z]{2}) (\d{5})(?:-\d{4})?")
_SAINT = re.compile(r"\bst(?:e)?\b\.?")


class TownFit(StrEnum):
    """Whether an address's town and state are those of its ZIP code."""

    SAME = "town of its zip"
    OTHER = "town of another zip"
    UNLISTED = "zip of no town"


def fit_town(address: str) -> TownFit | None:
    """How the end of an address goes together; None where it does not end in town, state and ZIP code."""
    *_, town, end = ("", *with_state_code(address).rsplit(", ", 2))
    found = _STATE_AND_ZIP.fullmatch(end)
    if found is None or not town:
        return None
    towns = _towns_of(found[2])
    if not towns:
        return TownFit.UNLISTED
    return TownFit.SAME if (_plain(town), found[1]) in towns else TownFit.OTHER


@lru_cache(maxsize=1024)
def _towns_of(zip_code: str) -> frozenset[tuple[str, str]]:
    """The towns that may stand before a ZIP code, each with its state's letters."""
    return frozenset(
        (_plain(town), listed["state"])
        for listed in zipcodes.matching(zip_code)
        for town in (listed["city"], *listed["acceptable_cities"])
    )


def _plain(town: str) -> str:
    return re.sub(r"[^a-z]", "", _SAINT.sub("saint", fold(town)))
