"""What papers of one envelope say of one another: certainty lent, and records pointed to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.documents import SURE, Document
from domain.ids import CertificationNumber, DocumentId
from domain.kinds import MatchStatus
from domain.records import Candidate, CertificationRecord, FieldComparison, Match, MatchQuery
from processing.matching.compare import Comparison, DateFit, DigitsFit, compare_record, may_be_misread
from processing.matching.names import Grade, compare_names, compare_with_record, names_agree
from processing.matching.numbers import NumberFit
from processing.matching.query import query_from_documents
from processing.matching.resembling import bear_two_given_names, names_resemble, resembles_record


@dataclass(frozen=True, slots=True)
class _Paper:
    query: MatchQuery
    match: Match


def settle_submission(
    matches: Mapping[DocumentId, tuple[Document, Match]],
    records: Mapping[CertificationNumber, CertificationRecord],
) -> Mapping[DocumentId, Match]:
    """Let papers lend certainty to one another: a card with only a name, sent with a form that matched.

    One mail, fax or neighbourhood of a scan batch (between separators) is passed at a time, with the
    records that its papers rank. A paper becomes matched, with the reason `same_submission`, where
    every certain paper beside it names one record, the paper's own name agrees with that record, and
    nothing on the paper speaks against it. Where papers point to different people nothing is lent; of
    namesakes the one who is certain beside it is shown first then, and a person says who it is.
    """
    papers = {
        key: _Paper(query_from_documents([document], None), match)
        for key, (document, match) in matches.items()
    }
    names = {name for paper in papers.values() for name in paper.query.names}
    certain = {m.best.certification_number for _, m in matches.values() if _is_settled(m) and m.best}
    lender = records.get(next(iter(certain))) if len(certain) == 1 else None
    if lender:
        alone = all(compare_with_record(name, lender).grade >= Grade.GIVEN_ONLY for name in names)
        papers = {
            k: replace(paper, match=_lend(paper, lender, records, alone=alone)) for k, paper in papers.items()
        }
    lenders = [records[number] for number in sorted(certain) if number in records]
    return {
        key: _lean(paper, lenders, records)
        if paper.match.candidates
        else _point_to_neighbour(key, papers, records)
        for key, paper in papers.items()
    }


def _is_settled(match: Match) -> bool:
    return match.status is MatchStatus.MATCHED


# -- lending ------------------------------------------------------------------------------------------


def _lend(
    paper: _Paper,
    record: CertificationRecord,
    records: Mapping[CertificationNumber, CertificationRecord],
    *,
    alone: bool,
) -> Match:
    match, number = paper.match, record.certification_number
    rivals = [records[c.certification_number] for c in match.candidates if c.certification_number in records]
    if _is_settled(match) or not _may_borrow(paper, record, rivals, alone=alone):
        return match
    compared = compare_record(paper.query, record)
    chosen = next((c for c in match.candidates if c.certification_number == number), None)
    fields = chosen.comparisons if chosen else compared.fields
    lent = FieldComparison("same_submission", "agree", "another paper of this submission is certain", 10.0)
    sure = Candidate(number, max(chosen.probability if chosen else 0.0, 0.999), (*fields, lent))
    others = tuple(c for c in match.candidates if c.certification_number != number)
    return Match(MatchStatus.MATCHED, (sure, *others))


def _lean(
    paper: _Paper,
    lenders: Sequence[CertificationRecord],
    records: Mapping[CertificationNumber, CertificationRecord],
) -> Match:
    """An unsettled match with the record first that is certain beside it, where the paper bears its name.

    Its whole name, and that of nobody else who is certain there. It stays unsettled: a namesake's paper may
    lie in the same envelope.
    """
    match, query = paper.match, paper.query
    named = [r for r in lenders if any(compare_with_record(n, r).grade is Grade.SAME for n in query.names)]
    numbers = [c.certification_number for c in match.candidates]
    if _is_settled(match) or len(named) != 1 or named[0].certification_number not in numbers[1:]:
        return match
    rivals = [records[number] for number in numbers if number in records]
    if _contradicts(query, compare_record(query, named[0])) or _is_named_better(query, named[0], rivals):
        return match
    at = numbers.index(named[0].certification_number)
    beside = FieldComparison("same_submission", "agree", "a certain paper beside it bears the name", 3.0)
    own = replace(match.candidates[at], comparisons=(*match.candidates[at].comparisons, beside))
    ordered = (own, *match.candidates[:at], *match.candidates[at + 1 :])
    chances = (c.probability for c in match.candidates)
    return replace(match, candidates=tuple(map(_with_chance, ordered, chances)))


def _with_chance(candidate: Candidate, chance: float) -> Candidate:
    return replace(candidate, probability=chance)


def _may_borrow(
    paper: _Paper, record: CertificationRecord, rivals: Sequence[CertificationRecord], *, alone: bool
) -> bool:
    """The paper's name is the record's as far as it was read, and no number or date contradicts.

    Not where a namesake is on record and the envelope holds papers of others too (not `alone`), nor where the
    suffix or middle name is a namesake's.
    """
    found = compare_record(paper.query, record)
    if found.name is None or _contradicts(paper.query, found):
        return False
    if any(bear_two_given_names(name, record.first_name) for name in paper.query.names):
        return False
    others = [c for c in paper.match.candidates if c.certification_number != record.certification_number]
    if found.grade is Grade.SAME:
        own = alone and not _is_named_better(paper.query, record, rivals)
        return own or "agree" not in _name_verdicts(others)
    if found.grade >= Grade.INITIAL_ONLY:
        return "agree" not in _name_verdicts(others) and not _may_be_relative(paper.query, record, rivals)
    return _resembles(paper.query, record) and not {"agree", "near"} & _name_verdicts(others)


def _is_named_better(
    query: MatchQuery, lender: CertificationRecord, others: Iterable[CertificationRecord]
) -> bool:
    """Whether suffix or middle name on the paper are those of another record, and not the lender's."""
    return any(
        other.agrees and other.rank > compare_with_record(name, lender).rank
        for name in query.names
        for record in others
        if (other := compare_with_record(name, record))
    )


def _may_be_relative(
    query: MatchQuery, lender: CertificationRecord, others: Iterable[CertificationRecord]
) -> bool:
    """Whether an initial or short form may be a twin's or spouse's too."""
    return any(
        (record.date_of_birth == lender.date_of_birth or record.address_line1 == lender.address_line1 != "")
        and any(compare_with_record(name, record).grade >= Grade.INITIAL_ONLY for name in query.names)
        for record in others
        if record.certification_number != lender.certification_number
    )


def _contradicts(query: MatchQuery, found: Comparison) -> bool:
    born = found.record.date_of_birth
    date_differs = found.date_of_birth in (DateFit.DIFFERS, DateFit.NEAR, DateFit.SWAPPED)
    if date_differs and born:
        date_differs = not may_be_misread(
            query.date_of_birth, born.isoformat(), query.date_of_birth_confidence
        )
    return (
        date_differs
        or found.number not in (NumberFit.MISSING, NumberFit.AGREES)
        or found.ssn_last4 is DigitsFit.DIFFERS
    )


def _name_verdicts(candidates: Sequence[Candidate]) -> set[str]:
    return {c.verdict for candidate in candidates for c in candidate.comparisons if c.field == "name"}


def _resembles(query: MatchQuery, record: CertificationRecord) -> bool:
    """Whether an unsurely read name may be the record's with several letters misread."""
    return query.name_confidence < SURE and any(resembles_record(name, record) for name in query.names)


# -- pointing -----------------------------------------------------------------------------------------


def _point_to_neighbour(
    key: DocumentId,
    papers: Mapping[DocumentId, _Paper],
    records: Mapping[CertificationNumber, CertificationRecord],
) -> Match:
    """A paper that fits no record, beside one of the same person that does: shown with it, unsettled.

    So a card in the new name is found with the decree that tells the old one.
    """
    mine = papers[key].query
    beside = [paper for other, paper in papers.items() if other != key]
    ways: tuple[Callable[[_Paper], bool], ...] = (
        (lambda other: _share_name(mine, other.query), lambda other: _may_share_name(mine, other.query))
        if mine.names
        else (lambda other: _shares_birth_date(mine, other, records),)
    )
    for holds in ways:
        pointed = {
            paper.match.best.certification_number: paper.match.best.probability
            for paper in beside
            if paper.match.best and holds(paper)
        }
        if pointed:
            return _point_to(pointed, named=bool(mine.names)) or papers[key].match
    return papers[key].match


def _point_to(pointed: Mapping[CertificationNumber, float], *, named: bool) -> Match | None:
    if len(pointed) != 1:
        return None
    number, probability = next(iter(pointed.items()))
    name = ("differ", "the record has another name") if named else ("missing", "the paper names nobody")
    compared = (
        FieldComparison("name", *name, 0.0),
        FieldComparison("same_submission", "agree", "a paper beside it points to the record", 3.0),
    )
    what = "The name is not the record's" if named else "The paper names nobody"
    brake = f"{what}; a paper of the same submission points to this record."
    candidate = Candidate(number, round(probability / 2, 6), compared)
    return Match(MatchStatus.AMBIGUOUS, (candidate,), brake)


def _share_name(mine: MatchQuery, theirs: MatchQuery) -> bool:
    return any(names_agree(a, b) for a in mine.names for b in theirs.names)


def _may_share_name(mine: MatchQuery, theirs: MatchQuery) -> bool:
    """As far as both were read: a first name lost at the edge, several letters misread."""
    return any(
        compare_names(a, b) >= Grade.INITIAL_ONLY or (names_resemble(a, b) and not bear_two_given_names(a, b))
        for a in mine.names
        for b in theirs.names
    )


def _shares_birth_date(
    mine: MatchQuery, other: _Paper, records: Mapping[CertificationNumber, CertificationRecord]
) -> bool:
    record = records.get(other.match.best.certification_number) if other.match.best else None
    if record is None:
        return False
    return compare_record(mine, record).date_of_birth is DateFit.FULL
