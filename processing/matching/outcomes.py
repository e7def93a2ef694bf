"""What each field of a paper makes of one record, before anything weighs: what weights are counted from."""

from collections.abc import Mapping

from domain.records import CertificationRecord, MatchQuery
from processing.matching.compare import Comparison, compare_record
from processing.matching.terms import TermTable
from processing.matching.weights import Outcome, Weighing, Weights

#: By field compared, the name of what came of it.
Outcomes = dict[str, str]


class _NoWeights(dict[str, Mapping[str, Outcome]]):
    def __missing__(self, field: str) -> Mapping[str, Outcome]:
        return {}


#: While counting, nothing weighs anything yet.
UNWEIGHED = Weighing(Weights(_NoWeights(), 0.5, 1, ((0.0, 0.0),)), TermTable(1))


def outcomes_of(query: MatchQuery, record: CertificationRecord) -> tuple[Outcomes, Comparison]:
    """The outcome of each field that the paper shows."""
    found = compare_record(query, record, UNWEIGHED)
    outcomes = {
        "number": found.number.name, "date_of_birth": found.date_of_birth.name,
        "ssn_last4": found.ssn_last4.name,
    }  # fmt: skip
    if found.name is not None:
        outcomes["name"] = found.name.grade.name
    if query.level:
        outcomes["level"] = "AGREES" if query.level == record.level else "DIFFERS"
    return {field: name for field, name in outcomes.items() if name != "MISSING"}, found
