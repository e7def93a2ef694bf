"""When a fax gateway says that a fax came, in the many ways gateways write a time.

Kept beside our own time of receipt and never instead of it: the gateway's clock and zone are its own.
"""

import re
from datetime import datetime, timedelta, timezone

#: First letters of the months in the languages that gateways around here are set to; `mar`, `abr`, `aou`.
_MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "jan ene", "feb fev fév", "mar mär", "apr abr avr", "may mai", "jun juin", "jul juil",
            "aug ago aoû aou", "sep set", "oct okt out", "nov", "dec dic dez déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
#: Hours from UTC of the zones that are written by name (RFC 5322 4.3, and the daylight ones beside them).
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7,
}  # fmt: skip

_ISO = re.compile(r"\b(?P<year>\d{4})[-/:.](?P<month>\d{1,2})[-/:.](?P<day>\d{1,2})(?!\d)")
_AMERICAN = re.compile(r"\b(?P<month>\d{1,2})[/-](?P<day>\d{1,2})[/-](?P<year>\d{4}|\d{2})\b")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})\b")
_NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
_NAMED = (
    re.compile(rf"\b{_NAME}[ -](?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|[ -]|\s+)(?P<year>\d{{4}})\b"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})\.?(?:er|º)?[ -](?:de )?{_NAME}"
        r"(?:[ -]|,\s*)(?:de )?(?P<year>\d{4}|\d{2})\b"
    ),
)
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})\s?[:h]\s?(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?(?![\d:])"
    r"\s*(?P<half>[ap])?\.?(?:m\b\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})\b")
_ZONE = re.compile(rf"\b(?P<zone>{'|'.join(_ZONES)})\b|(?<=\d)(?P<zulu>z)\b", re.IGNORECASE)


def read_fax_time(written: str) -> str:
    """The time as ISO 8601, with an offset where one is written; empty where it is none."""
    found, rest = _read_date(written)
    time = _TIME.search(rest.replace("T", " ", 1))
    if found is None or time is None:
        return ""
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].casefold() == "p" else 0)
    try:
        when = datetime(*found, hour, int(time["minute"]), int(time["second"] or 0))
        return when.replace(tzinfo=_read_zone(rest[time.end() :])).isoformat()
    except ValueError:
        return ""


def _read_date(written: str) -> tuple[tuple[int, int, int] | None, str]:
    """(year, month, day) and what is written without it."""
    for pattern in (_ISO, *_NAMED, _AMERICAN, _DOTTED):
        for found in pattern.finditer(written):
            parts = found.groupdict()
            month = _month(parts["name"]) if "name" in parts else int(parts["month"])
            if month:
                year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
                rest = written[: found.start()] + " " + written[found.end() :]
                return (year, month, int(parts["day"])), rest
    return None, written


def _month(name: str) -> int:
    plain = name.casefold()
    return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3]) or 0


def _read_zone(rest: str) -> timezone | None:
    if found := _OFFSET.search(rest):
        span = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"]))
        return timezone(-span if found["sign"] == "-" else span)
    named = _ZONE.search(rest)
    if named is None:
        return None
    return timezone(timedelta(hours=_ZONES[(named["zone"] or "z").casefold()]))
