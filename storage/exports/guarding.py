"""Holding an import back before it writes, where its columns or rows must be mistaken."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from domain.errors import NotAllowed
from domain.records import CertificationRecord
from processing.ports import RejectedRow, Taken
from storage.exports.plausible import Doubt, Plausibility, doubt_of_rejected
from storage.exports.reader import RecordReader

#: So many rows, and such a share of those whose number is on record, name somebody else: rows are mixed up.
LEAST_HELD: Final = 10
MOST_HELD: Final = 0.1
#: Columns are the same in the whole file: after the first batch each so-many-th row is looked at.
EACH_LATER_ROW: Final = 10


class ImportGuard:
    """Looks at each batch before it is written; what is `allowed` is only said."""

    def __init__(self, plausibility: Plausibility, rejected: Sequence[RejectedRow], *, allowed: bool) -> None:
        self._plausibility = plausibility
        self._rejected = rejected
        self._allowed = allowed
        self._batches = 0
        self._held: Doubt | None = None

    def look_at(self, records: Sequence[CertificationRecord], reader: RecordReader) -> None:
        """Before a batch is written. Raises `NotAllowed` where columns must be mistaken."""
        step = EACH_LATER_ROW if self._batches else 1
        self._batches += 1
        self._plausibility.look_at(records[::step], lambda number: reader.lines[number])
        commonest = Counter(re.sub(r"\d+", "...", row.problem) for row in self._rejected).most_common(1)
        of_rows = doubt_of_rejected(len(self._rejected), reader.rows, commonest[0][0]) if commonest else None
        self._refuse([*([of_rows] if of_rows else ()), *self._plausibility.doubts()])

    def look_at_held(self, taken: Taken) -> None:
        """Before a batch is committed. Raises `NotAllowed` where rows must be mixed up."""
        held = len(taken.held)
        known = taken.changed + taken.unchanged + held + len(taken.refused)
        if held >= LEAST_HELD and held > MOST_HELD * known:
            words = (
                f"{held} of {known} rows whose number is on record name somebody else than the record does: "
                "rows or columns look mixed up"
            )
            self._held = Doubt(words, True)
            self._refuse([self._held])

    def doubts(self) -> tuple[str, ...]:
        """What looks wrong, and did not keep the import back."""
        held = [self._held] if self._held else []
        return tuple(doubt.words for doubt in (*held, *self._plausibility.doubts()))

    def _refuse(self, doubts: Sequence[Doubt]) -> None:
        refusing = [doubt.words for doubt in doubts if doubt.refuses]
        if refusing and not self._allowed:
            written = "Nothing was written" if self._batches == 1 else "Nothing more was written"
            raise NotAllowed(
                "The columns look mistaken:\n"
                + "\n".join(f"  {words}" for words in refusing)
                + f"\n{written}. Mend the mapping file or the export, and look with --dry-run. If all is as "
                "it should be, import with --doubtful."
            )
