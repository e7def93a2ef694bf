"""Machine-readable zones of travel documents (ICAO Doc 9303, parts 3 to 5) and licence barcodes (AAMVA)."""

import unicodedata
from datetime import date

from samples.people import Name, Person

#: Letters that do not fall apart into a base letter and a mark (ICAO Doc 9303-3, section 6).
_WIDE = {"Ø": "OE", "Đ": "D", "Ł": "L", "Æ": "AE", "ß": "SS", "Å": "AA"}


def fold_zone(text: str) -> str:
    """Return the text in A-Z and `<`."""
    wide = "".join(_WIDE.get(c, c) for c in text.upper())
    plain = unicodedata.normalize("NFKD", wide)
    kept = "".join("<" if c in " -" else c for c in plain if c.isalnum() or c in " -")
    return "".join(c for c in kept if c.isascii())


def check_digit(text: str) -> str:
    """Return the check digit: weights 7, 3, 1; A is 10, `<` is 0 (ICAO Doc 9303-3, section 4.9)."""
    worth = [0 if c == "<" else int(c, 36) for c in text]
    return str(sum(w * (7, 3, 1)[i % 3] for i, w in enumerate(worth)) % 10)


def _names(name: Name, width: int) -> str:
    family = fold_zone(f"{name.last} {name.suffix.strip('.')}".strip())
    return f"{family}<<{fold_zone(f'{name.first} {name.middle}'.strip())}".ljust(width, "<")[:width]


def make_passport_zone(person: Person, number: str, expires: date) -> list[str]:
    """Return the two lines of 44 characters below a passport's photo."""
    sex = person.sex if person.sex in "FM" else "<"
    born, ends = f"{person.date_of_birth:%y%m%d}", f"{expires:%y%m%d}"
    front = f"{number}{check_digit(number)}USA{born}{check_digit(born)}{sex}{ends}{check_digit(ends)}"
    spare = "<" * 14
    whole = number + check_digit(number) + born + check_digit(born) + ends + check_digit(ends) + spare + "<"
    return [f"P<USA{_names(person.new_name, 39)}", f"{front}{spare}<{check_digit(whole)}"]


def make_card_zone(person: Person, number: str, expires: date) -> list[str]:
    """Return the three lines of 30 characters on a travel card's back."""
    sex = person.sex if person.sex in "FM" else "<"
    born, ends = f"{person.date_of_birth:%y%m%d}", f"{expires:%y%m%d}"
    upper = f"{number}{check_digit(number)}{'<' * 15}"
    lower = f"{born}{check_digit(born)}{sex}{ends}{check_digit(ends)}"
    whole = upper + born + check_digit(born) + ends + check_digit(ends) + "<" * 11
    return [f"IPUSA{upper}", f"{lower}USA{'<' * 11}{check_digit(whole)}", _names(person.new_name, 30)]


def make_licence_code(person: Person, number: str, issued: date, expires: date) -> str:
    """Return the text of the PDF417 on a licence's back (AAMVA card design standard, version 10)."""
    name = person.new_name
    fields = {
        "DAQ": number,
        "DCS": name.last.upper(),
        "DDE": "N",
        "DAC": name.first.upper(),
        "DDF": "N",
        "DAD": name.middle.upper() or "NONE",
        "DDG": "N",
        "DCU": name.suffix.upper().strip("."),
        "DBB": f"{person.date_of_birth:%m%d%Y}",
        "DBD": f"{issued:%m%d%Y}",
        "DBA": f"{expires:%m%d%Y}",
        "DBC": {"M": "1", "F": "2"}.get(person.sex, "9"),
        "DAG": person.street.upper(),
        "DAI": person.city.upper(),
        "DAJ": person.state,
        "DAK": f"{person.zip}0000",
        "DCG": "USA",
    }
    body = "DL" + "\n".join(key + fold_code(text) for key, text in fields.items() if text) + "\r"
    return f"@\n\x1e\rANSI 636998100001DL0031{len(body):04d}{body}"


def fold_code(text: str) -> str:
    """Return the text without marks, as the barcodes hold it."""
    plain = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("Ł", "L").replace("Ø", "O"))
    return "".join(c for c in plain if c.isascii())
