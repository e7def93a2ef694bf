"""Ranking records for what a paper says of a person, and stopping short of a guess.

`MATCHED` asks for certainty, not for the highest score: number and name agree, and the birth date
where one is shown; or, without a number, exact name and full birth date fit one record; or, where no
field surely names anybody, the record's name stands among the paper's words and two more details are its
own. Everything else that is plausible is `AMBIGUOUS`, with the reason in words (design, promise 5).
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.documents import SURE
from domain.ids import CertificationNumber
from domain.kinds import MatchStatus
from domain.records import Candidate, CertificationRecord, Match, MatchQuery
from processing.matching.certain import (
    any_backs,
    bears_another,
    fits_certainly,
    may_bear_other_digits,
    prints_more_suffix,
)
from processing.matching.compare import Comparison, DateFit, DigitsFit, born_about, compare_record
from processing.matching.names import Grade, Part
from processing.matching.numbers import NumberFit, compare_numbers, split_number
from processing.matching.parsing import fold_words, parse_name
from processing.matching.terms import TermTable
from processing.matching.weights import Weighing, Weights, make_weighing

#: What the rules settle is this likely by its weights too, or a person looks.
LEAST_CHANCE = 0.95

#: As many as a person can look through; all of a family of namesakes fits.
MOST_CANDIDATES = 10


def rank_matches(
    query: MatchQuery,
    candidates: Sequence[CertificationRecord],
    *,
    terms: TermTable | None = None,
    weights: Weights | None = None,
) -> Match:
    """Rank `candidates` for `query`; `MATCHED` only where one record certainly fits.

    Hints of the covering note (`hint_numbers`, `hint_birth_dates`) are tried where the paper itself shows
    no number or no birth date; they count only where one reading of them settles the question. `terms` tell
    how common names, birth dates and towns are among the office's records; `weights` are those in use, where
    they are not the shipped ones.
    """
    weighing = make_weighing(terms, weights)
    own = _rank_once(query, candidates, weighing)
    if own.status is MatchStatus.MATCHED or not query.names:
        return own
    hinted = [_rank_once(q, candidates, weighing) for q in _hinted_queries(query)]
    settled = [m for m in hinted if m.status is MatchStatus.MATCHED]
    if settled:
        same = {m.best.certification_number for m in settled if m.best}
        return settled[0] if len(same) == 1 else own
    helped = [m for m in hinted if m.best and _speaks_for(m.best) and m.best.probability > _certainty(own)]
    return max(helped, key=_certainty, default=own)


def _hinted_queries(query: MatchQuery) -> list[MatchQuery]:
    numbers = query.hint_numbers if _needs_a_number(query) else ()
    dates = query.hint_birth_dates if not query.date_of_birth else ()
    tries = [replace(query, number=n, date_of_birth=d) for n in numbers for d in dates]
    tries += [replace(query, number=n) for n in numbers]
    # A note with several birth dates speaks of several people: too many ways to be wrong.
    if len(dates) == 1 and not numbers:
        tries.append(replace(query, date_of_birth=dates[0]))
    return tries


def _needs_a_number(query: MatchQuery) -> bool:
    """Whether none was read, or digits without a prefix letter that are near none of those hinted at.

    Readers take a telephone's digits for the number; an own number one digit off stands above a note's.
    """
    prefix, digits = split_number(query.number)
    far = all(compare_numbers(query.number, n) is NumberFit.DIFFERS for n in query.hint_numbers)
    return not digits or (not prefix and far)


def _speaks_for(candidate: Candidate) -> bool:
    """Whether a hint found a record that the paper's own name partly fits."""
    verdicts = {c.field: c for c in candidate.comparisons}
    by_hint = "agree" in (verdicts["number"].verdict, verdicts["date_of_birth"].verdict)
    return by_hint and verdicts["name"].weight > 0


def _certainty(match: Match) -> float:
    return match.best.probability if match.best else 0.0


def _rank_once(query: MatchQuery, candidates: Sequence[CertificationRecord], weighing: Weighing) -> Match:
    named = any(fold_words(n) for n in query.names)
    if not (split_number(query.number)[1] or named or query.date_of_birth):
        return Match(MatchStatus.NONE, brake="The paper shows neither a number nor a name.")
    compared = _compare_all(query, candidates, weighing)
    plausible = _order_plausible(compared)
    if not plausible:
        return Match(MatchStatus.NONE, brake="No record fits what the paper says.")
    ranked = _weigh_candidates(plausible[:MOST_CANDIDATES], weighing)
    fitting = [c for c in plausible if fits_certainly(query, c)]
    brake = (
        _find_brake(query, plausible, fitting)
        or _find_twin(fitting[0], compared)
        or _find_hidden_namesake(query, fitting[0], compared)
    )
    if brake is None:
        best = fitting[0].record.certification_number
        ranked = tuple(sorted(ranked, key=lambda c: c.certification_number != best))
        brake = _weigh_again(ranked[0], best)
    return Match(MatchStatus.AMBIGUOUS if brake else MatchStatus.MATCHED, ranked, brake)


def _weigh_again(first: Candidate, best: CertificationNumber) -> str | None:
    """A brake where the rules would settle what common values may share by chance: a name that hundreds
    bear, with a birth date that an export gives to whoever has none.
    """
    if first.certification_number == best and first.probability >= LEAST_CHANCE:
        return None
    return "What agrees is shared by many records: weighed together it does not single out this one."


def rank_by_chance(
    query: MatchQuery, candidates: Sequence[CertificationRecord], weighing: Weighing
) -> tuple[Candidate, ...]:
    """The plausible records by their weights alone, no brake asked: what calibration is fitted to."""
    plausible = _order_plausible(_compare_all(query, candidates, weighing))
    return _weigh_candidates(plausible[:MOST_CANDIDATES], weighing) if plausible else ()


def _compare_all(
    query: MatchQuery, candidates: Sequence[CertificationRecord], weighing: Weighing
) -> list[Comparison]:
    """Each record once."""
    unlike = {record.certification_number: record for record in candidates}
    return [compare_record(query, record, weighing) for record in unlike.values()]


def _order_plausible(compared: Sequence[Comparison]) -> list[Comparison]:
    found = (c for c in compared if is_plausible(c))
    return sorted(found, key=lambda c: (-c.weight, c.record.certification_number))


def _weigh_candidates(plausible: Sequence[Comparison], weighing: Weighing) -> tuple[Candidate, ...]:
    """The chance of each record beside the others, and beside a person with no record at all."""
    unlisted = weighing.unlisted
    top = max(unlisted, *(c.weight for c in plausible))
    shares = [2.0 ** (c.weight - top) for c in plausible]
    whole = sum(shares) + 2.0 ** (unlisted - top)
    chances = [weighing.calibrate(share / whole) for share in shares]
    # Each is calibrated by itself; of several, no more than one can be true.
    most = max(sum(chances), 1.0)
    return tuple(
        Candidate(c.record.certification_number, round(chance / most, 6), c.fields)
        for c, chance in zip(plausible, chances, strict=True)
    )


def is_plausible(found: Comparison) -> bool:
    """Whether a person should be shown this record."""
    grade, born = found.grade, found.date_of_birth
    if found.number >= NumberFit.OTHER_PREFIX or found.earlier_number:
        return True
    if found.name_stands and any_backs(found):
        return True
    if found.number >= NumberFit.NEAR and (grade >= Grade.GIVEN_ONLY or born >= DateFit.NEAR):
        return True
    if born is DateFit.FULL and grade >= Grade.SURNAME_ONLY:
        return True
    if found.ssn_last4 is DigitsFit.AGREES and (grade >= Grade.GIVEN_ONLY or born is DateFit.FULL):
        return True
    if born is DateFit.DIFFERS:
        # A namesake born on another day is another person, unless a rare full name says otherwise.
        return grade is Grade.SAME and found.name is not None and found.name.middle is Part.SAME
    # A surname that gained or lost a part is how most new names look.
    return grade >= Grade.PART_OF_SURNAME


def _find_brake(
    query: MatchQuery, plausible: Sequence[Comparison], fitting: Sequence[Comparison]
) -> str | None:
    """Why the machine must not settle this; None where it may."""
    if not fitting:
        return _explain_doubt(query, plausible)
    if len(fitting) > 1:
        return "Two or more records fit equally well."
    best = fitting[0]
    rivals = [c for c in plausible if c is not best and _is_rival(query, best, c)]
    if rivals:
        return "Another record with nearly the same name fits almost as well."
    return None


def _find_twin(best: Comparison, compared: Sequence[Comparison]) -> str | None:
    """A brake where no field names the person rightly, and somebody of the surname was born that day.

    The twin's name may have been read too badly to stand on the paper. Last four digits tell two people apart
    where they are not nearly alike, as those of children who were registered together may be.
    """
    if _named_rightly(best) or best.date_of_birth is DateFit.MISSING:
        return None
    mine = best.record
    born = [
        c.record
        for c in compared
        if c is not best and c.record.date_of_birth == mine.date_of_birth and not _digits_part(best, c)
    ]
    if any(set(fold_words(r.last_name)) & set(fold_words(mine.last_name)) for r in born):
        return "The paper's fields name nobody surely, and another record has the surname and the birth date."
    return None


def _find_hidden_namesake(query: MatchQuery, best: Comparison, compared: Sequence[Comparison]) -> str | None:
    """A brake where a birth date was forgiven as misread: it may be that of a namesake born as near to it."""
    if best.date_of_birth not in (DateFit.DIFFERS, DateFit.NEAR):
        return None
    for other in compared:
        alike = other is not best and (other.grade >= Grade.SUFFIX_CLASH or other.name_stands)
        if alike and born_about(query.date_of_birth, other.record.date_of_birth):
            return "The birth date was not read surely, and a namesake was born at nearly the same date."
    return None


def _is_rival(query: MatchQuery, best: Comparison, other: Comparison) -> bool:
    """Whether one misread letter or digit could turn `best` into `other`."""
    if best.name_stands and other.name_stands and not _named_rightly(best):
        # Two records' names stand among the words, and no field says whose paper it is.
        return True
    alike = other.grade >= Grade.SUFFIX_CLASH or other.name_stands
    if best.earlier_number and other.number >= NumberFit.OTHER_PREFIX:
        # The number is one person's now and was another's.
        return True
    if best.number is NumberFit.OTHER_PREFIX and other.number is NumberFit.AGREES:
        # As it is printed, letter and all, the number is somebody else's.
        return True
    if _says_more_of(query, best, other) or (alike and _speaks_besides(query, best, other)):
        return True
    if _is_told_apart(query, best, other):
        return False
    if best.number is NumberFit.MISSING:
        return alike and other.date_of_birth >= DateFit.NEAR
    if alike and other.date_of_birth > max(best.date_of_birth, DateFit.MISSING):
        # The number is one person's, and a namesake's birth date fits better: father and son.
        return True
    if (
        alike
        and best.date_of_birth in (DateFit.DIFFERS, DateFit.NEAR)
        and other.date_of_birth is DateFit.NEAR
    ):
        # A date forgiven as misread may be the namesake's, misread.
        return True
    if best.date_of_birth is DateFit.FULL and other.date_of_birth is not DateFit.FULL:
        # A digit that was doubtful may have been the namesake's.
        return alike and other.date_of_birth is DateFit.NEAR and query.date_of_birth_confidence < SURE
    return (alike and other.number >= NumberFit.NEAR) or _names_better(best, other)


def _speaks_besides(query: MatchQuery, best: Comparison, other: Comparison) -> bool:
    """Whether the last four digits are a namesake's; or two who are named as well were born on one day, and a
    number that was read unsurely is all that tells them apart."""
    if other.ssn_last4 is DigitsFit.AGREES and may_bear_other_digits(best):
        return True
    born = best.date_of_birth is DateFit.FULL and other.date_of_birth is DateFit.FULL
    named = other.grade >= best.grade
    return born and named and query.number_confidence < SURE and not _digits_part(best, other)


def _says_more_of(query: MatchQuery, best: Comparison, other: Comparison) -> bool:
    """Whether a suffix or middle name on the paper is `other`'s, and `best`'s record has none: the number may
    be a father's. A birth date or last four digits of `best` alone tell them apart.
    """
    if best.name is None or other.name is None or not (best.name.agrees and other.name.agrees):
        return False
    sure = query.date_of_birth_confidence >= SURE
    by_date = sure and best.date_of_birth is DateFit.FULL and other.date_of_birth is DateFit.DIFFERS
    if by_date or _digits_part(best, other):
        return False
    suffixed = any(parse_name(name).suffix for name in query.names)
    relative = suffixed and best.name.suffix is Part.SILENT and other.name.suffix is Part.SAME
    # Of a former name nobody knows which word is a middle name.
    middle = best.name.middle is Part.SILENT and other.name.middle >= Part.INITIAL and not other.name.former
    return relative or middle


def _is_told_apart(query: MatchQuery, best: Comparison, other: Comparison) -> bool:
    """Whether two details that were read surely are those of `best`, and both another's than `other`'s.

    One slip cannot turn the one into the other then.
    """
    sure = min(query.ssn_last4_confidence, query.date_of_birth_confidence) >= SURE
    by_date = best.date_of_birth is DateFit.FULL and other.date_of_birth is not DateFit.FULL
    return sure and by_date and _named_rightly(best) and _digits_part(best, other)


def _digits_part(best: Comparison, other: Comparison) -> bool:
    """Whether the last four digits are those of `best` and none that resemble `other`'s."""
    real = not (best.record.ssn_is_pseudo or other.record.ssn_is_pseudo)
    return real and best.ssn_last4 is DigitsFit.AGREES and other.ssn_last4 is DigitsFit.DIFFERS


def _named_rightly(found: Comparison) -> bool:
    return found.name is not None and found.name.agrees


def _names_better(best: Comparison, other: Comparison) -> bool:
    return other.grade > best.grade and other.grade >= Grade.NICKNAME


def _explain_doubt(query: MatchQuery, plausible: Sequence[Comparison]) -> str:
    best = plausible[0]
    rules: tuple[tuple[bool, str], ...] = (
        (_points_two_ways(plausible), "The number and the name point to different records."),
        (
            best.grade is Grade.SUFFIX_CLASH,
            "The suffix (Jr., Sr., II ...) differs: this may be a relative of the same name.",
        ),
        (
            prints_more_suffix(query, best) and best.grade >= Grade.NICKNAME,
            "The paper has a suffix (Jr., Sr., II ...) and the record none: it may be a relative's.",
        ),
        (
            best.grade is Grade.NEAR and bears_another(query, best),
            "The first name is another one by a letter: this may be a brother or sister.",
        ),
        (
            best.number >= NumberFit.OTHER_PREFIX and best.name is None,
            "Only the number fits; the paper shows no name.",
        ),
        (
            best.number >= NumberFit.OTHER_PREFIX and best.grade < Grade.NICKNAME,
            "The number fits, but the name on the record is another one.",
        ),
        (best.number is NumberFit.OTHER_PREFIX, "The digits fit, but the prefix letter is another level's."),
        (
            best.number is NumberFit.AGREES,
            "Number and name fit, but another detail on the paper does not.",
        ),
        (best.earlier_number, "The number is an earlier one of this person, and not all else fits."),
        (
            best.number in (NumberFit.NEAR, NumberFit.CONFUSED),
            "The number is one digit or one swap away from the record's.",
        ),
        (
            best.number is NumberFit.DIFFERS and best.grade >= Grade.NICKNAME,
            "The name fits, but the number is not the record's.",
        ),
        (
            best.date_of_birth in (DateFit.NEAR, DateFit.SWAPPED, DateFit.DIFFERS),
            "The name fits, but the birth date is not the record's.",
        ),
        (
            best.date_of_birth >= DateFit.MONTH and best.grade < Grade.SAME,
            "The birth date fits, but the name is not exactly the record's.",
        ),
        (sum(c.grade >= Grade.NICKNAME for c in plausible) > 1, "Several records bear this name."),
    )
    return next((words for holds, words in rules if holds), "Only the name fits; nothing else confirms it.")


def _points_two_ways(plausible: Sequence[Comparison]) -> bool:
    by_number = [c for c in plausible if c.number >= NumberFit.OTHER_PREFIX and c.grade < Grade.INITIAL_ONLY]
    by_name = [c for c in plausible if c.number < NumberFit.OTHER_PREFIX and c.grade >= Grade.NICKNAME]
    return bool(by_number and by_name)
