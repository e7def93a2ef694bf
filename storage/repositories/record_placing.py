"""Whose the records of an import are: each with its person, and what removed credentials leave to it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from domain.records import CertificationRecord, is_service
from storage.repositories.base import Repository, Tools
from storage.repositories.persons import Newcomer, Persons, Recognised
from storage.repositories.record_comparing import RecordBatch
from storage.repositories.record_rows import ROWS, person_key, record_of, with_removed
from storage.repositories.record_writing import Placed, RecordWriter
from storage.statements import in_chunks
from storage.tables import RecordRow


class RecordPlacer(Repository):
    """Gives records their people, and people what they had before."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._persons = Persons(tools)
        self._writer = RecordWriter(tools)

    def place(
        self, placed: Sequence[Placed], before: dict[int, int | None], fresh: Iterator[int]
    ) -> tuple[list[Placed], tuple[str, ...]]:
        """With each record's person, and the numbers of who is kept apart."""
        people = [p for p in placed if not is_service(p.record.certification_number)]
        found = self._persons.recognise(
            [Newcomer(p.id, p.record, p.key, before.get(p.id)) for p in people], fresh
        )
        return self._with_earlier(placed, found), found.apart

    def _with_earlier(self, placed: Sequence[Placed], found: Recognised) -> list[Placed]:
        """Who comes to a person with removed credentials has their numbers, names, streets too."""
        joined = [person for row_id, person in found.persons.items() if person != row_id]
        removed = self._persons.removed(joined) if joined else {}
        return [
            replace(
                p,
                person=found.persons.get(p.id),
                record=with_removed(p.record, removed.get(found.persons.get(p.id, 0), ())),
            )
            if removed
            else replace(p, person=found.persons.get(p.id))
            for p in placed
        ]

    def recognise_unchanged(self, batch: RecordBatch, records: Sequence[CertificationRecord]) -> None:
        """Give rows of before people were known their keys; their people stay as they are."""
        bare = {number: known for number, known in batch.known.items() if not known.recognised}
        rows = [
            {"id": bare[number].id, "person_key": key}
            for record in records
            if (number := record.certification_number) in bare
            and bare[number].content_hash == batch.hashes[number]
            and (key := person_key(self._keys, record))
        ]
        if rows:
            self._session.execute(update(RecordRow), rows)

    def pass_on(self, gone: Sequence[CertificationRecord], now: datetime, import_id: int) -> None:
        """What was removed becomes history of what is left of its people."""
        persons: dict[int, list[CertificationRecord]] = {}
        for record in gone:
            persons.setdefault(record.person, []).append(record)
        persons.pop(0, None)
        for chunk in in_chunks(sorted(persons)):
            left = self._session.execute(ROWS.where(RecordRow.person_id.in_(chunk))).all()
            placed = [
                Placed(
                    row.id, with_removed(record_of(self._keys, row), persons[row.person_id]),
                    row.content_hash, row.person_key, row.added_by, row.person_id,
                )
                for row in left
            ]  # fmt: skip
            self._writer.save_versions(import_id, [p.id for p in placed])
            self._writer.write(placed, [p.id for p in placed], now)
