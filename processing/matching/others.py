"""Whether a paper is of more people than the one its values name.

A mail or letter may ask for two colleagues at once. Its values are the first one's, who would be matched,
and the second would be forgotten. A number tells another person where a record bears it; those of other
registers look the same, so that one without a record tells nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.ids import CertificationNumber
from domain.kinds import MatchStatus
from domain.records import CertificationRecord, Match
from processing.matching.printed import names_stand

#: Said to staff; the machine settles no such request.
ASKS_OF_SEVERAL = "The request names more people than one: look for each of them."
NAMES_ANOTHER = "The paper names somebody else on record by name and birth date: look whose name it changes."


def tell_others(
    best: CertificationNumber | None,
    numbered: Sequence[CertificationRecord],
    words: tuple[str, ...],
    *,
    is_body: bool,
) -> tuple[CertificationRecord, ...]:
    """The other people of a request: records of its numbers that are not the best match's person's.

    On a form somebody else's number may stand too, a witness's or a teacher's; there the name must as well.
    """
    named = [record for record in numbered if is_body or names_stand(record, words)]
    own = next((record for record in named if record.certification_number == best), None)
    if own is None:
        return tuple(named[1:]) if len({_person(record) for record in named}) > 1 else ()
    return tuple(record for record in named if _person(record) != _person(own))


def _person(record: CertificationRecord) -> tuple[int, str]:
    return (record.person, "") if record.person else (0, record.certification_number)


def bears_another(
    best: CertificationRecord,
    born_then: Sequence[CertificationRecord],
    words: tuple[str, ...],
) -> bool:
    """Whether a paper names somebody else on record, of those who were born on its dates.

    A certificate of marriage says of two people what they are called, and either may have sent it.
    """
    others = (record for record in born_then if _person(record) != _person(best))
    return any(names_stand(record, words) for record in others)


def hold_open(match: Match, brake: str | None) -> Match:
    """The match, unsettled where there is a brake: words for staff that say why."""
    if brake is None or match.status is not MatchStatus.MATCHED:
        return match
    return replace(match, status=MatchStatus.AMBIGUOUS, brake=brake)
