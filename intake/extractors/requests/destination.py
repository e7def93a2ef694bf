"""Where the requester wants the answer: agency, address, fax, email; never our own office's or the applicant's, and by no
way that the paper forbids."""

from collections.abc import Iterable

from domain.documents import Evidence
from domain.kinds import FieldName
from intake.extractors.requests.agencies import is_no_office, list_agencies
from intake.extractors.requests.contacts import list_emails, list_faxes
from intake.extractors.requests.headings import BARE_STATE
from intake.extractors.requests.office_names import (
    choose_fullest,
    lower_subordinates,
    name_office_of,
)
from intake.extractors.requests.refused_ways import refuses_way
from intake.extractors.requests.return_addresses import list_addresses
from intake.extractors.requests.spots import Spot
from intake.extractors.requests.states_above import with_state_above
from intake.extractors.sheets.paper import Paper


def find_destination(paper: Paper, applicant: str = "") -> list[Evidence]:
    """Agency, address, fax and email of the requester, as far as the paper gives them; `applicant` is whom it is about."""
    address = _best(list_addresses(paper))
    agencies = _rank_agencies(paper, address)
    spots = (
        (FieldName.REQUESTING_AGENCY, agencies[0] if agencies else None),
        (FieldName.RETURN_ADDRESS, address),
        (FieldName.RETURN_FAX, _best(list_faxes(paper))),
        (FieldName.RETURN_EMAIL, _best(list_emails(paper, agencies, applicant))),
    )
    return [
        _evidence(paper, field, spot)
        for field, spot in spots
        if spot is not None and spot.score > 0 and not refuses_way(paper.text, field)
    ]


def _best(spots: Iterable[Spot]) -> Spot | None:
    """The likeliest; of two the first."""
    return max(spots, key=lambda spot: spot.score, default=None)


def _rank_agencies(paper: Paper, address: Spot | None) -> list[Spot]:
    """The likeliest first; a state's name alone stands behind all others."""
    named = [spot for spot in list_agencies(paper, address) if not is_no_office(spot.value)]
    spots = lower_subordinates(named)
    ranked = sorted(spots, key=lambda spot: (bool(BARE_STATE.match(spot.value)), -spot.score))
    if not ranked:
        return []
    best = with_state_above(choose_fullest(name_office_of(ranked[0], ranked), ranked))
    return [best, *ranked[1:]]


def _evidence(paper: Paper, field: FieldName, spot: Spot) -> Evidence:
    sure = min(1.0, 0.78 + 0.05 * spot.score)
    return paper.evidence(field, spot.value, spot.laid.sheet.page, spot.tokens, sure)
