"""Certification levels: many names, three answers."""

import re

from domain.kinds import Level

_NAMES: dict[str, Level] = {
    "paramedic": Level.PARAMEDIC, "emtparamedic": Level.PARAMEDIC, "emtp": Level.PARAMEDIC,
    "nrp": Level.PARAMEDIC, "nremtp": Level.PARAMEDIC, "nrparamedic": Level.PARAMEDIC,
    "emergencymedicaltechnicianparamedic": Level.PARAMEDIC, "licensedparamedic": Level.PARAMEDIC,
    "medic": Level.PARAMEDIC, "lp": Level.PARAMEDIC,
    "aemt": Level.AEMT, "advancedemt": Level.AEMT, "emta": Level.AEMT, "emtadvanced": Level.AEMT,
    "advancedemergencymedicaltechnician": Level.AEMT, "emti": Level.AEMT, "emtintermediate": Level.AEMT,
    "intermediate": Level.AEMT, "emt85": Level.AEMT, "emti85": Level.AEMT, "emti99": Level.AEMT,
    "i85": Level.AEMT, "i99": Level.AEMT, "emtcc": Level.AEMT, "aemtc": Level.AEMT, "nraemt": Level.AEMT,
    "advanced": Level.AEMT, "emergencymedicaltechnicianadvanced": Level.AEMT,
    "emergencymedicaltechnicianintermediate": Level.AEMT,
    "emt": Level.EMT, "emtb": Level.EMT, "emtbasic": Level.EMT, "basic": Level.EMT, "basicemt": Level.EMT,
    "emergencymedicaltechnician": Level.EMT, "emergencymedicaltechnicianbasic": Level.EMT,
    "nremtb": Level.EMT, "nremt": Level.EMT, "emtemtbasic": Level.EMT, "emtbasicemt": Level.EMT,
}  # fmt: skip

#: What a form says where its answer is a ring round a printed word.
RING_ONE = re.compile(r"(?i)\b(?:circle|encircle|ring)\s+(?:one|your|the|which|as|level|appropriate)\b")

_IN_TEXT = re.compile(
    r"(?i)\b(?:(?P<paramedic>paramedics?|medic(?=\s+(?:#|no\b|number\b|cert|licen))|emt[\s-]?p(?:aramedic)?|(?<!-\s)emt\s-\sparamedic(?!\s-)|nrp|nremt-?p)"
    r"|(?P<aemt>aem['’]?t|advanced\s+em['’]?t|advanced\s+emerg\w{2,6}\s+med\w{3,6}\s+te[ct]\w{5,9}|emt[\s-]?i(?:ntermediate)?"
    r"|emt[\s-]advanced(?!\s+em)|(?<!-\s)emt\s-\s(?:advanced|intermediate)(?!\s-|\s+em)|emt[\s-]a)"
    r"|(?P<emt>em['’]?t(?:[\s-]?b(?:asic)?)?|emerg\w{2,6}\s+med\w{3,6}\s+te[ct]\w{5,9}(?:\s*-?\s*basic)?))(?![a-z])"
)


def parse_level(text: str) -> Level | None:
    """Read the answer to "level"; None where it names no level or more than one."""
    squeezed = re.sub(r"[^a-z0-9]", "", text.casefold())
    if squeezed in _NAMES:
        return _NAMES[squeezed]
    named = {level for level, _, _ in find_levels(text)}
    return named.pop() if len(named) == 1 else None


#: How a list of choices names the levels; in running text these words say nothing.
_CHOICE = re.compile(r"(?i)\b(?:(?P<aemt>advanced|intermediate)|(?P<emt>basic))\b(?!\s+(?:life|cardiac))")


def find_levels(text: str, *, choices: bool = False) -> list[tuple[Level, int, int]]:
    """Find levels named in running text, as (level, start, end); in a list of `choices` by one word too."""
    names = {"paramedic": Level.PARAMEDIC, "aemt": Level.AEMT, "emt": Level.EMT}
    found = [(names[m.lastgroup or "emt"], m.start(), m.end()) for m in _IN_TEXT.finditer(text)]
    if choices:
        found += [
            (names[m.lastgroup or "emt"], m.start(), m.end())
            for m in _CHOICE.finditer(text)
            if all(m.end() <= start or m.start() >= end for _, start, end in found)
        ]
    return sorted(found, key=lambda f: f[1])
