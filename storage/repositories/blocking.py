"""Blocking keys: what lets matching find a person's records without opening a million of them.

`c:` the number's key and `n:` a name key, plain (both are public record); `d:` the birth date, `s:` the
last four with a name key, `e:` the email address, all three as keyed hashes.
"""

from collections.abc import Callable, Iterable
from datetime import date

from domain.records import CertificationRecord, MatchQuery
from processing.ports import Blocking
from storage.keys import KeyRing
from storage.names import fold_name


class RecordKeys:
    """Makes the keys of records, to be stored, and of queries, to be looked up."""

    def __init__(self, keys: KeyRing, blocking: Blocking) -> None:
        self._ring = keys
        self._blocking = blocking

    def of_record(self, record: CertificationRecord) -> set[str]:
        """All keys of a record, former names included."""
        # "Surname, Given" tells which words are the surname, which a printed name does not.
        present = f"{record.last_name}, {record.first_name} {record.middle_name}".rstrip(", ")
        names = _keys_of((present, *record.former_names), self._blocking.name_keys)
        keys = {f"n:{name}" for name in names}
        keys |= {f"c:{key}" for key in self._own_number_key(record.certification_number)}
        if record.date_of_birth is not None:
            keys.add(self._birth_key(record.date_of_birth))
        if record.email:
            keys.add(self._email_key(record.email))
        # Pseudo-SSNs are made up and may be shared by strangers.
        if record.ssn_last4 and not record.ssn_is_pseudo:
            keys |= {self._digits_key(record.ssn_last4, name) for name in names}
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

    def strong(self, query: MatchQuery) -> set[str]:
        """Keys that few records share: birth date (also with day and month exchanged), digits, email."""
        keys = {
            self._birth_key(born)
            for text in (query.date_of_birth, *query.hint_birth_dates)
            for born in _birth_dates(text)
        }
        if query.email:
            keys.add(self._email_key(query.email))
        if query.ssn_last4:
            keys |= {self._digits_key(query.ssn_last4, name) for name in self._query_names(query)}
        return keys

    def names(self, query: MatchQuery) -> set[str]:
        """Name keys of all names the paper gives."""
        return {f"n:{name}" for name in self._query_names(query)}

    def _query_names(self, query: MatchQuery) -> set[str]:
        return _keys_of(query.names, self._blocking.query_name_keys or self._blocking.name_keys)

    def _birth_key(self, born: date) -> str:
        return "d:" + self._ring.hash_text("birth date", born.isoformat())

    def _email_key(self, email: str) -> str:
        return "e:" + self._ring.hash_text("email", email.strip().casefold())

    def _digits_key(self, last4: str, name_key: str) -> str:
        return "s:" + self._ring.hash_text("last four", f"{last4}|{name_key}")


def _keys_of(names: Iterable[str], make_keys: Callable[[str], tuple[str, ...]]) -> set[str]:
    return {key for name in names if name for key in make_keys(name)}


def _birth_dates(printed: str) -> list[date]:
    """The date, and the one with day and month exchanged where that is a date; none for a bare month."""
    try:
        born = date.fromisoformat(printed)
    except ValueError:
        return []
    return list({born, born.replace(month=born.day, day=born.month)} if born.day <= 12 else {born})


def search_forms(record: CertificationRecord) -> set[str]:
    """What people may begin to type: first name first, last name first, and former names."""
    first_last = f"{record.first_name} {record.last_name}"
    last_first = f"{record.last_name} {record.first_name} {record.middle_name}"
    forms = {fold_name(form) for form in (record.full_name, first_last, last_first)}
    for former in record.former_names:
        words = fold_name(former).split()
        forms |= {" ".join(words), " ".join(words[-1:] + words[:-1])}
    return forms - {""}
