"""Names that were read so poorly that only a resemblance is left."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from domain.records import CertificationRecord
from processing.matching.nicknames import are_two_given_names
from processing.matching.parsing import fold_words, names_of_record, parse_name

#: Two readings of one damaged name share this much of their letters (0-100); two people's names rarely do.
RESEMBLANCE = 80.0

#: The same of a surname alone: shorter, so that one letter weighs more.
SURNAME_RESEMBLANCE = 70.0


def resembles_record(name: str, record: CertificationRecord, least: float = RESEMBLANCE) -> bool:
    """Whether a poorly read name may be one of the record's with several letters misread.

    The surname must resemble by itself: the first name with another surname is how a new name looks.
    """
    words = fold_words(name)
    known = [(fold_words(record.first_name), fold_words(record.middle_name), fold_words(record.last_name))]
    known += [(p.given[:1], p.given[1:], p.surname) for p, former in names_of_record(record) if former]
    return any(
        fuzz.ratio("".join(words), "".join(whole)) >= least and _ends_like(words, surname)
        for given, middle, surname in known
        for whole in ((*given, *middle, *surname), (*given, *surname))
    )


def _ends_like(words: Sequence[str], surname: Sequence[str]) -> bool:
    tails = ("".join(words[cut:]) for cut in range(1, len(words)))
    heads = ("".join(words[:cut]) for cut in range(1, len(words)))
    return any(fuzz.ratio(part, "".join(surname)) >= SURNAME_RESEMBLANCE for part in (*tails, *heads))


def names_resemble(one: str, other: str) -> bool:
    """As `resembles_record`, for two printed names."""
    return fuzz.ratio(_run_letters(one), _run_letters(other)) >= RESEMBLANCE


def _run_letters(name: str) -> str:
    return "".join(fold_words(name))


def bear_two_given_names(one: str, other: str) -> bool:
    """Whether both begin with well-known given names that are not forms of one: Joan and John."""
    first, second = _first_given(one), _first_given(other)
    return bool(first and second) and are_two_given_names(first, second)


def _first_given(name: str) -> str:
    parsed = parse_name(name)
    return next(iter((*parsed.given, *parsed.surname)), "")
