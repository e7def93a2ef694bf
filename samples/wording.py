"""The forms in which people and offices write dates, numbers and names."""

import re
from datetime import date, timedelta
from random import Random

US = "%m/%d/%Y"
LONG = "%B %-d, %Y"
SHORT = "%b %-d, %Y"
ISO = "%Y-%m-%d"
DASHED = "%m-%d-%Y"
MILITARY = "%d %b %Y"


def print_date(day: date | str | None, style: str = US) -> str:
    """Return the day in a `strftime` style (US, LONG, SHORT, ISO, DASHED, MILITARY above); "" for None."""
    if not day:
        return ""
    if isinstance(day, str):
        day = date.fromisoformat(day if len(day) > 7 else day + "-01")
    return day.strftime(style)


def pick_style(rng: Random, hand: bool = False) -> str:
    """Return one of the ways a date is written on forms."""
    if hand:
        return rng.choice((US, "%-m/%-d/%Y", DASHED, US, LONG))
    return rng.choice((US, US, US, LONG, SHORT, DASHED, ISO, MILITARY))


def ordinal(number: int) -> str:
    """Return `1st`, `22nd`, `13th`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def days_before(day: date, rng: Random, least: int, most: int) -> date:
    """Return a day `least` to `most` days before `day`."""
    return day - timedelta(days=rng.randint(least, most))


def plain_phone(phone: str, style: str = "{}-{}-{}") -> str:
    """Return a number like `(617) 555-0123` in another form."""
    digits = [c for c in phone if c.isdigit()]
    return style.format("".join(digits[:3]), "".join(digits[3:6]), "".join(digits[6:]))


_SMALL = re.findall(
    r"\w+",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
)
_ORDINALS = re.findall(
    r"\w+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth",
)


def spell_day(day: date) -> str:
    """Return a day of this century in words: `third day of March, two thousand twenty-six`."""
    if day.day <= 20:
        nth = _ORDINALS[day.day - 1]
    elif day.day == 30:
        nth = "thirtieth"
    else:
        nth = f"{'thirty' if day.day > 30 else 'twenty'}-{_ORDINALS[day.day % 10 - 1]}"
    tens, ones = divmod(day.year - 2000, 10)
    if tens >= 2:
        year = ("", "", "twenty", "thirty", "forty", "fifty")[tens] + (f"-{_SMALL[ones - 1]}" if ones else "")
    else:
        year = _SMALL[day.year - 2001]
    return f"{nth} day of {day:%B}, two thousand {year}"
