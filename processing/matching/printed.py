"""What a paper says of a record's person anywhere among its words, where no field gave it.

Layouts are endless: a name may stand in a cell whose label nobody knew. The record is looked for in the
paper's words, never the other way round, so that nothing read is completed or chosen by a record.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.records import CertificationRecord
from processing.matching.parsing import SUFFIXES, fold_plainly, fold_text, fold_words, parse_name, suffix_of

#: Words that may stand between first and last name: a middle name, a label of two words.
MOST_BETWEEN = 3

#: Words from a form's name to its email, labels and other answers among them.
LONGEST_ANSWERS = 60

#: A surname or first name shorter than this stands on many papers by chance.
_SHORTEST = 2

#: Digits of a telephone number without its country code.
_PHONE_DIGITS = 10

#: Words of a paper that are looked at; a file of many pages repeats itself.
MOST_WORDS = 6_000


def words_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The folded words of a paper's texts, in order; what a hyphen joins is one word."""
    joined = (re.sub(r"(?<=\w)-(?=\w)", "", text) for text in texts)
    return tuple(word for text in joined for word in fold_plainly(text).split())[:MOST_WORDS]


def names_stand(record: CertificationRecord, words: tuple[str, ...]) -> bool:
    """Whether the record's name, present or former, stands among the words: first and last name close by."""
    return bool(words) and any(
        _index(words).hold(given, surname, suffix) for given, surname, suffix in _names_of(record)
    )


def address_stands(record: CertificationRecord, words: tuple[str, ...]) -> bool:
    """Whether the record's email address stands among the words, its sign and dots misread at most."""
    return bool(words) and any(True for _ in _addresses(record, _index(words)))


def answers_stand(record: CertificationRecord, words: tuple[str, ...]) -> bool:
    """Whether the record's name, home street and email stand in this order and close by, as forms ask.

    Who signs for somebody prints name and email, but no home between: not even one who shares it, or who is
    called the same, for then the name stands again behind the home.
    """
    street = _street_of(record.address_line1)
    if not (words and street):
        return False
    index = _index(words)
    names = [place for given, surname, suffix in _names_of(record)
             for place in index.places_of(given, surname, suffix)]  # fmt: skip
    homes, addresses = list(index.rows(street)), list(_addresses(record, index))
    return any(
        name < home < address <= name + LONGEST_ANSWERS and not any(home < again < address for again in names)
        for name in names
        for home in homes
        for address in addresses
    )


def _addresses(record: CertificationRecord, index: "_Words") -> Iterator[int]:
    """Places at which the record's email address stands."""
    local, _, domain = (fold_plainly(part).replace(" ", "") for part in record.email.partition("@"))
    if local and domain:
        text = index.joined(domain)
        for found in re.finditer(f"(?<![a-z0-9]){local} ?[a-z0-9]?{domain}(?![a-z0-9])", text):
            yield text[: found.start()].count(" ")


def home_stands(record: CertificationRecord, words: tuple[str, ...]) -> bool:
    """Whether the record's street or telephone stands among the words; a household shares them."""
    street = _street_of(record.address_line1)
    return bool(words) and (_index(words).hold_row(street) or _phones(record, _index(words)))


def former_street_stands(record: CertificationRecord, words: tuple[str, ...]) -> bool:
    """Whether a street at which the person lived before stands among the words."""
    return bool(words) and any(_index(words).hold_row(_street_of(line)) for line in record.former_addresses)


def town_stands(record: CertificationRecord, words: tuple[str, ...]) -> bool:
    """Whether the record's town stands among the words."""
    return bool(words) and _index(words).hold_row(fold_text(record.city).split())


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one paper, by where they stand."""

    words: tuple[str, ...]
    places: dict[str, list[int]]

    def rows(self, wanted: Sequence[str]) -> Iterator[int]:
        """Places at which the wanted words stand in a row."""
        for place in self.places.get(wanted[0], ()) if wanted else ():
            if self.words[place : place + len(wanted)] == tuple(wanted):
                yield place

    def joined(self, domain: str) -> str:
        """All words, those that make up the domain run together: dots are read as blanks."""
        text = " ".join(self.words)
        spaced = " ?".join(map(re.escape, domain))
        return re.sub(spaced, domain, text)

    def hold_row(self, wanted: Sequence[str]) -> bool:
        return any(True for _ in self.rows(wanted))

    def hold(self, given: Sequence[str], surname: Sequence[str], suffix: str) -> bool:
        return any(True for _ in self.places_of(given, surname, suffix))

    def places_of(self, given: Sequence[str], surname: Sequence[str], suffix: str) -> Iterator[int]:
        """Places at which a name begins, whichever part stands first."""
        for last in self.rows(surname):
            for first in self.rows(given):
                if self._are_close(first, len(given), last, len(surname)) and self._suffix_allows(
                    last, surname, suffix
                ):
                    yield min(first, last)

    @staticmethod
    def _are_close(first: int, given: int, last: int, surname: int) -> bool:
        gap = last - first - given if first < last else first - last - surname
        return 0 <= gap <= MOST_BETWEEN

    def _suffix_allows(self, last: int, surname: Sequence[str], suffix: str) -> bool:
        """Another suffix behind the surname is a relative's."""
        behind = self.words[last + len(surname) : last + len(surname) + 1]
        printed = SUFFIXES.get(behind[0], "") if behind else ""
        return not printed or printed == suffix


@lru_cache(maxsize=64)
def _index(words: tuple[str, ...]) -> _Words:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    return _Words(words, places)


def _names_of(record: CertificationRecord) -> Iterator[tuple[list[str], list[str], str]]:
    suffix = suffix_of(record)
    names = [(fold_text(record.first_name).split(), record.last_name)]
    for former in record.former_names:
        parsed = parse_name(former)
        names.append((list(parsed.given[:1]), " ".join(parsed.surname)))
    for given, surname in names:
        # A double surname is printed with its hyphen, without, or with blanks about it.
        for words in {fold_words(surname), fold_words(surname.replace("-", ""))}:
            if given and words and min(len("".join(given)), len("".join(words))) >= _SHORTEST:
                yield given, list(words), suffix


def _street_of(line: str) -> list[str]:
    """House number and the street's first word: what follows is abbreviated in many ways."""
    words = fold_text(line).split()
    return words[:2] if len(words) > 1 and words[0].isdigit() else []


def _phones(record: CertificationRecord, index: _Words) -> bool:
    digits = "".join(c for c in record.phone if c.isdigit())[-_PHONE_DIGITS:]
    if len(digits) < _PHONE_DIGITS:
        return False
    parts = [digits[:3], digits[3:6], digits[6:]]
    return index.hold_row(parts) or index.hold_row([digits]) or index.hold_row([digits[:3], digits[3:]])
