"""What is written in a line: names, dates, numbers, addresses and captions, all invented."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from string import ascii_letters, ascii_uppercase, digits

from samples.names import CITIES, FAMILIES, STREETS

#: Files of samples/ whose words stand for running text.
WORDINGS = tuple(
    Path(__file__).parents[1] / name
    for name in (
        "learn_near.toml", "learn_papers.toml", "learn_traps.toml", "random_forms/wordings.toml", "random_papers/parts.toml",
    )
)  # fmt: skip

LISTED = Path(__file__).with_name("words.toml")
_LISTS: dict[str, list[str]] = tomllib.loads(LISTED.read_text(encoding="utf-8"))

_ACCENTED = "áàâäãåçéèêëíìîïñóòôöõøúùûüýÿšžÁÀÂÄÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜÝŠŽ"
_SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~–—‘’“”•…§©®°½¼"

#: What stands for a sign of a number's form.
_FILLS = {"9": digits, "A": ascii_uppercase, "L": "EAP", "K": "ABDEFW", "C": "PCE"}


def write_text(rng: Random, by_hand: bool) -> str:
    """One run of text; by hand nobody writes a passport's zone or a row of signs."""
    write = rng.choices(_SORTS, _BY_HAND if by_hand else _IN_PRINT)[0]
    text = write(rng)
    return text.upper() if rng.random() < 0.14 and "@" not in text else text


def write_caption(rng: Random) -> str:
    """What stands before an answer."""
    return rng.choice(_LISTS["captions"]) + rng.choice((":", ""))


def _name(rng: Random) -> str:
    family, chance = rng.choice(FAMILIES), rng.random()
    if chance < 0.3:
        name = rng.choice(family.women)
    elif chance < 0.55:
        name = rng.choice(family.men)
    elif chance < 0.8:
        name = rng.choice(family.lasts)
    else:
        name = _invented(rng, 2, 4)
    if rng.random() < 0.08:
        name = _accent(name, rng)
    if rng.random() < 0.06:
        name += "-" + _invented(rng, 2, 3)
    if rng.random() < 0.04:
        name = rng.choice(_LISTS["particles"]) + name
    return name


def _invented(rng: Random, least: int, most: int) -> str:
    return "".join(rng.choice(_LISTS["syllables"]) for _ in range(rng.randint(least, most))).capitalize()


def _accent(name: str, rng: Random) -> str:
    place = rng.randrange(len(name))
    accented = [a for a in _ACCENTED if bare(a) == name[place]]
    return name[:place] + rng.choice(accented) + name[place + 1 :] if accented else name


def bare(letter: str) -> str:
    """The letter without its accents."""
    return unicodedata.normalize("NFD", letter)[0]


def _person(rng: Random) -> str:
    first, last, initial = _name(rng), _name(rng), rng.choice(ascii_uppercase)
    return rng.choice((
        f"{first} {last}", f"{last}, {first}", f"{first} {initial}. {last}", f"{first} {initial} {last}",
        f"{last}, {first} {initial}.", f"{last}, {first} {initial}", first, last, f"{first} {_name(rng)} {last}",
        f"{first} {last} Jr.", f"{first} {last} III", f"{first} {last}, NRP", initial, initial + ".", f"{first} {last}",
    ))  # fmt: skip


def _day(rng: Random) -> str:
    y, m, d = rng.randint(1940, 2031), rng.randint(1, 12), rng.randint(1, 28)
    month, short = _LISTS["months"][m - 1], y % 100
    return rng.choice((
        f"{m:02}/{d:02}/{y}", f"{m}/{d}/{y}", f"{m:02}-{d:02}-{y}", f"{m}-{d}-{short:02}", f"{m:02}/{d:02}/{short:02}",
        f"{month} {d}, {y}", f"{month[:3]} {d}, {y}", f"{d} {month} {y}", f"{d:02} {month[:3].upper()} {y}", f"{month} {y}",
        f"{m:02}/{y}", f"{y}-{m:02}-{d:02}", f"{m:02}.{d:02}.{y}", f"{month[:3]}. {d}, {y}", f"{m} / {d} / {y}",
        f"{d}th day of {month}, {y}", f"{m:02} {d:02} {y}", str(y),
    ))  # fmt: skip


def _number(rng: Random) -> str:
    others: tuple[Callable[[], str], ...] = (
        lambda: _figures(rng, rng.randint(4, 12)),
        lambda: _pick(rng, ascii_uppercase + digits, rng.randint(5, 12)),
        lambda: f"{rng.randint(1, 12)}:{rng.randint(0, 59):02} {rng.choice(('AM', 'PM', 'a.m.', 'p.m.'))}",
        lambda: _pick(rng, "17", 5),
        lambda: _pick(rng, "O0DQ58SB1I27Z", rng.randint(3, 8)),
    )
    forms = _LISTS["numbers"]
    chosen = rng.randrange(len(forms) + len(others))
    if chosen >= len(forms):
        return others[chosen - len(forms)]()
    return "".join(rng.choice(_FILLS.get(sign, sign)) for sign in forms[chosen])


def _figures(rng: Random, count: int) -> str:
    return _pick(rng, digits, count)


def _pick(rng: Random, pool: str, count: int) -> str:
    return "".join(rng.choice(pool) for _ in range(count))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode()


def _mailbox(rng: Random) -> str:
    first, last = (_plain(_name(rng)).lower().replace(" ", "").replace("'", "") for _ in range(2))
    user = rng.choice((
        f"{first}.{last}", f"{first[:1]}{last}", f"{first}_{last}", f"{first}{_figures(rng, 2)}", f"{last}-{first}", first,
    ))  # fmt: skip
    own = _invented(rng, 2, 3).lower() + rng.choice(_LISTS["endings"])
    domain = rng.choice((*_LISTS["domains"], own))
    return rng.choice((*[f"{user}@{domain}"] * 4, f"www.{domain}", f"https://{domain}/{first}"))


def _address(rng: Random) -> str:
    town, state, code, _ = rng.choice(CITIES)
    known = rng.random() < 0.5
    street = rng.choice(STREETS) if known else f"{_invented(rng, 2, 3)} {rng.choice(_LISTS['roads'])}"
    house = rng.randint(1, 9999)
    return rng.choice((
        f"{house} {street}", f"{house} {street}", f"{town}, {state} {code}", f"{town} {state} {code}", town,
        f"{house} {street}, {town}, {state} {code}", f"P.O. Box {_figures(rng, 4)}",
        f"Apt {rng.randint(1, 40)}{rng.choice('ABC ')}".strip(), code, state, f"{house} {street}, Unit {rng.randint(1, 30)}",
    ))  # fmt: skip


@cache
def load_words() -> tuple[str, ...]:
    """The words of what papers say, in the order of the alphabet."""
    told = "\n".join(file.read_text(encoding="utf-8") for file in WORDINGS)
    found = set(re.findall(r"[A-Za-z][A-Za-z'’-]+", told))
    return tuple(sorted(w for w in found if 2 <= len(w) <= 14))


def _phrase(rng: Random) -> str:
    chance = rng.random()
    if chance < 0.45:
        text = rng.choice(_LISTS["captions"])
    else:
        text = " ".join(rng.choices(load_words(), k=rng.randint(1, 7)))
    if chance > 0.8:
        text = text[0].upper() + text[1:] + rng.choice(".,:;?!")
    if rng.random() < 0.15:
        text = text.upper()
    if rng.random() < 0.1:
        text = text.title()
    if rng.random() < 0.15:
        text += ":"
    if rng.random() < 0.06:
        before, after = rng.choice(("()", "[]", "“”", "‘’", '""', "''"))
        text = before + text + after
    if rng.random() < 0.05:
        text = rng.choice(_LISTS["bullets"]) + text
    return text


def _zone(rng: Random) -> str:
    """A line of the zone that machines read on passports and cards (ICAO 9303)."""
    length = rng.choice((44, 30, 36))
    if rng.random() < 0.5:
        return f"P<USA{_zoned(rng)}<<{_zoned(rng)}<{_zoned(rng)}".ljust(length, "<")[:length]
    rest = "<" * 14 if rng.random() < 0.5 else _figures(rng, 9) + "<" * 5
    line = f"{_figures(rng, 10)}USA{_figures(rng, 7)}{rng.choice('MF<')}{_figures(rng, 7)}{rest}{_figures(rng, 2)}"
    return line.ljust(length, "<")[: length - 1] + _figures(rng, 1)


def _zoned(rng: Random) -> str:
    return _plain(_name(rng)).upper().translate(str.maketrans(" -", "<<", "'."))


def _row_of_signs(rng: Random) -> str:
    return _pick(rng, _SIGNS + ascii_letters + digits, rng.randint(2, 10))


_SORTS: tuple[Callable[[Random], str], ...] = (
    _person, _day, _number, _mailbox, _address, _phrase, _zone, _row_of_signs,
)  # fmt: skip
#: How often each sort is written, of a hundred.
_IN_PRINT = (30, 16, 16, 8, 10, 16, 2, 2)
_BY_HAND = (30, 16, 16, 8, 10, 6, 0, 0)
