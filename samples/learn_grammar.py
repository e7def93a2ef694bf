"""A small text grammar: templates with choices and slots, from which training papers are drawn.

`{a|b}` picks one, `{a|}` may drop it, `@name` inserts a shared snippet, `$slot` an invented value;
a line that begins with `?` is left out half of the time.
"""

import random
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

_CHOICE = re.compile(r"\{([^{}]*)\}")
_SNIPPET = re.compile(r"@([a-z_0-9]+)")
_SLOT = re.compile(r"\$([a-z_0-9]+)")

#: Names and places of the invented, from `learn_papers.toml`.
_WORDS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("learn_papers.toml").read_text(encoding="utf-8")
)["words"]
FIRST, LAST, STATES, TOWNS, STREETS, COUNTIES, COMPANIES = (
    tuple(_WORDS[name].split(", "))
    for name in ("first", "last", "states", "towns", "streets", "counties", "companies")
)

#: Invented people's names and place names: no meaning for a classifier.
NAMES = frozenset((*FIRST, *LAST, *TOWNS, *STREETS, *COUNTIES, *COMPANIES))


def _day(rng: random.Random, start: int, end: int) -> str:
    day = date(start, 1, 1) + timedelta(days=rng.randrange(365 * (end - start)))
    form = rng.choice(("%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%d %b %Y", "%m-%d-%Y", "%Y-%m-%d", "%b %d, %Y"))
    return day.strftime(form)


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _name(rng: random.Random) -> str:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    middle = rng.choice(["", "", rng.choice("ABCDEJKLMR") + ".", rng.choice(FIRST)])
    name = rng.choice(
        (f"{first} {middle} {last}", f"{last}, {first} {middle}", f"{first} {last}", f"{first} {last}")
    )
    name = " ".join(name.split())
    return name.upper() if rng.random() < 0.3 else name


def _phone(rng: random.Random) -> str:
    area = rng.choice(("617", "860", "512", "207", "303", "614"))
    return rng.choice(("({0}) 555-01{1}", "{0}-555-01{1}", "{0}.555.01{1}")).format(area, _digits(rng, 2))


def _address(rng: random.Random) -> str:
    way = rng.choice(("Street", "Avenue", "Road", "St", "Rd"))
    street = f"{rng.randrange(1, 999)} {rng.choice(STREETS)} {way}"
    return f"{street}, {rng.choice(TOWNS)}, {rng.choice(('MA', 'CT', 'NH', 'TX', 'PA'))} {_digits(rng, 5)}"


def _agency(rng: random.Random) -> str:
    state = rng.choice(STATES)
    return rng.choice(
        (
            f"{state} Department of Health, Bureau of Emergency Medical Services",
            f"{state} Office of EMS and Trauma",
            f"{state} EMS Licensing Board",
            f"State of {state} Department of Public Safety, EMS Division",
            f"{state} State Board of Emergency Medical Services",
            f"{state} Emergency Medical Services Authority",
        )
    )


def _employer(rng: random.Random) -> str:
    company = rng.choice(COMPANIES)
    return rng.choice(
        (
            f"{company} Ambulance Service",
            f"{company} Fire Department",
            f"{company} Medical Center",
            f"{company} County EMS",
            f"{company} Health System Human Resources",
            f"{company} Community College EMS Program",
            f"{company} Credentialing Services LLC",
            f"{company} Regional Hospital Medical Staff Office",
        )
    )


SLOTS: dict[str, Callable[[random.Random], str]] = {
    "name": _name,
    "first": lambda r: r.choice(FIRST),
    "last": lambda r: r.choice(LAST),
    "date": lambda r: _day(r, 2023, 2028),
    "bdate": lambda r: _day(r, 1960, 2007),
    "odate": lambda r: _day(r, 2008, 2022),
    "month": lambda r: r.choice(("03/2027", "May 2027", "11/2026", "Sep 2028", "31 January 2027")),
    "year": lambda r: str(r.randrange(2015, 2029)),
    "num": lambda r: r.choice("EAP") + r.choice(("", "-", " ")) + r.choice(("0", "08", "09")) + _digits(r, 5),
    "level": lambda r: r.choice(
        ("EMT", "EMT-Basic", "Paramedic", "AEMT", "Advanced EMT", "Emergency Medical Technician", "EMT-P")
    ),
    "state": lambda r: r.choice(STATES),
    "agency": _agency,
    "employer": _employer,
    "company": lambda r: r.choice(COMPANIES),
    "addr": _address,
    "phone": _phone,
    "email": lambda r: f"{r.choice(FIRST).lower()}@{r.choice(COMPANIES).lower()}.example.org",
    "ssn4": lambda r: _digits(r, 4),
    "ssn": lambda r: f"{r.choice(('XXX-XX', '***-**', _digits(r, 3) + '-' + _digits(r, 2)))}-{_digits(r, 4)}",
    "county": lambda r: r.choice(COUNTIES),
    "city": lambda r: r.choice(TOWNS),
    "id": lambda r: _digits(r, r.choice((5, 6, 8, 12))),
    "ecard": lambda r: _digits(r, 12),
    "docket": lambda r: (
        r.choice(("WO", "MI", "ES")) + f"{r.randrange(20, 27)}P{_digits(r, 4)}" + r.choice(("EA", "CA", "DR"))
    ),
    "time": lambda r: f"{r.randrange(1, 12)}:{_digits(r, 1)}5 {r.choice(('AM', 'PM'))}",
    "money": lambda r: f"${r.randrange(10, 300)}.00",
    "blank": lambda r: r.choice(("_____________", "", "", "________", ". . . . . . . .")),
    "tick": lambda r: r.choice(
        ("[ ] Yes [ ] No", "☐ Yes ☐ No", "Yes __ No __", "Yes No", "Y / N", "O Yes O No")
    ),
    "n": lambda r: str(r.randrange(2, 40)),
    "mrz": lambda r: f"P<USA{r.choice(LAST).upper()}<<{r.choice(FIRST).upper()}<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    "mrz2": lambda r: (
        f"{_digits(r, 9)}7USA{_digits(r, 7)}{r.choice('MF')}{_digits(r, 7)}<<<<<<<<<<<<<<0{_digits(r, 1)}"
    ),
}


def _split_choice(inner: str) -> list[str]:
    return inner.split("|")


def expand(template: str, snippets: dict[str, str], rng: random.Random) -> str:
    """One text drawn from `template`; lines in order, values invented."""
    text = template
    while _SNIPPET.search(text):
        text = _SNIPPET.sub(lambda m: snippets[m[1]] if m[1] in snippets else f"\x00{m[1]}", text)
    text = text.replace("\x00", "@")
    kept = [line for line in text.splitlines() if not line.startswith("?") or rng.random() < 0.5]
    text = "\n".join(line.lstrip("?") for line in kept)
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda m: rng.choice(_split_choice(m[1])), text)
    return _SLOT.sub(lambda m: SLOTS[m[1]](rng), text).strip()


#: What slots say: a text, or what gives another text each time.
Values = Mapping[str, str | Callable[[], str]]


def draw_words(template: str, values: Values, rng: random.Random) -> str:
    """One text drawn from `template`, its slots filled from `values`, else with something invented."""
    return " ".join(_fill(_choose(template, rng), values, rng).split())


def draw_lines(
    template: str, snippets: dict[str, str], values: Values, rng: random.Random
) -> tuple[list[str], frozenset[str]]:
    """The lines of one text drawn from `template`, and which of `values` they say."""
    text = _SNIPPET.sub(lambda m: snippets[m[1]] if m[1] in snippets else m[0], template)
    kept = [line for line in text.splitlines() if not line.lstrip("=+").startswith("?") or rng.random() < 0.6]
    chosen = _choose("\n".join(line.replace("?", "", 1) if "?" in line[:3] else line for line in kept), rng)
    said = frozenset(name for name in _SLOT.findall(chosen) if name in values)
    return _fill(chosen, values, rng).splitlines(), said


def _choose(text: str, rng: random.Random) -> str:
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda m: rng.choice(_split_choice(m[1])), text)
    return text


def _fill(text: str, values: Values, rng: random.Random) -> str:
    return _SLOT.sub(lambda m: _say_slot(m[1], values, rng), text)


def _say_slot(name: str, values: Values, rng: random.Random) -> str:
    value = values.get(name)
    if value is None:
        return SLOTS[name](rng)
    return value if isinstance(value, str) else value()


def vary_lines(text: str, rng: random.Random) -> str:
    """The same paper as another office might print it: lines dropped, blocks moved, cases changed."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 6:
        lines = [line for line in lines if rng.random() > 0.12]
    if len(lines) > 8 and rng.random() < 0.3:
        cut = rng.randrange(2, len(lines) - 2)
        lines = lines[cut:] + lines[:cut]
    if rng.random() < 0.25:
        lines = [line.upper() if rng.random() < 0.5 else line for line in lines]
    return "\n".join(lines)


_CONFUSED = {
    "o": "0c", "l": "1i", "i": "l1", "s": "5", "e": "co", "a": "o", "n": "ri", "m": "rn", "t": "f", "c": "e",
    "O": "0Q", "I": "l1", "S": "5", "B": "8", "E": "F", "A": "4", "u": "v", "h": "b", "r": "n", "d": "cl",
}  # fmt: skip


def misread(text: str, rate: float, rng: random.Random) -> str:
    """The text as a reader might give it: letters confused, lost, blanks lost, words lost."""
    out: list[str] = []
    for char in text:
        draw = rng.random()
        if char == " " and draw < rate * 0.8:
            continue
        if char != "\n" and draw < rate * 0.25:
            continue
        if draw < rate and char in _CONFUSED:
            char = rng.choice(_CONFUSED[char])
        out.append(char)
    lines = "".join(out).splitlines()
    kept = [
        " ".join(w for w in line.split(" ") if rng.random() > rate * 0.7)
        for line in lines
        if rng.random() > rate
    ]
    return "\n".join(kept)
