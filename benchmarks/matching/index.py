"""People by their blocking keys, as storage finds them, without a database."""

from collections import defaultdict
from collections.abc import Callable

from domain.records import CertificationRecord, MatchQuery
from processing.matching.blocking import name_keys, number_key, number_variants, query_name_keys


class RecordIndex:
    """Finds the few records worth comparing: by number variants, name keys and birth date."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[CertificationRecord]] = defaultdict(list)

    def add(self, record: CertificationRecord) -> None:
        """Keep a record by its number, names and birth date."""
        keys = {"#" + number_key(record.certification_number), f"d:{record.date_of_birth}"}
        keys.update(name_keys(record.full_name, record.last_name))
        for former in record.former_names:
            keys.update(name_keys(former))
        for key in keys:
            self._by_key[key].append(record)

    def change(self, anew: Callable[[CertificationRecord], CertificationRecord]) -> None:
        """Give each record its changed form; the keys it is found by stay."""
        for key, found in self._by_key.items():
            self._by_key[key] = [anew(record) for record in found]

    def block(self, query: MatchQuery) -> list[CertificationRecord]:
        """Records that share a key with the query, each once."""
        keys = ["#" + v for v in number_variants(query.number)] + [f"d:{query.date_of_birth}"]
        keys += [k for name in query.names for k in query_name_keys(name)]
        return list({r.certification_number: r for k in keys for r in self._by_key.get(k, ())}.values())
