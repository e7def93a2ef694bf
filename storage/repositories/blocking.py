"""Blocking keys: what lets matching find a person's records without opening a million of them.

`c:` the number's key and `n:` a name key, plain (both are public record); `b:` the birth date and `s:` the
last four, each with a sound of the name, `d:` the birth date alone, `e:` the email address, all four as
keyed hashes.
"""

from collections.abc import Callable, Iterable
from datetime import date

from domain.records import CertificationRecord, MatchQuery, is_service
from processing.ports import Blocking
from storage.keys import KeyRing
from storage.names import fold_for_search


class RecordKeys:
    """Makes the keys of records, to be stored, and of queries, to be looked up."""

    def __init__(self, keys: KeyRing, blocking: Blocking) -> None:
        self._ring = keys
        self._blocking = blocking

    def of_record(self, record: CertificationRecord) -> set[str]:
        """All keys of a record, former names and earlier numbers included; a service has none."""
        if is_service(record.certification_number):
            return set()
        names = _names_of(record)
        keys = {f"n:{key}" for key in _keys_of(names, self._blocking.name_keys)}
        for number in (record.certification_number, *record.earlier_numbers):
            keys |= {f"c:{key}" for key in self._own_number_key(number)}
        codes = _keys_of(names, self._blocking.name_codes)
        if record.date_of_birth is not None:
            keys.add(self._birth_key(record.date_of_birth))
            keys |= {self._born_key(record.date_of_birth, code) for code in codes}
        if record.email:
            keys.add(self._email_key(record.email))
        # Pseudo-SSNs are made up and may be shared by strangers.
        if record.ssn_last4 and not record.ssn_is_pseudo:
            keys |= {self._digits_key(record.ssn_last4, code) for code in codes}
        return keys

    def _own_number_key(self, number: str) -> tuple[str, ...]:
        if self._blocking.number_key is None:
            return self._blocking.number_variants(number)[:1]
        key = self._blocking.number_key(number)
        return (key,) if key else ()

    def numbers(self, query: MatchQuery) -> tuple[str, ...]:
        """Keys of the number as read, its own first, then those one error away."""
        numbers = [n for n in (query.number, *query.hint_numbers) if n]
        return tuple(dict.fromkeys(f"c:{key}" for n in numbers for key in self._blocking.number_variants(n)))

    def slips(self, query: MatchQuery) -> tuple[str, ...]:
        """Keys of the number with any one digit another."""
        return tuple(f"c:{key}" for key in self._blocking.number_slips(query.number))

    def strong(self, query: MatchQuery) -> set[str]:
        """Keys that few records share: birth date or last four with a sound of the name, and the email."""
        codes = tuple(dict.fromkeys(c for n in query.names for c in self._blocking.query_name_codes(n)))
        dates = {d for text in _dates_of(query) for d in _birth_dates(text)[:1]}
        keys = {self._born_key(born, code) for born in dates for code in codes}
        if query.email:
            keys.add(self._email_key(query.email))
        if query.ssn_last4:
            keys |= {self._digits_key(query.ssn_last4, code) for code in codes}
        return keys

    def near_births(self, query: MatchQuery) -> set[str]:
        """Keys of birth dates one digit away, or with day and month exchanged, with a sound of the surname.

        A misreading hides rivals among them; they count where the name fits besides.
        """
        codes = {c for name in query.names for c in self._blocking.query_name_codes(name)[:1]}
        near = {d for text in _dates_of(query) for d in (*_near_dates(text), *_birth_dates(text)[1:])}
        return {self._born_key(born, code) for born in near for code in codes}

    def births(self, query: MatchQuery) -> set[str]:
        """Keys of the birth dates alone: some fifty of a million people share one."""
        return {self._birth_key(born) for text in _dates_of(query) for born in _birth_dates(text)}

    def names(self, query: MatchQuery) -> list[set[str]]:
        """Name keys of all names the paper gives, by kind: the fewer records share it, the earlier."""
        make = self._blocking.query_name_keys or self._blocking.name_keys
        kinds: dict[str, set[str]] = {}
        for key in sorted(_keys_of(query.names, make)):
            kinds.setdefault(key.partition(":")[0], set()).add(f"n:{key}")
        return list(kinds.values())

    def _birth_key(self, born: date) -> str:
        return birth_key(self._ring, born)

    def _born_key(self, born: date, code: str) -> str:
        return "b:" + self._ring.hash_text("birth date and name", f"{born.isoformat()}|{code}")

    def _email_key(self, email: str) -> str:
        return "e:" + self._ring.hash_text("email", email.strip().casefold())

    def _digits_key(self, last4: str, code: str) -> str:
        return "s:" + self._ring.hash_text("last four", f"{last4}|{code}")


def birth_key(ring: KeyRing, born: date) -> str:
    """The key of a birth date alone."""
    return "d:" + ring.hash_text("birth date", born.isoformat())


def _keys_of(names: Iterable[str], make_keys: Callable[[str], tuple[str, ...]]) -> set[str]:
    return {key for name in names if name for key in make_keys(name)}


def _names_of(record: CertificationRecord) -> list[str]:
    """ "Surname, Given" tells which words are the surname, which a printed name does not."""
    given = f"{record.first_name} {record.middle_name}".strip()
    present = f"{record.last_name}, {given}".rstrip(", ")
    # Exports often hold a former surname alone.
    former = [name if " " in name.strip() else f"{name}, {given}" for name in record.former_names if name]
    return [present, *former]


def _dates_of(query: MatchQuery) -> tuple[str, ...]:
    return (query.date_of_birth, *query.hint_birth_dates)


def _near_dates(printed: str) -> set[date]:
    """Every day whose ISO date differs in one digit from the one printed."""
    if not _birth_dates(printed):
        return set()
    near = set()
    for place, digit in enumerate(printed):
        for other in "0123456789" if digit.isdigit() else "":
            try:
                near.add(date.fromisoformat(printed[:place] + other + printed[place + 1 :]))
            except ValueError:
                continue
    return near - {date.fromisoformat(printed)}


def _birth_dates(printed: str) -> list[date]:
    """The date, then the one with day and month exchanged where that is another; none for a bare month."""
    try:
        born = date.fromisoformat(printed)
    except ValueError:
        return []
    swapped = born.replace(month=born.day, day=born.month) if born.day <= 12 else born
    return list(dict.fromkeys((born, swapped)))


def search_forms(record: CertificationRecord) -> set[str]:
    """What people may begin to type: first name first, last name first, former names, earlier numbers."""
    first_last = f"{record.first_name} {record.last_name}"
    last_first = f"{record.last_name} {record.first_name} {record.middle_name}"
    forms = {
        fold_for_search(form) for form in (record.full_name, first_last, last_first, *record.earlier_numbers)
    }
    for former in record.former_names:
        words = fold_for_search(former).split()
        forms |= {" ".join(words), " ".join(words[-1:] + words[:-1])}
    return forms - {""}
